"""Inline images: their length is computed or marked, never searched for, so that no text can hide behind one."""

import re
from typing import Any

from notify.letters.readback.lexing import Name, PdfError, Word, read

_HEX = re.compile(rb"[0-9A-Fa-f\0\t\n\f\r ]*>")
_EI = re.compile(rb"[\0\t\n\f\r ]*EI(?![^\0\t\n\f\r ])")
_LONG = {"W": "Width", "H": "Height", "BPC": "BitsPerComponent", "CS": "ColorSpace", "F": "Filter", "IM": "ImageMask"}
_COMPONENTS = {"G": 1, "DeviceGray": 1, "RGB": 3, "DeviceRGB": 3, "CMYK": 4, "DeviceCMYK": 4}
_MOST_BYTES = 1 << 24


def skip_image(data: bytes, pos: int) -> int:
    """Where the image that begins after BI ends. Raises PdfError for one whose end is not certain."""
    entries, pos = _entries(data, pos)
    filters = entries.get("Filter", [])
    names = filters if isinstance(filters, list) else [filters]
    pos += 1  # one blank after ID
    if names:
        found = _HEX.match(data, pos) if names[0] in ("AHx", "ASCIIHexDecode") else None
        end = found.end() if found else -1
    else:
        end = pos + _size(entries)
    tail = _EI.match(data, end) if end >= 0 else None
    if tail is None:
        raise PdfError("BI")
    return tail.end()


def _entries(data: bytes, pos: int) -> tuple[dict[str, Any], int]:
    entries: dict[str, Any] = {}
    while True:
        key = read(data, pos)
        if isinstance(key.value, Word) and key.value == b"ID":
            return entries, key.end
        value = read(data, key.end)
        if not isinstance(key.value, Name) or isinstance(value.value, Word):
            raise PdfError("BI")
        entries[_LONG.get(key.value, key.value)] = value.value
        pos = value.end


def _size(entries: dict[str, Any]) -> int:
    """Bytes of the samples: rows are filled up to whole bytes."""
    width, height, bits = (entries.get(key, 1) for key in ("Width", "Height", "BitsPerComponent"))
    components = 1 if entries.get("ImageMask") else _COMPONENTS.get(str(entries.get("ColorSpace")), 0)
    if not all(isinstance(value, int) and value > 0 for value in (width, height, bits, components)):
        raise PdfError("BI")
    size: int = (width * bits * components + 7) // 8 * height
    if size > _MOST_BYTES:
        raise PdfError("BI")
    return size
