"""From the pieces of a string to runs of text in millimetres."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot
from typing import Any

from notify.letters.readback.faults import ClippedError, HiddenTextError, OverprintError, ReadBackError
from notify.letters.readback.lexing import PdfError
from notify.letters.readback.marks import DEPTH, RISE, Matrix, Run, Window, around, moved, product
from notify.letters.readback.state import State

GAP = -1000.0  # thousandths of the size: a jump this wide begins another run
OVERLAP = 300.0  # a step back this long sets a character on its neighbour
TINY = 1.0  # mm: nobody reads smaller type
CUT = 0.15  # mm that a frame may take from a side: less than the white beside a letter
_TRUE = 1e-6


@dataclass(slots=True)
class _Piece:
    """A run in the making: distances along the line, in text space."""

    begin: float
    end: float
    texts: list[str] = field(default_factory=list)
    fault: type[ReadBackError] | None = None


def set_text(state: State, pieces: Iterable[Any], text: Matrix, order: int) -> tuple[list[Run], float]:
    """The runs of a string, and how far it moves along the line. Raises PdfError."""
    if state.font is None or (state.word_spacing and state.font.one_byte):
        raise PdfError("Tf")
    made, along = [_Piece(0.0, 0.0)], 0.0
    for piece in pieces:
        if isinstance(piece, bytes):
            along = _set(state, piece, made[-1], along)
            continue
        if not isinstance(piece, int | float):
            raise PdfError("TJ")
        along -= piece / 1000 * state.size * state.stretch
        if piece < GAP or not made[-1].texts:
            made.append(_Piece(along, along))
        elif piece > OVERLAP:
            made[-1].fault = made[-1].fault or OverprintError
    matrix = product(text, state.matrix)
    return [_run(state, piece, matrix, order) for piece in made if piece.texts], along


def _set(state: State, raw: bytes, piece: _Piece, along: float) -> float:
    for glyph in state.font.glyphs(raw):
        piece.texts.append(glyph.text)
        piece.fault = piece.fault or glyph.fault
        along += (glyph.width / 1000 * state.size + state.spacing) * state.stretch
        if not glyph.text.isspace():
            piece.end = along
    return along


def _run(state: State, piece: _Piece, matrix: Matrix, order: int) -> Run:
    low, high = state.rise - DEPTH * state.size, state.rise + RISE * state.size
    places = ((piece.begin, low), (piece.end, low), (piece.end, high), (piece.begin, high))
    corners = tuple(moved(place, matrix) for place in places)
    a, b, c, d = matrix[:4]
    size = hypot(c, d) * abs(state.size)
    base = moved((piece.begin, state.rise), matrix)[1]
    upright = abs(b) < _TRUE and abs(c) < _TRUE and a * state.size > 0 > d * state.size
    text = "".join(piece.texts)
    fault = piece.fault or state.hides()
    if fault is None and text.strip():
        seen = a * d - b * c < 0 and size >= TINY and state.stretch > 0
        fault = (None if shown(state.clip, around(corners), size) else ClippedError) if seen else HiddenTextError
    return Run(text, corners, base, size, order, upright, fault)


def shown(clip: Window, box: Window, size: float) -> bool:
    """Whether a frame lets the text through: its sides cut nothing, its top and bottom may touch what letters lack."""
    sides = clip.x0 - CUT <= box.x0 and box.x1 <= clip.x1 + CUT
    return sides and clip.y0 <= box.y0 + 0.2 * size and box.y1 - 0.2 * size <= clip.y1
