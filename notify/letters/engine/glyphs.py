"""Glyphs, advances and kerning of a font at a size, as tables: what HarfBuzz says of each pair, asked once.

The numbers are those WeasyPrint writes: widths rounded to a thousandth of the type size, kerning cut to an integer,
from advances in Pango units (1/1024 px).
"""

import codecs
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import uharfbuzz

UNITS = 1024  # Pango units in a pixel
SEPARATOR = 0x0A  # the code between two values; no character has it
_TAKEN = frozenset(b"()\\\r\n\x00\x01")  # codes that would need an escape in a PDF string
COMPLEX = 30_000  # in the table of adjustments: this pair is not two glyphs side by side
SOFT_HYPHEN = "\u00ad"  # drawn or not according to where a line ends
UNKNOWN = 0x01  # the code of what the page lacks: HarfBuzz is asked
UNUSED = "\ufffe"
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "fj", "ffj", "ft", "tt", "Th")
_KEPT_CODE_AS_IS = range(0x20, 0x7F)

Features = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TextFont:
    """Font resource, size in px as written, features and language of a text."""

    font: str
    size: bytes
    features: Features
    language: str


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shaped glyph: its number, its advance in Pango units, the number written after it, the text it stands for."""

    gid: int
    advance: int
    adjust: int
    text: str


class Face:
    """A font file opened for shaping. Equal files are one face (see `face_of`)."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.face = uharfbuzz.Face(data)
        self.characters = frozenset(self.face.unicodes)

    def font(self, scale: int) -> Any:
        """The face at a size in Pango units."""
        font = uharfbuzz.Font(self.face)
        font.scale = (scale, scale)
        return font


@lru_cache(maxsize=64)
def face_of(data: bytes) -> Face:
    """The face of a font file."""
    return Face(data)


class Shaper:
    """A face at a size with features: text to glyphs, one HarfBuzz call each."""

    def __init__(self, face: Face, size: float, features: Features, language: str = "fr") -> None:
        self.face, self.features, self.language = face, dict(features), language
        self.scale = round(size * UNITS)
        self.size = self.scale / UNITS  # a file says it with six decimals: numbers are cut from the exact one
        self.font = face.font(self.scale)
        self._shown: dict[tuple[int, int], tuple[int, int]] = {}  # glyphs times the kerning each has: some thousands

    def shape(self, text: str) -> list[Glyph]:
        """The glyphs of a run of one font, left to right. Raises NotPlainError."""
        infos, positions = self.raw(text)
        ends = [info.cluster for info in infos[1:]] + [len(text)]
        made = []
        for info, position, end in zip(infos, positions, ends, strict=True):
            if position.x_offset or position.y_offset or not info.codepoint:
                raise NotPlainError
            adjust = self.adjustment(info.codepoint, position.x_advance)
            made.append(Glyph(info.codepoint, position.x_advance, adjust, text[info.cluster : end]))
        return made

    def show(self, text: str, drawn: dict[int, str]) -> tuple[list[tuple[int, int]], int]:
        """The glyphs of a run, each with the number written after it, and the width of all in Pango units.

        Glyphs are added to `drawn` with their texts. Raises NotPlainError.
        """
        if SOFT_HYPHEN in text:
            raise NotPlainError
        infos, positions = self.raw(text)
        parts, width = [], 0
        for place, (info, position) in enumerate(zip(infos, positions, strict=True)):
            key = (info.codepoint, position.x_advance)
            part = self._shown.get(key)
            if part is None:
                part = self._shown[key] = (key[0], self.adjustment(*key))
            if position.x_offset or position.y_offset or not info.codepoint:
                raise NotPlainError
            if info.codepoint not in drawn:
                end = infos[place + 1].cluster if place + 1 < len(infos) else len(text)
                drawn[info.codepoint] = text[info.cluster : end]
            parts.append(part)
            width += position.x_advance
        return parts, width

    def adjustment(self, gid: int, advance: int) -> int:
        """The number that WeasyPrint writes after a glyph that advances so much."""
        return int(self.width(gid) - advance * 1000 / UNITS / self.size)

    def width(self, gid: int) -> int:
        """Width of a glyph in thousandths of the type size, as in the font's W array."""
        advance: int = self.font.get_glyph_h_advance(gid)
        return round(advance * 1000 / UNITS / self.size)

    def raw(self, text: str, **more: bool) -> tuple[Any, Any]:
        """HarfBuzz's glyph infos and positions, with more features."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "latn", self.language
        uharfbuzz.shape(self.font, buffer, {**self.features, **more})
        return buffer.glyph_infos, buffer.glyph_positions


class NotPlainError(ValueError):
    """A text that is not one plain glyph after another: a mark that is placed, or a character the font lacks."""


@dataclass(frozen=True, slots=True, repr=False)
class CodePage:
    """One byte for each of the (at most 250) characters set in a font with some features, and its glyph."""

    characters: str  # 256 long; U+FFFE where a code is not used, or is a ligature's
    glyphs: tuple[int, ...]  # 256 long; 0 where a code is not used
    ligatures: Mapping[int, str]  # code → the characters it joins
    mapping: Any  # what codecs.charmap_encode takes

    def only(self, codes: frozenset[int]) -> "CodePage":
        """The page with fewer codes, for a smaller font."""
        return replace(self, glyphs=tuple(gid if code in codes else 0 for code, gid in enumerate(self.glyphs)))

    def text(self, code: int) -> str:
        """What a code stands for."""
        return self.ligatures.get(code, self.characters[code])

    @property
    def codes(self) -> dict[int, int]:
        """The code of each glyph: the plain space before the no-break one, which is drawn alike."""
        found: dict[int, int] = {}
        for code, gid in enumerate(self.glyphs):
            if gid:
                found.setdefault(gid, code)
        return found

    def encode(self, text: str) -> bytes:
        """The codes of a text in which values are parted by a new line, UNKNOWN for what the page lacks."""
        return codecs.charmap_encode(text, "notify-unknown", self.mapping)[0]


def _unknown(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return bytes([UNKNOWN]) * (error.end - error.start), error.end


codecs.register_error("notify-unknown", _unknown)


@dataclass(frozen=True, slots=True, repr=False)
class GlyphTable:
    """A code page at a size: advances and kerning of every pair of codes."""

    page: CodePage
    shaper: Shaper
    adjust: Any  # int16[65536]: number written after the first of a pair, COMPLEX where HarfBuzz must be asked
    advance: Any  # int32[65536]: advance of the first of a pair, Pango units
    kerned: bool
    codes: Mapping[int, int]  # glyph → code


def code_page(shaper: Shaper, characters: str) -> CodePage:
    """The code page of the characters (the most wanted first) that the font sets as one plain glyph each."""
    codes = [UNUSED] * 256
    glyphs = [0] * 256
    free = [code for code in range(1, 256) if code not in _TAKEN and code not in _KEPT_CODE_AS_IS]
    ligatures: dict[int, str] = {}
    # A code is the same in every font, whether the font has the glyph or not.
    for text, code in zip(_LIGATURES, free, strict=False):
        gid = _plain_glyph(shaper, text)
        if gid is not None:
            ligatures[code], glyphs[code] = text, gid
    del free[: len(_LIGATURES)]
    for character in dict.fromkeys(characters):
        point = ord(character)
        own = point in _KEPT_CODE_AS_IS and point not in _TAKEN
        if not own and not free:
            continue
        code = point if own else free.pop(0)
        gid = _plain_glyph(shaper, character)
        if gid is not None:
            codes[code], glyphs[code] = character, gid
    known = "".join(codes)
    decoding = known[:SEPARATOR] + "\n" + known[SEPARATOR + 1 :]  # UNKNOWN stays unmapped
    return CodePage(known, tuple(glyphs), ligatures, codecs.charmap_build(decoding))


def _plain_glyph(shaper: Shaper, text: str) -> int | None:
    """The one glyph that draws a character, or joins several."""
    if any(ord(one) not in shaper.face.characters and unicodedata.category(one) != "Zs" for one in text):
        return None
    try:
        glyphs = shaper.shape(text)
    except NotPlainError:
        return None
    return glyphs[0].gid if len(glyphs) == 1 else None


def glyph_table(shaper: Shaper, page: CodePage) -> GlyphTable:
    """Every pair of the page shaped once (a de Bruijn sequence of order two), ligatures off, then with all features."""
    codes = [code for code in range(256) if page.characters[code] != UNUSED]
    order = list(_pairs(codes))
    text = "".join(page.characters[code] for code in order)
    adjust = np.zeros(65536, np.int16)
    advance = np.zeros(65536, np.int32)
    # A space that the font lacks is made by HarfBuzz from another: its advance is not its glyph's.
    alone = {code: shaper.shape(page.characters[code])[0].advance for code in codes}
    for code, width in alone.items():
        advance[code * 256 : code * 256 + 256] = width
        adjust[code * 256 : code * 256 + 256] = shaper.adjustment(page.glyphs[code], width)
    infos, positions = shaper.raw(text, liga=False, clig=False, dlig=False, calt=False)
    for place, (first, second) in enumerate(pairwise(order)):
        width = positions[place].x_advance
        if width != alone[first]:
            advance[first * 256 + second] = width
            adjust[first * 256 + second] = shaper.adjustment(page.glyphs[first], width)
        if infos[place].codepoint != page.glyphs[first]:
            adjust[first * 256 + second] = COMPLEX
    _mark_ligatures(shaper, page, order, text, adjust)
    return GlyphTable(page, shaper, adjust, advance, bool(adjust.any()), page.codes)


def _pairs(codes: Sequence[int]) -> Iterator[int]:
    """A sequence in which each ordered pair stands once, and the first code again at the end."""
    for place, first in enumerate(codes):
        yield first
        for second in codes[place + 1 :]:
            yield first
            yield second
    yield codes[0]


def _mark_ligatures(shaper: Shaper, page: CodePage, order: Sequence[int], text: str, adjust: Any) -> None:
    """COMPLEX for each pair that a ligature joins, and around a glyph that its neighbours changed."""
    infos, _positions = shaper.raw(text)
    found = {info.cluster: info.codepoint for info in infos}
    for place in range(1, len(order)):
        pair = order[place - 1] * 256 + order[place]
        if place not in found:  # drawn by the glyph before: a ligature
            adjust[pair] = COMPLEX
        elif found[place] != page.glyphs[order[place]] and place + 1 in found:
            adjust[pair] = adjust[order[place] * 256 + order[place + 1]] = COMPLEX
