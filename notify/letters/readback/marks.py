"""What a page prints: runs of text and inked areas, in millimetres from the top left corner."""

from dataclasses import dataclass, field
from typing import Any

from notify.letters.readback.faults import ReadBackError

MM = 25.4 / 72  # of a point
RISE, DEPTH = 0.75, 0.25  # how far above and below the baseline a line of type reaches, in parts of its size

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def product(first: Matrix, then: Matrix) -> Matrix:
    """Apply `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def moved(point: Point, matrix: Matrix) -> Point:
    """A point through a matrix."""
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle in millimetres from the top left of the sheet."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, other: "Window", slack: float = 0.0) -> bool:
        """Whether the other lies inside."""
        return (
            self.x0 - slack <= other.x0
            and self.y0 - slack <= other.y0
            and other.x1 <= self.x1 + slack
            and other.y1 <= self.y1 + slack
        )

    def meets(self, other: "Window") -> bool:
        """Whether the two share an area."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def cut(self, other: "Window") -> "Window":
        """What the two share; turned inside out when that is nothing."""
        return Window(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def corners(self) -> tuple[Point, ...]:
        """The four corners, in turn."""
        return ((self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1))


EVERYWHERE = Window(-1e9, -1e9, 1e9, 1e9)


def around(points: tuple[Point, ...] | list[Point]) -> Window:
    """The smallest rectangle that holds all points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Window(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set in one go. `corners` go round its box, `size` is the height of the type in mm."""

    text: str
    corners: tuple[Point, ...]
    base: float
    size: float
    order: int
    upright: bool
    fault: type[ReadBackError] | None = None

    @property
    def box(self) -> Window:
        """The rectangle around it."""
        return around(self.corners)

    def enters(self, window: Window) -> bool:
        """Whether any of it lies in the window; a slanted run is judged by its own four sides."""
        if not self.box.meets(window):
            return False
        return self.upright or not _parted(self.corners, window.corners())


def _parted(one: tuple[Point, ...], other: tuple[Point, ...]) -> bool:
    """Whether a side of the first parts the two convex shapes."""
    for (x0, y0), (x1, y1) in zip(one, one[1:] + one[:1], strict=True):
        normal = (y1 - y0, x0 - x1)
        here = [x * normal[0] + y * normal[1] for x, y in one]
        there = [x * normal[0] + y * normal[1] for x, y in other]
        if max(here) <= min(there) or max(there) <= min(here):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Ink:
    """An area that is painted: a filled or drawn path, an image. Only the rectangle around it is known."""

    box: Window
    order: int


@dataclass(frozen=True, slots=True)
class Show:
    """How a string was set: where its operand and operator stand in the content, and what places it on the sheet."""

    start: int
    end: int
    placed: int  # where the x of a Tm directly before it begins, -1 when there is none
    order: int
    font: Any
    size: float
    text: Matrix
    page: Matrix
    rise: float
    clip: Window
    plain: bool  # neither hidden nor spaced nor stretched


@dataclass(slots=True)
class Marks:
    """All that a page prints."""

    runs: list[Run] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    shows: list[Show] = field(default_factory=list)
