"""Text → glyphs and widths as Pango has them, from a table of pairs; HarfBuzz itself only where a pair is not enough.

Widths are integers in Pango units (1/1024 of a CSS pixel), as HarfBuzz scales them: each advance and each kerning is
rounded alone, so a line is a sum of pairs. The number written after a glyph is WeasyPrint's: the advance that a reader
of the PDF will make, less the one that Pango wants, in thousandths of the size, cut to an integer.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add

import uharfbuzz

from notify.letters.engine.breaks import NBSP, THIN, Verdict, allows, in_alphabet, is_letter, line_ends, verdict
from notify.letters.engine.chunks import NUDGE, UNITS, Glyph, Odd, Shaped
from notify.letters.engine.errors import NotFlowableError, UnprovenError

_FROM_UNITS = 1 / UNITS
_SCRIPT = "Latn"
_SPACE = Verdict.SPACE
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
        if self.lang.partition("-")[0] != "fr":
            raise NotFlowableError("", "une langue dont les coupures ne sont pas éprouvées")
        return Shaper(self)


Pair = tuple[Glyph | None, int, Verdict]  # no glyph: the two are more than a pair


class _Pairs(dict[str, Pair]):
    """Glyph, advance and break of a character before another: read from HarfBuzz at the first meeting."""

    def __init__(self, shaper: "Shaper") -> None:
        super().__init__()
        self._shaper = shaper

    def __missing__(self, key: str) -> Pair:
        if len(self) > _CAPACITY:
            self.clear()
        pair = self[key] = self._shaper.read_pair(key)
        return pair


class _Naturals(dict[int, tuple[tuple[Glyph], int]]):
    """Each glyph with nothing after it, ready to be added to others, and its advance."""

    def __init__(self, shaper: "Shaper") -> None:
        super().__init__()
        self._shaper = shaper

    def __missing__(self, gid: int) -> tuple[tuple[Glyph], int]:
        advance = self._shaper.advance(gid)
        found = self[gid] = (self._shaper.glyph(gid, advance),), advance
        return found


class Shaper:
    """HarfBuzz at one size, as Pango sets it up, and what was learnt from it."""

    def __init__(self, style: Style) -> None:
        self.scale = int(style.size_px * UNITS)
        self.font_size = self.scale / UNITS
        self._lang = style.lang
        self._features = dict(style.features)
        self._font = uharfbuzz.Font(style.face.harfbuzz)
        self._font.scale = (self.scale, self.scale)
        self._naturals = _Naturals(self)
        self._widths: dict[int, int] = {}
        self._fragments: dict[str, list[tuple[Glyph | None, int]]] = {}
        self.pairs = _Pairs(self)

    def glyph(self, gid: int, advance: int, offset: float = 0) -> Glyph:
        """The glyph with WeasyPrint's number: same operations in the same order, for the same floats."""
        wide = self._widths.get(gid)
        if wide is None:
            wide = self._widths[gid] = self._width(gid)
        return gid, int(wide + offset - advance * 1000 * _FROM_UNITS / self.font_size)

    def _width(self, gid: int) -> int:
        """The width that the PDF gives the glyph, in thousandths."""
        exact: float = self._font.get_glyph_h_advance(gid) * 1000 * _FROM_UNITS / self.font_size
        if abs(exact % 1 - 0.5) < 0.1:
            # WeasyPrint rounds at the size at which it first meets the glyph: not ours to know.
            raise UnprovenError("un glyphe a une chasse que l’arrondi rend incertaine")
        return round(exact)

    def advance(self, gid: int) -> int:
        """The advance of a glyph with nothing after it."""
        advance: int = self._font.get_glyph_h_advance(gid)
        return advance

    def lead(self, char: str, before: str) -> tuple[tuple[Glyph, ...], int]:
        """The space between two characters, kerned with the second, and how far that moves it. Raises UnprovenError."""
        glyph, advance, sign = self.pairs[" " + char]
        if sign is not _SPACE and (glyph is None or not allows(sign, before, char)):
            raise UnprovenError("une suite de signes dont la coupure n’est pas éprouvée")
        return ((glyph,), advance - self.space) if glyph else ((), 0)

    def spread_space(self, spacing: int) -> tuple[Glyph, ...]:
        """A space inside a line, widened: Pango puts half of the spacing on each side."""
        gid, wide, advance = self._space
        left = spacing >> 1
        if not spacing % UNITS:
            left = (left + UNITS // 2) // UNITS * UNITS
        moved = left / self.font_size
        glyph = gid, int(wide + moved - (advance + spacing) * 1000 * _FROM_UNITS / self.font_size)
        return ((NUDGE, -moved), glyph) if moved else (glyph,)

    @cached_property
    def _space(self) -> tuple[int, int, int]:
        gid = self._shape(" ", _SCRIPT)[0][0]
        return gid, self._width(gid), self.space

    @cached_property
    def space(self) -> int:
        """The advance of a space."""
        return self.pairs[" "][1]

    def space_drift(self, before: str, after: str) -> int:
        """How much wider Pango takes a line that ends between these two: kerning with the space, before less after."""
        drift = self.pairs[before + " "][1] - self.pairs[before][1]
        return drift - (self.pairs[" " + after][1] - self.pairs[" "][1] if after else 0)

    def read_pair(self, key: str) -> Pair:
        """Ask HarfBuzz about one or two characters. Raises UnprovenError."""
        for char in key:
            if not in_alphabet(char) or not (char == THIN or self._font.get_nominal_glyph(ord(char))):
                raise UnprovenError("un caractère hors de l’alphabet éprouvé ou absent de la police")
        sign = verdict(*key) if len(key) > 1 else Verdict.NEVER
        shaped = self._shape(key, _SCRIPT)
        if not any(map(is_letter, key)) and self._shape(key, "Zyyy") != shaped:
            raise UnprovenError("des signes que la police traite autrement sans lettre auprès d’eux")
        if self._is_plain(key, shaped):
            gid, advance, _ = shaped[0]
            return self.glyph(gid, advance), advance, sign
        if sign or len(key) == 1 or " " in key or NBSP in key:
            raise UnprovenError("une ligature à une coupure possible")
        return None, 0, sign

    def _is_plain(self, key: str, shaped: list[tuple[int, int, int]]) -> bool:
        """Whether each character has its own glyph, and only the first makes way for the second."""
        if len(shaped) != len(key):
            return False
        alone = [self._shape(char, _SCRIPT)[0] for char in key]
        return shaped[0][0] == alone[0][0] and shaped[-1][:2] == (alone[-1][:2] if len(key) > 1 else shaped[0][:2])

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

    def shape(self, texts: Sequence[str], afters: Sequence[str]) -> Shaped:
        """Texts that each begin the box or follow a space, with the character that follows each.

        Only the last may be followed by nothing. Raises UnprovenError.
        """
        text = "".join(texts)
        follow = "".join([text[1:] + after for text, after in zip(texts, afters, strict=True)])
        keys = [*map(add, text, follow)]
        if len(keys) < len(text):
            keys.append(text[-1])
        lengths = [*accumulate(map(len, texts))]
        pairs = map(self.pairs.__getitem__, keys)
        glyphs, advances, signs = zip(*pairs, strict=True)
        breaks = line_ends(keys, signs)
        if None in glyphs:
            return self._cut(text, *self._in_context(text, glyphs, advances), breaks, lengths)
        return self._cut(text, glyphs, advances, _IDENTITY, breaks, lengths)

    def _in_context(
        self, text: str, pairs: Sequence[Glyph | None], widths: Sequence[int]
    ) -> tuple[tuple[Glyph, ...], list[int], list[int]]:
        """Ligatures put where no pair was, each shaped with its neighbours; then the first glyph of each character."""
        glyphs, advances, stop = list(pairs), list(widths), 0
        while None in pairs[stop:]:
            first = stop = pairs.index(None, stop)
            while None in pairs[stop : stop + 2]:  # two with one character between are one
                stop += 1
            begin, stop = max(first - 1, 0), stop + 1
            for place, (glyph, advance) in enumerate(self._fragment(text[begin : stop + 1], stop - begin), begin):
                glyphs[place], advances[place] = glyph, advance
        at = [0, *accumulate(glyph is not None for glyph in glyphs)]
        kept = [advance for glyph, advance in zip(glyphs, advances, strict=True) if glyph is not None]
        return tuple(glyph for glyph in glyphs if glyph is not None), kept, at

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
        lengths: Sequence[int],
    ) -> Shaped:
        """The chunks that end at `breaks`; `at` is the first glyph of each character."""
        if text[-1] == THIN:
            raise UnprovenError("une espace fine en fin de texte")
        places = [0, *accumulate(advances)]
        shaped = Shaped([], [], [], [], [], [], places[-1], [bisect_right(breaks, length) for length in lengths])
        starts, ends, flows, alones, texts, odd, _, _ = shaped
        naturals = self._naturals
        begin = first = 0
        for end in breaks:
            chunk = text[begin:end]
            stop = at[end]
            core = stop - 1 if chunk[-1] == " " else stop
            if core > first:
                last, advance = naturals[glyphs[core - 1][0]]
                ends.append(places[core - 1] + advance)
                alones.append(glyphs[first : core - 1] + last)
            else:
                ends.append(places[first])
                alones.append(())
            if core in (stop, first) or NBSP in chunk:
                odd.append((len(starts), self._odd(chunk, glyphs, at[begin : end + 1])))
            starts.append(places[first])
            flows.append(glyphs[first:stop])
            texts.append(chunk)
            begin, first = end, stop
        return shaped

    def _odd(self, chunk: str, glyphs: tuple[Glyph, ...], at: Sequence[int]) -> Odd:
        words, place, spaced = [], 0, chunk[-1] == " "
        joined: tuple[Glyph, ...] = ()
        for word in (chunk[:-1] if spaced else chunk).split(NBSP):
            end = place + len(word)
            joined = glyphs[at[place] : at[end]]
            words.append(joined[:-1] + self._naturals[joined[-1][0]][0] if word else ())
            place = end + 1
        return Odd(tuple(words), joined, spaced)
