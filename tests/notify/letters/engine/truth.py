"""What WeasyPrint makes of paragraphs: the lines of its layout, and the text operators of its PDF."""

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from notify import pdf
from notify.letters.engine.chunks import NUDGE
from notify.letters.engine.flow import FieldRun, FlowLine, Paragraph, Run
from notify.letters.engine.shaping import Face, Style

LEFT = 53.7  # not a dyadic number, as margins in millimetres are not
_OPERATOR = re.compile(rb"(?:[-\d.e]+ ){4}([-\d.e]+) ([-\d.e]+) Tm\b|\[([^\]]*)\] TJ|/(\S+) ([-\d.e]+) Tf\b")
_ITEM = re.compile(rb"<([0-9a-f]*)>|([-\d.e]+)")
_FAMILIES = {}


@dataclass(frozen=True)
class Drawn:
    """One text operator: where it starts, the size of its font, its glyphs with the numbers between them."""

    x: float
    size: float
    glyphs: tuple[tuple[int, float], ...]


def face(family: str, weight: int) -> Face:
    """One of the packaged faces."""
    if (family, weight) not in _FAMILIES:
        _FAMILIES[family, weight] = Face(pdf.font_path(family, weight).read_bytes())
    return _FAMILIES[family, weight]


def css(style: Style) -> str:
    """The declarations of a style."""
    family, weight = next(key for key, value in _FAMILIES.items() if value is style.face)
    features = ", ".join(f'"{tag}" {value}' for tag, value in style.features) or "normal"
    return f"font: {weight} {style.size_px!r}px/1.4 '{family}'; font-feature-settings: {features};"


def paragraph_html(paragraph: Paragraph, values: Mapping[str, str]) -> str:
    """The paragraph as an element, with its values."""
    base = paragraph.base or paragraph.runs[0].style
    body, previous = "", base
    for run in paragraph.runs:
        text = html.escape(values[run.name] if isinstance(run, FieldRun) else run.text)
        if run.style != previous:
            body += ("" if previous == base else "</span>") + (
                "" if run.style == base else f'<span style="{html.escape(css(run.style))}">'
            )
            previous = run.style
        body += text
    body += "" if previous == base else "</span>"
    rules = f"{css(base)} width: {paragraph.width_px!r}px; text-align: {paragraph.align};"
    return f'<p lang="fr" style="{html.escape(rules)} text-indent: {paragraph.indent_px!r}px">{body}</p>'


def render(paragraphs: Sequence[tuple[Paragraph, Mapping[str, str]]]) -> Any:
    """WeasyPrint's document of these paragraphs, laid out and not yet drawn."""
    engine = pdf._engine()
    fonts = pdf._thread_fonts(engine)
    sheet = f"@page {{ size: 900px 60000px; margin: 20px {LEFT}px }} p {{ margin: 0 0 8px; hyphens: manual }}"
    style = engine.CSS(string=sheet, font_config=fonts.configuration)
    source = "<html lang=fr><body style='margin:0'>" + "".join(paragraph_html(*item) for item in paragraphs)
    return engine.HTML(string=source, base_url=None).render(
        stylesheets=[fonts.stylesheet, style], font_config=fonts.configuration
    )


def lay_out(paragraphs: Sequence[tuple[Paragraph, Mapping[str, str]]]) -> list[list[list[tuple[str, Drawn]]]]:
    """For each paragraph, for each line: its texts, each with its operator."""
    document = render(paragraphs)
    texts = [
        [[box.text for box in _kind(line, "TextBox") if box.text.strip()] for line in _kind(block, "LineBox")]
        for page in document.pages
        for block in _blocks(page._page_box)
    ]
    content = document.write_pdf(uncompressed_pdf=True, full_fonts=True)
    with pikepdf.open(io.BytesIO(content)) as file:
        drawn = [item for page in file.pages for item in _drawn(page.Contents.read_bytes())]
    operators = iter(drawn)
    found = [[[(text, next(operators)) for text in line] for line in block] for block in texts]
    assert next(operators, None) is None
    assert len(found) == len(paragraphs)
    return found


def _kind(box: Any, kind: str) -> Iterator[Any]:
    if type(box).__name__ == kind:
        yield box
    else:
        for child in getattr(box, "children", ()):
            yield from _kind(child, kind)


def _blocks(box: Any) -> Iterator[Any]:
    if getattr(box, "element_tag", "") == "p":
        yield box
    else:
        for child in getattr(box, "children", ()):
            yield from _blocks(child)


def _drawn(content: bytes) -> Iterator[Drawn]:
    x, size, array = None, 0.0, b""
    for match in _OPERATOR.finditer(content):
        if match[1] is not None:
            if x is not None:
                yield Drawn(x, size, parse_array(array))
            x, array = float(match[1]), b""
        elif match[5] is not None:
            size = float(match[5])
        else:
            array += match[3]
    if x is not None:
        yield Drawn(x, size, parse_array(array))


def parse_array(array: bytes) -> tuple[tuple[int, float], ...]:
    """Glyphs and the number after each; numbers that follow each other stay apart, a zero is nothing."""
    glyphs: list[tuple[int, float]] = []
    for match in _ITEM.finditer(array):
        if match[1] is not None:
            glyphs += [(int(match[1][place : place + 4], 16), 0) for place in range(0, len(match[1]), 4)]
        elif number := float(match[2]):
            if glyphs and not glyphs[-1][1] and glyphs[-1][0] != NUDGE:
                glyphs[-1] = glyphs[-1][0], number
            else:
                glyphs.append((NUDGE, number))
    return tuple(glyphs)


def canonical(glyphs: Sequence[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """The same form of our own glyphs: a number alone goes to the glyph before it when that one has none."""
    kept: list[tuple[int, float]] = []
    for gid, number in glyphs:
        if gid == NUDGE and kept and not kept[-1][1] and kept[-1][0] != NUDGE:
            kept[-1] = kept[-1][0], number
        elif gid != NUDGE or number:
            kept.append((gid, number))
    return tuple(kept)


def differences(ours: Sequence[FlowLine], theirs: Sequence[Sequence[tuple[str, Drawn]]], paragraph: Paragraph) -> str:
    """The first difference in words, empty when there is none."""
    mine = [[piece.text for piece in line.pieces] for line in ours]
    if mine != [[text for text, _ in line] for line in theirs]:
        return f"texts: {mine} / {[[text for text, _ in line] for line in theirs]}"
    for line, other in zip(ours, theirs, strict=True):
        for piece, (_, drawn) in zip(line.pieces, other, strict=True):
            if abs(LEFT + piece.x_px - drawn.x) > 1e-3:
                return f"x: {piece.text!r} {LEFT + piece.x_px} / {drawn.x}"
            if canonical(piece.glyphs) != drawn.glyphs:
                return f"glyphs: {piece.text!r} {canonical(piece.glyphs)} / {drawn.glyphs}"
            if abs(paragraph.styles[piece.style].shaper.font_size - drawn.size) > 1e-6:
                return f"size: {paragraph.styles[piece.style].shaper.font_size} / {drawn.size}"
    return ""


def text_run(style: Style, text: str) -> Run | FieldRun:
    """`{name}` is a field, anything else is text."""
    return FieldRun(style, text[1:-1]) if text.startswith("{") else Run(style, text)
