"""Chunks → lines, as WeasyPrint's inline layout asks Pango for them.

A line of one box is greedy. With several boxes (a bold name in a sentence) WeasyPrint fits box after box, and when one
sticks out goes back to the last place where the line may end. All widths are in Pango units. Where Pango's own
arithmetic could tip the other way (kerning between a word and its space, a tie), the record is refused.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from notify.letters.engine.breaks import boundary
from notify.letters.engine.errors import NotFlowableError
from notify.letters.engine.shaping import UNITS, Chunk, Shaped, Shaper

_TIE = 3  # units within which a comparison is not ours to make
_TOO_WIDE = "un mot plus large que la ligne"
_TOO_CLOSE = "une fin de ligne trop juste pour être certaine"


class Box:
    """One text of one style, cut in chunks: what WeasyPrint calls a text box. `inline`: in an element of its own."""

    __slots__ = ("chunks", "ends", "inline", "odd", "shaper", "starts", "style", "total")

    def __init__(self, style: int, shaper: Shaper, *, inline: bool) -> None:
        self.style = style
        self.shaper = shaper
        self.inline = inline
        self.chunks: list[Chunk] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.odd: list[int] = []
        self.total = 0

    def extend(self, shaped: Shaped) -> None:
        """Add what follows."""
        shift, count = self.total, len(self.chunks)
        self.chunks += shaped.chunks
        if count:
            self.starts += [start + shift for start in shaped.starts]
            self.ends += [end + shift for end in shaped.ends]
            if shaped.odd:
                self.odd += [index + count for index in shaped.odd]
        else:
            self.starts += shaped.starts
            self.ends += shaped.ends
            self.odd += shaped.odd
        self.total = shift + shaped.total


class Segment(NamedTuple):
    """A stretch of a box on a line: chunks from `first` to `last`, with the space after it or not."""

    box: int
    first: int
    last: int
    trailing: bool = False


class Line(NamedTuple):
    """What stands on a line; where it starts, from the indent."""

    segments: Sequence[Segment]
    indent: float


Place = tuple[int, int]  # box, chunk


def width(box: Box, segment: Segment) -> int:
    """The width WeasyPrint gives the text box."""
    return (box.total if segment.trailing else box.ends[segment.last]) - box.starts[segment.first]


def fill(boxes: Sequence[Box], limit: float, indent: float) -> list[Line]:
    """The lines. Raises NotFlowableError."""
    lines: list[Line] = []
    place: Place | None = (0, 0)
    while place is not None:
        place = _skip_space(boxes, place)
        filler = _Filler(boxes, place, limit, indent)
        place = filler.run()
        lines.append(Line(filler.placed, indent))
        indent = 0
    return lines


def _skip_space(boxes: Sequence[Box], place: Place) -> Place:
    """No space begins a line: a box that starts with one starts after it."""
    box, chunk = place
    if chunk == 0 and not boxes[box].chunks[0].core:
        if len(boxes[box].chunks) > 1:
            return box, 1
        if box + 1 < len(boxes):
            return box + 1, 0
    return place


class _Filler:
    """One line in the making: `placed` is safe, `waiting` has no place to end the line after it yet."""

    def __init__(self, boxes: Sequence[Box], place: Place, limit: float, x: float) -> None:
        self.boxes = boxes
        self.place = place
        self.limit = limit
        self.x = x
        self.placed: list[Segment] = []
        self.waiting: list[Segment] = []

    def run(self) -> Place | None:
        """Fill the line; the place where the next one starts, None after the last."""
        begin, chunk = self.place
        for index in range(begin, len(self.boxes)):
            box = self.boxes[index]
            if index > begin and boundary(self.boxes[index - 1].chunks[-1].text[-1], box.chunks[0].text[0]):
                self._settle()
            segment, resume = _split(box, index, chunk if index == begin else 0, self.limit - self.x)
            if segment is not None:
                wide = width(box, segment)
                if self._sticks_out(box, segment):
                    return self._retreat()
                self.x += wide
                self.waiting.append(segment)
            if resume is not None:
                self._settle()
                return resume
        self._settle()
        return None

    def _settle(self) -> None:
        self.placed += self.waiting
        self.waiting = []

    def _sticks_out(self, box: Box, segment: Segment) -> bool:
        over = self.x + box.ends[segment.last] - box.starts[segment.first] - self.limit
        if abs(over) <= _TIE:
            raise NotFlowableError("", _TOO_CLOSE)
        return over > 0

    def _retreat(self) -> Place:
        """End the line earlier: inside what waits, from its end, else where the last safe box ended."""
        for count in range(len(self.waiting) - 1, -1, -1):
            held = self.waiting[count]
            if held.last == held.first:
                continue
            box = self.boxes[held.box]
            kept = held._replace(last=held.last - 1, trailing=False)
            # WeasyPrint looks for the break by taking a pixel off the width.
            if held.trailing or box.ends[held.last] - box.ends[kept.last] < 2 * UNITS:
                raise NotFlowableError("", _TOO_CLOSE)
            self.placed += self.waiting[:count]
            if box.chunks[kept.last].core:
                self.placed.append(kept)
            return held.box, held.last
        if not self.placed:
            raise NotFlowableError("", _TOO_WIDE)
        return self.placed[-1].box + 1, 0


def _split(box: Box, index: int, first: int, room: float) -> tuple[Segment | None, Place | None]:
    """As much of a box as fits, one chunk at least, and where it resumes."""
    last = len(box.chunks) - 1
    if box.ends[last] - box.starts[first] <= room:
        _check(box, last, box.starts[first] + room)
        return _whole(box, index, first, room)
    target = box.starts[first] + room
    fit = bisect_right(box.ends, target, first) - 1
    if fit < first:  # the first chunk sticks out: the line will do without it
        fit = first
        if abs(box.ends[first] - target) <= _TIE:
            raise NotFlowableError("", _TOO_CLOSE)
    else:
        _check(box, fit, target)
        _check(box, fit + 1, target)
    resume = (index, fit + 1) if fit < last else None
    return (Segment(index, first, fit) if box.chunks[fit].core else None), resume


def _whole(box: Box, index: int, first: int, room: float) -> tuple[Segment, Place | None]:
    """The rest of a box, whose letters fit. Its last space may not."""
    last = len(box.chunks) - 1
    segment = Segment(index, first, last, box.chunks[last].spaced)
    over = box.total - box.starts[first] - room
    if not segment.trailing or over < -_TIE:
        return segment, None
    if over <= _TIE:
        raise NotFlowableError("", _TOO_CLOSE)
    # WeasyPrint then takes the box for too wide, and keeps its first word only, unless that ends without a space.
    head = box.chunks[first]
    if not head.core or first < last and not head.spaced:
        return segment, None
    return segment._replace(last=first, trailing=False), ((index, first + 1) if first < last else None)


def _check(box: Box, chunk: int, target: float) -> None:
    """Refuse a comparison that Pango makes with other kerning around the space than ours, when it would differ."""
    gap = target - box.ends[chunk]
    if abs(gap) <= _TIE:
        raise NotFlowableError("", _TOO_CLOSE)
    if abs(gap) * 8 > box.shaper.scale or not box.chunks[chunk].spaced or not box.chunks[chunk].core:
        return
    follows = box.chunks[chunk + 1].text[0] if chunk + 1 < len(box.chunks) else ""
    drift = box.shaper.space_drift(box.chunks[chunk].core[-1], follows)
    kept_by_retry = gap > 0 and follows
    if (gap > 0) != (gap - drift > 0) and not kept_by_retry or abs(gap - drift) <= _TIE and not kept_by_retry:
        raise NotFlowableError("", _TOO_CLOSE)
