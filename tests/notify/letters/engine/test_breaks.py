"""The break rule is Pango's, on its alphabet."""

import random

import pytest

from notify.letters.engine.breaks import NBSP, THIN, Verdict, allows, boundary, in_alphabet, verdict

line_break = pytest.importorskip("weasyprint.text.line_break", exc_type=(ImportError, OSError))
_ALPHABET = [chr(code) for code in range(0x20, 0x2100) if in_alphabet(chr(code))]
_SIGNS = [char for char in _ALPHABET if not char.isalpha()]


def pango(text: str, place: int) -> bool:
    return bool(line_break.get_log_attrs(text, "fr")[place].is_line_break)


def ours(text: str, place: int) -> bool | None:
    before = text[place - 2] if place > 1 else ""
    if before and text[place - 1] == " " and verdict(before, " ") is Verdict.UNSURE:
        return None  # the text is refused for that space
    return allows(verdict(text[place - 1], text[place]), before, text[place])


def test_each_pair_breaks_as_in_pango_whatever_stands_around_it() -> None:
    rng = random.Random(20)
    wrong, proven = [], 0
    for left in [*_SIGNS, "a", "É", "ł", "ʳ", "ᵉ", "ẽ"]:
        for right in [*_SIGNS, "z", "Œ", "ğ"]:
            head, tail = ("".join(rng.choices([*_SIGNS, "a", "é"], k=rng.randint(0, 3))) for _ in range(2))
            text = (head + left + right + tail).replace("  ", " ")
            for place in range(1, len(text)):
                said = ours(text, place)
                proven += said is not None
                if said is not None and said != pango(text, place):
                    wrong.append((text, place, said))
    assert not wrong, wrong[:10]
    assert proven > 10_000


def test_every_letter_of_the_alphabet_breaks_like_an_a() -> None:
    contexts = [
        (head, tail) for head in ("", "x", "7", "-", "– ", "« ") for tail in ("-b", " b", "—b", "(b", "/2", "?b")
    ]
    reference = [[pango(head + "a" + tail, len(head) + shift) for shift in (0, 1, 2)] for head, tail in contexts]
    for letter in filter(str.isalpha, _ALPHABET):
        found = [[pango(head + letter + tail, len(head) + shift) for shift in (0, 1, 2)] for head, tail in contexts]
        assert found == reference, letter


def test_two_boxes_part_where_pango_parts_two_characters() -> None:
    wrong = [
        left + right
        for left in [*_SIGNS, "a"]
        for right in [*_SIGNS, "z"]
        if boundary(left, right) != pango(left + right, 1)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "char", ["\u00ad", "\t", "\n", "\u0301", "א", "ع", "·", "\u200b", "\u2028", "字", "$", "😀", "①"]
)
def test_what_is_not_proven_is_outside_the_alphabet(char: str) -> None:
    assert not in_alphabet(char)


def test_no_line_ends_at_a_no_break_space_between_letters_or_figures() -> None:
    for char in (NBSP, THIN):
        for side in "aé19€":
            assert verdict(side, char) is Verdict.NEVER
            assert verdict(char, side) is Verdict.NEVER
