"""Where each object stands: cross-reference tables and streams, newest first."""

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from notify.letters.readback.lexing import PdfError, read

FREE, PLAIN, PACKED = 0, 1, 2  # kinds of an entry: `first` is then nothing, a file offset, an object stream
MOST_OBJECTS = 16_000_000
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_SECTION = re.compile(rb"\s*(\d+) (\d+)[ ]*(?:\r\n|\n|\r)")
_HISTORY = 32  # revisions of a file that we follow

Integers = npt.NDArray[np.int64]
StreamAt = Callable[[int], tuple[dict[str, Any], bytes]]


@dataclass(frozen=True, slots=True)
class Index:
    """Kind, offset (or object stream) and position in it, by object number; and the trailer."""

    kinds: "array[int]"
    first: "array[int]"
    second: "array[int]"
    trailer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    numbers: Integers
    rows: Integers  # kind, first, second
    trailer: dict[str, Any]


def read_index(data: Any, stream_at: StreamAt) -> Index:
    """The whole history of the file, merged. `stream_at` gives the dictionary and content of a stream object."""
    found = _START.search(data[max(0, len(data) - 2048) :])
    if found is None:
        raise PdfError("startxref")
    parts: list[_Part] = []
    queue, seen = [int(found[1])], set[int]()
    while queue:
        offset = queue.pop(0)
        if offset in seen or not 0 <= offset < len(data) or len(seen) >= _HISTORY:
            raise PdfError("xref")
        seen.add(offset)
        part = _table(data, offset) if data[offset : offset + 4] == b"xref" else _stream(stream_at(offset))
        parts.append(part)
        queue += [part.trailer[key] for key in ("XRefStm", "Prev") if isinstance(part.trailer.get(key), int)]
    return _merged(parts)


def _table(data: Any, offset: int) -> _Part:
    """A classic table: subsections of entries of twenty bytes."""
    pos = offset + 4
    numbers, rows = [np.zeros(0, np.int64)], [np.zeros((0, 3), np.int64)]
    while found := _SECTION.match(data, pos):
        first, count = int(found[1]), int(found[2])
        raw = data[found.end() : found.end() + 20 * count]
        if len(raw) != 20 * count:
            raise PdfError("xref")
        lines = np.frombuffer(raw, np.uint8).reshape(-1, 20)
        digits = lines[:, :10].astype(np.int64) - 48
        if ((digits < 0) | (digits > 9)).any() or not np.isin(lines[:, 17], (ord("n"), ord("f"))).all():
            raise PdfError("xref")
        offsets = digits @ (10 ** np.arange(9, -1, -1, dtype=np.int64))
        kinds = (lines[:, 17] == ord("n")).astype(np.int64)
        numbers.append(np.arange(first, first + count))
        rows.append(np.stack([kinds, offsets, np.zeros_like(offsets)], axis=1))
        pos = found.end() + 20 * count
    word = read(data, pos)
    trailer = read(data, word.end).value
    if word.value != b"trailer" or not isinstance(trailer, dict):
        raise PdfError("trailer")
    return _Part(np.concatenate(numbers), np.concatenate(rows), trailer)


def _stream(found: tuple[dict[str, Any], bytes]) -> _Part:
    """A cross-reference stream: three big-endian columns."""
    trailer, content = found
    widths = _integers(trailer.get("W"), 8)
    ranges = _integers(trailer.get("Index", [0, trailer.get("Size")]), MOST_OBJECTS)
    if len(widths) != 3 or len(ranges) % 2:
        raise PdfError("xref")
    entries = sum(ranges[1::2])
    if len(content) != entries * sum(widths) or entries > MOST_OBJECTS:
        raise PdfError("xref")
    table = np.frombuffer(content, np.uint8).reshape(entries, -1).astype(np.int64)
    rows = np.zeros((entries, 3), np.int64)
    rows[:, 0] = 0 if widths[0] else PLAIN
    start = 0
    for column, width in enumerate(widths):
        for byte in range(start, start + width):
            rows[:, column] = rows[:, column] << 8 | table[:, byte]
        start += width
    numbers = [np.arange(first, first + count) for first, count in zip(ranges[::2], ranges[1::2], strict=True)]
    return _Part(np.concatenate([np.zeros(0, np.int64), *numbers]), rows, trailer)


def _integers(values: Any, most: int) -> list[int]:
    if not isinstance(values, list) or not all(isinstance(value, int) and 0 <= value <= most for value in values):
        raise PdfError("xref")
    return values


def _merged(parts: list[_Part]) -> Index:
    """Older entries first, so that newer ones cover them."""
    size = 1 + max((int(part.numbers.max()) for part in parts if len(part.numbers)), default=0)
    if size > MOST_OBJECTS:
        raise PdfError("xref")
    table = np.zeros((3, size), np.int64)
    for part in reversed(parts):
        table[:, part.numbers] = part.rows.T
    kinds, first, second = (array("q", column.tobytes()) for column in table)
    return Index(kinds, first, second, parts[0].trailer)
