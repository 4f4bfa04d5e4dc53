"""Chunks → lines, as WeasyPrint's inline layout asks Pango for them.

A line of one box is greedy. With several boxes (a bold name in a sentence) WeasyPrint fits box after box, and when one
sticks out goes back to the last place where the line may end. All widths are in Pango units. Where Pango's own
arithmetic could tip the other way (kerning between a word and its space, a tie), the record is refused.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from notify.letters.engine.breaks import Verdict, boundary
from notify.letters.engine.chunks import UNITS, Glyph, Odd, Shaped
from notify.letters.engine.errors import NotFlowableError
from notify.letters.engine.shaping import Shaper

_TIE = 3  # units within which a comparison is not ours to make
_TOO_WIDE = "un mot plus large que la ligne"
_TOO_CLOSE = "une fin de ligne trop juste pour être certaine"


class Box:
    """One text of one style, cut in chunks: what WeasyPrint calls a text box. `inline`: in an element of its own."""

    __slots__ = (
        "alones",
        "ends",
        "flows",
        "inline",
        "odd",
        "odd_at",
        "reach",
        "shaper",
        "starts",
        "style",
        "texts",
        "total",
    )

    def __init__(self, style: int, shaper: Shaper, *, inline: bool) -> None:
        self.style = style
        self.shaper = shaper
        self.inline = inline
        self.reach = max(shaper.scale // 8, _TIE)  # far more than any kerning with a space
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.flows: list[tuple[Glyph, ...]] = []
        self.alones: list[tuple[Glyph, ...]] = []
        self.texts: list[str] = []
        self.odd: list[Odd] = []
        self.odd_at: list[int] = []
        self.total = 0

    def extend(self, shaped: Shaped) -> None:
        """Add what follows."""
        starts, ends, flows, alones, texts, odd, total, _ = shaped
        shift, count = self.total, len(self.starts)
        self.starts += [start + shift for start in starts] if shift else starts
        self.ends += [end + shift for end in ends] if shift else ends
        self.flows += flows
        self.alones += alones
        self.texts += texts
        for index, chunk in odd:
            self.odd_at.append(index + count)
            self.odd.append(chunk)
        self.total = shift + total

    def extend_part(self, shaped: Shaped, first: int, stop: int) -> None:
        """Add some chunks of what was shaped together with more."""
        starts, ends, flows, alones, texts, odd, total, _ = shaped
        if self.texts and self.shaper.pairs[" " + texts[first][0]][1:] != (self.shaper.space, Verdict.SPACE):
            self._kern_space(texts[first][0])
        shift, count = self.total - starts[first], len(self.starts) - first
        self.starts += [start + shift for start in starts[first:stop]]
        self.ends += [end + shift for end in ends[first:stop]]
        self.flows += flows[first:stop]
        self.alones += alones[first:stop]
        self.texts += texts[first:stop]
        for index, chunk in odd:
            if first <= index < stop:
                self.odd_at.append(index + count)
                self.odd.append(chunk)
        self.total = shift + (starts[stop] if stop < len(starts) else total)

    def _kern_space(self, char: str) -> None:
        """Kern the last space with a character that was not known."""
        space, drift = self.shaper.lead(char, self.texts[-1][-2:-1])
        if drift:
            self.flows[-1] = self.flows[-1][:-1] + space
            self.total += drift

    def odd_between(self, first: int, last: int) -> list[tuple[int, Odd]]:
        """The chunks of a stretch that are not one word and one space."""
        places = self.odd_at
        begin, end = bisect_left(places, first), bisect_right(places, last)
        return [*zip(places[begin:end], self.odd[begin:end], strict=True)] if begin < end else []

    def blank(self, chunk: int) -> bool:
        """Whether the chunk is the space that the box begins with."""
        return self.texts[chunk] == " "

    def spaced(self, chunk: int) -> bool:
        """Whether a space ends the chunk."""
        return self.texts[chunk][-1] == " "


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
        index, chunk = place if place[1] else _skip_space(boxes, place)
        box = boxes[index]
        fit = _fit_easily(box, chunk, limit - indent)
        if fit >= 0:
            lines.append(Line((Segment(index, chunk, fit),), indent))  # the line is full with its first box
            place = index, fit + 1
        else:
            filler = _Filler(boxes, (index, chunk), limit, indent)
            place = filler.run()
            lines.append(Line(filler.placed, indent))
        indent = 0
    return lines


def _fit_easily(box: Box, first: int, room: float) -> int:
    """The last chunk of a line that ends inside its first box, beyond any doubt; -1 when it is not so simple."""
    ends = box.ends
    target = box.starts[first] + room
    after = bisect_right(ends, target, first)
    if first < after < len(ends) and ends[after - 1] + _TIE < target < ends[after] - box.reach:
        # The chunk that fits is tried again without its space, so that only the next one has to be far.
        return after - 1 if not box.blank(after - 1) else -1
    return -1


def _room(box: Box, segment: Segment, limit: float) -> float:
    """What is left of a width after the letters of a segment."""
    return limit - box.ends[segment.last] + box.starts[segment.first]


def _skip_space(boxes: Sequence[Box], place: Place) -> Place:
    """No space begins a line: a box that starts with one starts after it."""
    box, chunk = place
    if chunk == 0 and boxes[box].blank(0):
        if len(boxes[box].texts) > 1:
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
            if index > begin and boundary(self.boxes[index - 1].texts[-1][-1], box.texts[0][0]):
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
        over = -_room(box, segment, self.limit - self.x)
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
            if not box.blank(kept.last):
                self.placed.append(kept)
            return held.box, held.last
        if not self.placed:
            raise NotFlowableError("", _TOO_WIDE)
        return self.placed[-1].box + 1, 0


def _split(box: Box, index: int, first: int, room: float) -> tuple[Segment | None, Place | None]:
    """As much of a box as fits, one chunk at least, and where it resumes."""
    last = len(box.texts) - 1
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
    return (Segment(index, first, fit) if not box.blank(fit) else None), resume


def _whole(box: Box, index: int, first: int, room: float) -> tuple[Segment, Place | None]:
    """The rest of a box, whose letters fit. Its last space may not."""
    last = len(box.texts) - 1
    segment = Segment(index, first, last, box.spaced(last))
    over = box.total - box.starts[first] - room
    if not segment.trailing or over < -_TIE:
        return segment, None
    if over <= _TIE:
        raise NotFlowableError("", _TOO_CLOSE)
    # WeasyPrint then takes the box for too wide, and keeps its first word only, unless that ends without a space.
    if box.blank(first) or (first < last and not box.spaced(first)):
        return segment, None
    return segment._replace(last=first, trailing=False), ((index, first + 1) if first < last else None)


def _check(box: Box, chunk: int, target: float) -> None:
    """Refuse a comparison that Pango makes with other kerning around the space than ours, when it would differ."""
    gap = target - box.ends[chunk]
    if abs(gap) <= _TIE:
        raise NotFlowableError("", _TOO_CLOSE)
    text = box.texts[chunk]
    if abs(gap) > box.reach or text[-1] != " " or text == " ":
        return
    follows = box.texts[chunk + 1][0] if chunk + 1 < len(box.texts) else ""
    if gap > 0 and follows:
        return  # WeasyPrint then tries the word again without its space
    drift = box.shaper.space_drift(text[-2], follows)
    if (gap > 0) != (gap - drift > 0) or abs(gap - drift) <= _TIE:
        raise NotFlowableError("", _TOO_CLOSE)
