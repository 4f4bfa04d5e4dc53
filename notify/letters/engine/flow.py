"""A paragraph that holds fields: its lines, and what WeasyPrint would draw for each, without WeasyPrint.

Fixed words are shaped once; a record only shapes the words that its values touch. A value that is not certain to come
out as WeasyPrint 70 would set it raises NotFlowableError, and WeasyPrint lays that record out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from notify.letters.engine.breaks import in_alphabet
from notify.letters.engine.chunks import UNITS, Shaped
from notify.letters.engine.drawing import FlowLine, Piece, draw_lines
from notify.letters.engine.errors import NotFlowableError, UnprovenError
from notify.letters.engine.filling import Box, Line, fill
from notify.letters.engine.shaping import Shaper, Style

__all__ = ["FieldRun", "FlowLine", "Paragraph", "Piece", "Run"]

Align = Literal["start", "justify", "end", "center"]
_FIRST_MARK = 0xE000  # private use: stands for a field in the text of a box while it is cut in words
_MARK = re.compile("[\ue000-\uf8ff]")
_WORD = re.compile("[^ ]* |[^ ]+")


@dataclass(frozen=True)
class Run:
    """Fixed text in one style."""

    style: Style
    text: str


@dataclass(frozen=True)
class FieldRun:
    """A value in one style, by the name of its field."""

    style: Style
    name: str


class _Group(NamedTuple):
    """Neighbouring words that hold fields: literals around names, and the character that follows, or nothing."""

    head: str
    fields: tuple[tuple[str, str], ...]  # a name, and the literal after it
    after: str

    def text(self, values: Mapping[str, str]) -> str:
        text = self.head
        for name, literal in self.fields:
            value = values[name]
            if not value or value[0] == " " or value[-1] == " ":
                raise NotFlowableError(name, "valeur vide, ou qui commence ou finit par une espace")
            text += value + literal
        return text


class _BoxPlan(NamedTuple):
    """A text box: fixed words, shaped, and None where a group comes."""

    style: int
    shaper: Shaper
    items: tuple[Shaped | None, ...]
    groups: tuple[_Group, ...]
    afters: tuple[str, ...]
    inline: bool

    def build(self, values: Mapping[str, str]) -> Box:
        """The box with the values in it."""
        box = Box(self.style, self.shaper, inline=self.inline)
        try:
            shaped = (
                self.shaper.shape([group.text(values) for group in self.groups], self.afters) if self.groups else None
            )
            first, stops = 0, iter(shaped.stops if shaped else ())
            for item in self.items:
                if item is not None:
                    box.extend(item)
                elif shaped is not None:
                    stop = next(stops)
                    box.extend_part(shaped, first, stop)
                    first = stop
        except UnprovenError as error:
            raise NotFlowableError(self._culprit(values), str(error)) from None
        if self.inline and box.blank(0):
            raise NotFlowableError("", "un élément en ligne qui commence par une espace")
        return box

    def _culprit(self, values: Mapping[str, str]) -> str:
        """The field to name when the box is refused: the one that is refused alone, if there is one."""
        for group in self.groups:
            try:
                self.shaper.shape([group.text(values)], [group.after])
            except UnprovenError:
                names = [name for name, _ in group.fields]
                return next((name for name in names if not all(map(in_alphabet, values[name]))), names[0])
        return ""


@dataclass(frozen=True)
class Paragraph:
    """Runs in a box of a width, in a stylesheet that keeps the defaults of CSS for how text is broken.

    That is: left to right, white-space and overflow-wrap normal, hyphens none or manual, no float beside. Neighbouring
    runs of one style are one text for WeasyPrint: no element around a field. `base` is the style of the paragraph's own
    element (the first run's unless told); a run in another style is an inline element without margin, border or
    padding, and does not begin with a space. `left_px` is where the box stands on the page: the last bit of
    WeasyPrint's justification hangs on it.
    """

    runs: tuple[Run | FieldRun, ...]
    width_px: float
    align: Align = "start"
    indent_px: float = 0
    base: Style | None = None
    left_px: float = 0

    @cached_property
    def styles(self) -> tuple[Style, ...]:
        """The styles that pieces number."""
        return tuple(dict.fromkeys(run.style for run in self.runs))

    def lines(self, values: Mapping[str, str]) -> tuple[FlowLine, ...]:
        """The lines of this record. Raises NotFlowableError, and KeyError for a value that is missing."""
        boxes, lines = self._fill(values)
        return draw_lines(boxes, lines, self.width_px, self.left_px, self.align)

    def line_count(self, values: Mapping[str, str]) -> int:
        """How many lines this record takes. Raises as `lines` does."""
        return len(self._fill(values)[1])

    def _fill(self, values: Mapping[str, str]) -> tuple[list[Box], list[Line]]:
        boxes = [plan.build(values) for plan in self._plans]
        return boxes, fill(boxes, self.width_px * UNITS, self.indent_px * UNITS)

    @cached_property
    def _plans(self) -> tuple[_BoxPlan, ...]:
        base = self.base or self.runs[0].style
        plans = []
        for style, text, names in _texts(self.runs):
            items = _items(style.shaper, text, names)
            groups = tuple(item for item in items if isinstance(item, _Group))
            fixed = tuple(None if isinstance(item, _Group) else item for item in items)
            afters = tuple(group.after for group in groups)
            plans.append(_BoxPlan(self.styles.index(style), style.shaper, fixed, groups, afters, style != base))
        return tuple(plans)


def _texts(runs: Sequence[Run | FieldRun]) -> list[tuple[Style, str, tuple[str, ...]]]:
    """One text for each box, fields as marks, and the names of the marks."""
    texts: list[tuple[Style, str, tuple[str, ...]]] = []
    for run in runs:
        if isinstance(run, Run) and _MARK.search(run.text):
            raise NotFlowableError("", "caractères à usage privé")
        if not texts or texts[-1][0] != run.style:
            texts.append((run.style, "", ()))
        style, text, names = texts[-1]
        if isinstance(run, Run):
            texts[-1] = style, text + run.text, names
        else:
            texts[-1] = style, text + chr(_FIRST_MARK + len(names)), (*names, run.name)
    _check_edges("".join(text for _, text, _ in texts))
    return texts


def _check_edges(text: str) -> None:
    if text != text.strip(" ") or "  " in text:
        raise NotFlowableError("", "espaces au bord du paragraphe ou redoublées")


def _items(shaper: Shaper, text: str, names: Sequence[str]) -> tuple[Shaped | _Group, ...]:
    """Fixed words, shaped, and groups of words with fields."""
    stretches = _stretches(_WORD.findall(text))
    items: list[Shaped | _Group] = []
    for index, stretch in enumerate(stretches):
        after = stretches[index + 1][0] if index + 1 < len(stretches) else ""
        if _MARK.search(stretch):
            marks = [names[ord(mark) - _FIRST_MARK] for mark in _MARK.findall(stretch)]
            head, *literals = _MARK.split(stretch)
            items.append(_Group(head, tuple(zip(marks, literals, strict=True)), after))
            continue
        try:
            # The space before a value is kerned when the value is known.
            items.append(shaper.shape([stretch], ["" if _MARK.match(after) else after]))
        except UnprovenError as error:
            raise NotFlowableError("", str(error)) from None
    return tuple(items)


def _stretches(words: Sequence[str]) -> list[str]:
    """Words joined by kind, fixed or with fields, in turn."""
    stretches: list[str] = []
    kind = None
    for word in words:
        has_field = bool(_MARK.search(word))
        if has_field is kind:
            stretches[-1] += word
        else:
            stretches.append(word)
        kind = has_field
    return stretches
