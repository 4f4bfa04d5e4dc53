"""Text boxes of a laid-out document: where each text stands, how wide it is and how much room it had.

The layout tree is WeasyPrint's own and undocumented: it is read here only, and what is read is checked against the page
(see `compiling`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from notify.letters.engine.glyphs import Features
from notify.pdf import font_features

_BREAKING = {"normal", "pre-line", "pre-wrap"}
_ALIGNMENTS = {
    "left": "start",
    "start": "start",
    "right": "end",
    "end": "end",
    "center": "center",
    "justify": "justify",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of lines: its text in the source, its content box in px, and how its lines are set.

    `plain`: nothing about it that our own line breaking does not know.
    """

    source: str
    x: float
    width: float
    align: str
    indent: float
    plain: bool


@dataclass(frozen=True, slots=True)
class TextBox:
    """A run of text in one style, in CSS pixels from the top left of its page.

    `y` is the baseline, `wide` the width of the block around, `room` the same but None when its lines are never broken,
    `alone` whether the block holds this text and nothing else, on one line. `block` (0 for none), `element` and `line`
    are numbers, the same in every layout of the same document.
    """

    page: int
    text: str
    x: float
    y: float
    width: float
    wide: float
    room: float | None
    alone: bool
    features: Features
    spaced: bool
    language: str
    block: int
    element: int
    line: int


@dataclass(frozen=True, slots=True)
class Layout:
    """All the text boxes of a document in tree order, and the blocks around them by number."""

    boxes: tuple[TextBox, ...]
    blocks: dict[int, Block]


def layout_of(document: Any) -> Layout:
    """Read a document that WeasyPrint laid out."""
    walker = _Walker()
    for number, page in enumerate(document.pages):
        walker.walk(page._page_box, number, None)
    return Layout(tuple(walker.boxes), walker.blocks)


class _Walker:
    """Elements are numbered as they are met: their order does not hang on how long a text is."""

    def __init__(self) -> None:
        self.elements: dict[tuple[int, str], int] = {}
        self.kept: list[Any] = []  # so that no element's id is given twice
        self.boxes: list[TextBox] = []
        self.blocks: dict[int, Block] = {}
        self.line = 0

    def walk(self, box: Any, page: int, block: Any) -> None:
        """`block` is the block box around a line."""
        if type(box).__name__ != "LineBox":
            for child in _children(box):
                self.walk(child, page, box)
            return
        self.line += 1
        texts = list(_texts(box))
        alone = len(texts) == 1 and len(block.children) == 1
        number = self._block(block, inner=next(_blocks(box), None) is not None)
        self.boxes.extend(self._text_box(text, page, block, number, alone) for text in texts)
        for inner in _blocks(box):
            self.walk(inner, page, None)

    def _number(self, box: Any) -> int:
        if box.element is None:
            return 0
        key = (id(box.element), str(box.element_tag))
        if key not in self.elements:
            self.elements[key] = len(self.elements) + 1
            self.kept.append(box.element)
        return self.elements[key]

    def _block(self, box: Any, *, inner: bool) -> int:
        number = self._number(box)
        if number and number not in self.blocks:
            source = " ".join("".join(box.element.itertext()).split(" "))
            style = box.style
            plain = (
                not inner
                and style["white_space"] == "normal"
                and style["hyphens"] != "auto"
                and style["text_transform"] == "none"
                and style["text_align_last"] in {"auto", "start", "left"}
                and style["direction"] == "ltr"
            )
            indent = style["text_indent"]
            self.blocks[number] = Block(
                " ".join(source.replace("\n", " ").replace("\t", " ").split(" ")),
                box.content_box_x(),
                box.width,
                _ALIGNMENTS.get(style["text_align_all"], ""),
                indent.value if hasattr(indent, "value") else float(indent),
                plain,
            )
        return number

    def _text_box(self, box: Any, page: int, block: Any, number: int, alone: bool) -> TextBox:
        style = box.style
        broken = style["white_space"] in _BREAKING
        return TextBox(
            page,
            box.text,
            box.position_x,
            box.position_y + box.baseline,
            box.width,
            block.width,
            block.width if broken else None,
            alone,
            tuple(sorted(font_features(style).items())),
            bool(_length(style["letter_spacing"]) or _length(style["word_spacing"])),
            str(style["lang"] or "fr"),
            number,
            self._number(box),
            self.line,
        )


def _children(box: Any) -> Iterator[Any]:
    """The boxes inside, those taken out of the flow in place of what stands for them."""
    for child in getattr(box, "children", ()):
        yield getattr(child, "_box", child)


def _blocks(box: Any) -> Iterator[Any]:
    """What stands in a line and is neither text nor inline: an inline block, something positioned."""
    for child in _children(box):
        if type(child).__name__ == "InlineBox":
            yield from _blocks(child)
        elif type(child).__name__ != "TextBox":
            yield child


def _texts(box: Any) -> Iterator[Any]:
    for child in _children(box):
        if type(child).__name__ == "TextBox":
            yield child
        elif type(child).__name__ == "InlineBox":
            yield from _texts(child)


def _length(value: Any) -> Any:
    return 0 if value == "normal" else value
