"""A compiled letter: a template, its fonts and the classes of letters met so far."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

import pydyf
import uharfbuzz

from notify.letters.engine.compiling import ClassCompiler, LetterClass, Slot, SlotText, Spot, Words
from notify.letters.engine.errors import CompileError
from notify.letters.engine.fields import Field, Kind, Value
from notify.letters.engine.fonts import FontSource, font_source
from notify.letters.engine.glyphs import CodePage, Shaper, code_page, face_of, glyph_table
from notify.letters.engine.markup import Part, fill, parse, references
from notify.letters.engine.program import PageProgram, page_program
from notify.letters.engine.reference import Sheet
from notify.letters.engine.stamping import SlotFont
from notify.pdf import engine_version, font_faces

VERSION = "1"
Key = tuple[Any, ...]
Prover = Callable[["CompiledLetter", Mapping[str, Value]], None]
# What a letter may hold unless its template says otherwise, the most wanted first: a code page has room for 250.
LATIN = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "’–«»…œŒ€°ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸàâäçèéêëîïôöùûüÿæÆñÑ\u00a0\u202fº²"
    + "".join(map(chr, range(0xA1, 0x100)))
    + "ŁłŚśŹźŻżĄąĘęĆćŃńŐőŰűČčŠšŽžŘřĚěŮůĎďŤťŇňĞğİıŞşŢţȚțȘșĂăĐđ—‘“”•·"
    + "".join(map(chr, range(0x100, 0x180)))
    + "ƠơƯưƏə"
    + "".join(map(chr, range(0x1EA0, 0x1EFA)))
)


@dataclass(frozen=True, slots=True)
class Template:
    """What a letter is made of. `charset`: the characters its values may hold, the most frequent first."""

    html: str
    fields: tuple[Field, ...]
    sheet: Sheet = field(default_factory=Sheet)
    charset: str = LATIN

    @property
    def sha256(self) -> str:
        """Hash of all that decides the pages: source, style, fonts, charset, and the versions that lay them out."""
        versions = (VERSION, engine_version(), pydyf.__version__, uharfbuzz.version_string())
        digest = hashlib.sha256()
        for part in (self.html, repr(self.fields), repr(self.sheet), self.charset, font_faces(), repr(versions)):
            digest.update(hashlib.sha256(part.encode()).digest())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class ReadyClass:
    """A class with what it takes to stamp it: the font of each slot, the program of each page."""

    letter: LetterClass
    fonts: tuple[SlotFont, ...]
    programs: tuple[PageProgram, ...]
    number: int

    @property
    def pages(self) -> int:
        """Pages of such a letter."""
        return len(self.programs)

    @property
    def streams(self) -> int:
        """Pages of such a letter that hold anything of its own."""
        return sum(bool(program.holes) for program in self.programs)


class CompiledLetter:
    """Stamps letters of one template. Classes are compiled when first met, proved by `prove`, and kept.

    Raises TemplateError at once; CompileError, PdfUnavailableError when a class is compiled.
    """

    def __init__(self, template: Template, prove: Prover | None = None) -> None:
        self.template, self._prove = template, prove
        self.fields: Mapping[str, Field] = {item.name: item for item in template.fields}
        self.parts: tuple[Part, ...] = parse(template.html, self.fields)
        self.sources: dict[str, FontSource] = {}
        self.classes: dict[Key, ReadyClass] = {}
        self._pages: dict[tuple[str, Any, str], tuple[bytes, CodePage]] = {}
        self._tables: dict[tuple[str, bytes, Any, str], SlotFont] = {}
        self.shown = frozenset(references(self.parts))
        self.packed: frozenset[str] = frozenset()
        self._examined: set[str] = set()
        self._unproved: dict[Key, ReadyClass] = {}
        self._refusals: dict[Key, CompileError] = {}
        self._lock = RLock()
        self._made = 0
        self._compiler = ClassCompiler(self.parts, self.fields, template.sheet)

    @cached_property
    def sha256(self) -> str:
        """The hash of the template and of all that lays it out."""
        return self.template.sha256

    def keys(self, columns: Mapping[str, Sequence[Value]], count: int) -> list[Key]:
        """The class of each record: choices by value, lines by number, texts by whether they are empty."""
        shapes = [self._shapes(item, columns[item.name], count) for item in self.template.fields]
        return list(zip(*shapes, strict=True)) if shapes else [()] * count

    def _shapes(self, declared: Field, values: Sequence[Value], count: int) -> Sequence[Any]:
        if declared.kind is Kind.CHOICE:
            return values
        if declared.kind is Kind.LINES:
            lengths = map(bool, values) if declared.name in self.packed else map(len, values)
            return list(lengths)
        return [True] * count if "" not in values else list(map(bool, values))

    def ready(self, key: Key, example: Mapping[str, Value]) -> ReadyClass:
        """The class of that key, compiled from an example of it and proved if need be.

        Raises CompileError, SelfTestError, PdfUnavailableError.
        """
        found = self.classes.get(key)
        if found is not None:
            return found
        with self._lock:
            if key in self._refusals:
                raise self._refusals[key]
            return self.classes.get(key) or self._unproved.get(key) or self._prepare(key, example)

    def _prepare(self, key: Key, example: Mapping[str, Value]) -> ReadyClass:
        """Only the prover, in this thread, sees a class before it is proved."""
        self._refuse_too_many(key)
        try:
            made = self._unproved[key] = self._compile(self._fullest(example))
        except CompileError as error:
            self._refusals[key] = error
            raise
        try:
            if self._prove is not None:
                self._prove(self, example)
        finally:
            del self._unproved[key]
        self.classes[key] = made
        return made

    def settle(self, columns: Mapping[str, Sequence[Value]]) -> None:
        """Learn from first records which lists of lines are packed: with fewer lines, places are left empty.

        Then their number does not part letters into classes. Raises PdfUnavailableError.
        """
        for declared in self.template.fields:
            name = declared.name
            if declared.kind is not Kind.LINES or name in self._examined:
                continue
            place = next((place for place, lines in enumerate(columns[name]) if lines), None)
            if place is None:
                continue
            with self._lock:
                self._examined.add(name)
                if self._is_packed(name, declared.limit, {key: values[place] for key, values in columns.items()}):
                    self.packed |= {name}

    def _is_packed(self, name: str, limit: int, example: Mapping[str, Value]) -> bool:
        try:
            most, least = (self._compiler.compile({**example, name: ("x",) * count}) for count in (limit, 1))
        except CompileError:
            return False
        return [page.static for page in most.pages] == [page.static for page in least.pages] and {*least.slots} <= {
            *most.slots
        }

    def _fullest(self, example: Mapping[str, Value]) -> dict[str, Value]:
        """The example with every place of its packed lists taken."""
        full = {name: ("x",) * self.fields[name].limit for name in self.packed if example[name]}
        return {**example, **full}

    def html(self, record: Mapping[str, Value]) -> str:
        """The HTML of a cleaned record, as WeasyPrint would render it alone."""
        return fill(self.parts, record)

    def _refuse_too_many(self, key: Key) -> None:
        for place, declared in enumerate(self.template.fields):
            if declared.kind is Kind.CHOICE:
                values = {known[place] for known in self.classes} | {key[place]}
                if len(values) > declared.limit:
                    reason = f"{len(values)} valeurs différentes ; au plus {declared.limit} attendues"
                    raise CompileError(field=declared.name, reason=reason)

    def _compile(self, example: Mapping[str, Value]) -> ReadyClass:
        letter = self._compiler.compile(example)
        for name, font in letter.reference.fonts.items():
            if name.lstrip("/") not in self.sources:
                self.sources[name.lstrip("/")] = font_source(name.lstrip("/"), font)
        fonts = tuple(self._slot_font(slot) for slot in letter.slots)
        names = [font.coded for font in fonts]
        marked = self.template.sheet.tags
        programs = tuple(page_program(page, letter, names, marked=marked) for page in letter.pages)
        self._made += 1
        return ReadyClass(letter, fonts, programs, self._made)

    def _slot_font(self, slot: Slot) -> SlotFont:
        text = slot.text
        key = (text.font, text.size, text.features, text.language)
        found = self._tables.get(key)
        if found is None:
            shaper = self._shaper(text)
            name, page = self._code_page(text, shaper)
            found = SlotFont(glyph_table(shaper, page), name, text.font.encode(), text.size)
            self._tables[key] = found
        return found

    def _shaper(self, text: SlotText) -> Shaper:
        source = self.sources[text.font]
        return Shaper(face_of(source.data), float(text.size), text.features, text.language)

    def _code_page(self, text: SlotText, shaper: Shaper) -> tuple[bytes, CodePage]:
        key = (text.font, text.features, text.language)
        if key not in self._pages:
            self._pages[key] = (b"N%d" % len(self._pages), code_page(shaper, self.template.charset))
        return self._pages[key]

    def code_pages(self) -> Iterator[tuple[bytes, str, CodePage]]:
        """Resource name, resource name of the font and page of each code page."""
        for (font, _features, _language), (name, page) in self._pages.items():
            yield name, font, page

    def slot_columns(
        self, ready: ReadyClass, columns: Mapping[str, Sequence[Value]], places: Sequence[int] | None
    ) -> list[Sequence[str]]:
        """The text of each slot for the records at `places` (None: all of them)."""
        taken = {
            name: columns[name] if places is None else [columns[name][place] for place in places]
            for name in {
                part[0] for slot in ready.letter.slots for part in slot.text.words if not isinstance(part, str)
            }
        }
        return [self._texts(slot.text.words, taken) for slot in ready.letter.slots]

    def _texts(self, words: Words, columns: Mapping[str, Sequence[Value]]) -> Sequence[str]:
        parts = [part if isinstance(part, str) else self._values(part, columns) for part in words]
        if len(parts) == 1:
            return parts[0]
        count = len(next(part for part in parts if not isinstance(part, str)))
        return list(
            map("".join, zip(*([part] * count if isinstance(part, str) else part for part in parts), strict=True))
        )

    def _values(self, spot: Spot, columns: Mapping[str, Sequence[Value]]) -> Sequence[str]:
        name, line = spot
        if self.fields[name].kind is not Kind.LINES:
            return columns[name]  # type: ignore[return-value]  # cleaned: texts
        return [lines[line] if line < len(lines) else "" for lines in columns[name]]
