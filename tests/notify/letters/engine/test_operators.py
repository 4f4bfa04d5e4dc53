"""TJ arrays: what is written reads back as the glyphs that were given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.letters.engine.chunks import NUDGE
from notify.letters.engine.operators import UncodedGlyphError, hex_writer, literal_writer
from tests.notify.letters.engine.truth import canonical, parse_array

GLYPHS = st.lists(
    st.tuples(st.integers(0, 300), st.one_of(st.just(0), st.integers(-999, 999)))
    | st.tuples(st.just(NUDGE), st.floats(-99, -0.5))
)


@given(GLYPHS)
def test_a_hexadecimal_array_reads_back_as_its_glyphs(glyphs):
    assert parse_array(hex_writer().array(glyphs)[1:-1]) == canonical(glyphs)


@given(GLYPHS)
def test_a_code_takes_the_place_of_the_glyph(glyphs):
    codes = {gid: 0xFFFF - gid for gid in range(301)}
    expected = [(gid if gid == NUDGE else codes[gid], number) for gid, number in glyphs]
    assert parse_array(hex_writer(codes).array(glyphs)[1:-1]) == canonical(expected)


def test_a_literal_array_is_as_short_as_it_can_be():
    writer = literal_writer({10: ord("a"), 11: ord("b"), 12: ord("d"), 13: ord(")"), 14: ord("\\")})
    assert writer.array([(10, 0), (11, -15), (12, 0)]) == b"[(ab)-15(d)]"
    assert writer.array([(13, 0), (14, -5), (10, 3)]) == b"[(\\051\\134)-5(a)3]"
    assert writer.array([(10, -15), (NUDGE, -2.5), (11, 0)]) == b"[(a)-15 -2.5(b)]"
    assert writer.array([]) == b"[]"


@pytest.mark.parametrize("writer", [literal_writer({1: 65}), hex_writer({1: 65})])
def test_a_glyph_outside_the_subset_is_refused(writer):
    with pytest.raises(UncodedGlyphError, match="n° 7"):
        writer.array([(1, 0), (7, 0)])
