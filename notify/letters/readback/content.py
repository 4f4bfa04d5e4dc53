"""Content streams played on a sheet: what is printed where. Any operator that we do not know stops the reading."""

import re
from collections.abc import Callable
from dataclasses import replace
from math import hypot
from typing import Any

from notify.letters.readback.file import Stream
from notify.letters.readback.images import skip_image
from notify.letters.readback.lexing import Name, PdfError, Word, read
from notify.letters.readback.marks import IDENTITY, Ink, Marks, Matrix, Show, Window, around, moved, product
from notify.letters.readback.resources import Resources
from notify.letters.readback.state import Drawing, State, painted
from notify.letters.readback.typesetting import set_text

_END = re.compile(rb"(?:[\0\t\n\f\r ]|%[^\r\n]*)*+\Z")
_FORMS, _SAVED, _OPERANDS = 8, 512, 2048
UNIT = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Player:
    """Plays the content of one page; `sheet` leads from its points to millimetres."""

    def __init__(self, resources: Resources, sheet: Matrix) -> None:
        self.marks = Marks()
        self.state = State(matrix=sheet)
        self.drawing = Drawing()
        self._resources = resources
        self._saved: list[State] = []
        self._order = 0
        self._forms = 0
        self._placed = -1

    def play(self, data: bytes) -> Marks:
        """All of it, in order. Raises PdfError."""
        values: list[Any] = []
        starts: list[int] = []
        pos = 0
        while not _END.match(data, pos):
            token = read(data, pos)
            pos = token.end
            if not isinstance(token.value, Word):
                values.append(token.value)
                starts.append(token.start)
                if len(values) > _OPERANDS:
                    raise PdfError("opérandes")
                continue
            if token.value == b"BI":
                pos = skip_image(data, pos)
            self._operate(token.value, values, starts, pos)
            values, starts = [], []
        if values:
            raise PdfError("opérandes")
        return self.marks

    def _operate(self, operator: bytes, values: list[Any], starts: list[int], end: int) -> None:
        method = _OPERATORS.get(operator)
        if method is None:
            raise PdfError("opérateur")
        self._order += 1
        try:
            if operator in _SHOWING:
                self._show(values, starts[-1], end)
            else:
                method(self, *values)
        except (TypeError, ValueError, IndexError, OverflowError) as error:
            raise error if isinstance(error, PdfError) else PdfError("opérandes") from error
        self._placed = starts[4] if operator == b"Tm" else -1

    def nothing(self, *_values: Any) -> None:
        """An operator that prints nothing and places nothing."""

    def save(self) -> None:
        """Operator q."""
        if len(self._saved) >= _SAVED:
            raise PdfError("q")
        self._saved.append(self.state)

    def restore(self) -> None:
        """Operator Q."""
        if not self._saved:
            raise PdfError("Q")
        self.state = self._saved.pop()

    def concatenate(self, *values: float) -> None:
        """Operator cm."""
        self._set(matrix=product(_matrix(values), self.state.matrix))

    def _set(self, **values: Any) -> None:
        self.state = replace(self.state, **values)

    def setting(self, name: Name) -> None:
        """Operator gs: only what hides or changes text matters."""
        for key, value in self._resources.state(name).items():
            if key == "ca":
                self._set(alpha=float(value))
            elif key == "SMask" and value != "None":
                self._set(alpha=0.0)
            elif key == "Font":
                raise PdfError("ExtGState")

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
            self.marks.inks.append(Ink(seen, self._order))

    def end_path(self) -> None:
        """Operator n, and the end of every painting one."""
        drawing = self.drawing
        if drawing.clips:
            box = around(drawing.points) if drawing.points else Window(0, 0, 0, 0)
            plain = self.state.plain_clip and drawing.rectangles == 1 and not drawing.other
            self._set(clip=self.state.clip.cut(box), plain_clip=plain)
        drawing.clear()

    def shade(self, _name: Name) -> None:
        """Operator sh: all that the frame leaves."""
        self._ink(self.state.clip)

    def image(self) -> None:
        """An image fills the unit square."""
        self._ink(around([moved(corner, self.state.matrix) for corner in UNIT]))

    def draw(self, name: Name) -> None:
        """Operator Do."""
        drawn = self._resources.drawn(name)
        if not isinstance(drawn, Stream) or "OC" in drawn.entries:
            raise PdfError("XObject")
        if drawn.entries.get("Subtype") == "Image":
            self.image()
        elif drawn.entries.get("Subtype") == "Form" and self._forms < _FORMS:
            self._form(drawn)
        else:
            raise PdfError("XObject")

    def _form(self, form: Stream) -> None:
        """A form is played in a state, a path and resources of its own."""
        state, drawing, saved, resources = self.state, self.drawing, self._saved, self._resources
        self._forms, self.drawing, self._saved, self._resources = self._forms + 1, Drawing(), [], resources.of_form(form)
        self.concatenate(*form.entries.get("Matrix", IDENTITY))
        x0, y0, x1, y1 = form.entries["BBox"] if "BBox" in form.entries else (0, 0, 0, 0)
        self.rectangle(x0, y0, x1 - x0, y1 - y0)
        self.clip()
        self.end_path()
        shows = len(self.marks.shows)
        self.play(self._resources.content(form))
        self.marks.shows[shows:] = [replace(show, start=-1, end=-1, placed=-1) for show in self.marks.shows[shows:]]
        self._forms -= 1
        self.state, self.drawing, self._saved, self._resources = state, drawing, saved, resources

    def begin_content(self, *values: Any) -> None:
        """Operators BDC and BMC: text that a viewer may switch off is refused."""
        if values and values[0] == "OC":
            raise PdfError("OC")

    def begin_text(self) -> None:
        """Operator BT."""
        self.drawing.text = self.drawing.line = IDENTITY
        self.drawing.in_text = True

    def end_text(self) -> None:
        """Operator ET."""
        self.drawing.in_text = False

    def font(self, name: Name, size: float) -> None:
        """Operator Tf."""
        self._set(font=self._resources.font(name), size=float(size))

    def text_matrix(self, *values: float) -> None:
        """Operator Tm."""
        self.drawing.text = self.drawing.line = _matrix(values)

    def text_move(self, x: float, y: float) -> None:
        """Operator Td."""
        self.drawing.text = self.drawing.line = product((1, 0, 0, 1, x, y), self.drawing.line)

    def text_lead(self, x: float, y: float) -> None:
        """Operator TD."""
        self._set(leading=-y)
        self.text_move(x, y)

    def text_next(self) -> None:
        """Operator T*."""
        self.text_move(0, -self.state.leading)

    def _show(self, values: list[Any], start: int, end: int) -> None:
        """Operators Tj and TJ."""
        if len(values) != 1 or not self.drawing.in_text:
            raise PdfError("Tj")
        state, text = self.state, self.drawing.text
        pieces = values[0] if isinstance(values[0], list) else [values[0]]
        runs, along = set_text(state, pieces, text, self._order)
        self.marks.runs += runs
        plain = state.hides() is None and not state.spacing and state.stretch == 1
        self.marks.shows.append(
            Show(
                start, end, self._placed, self._order, state.font, state.size, text, state.matrix, state.rise,
                state.clip, plain,
            )
        )  # fmt: skip
        self.drawing.text = product((1, 0, 0, 1, along, 0), text)


def _matrix(values: tuple[float, ...]) -> Matrix:
    a, b, c, d, e, f = map(float, values)
    return (a, b, c, d, e, f)


def _assign(key: str, scale: float = 1.0) -> Callable[[Player, float], None]:
    """An operator that sets one number of the state."""
    return lambda player, value: player._set(**{key: value * scale})


_SHOWING = frozenset({b"Tj", b"TJ"})
_OPERATORS: dict[bytes, Callable[..., None]] = {
    b"q": Player.save, b"Q": Player.restore, b"cm": Player.concatenate, b"gs": Player.setting,
    b"rg": Player.colour, b"g": Player.colour, b"sc": Player.colour, b"scn": Player.colour, b"k": Player.ink_colour,
    b"cs": lambda player, _name: player.colour(0.0),
    b"m": Player.point, b"l": Player.point, b"c": Player.point, b"v": Player.point, b"y": Player.point,
    b"re": Player.rectangle, b"W": Player.clip, b"W*": Player.clip, b"n": Player.end_path, b"h": Player.nothing,
    b"f": Player.fill, b"F": Player.fill, b"f*": Player.fill, b"B": Player.stroke, b"B*": Player.stroke,
    b"b": Player.stroke, b"b*": Player.stroke, b"S": Player.stroke, b"s": Player.stroke,
    b"sh": Player.shade, b"BI": Player.image, b"Do": Player.draw,
    b"BDC": Player.begin_content, b"BMC": Player.begin_content,
    b"BT": Player.begin_text, b"ET": Player.end_text, b"Tf": Player.font, b"Tm": Player.text_matrix,
    b"Td": Player.text_move, b"TD": Player.text_lead, b"T*": Player.text_next,
    b"Tj": Player.nothing, b"TJ": Player.nothing,
    b"Tc": _assign("spacing"), b"Tw": _assign("word_spacing"), b"Tz": _assign("stretch", 0.01),
    b"TL": _assign("leading"), b"Ts": _assign("rise"), b"Tr": _assign("mode"), b"w": _assign("line"),
    **dict.fromkeys(
        (b"EMC", b"MP", b"DP", b"RG", b"G", b"K", b"CS", b"SC", b"SCN", b"J", b"j", b"M", b"d", b"i", b"ri"),
        Player.nothing,
    ),
}  # fmt: skip
