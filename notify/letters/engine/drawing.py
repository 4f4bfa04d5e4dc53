"""A line → pieces: where each text starts and the glyphs WeasyPrint draws, justification included."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from notify.letters.engine.breaks import NBSP
from notify.letters.engine.chunks import NUDGE, UNITS, Glyph, Odd
from notify.letters.engine.filling import Box, Line, Segment, width
from notify.letters.engine.shaping import Shaper


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


def draw_lines(
    boxes: Sequence[Box], lines: Sequence[Line], wide: float, left: float, align: str
) -> tuple[FlowLine, ...]:
    """The lines as they are drawn in a box `wide` pixels wide that stands at `left` on the page.

    The operations on floats are WeasyPrint's, in its order.
    """
    room = left + wide - left
    final = len(lines) - 1 if align == "justify" else -1
    share = {"center": 0.5, "end": 1.0}.get(align, 0.0)
    drawn = []
    for index, line in enumerate(lines):
        segments, indent = line
        extra = room - _used(boxes, line, left)
        if extra < 0:
            extra = 0.0
        x = indent / UNITS + extra * share
        justified = extra if index < final else 0.0
        if len(segments) == 1 and not segments[0].trailing:
            place, first, last, _ = segments[0]
            drawn.append(FlowLine((_draw_one(boxes[place], first, last, x, justified),)))
        else:
            drawn.append(FlowLine(_draw(boxes, line, x, justified)))
    return tuple(drawn)


def _draw_one(box: Box, first: int, last: int, x: float, extra: float) -> Piece:
    """The only piece of a line, as most are."""
    text = "".join(box.texts[first : last + 1])
    if text[-1] == " ":
        text = text[:-1]
    wide = (box.ends[last] - box.starts[first]) / UNITS
    count = text.count(" ") + text.count(NBSP) if extra else 0
    if not count:
        return Piece(box.style, x, wide, text, _run(box, first, last, trailing=False))
    spread = extra / count
    # From pixels to units WeasyPrint cuts.
    glyphs = _spread(box, first, last, int(spread * UNITS), trailing=False)
    return Piece(box.style, x, wide + spread * count, text, glyphs)


def _draw(boxes: Sequence[Box], line: Line, x: float, extra: float) -> tuple[Piece, ...]:
    """The pieces of a line that starts at `x`; `extra` pixels go to its spaces."""
    segments = line.segments
    if segments[-1].trailing:
        segments = [*segments[:-1], segments[-1]._replace(trailing=False)]
    gaps = [_gaps(boxes[segment.box], segment) for segment in segments] if extra else [0] * len(segments)
    spread = extra / sum(gaps) if any(gaps) else 0.0
    pieces = []
    for segment, drawn, count in zip(segments, line.segments, gaps, strict=True):
        index, first, last, trailing = segment
        box = boxes[index]
        text = "".join(box.texts[first : last + 1])
        if not trailing and text[-1] == " ":
            text = text[:-1]
        advance = width(box, segment) / UNITS + spread * count
        if text and text != " ":
            # From pixels to units WeasyPrint cuts.
            if count:
                glyphs = _spread(box, first, last, int(spread * UNITS), trailing=trailing)
            else:
                glyphs = _run(box, first, last, trailing=drawn.trailing)
            pieces.append(Piece(box.style, x, advance, text, glyphs))
        x += advance
    return tuple(pieces)


def _used(boxes: Sequence[Box], line: Line, left: float) -> float:
    """The width of the line, its last space left out, with the rounding that its place on the page brings."""
    end, space = left + line.indent / UNITS, 0.0
    for index, first, last, trailing in line.segments:
        box = boxes[index]
        wide = ((box.total if trailing else box.ends[last]) - box.starts[first]) / UNITS
        end += end + wide - end if box.inline else wide
        space = (box.total - box.ends[last]) / UNITS if trailing else 0.0
    return end - left - space


def _gaps(box: Box, segment: Segment) -> int:
    """How many spaces justification widens."""
    _, first, last, trailing = segment
    gaps = last - first + trailing
    for index, odd in box.odd_between(first, last):
        gaps += len(odd.words) - 1 - (not odd.spaced and index < last)
    return gaps


def _run(box: Box, first: int, last: int, *, trailing: bool) -> tuple[Glyph, ...]:
    """Glyphs shaped as one. WeasyPrint draws the space at the end of a line when a box happens to end there."""
    parts = box.flows[first : last + 1]
    if not trailing:
        parts[-1] = box.alones[last]
    return tuple(chain.from_iterable(parts))


def _spread(box: Box, first: int, last: int, spacing: int, *, trailing: bool) -> tuple[Glyph, ...]:
    """Glyphs with each space widened: Pango then shapes each word by itself."""
    parts = [box.shaper.spread_space(spacing)] * (2 * (last - first) + 1)
    parts[::2] = box.alones[first : last + 1]
    for index, odd in box.odd_between(first, last) if box.odd_at else ():
        _set_odd(box.shaper, odd, spacing, parts, 2 * (index - first))
    if trailing:
        parts.append(widened(box.shaper, " ", spacing, ends=True))
    return tuple(chain.from_iterable(parts))


def _set_odd(shaper: Shaper, odd: Odd, spacing: int, parts: list[tuple[Glyph, ...]], at: int) -> None:
    """Put a chunk with no-break spaces, or without a space after it, in its place."""
    words = list(odd.words)
    final = at == len(parts) - 1
    if not odd.spaced and not final:
        words[-1] = odd.joined
        parts[at + 1] = ()
    if not at and not words[-1] and len(words) == 1 and not final:
        parts[1] = widened(shaper, " ", spacing, leads=True)
    glyphs = words[0]
    for place, word in enumerate(words[1:], 1):
        leads = not at and place == 1 and not words[0]
        ends = final and place == len(words) - 1 and not word
        glyphs += widened(shaper, NBSP, spacing, leads=leads, ends=ends) + word
    parts[at] = glyphs


def widened(shaper: Shaper, mark: str, spacing: int, *, leads: bool = False, ends: bool = False) -> tuple[Glyph, ...]:
    """A widened space. Pango puts half of the spacing on each side, none at an end of the text.

    WeasyPrint doubles the spacing there to make up for it (by bytes, so not for a no-break space at the end).
    """
    glyph, advance, _ = shaper.pairs[mark]
    gid = glyph[0] if glyph else 0
    if leads or (ends and mark == " "):
        spacing *= 2
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
