import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.recipients.codes import ALPHABET, LetterCodeError, derived_code, random_code, read_code

KEY = bytes(range(32))
CODES = st.integers(0, 10**9).map(lambda n: derived_code(KEY, str(n)))


def test_a_code_reads_like_the_printed_example():
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-\d\d", derived_code(KEY, "a"))
    assert read_code(random_code())


def test_a_code_is_the_same_each_time_and_other_for_another_letter_key_or_attempt():
    codes = {
        derived_code(KEY, "a"),
        derived_code(KEY, "a"),
        derived_code(KEY, "b"),
        derived_code(KEY, "a", attempt=1),
        derived_code(KEY[::-1], "a"),
    }

    assert len(codes) == 4


def test_codes_of_many_letters_differ():
    assert len({derived_code(KEY, str(number)) for number in range(20_000)}) == 20_000


@given(CODES)
def test_a_code_is_read_in_any_case_with_or_without_dashes(code):
    assert read_code(code) == read_code(code.lower().replace("-", " ")) == read_code(code.replace("-", "")) == code


@given(CODES)
def test_look_alike_letters_are_read_as_the_figures_they_mean(code):
    body, check = code[:9], code[9:]
    assert read_code(body.replace("0", "O").replace("1", "l") + check) == code


@given(code=CODES, position=st.sampled_from([0, 1, 2, 3, 5, 6, 7, 8]), letter=st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(code, position, letter):
    if code[position] == letter:
        return
    with pytest.raises(LetterCodeError):
        read_code(code[:position] + letter + code[position + 1 :])


@given(code=CODES, position=st.integers(0, 6))
def test_two_swapped_neighbours_never_pass(code, position):
    body = code[:4] + code[5:9]
    swapped = body[:position] + body[position + 1] + body[position] + body[position + 2 :]
    if swapped == body:
        return
    with pytest.raises(LetterCodeError):
        read_code(swapped + code[10:])


@pytest.mark.parametrize(
    "typed", ["", "7KD4", "7KD4-M2QX-9", "7KD4-M2QX-911", "UUUU-UUUU-00", "٧KD4-M2QX-٩١", "7KD4-M2QX-XX"]
)
def test_what_is_not_a_code_is_refused(typed):
    with pytest.raises(LetterCodeError):
        read_code(typed)
