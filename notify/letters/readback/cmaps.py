"""Embedded CMaps: how bytes become codes, codes glyph numbers (or characters)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from notify.letters.readback.lexing import PdfError, Word, read

_SECTION = re.compile(rb"begin(codespacerange|cidchar|cidrange|bfchar|bfrange)\b(.*?)end\1\b", re.DOTALL)
_PER_SECTION = {b"codespacerange": 2, b"cidchar": 2, b"cidrange": 3, b"bfchar": 2, b"bfrange": 3}
MOST_CODES = 65_536


@dataclass(slots=True)
class CMap:
    """Codes keep their bytes: <01> and <0001> are two codes."""

    spaces: list[tuple[bytes, bytes]] = field(default_factory=list)
    glyphs: dict[bytes, int] = field(default_factory=dict)
    texts: dict[bytes, str] = field(default_factory=dict)
    _left: int = 4 * MOST_CODES  # ranges that overlap for ever are a hostile file

    def span(self, low: Any, high: Any) -> list[bytes]:
        """The codes of a range."""
        if not isinstance(low, bytes) or not isinstance(high, bytes) or not 0 < len(low) == len(high) <= 2:
            raise PdfError("CMap")
        numbers = range(int.from_bytes(low, "big"), int.from_bytes(high, "big") + 1)
        self._left -= max(1, len(numbers))
        if self._left < 0:
            raise PdfError("CMap")
        return [number.to_bytes(len(low), "big") for number in numbers]

    def codes(self, raw: bytes) -> list[bytes]:
        """Cut a string into codes of one or two bytes; `holds` says whether one of them is a code at all."""
        sizes = {len(low) for low, _high in self.spaces}
        if len(sizes) == 1:
            size = sizes.pop()
            return [raw[pos : pos + size] for pos in range(0, len(raw), size)]
        found, pos = [], 0
        while pos < len(raw):
            found.append(raw[pos : pos + 1] if self.holds(raw[pos : pos + 1]) else raw[pos : pos + 2])
            pos += len(found[-1])
        return found

    def holds(self, code: bytes) -> bool:
        """Whether the code lies in a code space."""
        return any(
            len(low) == len(code) and all(a <= byte <= b for a, byte, b in zip(low, code, high, strict=True))
            for low, high in self.spaces
        )


IDENTITY = CMap(spaces=[(b"\0\0", b"\xff\xff")])


def parse_cmap(data: bytes) -> CMap:
    """Read an embedded CMap. Raises PdfError, also for one that refers to another."""
    if b"usecmap" in data:
        raise PdfError("usecmap")
    cmap = CMap()
    for section in _SECTION.finditer(data):
        kind, size = section[1], _PER_SECTION[section[1]]
        values = _values(section[2])
        if len(values) % size:
            raise PdfError("CMap")
        for place in range(0, len(values), size):
            _ENTRIES[kind](cmap, *values[place : place + size])
    return cmap


def _values(data: bytes) -> list[Any]:
    values, pos, end = [], 0, len(data.rstrip())
    while pos < end:
        token = read(data, pos)
        if isinstance(token.value, Word):
            raise PdfError("CMap")
        values.append(token.value)
        pos = token.end
    return values


def _space(cmap: CMap, low: Any, high: Any) -> None:
    if not isinstance(low, bytes) or not isinstance(high, bytes) or not 0 < len(low) == len(high) <= 2:
        raise PdfError("codespace")
    cmap.spaces.append((low, high))


def _cid_char(cmap: CMap, code: Any, glyph: Any) -> None:
    _cid_range(cmap, code, code, glyph)


def _cid_range(cmap: CMap, low: Any, high: Any, glyph: Any) -> None:
    if not isinstance(glyph, int) or not 0 <= glyph <= 0xFFFF:
        raise PdfError("CMap")
    cmap.glyphs.update((code, glyph + place) for place, code in enumerate(cmap.span(low, high)))


def _bf_char(cmap: CMap, code: Any, text: Any) -> None:
    for each in cmap.span(code, code):
        cmap.texts[each] = _text(text)


def _bf_range(cmap: CMap, low: Any, high: Any, text: Any) -> None:
    codes = cmap.span(low, high)
    if isinstance(text, list):
        if len(text) != len(codes):
            raise PdfError("CMap")
        cmap.texts.update((code, _text(each)) for code, each in zip(codes, text, strict=True))
        return
    first = _text(text)
    if not first or ord(first[-1]) + len(codes) > 0x110000:
        raise PdfError("CMap")
    cmap.texts.update((code, first[:-1] + chr(ord(first[-1]) + place)) for place, code in enumerate(codes))


def _text(raw: Any) -> str:
    try:
        return str(raw, "utf-16-be")
    except (TypeError, UnicodeDecodeError) as error:
        raise PdfError("CMap") from error


_ENTRIES: dict[bytes, Callable[..., None]] = {
    b"codespacerange": _space,
    b"cidchar": _cid_char,
    b"cidrange": _cid_range,
    b"bfchar": _bf_char,
    b"bfrange": _bf_range,
}
