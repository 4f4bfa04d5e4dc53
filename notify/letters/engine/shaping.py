"""Text → glyphs and widths as Pango has them, from a table of pairs; HarfBuzz itself only where a pair is not enough.

Widths are integers in Pango units (1/1024 of a CSS pixel), as HarfBuzz scales them: each advance and each kerning is rounded alone, so
a line is a sum of pairs. The number written after a glyph is WeasyPrint's: the advance that a reader of the PDF will
make, less the one that Pango wants, in thousandths of the size, cut to an integer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import NamedTuple

import uharfbuzz

from notify.letters.engine.breaks import NBSP, THIN, Verdict, allows, in_alphabet, is_letter, verdict
from notify.letters.engine.errors import EngineError, NotFlowableError

UNITS = 1024  # Pango units in a CSS pixel
Glyph = tuple[int, float]  # glyph number, and the number that follows it in the TJ array
_FROM_UNITS = 1 / UNITS
_SCRIPT = "Latn"
_PLAIN = (Verdict.SPACE, Verdict.ALWAYS)
_IDENTITY = range(1 << 20)  # one glyph a character
_CAPACITY = 1 << 16  # pairs kept; the alphabet bounds them anyway


@dataclass(frozen=True)
class Face:
    """A TrueType or OpenType file."""

    font: bytes
    index: int = 0

    @cached_property
    def harfbuzz(self) -> uharfbuzz.Face:
        """The face as HarfBuzz reads it."""
        return uharfbuzz.Face(self.font, self.index)


@dataclass(frozen=True)
class Style:
    """How a run is set. `features` are those that the stylesheet asks for (kern and liga are on by themselves)."""

    face: Face
    size_px: float
    features: tuple[tuple[str, int], ...] = ()
    lang: str = "fr"
    letter_spacing: float = 0
    word_spacing: float = 0

    @cached_property
    def shaper(self) -> "Shaper":
        """The tables of this style, filled as texts come."""
        if self.letter_spacing or self.word_spacing:
            raise NotFlowableError("", "l’interlettrage et l’espacement des mots ne sont pas reproduits")
        return Shaper(self)


class Odd(NamedTuple):
    """A chunk that is not one word and one space: what a justified line needs to know of it."""

    words: tuple[tuple[Glyph, ...], ...]  # between its no-break spaces, each shaped alone
    joined: tuple[Glyph, ...]  # the last of them as it is before the next chunk, when no space stands between
    spaced: bool

    @property
    def gaps(self) -> int:
        """Spaces that justification widens, more (or less) than the one of a plain chunk."""
        return len(self.words) - 1 - (not self.spaced)


class Shaped(NamedTuple):
    """A text cut in chunks, between the places where a line may end; one entry a chunk, in Pango units from its start.

    `flows` are the glyphs inside a line, the space included; `alones` those of a chunk that ends the line, without it.
    """

    starts: Sequence[int]
    ends: Sequence[int]  # without the space
    flows: Sequence[tuple[Glyph, ...]]
    alones: Sequence[tuple[Glyph, ...]]
    texts: Sequence[str]
    odd: Mapping[int, Odd]
    total: int


class ContextError(EngineError):
    """Two characters that are more than their two glyphs: a ligature, an alternate form."""


class UnprovenError(EngineError):
    """A text that is outside what is proven; the caller knows whose it is."""


Pair = tuple[Glyph, int, Verdict]


class _Pairs(dict[str, Pair]):
    """Glyph, advance and break of a character before another: read from HarfBuzz at the first meeting."""

    def __init__(self, shaper: "Shaper") -> None:
        super().__init__()
        self._shaper = shaper
        self._contextual: set[str] = set()

    def __missing__(self, key: str) -> Pair:
        if key in self._contextual:
            raise ContextError
        if len(self) > _CAPACITY:
            self.clear()
        try:
            pair = self[key] = self._shaper.read_pair(key)
        except ContextError:
            self._contextual.add(key)
            raise
        return pair


class Shaper:
    """HarfBuzz at one size, as Pango sets it up, and what was learnt from it."""

    def __init__(self, style: Style) -> None:
        self.scale = int(style.size_px * UNITS)
        self.font_size = self.scale / UNITS
        self._lang = style.lang
        self._features = {tag: value for tag, value in style.features}
        self._font = uharfbuzz.Font(style.face.harfbuzz)
        self._font.scale = (self.scale, self.scale)
        self._naturals: dict[int, tuple[Glyph, int]] = {}
        self._widths: dict[int, int] = {}
        self._fragments: dict[str, list[tuple[Glyph | None, int]]] = {}
        self.pairs = _Pairs(self)

    def natural(self, gid: int) -> tuple[Glyph, int]:
        """A glyph and its advance with nothing after it."""
        found = self._naturals.get(gid)
        if found is None:
            advance = self._font.get_glyph_h_advance(gid)
            found = self._naturals[gid] = self.glyph(gid, advance), advance
        return found

    def glyph(self, gid: int, advance: int, offset: float = 0) -> Glyph:
        """The glyph with WeasyPrint's number: same operations in the same order, for the same floats."""
        wide = self._widths.get(gid)
        if wide is None:
            wide = self._widths[gid] = self._width(gid)
        return gid, int(wide + offset - advance * 1000 * _FROM_UNITS / self.font_size)

    def _width(self, gid: int) -> int:
        """The width that the PDF gives the glyph, in thousandths."""
        exact = self._font.get_glyph_h_advance(gid) * 1000 * _FROM_UNITS / self.font_size
        if abs(exact % 1 - 0.5) < 0.1:  # noqa: PLR2004
            # WeasyPrint rounds at the size at which it first meets the glyph: not ours to know.
            raise UnprovenError("un glyphe a une chasse que l’arrondi rend incertaine")
        return round(exact)

    def space_drift(self, before: str, after: str) -> int:
        """How much wider Pango takes a line that ends between these two: kerning with the space, before less after."""
        drift = self.pairs[before + " "][1] - self.pairs[before][1]
        return drift - (self.pairs[" " + after][1] - self.pairs[" "][1] if after else 0)

    def read_pair(self, key: str) -> Pair:
        """Ask HarfBuzz about one or two characters. Raises ContextError, UnprovenError."""
        for char in key:
            if not in_alphabet(char) or not (char == THIN or self._font.get_nominal_glyph(ord(char))):
                raise UnprovenError("un caractère hors de l’alphabet éprouvé ou absent de la police")
        sign = verdict(key[0], key[1]) if len(key) == 2 else Verdict.NEVER  # noqa: PLR2004
        shaped = self._pair_glyphs(key, _SCRIPT)
        if not any(map(is_letter, key)) and self._pair_glyphs(key, "Zyyy") != shaped:
            raise UnprovenError("des signes que la police traite autrement sans lettre auprès d’eux")
        gid, advance = shaped[0]
        return self.glyph(gid, advance), advance, sign

    def _pair_glyphs(self, key: str, script: str) -> list[tuple[int, int]]:
        shaped = self._shape(key, script)
        if len(shaped) != len(key):
            raise ContextError
        plain = [(gid, advance) for gid, advance, _ in shaped]
        if len(key) > 1:
            first, second = (self._shape(char, script) for char in key)
            if plain[0][0] != first[0][0] or plain[1] != second[0][:2]:
                raise ContextError
        return plain

    def _shape(self, text: str, script: str) -> list[tuple[int, int, int]]:
        """Glyph, advance and cluster of each glyph. Raises UnprovenError when one is moved off the line."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", script, self._lang
        uharfbuzz.shape(self._font, buffer, self._features)
        if any(place.x_offset or place.y_offset for place in buffer.glyph_positions):
            raise UnprovenError("un glyphe que la police déplace")
        infos, places = buffer.glyph_infos, buffer.glyph_positions
        return [(info.codepoint, place.x_advance, info.cluster) for info, place in zip(infos, places, strict=True)]

    def shape(self, text: str, after: str) -> Shaped:
        """A text that begins a box or follows a space; `after` is the character that follows it, or nothing.

        Raises UnprovenError.
        """
        keys = [*map(add, text, text[1:] + after)] if after else [*map(add, text, text[1:]), text[-1]]
        try:
            glyphs, advances, signs = zip(*map(self.pairs.__getitem__, keys), strict=True)
        except ContextError:
            return self._shape_in_context(text, after, keys)
        return self._cut(text, glyphs, advances, _IDENTITY, _breaks(text, after, signs))

    def _shape_in_context(self, text: str, after: str, keys: Sequence[str]) -> Shaped:
        """The same with ligatures: each with its neighbours through HarfBuzz. Chunks must meet at plain pairs."""
        rows = [self._row(key) for key in keys]
        breaks = _breaks(text, after, [row[2] if row else Verdict.NEVER for row in rows])
        glyphs: list[Glyph | None] = [row[0] if row else None for row in rows]
        advances = [row[1] if row else 0 for row in rows]
        index, whole = 0, text + after
        while None in rows[index:]:
            first = rows.index(None, index)
            index = first
            while index < len(rows) and None in rows[index : index + 2]:  # two with one character between are one
                index += 1
            begin = max(first - 1, 0)
            for place, (glyph, advance) in enumerate(self._fragment(whole[begin : index + 2], index + 1 - begin), begin):
                if place < len(text):
                    glyphs[place], advances[place] = glyph, advance
        at = [0, *accumulate(glyph is not None for glyph in glyphs)]
        kept = [(glyph, advance) for glyph, advance in zip(glyphs, advances, strict=True) if glyph is not None]
        return self._cut(text, tuple(glyph for glyph, _ in kept), [advance for _, advance in kept], at, breaks)

    def _row(self, key: str) -> Pair | None:
        """A pair, None when its glyphs are more than one."""
        try:
            return self.pairs[key]
        except ContextError:
            if len(key) > 1 and (verdict(key[0], key[1]) or " " in key or NBSP in key):
                raise UnprovenError("une ligature à une coupure possible") from None
            return None

    def _fragment(self, text: str, count: int) -> list[tuple[Glyph | None, int]]:
        """The first characters of a ligature with its neighbours: for each its glyph, if any, and its advance."""
        found = self._fragments.get(text)
        if found is None:
            if len(self._fragments) > _CAPACITY:
                self._fragments.clear()
            found = [(None, 0)] * len(text)
            for gid, advance, cluster in self._shape(text, _SCRIPT):
                if found[cluster][0] is not None:
                    raise UnprovenError("un caractère qui donne plusieurs glyphes")
                found[cluster] = self.glyph(gid, advance), advance
            self._fragments[text] = found
        return found[:count]

    def _cut(
        self,
        text: str,
        glyphs: tuple[Glyph, ...],
        advances: Sequence[int],
        at: Sequence[int],
        breaks: Sequence[int],
    ) -> Shaped:
        """The chunks that end at `breaks`; `at` is the first glyph of each character."""
        places = [0, *accumulate(advances)]
        shaped = Shaped([], [], [], [], [], odd := {}, places[-1])
        starts, ends, flows, alones, texts = shaped[:5]
        begin, natural = 0, self.natural
        for end in breaks:
            chunk = text[begin:end]
            first, stop = at[begin], at[end]
            core = stop - 1 if chunk[-1] == " " else stop
            if core > first:
                last, advance = natural(glyphs[core - 1][0])
                ends.append(places[core - 1] + advance)
                alones.append((*glyphs[first : core - 1], last))
            else:
                ends.append(places[first])
                alones.append(())
            if core == stop or core == first or NBSP in chunk:
                odd[len(starts)] = self._odd(chunk, glyphs, at[begin : end + 1])
            starts.append(places[first])
            flows.append(glyphs[first:stop])
            texts.append(chunk)
            begin = end
        if text[-1] == THIN:
            raise UnprovenError("une espace fine en fin de texte")
        return shaped

    def _odd(self, chunk: str, glyphs: tuple[Glyph, ...], at: Sequence[int]) -> Odd:
        words, place, joined = [], 0, ()
        for word in chunk.removesuffix(" ").split(NBSP):
            joined = glyphs[at[place] : at[place + len(word)]]
            words.append((*joined[:-1], self.natural(joined[-1][0])[0]) if joined else ())
            place += len(word) + 1
        return Odd(tuple(words), joined, chunk[-1] == " ")


def _breaks(text: str, after: str, signs: Sequence[Verdict]) -> list[int]:
    """Where the chunks end."""
    ends = []
    for index in [index for index, sign in enumerate(signs) if sign]:
        sign = signs[index]
        if sign not in _PLAIN:
            right = text[index + 1] if index + 1 < len(text) else after
            allowed = allows(sign, text[index - 1] if index else "", text[index], right)
            if allowed is None:
                raise UnprovenError("une suite de signes dont la coupure n’est pas éprouvée")
            if not allowed:
                continue
        ends.append(index + 1)
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    return ends
