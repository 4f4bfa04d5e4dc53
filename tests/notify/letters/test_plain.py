"""The letters are read back from the finished PDF and compared with the rows they come from."""

import io
import itertools
from collections import namedtuple
from dataclasses import replace

import pytest
from pypdf import PdfReader

from notify.letters.content import LetterRecord, LetterText
from notify.letters.engine import fill_template
from notify.letters.geometry import ABROAD, INLAND, KEEP_CLEAR
from notify.letters.measure import AddressDoesNotFitError, line_width
from notify.letters.page import letter_template, values_of
from notify.letters.plain import PlainRenderer
from notify.letters.stamped import StampedRenderer
from notify.recipients.codes import derived_code
from notify.recipients.generator import Dirt, write_csv
from notify.recipients.importing import check_file
from notify.recipients.outcomes import CheckedRow

KEY = b"\x07" * 32
Piece = namedtuple("Piece", "x y text")  # millimetres from the top left, y of the base line


def pieces(page):
    found = []

    def visit(text, cm, tm, _font, _size):
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append(Piece(x * 25.4 / 72, 297 - y * 25.4 / 72, text.strip().replace("\u00a0", " ")))

    page.extract_text(visitor_text=visit)
    return found


def record(number, *lines, civility="Madame", country="", minor_name=""):
    return LetterRecord(f"row-{number}", derived_code(KEY, f"row-{number}"), civility, lines, country, minor_name)


def read_pages(document):
    return PdfReader(io.BytesIO(document.pdf)).pages


def in_window(found):
    x0, y0, x1, y1 = KEEP_CLEAR
    return [piece for piece in found if x0 <= piece.x <= x1 and y0 <= piece.y <= y1]


def rows_of(tmp_path, count, now):
    path = tmp_path / "patients.csv"
    write_csv(path, count, 11, dirt=Dirt(foreign=0.2, minor=0.3, long_name=0.05), encoding="utf-8")
    with path.open("rb") as stream:
        return [outcome for outcome in check_file(stream, now=now) if isinstance(outcome, CheckedRow)]


def test_every_letter_bears_the_address_the_name_and_the_code_of_its_row(text, now, tmp_path):
    rows = rows_of(tmp_path, 18, now)
    letters = [
        LetterRecord.from_row(row, recipient=f"r{row.line}", code=derived_code(KEY, f"r{row.line}")) for row in rows
    ]
    assert {row.minor for row in rows} == {bool(row.country) for row in rows} == {True, False}

    batch = StampedRenderer().render(text, letters, now=now)

    assert [len(document.letters) for document in batch.documents] == [len(rows)]
    assert [place.recipient for place in batch.letters] == [letter.recipient for letter in letters]
    wanted = iter(zip(rows, letters, strict=True))
    for document in batch.documents:
        pages = [pieces(page) for page in read_pages(document)]
        assert len(pages) == document.pages
        for place in document.letters:
            row, letter = next(wanted)
            first = pages[place.first_page - 1]
            body = " ".join(piece.text for piece in first)
            assert tuple(piece.text for piece in in_window(first)) == row.printed_lines
            assert letter.code == place.code
            assert [piece.text for piece in first].count(place.code) == 1
            assert (f"concerne {row.full_name}" in body) == row.minor
            assert place.needs_window_45 == bool(row.country)
            codes = {other.code for other in letters} - {letter.code}
            for number in range(place.first_page, place.last_page + 1):
                page_text = " ".join(piece.text for piece in pages[number - 1])
                assert letter.code in page_text
                assert not any(code in page_text for code in codes)


def test_the_address_stands_in_its_window_and_nothing_else_does(text, now):
    letter = record(
        1, "MADAME SOIZIC LE GOUEVEC", "APT 14", "RES LES TILLEULS", "27 RUE DE FOUGERES", "BP 3", "35300 FOUGERES"
    )

    page = read_pages(StampedRenderer().render(text, [letter], now=now).documents[0])[0]
    block = in_window(pieces(page))

    assert [piece.text for piece in block] == list(letter.address_lines)
    assert {round(piece.x, 1) for piece in block} == {112.5}
    assert block[0].y > INLAND.y
    assert block[-1].y < INLAND.y + 6 * INLAND.pitch <= 79.01
    assert [round(b.y - a.y, 1) for a, b in itertools.pairwise(block)] == [3.3] * 5


def test_a_foreign_address_starts_higher_and_ends_in_the_same_place(text, now):
    letter = record(1, *[f"LIGNE {n}" for n in range(1, 7)], "SUISSE", country="SUISSE")

    block = in_window(pieces(read_pages(StampedRenderer().render(text, [letter], now=now).documents[0])[0]))

    assert len(block) == 7
    assert ABROAD.y < block[0].y
    assert block[-1].y < 79


def test_the_other_parts_of_the_first_page_stand_where_the_design_says(text, now):
    page = read_pages(StampedRenderer().render(text, [record(1, "A", "35000 RENNES")], now=now).documents[0])[0]
    at = {piece.text: piece for piece in pieces(page)}

    assert at["Date"].x == pytest.approx(20, abs=0.2)
    assert 59 < at["Date"].y < 97
    assert at["Jeudi 17 septembre 2026"].y < 97
    assert at["Centre hospitalier des Trois-"].y == pytest.approx(17.8, abs=1)
    title = next(piece for piece in pieces(page) if piece.text.startswith("Des informations"))
    assert title.x == pytest.approx(58, abs=0.2)
    assert 108 < title.y < 116
    assert at["Ce qui vous"].x == pytest.approx(20, abs=0.2)
    assert all(piece.x >= 15 and 5 < piece.y < 292 for piece in pieces(page))


def test_each_letter_counts_its_own_pages_and_starts_on_a_recto(text, now):
    long = replace(text, measures="Nous avons fermé l’accès. " * 150)
    letters = [record(number, "A", "35000 RENNES") for number in range(3)]

    document = StampedRenderer().render(long, letters, now=now).documents[0]
    pages = [" ".join(page.extract_text().split()).replace("\u00a0", " ") for page in read_pages(document)]

    assert [(place.first_page, place.pages, place.blank_verso) for place in document.letters] == [
        (1, 3, True),
        (5, 3, True),
        (9, 3, False),
    ]
    assert document.pages == 11
    for start in (0, 4, 8):
        assert "Page 1 sur 3, suite au verso" in pages[start]
        assert "Page 2 sur 3, suite page suivante" in pages[start + 1]
        assert "Page 3 sur 3" in pages[start + 2]
        assert "suite" not in pages[start + 2]
    assert pages[3] == pages[7] == ""


def test_a_letter_of_an_exercise_says_so_on_each_page_and_a_true_one_never_does(text, now):
    letters = [record(number, "MADAME SOIZIC LE GOUEVEC", "35300 FOUGERES") for number in range(2)]

    drill, true = (
        [page.extract_text() for page in read_pages(StampedRenderer().render(one, letters, now=now).documents[0])]
        for one in (replace(text, exercise=True), text)
    )

    assert [page.count("EXERCICE") for page in drill] == [1] * len(drill)
    assert not any("EXERCICE" in page for page in true)


def test_a_one_page_letter_says_so(text, now):
    short = replace(text, consequences="", advice=(), rights="", measures="Rien.", what_concerns_you="Votre nom.")

    document = StampedRenderer().render(short, [record(1, "A", "35000 RENNES")], now=now).documents[0]
    body = " ".join(read_pages(document)[0].extract_text().split())

    assert document.pages == 1
    assert "Page 1 sur 1" in body
    assert "suite" not in body
    assert "Ce qui peut arriver" not in body


def test_letters_of_unequal_length_each_show_their_true_count(text, now):
    # The paragraph to the representatives pushes one letter over the page, the other kind stays on it.
    just = replace(text, consequences="", advice=("Un conseil.",), rights="", measures="Nous avons fermé l’accès. " * 9)
    letters = [record(1, "A", "35000 RENNES"), record(2, "B", "35000 RENNES", minor_name="Emma Martin " * 300)]

    places = StampedRenderer().render(just, letters, now=now).documents[0]
    pages = [" ".join(page.extract_text().split()) for page in read_pages(places)]

    for place in places.letters:
        assert f"Page {place.pages} sur {place.pages}" in pages[place.last_page - 1]
    assert places.letters[0].pages < places.letters[1].pages


def test_markup_in_names_and_texts_is_printed_as_text(text, now):
    hostile = "<b>x</b><img src=file:///etc/hostname> {{ 7|add:1 }} {% debug %} &amp;"
    letter = record(1, hostile[:30], "35000 RENNES", minor_name=hostile)

    document = StampedRenderer().render(replace(text, title=hostile, contact=hostile), [letter], now=now).documents[0]
    body = " ".join(" ".join(page.extract_text().split()) for page in read_pages(document))

    assert body.count("<b>x</b><img") == 4
    assert "{{ 7|add:1 }}" in body
    assert "&amp;" in body


def test_french_typography_is_applied_and_words_are_kept(text, now):
    body = fill_template(letter_template(text, now=now), values_of(record(1, "A", "35000 RENNES")))

    assert "nom\u00a0: rien" in body
    assert "1ᵉʳ\u00a0juin" in body


def test_the_same_letters_give_the_same_bytes(text, now):
    letters = [record(number, "A", "35000 RENNES") for number in range(2)]

    first, second = (StampedRenderer().render(text, letters, now=now).documents[0].pdf for _ in range(2))

    assert first == second


def test_a_single_letter_can_be_tagged(text, now):
    document = (
        PlainRenderer(tags=True, variant="pdf/ua-1")
        .render(text, [record(1, "A", "35000 RENNES")], now=now)
        .documents[0]
    )

    assert PdfReader(io.BytesIO(document.pdf)).root_object["/MarkInfo"]["/Marked"]


def test_an_address_wider_than_the_window_is_refused_by_row_before_printing(text, now):
    letters = [record(1, "A", "35000 RENNES"), record(2, "W" * 38, "35000 RENNES"), record(3, *["A"] * 7)]

    with pytest.raises(AddressDoesNotFitError) as error:
        StampedRenderer().render(text, letters, now=now)

    assert error.value.params == {"count": 2, "recipients": "row-2, row-3"}


def test_a_line_of_38_usual_capitals_fits_the_window():
    usual = "12 BD DU GAL LECLERC DE HAUTECLOCQUE W"

    assert len(usual) == 38
    assert 60 < line_width(usual, INLAND.size) < INLAND.width
    assert line_width("M" * 38, INLAND.size) > INLAND.width


def test_no_letter_makes_no_document(text, now):
    assert StampedRenderer().render(text, [], now=now).documents == ()


def test_a_text_comes_back_from_its_dictionary(text):
    assert LetterText.from_dict(text.to_dict()) == text


def test_a_record_hides_its_address_when_printed():
    assert "GOUEVEC" not in repr(record(1, "MADAME SOIZIC LE GOUEVEC"))


@pytest.mark.parametrize(
    "civility, minor, salutation",
    [
        ("Madame", "", "Madame"),
        ("Monsieur", "", "Monsieur"),
        ("", "", "Madame, Monsieur"),
        ("Madame", "Emma", "Madame, Monsieur"),
    ],
)
def test_the_salutation_follows_the_civility_and_never_guesses(civility, minor, salutation):
    assert record(1, "A", civility=civility, minor_name=minor).salutation == salutation
