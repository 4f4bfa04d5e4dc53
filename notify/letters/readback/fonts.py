"""Fonts of a page: each code with its character, its width, and what is wrong with it.

The character that /ToUnicode announces is believed only when the font program agrees: its own cmap table must lead
from that character to the very glyph drawn, and the glyph must have an outline. A ligature has no character of its
own: those of LIGATURES are believed, which is the one gap (outlines themselves are not recognised).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from notify.letters.readback.cmaps import IDENTITY, CMap, parse_cmap
from notify.letters.readback.faults import FontError, GlyphError, NoTextError, ReadBackError
from notify.letters.readback.file import Book, Stream
from notify.letters.readback.lexing import PdfError
from notify.letters.readback.truetype import TrueType, parse_font

LIGATURES = frozenset({"ff", "fi", "fl", "ffi", "ffl", "ft", "fft", "fj", "ffj", "tt", "Th", "ct", "st"})
_WIDTH_TOLERANCE = 2.0  # thousandths of the size: /W is rounded
_BLANK = frozenset(" \u00a0\u2002\u2003\u2009\u200a\u202f\u200b\u200c\u200d\u00ad\u2060")


@dataclass(frozen=True, slots=True)
class Glyph:
    """What one code prints: characters, advance in thousandths, and the fault to raise if it is ever printed."""

    text: str
    width: float
    fault: type[ReadBackError] | None = None


class Font:
    """A composite font with an embedded TrueType program. Raises PdfError for any other."""

    def __init__(self, book: Book, font: Any) -> None:
        entries = _dictionary(font)
        kids = book.resolve(entries.get("DescendantFonts"))
        if entries.get("Subtype") != "Type0" or not isinstance(kids, list) or len(kids) != 1:
            raise PdfError("Font")
        kid = _dictionary(book.resolve(kids[0]))
        descriptor = _dictionary(book.resolve(kid.get("FontDescriptor")))
        if kid.get("Subtype") != "CIDFontType2" or kid.get("CIDToGIDMap", "Identity") != "Identity":
            raise PdfError("CIDFont")
        self._codes = _encoding(book, entries.get("Encoding"))
        self._texts = _stream(book, entries.get("ToUnicode"), parse_cmap).texts
        self._program: TrueType = _stream(book, descriptor.get("FontFile2"), parse_font)
        self._widths = _widths(book.resolve(kid.get("W", [])), book)
        self._default = _number(kid.get("DW", 1000))
        self._known: dict[bytes, Glyph] = {}
        self.one_byte = all(len(low) == 1 for low, _high in self._codes.spaces)

    def glyphs(self, raw: bytes) -> list[Glyph]:
        """What a string prints. Raises PdfError for bytes that are no code."""
        known = self._known
        return [known.get(code) or self._learn(code) for code in self._codes.codes(raw)]

    def single_bytes(self) -> Mapping[int, Glyph]:
        """Every code of one byte."""
        singles = [bytes([byte]) for byte in range(256)]
        return {code[0]: self.glyphs(code)[0] for code in singles if code in self._codes.glyphs}

    def _learn(self, code: bytes) -> Glyph:
        if not self._codes.holds(code):
            raise PdfError("codespace")
        glyph = int.from_bytes(code, "big") if self._codes is IDENTITY else self._codes.glyphs.get(code, 0)
        found = Glyph(self._texts.get(code, ""), self._widths.get(glyph, self._default), self._fault(code, glyph))
        self._known[code] = found
        return found

    def _fault(self, code: bytes, glyph: int) -> type[ReadBackError] | None:
        """What is wrong with this code, None when nothing is."""
        text, program = self._texts.get(code, ""), self._program
        if glyph == 0 or glyph >= len(program.drawn):
            return GlyphError
        if not text or not (text.isprintable() or text in _BLANK) or "\ufffd" in text:
            return NoTextError
        proved = text in LIGATURES if len(text) > 1 else program.glyph_of.get(ord(text)) == glyph
        if not proved or abs(self._widths.get(glyph, self._default) - program.advances[glyph]) > _WIDTH_TOLERANCE:
            return FontError
        return None if program.drawn[glyph] or text in _BLANK else GlyphError


def _dictionary(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PdfError("Font")
    return value


def _stream(book: Book, value: Any, parse: Any) -> Any:
    stream = book.resolve(value)
    if not isinstance(stream, Stream):
        raise PdfError("Font")
    return parse(book.decoded(stream))


def _encoding(book: Book, value: Any) -> CMap:
    encoding = book.resolve(value)
    if encoding == "Identity-H":
        return IDENTITY
    if not isinstance(encoding, Stream) or encoding.entries.get("WMode", 0) != 0:
        raise PdfError("Encoding")
    cmap = parse_cmap(book.decoded(encoding))
    if not cmap.spaces:
        raise PdfError("codespace")
    return cmap


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PdfError("W")
    return float(value)


def _widths(values: Any, book: Book) -> dict[int, float]:
    """/W: `first [w w w]` or `first last w`."""
    found: dict[int, float] = {}
    rest = iter(values if isinstance(values, list) else [])
    for first in rest:
        second = book.resolve(next(rest, None))
        if isinstance(first, int) and isinstance(second, list):
            found.update((first + place, _number(book.resolve(width))) for place, width in enumerate(second))
        elif isinstance(first, int) and isinstance(second, int) and 0 <= first <= second <= 0xFFFF:
            found |= dict.fromkeys(range(first, second + 1), _number(book.resolve(next(rest, None))))
        else:
            raise PdfError("W")
    return found
