"""The sheet and its graphics state: paths, frames, colours, and where ink falls."""

from dataclasses import replace
from math import hypot
from typing import Any

from notify.letters.readback.lexing import Name, PdfError
from notify.letters.readback.marks import Ink, Marks, Matrix, Window, around, moved, product
from notify.letters.readback.state import Drawing, State, painted

_SAVED = 512
_UNIT = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Canvas:
    """Operators that set or paint, text apart. Values of a wrong number or kind raise TypeError or ValueError."""

    def __init__(self, sheet: Matrix) -> None:
        self.marks = Marks()
        self.state = State(matrix=sheet)
        self.drawing = Drawing()
        self.saved: list[State] = []
        self.order = 0

    def nothing(self, *_values: Any) -> None:
        """An operator that prints nothing and places nothing."""

    def save(self) -> None:
        """Operator q."""
        if len(self.saved) >= _SAVED:
            raise PdfError("q")
        self.saved.append(self.state)

    def restore(self) -> None:
        """Operator Q."""
        if not self.saved:
            raise PdfError("Q")
        self.state = self.saved.pop()

    def concatenate(self, *values: float) -> None:
        """Operator cm."""
        self.assign(matrix=product(as_matrix(values), self.state.matrix))

    def assign(self, **values: Any) -> None:
        self.state = replace(self.state, **values)

    def colour(self, *values: Any) -> None:
        """Operators rg, g, sc and scn; a pattern is not white."""
        numbers = tuple(value for value in values if isinstance(value, int | float))
        self.state = painted(self.state, "rgb", numbers if len(numbers) == len(values) else ())

    def ink_colour(self, *values: float) -> None:
        """Operator k."""
        self.state = painted(self.state, "k", values)

    def point(self, *values: float) -> None:
        """Operators m, l, c, v and y: a curve stays between its points."""
        if not values or len(values) % 2:
            raise PdfError("opérandes")
        pairs = zip(values[::2], values[1::2], strict=True)
        self.drawing.points += [moved(pair, self.state.matrix) for pair in pairs]
        self.drawing.other = True

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """Operator re."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.drawing.points += [moved(corner, self.state.matrix) for corner in corners]
        self.drawing.rectangles += 1
        if abs(self.state.matrix[1]) + abs(self.state.matrix[2]) > 1e-9:
            self.drawing.other = True

    def clip(self) -> None:
        """Operators W and W*: felt after the path is painted."""
        self.drawing.clips = True

    def fill(self) -> None:
        """Operators f, F, f*, B and its kin."""
        self._paint(0.0)

    def stroke(self) -> None:
        """Operators S and s."""
        a, b, c, d = self.state.matrix[:4]
        self._paint(max(hypot(a, b), hypot(c, d)) * abs(self.state.line) / 2)

    def _paint(self, margin: float) -> None:
        if self.drawing.points:
            box = around(self.drawing.points)
            self._ink(Window(box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin))
        self.end_path()

    def _ink(self, box: Window) -> None:
        seen = box.cut(self.state.clip)
        if seen.x0 <= seen.x1 and seen.y0 <= seen.y1:
            self.marks.inks.append(Ink(seen, self.order))

    def end_path(self) -> None:
        """Operator n, and the end of every painting one."""
        drawing = self.drawing
        if drawing.clips:
            box = around(drawing.points) if drawing.points else Window(0, 0, 0, 0)
            plain = self.state.plain_clip and drawing.rectangles == 1 and not drawing.other
            self.assign(clip=self.state.clip.cut(box), plain_clip=plain)
        drawing.clear()

    def shade(self, _name: Name) -> None:
        """Operator sh: all that the frame leaves."""
        self._ink(self.state.clip)

    def image(self) -> None:
        """An image fills the unit square."""
        self._ink(around([moved(corner, self.state.matrix) for corner in _UNIT]))


def as_matrix(values: tuple[float, ...]) -> Matrix:
    """Six operands."""
    a, b, c, d, e, f = map(float, values)
    return (a, b, c, d, e, f)
