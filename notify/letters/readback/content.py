"""Content streams played on a sheet: what is printed where. Any operator that we do not know stops the reading."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from notify.letters.readback.canvas import Canvas, as_matrix
from notify.letters.readback.file import Stream
from notify.letters.readback.images import skip_image
from notify.letters.readback.lexing import Name, PdfError, Word, read
from notify.letters.readback.marks import IDENTITY, Marks, Matrix, Show, product
from notify.letters.readback.resources import Resources
from notify.letters.readback.state import Drawing
from notify.letters.readback.typesetting import set_text

_END = re.compile(rb"(?:[\0\t\n\f\r ]|%[^\r\n]*)*+\Z")
_FORMS, _OPERANDS = 8, 2048


class Player(Canvas):
    """Plays the content of one page; `sheet` leads from its points to millimetres."""

    def __init__(self, resources: Resources, sheet: Matrix) -> None:
        super().__init__(sheet)
        self._resources = resources
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
        self.order += 1
        try:
            if operator in _SHOWING:
                self._show(values, starts[-1], end)
            else:
                method(self, *values)
        except (TypeError, ValueError, IndexError, OverflowError) as error:
            raise error if isinstance(error, PdfError) else PdfError("opérandes") from error
        self._placed = starts[4] if operator == b"Tm" else -1

    def setting(self, name: Name) -> None:
        """Operator gs: only what hides or changes text matters."""
        for key, value in self._resources.state(name).items():
            if key == "ca":
                self.assign(alpha=float(value))
            elif key == "SMask" and value != "None":
                self.assign(alpha=0.0)
            elif key == "Font":
                raise PdfError("ExtGState")

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
        state, drawing, saved, resources = self.state, self.drawing, self.saved, self._resources
        self._forms, self.drawing, self.saved, self._resources = (
            self._forms + 1,
            Drawing(),
            [],
            resources.of_form(form),
        )
        self.concatenate(*form.entries.get("Matrix", IDENTITY))
        x0, y0, x1, y1 = form.entries.get("BBox", (0, 0, 0, 0))
        self.rectangle(x0, y0, x1 - x0, y1 - y0)
        self.clip()
        self.end_path()
        shows = len(self.marks.shows)
        self.play(self._resources.content(form))
        self.marks.shows[shows:] = [replace(show, start=-1, end=-1, placed=-1) for show in self.marks.shows[shows:]]
        self._forms -= 1
        self.state, self.drawing, self.saved, self._resources = state, drawing, saved, resources

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
        self.assign(font=self._resources.font(name), size=float(size))

    def text_matrix(self, *values: float) -> None:
        """Operator Tm."""
        self.drawing.text = self.drawing.line = as_matrix(values)

    def text_move(self, x: float, y: float) -> None:
        """Operator Td."""
        self.drawing.text = self.drawing.line = product((1, 0, 0, 1, x, y), self.drawing.line)

    def text_lead(self, x: float, y: float) -> None:
        """Operator TD."""
        self.assign(leading=-y)
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
        runs, along = set_text(state, pieces, text, self.order)
        self.marks.runs += runs
        plain = state.hides() is None and not state.spacing and state.stretch == 1
        self.marks.shows.append(
            Show(
                start, end, self._placed, self.order, state.font, state.size, text, state.matrix, state.rise,
                state.clip, plain,
            )
        )  # fmt: skip
        self.drawing.text = product((1, 0, 0, 1, along, 0), text)


def _assign(key: str, scale: float = 1.0) -> Callable[[Player, float], None]:
    """An operator that sets one number of the state."""
    return lambda player, value: player.assign(**{key: value * scale})


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
