"""The reader of the read-back against two other readers, on batches of the stamped renderer and on our own;
and on files that are cut, damaged or hostile: a clear refusal, at once."""

import io
import random
import re
import shutil
import subprocess
import time
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest

from notify.letters.content import LetterRecord, LetterText
from notify.letters.readback import faults
from notify.letters.readback.checking import check_batch, count_pages
from notify.letters.readback.file import Book
from notify.letters.readback.marks import MM, Window
from notify.letters.readback.paging import Pages
from notify.letters.readback.rules import ExpectedLetter
from notify.letters.stamped import StampedRenderer
from tests.notify.letters import printed

WINDOW = Window(88, 33, 210, 103)
RECORDS = [
    LetterRecord("1", "7KD4-M2QX-91", "Madame", ("MME HÉLÈNE FIGARO-ŒUVRÉ", "12 RUE DES LILAS", "35000 RENNES")),
    LetterRecord("2", "0AB1-CD23-45", "", ("M. Tomas Caradec", "APT 3", "1 RUE DU PRÉ", "29200 BREST")),
    LetterRecord(
        "3", "ZZZ9-YYY8-10", "Monsieur", ("LÉA NGUYỄN", "RUE X 1", "1000 BRUXELLES", "BELGIQUE"), "BELGIQUE", "Léa"
    ),
]


@pytest.fixture
def rendered(text: LetterText, now: Any) -> tuple[bytes, list[ExpectedLetter]]:
    """A document of the stamped renderer and its rows."""
    (document,) = StampedRenderer().render(text, RECORDS, now=now).documents
    rows = [
        ExpectedLetter(
            record.recipient, place.pages, record.address_lines, record.code, (f"{record.salutation},",),
            tuple(f"Page {number} sur {place.pages}" for number in range(1, place.pages + 1)),
        )
        for record, place in zip(RECORDS, document.letters, strict=True)
    ]  # fmt: skip
    return document.pdf, rows


def check(content: bytes | Path, rows: list[ExpectedLetter], **options: Any) -> Any:
    return check_batch(content, rows, **{"window": WINDOW, "duplex": True} | options)


# ---------------------------------------------------------------- the stamped renderer


def test_a_document_of_the_stamped_renderer_passes(rendered: tuple[bytes, list[ExpectedLetter]]) -> None:
    assert check(*rendered).letters == 3


def test_an_exercise_of_the_stamped_renderer_passes(text: LetterText, now: Any) -> None:
    batch = StampedRenderer().render(replace(text, exercise=True), RECORDS, now=now)
    (document,) = batch.documents
    rows = [
        ExpectedLetter(record.recipient, place.pages, record.address_lines, record.code)
        for record, place in zip(RECORDS, document.letters, strict=True)
    ]
    assert check(document.pdf, rows, mark="EXERCICE").pages == document.pages


def test_a_row_that_differs_stops_a_document_of_the_stamped_renderer(
    rendered: tuple[bytes, list[ExpectedLetter]],
) -> None:
    content, rows = rendered
    first = rows[0].pages + rows[0].pages % 2 + 1
    moved = [rows[0], replace(rows[1], lines=rows[2].lines), rows[2]]
    with pytest.raises(faults.AddressLineError) as error:
        check(content, moved)
    assert error.value.page == first
    with pytest.raises(faults.TextMissingError):
        check(content, [rows[0], replace(rows[1], others=("Docteur,",)), rows[2]])
    with pytest.raises(faults.ForeignCodeError):
        check(content, [rows[1], rows[0], rows[2]])


def rewritten(content: bytes, change: Any = None, **options: Any) -> bytes:
    """The same document as another program writes it, perhaps changed."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if change:
            change(pdf)
        target = io.BytesIO()
        pdf.save(target, **options)
        return target.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"linearize": True},
        {"qdf": True, "object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"stream_decode_level": pikepdf.StreamDecodeLevel.generalized, "compress_streams": False},
    ],
)
def test_the_same_pages_written_by_another_program_pass(
    rendered: tuple[bytes, list[ExpectedLetter]], options: dict[str, Any]
) -> None:
    content, rows = rendered
    assert check(rewritten(content, **options), rows).letters == 3


# ---------------------------------------------------------------- other readers


def our_words(content: bytes) -> list[Counter[str]]:
    with Book(content) as book:
        pages = Pages(book)
        return [
            Counter(word for run in pages.marks(pages.page(number), number).runs for word in run.text.split())
            for number in range(1, len(pages) + 1)
        ]


def own_batch() -> bytes:
    people = [replace(person, pages=1 + number % 2) for number, person in enumerate(printed.people(6, seed=5))]
    people[2] = replace(people[2], lines=("MME SOFIA ŁUKASZ", *people[2].lines[1:]))
    return printed.write([sheet for person in people for sheet in printed.sheets(person, duplex=True)])


@pytest.fixture(params=["plain", "own"])
def content(request: pytest.FixtureRequest) -> bytes:
    return own_batch() if request.param == "own" else request.getfixturevalue("rendered")[0]


def test_mupdf_reads_the_same_words(content: bytes) -> None:
    with pymupdf.open(stream=content) as document:
        flags = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_ACCURATE_BBOXES
        theirs = [Counter("".join(page.get_text(flags=flags)).split()) for page in document]
    ours = [Counter("".join(sorted(words.elements()))) for words in our_words(content)]
    ligatures = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff"})
    assert ours == [Counter("".join(words.elements()).translate(ligatures)) for words in theirs]
    assert sum(map(Counter.total, ours)) > 500


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not on this machine")
def test_poppler_reads_the_same_words_at_the_same_places(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lot.pdf"
    path.write_bytes(content)
    shown = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    word = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*)</word>')
    with Book(content) as book:
        pages = Pages(book)
        for number, page in enumerate(shown.split("</page>")[:-1], start=1):
            found = [(float(x0) * MM, float(x1) * MM, text) for x0, x1, text in word.findall(page)]
            runs = [run for run in pages.marks(pages.page(number), number).runs if run.text.strip()]
            assert Counter(
                "".join(run.text for run in runs).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
            ) == Counter(
                "".join(text for _, _, text in found)
                .replace("&amp;", "&")
                .replace("ﬁ", "fi")
                .replace("\u00a0", "")
                .replace("\u202f", "")
            )
            for run in runs:
                first, last = run.text.split()[0], run.text.split()[-1]
                assert any(abs(x0 - run.box.x0) < 0.1 for x0, _, text in found if text.startswith(first[:2])), number
                assert any(abs(x1 - run.box.x1) < 0.1 for _, x1, text in found if text.endswith(last[-2:])), number


# ---------------------------------------------------------------- pages that show something else than they hold


def on_first_page(change: Any) -> Any:
    return lambda pdf: change(pdf, pdf.pages[0])


def annotate(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    look = pdf.make_stream(
        b"0 g 0 0 10 10 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
    )
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[300, 600, 400, 700])
    note.AP = pikepdf.Dictionary(N=look)
    page.Annots = pdf.make_indirect([pdf.make_indirect(note)])


def append(code: bytes) -> Any:
    return on_first_page(lambda pdf, page: page.contents_add(code))


@pytest.mark.parametrize(
    "change,kind",
    [
        (on_first_page(lambda pdf, page: page.obj.__setitem__("/Rotate", 90)), "page-size"),
        (on_first_page(lambda pdf, page: page.obj.__setitem__("/MediaBox", [0, 0, 1000, 1000])), "page-size"),
        (on_first_page(lambda pdf, page: page.obj.__setitem__("/CropBox", [0, 0, 300, 300])), "page-size"),
        (on_first_page(lambda pdf, page: page.obj.__setitem__("/UserUnit", 2)), "page-size"),
        (on_first_page(annotate), "page"),
        (append(b"/OC /MC0 BDC EMC"), "page"),
        (append(b"wrong"), "page"),
        (append(b"Q Q Q Q Q"), "page"),
        (append(b"/Fx Do"), "page"),
        (append(b"/Fx 12 Tf"), "page"),
        (append(b"(a"), "page"),
        (append(b"1 0 0 1 0 cm"), "page"),
        (append(b"BI /W 8 /H 8 /F /Fl ID abc EI"), "page"),
        (append(b"[" * 200), "page"),
        (append(b"q " * 600), "page"),
    ],
)
def test_a_page_that_shows_something_else_stops_the_batch(
    rendered: tuple[bytes, list[ExpectedLetter]], change: Any, kind: str
) -> None:
    content, rows = rendered
    with pytest.raises(faults.ReadBackError) as error:
        check(rewritten(content, change), rows)
    assert (error.value.kind, error.value.page) == (kind, 1)


def test_text_in_a_form_is_read_too(rendered: tuple[bytes, list[ExpectedLetter]]) -> None:
    content, rows = rendered

    def plant(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        font = next(iter(page.Resources.Font))
        code = b"BT %s 12 Tf 1 0 0 1 330 650 Tm <0001002400240024> Tj ET" % font.encode()
        form = pdf.make_stream(code, Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 850], Resources=page.Resources)
        page.Resources = pikepdf.Dictionary(page.Resources)
        page.Resources.XObject = pikepdf.Dictionary(Fx=form)
        page.contents_add(b"q /Fx Do Q")

    with pytest.raises(faults.ReadBackError) as error:
        check(rewritten(content, on_first_page(plant)), rows)
    assert (error.value.kind, error.value.page) in (
        ("window-text", 1),
        ("font", 1),
        ("glyph", 1),
        ("unicode", 1),
        ("hidden", 1),
        ("overprint", 1),
    )


# ---------------------------------------------------------------- cut, damaged and hostile files


def own_rows() -> tuple[bytes, list[ExpectedLetter]]:
    people = printed.people(4, seed=9)
    rows = [ExpectedLetter(str(number), 1, one.lines, one.code) for number, one in enumerate(people)]
    return printed.write([sheet for one in people for sheet in printed.sheets(one)]), rows


def refusal(content: bytes, rows: list[ExpectedLetter]) -> faults.ReadBackError | None:
    """The refusal, None when the batch passes; nothing else may come out, and not late."""
    began = time.perf_counter()
    try:
        check(content, rows, duplex=False)
    except faults.ReadBackError as error:
        return error
    finally:
        assert time.perf_counter() - began < 10
    return None


def test_a_file_cut_anywhere_is_refused() -> None:
    content, rows = own_rows()
    assert refusal(content, rows) is None
    for length in [*range(0, len(content) - 1, 199), len(content) - 6]:
        error = refusal(content[:length], rows)
        assert error is not None, length
        assert "Le lot est arrêté" in str(error)


def test_a_damaged_file_is_refused_or_reads_the_same() -> None:
    """One bit of a file, anywhere: either a refusal, or every letter still as its row says."""
    content, rows = own_rows()
    chance = random.Random(3)
    outcomes = Counter(
        type(refusal(bytes(damaged), rows)).__name__ for damaged in (flipped(content, chance) for _ in range(150))
    )
    assert outcomes.total() - outcomes["NoneType"] > 75, outcomes


def flipped(content: bytes, chance: random.Random) -> bytearray:
    damaged = bytearray(content)
    damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return damaged


def hand_made(objects: dict[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A file with a classic table."""
    out, places = bytearray(b"%PDF-1.4\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        out += b"%010d %05d %s \n" % (places.get(number, 0), 0, b"n" if number in places else b"f")
    return bytes(out + b"trailer\n<<%s/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, size, start))


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
TREE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
BOMB = zlib.compress(bytes(200 << 20), 9)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7\nstartxref\n9999999\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
        hand_made({1: CATALOGUE, 2: b"<</Type/Pages/Count 1/Kids[2 0 R]>>"}),
        hand_made({1: CATALOGUE, 2: b"<</Type/Pages/Count 9/Kids[3 0 R]>>", 3: PAGE, 4: stream(b"")}),
        hand_made({1: CATALOGUE, 2: b"<</Type/Pages/Count 1/Kids 5 0 R>>", 5: b"5 0 R"}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: b"<</Length 4 0 R>>\nstream\n\nendstream"}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: b"<</Length 999999>>\nstream\n\nendstream"}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"", b"/Filter/LZWDecode")}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(BOMB, b"/Filter/FlateDecode")}),
        hand_made({1: CATALOGUE, 2: TREE, 3: b"[" * 5000, 4: stream(b"")}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"(" * 100_000)}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"% " * 100_000 + b" 1 2 3" * 3000)}),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"")}, b"/Root 1 0 R/Encrypt 1 0 R"),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"")}, b"/Root 9 0 R"),
        hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"")}, b"/Root 1 0 R/Prev 9"),
    ],
)
def test_a_hostile_file_is_refused_at_once(content: bytes) -> None:
    _, rows = own_rows()
    error = refusal(content, rows[:1])
    assert isinstance(error, faults.BrokenFileError | faults.BrokenPageError | faults.CodeMissingError)


def test_a_history_that_turns_in_a_circle_is_refused() -> None:
    content = hand_made({1: CATALOGUE, 2: TREE, 3: PAGE, 4: stream(b"")})
    start = content.index(b"xref\n")
    looped = content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)
    assert isinstance(refusal(looped, own_rows()[1][:1]), faults.BrokenFileError)


def test_a_file_on_disk_is_read_like_its_bytes(tmp_path: Path) -> None:
    content, rows = own_rows()
    path = tmp_path / "lot.pdf"
    path.write_bytes(content)
    assert check(path, rows, duplex=False) == check(content, rows, duplex=False)
    assert count_pages(path) == 4
    for missing in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(faults.BrokenFileError):
            check(missing, rows)
