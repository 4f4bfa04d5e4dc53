"""Text → glyphs and widths as Pango has them, from a table of pairs; HarfBuzz itself only where a pair is not enough.

Widths are integers in Pango units (1/1024 of a CSS pixel), as HarfBuzz scales them: each advance and each kerning is rounded alone, so
a line is a sum of pairs. The number written after a glyph is WeasyPrint's: the advance that a reader of the PDF will
make, less the one that Pango wants, in thousandths of the size, cut to an integer.
"""

from collections.abc import Sequence
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
_SCRIPT = "Latn"
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


class Chunk(NamedTuple):
    """What stands between two places where a line may end."""

    flow: tuple[Glyph, ...]  # as it is inside a line, its space included
    alone: tuple[Glyph, ...]  # without its space, the last glyph kerned with nothing
    words: tuple[tuple[Glyph, ...], ...]  # parts between no-break spaces, each shaped alone: a justified line
    joined: tuple[Glyph, ...]  # the last of them when the next chunk follows without a space
    text: str
    core: str  # the text without its space
    gaps: int  # spaces that justification widens, its own included
    plain: bool  # one word and one space

    @property
    def spaced(self) -> bool:
        """Whether a space ends it."""
        return len(self.text) != len(self.core)


class Shaped(NamedTuple):
    """A text cut in chunks; starts and ends (spaces left out) in Pango units from its beginning."""

    chunks: Sequence[Chunk]
    starts: Sequence[int]
    ends: Sequence[int]
    total: int
    odd: Sequence[int]  # which chunks are not plain


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
        exact = self._font.get_glyph_h_advance(gid) * 1000 * (1 / UNITS) / self.font_size
        if abs(exact % 1 - 0.5) < 0.1:
            # WeasyPrint rounds at the size at which it first meets the glyph: not ours to know.
            raise UnprovenError("un glyphe a une chasse que l’arrondi rend incertaine")
        number = round(exact) + offset - advance * 1000 * (1 / UNITS) / self.font_size
        return gid, int(number)

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
        keys = list(map(add, text, text[1:] + after)) if after else [*map(add, text, text[1:]), text[-1]]
        try:
            glyphs, advances, signs = zip(*map(self.pairs.__getitem__, keys), strict=True)
        except ContextError:
            return self._shape_whole(text, after, keys)
        return self._cut(text, glyphs, advances, range(len(text) + 1), self._breaks(text, after, signs))

    def _breaks(self, text: str, after: str, signs: Sequence[Verdict]) -> list[int]:
        """Where the chunks end."""
        ends = []
        for index, sign in enumerate(signs):
            if not sign:
                continue
            if sign is not Verdict.SPACE and sign is not Verdict.ALWAYS:
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

    def _shape_whole(self, text: str, after: str, keys: Sequence[str]) -> Shaped:
        """The whole text through HarfBuzz. Chunks must still meet at pairs without context."""
        known = [self._sign(key) for key in keys]
        ends = self._breaks(text, after, [sign if sign is not None else Verdict.NEVER for sign in known])
        if any(known[end - 1] is None for end in ends) or any(
            known[index] is None for index, key in enumerate(keys) if " " in key or NBSP in key
        ):
            raise UnprovenError("une ligature à une coupure possible")
        glyphs, advances, at = [], [], [-1] * (len(text) + 1)
        for gid, advance, cluster in self._shape(text + after, _SCRIPT):
            if cluster >= len(text):
                break
            if at[cluster] < 0:
                at[cluster] = len(glyphs)
            glyphs.append(self.glyph(gid, advance))
            advances.append(advance)
        at[len(text)] = len(glyphs)
        return self._cut(text, glyphs, advances, at, ends)

    def _sign(self, key: str) -> Verdict | None:
        """The break of a pair, None when its glyphs are more than a pair."""
        try:
            return self.pairs[key][2]
        except ContextError:
            if len(key) > 1 and verdict(key[0], key[1]):
                raise UnprovenError("une ligature à une coupure possible") from None
            return None

    def _cut(
        self, text: str, glyphs: Sequence[Glyph], advances: Sequence[int], at: Sequence[int], breaks: Sequence[int]
    ) -> Shaped:
        places = list(accumulate(advances, initial=0))
        chunks, starts, ends, odd = [], [], [], []
        begin = 0
        for end in breaks:
            core_end = end - 1 if text[end - 1] == " " else end
            first, stop = at[begin], at[core_end]
            starts.append(places[first])
            if stop > first:
                last, advance = self.natural(glyphs[stop - 1][0])
                ends.append(places[stop - 1] + advance)
                alone = (*glyphs[first : stop - 1], last)
            else:
                ends.append(places[first])
                alone = ()
            flow = tuple(glyphs[first : at[end]])
            core = text[begin:core_end]
            if NBSP in core or core_end == end or not core:
                odd.append(len(chunks))
                chunks.append(self._odd(text, glyphs, at, begin, end))
            else:
                chunks.append(Chunk(flow, alone, (alone,), alone, text[begin:end], core, 1, True))
            begin = end
        if text[-1] == THIN:
            raise UnprovenError("une espace fine en fin de texte")
        return Shaped(chunks, starts, ends, places[-1], odd)

    def _odd(self, text: str, glyphs: Sequence[Glyph], at: Sequence[int], begin: int, end: int) -> Chunk:
        """A chunk with no-break spaces, or without a space of its own."""
        core_end = end - 1 if text[end - 1] == " " else end
        core = text[begin:core_end]
        words, place, joined = [], begin, ()
        for word in core.split(NBSP):
            joined = tuple(glyphs[at[place] : at[place + len(word)]])
            words.append((*joined[:-1], self.natural(joined[-1][0])[0]) if joined else ())
            place += len(word) + 1
        inside = tuple(glyphs[at[begin] : at[core_end]])
        alone = (*inside[:-1], self.natural(inside[-1][0])[0]) if inside else ()
        flow = tuple(glyphs[at[begin] : at[end]])
        gaps = len(words) - 1 + (core_end != end)
        return Chunk(flow, alone, tuple(words), joined, text[begin:end], core, gaps, False)
