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


@dataclass(frozen=True, slots=True)
class TextBox:
    """A run of text in one style, in CSS pixels from the top left of its page.

    `y` is the baseline, `room` the width of the block around (None when its lines are never broken), `alone` whether
    the block holds this text and nothing else, on one line.
    """

    page: int
    text: str
    x: float
    y: float
    width: float
    room: float | None
    alone: bool
    features: Features
    spaced: bool
    language: str


def text_boxes(document: Any) -> Iterator[TextBox]:
    """Every text box of every page, in tree order."""
    for number, page in enumerate(document.pages):
        yield from _boxes(page._page_box, number, None)


def _boxes(box: Any, page: int, block: Any) -> Iterator[TextBox]:
    """`block` is the block box around a line."""
    if type(box).__name__ == "LineBox":
        texts = list(_texts(box))
        alone = len(texts) == 1 and len(block.children) == 1
        for text in texts:
            yield _text_box(text, page, block, alone)
        for inner in _blocks(box):
            yield from _boxes(inner, page, None)
        return
    for child in _children(box):
        yield from _boxes(child, page, box)


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


def _text_box(box: Any, page: int, block: Any, alone: bool) -> TextBox:
    style = box.style
    broken = style["white_space"] in _BREAKING
    return TextBox(
        page,
        box.text,
        box.position_x,
        box.position_y + box.baseline,
        box.width,
        block.width if broken and block is not None else None,
        alone,
        tuple(sorted(font_features(style).items())),
        bool(_length(style["letter_spacing"]) or _length(style["word_spacing"]) or box.justification_spacing),
        str(style["lang"] or "fr"),
    )


def _length(value: Any) -> Any:
    return 0 if value == "normal" else value
