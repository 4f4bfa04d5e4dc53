"""A compiled letter: a template, its fonts and the classes of letters met so far."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

import pydyf
import uharfbuzz

from notify.letters.engine.compiling import Base, ClassCompiler, LetterClass
from notify.letters.engine.errors import CompileError
from notify.letters.engine.fields import Field, Kind, Value
from notify.letters.engine.glyphs import TextFont
from notify.letters.engine.markup import Part, fill, parse, references
from notify.letters.engine.program import PageProgram, page_program
from notify.letters.engine.reference import Sheet
from notify.letters.engine.running import StyleFont, style_font
from notify.letters.engine.stamping import SlotFont
from notify.letters.engine.tables import FontTables
from notify.pdf import engine_version, font_faces

VERSION = "1"
Key = tuple[Any, ...]
Prover = Callable[["CompiledLetter", Mapping[str, Value]], None]
# What a letter may hold unless its template says otherwise, the most wanted first: a code page has room for 250.
LATIN = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "’–«»…œŒ€°ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸàâäçèéêëîïôöùûüÿæÆñÑ\u00a0\u202fº²"
    + "".join(map(chr, [*range(0xA1, 0xAD), *range(0xAE, 0xB7), *range(0xB8, 0x100)]))
    + "ŁłŚśŹźŻżĄąĘęĆćŃńŐőŰűČčŠšŽžŘřĚěŮůĎďŤťŇňĞğİıŞşŢţȚțȘșĂăĐđ—‘“”•"
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
    """A class with what it takes to stamp it: fonts of its slots and of its paragraphs, the program of each page."""

    letter: LetterClass
    fonts: tuple[SlotFont, ...]
    flow_fonts: tuple[tuple[StyleFont, ...], ...]
    programs: tuple[PageProgram, ...]
    number: int
    streams: int  # pages that hold anything of the letter's own

    @property
    def pages(self) -> int:
        """Pages of such a letter."""
        return len(self.programs)

    @property
    def code_pages(self) -> set[bytes]:
        """Resource names of the code pages it uses."""
        return {font.coded for font in self.fonts} | {style.font.coded for flow in self.flow_fonts for style in flow}


class CompiledLetter:
    """Stamps letters of one template. Classes are compiled when first met, proved by `prove`, and kept.

    Raises TemplateError at once; CompileError, PdfUnavailableError when a class is compiled.
    """

    def __init__(self, template: Template, prove: Prover | None = None) -> None:
        self.template, self._prove = template, prove
        self.fields: Mapping[str, Field] = {item.name: item for item in template.fields}
        self.parts: tuple[Part, ...] = parse(template.html, self.fields)
        self.shown = frozenset(references(self.parts))
        self.packed: frozenset[str] = frozenset()
        self.bases: dict[Key, Base | CompileError] = {}
        self.classes: dict[Key, ReadyClass] = {}
        self._unproved: dict[Key, ReadyClass] = {}
        self._refusals: dict[Key, CompileError] = {}
        self._examined: set[str] = set()
        self._lock = RLock()
        self._made = 0
        self._compiler = ClassCompiler(self.parts, self.fields, template.sheet)
        self.tables = FontTables(self._compiler.sources, template.charset)

    @cached_property
    def sha256(self) -> str:
        """The hash of the template and of all that lays it out."""
        return self.template.sha256

    def html(self, record: Mapping[str, Value]) -> str:
        """The HTML of a cleaned record, as WeasyPrint would render it alone."""
        return fill(self.parts, record)

    def keys(self, columns: Mapping[str, Sequence[Value]], count: int) -> list[Key]:
        """What decides the blocks of each record: choices by value, lines by number, texts by being empty or not."""
        shapes = [self._shapes(item, columns[item.name], count) for item in self.template.fields]
        return list(zip(*shapes, strict=True)) if shapes else [()] * count

    def _shapes(self, declared: Field, values: Sequence[Value], count: int) -> Sequence[Any]:
        if declared.kind is Kind.CHOICE:
            return values
        if declared.kind is Kind.LINES:
            return list(map(bool, values) if declared.name in self.packed else map(len, values))
        return [True] * count if "" not in values else list(map(bool, values))

    def base(self, key: Key, example: Mapping[str, Value]) -> Base:
        """The paragraphs of the letters of a key. Raises CompileError, PdfUnavailableError."""
        if key not in self.bases:
            with self._lock:
                if key not in self.bases:
                    self.bases[key] = self._base(key, example)
        found = self.bases[key]
        if isinstance(found, CompileError):
            raise found
        return found

    def _base(self, key: Key, example: Mapping[str, Value]) -> Base | CompileError:
        try:
            self._refuse_too_many(key)
            return self._compiler.base(self._fullest(example))
        except CompileError as error:
            return error

    def ready(self, key: Key, counts: tuple[int, ...], example: Mapping[str, Value]) -> ReadyClass:
        """The class of a key whose paragraphs take so many lines, compiled from an example of it and proved if need be.

        Raises CompileError, SelfTestError, PdfUnavailableError.
        """
        whole = (key, counts)
        found = self.classes.get(whole)
        if found is not None:
            return found
        with self._lock:
            if whole in self._refusals:
                raise self._refusals[whole]
            return self.classes.get(whole) or self._unproved.get(whole) or self._prepare(whole, example)

    def _prepare(self, whole: Key, example: Mapping[str, Value]) -> ReadyClass:
        """Only the prover, in this thread, sees a class before it is proved."""
        try:
            made = self._unproved[whole] = self._compile(self.base(whole[0], example), example, whole[1])
        except CompileError as error:
            self._refusals[whole] = error
            raise
        try:
            if self._prove is not None:
                self._prove(self, example)
        finally:
            del self._unproved[whole]
        self.classes[whole] = made
        return made

    def _compile(self, base: Base, example: Mapping[str, Value], counts: tuple[int, ...]) -> ReadyClass:
        letter = self._compiler.compile(self._fullest(example), base)
        for flow, count in zip(letter.flows, counts, strict=True):
            if len(flow.lines) != count:
                raise CompileError(field=flow.plan.names[0], reason="les lignes comptées ne sont pas celles de la page")
        fonts = tuple(self.tables.font(slot.font) for slot in letter.slots)
        flow_fonts = tuple(
            tuple(
                style_font(self.tables.font(TextFont(*set_in, style.features, style.lang)))
                for set_in, style in zip(flow.plan.set_in, flow.plan.styles, strict=True)
            )
            for flow in letter.flows
        )
        names = [font.coded for font in fonts]
        marked = self.template.sheet.tags
        programs = tuple(page_program(page, letter, names, marked=marked) for page in letter.pages)
        self._made += 1
        streams = sum(bool(program.holes) for program in programs)
        return ReadyClass(letter, fonts, flow_fonts, programs, self._made, streams)

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
                if name not in self._examined:
                    example = {key: values[place] for key, values in columns.items()}
                    self.packed |= {name} if self._is_packed(name, declared.limit, example) else set()
                    self._examined.add(name)

    def _is_packed(self, name: str, limit: int, example: Mapping[str, Value]) -> bool:
        most, least = ({**example, name: ("x",) * count} for count in (limit, 1))
        try:
            return self._compiler.holds(most, least)
        except CompileError:
            return False

    def _fullest(self, example: Mapping[str, Value]) -> dict[str, Value]:
        """The example with every place of its packed lists taken."""
        full = {name: ("x",) * self.fields[name].limit for name in self.packed if example[name]}
        return {**example, **full}

    def _refuse_too_many(self, key: Key) -> None:
        for place, declared in enumerate(self.template.fields):
            if declared.kind is Kind.CHOICE:
                values = {known[place] for known in self.bases} | {key[place]}
                if len(values) > declared.limit:
                    reason = f"{len(values)} valeurs différentes ; au plus {declared.limit} attendues"
                    raise CompileError(field=declared.name, reason=reason)
