"""A print file and the letters in it, as every part of a package reads them."""

from dataclasses import dataclass

from notify.letters.places import Place


@dataclass(frozen=True, slots=True)
class PlacedLetter:
    """One letter in its print file."""

    rank: int  # in the whole communication, from 1
    place: Place
    first_page: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PrintFile:
    """One PDF for the press and the letters in it, in order."""

    pdf: bytes
    pages: int
    level: str  # PDF/A level that it declares, or nothing
    letters: tuple[PlacedLetter, ...]
    separators: tuple[int, ...] = ()  # the pages on which separator sheets begin
