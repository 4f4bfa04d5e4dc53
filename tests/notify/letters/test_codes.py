"""QR and DataMatrix symbols made by combination: the same modules as the encoders draw, and readable ones."""

import functools
import io
import itertools
import string

import numpy as np
import pytest
import segno
import segno.encoder
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from notify.letters.engine import codes, datamatrix
from notify.letters.engine.errors import EngineError
from notify.letters.engine.masks import penalty

PRINTABLE = bytes(range(0x20, 0x7F))
LENGTHS = range(4, 41)
FORMATS = {"qr": zxingcpp.BarcodeFormat.QRCode, "dm": zxingcpp.BarcodeFormat.DataMatrix}
MAKERS = {"qr": codes.qr_code, "dm": codes.datamatrix_code}


@functools.cache
def compiled(kind, length, **options):
    return MAKERS[kind](length, **options)


def text(length):
    return st.lists(st.sampled_from(PRINTABLE), min_size=length, max_size=length).map(bytes)


payloads = st.sampled_from(LENGTHS).flatmap(text)


def array(payloads):
    return np.frombuffer(b"".join(payloads), dtype=np.uint8).reshape(len(payloads), -1)


def packed(modules):
    return np.packbits(np.array(modules, dtype=np.uint8), axis=1).tobytes()


def modules(code, payload):
    rows = np.frombuffer(code.rows(payload), dtype=np.uint8).reshape(code.size, code.row_bytes)
    return np.unpackbits(rows, axis=1)[:, : code.size]


def mask_of(code):
    """The mask number as a reader finds it: bits 3 to 5 of the format information, under its own mask 101."""
    bits = modules(code, b"0" * code.length)[8, 2:5]
    return int("".join(map(str, bits)), 2) ^ 0b101


def drawn_by_segno(payload, mask, ecc="M"):
    symbol = segno.make(payload.decode("ascii"), mode="byte", micro=False, error=ecc, mask=mask, boost_error=False)
    return packed(symbol.matrix)


def differing(code, payloads):
    """The payloads whose symbol is not the one segno draws: what the tests below trust."""
    mask = mask_of(code)
    return [payload for payload in payloads if code.rows(payload) != drawn_by_segno(payload, mask)]


def read(png, kind):
    """What a reader finds in the picture, four pixels a module."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    large = picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)
    return [found.bytes for found in zxingcpp.read_barcodes(np.array(large), formats=FORMATS[kind])]


@settings(max_examples=300)
@given(payloads)
def test_a_qr_code_has_the_modules_that_segno_draws_with_the_same_mask(payload):
    assert differing(compiled("qr", len(payload)), [payload]) == []


@pytest.mark.parametrize("ecc", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("length", [1, 14, 60])
def test_every_level_and_the_long_codes_of_several_blocks_agree_with_segno(ecc, length):
    code = codes.qr_code(length, ecc=ecc)
    payload = PRINTABLE[20 : 20 + length]
    assert code.rows(payload) == drawn_by_segno(payload, mask_of(code), ecc)


@given(st.data())
def test_one_wrong_module_in_one_pattern_is_seen_by_the_comparison(data):
    code = compiled("qr", data.draw(st.sampled_from((4, 14, 29))))
    position, bit = data.draw(st.integers(0, code.length - 1)), data.draw(st.integers(0, 6))
    row, column = data.draw(st.integers(0, code.size - 1)), data.draw(st.integers(0, code.size - 1))
    patterns = bytearray(code.patterns)
    start = (position * 7 + bit) * len(code.base)
    patterns[start + row * code.row_bytes + column // 8] ^= 0x80 >> column % 8
    planted = codes.LinearCode(code.layout, code.size, code.base, bytes(patterns))
    assert mask_of(planted) in range(8)
    with_bit = bytearray(b"@" * code.length)
    with_bit[position] = 0x20 | 1 << bit
    without = bytearray(b"@" * code.length)
    without[position] = 0x5F & ~(1 << bit) if bit != 6 else 0x20
    samples = [bytes(with_bit), bytes(without)]
    assert differing(code, samples) == []
    assert differing(planted, samples) != []


@pytest.mark.parametrize("kind", ["qr", "dm"])
@pytest.mark.parametrize("length", LENGTHS)
def test_every_symbol_is_read_back_as_its_payload(kind, length):
    code = compiled(kind, length)

    @settings(max_examples=12)
    @given(text(length))
    def check(payload):
        assert read(code.png(payload), kind) == [payload]

    check()


@pytest.mark.parametrize("length", [symbol.data for symbol in datamatrix.SYMBOLS])
def test_a_full_datamatrix_has_the_modules_that_another_encoder_draws(length):
    """zxing-cpp writes plain ASCII codewords, as we always do, where upper and lower case alternate."""
    pairs = itertools.product(string.ascii_uppercase, string.ascii_lowercase)
    payload = "".join(itertools.islice(itertools.chain.from_iterable(itertools.cycle(list(pairs))), length))
    theirs = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.DataMatrix)
    picture = np.array(theirs.to_image(scale=1, add_quiet_zones=False))
    assert compiled("dm", length).rows(payload.encode()) == packed(picture == 0)


@pytest.mark.parametrize("length", [4, 6, 20, 25, 28, 60, 85, 113, 160])
def test_a_datamatrix_with_pads_has_the_modules_that_another_encoder_draws(length):
    payload = ("aB" * length)[:length]
    theirs = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.DataMatrix)
    picture = np.array(theirs.to_image(scale=1, add_quiet_zones=False))
    assert compiled("dm", length).rows(payload.encode()) == packed(picture == 0)


def test_the_check_codewords_are_those_of_the_standard():
    assert datamatrix.check_codewords([142, 164, 186], 5) == [114, 25, 5, 88, 102]  # ISO/IEC 16022, annex O: "123456"


@given(st.sampled_from(("qr", "dm")), st.sampled_from((4, 14, 29)).flatmap(lambda n: st.lists(text(n), min_size=1)))
def test_many_symbols_at_once_are_the_same_as_one_by_one(kind, payloads):
    code = compiled(kind, len(payloads[0]))
    made = code.many(array(payloads))
    assert made.shape == (len(payloads), code.size * code.row_bytes)
    assert [bytes(row) for row in made] == [code.rows(payload) for payload in payloads]


def test_many_symbols_over_several_blocks_are_the_same_as_one_by_one():
    code = compiled("qr", 14)
    rows = np.random.default_rng(7).integers(0x20, 0x7F, (5000, 14), dtype=np.uint8)
    made = code.many(rows)
    assert all(bytes(made[at]) == code.rows(bytes(rows[at])) for at in (0, 1, 2047, 2048, 2049, 4095, 4096, 4999))
    assert len({bytes(row) for row in made}) == 5000


def test_no_payload_gives_no_symbol():
    assert compiled("qr", 14).many(np.empty((0, 14), dtype=np.uint8)).shape == (0, 63)


@pytest.mark.parametrize("kind", ["qr", "dm"])
@given(data=st.data())
def test_a_character_outside_printable_ascii_is_refused_by_its_place(kind, data):
    code = compiled(kind, 14)
    position = data.draw(st.integers(0, 13))
    octet = data.draw(st.one_of(st.integers(0, 0x1F), st.integers(0x7F, 0xFF)))
    payload = bytearray(b"AB12-CD34-EF56")
    payload[position] = octet
    with pytest.raises(codes.CodeCharacterError) as refused:
        code.many(array([b"AB12-CD34-EF56", bytes(payload)]))
    assert refused.value.params == {"row": 2, "position": position + 1, "found": f"0x{octet:02X}"}
    assert "CD34" not in str(refused.value)
    with pytest.raises(codes.CodeCharacterError):
        code.rows(bytes(payload))


@pytest.mark.parametrize("payload", [b"", b"A" * 13, b"A" * 15])
def test_another_length_is_refused(payload):
    with pytest.raises(codes.CodeLengthError) as refused:
        compiled("qr", 14).rows(payload)
    assert str(refused.value) == f"Codes de {len(payload)} caractères : 14 attendus."
    with pytest.raises(codes.CodeLengthError):
        compiled("dm", 14).many(np.full((3, len(payload)), 65, dtype=np.uint8))


@pytest.mark.parametrize("wrong", [np.full((3, 14), 65, dtype=np.int64), np.full(14, 65, dtype=np.uint8)])
def test_what_is_no_array_of_bytes_is_refused(wrong):
    with pytest.raises(codes.CodeShapeError):
        compiled("qr", 14).many(wrong)


@pytest.mark.parametrize("make,length", [("qr", 0), ("qr", -1), ("qr", 129), ("dm", 0), ("dm", 175)])
def test_a_length_without_a_symbol_is_refused(make, length):
    with pytest.raises(EngineError, match=f"Codes de {length} caractères : 1 à "):
        MAKERS[make](length)


def test_probes_of_another_kind_are_refused():
    with pytest.raises(codes.CodeLengthError):
        codes.qr_code(14, probes=[b"AB12"])
    with pytest.raises(codes.CodeCharacterError):
        codes.datamatrix_code(4, probes=["éa1".encode()])


def test_an_encoder_that_chooses_a_mask_for_each_symbol_is_refused():
    """As if a new version of the library did not take our mask: no table can stand for it."""
    layout = codes.Layout("qr", 14, quiet=4, shift=0)

    def draw(values):
        return np.array(segno.make_qr(values, mode="byte", error="M", boost_error=False).matrix, dtype=np.uint8)

    with pytest.raises(codes.CodeNotLinearError):
        codes._compiled(layout, draw, [b"AB12-CD34-EF56", b"QZ98-XY76-WV54", b"1111-1111-1111"])


@given(st.integers(0, 7), payloads, st.sampled_from("LMQH"))
def test_the_penalty_of_a_mask_is_the_one_of_segno_but_for_finders_that_overlap(mask, payload, ecc):
    symbol = segno.make(payload.decode(), mode="byte", micro=False, mask=mask, error=ecc, boost_error=False)
    side = len(symbol.matrix)
    theirs = segno.encoder.evaluate_mask(symbol.matrix, side, side)  # it skips what overlaps a finder it has counted
    assert penalty(np.array(symbol.matrix, dtype=np.uint8)) - theirs in (0, 40, 80, 120)


def test_the_mask_is_the_best_for_the_average_of_the_probes():
    probes = [b"AB12-CD34-EF56", b"QZ98-XY76-WV54", b"1111-1111-1111", b"7K2M-9P4R-T6W8"]

    def average(mask):
        symbols = [segno.make_qr(probe, mode="byte", error="M", mask=mask, boost_error=False) for probe in probes]
        return sum(penalty(np.array(symbol.matrix, dtype=np.uint8)) for symbol in symbols)

    scores = [average(mask) for mask in range(8)]
    assert scores[mask_of(codes.qr_code(14, probes=probes))] == min(scores) < max(scores)


@pytest.mark.parametrize("kind", ["qr", "dm"])
def test_a_compiled_code_is_stored_and_found_again(kind):
    code = compiled(kind, 14)
    again = codes.LinearCode.from_bytes(code.to_bytes())
    assert again == code
    assert hash(again) == hash(code)
    assert again.rows(b"AB12-CD34-EF56") == code.rows(b"AB12-CD34-EF56")
    assert compiled(kind, 15) != code


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"", lambda data: b"X" + data[1:]])
def test_bytes_that_are_no_compiled_code_are_refused(damage):
    with pytest.raises(codes.CodeFileError):
        codes.LinearCode.from_bytes(damage(compiled("dm", 14).to_bytes()))


@pytest.mark.parametrize("kind", ["qr", "dm"])
def test_the_picture_is_one_bit_a_pixel_and_one_pixel_a_module_with_its_quiet_zone(kind):
    code = compiled(kind, 14)
    picture = Image.open(io.BytesIO(code.png(b"AB12-CD34-EF56")))
    assert picture.mode == "1"
    pixels = np.array(picture)
    quiet = code.quiet
    assert pixels.shape == (code.size + 2 * quiet,) * 2
    assert (~pixels[quiet:-quiet, quiet:-quiet] == modules(code, b"AB12-CD34-EF56")).all()
    pixels[quiet:-quiet, quiet:-quiet] = True
    assert pixels.all()
