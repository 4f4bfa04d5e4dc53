"""The parts of the engine alone: markup, policy of values, tokens, objects, glyph tables, and what a batch promises."""

import random
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify import pdf
from notify.letters.engine import (
    CompiledLetter,
    Field,
    Kind,
    NothingToWriteError,
    RecordError,
    Sheet,
    Template,
    TemplateError,
    write_batch,
)
from notify.letters.engine.fields import clean
from notify.letters.engine.glyphs import COMPLEX, UNUSED, Shaper, code_page, face_of, glyph_table
from notify.letters.engine.letter import LATIN
from notify.letters.engine.markup import fill, parse
from notify.letters.engine.objects import ObjectWriter
from notify.letters.engine.tokens import operators

FIELDS = {"name": Field("name"), "lines": Field("lines", Kind.LINES)}
SHORT = Template(
    '<html lang="fr"><body><p>{{name}}</p><p>{{choice}}</p></body></html>',
    (Field("name"), Field("choice", Kind.CHOICE, at_most=2)),
    Sheet(('p { white-space: nowrap; font: 10pt/5mm "Notify Serif" }',)),
)
needs_pango = pytest.mark.skipif(not pdf.pdf_available(), reason="WeasyPrint or Pango is missing")


@pytest.mark.parametrize(
    "html, place",
    [
        ("a\n b {{unknown}}", "ligne 2, colonne 4"),
        ("{{#name}}", "ligne 1, colonne 1"),
        ("{{name}}{{/name}}", "ligne 1, colonne 9"),
        ("{{#name}}{{#lines}}{{/name}}", "ligne 1, colonne 20"),
        ("{{name.__class__}}", "ligne 1, colonne 1"),
        ("{{ 1 + 1 }}", "ligne 1, colonne 1"),
        ("{{.}}", "ligne 1, colonne 1"),
        ("x{{lines}}", "ligne 1, colonne 2"),
    ],
)
def test_a_fault_of_the_markup_is_told_with_its_place(html: str, place: str) -> None:
    with pytest.raises(TemplateError, match=place):
        parse(html, FIELDS)


@given(st.text())
def test_a_value_is_never_markup(value: str) -> None:
    shown = fill(parse("<p>{{name}}</p>", FIELDS), {"name": value, "lines": ()})
    assert "<" not in shown[3:-4]
    assert shown.startswith("<p>")
    assert shown.endswith("</p>")


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\u202e", "\u200f", "\ud800", "\ue000", "\u2028", "x" * 10_000])
def test_a_value_that_no_letter_holds_is_refused_without_being_told(bad: str) -> None:
    with pytest.raises(RecordError) as caught:
        clean("secret" + bad, record=7, field="name")
    assert "secret" not in str(caught.value)
    assert "Enregistrement 7, champ « name »" in str(caught.value)


@given(st.text(st.sampled_from(LATIN + "\t\n\u0301\u0308e"), max_size=40))
def test_cleaning_twice_is_cleaning_once(value: str) -> None:
    once = clean(value, record=1, field="name")
    assert clean(once, record=1, field="name") == once


def test_operators_are_read_as_written() -> None:
    source = b"q 1 0 0 -1 0 5 cm\n[<00ff> -12 (a\\)b)] TJ /F1 9 Tf <</MCID 3>> BDC Q"
    assert b" ".join(map(bytes, operators(source))) == source.replace(b"\n", b" ")


@pytest.mark.parametrize("count", [1, 99, 100, 101])
def test_two_readers_find_the_objects(count: int) -> None:
    sink = BytesIO()
    writer = ObjectWriter(sink)
    root, pages, info = (writer.reserve() for _ in range(3))
    first = writer.reserve(count)
    writer.put_packed(
        first, [b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 %d]>>" % (pages, n + 1) for n in range(count)]
    )
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + count))
    writer.put(pages, b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids))
    writer.put(root, b"<</Type/Catalog/Pages %d 0 R>>" % pages)
    writer.put(info, b"<<>>")
    size = writer.finish(root=root, info=info, identifier=bytes(16))
    assert size == len(sink.getvalue())
    heights = list(range(1, count + 1))
    assert [int(page.mediabox.height) for page in pypdf.PdfReader(sink).pages] == heights
    with pikepdf.open(sink) as read:
        assert [int(page.MediaBox[3]) for page in read.pages] == heights


@pytest.mark.parametrize(
    "family, weight, features",
    [("Notify Serif", 400, ()), ("Notify Serif", 700, ()), ("Notify Sans", 400, (("kern", 0),))],
)
def test_tables_say_what_harfbuzz_says(family: str, weight: int, features: tuple[tuple[str, int], ...]) -> None:
    shaper = Shaper(face_of(pdf.font_path(family, weight).read_bytes()), 12.8, features)
    page = code_page(shaper, LATIN)
    table = glyph_table(shaper, page)
    known = [character for code, character in enumerate(page.characters) if page.glyphs[code] and character != UNUSED]
    rng, plain = random.Random(5), 0
    for _ in range(7_000):
        text = "".join(rng.choices(known, k=rng.randint(1, 12)))
        codes = page.encode(text + "\n")
        pairs = [codes[at] * 256 + codes[at + 1] for at in range(len(text))]
        if any(table.adjust[pair] == COMPLEX for pair in pairs):
            continue
        plain += 1
        glyphs = shaper.shape(text)
        assert [glyph.gid for glyph in glyphs] == [page.glyphs[code] for code in codes[:-1]], text
        assert [glyph.adjust for glyph in glyphs] == [int(table.adjust[pair]) for pair in pairs], text
        assert [glyph.advance for glyph in glyphs] == [int(table.advance[pair]) for pair in pairs], text
    assert plain > 5_000


@needs_pango
def test_the_same_records_give_the_same_bytes() -> None:
    records = [{"name": f"Zoé {number}", "choice": "a"} for number in range(30)]
    files = [BytesIO(), BytesIO()]
    for sink in files:
        write_batch(CompiledLetter(SHORT), records, sink)
    assert files[0].getvalue() == files[1].getvalue()


@needs_pango
def test_a_choice_over_its_limit_falls_back() -> None:
    records = [{"name": "x", "choice": value} for value in ("a", "b", "c", "a")]
    written = write_batch(CompiledLetter(SHORT), records, BytesIO())
    assert list(written.fallbacks) == [2]
    assert "choice" in written.fallbacks[2]


def test_no_record_is_refused() -> None:
    with pytest.raises(NothingToWriteError):
        write_batch(CompiledLetter(SHORT), [], BytesIO())


@needs_pango
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb", buffering=0) as sink, pytest.raises(OSError, match="No space left"):
        write_batch(CompiledLetter(SHORT), [{"name": "x"}], sink)
