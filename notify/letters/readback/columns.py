"""The same string of a thousand pages at once: characters by one decoding, widths by one gather."""

import re
from codecs import charmap_decode
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from notify.letters.readback.fonts import Font

Floats = npt.NDArray[np.float64]

_STRING = rb"\([^()\\\r\n]*\)"
# Small kerning between strings and nothing else; longer jumps, escapes and hexadecimal go the long way.
ARRAY = rb"\[((?:" + _STRING + rb"(?:(?:-\d{1,3}|[12]?\d{1,2})?(?:\.\d+)? *" + _STRING + rb")*)?)\]\s*TJ"
_SEAM = re.compile(rb"\)[-0-9. ]*\(")
_KERN = re.compile(rb"\)([-0-9.]+) *\(")
_UNKNOWN = "\ufffe"  # what charmap_decode refuses
_LIGATURE = 0xE000  # one stand-in character for each code that prints several


class ByteFont:
    """A font of one-byte codes as tables; a code with a fault is not in them."""

    def __init__(self, font: Font) -> None:
        characters, widths = [_UNKNOWN] * 256, np.zeros(256)
        self._ligatures: dict[int, str] = {}
        for code, glyph in font.single_bytes().items():
            if glyph.fault is None:
                characters[code], widths[code] = glyph.text, glyph.width
            if glyph.fault is None and len(glyph.text) > 1:
                characters[code] = chr(_LIGATURE + code)
                self._ligatures[_LIGATURE + code] = glyph.text
        characters[10], widths[10] = "\n", 0.0  # parts the rows; no string that comes here holds it
        self._characters, self._widths = "".join(characters), widths

    def column(self, arrays: Sequence[bytes]) -> tuple[list[str], Floats] | None:
        """Text and width (thousandths of the size) of each row; None when a code of the column has a fault."""
        rows = [array or b"()" for array in arrays]
        joined = b"\n".join(rows)
        kerned = joined.count(b"(") > len(rows)
        data = (_SEAM.sub(b"", joined) if kerned else joined)[1:-1].replace(b")\n(", b"\n")
        try:
            text = charmap_decode(data, "strict", self._characters)[0]
        except UnicodeDecodeError:
            return None
        if self._ligatures and not text.isascii():
            text = text.translate(self._ligatures)
        widths = self._sums(data)
        return text.split("\n"), widths - _kerning(rows) if kerned else widths

    def _sums(self, data: bytes) -> Floats:
        codes = np.frombuffer(data + b"\n", np.uint8)
        ends = np.flatnonzero(codes == 10)
        starts = np.concatenate(([0], ends[:-1] + 1))
        sums: Floats = np.add.reduceat(self._widths[codes], starts)
        return sums


def _kerning(rows: Sequence[bytes]) -> Floats:
    return np.array([sum(map(float, _KERN.findall(row))) if row.count(b"(") > 1 else 0.0 for row in rows])
