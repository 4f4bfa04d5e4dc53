"""Texts to codes, a thousand letters at a time: arrays where a pair table is enough, HarfBuzz where it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from notify.letters.engine.compiling import Slot
from notify.letters.engine.glyphs import COMPLEX, SEPARATOR, UNITS, UNKNOWN, GlyphTable, NotPlainError

_MARGIN = 0.02  # px: a text this near to the edge of its block is left to WeasyPrint to break
_CUT = 6  # bytes between two codes with a kerning number: ")-123("
_KERN = np.frombuffer(b"".join(b")%-4d(" % number for number in range(-999, 1000)), np.uint8).reshape(-1, _CUT)


@dataclass(frozen=True, slots=True)
class SlotFont:
    """The table of a slot and the names of its two font resources: one byte a code, two bytes a glyph."""

    table: GlyphTable
    coded: bytes
    whole: bytes
    size: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Stamped:
    """The bytes of every hole of the letters of one class, and the letters that could not be stamped with the reason.

    `drawn`: glyphs beyond the code pages, by the name of the font of two-byte codes, with the text each stands for.
    """

    texts: list[list[bytes]]  # by slot, then by letter
    starts: dict[int, list[bytes]]  # by slot: x of each letter
    refused: dict[int, str]
    drawn: dict[bytes, dict[int, str]]


def stamp(slots: Sequence[Slot], fonts: Sequence[SlotFont], columns: Sequence[Sequence[str]]) -> Stamped:
    """Set the values of `columns` (one for each slot) of letters that share a class."""
    made = Stamped([[] for _ in slots], {}, {}, {})
    by_table: dict[int, list[int]] = {}
    for number, font in enumerate(fonts):
        by_table.setdefault(id(font.table), []).append(number)
    for numbers in by_table.values():
        line = _Line(fonts[numbers[0]], [value for number in numbers for value in columns[number]])
        for place, number in enumerate(numbers):
            _place(made, line, place * len(columns[number]), number, slots[number], len(columns[number]))
        made.drawn.setdefault(line.font.whole, {}).update(line.drawn)
    return made


def _place(made: Stamped, line: "_Line", first: int, number: int, slot: Slot, letters: int) -> None:
    """One slot of all the letters: its texts, where they start, and which do not fit."""
    made.texts[number] = line.coded[first : first + letters]
    for at, reason in line.refused.items():
        if first <= at < first + letters:
            made.refused.setdefault(at - first, reason)
    if slot.room is None and not slot.share:
        return
    widths = line.widths()[first : first + letters]
    if slot.room is not None:
        for at in np.flatnonzero(widths > slot.room - _MARGIN).tolist():
            made.refused.setdefault(at, "texte plus large que la place prévue")
    if slot.share:
        made.starts[number] = [b"%f" % x for x in (slot.anchor - slot.share * widths).tolist()]


class _Line:
    """Many values of one table, joined, coded and kerned at once."""

    def __init__(self, font: SlotFont, values: list[str]) -> None:
        self.font, self.table = font, font.table
        self.refused: dict[int, str] = {}
        self.own_widths: dict[int, float] = {}
        self.hard: dict[int, bytes] = {}
        self.drawn: dict[int, str] = {}
        self._widths: Any = None
        encoded = self.table.page.encode("\n".join(values) + "\n")
        self.codes = np.frombuffer(encoded, np.uint8)
        if encoded.find(UNKNOWN) >= 0:
            self._shape_around(np.flatnonzero(self.codes == UNKNOWN), values)
        pairs = self.codes[:-1].astype(np.uint16)
        pairs <<= 8
        pairs |= self.codes[1:]
        self.pairs = pairs
        self.coded = self._kerned(encoded, values) if self.table.kerned else encoded.split(b"\n")[:-1]
        for at, data in self.hard.items():
            self.coded[at] = data

    def _kerned(self, encoded: bytes, values: list[str]) -> list[bytes]:
        adjust = self.table.adjust.take(self.pairs)
        places = np.flatnonzero(adjust)
        numbers = adjust[places]
        if numbers.size and int(numbers.max()) == COMPLEX:
            self._shape_around(places[numbers == COMPLEX], values)
            plain = numbers != COMPLEX
            places, numbers = places[plain], numbers[plain]
        if not places.size:
            return encoded.split(b"\n")[:-1]
        lengths = np.ones(self.codes.size, np.int64)
        lengths[places] += _CUT
        ends = np.cumsum(lengths)
        out = np.empty(int(ends[-1]), np.uint8)
        out[ends - lengths] = self.codes
        out[(ends[places] - _CUT)[:, None] + np.arange(_CUT)] = _KERN[numbers.astype(np.int64) + 999]
        return out.tobytes().split(b"\n")[:-1]

    def _shape_around(self, places: Any, values: list[str]) -> None:
        """Ask HarfBuzz for the values at these places: characters beyond the page, ligatures."""
        ends = np.flatnonzero(self.codes == SEPARATOR)
        for at in np.unique(np.searchsorted(ends, places)).tolist():
            if at not in self.hard:
                self._shape(at, values[at])

    def _shape(self, at: int, value: str) -> None:
        """One value as HarfBuzz sets it: in codes when each glyph has one, else by glyph number in the other font."""
        try:
            shown, width = self.table.shaper.show(value, self.drawn)
        except NotPlainError:
            self.refused[at] = "caractère que la police ne dessine pas seule"
            self.hard[at] = b""
            return
        self.own_widths[at] = width / UNITS
        codes = self.table.codes
        if all(gid in codes for gid, _adjust in shown):
            self.hard[at] = b"".join(
                b"%c)%d(" % (codes[gid], adjust) if adjust else b"%c" % codes[gid] for gid, adjust in shown
            )
            return
        font = self.font
        text = b"".join(b"%04x>%d<" % pair if pair[1] else b"%04x" % pair[0] for pair in shown)
        self.hard[at] = b")]TJ/%b %b Tf[<%b>]TJ/%b %b Tf[(" % (font.whole, font.size, text, font.coded, font.size)

    def widths(self) -> Any:
        """Width of each value in px."""
        if self._widths is None:
            total = np.concatenate(([0], np.cumsum(self.table.advance.take(self.pairs), dtype=np.int64)))
            ends = np.flatnonzero(self.codes == SEPARATOR)
            starts = np.concatenate(([0], ends[:-1] + 1))
            self._widths = (total[ends] - total[starts]) / UNITS
            for at, width in self.own_widths.items():
                self._widths[at] = width
        return self._widths
