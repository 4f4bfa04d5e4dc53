"""A line → pieces: where each text starts and the glyphs WeasyPrint draws, justification included."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from notify.letters.engine.breaks import NBSP
from notify.letters.engine.filling import Box, Line, Segment, width
from notify.letters.engine.shaping import UNITS, Glyph, Shaper

NUDGE = -1  # the "glyph" of a number that stands before any glyph of its own


class Piece(NamedTuple):
    """One text of a line. `glyphs`: (glyph, number after it) as in the TJ array; glyph NUDGE is a number alone."""

    style: int
    x_px: float
    width_px: float
    text: str
    glyphs: tuple[Glyph, ...]


class FlowLine(NamedTuple):
    """One line, left to right."""

    pieces: tuple[Piece, ...]


class Frame(NamedTuple):
    """The box of the paragraph, in pixels: its width, where it stands on the page, how its lines are set."""

    width: float
    left: float
    align: str


def draw_line(boxes: Sequence[Box], line: Line, frame: Frame, *, last: bool) -> FlowLine:
    """The line as it is drawn. The operations on floats are WeasyPrint's, in its order."""
    segments = [*line.segments[:-1], line.segments[-1]._replace(trailing=False)]
    extra = frame.width - _used(boxes, line, frame.left)
    align = "start" if extra <= 0 or last and frame.align == "justify" else frame.align
    gaps = [_gaps(boxes[segment.box], segment) if align == "justify" else 0 for segment in segments]
    spread = extra / sum(gaps) if any(gaps) else 0.0
    x = line.indent / UNITS + {"center": extra / 2, "end": extra}.get(align, 0)
    pieces = []
    for segment, drawn, count in zip(segments, line.segments, gaps, strict=True):
        box = boxes[segment.box]
        text = _text(box, segment)
        advance = width(box, segment) / UNITS + spread * count
        if not text.isspace():
            # From pixels to units WeasyPrint cuts.
            glyphs = _spread(box, segment, int(spread * UNITS)) if count else _run(box, drawn)
            pieces.append(Piece(box.style, x, advance, text, glyphs))
        x += advance
    return FlowLine(tuple(pieces))


def _used(boxes: Sequence[Box], line: Line, left: float) -> float:
    """The width of the line, its last space left out, with the rounding that its place on the page brings."""
    x = end = left + line.indent / UNITS
    for segment in line.segments:
        box = boxes[segment.box]
        wide = width(box, segment) / UNITS
        x, end = end, end + (end + wide - end if box.inline else wide)
    final = line.segments[-1]
    box = boxes[final.box]
    space = (width(box, final) - width(box, final._replace(trailing=False))) / UNITS
    return end - left - space


def _text(box: Box, segment: Segment) -> str:
    chunks = box.chunks
    last = chunks[segment.last]
    tail = last.text if segment.trailing else last.core
    return "".join([chunk.text for chunk in chunks[segment.first : segment.last]]) + tail


def _gaps(box: Box, segment: Segment) -> int:
    """How many spaces justification widens."""
    last = box.chunks[segment.last]
    own = last.gaps - (last.spaced and not segment.trailing)
    return sum([chunk.gaps for chunk in box.chunks[segment.first : segment.last]]) + own


def _run(box: Box, segment: Segment) -> tuple[Glyph, ...]:
    """Glyphs shaped as one. WeasyPrint draws the space at the end of a line when a box happens to end there."""
    parts = [chunk.flow for chunk in box.chunks[segment.first : segment.last]]
    last = box.chunks[segment.last]
    parts.append(last.flow if segment.trailing else last.alone)
    return tuple(chain.from_iterable(parts))


def _spread(box: Box, segment: Segment, spacing: int) -> tuple[Glyph, ...]:
    """Glyphs with each space widened: Pango then shapes each word by itself."""
    first, last = segment.first, segment.last
    space = widened(box.shaper, " ", spacing)
    if segment.trailing or any(first <= index <= last for index in box.odd):
        return _spread_odd(box, segment, spacing, space)
    parts = [space] * (2 * (last - first) + 1)
    parts[::2] = [chunk.alone for chunk in box.chunks[first : last + 1]]
    return tuple(chain.from_iterable(parts))


def _spread_odd(box: Box, segment: Segment, spacing: int, space: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    """The same with no-break spaces, hyphens where a line may end, or a space at an end of the text."""
    words: list[tuple[Glyph, ...]] = []
    marks: list[str] = []
    for index in range(segment.first, segment.last + 1):
        chunk = box.chunks[index]
        head = words.pop() if len(words) > len(marks) else ()
        words.append(head + chunk.words[0])
        for word in chunk.words[1:]:
            marks.append(NBSP)
            words.append(word)
        if index == segment.last:
            break
        if chunk.spaced:
            marks.append(" ")
        else:
            words[-1] = (head if len(chunk.words) == 1 else ()) + chunk.joined
    parts = [words[0]]
    if segment.trailing:
        marks.append(" ")
        words.append(())
    final = len(marks) - 1
    for count, (mark, word) in enumerate(zip(marks, words[1:], strict=True)):
        leads, ends = not count and not words[0], count == final and not word
        if leads or ends:
            parts.append(widened(box.shaper, mark, spacing, leads=leads, ends=ends))
        else:
            parts.append(space if mark == " " else widened(box.shaper, mark, spacing))
        parts.append(word)
    return tuple(chain.from_iterable(parts))


def widened(shaper: Shaper, mark: str, spacing: int, *, leads: bool = False, ends: bool = False) -> tuple[Glyph, ...]:
    """A widened space. Pango puts half of the spacing on each side, none at an end of the text.

    WeasyPrint doubles the spacing there to make up for it (by bytes, so not for a no-break space at the end).
    """
    (gid, _), advance, _ = shaper.pairs[mark]
    spacing *= 2 if leads or ends and mark == " " else 1
    left = spacing // 2
    if spacing % UNITS == 0:
        left = (left + UNITS // 2) // UNITS * UNITS
    total, offset = advance + spacing, left
    if leads:
        total, offset = total - left, 0
    if ends:
        total -= spacing - left
    moved = offset / shaper.font_size
    glyph = shaper.glyph(gid, total, moved)
    return ((NUDGE, -moved), glyph) if moved else (glyph,)
