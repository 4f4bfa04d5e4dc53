"""A batch: many letters in one PDF for a print shop. Static pages, fonts and images stand in it once."""

import hashlib
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

from isal import isal_zlib
from pypdf import PdfReader

from notify.letters.engine.chunk import draw
from notify.letters.engine.copying import Copier
from notify.letters.engine.errors import NothingToWriteError
from notify.letters.engine.fields import Record, Value, columns_of
from notify.letters.engine.flow import Run
from notify.letters.engine.fontfile import Said, write_fonts
from notify.letters.engine.glyphs import Features
from notify.letters.engine.letter import CompiledLetter, ReadyClass
from notify.letters.engine.objects import PER_STREAM, Deflate, ObjectWriter, text_string
from notify.letters.engine.reference import plain_pdf

CHUNK = 1_000
_BLANK = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595.275591 841.889764]/Resources<<>>>>"
_STREAM = b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream\nendobj\n"


def quick(data: bytes) -> bytes:
    """ISA-L at its quickest level: the default of a batch."""
    packed: bytes = isal_zlib.compress(data, 0)
    return packed


def standard(data: bytes) -> bytes:
    """The standard library's zlib, for who has nothing else."""
    return zlib.compress(data, 1)


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """Where a letter stands in its batch: pages from 1. `fallback` says why WeasyPrint rendered it, or nothing."""

    first_page: int
    pages: int
    fallback: str


@dataclass(frozen=True, slots=True, repr=False)
class WrittenBatch:
    """A finished batch. Two numbers a letter are kept: its first page and its pages (blank versos are in none)."""

    first_pages: Sequence[int]
    page_counts: Sequence[int]
    fallbacks: Mapping[int, str]  # place of the letter (from 0) → why
    pages: int
    size: int

    def letters(self) -> Iterator[WrittenLetter]:
        """The letters in order."""
        for place, (first, count) in enumerate(zip(self.first_pages, self.page_counts, strict=True)):
            yield WrittenLetter(first, count, self.fallbacks.get(place, ""))


@dataclass(slots=True, repr=False)
class _Open:
    """A class used in this batch: what stands in front of and behind the number of each page's dynamic stream."""

    ready: ReadyClass
    resources: list[int]
    statics: list[int]
    forms: list[bytes]


def write_batch(
    letter: CompiledLetter,
    records: Iterable[Record],
    sink: BinaryIO,
    *,
    duplex: bool = False,
    deflate: Deflate = quick,
    progress: Callable[[int], None] | None = None,
) -> WrittenBatch:
    """Write every record's letter in order; `duplex` begins each on a recto. `progress` hears how many are written.

    The same records give the same bytes. Memory is that of a chunk of 1 000, and some forty bytes a page. Raises
    NothingToWriteError, RecordError, PdfUnavailableError; OSError of the sink (full disk) goes through. A class that
    cannot be compiled falls back to WeasyPrint letter by letter.
    """
    batch = _Batch(letter, ObjectWriter(sink, deflate), duplex)
    given = iter(records)
    while chunk := list(islice(given, CHUNK)):
        batch.add(chunk)
        if progress is not None:
            progress(len(batch.first_pages))
    if not batch.first_pages:
        raise NothingToWriteError
    return batch.finish()


class _Batch:
    """A batch being written."""

    def __init__(self, letter: CompiledLetter, objects: ObjectWriter, duplex: bool) -> None:
        self.letter, self.objects, self.duplex = letter, objects, duplex
        self.copier = Copier(objects)
        self.catalog, self.info, self.root = (objects.reserve() for _ in range(3))
        self.open: dict[int, _Open] = {}
        self.drawn: dict[str, dict[int, str]] = {}
        self.tree: list[tuple[int, int]] = []  # leaves of the page tree and their pages
        self.leaf = objects.reserve()
        self.waiting: list[bytes] = []
        self.pages = 0
        self.first_pages, self.page_counts = array("L"), array("H")
        self.fallbacks: dict[int, str] = {}
        self.alone: list[PdfReader] = []  # the first letter that WeasyPrint rendered alone

    def add(self, records: Sequence[Record]) -> None:
        """Draw a chunk class by class, then write it in its order."""
        first = len(self.first_pages)
        columns = columns_of(records, self.letter.template.fields, first=first + 1)
        drawn = draw(self.letter, columns, len(records))
        for name, glyphs in drawn.glyphs.items():
            self.drawn.setdefault(name, {}).update(glyphs)
        streams = sum(ready.streams for ready in drawn.classes if ready is not None)
        number = start = self.objects.reserve(streams)
        bodies: list[bytes] = []
        for place, (ready, rows) in enumerate(zip(drawn.classes, drawn.rows, strict=True)):
            if self.duplex and self.pages % 2:
                self._page(_BLANK % self.leaf)
            self.first_pages.append(self.pages + 1)
            if ready is None:
                record = {name: values[place] for name, values in columns.items()}
                self._fall_back(first + place, drawn.reasons[place], record)
                continue
            opened = self.open.get(ready.number) or self._open(ready)
            for form, program, row in zip(opened.forms, ready.programs, rows, strict=True):
                if program.holes:
                    data = self.objects.deflate(program.form % row)
                    bodies.append(_STREAM % (number, len(data), data))
                    self._page(form % (self.leaf, number))
                    number += 1
                else:
                    self._page(form % self.leaf)
            self.page_counts.append(ready.pages)
        self.objects.write_many(start, bodies)

    def _page(self, dictionary: bytes) -> None:
        self.waiting.append(dictionary)
        self.pages += 1
        if len(self.waiting) == PER_STREAM:
            self._close_leaf()

    def _close_leaf(self) -> None:
        first = self.objects.reserve(len(self.waiting))
        self.objects.put_packed(first, self.waiting)
        kids = b" ".join(b"%d 0 R" % number for number in range(first, first + len(self.waiting)))
        entries = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (self.root, len(self.waiting), kids)
        self.objects.put(self.leaf, entries)
        self.tree.append((self.leaf, len(self.waiting)))
        self.leaf, self.waiting = self.objects.reserve(), []

    def _open(self, ready: ReadyClass) -> _Open:
        """Numbers for what the letters of a class share; it is written at the end, when the fonts are known."""
        statics = [self.objects.reserve() for _ in ready.programs]
        resources = [self.objects.reserve() for _ in ready.programs]
        forms = []
        for page, program, static, resource in zip(
            ready.letter.reference.pages, ready.programs, statics, resources, strict=True
        ):
            dynamic = b" %d 0 R" if program.holes else b""
            box = self.copier.body(page.dictionary["/MediaBox"])
            head = b"<</Type/Page/Parent %%d 0 R/MediaBox%b/Resources %d 0 R/Contents[%d 0 R" % (box, resource, static)
            forms.append(head + dynamic + b"]>>")
        opened = self.open[ready.number] = _Open(ready, resources, statics, forms)
        return opened

    def _fall_back(self, place: int, reason: str, record: Mapping[str, Value]) -> None:
        """A letter that WeasyPrint renders alone; its pages are merged as they are."""
        data, count = plain_pdf(self.letter.html(record), self.letter.template.sheet)
        reader = PdfReader(BytesIO(data))
        self.alone = self.alone or [reader]
        for page in reader.pages:
            instead = {"/Parent": b"%d 0 R" % self.leaf, "/StructParents": b"", "/Tabs": b""}
            self._page(self.copier.body(page, instead))
        self.page_counts.append(count)
        self.fallbacks[place] = reason

    def finish(self) -> WrittenBatch:
        """Fonts, static pages, page tree, trailer."""
        if self.waiting:
            self._close_leaf()
        self._write_shared()
        kids = b" ".join(b"%d 0 R" % leaf for leaf, _pages in self.tree)
        self.objects.put(self.root, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, kids))
        sheet = self.letter.template.sheet
        declared = self._declared() if (sheet.variant or "").startswith("pdf/a") else b""
        self.objects.put(self.catalog, b"<</Type/Catalog/Pages %d 0 R%b>>" % (self.root, declared))
        # In PDF/A the XMP speaks alone: two descriptions could disagree.
        title = b"" if declared else b"/Title " + text_string(sheet.metadata.title)
        self.objects.put(self.info, b"<<%b/Producer(notify)>>" % title)
        identifier = hashlib.sha256(f"{self.letter.sha256} {self.pages} {self.objects.position}".encode()).digest()[:16]
        info = 0 if declared else self.info
        size = self.objects.finish(root=self.catalog, info=info, identifier=identifier)
        return WrittenBatch(self.first_pages, self.page_counts, self.fallbacks, self.pages, size)

    def _declared(self) -> bytes:
        """What the reference says of itself: XMP, output intent, language."""
        readers = [*(opened.ready.letter.reference.reader for opened in self.open.values()), *self.alone]
        catalogue: Any = readers[0].trailer["/Root"].get_object()
        entries = (name for name in ("/Metadata", "/OutputIntents", "/Lang") if name in catalogue)
        return b"".join(name.encode() + b" " + self.copier.body(catalogue.raw_get(name)) for name in entries)

    def _write_shared(self) -> None:
        classes = [opened.ready for opened in self.open.values()]
        shown = static_glyphs(classes, self.drawn)
        fonts = write_fonts(self.objects, self.letter, shown, said_by(self.letter, classes)) if classes else b""
        for opened in self.open.values():
            for static, half in zip(opened.statics, opened.ready.letter.pages, strict=True):
                self.objects.put_stream(static, half.static)
            for resource, laid in zip(opened.resources, opened.ready.letter.reference.pages, strict=True):
                body = self.copier.body(laid.dictionary["/Resources"].get_object(), {"/Font": fonts})
                self.objects.put(resource, body)


def static_glyphs(classes: Iterable[ReadyClass], drawn: Mapping[str, Mapping[int, str]]) -> dict[str, dict[int, str]]:
    """The glyphs of the static pages and those drawn by number, by font, with the texts known."""
    shown: dict[str, dict[int, str]] = {name: dict(glyphs) for name, glyphs in drawn.items()}
    for ready in classes:
        for page in ready.letter.pages:
            for font, glyphs in page.glyphs.items():
                known = shown.setdefault(font, {})
                for gid in glyphs:
                    known.setdefault(gid, "")
    return shown


def said_by(letter: CompiledLetter, classes: Iterable[ReadyClass]) -> Said:
    """The texts of classes without the examples' own paragraphs: a file must not hang on who was first in a class."""
    texts: set[tuple[str, Features]] = set()
    names: set[bytes] = set()
    for ready in classes:
        flowing = {flow.plan.block for flow in ready.letter.flows}
        boxes = (box for box in ready.letter.reference.layout.boxes if box.block not in flowing)
        texts |= {(box.text, box.features) for box in boxes}
        runs = [run for flow in ready.letter.flows for run in flow.plan.paragraph.runs if isinstance(run, Run)]
        texts |= {(run.text, run.style.features) for run in runs}
        names |= ready.code_pages
    characters = sorted(set("".join(text for text, _features in texts)))
    return Said(letter.template.charset + "".join(characters), frozenset(texts), frozenset(names))
