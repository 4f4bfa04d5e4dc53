"""The lines of a paragraph written as text operators, one string for each page it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass

from notify.letters.engine.compiling import FlowSlot
from notify.letters.engine.drawing import FlowLine, Piece
from notify.letters.engine.glyphs import NotPlainError
from notify.letters.engine.operators import TextWriter, UncodedGlyphError, hex_writer, literal_writer
from notify.letters.engine.stamping import SlotFont


@dataclass(frozen=True, slots=True, repr=False)
class StyleFont:
    """A style of a paragraph: its font, and writers of one-byte codes and of glyph numbers."""

    font: SlotFont
    literal: TextWriter
    whole: TextWriter


def style_font(font: SlotFont) -> StyleFont:
    """The writers of a font."""
    return StyleFont(font, literal_writer(font.table.page.codes), hex_writer())


def paragraph_text(
    slot: FlowSlot,
    fonts: Sequence[StyleFont],
    lines: Sequence[FlowLine],
    page: int,
    drawn: dict[str, dict[int, str]],
) -> bytes:
    """The operators of the lines that stand on a page. Glyphs beyond the code pages are added to `drawn`."""
    left = slot.plan.paragraph.left_px
    parts = []
    for line, (at, y) in zip(lines, slot.lines, strict=True):
        if at != page:
            continue
        for piece in line.pieces:
            font = fonts[piece.style]
            name, array = _array(font, piece, drawn)
            parts.append(b"/%b %b Tf 1 0 0 -1 %f %b Tm%bTJ\n" % (name, font.font.size, left + piece.x_px, y, array))
    return b"".join(parts)


def _array(font: StyleFont, piece: Piece, drawn: dict[str, dict[int, str]]) -> tuple[bytes, bytes]:
    try:
        return font.font.coded, font.literal.array(piece.glyphs)
    except UncodedGlyphError:
        known = drawn.setdefault(font.font.whole.decode(), {})
        try:
            font.font.table.shaper.show(piece.text, known)
        except NotPlainError:
            known.update((gid, "") for gid, _number in piece.glyphs if gid >= 0)
        return font.font.whole, font.whole.array(piece.glyphs)
