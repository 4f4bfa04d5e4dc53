"""The parts of a package that need no record: cutting, limits, the return file, words of the archive."""

import io
import json
import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from notify.letters.door import LetterPages, RenderedBatch, RenderedDocument
from notify.letters.package import maileva
from notify.letters.package.cutting import LotFile, cut
from notify.letters.package.errors import LetterTooHeavyError
from notify.letters.package.options import MOST_BYTES, envelope
from notify.letters.package.print_file import PlacedLetter, PrintFile
from notify.letters.package.returns import ReturnUnreadableError, read_return, reconcile
from notify.letters.places import Place, page_count, places_of, read, written
from notify.letters.production import merge
from notify.recipients.countries import country_code
from notify.recipients.outcomes import CheckedRow

HEAD = "letter_id;status;date;deposit_slip\r\n"


def pdf_of(pages, weight=0):
    """A PDF whose pages say their number; `weight` bytes that do not compress make each one heavy."""
    writer = PdfWriter()
    for number in range(1, pages + 1):
        page = PageObject.create_blank_page(width=595, height=842)
        content = DecodedStreamObject()
        content.set_data(f"% page {number}\n".encode() + os.urandom(weight))
        page[NameObject("/Contents")] = content
        writer.add_page(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def said(pdf):
    """The number that each page says, None for a blank one."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        text = page["/Contents"].get_object().get_data()[:20] if "/Contents" in page else b""
        found.append(int(text.split()[2]) if text.startswith(b"% page") else None)
    return found


def lot_of(counts, pdf=None, weight=0):
    """A lot of letters with these page counts, each on sheets of its own but for the last blank verso."""
    places, page = [], 1
    for number, count in enumerate(counts):
        blank = count % 2 == 1 and number < len(counts) - 1
        places.append(Place(f"r{number}", f"C{number:03d}", page, count, blank))
        page += count + blank
    return LotFile(1, 1, pdf or pdf_of(page - 1, weight), places)


def test_a_lot_that_fits_is_handed_over_byte_for_byte():
    lot = lot_of([2, 4, 2])
    (made,) = cut(lot, separate=None)
    assert made.pdf is lot.pdf
    assert [letter.first_page for letter in made.letters] == [1, 3, 7]


def test_the_last_letter_gets_its_blank_verso():
    (made,) = cut(lot_of([2, 3]), separate=None)
    assert said(made.pdf) == [1, 2, 3, 4, 5, None]
    assert made.pages == 6


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), st.integers(1, 5))
def test_every_letter_is_in_one_file_with_its_own_pages_on_its_own_sheets(counts, most):
    lot = lot_of(counts)
    files = list(cut(lot, separate=None, most_letters=most))
    assert [letter.rank for made in files for letter in made.letters] == list(range(1, len(counts) + 1))
    for made in files:
        assert len(made.letters) <= most
        pages = said(made.pdf)
        assert len(pages) == made.pages == sum(2 * letter.place.sheets for letter in made.letters)
        for letter in made.letters:
            place = letter.place
            own = list(range(place.first_page, place.first_page + place.pages))
            first = letter.first_page - 1
            assert letter.first_page % 2 == 1
            assert pages[first : first + place.pages] == own


def test_five_hundred_and_one_letters_make_two_files():
    files = list(cut(lot_of([2] * 501), separate=None))
    assert [len(made.letters) for made in files] == [500, 1]


def test_twenty_megabytes_are_a_limit_that_halves_a_file_and_names_a_letter_too_heavy():
    files = list(cut(lot_of([2, 2, 2], weight=4_000_000), separate=None))
    assert [len(made.letters) for made in files] == [1, 2]
    assert all(len(made.pdf) <= MOST_BYTES for made in files)
    with pytest.raises(LetterTooHeavyError) as error:
        list(cut(lot_of([2, 2], weight=MOST_BYTES // 2 + 1), separate=None))
    assert "lettre de rang 1" in str(error.value)


def test_the_hash_of_a_letter_does_not_depend_on_its_file_but_on_what_its_pages_print():
    lot = lot_of([2, 2])
    whole = [letter.sha256 for made in cut(lot, separate=None) for letter in made.letters]
    alone = [letter.sha256 for made in cut(lot, separate=None, most_letters=1) for letter in made.letters]
    swapped = LotFile(1, 1, lot.pdf, lot.places[::-1])
    assert whole == alone == [letter.sha256 for made in cut(swapped, separate=None) for letter in made.letters][::-1]
    assert whole[0] != whole[1]


@pytest.mark.parametrize("sizes", [[3, 3, 2], [1], [1, 1], [2, 5], [4]])
def test_merged_documents_each_begin_on_a_recto_and_the_table_says_where(sizes):
    documents = []
    for pages in sizes:
        letter = LetterPages(f"r{len(documents)}", f"C{len(documents)}", 1, pages, False, False)
        documents.append(RenderedDocument(pdf_of(pages), pages, (letter,)))
    batch = RenderedBatch(tuple(documents))
    pages = said(merge(batch))
    places = read(written(places_of(batch)))
    assert len(pages) == page_count(batch)
    assert [place.pages for place in places] == sizes
    for place in places:
        assert place.first_page % 2 == 1
        own = pages[place.first_page - 1 : place.first_page - 1 + place.pages]
        assert own == list(range(1, place.pages + 1))
        if place.blank_verso:
            assert pages[place.first_page - 1 + place.pages] is None


# ---------------------------------------------------------------- limits
def row(*address, country=""):
    born = date(1961, 3, 12)
    return CheckedRow(2, 1, "Madame", "Eva", "Martin", "", born, False, address, country, "", "", ())


FINE = ("MME EVA MARTIN", "", "", "12 RUE DU PORT", "", "35000 RENNES")


def place(pages=2, code="7KD4-M2QX-91"):
    return Place("r", code, 1, pages, False)


@pytest.mark.parametrize(
    "given_row,given_place,told",
    [
        (row(*FINE), place(), []),
        (row(*FINE[:5], "12345 A1"), place(90), []),
        (row(*FINE), place(91), ["46 feuilles"]),
        (row("A" * 38, *FINE[1:]), place(), []),
        (row("A" * 39, *FINE[1:]), place(), ["ligne 2 : 39 caractères"]),
        (row("", *FINE[1:]), place(), ["lignes 1 et 2 vides"]),
        (row(*FINE[:5], "35000RENNES"), place(), ["ligne 6"]),
        (row(*FINE[:5], "35000 Rennes"), place(), ["ligne 6"]),
        (row(*FINE[:5], "2000 NEUCHATEL", country="SUISSE"), place(), []),
        (row(*FINE[:5], "2000 NEUCHATEL", country="ATLANTIDE"), place(), ["pays sans code"]),
        (row(*FINE), place(code="C" * 33), ["code de 33 caractères"]),
    ],
)
def test_each_documented_limit_is_said_at_its_edge(given_row, given_place, told):
    found = list(maileva.faults(given_row, given_place))
    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True))


def printed(size, letters):
    """A print file of that weight and number of letters; only its figures are read."""
    letter = PlacedLetter(1, place(), 1, "0" * 64)
    return PrintFile(bytes(size), 2, "", (letter,) * letters)


@pytest.mark.parametrize(
    "before,size,letters,fits",
    [
        ((29, 0, 0), 1000, 1, True),
        ((30, 0, 0), 1000, 1, False),
        ((1, MOST_BYTES - 1000, 0), 1000, 1, True),
        ((1, MOST_BYTES - 1000, 0), 1001, 1, False),
        ((1, 0, 29_500), 1000, 500, True),
        ((1, 0, 29_501), 1000, 500, False),
    ],
)
def test_a_sending_stops_at_thirty_documents_twenty_megabytes_and_thirty_thousand_people(before, size, letters, fits):
    documents, weight, people = before
    sending = maileva.Sending(1, documents, weight, people)
    assert sending.takes(printed(size, letters)) is fits


@given(st.lists(st.tuples(st.integers(1, 9_000_000), st.integers(1, 500)), min_size=1, max_size=40))
def test_whatever_the_documents_no_sending_passes_a_limit(files):
    sendings = [maileva.Sending(1)]
    for size, letters in files:
        document = printed(size, letters)
        if not sendings[-1].takes(document):
            sendings.append(maileva.Sending(sendings[-1].number + 1))
        sendings[-1].add(document)
    assert sum(one.documents for one in sendings) == len(files)
    assert all(one.documents for one in sendings)
    assert all(one.documents <= 30 and one.size <= MOST_BYTES and one.recipients <= 30_000 for one in sendings)


def test_a_person_stands_on_line_two_where_there_is_room():
    assert maileva.six_lines(row(*FINE))[:2] == ("", "MME EVA MARTIN")
    full = ("MME EVA MARTIN", "APT 3", "RES B", "12 RUE DU PORT", "", "35000 RENNES")
    assert maileva.six_lines(row(*full)) == full
    partly = ("MME EVA MARTIN", "APT 3", "", "12 RUE DU PORT", "", "35000 RENNES")
    assert maileva.six_lines(row(*partly)) == ("", "MME EVA MARTIN", "APT 3", "12 RUE DU PORT", "", "35000 RENNES")


def test_a_country_line_has_its_code():
    assert [country_code(line) for line in ("", "SUISSE", "ROYAUME UNI", "BELGIQUE")] == ["FR", "CH", "GB", "BE"]


@pytest.mark.parametrize(
    "sheets,country,expected", [(1, "", "DL"), (5, "", "DL"), (5, "SUISSE", "DL45"), (6, "", "C4"), (6, "SUISSE", "C4")]
)
def test_the_envelope_follows_sheets_and_country(sheets, country, expected):
    assert envelope(sheets, country) == expected


# ---------------------------------------------------------------- return file
@pytest.mark.parametrize(
    "body,line,what",
    [
        ("C1;POSTED;2026-09-14;B1\r\nC2;LOST;2026-09-14;\r\n", 3, "status"),
        ("C1;POSTED;14/09/2026;B1\r\n", 2, "date"),
        ("C1;POSTED;2026-09-14;\r\n", 2, "deposit_slip"),
        ("C1;POSTED\r\n", 2, "cellules"),
        ('C1;"POSTED;2026-09-14;B1\r\n', 2, "guillemets"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_refuses_the_file(body, line, what):
    with pytest.raises(ReturnUnreadableError) as error:
        list(read_return((HEAD + body).encode()))
    assert f"ligne {line} : {what}" in str(error.value)


def test_other_columns_and_other_encodings_are_refused():
    with pytest.raises(ReturnUnreadableError) as error:
        list(read_return(b"id;etat\r\n"))
    assert "ligne 1 : colonnes (trouvé id;etat" in str(error.value)
    with pytest.raises(ReturnUnreadableError) as error:
        list(read_return(HEAD.encode() + "C1;POSTED;2026-09-14;dépôt\r\n".encode("cp1252")))
    assert "ligne 2 : encodage" in str(error.value)


codes = st.sampled_from([f"C{n}" for n in range(8)])
statuses = st.sampled_from(["PRINTED", "INSERTED", "POSTED", "SPOILED", "posted"])


@given(st.lists(st.tuples(codes, statuses), max_size=20), st.sets(codes))
def test_whatever_the_lines_say_each_letter_sent_has_one_issue(lines, sent):
    body = HEAD + "".join(f"{code};{status};2026-09-14;B1\r\n" for code, status in lines)
    found = reconcile(read_return(body.encode("utf-8-sig")), frozenset(sent))
    assert found.posted + found.spoiled + found.under_way + found.silent == found.sent == len(sent)
    counted = found.posted + found.spoiled + found.under_way
    assert counted + len(found.unknown) + len(found.repeated) == len(lines)
    assert {lines[number - 2][0] for number in found.unknown}.isdisjoint(sent)
    assert {lines[number - 2][0] for number in found.repeated} <= sent


def test_the_table_of_a_lot_holds_ids_and_figures_only():
    assert set(json.loads(written([place()]))[0]) == {"recipient", "code", "first_page", "pages", "blank_verso"}
