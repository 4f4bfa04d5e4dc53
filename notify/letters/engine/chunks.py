"""What shaped text is made of: glyphs, cut in chunks between the places where a line may end."""

from typing import NamedTuple

UNITS = 1024  # Pango units in a CSS pixel
NUDGE = -1  # the "glyph" of a number that stands before any glyph of its own
Glyph = tuple[int, float]  # glyph number, and the number that follows it in the TJ array


class Odd(NamedTuple):
    """A chunk that is not one word and one space: what a justified line needs to know of it."""

    words: tuple[tuple[Glyph, ...], ...]  # between its no-break spaces, each shaped alone
    joined: tuple[Glyph, ...]  # the last of them as it is before the next chunk, when no space stands between
    spaced: bool


class Shaped(NamedTuple):
    """A text cut in chunks, between the places where a line may end; one entry a chunk, in Pango units from its start.

    `flows` are the glyphs inside a line, the space included; `alones` those of a chunk that ends the line, without it.
    """

    starts: list[int]
    ends: list[int]  # without the space
    flows: list[tuple[Glyph, ...]]
    alones: list[tuple[Glyph, ...]]
    texts: list[str]
    odd: list[tuple[int, Odd]]  # by chunk
    total: int
    stops: list[int]  # the chunk after each of the texts that were shaped together
