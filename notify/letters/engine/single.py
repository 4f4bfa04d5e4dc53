"""One PDF for each letter: a constant beginning for its class, and behind it what is the letter's own.

The beginning holds everything but the dynamic streams and ends with a cross-reference section. A letter adds its
streams and a small section that points back: nothing in the beginning moves, so a letter is a concatenation.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from notify.letters.engine.batch import CHUNK, quick, said_by, static_glyphs
from notify.letters.engine.chunk import Row, draw, example
from notify.letters.engine.copying import Copier
from notify.letters.engine.fields import Record, columns_of
from notify.letters.engine.fontfile import write_fonts
from notify.letters.engine.glyphs import UNUSED
from notify.letters.engine.letter import CompiledLetter, ReadyClass
from notify.letters.engine.objects import Deflate, ObjectWriter, stream_body, text_string
from notify.letters.engine.reference import plain_pdf
from notify.letters.engine.split import glyph_numbers

# The characters of nearly all letters in France: their font is a third of the whole one.
USUAL = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("’–«»…œŒ€°ÀÂÇÈÉÊËÎÏÔÙÛÜàâçèéêëîïôùûüÿ\u00a0\u202f")
_STREAM = b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream\nendobj\n"
_BY_NUMBER = b"[<"  # a text written by glyph number: its glyphs are those of this letter only
_NUMBERED = re.compile(rb"/(\w+) [\d.]+ Tf[^\[/]*\[((?:<[0-9a-f]*>|[-\d. ]+)+)\]")
_RARES = 64  # beginnings kept for letters with such glyphs
_KEPT = ("/StructTreeRoot", "/MarkInfo", "/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences")
Glyphs = Mapping[str, Mapping[int, str]]


def _smallest(data: bytes) -> bytes:
    return zlib.compress(data, 9)


@dataclass(frozen=True, slots=True, repr=False)
class _Beginning:
    """The constant bytes of a class, and what the end refers to."""

    data: bytes
    first: int  # number of the first dynamic stream; the last section's own number follows the streams
    root: bytes  # Size, Root and Info, as the trailer says them
    previous: int  # where its cross-reference section stands


class SingleWriter:
    """Writes letters one by one. The same record gives the same bytes."""

    def __init__(self, letter: CompiledLetter, deflate: Deflate = quick) -> None:
        self.letter, self.deflate = letter, deflate
        self._beginnings: dict[tuple[int, bool], _Beginning] = {}
        self._rares: dict[tuple[int, object], _Beginning] = {}
        self._unusual: dict[int, bytes] = {}

    def write(self, record: Record) -> bytes:
        """The PDF of one record. Raises RecordError, SelfTestError, PdfUnavailableError."""
        return next(self.many([record]))

    def many(self, records: Iterable[Record]) -> Iterator[bytes]:
        """The PDF of each record in order, drawn a thousand at a time. Raises as `write` does."""
        given, number = iter(records), 0
        while chunk := list(islice(given, CHUNK)):
            columns = columns_of(chunk, self.letter.template.fields, first=number + 1)
            number += len(chunk)
            drawn = draw(self.letter, columns, len(chunk))
            for place, (ready, rows) in enumerate(zip(drawn.classes, drawn.rows, strict=True)):
                if ready is None:
                    html = self.letter.html(example(columns, place))
                    yield plain_pdf(html, self.letter.template.sheet)[0]
                else:
                    yield self._letter(ready, rows, drawn.glyphs)

    def _letter(self, ready: ReadyClass, rows: tuple[Row, ...], glyphs: Glyphs) -> bytes:
        contents = [program.form % row for program, row in zip(ready.programs, rows, strict=True) if program.holes]
        beginning = self._beginning(ready, contents, rows, glyphs)
        parts, position, places = [beginning.data], len(beginning.data), []
        digest = hashlib.blake2b(self.letter.sha256.encode(), digest_size=16)
        number = beginning.first
        for content in contents:
            digest.update(content)
            data = self.deflate(content)
            part = _STREAM % (number, len(data), data)
            places.append(position)
            parts.append(part)
            position += len(part)
            number += 1
        name = digest.hexdigest().encode()
        table = b"".join(struct.pack(">BI", 1, place) for place in (*places, position))
        section = b"/Type/XRef/W[1 4 0]/Index[%d %d]%b/Prev %d/ID[<%b><%b>]" % (
            beginning.first, len(places) + 1, beginning.root, beginning.previous, name, name,
        )  # fmt: skip
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, stream_body(table, section)))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)

    def _beginning(self, ready: ReadyClass, contents: list[bytes], rows: tuple[Row, ...], glyphs: Glyphs) -> _Beginning:
        """The smallest beginning whose fonts hold the glyphs of this letter."""
        if any(_BY_NUMBER in content for content in contents):
            return self._rare(ready, contents, glyphs)
        if ready.number not in self._unusual:
            self._unusual[ready.number] = bytes(range(256)).translate(None, self._usual_codes(ready))
        unusual = self._unusual[ready.number]
        usual = all(value.translate(None, unusual) == value for row in rows for value in row)
        key = (ready.number, usual)
        if key not in self._beginnings:
            codes = frozenset(range(256)) - frozenset(unusual) if usual else None
            self._beginnings[key] = self._make(ready, codes, {})
        return self._beginnings[key]

    def _rare(self, ready: ReadyClass, contents: list[bytes], glyphs: Glyphs) -> _Beginning:
        """A letter with glyphs beyond the code pages: its fonts hold its own and nobody else's."""
        own: dict[str, dict[int, str]] = {}
        for content in contents:
            for name, shown in _NUMBERED.findall(content):
                known = glyphs.get(name.decode(), {})
                found = own.setdefault(name.decode(), {})
                found.update((gid, known.get(gid, "")) for gid in glyph_numbers(shown))
        key = (ready.number, tuple((name, tuple(sorted(found))) for name, found in sorted(own.items())))
        if key not in self._rares:
            if len(self._rares) >= _RARES:
                self._rares.clear()
            self._rares[key] = self._make(ready, None, own)
        return self._rares[key]

    def _usual_codes(self, ready: ReadyClass) -> bytes:
        """The codes that stand for a usual character in every code page of the class."""
        pages = [self.letter.tables.pages[name][1] for name in ready.code_pages]
        return bytes(
            code
            for code in range(256)
            if all(page.characters[code] in USUAL or page.characters[code] == UNUSED for page in pages)
        )

    def _make(self, ready: ReadyClass, codes: frozenset[int] | None, glyphs: Glyphs) -> _Beginning:
        """Everything of a class but the dynamic streams; the fonts hold `codes` (None: all) and `glyphs`."""
        sink = BytesIO()
        objects = ObjectWriter(sink, _smallest, pack=True)
        catalog, info, root, shared = (objects.reserve() for _ in range(4))
        pages = objects.reserve(ready.pages)
        copier = Copier(objects)
        for place, page in enumerate(ready.letter.reference.pages):
            copier.know(page.dictionary, pages + place)
        shown = static_glyphs([ready], glyphs)
        fonts = write_fonts(objects, self.letter, shown, said_by(self.letter, [ready]), codes)
        objects.put(shared, fonts)
        bodies = self._pages(ready, objects, copier, root, shared)
        entries = self._declared(ready, copier)
        first = objects.reserve(ready.streams + 1)  # known before the section ends: the letter's own come last
        numbers = iter(range(first, first + ready.streams))
        for place, (body, program) in enumerate(zip(bodies, ready.programs, strict=True)):
            own = b" %d 0 R" % next(numbers) if program.holes else b""
            objects.put(pages + place, body.replace(_OWN, own))
        kids = b" ".join(b"%d 0 R" % number for number in range(pages, pages + ready.pages))
        objects.put(root, b"<</Type/Pages/Count %d/Kids[%b]>>" % (ready.pages, kids))
        objects.put(catalog, b"<</Type/Catalog/Pages %d 0 R%b>>" % (root, entries))
        title = text_string(self.letter.template.sheet.metadata.title)
        objects.put(info, b"<</Title %b/Producer(notify)>>" % title)
        about = 0 if b"/OutputIntents" in entries else info
        objects.finish(root=catalog, info=about, identifier=bytes(16))
        data = sink.getvalue()
        previous = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
        trailer = b"/Size %d/Root %d 0 R" % (objects.next, catalog) + (b"/Info %d 0 R" % info if about else b"")
        return _Beginning(data, first, trailer, previous)

    def _pages(self, ready: ReadyClass, objects: ObjectWriter, copier: Copier, root: int, fonts: int) -> list[bytes]:
        """The page dictionaries, `_OWN` standing for the letter's own stream."""
        bodies = []
        for laid, half in zip(ready.letter.reference.pages, ready.letter.pages, strict=True):
            static = objects.reserve()
            objects.put_stream(static, half.static)
            resources = copier.body(laid.dictionary["/Resources"].get_object(), {"/Font": b"%d 0 R" % fonts})
            instead = {
                "/Parent": b"%d 0 R" % root,
                "/Resources": resources,
                "/Contents": b"[%d 0 R%b]" % (static, _OWN),
            }
            bodies.append(copier.body(laid.dictionary, instead))
        return bodies

    def _declared(self, ready: ReadyClass, copier: Copier) -> bytes:
        """What the reference says of itself: structure, language, XMP, output intent."""
        catalogue: Any = ready.letter.reference.reader.trailer["/Root"].get_object()
        entries = (name for name in _KEPT if name in catalogue)
        return b"".join(name.encode() + b" " + copier.body(catalogue.raw_get(name)) for name in entries)


_OWN = b"%OWN%"
