"""Where the labels of the ribbon go: events on two steps, reminders side by side, nothing across anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NARROW = frozenset("ijltfrI.,’' :;!|()\u00a0\u202f")
_WIDE = frozenset("mwMWŒœ@%")
_GAP = 8  # px between a label and its leader or its neighbour
UPPER, LOWER = 0, 1
Span = tuple[float, float]


def text_width(text: str) -> float:
    """Width in px of a text in the 13 px sans of the ribbon, on the large side."""
    return sum(4.2 if c in _NARROW else 11.5 if c in _WIDE else 9 if c.isupper() else 7.4 for c in text)


@dataclass(frozen=True)
class Label:
    """A text at `x` percent; `step` upper or lower; `anchor` start, middle or end; `text` empty if no room.

    `left` and `right` are the ends of the text in percent, `lead` the part written in the second ink.
    """

    x: float
    text: str
    lead: str = ""
    step: int = UPPER
    anchor: str = "start"
    left: float = 0.0
    right: float = 0.0
    strong: bool = False


def _span(x: float, width: float, gap: float, anchor: str) -> Span:
    if anchor == "end":
        return x - gap - width, x - gap
    if anchor == "middle":
        return x - width / 2, x + width / 2
    return x + gap, x + gap + width


def place_now(x: float, term: float, texts: Sequence[str], pixels: int) -> tuple[float, str]:
    """Where the texts of now hang, and their anchor: right of its line, else left; never across the term."""
    room = (max(text_width(text) for text in texts) + 2 * _GAP) / pixels * 100
    limit = term if x < term else 100.0
    if x + room <= limit:
        return x, "start"
    if x <= term or x - room >= term:
        return x, "end"
    return term, "end"


class Placer:
    """Puts the labels of events one after the other and remembers what is taken.

    `lines` are the vertical lines that cross both steps (now, term), `taken` the two texts of now, upper then
    lower, as (x, anchor, text).
    """

    def __init__(self, pixels: int, lines: Sequence[float], taken: Sequence[tuple[float, str, str]]) -> None:
        self.pixels = pixels
        self.leaders = (list(lines), list(lines))
        gap = self._percent(_GAP)
        spans = [_span(x, self._percent(text_width(text)), gap, anchor) for x, anchor, text in taken]
        self.taken: tuple[list[Span], list[Span]] = ([spans[0]], [spans[1]])

    def _percent(self, pixels: float) -> float:
        return pixels / self.pixels * 100

    def _free(self, x: float, step: int, span: Span) -> bool:
        gap = self._percent(_GAP) / 2
        left, right = span
        inside = left >= 0 and right <= 100
        alone = all(right + gap <= other[0] or left - gap >= other[1] for other in self.taken[step])
        uncrossed = all(leader == x or not left - gap < leader < right + gap for leader in self.leaders[step])
        steps = (UPPER, LOWER) if step == LOWER else (UPPER,)
        crossing = any(a - gap < x < b + gap for row in steps for a, b in self.taken[row])
        return inside and alone and uncrossed and not crossing

    def _place(self, x: float, following: float, lead: str, text: str) -> Label:
        width, gap = self._percent(text_width(f"{lead} {text}")), self._percent(_GAP)
        steps = (LOWER, UPPER) if following <= x + 2 * gap + width else (UPPER, LOWER)
        for anchor in ("start", "end"):
            span = _span(x, width, gap, anchor)
            for step in steps:
                if self._free(x, step, span):
                    self.taken[step].append(span)
                    for row in range(step + 1):
                        self.leaders[row].append(x)
                    return Label(x, text, lead, step, anchor, *span)
        return Label(x, "")

    def place_events(self, events: Iterable[tuple[float, str, str]]) -> tuple[Label, ...]:
        """Labels of (x, hour, words) in order of time; the earlier of two neighbours stands lower."""
        listed = list(events)
        nexts = [*(x for x, _, _ in listed[1:]), 200.0][: len(listed)]
        pairs = zip(listed, nexts, strict=True)
        return tuple(self._place(x, following, lead, text) for (x, lead, text), following in pairs)


@dataclass(frozen=True)
class Dot:
    """A reminder on its line."""

    x: float
    sent: bool


def _middle(centre: float, text: str, strong: bool, pixels: int) -> Label:
    width = text_width(text) / pixels * 100
    left, right = centre - width / 2, centre + width / 2
    if right > 100:
        return Label(100.0, text, anchor="end", left=100 - width, right=100.0, strong=strong)
    if left < 0:
        return Label(0.0, text, left=0.0, right=width, strong=strong)
    return Label(centre, text, anchor="middle", left=left, right=right, strong=strong)


def _label_of(group: Sequence[tuple[Dot, tuple[str, str]]], pixels: int) -> Label:
    shorts = [short for _, (short, _) in group]
    if len(group) == 1:
        text = group[0][1][1]
    else:
        text = ", ".join(shorts) if len(group) <= 3 else f"{shorts[0]} … {shorts[-1]}"
    centre = (group[0][0].x + group[-1][0].x) / 2
    return _middle(centre, text, all(dot.sent for dot, _ in group), pixels)


def merge_reminders(dots: Sequence[Dot], texts: Sequence[tuple[str, str]], pixels: int) -> tuple[Label, ...]:
    """Labels under the reminders; neighbours without room share one ("2 h, 1 h"), none overlaps another."""
    gap = _GAP / pixels * 100
    groups: list[list[tuple[Dot, tuple[str, str]]]] = []
    for dot, text in zip(dots, texts, strict=True):
        groups.append([(dot, text)])
        while len(groups) > 1:
            before, last = (_label_of(group, pixels) for group in groups[-2:])
            if before.right + gap <= last.left:
                break
            groups[-2:] = [groups[-2] + groups[-1]]
    return tuple(_label_of(group, pixels) for group in groups)
