"""What an embedded TrueType font says of itself: glyph of a character, advance, and whether a glyph is drawn at all."""

import struct
from dataclasses import dataclass
from itertools import pairwise

from notify.letters.readback.lexing import PdfError

_MOST_CHARACTERS = 0x40000  # a table that names more overlaps itself


@dataclass(frozen=True, slots=True)
class TrueType:
    """Tables of a font program. Advances in thousandths of the type size."""

    glyph_of: dict[int, int]
    advances: tuple[float, ...]
    drawn: tuple[bool, ...]


def parse_font(data: bytes) -> TrueType:
    """Read a font program. Raises PdfError."""
    try:
        tables = _tables(data)
        units, long_offsets = struct.unpack_from(">18xH30xh", tables[b"head"])
        (glyphs,) = struct.unpack_from(">4xH", tables[b"maxp"])
        (metrics,) = struct.unpack_from(">34xH", tables[b"hhea"])
        pairs = struct.unpack_from(f">{2 * metrics}H", tables[b"hmtx"])[::2]
        advances = (pairs + (pairs[-1],) * glyphs)[:glyphs]
        places = struct.unpack_from(f">{glyphs + 1}{'I' if long_offsets else 'H'}", tables[b"loca"])
        drawn = tuple(after > before for before, after in pairwise(places))
        if places[-1] * (1 if long_offsets else 2) > len(tables[b"glyf"]):
            raise PdfError("glyf")
        return TrueType(_characters(tables[b"cmap"]), tuple(each * 1000 / units for each in advances), drawn)
    except (struct.error, KeyError, IndexError, ZeroDivisionError) as error:
        raise PdfError("FontFile2") from error


def _tables(data: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">4xH", data)
    entries = [struct.unpack_from(">4s4xII", data, 12 + 16 * place) for place in range(count)]
    return {tag: data[offset : offset + length] for tag, offset, length in entries}


def _characters(table: bytes) -> dict[int, int]:
    """The Unicode subtables together; format 12 rules over format 4."""
    (count,) = struct.unpack_from(">2xH", table)
    found: dict[int, dict[int, int]] = {4: {}, 12: {}}
    for place in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * place)
        (kind,) = struct.unpack_from(">H", table, offset)
        if platform in (0, 3) and kind in found:
            found[kind] |= (_segments if kind == 4 else _groups)(table[offset:])
    return found[4] | found[12]


def _segments(table: bytes) -> dict[int, int]:
    (twice,) = struct.unpack_from(">6xH", table)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + twice)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 2 * twice)
    base = 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", table, base)
    if sum(max(0, end - start) for start, end in zip(starts, ends, strict=True)) > _MOST_CHARACTERS:
        raise PdfError("cmap")
    found: dict[int, int] = {}
    for place, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for character in range(start, end + 1):
            glyph = character
            if offset:
                (glyph,) = struct.unpack_from(">H", table, base + 2 * place + offset + 2 * (character - start))
            if character != 0xFFFF and (glyph or not offset):
                found[character] = (glyph + delta) & 0xFFFF
    return found


def _groups(table: bytes) -> dict[int, int]:
    (count,) = struct.unpack_from(">12xI", table)
    found: dict[int, int] = {}
    left = _MOST_CHARACTERS
    for place in range(count):
        start, end, glyph = struct.unpack_from(">III", table, 16 + 12 * place)
        left -= 1 + end - start
        if not start <= end <= 0x10FFFF or left < 0:
            raise PdfError("cmap")
        found.update((character, glyph + character - start) for character in range(start, end + 1))
    return found
