"""A paragraph of the layout turned into one of our own: its runs, its fields, its box."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from notify.letters.engine.boxes import Block, TextBox
from notify.letters.engine.errors import CompileError
from notify.letters.engine.flow import Align, FieldRun, Paragraph, Run
from notify.letters.engine.fonts import FontSource
from notify.letters.engine.glyphs import UNITS
from notify.letters.engine.shaping import Face, Style

Words = tuple[str | tuple[str, int], ...]
SetIn = tuple[str, bytes]  # font resource and size as written


@dataclass(frozen=True, slots=True)
class FlowPlan:
    """A paragraph that holds fields; `set_in` gives the font of each of its styles, `names` its fields."""

    block: int
    names: tuple[str, ...]
    paragraph: Paragraph
    set_in: tuple[SetIn, ...]
    styles: tuple[Style, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What is needed to read a paragraph: how stand-ins read, how boxes are set, the fonts."""

    words: Callable[[str], Words]
    set_in: Mapping[TextBox, SetIn]
    sources: Mapping[str, FontSource]


def flow_plan(number: int, block: Block, boxes: Sequence[TextBox], setting: Setting) -> FlowPlan:
    """The paragraph of a block. Raises CompileError with the first field in it."""
    names = tuple(
        dict.fromkeys(part[0] for box in boxes for part in setting.words(box.text) if not isinstance(part, str))
    )
    if not number or not block.plain or not block.align or any(box.spaced for box in boxes):
        reason = "texte qui coule, dans un bloc à transformation, césure ou espacement : mise en forme non reproduite"
        raise CompileError(field=names[0], reason=reason)
    styles = _styles(names[0], boxes, setting)
    runs: list[Run | FieldRun] = []
    for box, text in _texts(names[0], block.source.strip(" "), boxes):
        for part in setting.words(text):
            runs.append(Run(styles[box.element], part) if isinstance(part, str) else _field(styles[box.element], part))
    own = next((styles[box.element] for box in boxes if box.element == number), None)
    base = own or replace(runs[0].style, size_px=runs[0].style.size_px + 1)  # no text of its own: all of it is inline
    paragraph = Paragraph(tuple(runs), block.width, _align(block.align), block.indent, base, block.x)
    by_style = {styles[box.element]: setting.set_in[box] for box in boxes if box in setting.set_in}
    return FlowPlan(number, names, paragraph, tuple(by_style[style] for style in paragraph.styles), paragraph.styles)


def _field(style: Style, part: tuple[str, int]) -> FieldRun:
    if part[1]:
        raise CompileError(field=part[0], reason="une suite de lignes ne peut pas couler dans un texte")
    return FieldRun(style, part[0])


def _align(name: str) -> Align:
    aligns: dict[str, Align] = {"justify": "justify", "end": "end", "center": "center"}
    return aligns.get(name, "start")


def _styles(name: str, boxes: Sequence[TextBox], setting: Setting) -> dict[int, Style]:
    """The style of each element's text."""
    styles: dict[int, Style] = {}
    for box in boxes:
        if box not in setting.set_in:
            continue
        font, size = setting.set_in[box]
        style = _style(setting.sources[font].data, float(size), box.features, box.language)
        if styles.setdefault(box.element, style) != style:
            raise CompileError(field=name, reason="un même élément est composé de plusieurs façons")
    if any(box.element not in styles for box in boxes):
        raise CompileError(field=name, reason="un élément du texte ne contient que des espaces")
    return styles


@lru_cache(maxsize=256)
def _style(font: bytes, size: float, features: tuple[tuple[str, int], ...], language: str) -> Style:
    return Style(Face(font), round(size * UNITS) / UNITS, features, language)  # six decimals in the file


def _texts(name: str, source: str, boxes: Sequence[TextBox]) -> list[tuple[TextBox, str]]:
    """The text of each box with the space that a line end swallowed, found in the source again."""
    source = " ".join(part for part in source.split(" ") if part)
    made: list[tuple[TextBox, str]] = []
    place = 0
    for box in boxes:
        if source[place : place + 1] == " " and not box.text.startswith(" "):
            before, text = made[-1]
            made[-1] = (before, text + " ")
            place += 1
        if not source.startswith(box.text, place):
            raise CompileError(field=name, reason="le texte mis en page n’est pas celui du modèle")
        made.append((box, box.text))
        place += len(box.text)
    if source[place:].strip(" "):
        raise CompileError(field=name, reason="le texte mis en page n’est pas celui du modèle")
    return made
