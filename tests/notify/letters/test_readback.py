"""Nobody gets somebody else’s letter: each planted fault stops the batch on its page, the quick way and in full."""

import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.letters.readback import checking, faults, fonts, parts, quick, rules, state, typesetting
from notify.letters.readback.checking import check_batch, check_part, count_pages
from notify.letters.readback.marks import Window
from notify.letters.readback.quick import QuickReader
from notify.letters.readback.rules import ExpectedLetter
from tests.notify.letters import printed
from tests.notify.letters.printed import MM, Person, Slot

WINDOW = Window(88, 33, 210, 103)
PEOPLE = [
    replace(person, pages=1 + (number in (2, 4))) for number, person in enumerate(printed.people(7, seed=11))
]  # pages 1, 2, 3–4, 5, 6–7, 8, 9
Pages = list[list[Slot] | None]


def feet(count: int) -> tuple[str, ...]:
    return tuple(f"Page {number} sur {count}" for number in range(1, count + 1))


def rows(people: list[Person] = PEOPLE) -> list[ExpectedLetter]:
    return [
        ExpectedLetter(str(number), person.pages, person.lines, person.code, (person.salutation,), feet(person.pages))
        for number, person in enumerate(people)
    ]


def pages(people: list[Person] = PEOPLE, *, duplex: bool = False) -> Pages:
    return [sheet for person in people for sheet in printed.sheets(person, duplex=duplex)]


def check(content: bytes, letters: list[ExpectedLetter] | None = None, **options: Any) -> checking.ReadBack:
    return check_batch(content, rows() if letters is None else letters, **{"window": WINDOW, "duplex": False} | options)


def doubt_all(_reader: QuickReader, sheets: Any) -> set[str]:
    return {sheet.letter.code for sheet in sheets}


def refused(content: bytes, letters: list[ExpectedLetter] | None = None, **options: Any) -> faults.ReadBackError:
    """The refusal, which both ways must give alike."""
    with pytest.raises(faults.ReadBackError) as quick:
        check(content, letters, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickReader, "doubts", doubt_all)
        with pytest.raises(faults.ReadBackError) as full:
            check(content, letters, **options)
    assert (full.type, full.value.params) == (quick.type, quick.value.params)
    return quick.value


def changed(page: int, place: int, **values: Any) -> Pages:
    """A batch in which one slot of one page differs."""
    made = pages()
    slots = list(made[page - 1] or [])
    slots[place] = replace(slots[place], **values)
    made[page - 1] = slots
    return made


def with_slot(page: int, *slots: Slot) -> bytes:
    made = pages()
    made[page - 1] = [*(made[page - 1] or []), *slots]
    return printed.write(made)


def edited(page: int, change: Callable[[bytes], bytes]) -> bytes:
    """A batch in which the content of one page differs; the change must change something."""

    def edit(number: int, content: bytes) -> bytes:
        after = change(content) if number == page else content
        assert number != page or after != content
        return after

    return printed.write(pages(), edit=edit)


def place_of(page: int, text: str) -> int:
    return next(place for place, slot in enumerate(pages()[page - 1] or []) if text in slot.text)


# ---------------------------------------------------------------- a good batch


def test_a_batch_that_says_what_its_rows_say_passes() -> None:
    read = check(printed.write(pages()))
    assert (read.pages, read.letters) == (9, 7)
    assert len(read.sha256) == 64


def test_a_good_batch_passes_the_quick_way_without_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts.Part, "_check_fully", lambda *_: pytest.fail("read in full"))
    check(printed.write(pages()))
    check(printed.write(pages(duplex=True)), duplex=True)


def test_a_good_batch_passes_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuickReader, "doubts", doubt_all)
    check(printed.write(pages()))
    check(printed.write(pages(duplex=True)), duplex=True)


def test_a_rare_character_is_read_in_full_and_passes() -> None:
    person = replace(PEOPLE[1], lines=("MME SOFIA ŁUKASZ", *PEOPLE[1].lines[1:]))
    people = [PEOPLE[0], person, *PEOPLE[2:]]
    assert check(printed.write(pages(people)), rows(people)).letters == 7


def test_a_last_verso_may_be_left_out_and_no_other() -> None:
    made = pages(duplex=True)
    assert made[-1] is None
    assert check(printed.write(made[:-1]), duplex=True).pages == 13
    assert refused(printed.write([made[0], *made[2:]]), duplex=True).page == 2


# ---------------------------------------------------------------- planted faults, on the sheet


def test_a_shifted_column_stops_the_batch() -> None:
    """The name of row n with the address of row n + 1."""
    error = refused(printed.write(changed(2, 0, text=PEOPLE[2].lines[0])))
    assert (error.kind, error.page, error.params["line"]) == ("address-line", 2, 1)


def test_swapped_letters_stop_the_batch() -> None:
    made = pages()
    made[0], made[1] = made[1], made[0]
    error = refused(printed.write(made))
    assert (error.kind, error.page) == ("code-foreign", 1)


def test_swapped_second_pages_stop_the_batch() -> None:
    made = pages()
    made[3], made[6] = made[6], made[3]
    error = refused(printed.write(made))
    assert (error.kind, error.page) == ("code-foreign", 4)


def test_a_page_in_the_place_of_another_of_the_same_letter_stops_the_batch() -> None:
    error = refused(printed.write(changed(4, place_of(4, "Page 2"), text="Page 1 sur 2")))
    assert (error.kind, error.page) == ("foot", 4)


def test_a_missing_glyph_stops_the_batch() -> None:
    letter = bytes([printed.FACE.codes["A"]])
    error = refused(edited(5, lambda content: content.replace(letter, b"\xfe", 1)))
    assert (error.kind, error.page) == ("glyph", 5)


def test_a_dropped_character_stops_the_batch() -> None:
    error = refused(printed.write(changed(8, 1, text=PEOPLE[5].lines[1][:-1])))
    assert (error.kind, error.page, error.params["line"]) == ("address-line", 8, 2)


def test_a_changed_order_of_lines_stops_the_batch() -> None:
    made = pages()
    first, second, *rest = made[2] or []
    made[2] = [replace(first, text=second.text), replace(second, text=first.text), *rest]
    error = refused(printed.write(made))
    assert (error.kind, error.page, error.params["line"]) == ("address-line", 3, 1)


def test_a_line_moved_out_of_the_window_stops_the_batch() -> None:
    error = refused(printed.write(changed(6, 0, y=110.0)))
    assert (error.kind, error.page, error.params["line"]) == ("address-outside", 6, 1)


def test_a_line_left_out_stops_the_batch() -> None:
    error = refused(printed.write(changed(6, 0, text="")))
    assert (error.kind, error.page, error.params["line"]) == ("address-missing", 6, 1)


def test_a_line_over_the_edge_of_the_window_stops_the_batch() -> None:
    error = refused(printed.write(changed(6, 0, x=87.0)))
    assert (error.kind, error.page) == ("window-edge", 6)


@pytest.mark.parametrize("x,y", [(195.0, 200.0), (2.0, 200.0), (100.0, 4.0), (100.0, 295.0)])
def test_a_text_over_the_edge_of_the_sheet_stops_the_batch(x: float, y: float) -> None:
    error = refused(with_slot(7, Slot("Un texte trop long", x, y)))
    assert (error.kind, error.page) == ("edge", 7)


def test_a_wrong_code_on_the_second_page_stops_the_batch() -> None:
    error = refused(printed.write(changed(4, 0, text="Lettre 0000-0000-00")))
    assert (error.kind, error.page) == ("code", 4)


def test_the_code_of_another_letter_beside_ones_own_stops_the_batch() -> None:
    error = refused(with_slot(7, Slot(f"Voir {PEOPLE[0].code}.", 58, 200)))
    assert (error.kind, error.page) == ("code-foreign", 7)


def test_the_code_of_a_letter_in_the_constant_part_stops_the_batch() -> None:
    static = printed.STATIC + printed.dynamic([Slot(PEOPLE[3].code, 58, 200, font=b"/F2")])
    error = refused(printed.write(pages(), static=static))
    assert (error.kind, error.page) == ("code-foreign", 1)


def test_a_letter_printed_twice_stops_the_batch() -> None:
    made = pages()
    error = refused(printed.write([*made[:2], made[1], *made[2:]]))
    assert (error.kind, error.page) == ("code-foreign", 3)
    error = refused(printed.write([*made, made[-1]]))
    assert (error.kind, error.page) == ("pages-extra", 10)


def test_a_letter_left_out_stops_the_batch() -> None:
    made = pages()
    error = refused(printed.write(made[:4] + made[5:]))
    assert (error.kind, error.page) == ("code-foreign", 5)
    error = refused(printed.write(made[:-1]))
    assert (error.kind, error.page) == ("pages-missing", 9)


def test_a_foreign_text_in_the_window_stops_the_batch() -> None:
    error = refused(with_slot(2, Slot("Objet : violation", 112.5, 85)))
    assert (error.kind, error.page) == ("window-text", 2)
    static = printed.STATIC + printed.dynamic([Slot("URGENT", 120, 90, font=b"/F2")])
    error = refused(printed.write(pages(), static=static))
    assert (error.kind, error.page) == ("window-text", 1)


def test_the_salutation_of_somebody_else_stops_the_batch() -> None:
    place = place_of(8, "Madame")
    error = refused(printed.write(changed(8, place, text="Madame Personne,")))
    assert (error.kind, error.page, error.params["number"]) == ("text", 8, 1)


def test_lines_on_top_of_each_other_stop_the_batch() -> None:
    error = refused(printed.write(changed(2, 1, y=63.0)))
    assert (error.kind, error.page) == ("overprint", 2)


def test_characters_pushed_on_each_other_stop_the_batch() -> None:
    error = refused(edited(2, lambda content: content.replace(b")]TJ", b")900(\x21)]TJ", 1)))
    assert (error.kind, error.page) == ("overprint", 2)


# ---------------------------------------------------------------- planted faults, in what the file shows


@pytest.mark.parametrize("paint", [b"1 1 1 rg", b"3 Tr 0 g", b"0 0 0 0 k"])
def test_text_that_would_not_show_stops_the_batch(paint: bytes) -> None:
    error = refused(edited(5, lambda content: content.replace(b"0 0 0 rg", paint, 1)))
    assert (error.kind, error.page) == ("hidden", 5)


@pytest.mark.parametrize("set_so", [b"-1 0 0 -1", b"1 0 0 1", b"0.05 0 0 -0.05"])
def test_text_set_backwards_upside_down_or_tiny_stops_the_batch(set_so: bytes) -> None:
    error = refused(edited(5, lambda content: content.replace(b"1 0 0 -1", set_so, 1)))
    assert (error.kind, error.page) == ("hidden", 5)


def test_text_under_a_white_patch_stops_the_batch() -> None:
    patch = b"1 1 1 rg %.1f %.1f 90 12 re f\n" % (20 * MM, 70 * MM)
    error = refused(edited(5, lambda content: content + patch))
    assert (error.kind, error.page) == ("hidden", 5)


def test_text_cut_by_its_frame_stops_the_batch() -> None:
    error = refused(printed.write(changed(5, 0, clip=20.0)))
    assert (error.kind, error.page) == ("clipped", 5)


def test_a_drawing_in_the_window_stops_the_batch() -> None:
    line = b"%.1f %.1f 40 1 re f\n" % (120 * MM, 90 * MM)
    error = refused(edited(5, lambda content: line + content))
    assert (error.kind, error.page) == ("window-ink", 5)


def test_an_image_in_the_window_stops_the_batch() -> None:
    image = b"q 50 0 0 50 %.1f %.1f cm BI /W 8 /H 1 /BPC 1 /IM true /F /AHx ID ff> EI Q\n" % (120 * MM, 90 * MM)
    assert refused(edited(5, lambda content: content + image)).kind == "window-ink"
    elsewhere = image.replace(b"%.1f" % (90 * MM), b"%.1f" % (200 * MM))
    check(edited(5, lambda content: content + elsewhere))


def test_text_on_a_blank_verso_stops_the_batch() -> None:
    made = pages(duplex=True)
    made[1] = [Slot("reste", 58, 120)]
    assert (refused(printed.write(made), duplex=True).kind, 2) == ("verso", 2)
    made[1] = []
    error = refused(printed.write(made), duplex=True)  # the constant part is text too
    assert (error.kind, error.page) == ("verso", 2)


def test_a_character_that_lies_stops_the_batch() -> None:
    """/ToUnicode says A for the glyph of B: text extraction sees nothing, the font's own table does."""
    assert refused(printed.write(MISLEADING, fonts=LIE)).kind == "font"


def test_a_code_that_leads_to_another_glyph_stops_the_batch() -> None:
    a, b = (b"%d\n" % printed.FACE.glyphs[character] for character in "AE")
    codes = printed.code_map().replace(b" " + a, b" x").replace(b" " + b, b" " + a).replace(b" x", b" " + b)
    assert refused(printed.write(pages(), fonts=printed.Fonts(codes=codes))).kind == "font"


def test_a_width_that_lies_stops_the_batch() -> None:
    widths = printed.Fonts().widths | {printed.FACE.glyphs["E"]: 300.0}
    assert refused(printed.write(pages(), fonts=printed.Fonts(widths=widths))).kind == "font"


def test_a_glyph_without_an_outline_stops_the_batch() -> None:
    assert refused(printed.write(pages(), fonts=printed.Fonts(program=printed.without_outline("E")))).kind == "glyph"


def test_a_code_without_a_character_stops_the_batch() -> None:
    texts = {character: code for character, code in printed.FACE.codes.items() if character != "E"}
    assert refused(printed.write(pages(), fonts=printed.Fonts(texts=texts))).kind == "unicode"


def test_the_mark_of_an_exercise_is_on_every_page_and_may_cross_the_window() -> None:
    tilted = b"q 0.8 0.6 -0.6 0.8 300 300 cm BT /F2 104 Tf 1 0 0 -1 0 0 Tm [%s]TJ ET Q\n" % printed.strings(
        Slot("EXERCICE", 0, 0, font=b"/F2")
    )
    static = printed.FLIP + b"0.9 g\n" + tilted + printed.STATIC[len(printed.FLIP) :]
    content = printed.write(pages(), static=static)
    assert check(content, mark="EXERCICE").pages == 9
    assert refused(content).kind == "window-edge"
    assert refused(printed.write(pages()), mark="EXERCICE").kind == "mark"


# ---------------------------------------------------------------- rows and messages


def test_rows_that_cannot_be_told_apart_are_refused() -> None:
    content = printed.write(pages())
    twice = [*rows()[:-1], replace(rows()[-1], code=PEOPLE[0].code)]
    error = refused(content, twice)
    assert (error.kind, error.page) == ("rows", 9)
    assert refused(content, [replace(rows()[0], pages=0), *rows()[1:]]).kind == "rows"
    assert refused(content, [replace(rows()[0], feet=("Page 1", "Page 2")), *rows()[1:]]).kind == "rows"
    assert refused(content, [replace(rows()[0], lines=("",)), *rows()[1:]]).kind == "rows"


def test_a_refusal_names_the_page_and_the_field_and_nobody() -> None:
    error = refused(printed.write(changed(2, 0, text=PEOPLE[2].lines[0])))
    assert str(error) == "Page 2 : la ligne 1 de l’adresse n’est pas celle du fichier. Le lot est arrêté."
    shown = f"{error} {error!r} {error.params}"
    assert not any(
        word in shown for person in PEOPLE for line in person.lines for word in line.split() if len(word) > 4
    )
    assert PEOPLE[0].lines[0] not in repr(rows()[0])


def test_every_refusal_has_its_kind_and_its_page() -> None:
    kinds = [each.kind for each in faults.ReadBackError.__subclasses__()]
    assert len(set(kinds)) == len(kinds)
    for each in faults.ReadBackError.__subclasses__():
        assert each.kind
        assert "{page}" in each.message or each is faults.BrokenFileError


# ---------------------------------------------------------------- parts


def two_parts(content: bytes, cut: int) -> int:
    letters = rows()
    codes = frozenset(row.code for row in letters)
    options = {"codes": codes, "window": WINDOW, "duplex": False}
    end = check_part(content, letters[:cut], **options, last=False)
    return check_part(content, letters[cut:], **options, first_page=end + 1)


def test_parts_read_the_same_pages_as_the_whole() -> None:
    content = printed.write(pages())
    assert {two_parts(content, cut) for cut in range(8)} == {9, count_pages(content)}


def test_a_part_knows_the_codes_of_the_others() -> None:
    made = changed(9, place_of(9, "Lettre"), text=f"Lettre {PEOPLE[6].code} {PEOPLE[0].code}")
    with pytest.raises(faults.ForeignCodeError) as error:
        two_parts(printed.write(made), 4)
    assert error.value.page == 9


def test_a_refusal_crosses_processes() -> None:
    content = printed.write(changed(8, 0, text="MME PERSONNE"))
    with ProcessPoolExecutor(1, get_context("forkserver")) as pool, pytest.raises(faults.AddressLineError) as error:
        pool.submit(two_parts, content, 4).result(timeout=60)
    assert (error.value.page, error.value.params["line"]) == (8, 1)
    assert pickle.loads(pickle.dumps(error.value)).params == error.value.params


# ---------------------------------------------------------------- any change at all


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_changed_character_of_any_field_stops_the_batch_on_its_letter(data: st.DataObject) -> None:
    made = pages()
    page = data.draw(st.integers(1, len(made)))
    slots = list(made[page - 1] or [])
    personal = [
        place
        for place, slot in enumerate(slots)
        if slot.x == 112.5 or slot.text.startswith("Madame") or (len(slots) == 2 and "Lettre" in slot.text)
    ]
    place = data.draw(st.sampled_from(personal))
    text = slots[place].text
    at = data.draw(st.integers(7, len(text) - 1))
    letter = data.draw(st.sampled_from("ABCDEabcde0123 -"))
    after = text[:at] + letter + text[at + 1 :]
    slots[place] = replace(slots[place], text=after)
    made[page - 1] = slots
    if " ".join(after.split()) == " ".join(text.split()):
        check(printed.write(made))
    else:
        assert refused(printed.write(made)).page == page


def outcome(content: bytes) -> tuple[Any, ...]:
    try:
        return ("passes", check(content).pages)
    except faults.ReadBackError as error:
        return (error.kind, error.params)


TOKENS = [
    b"(", b")", b"[", b"]", b"]TJ", b"Tj", b" 0 Td", b"q", b"Q", b"BT", b"ET", b"1 g ", b"1 Tr ", b"5 Ts ", b"%",
    b"<41>", b"/F2", b"/F1", b"-900", b"200 ", b"0 0 5 5 re f ", b"n", b"\n", b"50 TL T* ", b"2 Tc ", b"9 Tz ", b"\\",
    b"[(A)]TJ",
]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.integers(1, 9), st.integers(0, 3000), st.sampled_from(TOKENS), st.integers(0, 6))
def test_whatever_is_written_into_a_page_both_ways_say_the_same(page: int, at: int, token: bytes, gone: int) -> None:
    """The quick way knows the kind of the page from others; it must never pass what the full way refuses."""

    def edit(number: int, content: bytes) -> bytes:
        place = at % len(content)
        return content[:place] + token + content[place + gone :] if number == page else content

    content = printed.write(pages(), edit=edit)
    quick = outcome(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickReader, "doubts", doubt_all)
        assert outcome(content) == quick


# ---------------------------------------------------------------- each guard is needed

SWAP = str.maketrans("AE", "EA")
LIE = printed.Fonts(texts=dict(printed.FACE.codes) | {"A": printed.FACE.codes["E"], "E": printed.FACE.codes["A"]})
PATCH = b"1 1 1 rg %.1f %.1f 90 12 re f\n" % (20 * MM, 70 * MM)
SHIFTED = changed(2, 0, text=PEOPLE[2].lines[0])
UNSALUTED = changed(8, place_of(8, "Madame"), text="Madame Personne,")
UNCODED = changed(4, 0, text="Lettre 0000-0000-00")
UNGREETED = [replace(row, others=()) for row in rows()]
WRITTEN_VERSO: Pages = [[] if page is None else page for page in pages(duplex=True)]
ONE_CODE = [*PEOPLE[:-1], replace(PEOPLE[-1], code=PEOPLE[0].code)]
# The paper shows E for A; extraction reads A because /ToUnicode lies.
MISLEADING: Pages = [[replace(slot, text=slot.text.translate(SWAP)) for slot in page or []] for page in pages()]


def none(*_: Any, **__: Any) -> None:
    """A guard that was taken away."""


def no_row(first: Any, *_: Any) -> Any:
    """A guard on arrays that was taken away."""
    return np.zeros(len(first), bool)


# Where the guard is called, its name, what stands in for it, and a batch that it stops.
GUARDS: list[tuple[Any, str, Any, bytes, dict[str, Any]]] = [
    (parts, "check_marks", none, with_slot(7, Slot("Un texte trop long", 195, 200)), {}),
    (parts, "check_window", none, printed.write(SHIFTED), {}),
    (parts, "check_texts", none, printed.write(UNCODED), {}),
    (parts, "check_others", none, printed.write(UNSALUTED), {}),
    (parts, "check_blank", none, printed.write(WRITTEN_VERSO), {"duplex": True}),
    (checking, "distinct", lambda letters, *_: letters, printed.write(pages(ONE_CODE)), {"letters": rows(ONE_CODE)}),
    (rules, "_refuse_covered", none, edited(5, lambda content: content + PATCH), {}),
    (state.State, "hides", none, edited(5, lambda content: content.replace(b"0 0 0 rg", b"1 g", 1)), {}),
    (typesetting, "shown", lambda *_: True, printed.write(changed(5, 0, clip=20.0)), {}),
    (fonts.Font, "_fault", none, printed.write(MISLEADING, fonts=LIE), {}),
    (quick, "doubtful", lambda _, boxes: no_row(boxes[0].left), with_slot(7, Slot("Trop long", 199, 200)), {}),
    (quick, "_other_lines", no_row, printed.write(SHIFTED), {}),
    (quick, "_without_others", lambda *_: set(), printed.write(UNSALUTED), {}),
    (QuickReader, "_wrong_codes", lambda *_: set(), printed.write(UNCODED), {"letters": UNGREETED}),
]


@pytest.mark.parametrize("place,guard,stand_in,content,options", GUARDS, ids=[guard for _, guard, *_ in GUARDS])
def test_without_its_guard_a_fault_passes(
    place: Any, guard: str, stand_in: Any, content: bytes, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(content, **options)
    monkeypatch.setattr(place, guard, stand_in)
    check(content, **options)


def test_without_its_doubts_the_quick_way_would_let_a_fault_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuickReader, "doubts", lambda *_: set())
    check(printed.write(SHIFTED))
