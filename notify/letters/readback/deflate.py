"""Inflating with a limit, and the one predictor that cross-reference streams use.

The zlib of the standard library on purpose: the writer deflates with ISA-L, and what only ISA-L could read back would
be read back by no printer.
"""

import zlib
from typing import Any

import numpy as np

LIMIT = 64 * 1024 * 1024  # a page is some kilobytes, a font some hundreds: more is a bomb
_MOST_RATIO = 1032  # deflate never makes less of more than this


def inflate(raw: bytes) -> bytes:
    """The whole content of a zlib stream. Raises ValueError: damaged, cut, or beyond the limit."""
    try:
        if len(raw) * _MOST_RATIO <= LIMIT:
            return zlib.decompress(raw)
        engine = zlib.decompressobj()
        data = engine.decompress(raw, LIMIT)
    except zlib.error as error:
        raise ValueError("FlateDecode") from error
    if not engine.eof:
        raise ValueError("FlateDecode")
    return data


def unpredicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    """Undo the PNG predictor "up" (or none). Raises ValueError for any other."""
    if parameters.get("Predictor", 1) == 1:
        return data
    columns = parameters.get("Columns", 1)
    if (
        parameters["Predictor"] < 10
        or not isinstance(columns, int)
        or not 0 < columns < 64
        or len(data) % (columns + 1)
    ):
        raise ValueError("Predictor")
    rows = np.frombuffer(data, np.uint8).reshape(-1, columns + 1)
    if not np.isin(rows[:, 0], (0, 2)).all() or (rows[1:, 0] == 0).any():
        raise ValueError("Predictor")
    return np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).tobytes()
