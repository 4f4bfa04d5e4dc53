"""Glyphs → the bytes of a TJ array, with one-byte codes or in hexadecimal."""

from collections.abc import Iterable, Mapping

from notify.letters.engine.chunks import NUDGE, Glyph
from notify.letters.engine.errors import EngineError

_CAPACITY = 1 << 15
# Octal, so that no bracket stands in a string: ")" is then always the end of one.
_ESCAPED = {code: f"\\{code:03o}".encode() for code in (*b"()\\", 10, 13)}


class UncodedGlyphError(EngineError):
    """A glyph without a code in this font: it is not in the subset."""

    def __init__(self, gid: int) -> None:
        self.gid = gid
        super().__init__(f"Le glyphe n° {gid} n’a pas de code dans la police du document.")


class TextWriter(dict[Glyph, bytes]):
    """Writes TJ arrays; what each glyph and its number become is kept, within a bound."""

    def __init__(self, codes: Mapping[int, bytes], opening: bytes, closing: bytes) -> None:
        super().__init__()
        self._codes = codes
        self._opening, self._closing = opening, closing
        self._empty = opening + closing

    def __missing__(self, key: Glyph) -> bytes:
        if len(self) > _CAPACITY:
            self.clear()
        gid, number = key
        if gid == NUDGE:
            code = b""
        elif gid in self._codes:
            code = self._codes[gid]
        else:
            raise UncodedGlyphError(gid)
        written = self[key] = code + (b"%b%b%b" % (self._closing, _number(number), self._opening) if number else b"")
        return written

    def array(self, glyphs: Iterable[Glyph]) -> bytes:
        """`[(abc)-15(def)]`, without the operator. Raises UncodedGlyphError."""
        body = self._opening + b"".join(map(self.__getitem__, glyphs)) + self._closing
        return b"[" + self._parted(body) + b"]"

    def _parted(self, body: bytes) -> bytes:
        """Without empty strings; two numbers that then meet are parted by a space."""
        if self._empty not in body:
            return body
        return body.replace(self._empty, b" ").strip(b" ")


def literal_writer(codes: Mapping[int, int]) -> TextWriter:
    """One byte a glyph, in brackets."""
    return TextWriter({gid: _ESCAPED.get(code, bytes((code,))) for gid, code in codes.items()}, b"(", b")")


def hex_writer(codes: Mapping[int, int] | None = None, *, digits: int = 4) -> TextWriter:
    """Hexadecimal, `digits` a glyph; without codes a glyph is its own number (Identity-H)."""
    if codes is None:
        return TextWriter(_OwnNumber(), b"<", b">")
    return TextWriter({gid: b"%0*x" % (digits, code) for gid, code in codes.items()}, b"<", b">")


class _OwnNumber(dict[int, bytes]):
    """Each glyph number as its own code of four digits."""

    def __contains__(self, gid: object) -> bool:
        return isinstance(gid, int) and 0 <= gid <= 0xFFFF

    def __missing__(self, gid: int) -> bytes:
        return b"%04x" % gid


def _number(number: float) -> bytes:
    """As Python writes it: WeasyPrint does the same."""
    return repr(number).encode()
