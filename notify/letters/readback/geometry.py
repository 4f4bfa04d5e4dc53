"""Places of a column of texts, in millimetres, and what is wrong with them: the rules of one page, on arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from notify.letters.readback.columns import Floats
from notify.letters.readback.marks import DEPTH, RISE, Window
from notify.letters.readback.programs import Place, Slot
from notify.letters.readback.rules import INNER, LEAST_PITCH, SLACK
from notify.letters.readback.typesetting import CUT

Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Boxes:
    """One column: where each text lies; an empty one prints nothing."""

    left: Floats
    right: Floats
    base: Floats
    size: float
    full: Truths

    @property
    def top(self) -> Floats:
        """How far up the letters reach."""
        return self.base - RISE * self.size

    @property
    def bottom(self) -> Floats:
        """How far down."""
        return self.base + DEPTH * self.size

    def within(self, area: Window, slack: float) -> Truths:
        """Which texts lie inside an area."""
        sides = (self.left >= area.x0 - slack) & (self.right <= area.x1 + slack)
        return sides & (self.top >= area.y0 - slack) & (self.bottom <= area.y1 + slack)

    def meets(self, area: Window) -> Truths:
        """Which texts share something with an area."""
        sides = (self.left < area.x1) & (self.right > area.x0)
        return self.full & sides & (self.top < area.y1) & (self.bottom > area.y0)


def positions(slots: Sequence[Slot], widths: Sequence[Floats], places: Sequence[tuple[Place, ...]]) -> list[Boxes]:
    """The boxes of every column."""
    rows = len(widths[0])
    same = all(at is places[0] for at in places)
    table = np.array(places[:1] if same else places, np.float64)
    found = []
    for column, (slot, width) in enumerate(zip(slots, widths, strict=True)):
        x, y = table[:, column, 0], table[:, column, 1]
        a, b, c, d, e, f = slot.page
        left = np.broadcast_to(a * x + c * y + e, rows)
        base = np.broadcast_to(b * x + d * y + f + slot.rise, rows)
        found.append(Boxes(left, left + width * slot.stretch, base, slot.size, width > 0))
    return found


def doubtful(slots: Sequence[Slot], boxes: Sequence[Boxes]) -> Truths:
    """Texts over the edge, cut by their frame, or perhaps under later ink."""
    wrong = np.zeros(len(boxes[0].left), bool)
    for slot, box in zip(slots, boxes, strict=True):
        clip, spare = slot.clip, 0.2 * box.size
        framed = (box.left >= clip.x0 - CUT) & (box.right <= clip.x1 + CUT)
        framed &= (box.top + spare >= clip.y0) & (box.bottom - spare <= clip.y1)
        wrong |= box.full & ~(framed & box.within(INNER, SLACK))
        for ink in slot.inks:
            wrong |= box.meets(ink)
    return wrong


def lines_in_order(boxes: Sequence[Boxes], window: Window) -> tuple[list[int], Truths]:
    """The columns that stand in the window, from the top; and the rows for which that is not certain."""
    wrong = np.zeros(len(boxes[0].left), bool)
    inside: list[tuple[float, int]] = []
    for column, box in enumerate(boxes):
        meets = box.meets(window)
        if not meets.any():
            continue
        wrong |= box.full & ~(meets & box.within(window, SLACK))
        wrong |= np.abs(box.base - box.base[0]) > SLACK
        inside.append((float(box.base[0]), column))
    inside.sort()
    for (upper, _), (lower, column) in pairwise(inside):
        wrong |= lower - upper < LEAST_PITCH * boxes[column].size + 2 * SLACK
    return [column for _, column in inside], wrong
