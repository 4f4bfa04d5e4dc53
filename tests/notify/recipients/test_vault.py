import base64
import secrets
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.vault import (
    PADDING,
    VaultError,
    WeakKeyError,
    blind_index,
    derive_keys,
    key_version,
    load_kek,
    new_dek,
    open_row,
    seal_row,
    unwrap_dek,
    wrap_dek,
)

ORG, CAMPAIGN, ROW = uuid4(), uuid4(), uuid4()
KEYS = derive_keys(new_dek(), version=1)
RECORD = {"last_name": "Le Gouëvec", "address": ["A", "", "C"], "minor": False, "birth_date": None}


def place(**changes):
    return {"organisation": ORG, "campaign": CAMPAIGN, "row_id": ROW} | changes


def sealed(record=RECORD):
    return seal_row(KEYS, **place(), record=record)


def test_a_sealed_row_opens_in_its_place():
    assert open_row(KEYS, **place(), blob=memoryview(sealed())) == RECORD


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
@settings(max_examples=400)
def test_no_flipped_bit_is_ever_accepted(position, bit):
    blob = bytearray(sealed())
    blob[position % len(blob)] ^= 1 << bit

    with pytest.raises(VaultError):
        open_row(KEYS, **place(), blob=bytes(blob))


@given(
    organisation=st.uuids(),
    campaign=st.uuids(),
    row=st.uuids(),
    which=st.sampled_from(["organisation", "campaign", "row_id"]),
)
def test_a_row_opens_in_no_other_place(organisation, campaign, row, which):
    elsewhere = {"organisation": organisation, "campaign": campaign, "row_id": row}[which]

    with pytest.raises(VaultError):
        open_row(KEYS, **place(**{which: elsewhere}), blob=sealed())


@pytest.mark.parametrize("length", range(0, 40, 3))
def test_a_cut_row_is_refused(length):
    with pytest.raises(VaultError):
        open_row(KEYS, **place(), blob=sealed()[:length])


def test_another_key_or_key_version_does_not_open():
    dek = new_dek()
    blob = seal_row(derive_keys(dek, version=2), **place(), record=RECORD)

    assert key_version(blob) == 2
    for keys in (derive_keys(dek, version=1), derive_keys(new_dek(), version=2)):
        with pytest.raises(VaultError):
            open_row(keys, **place(), blob=blob)


def test_the_length_of_a_name_does_not_show():
    lengths = {len(sealed({"last_name": "x" * n})) for n in range(20)}

    assert len(lengths) == 1
    assert (lengths.pop() - 3 - 12 - 16) % PADDING == 0


def test_two_seals_of_the_same_row_differ_and_hide_the_name():
    one, two = sealed(), sealed()

    assert one != two
    assert "Gouëvec".encode() not in one


def test_a_separator_in_a_place_cannot_move_it():
    with pytest.raises(VaultError):
        seal_row(KEYS, organisation="a|b", campaign="c", row_id="d", record=RECORD)


def test_a_wrapped_key_opens_for_its_campaign_only():
    kek, dek = secrets.token_bytes(32), new_dek()
    wrapped = wrap_dek(kek, dek, organisation=ORG, campaign=CAMPAIGN, version=1)

    assert unwrap_dek(kek, wrapped, organisation=ORG, campaign=CAMPAIGN, version=1) == dek
    for changes in ({"campaign": uuid4()}, {"organisation": uuid4()}, {"version": 2}):
        with pytest.raises(VaultError):
            unwrap_dek(kek, wrapped, **({"organisation": ORG, "campaign": CAMPAIGN, "version": 1} | changes))
    with pytest.raises(VaultError):
        unwrap_dek(secrets.token_bytes(32), wrapped, organisation=ORG, campaign=CAMPAIGN, version=1)


def test_the_blind_index_tells_equal_persons_and_nothing_else():
    other = derive_keys(new_dek(), version=1)

    assert blind_index(KEYS, "MARTIN|ALICE|1961-02-03") == blind_index(KEYS, "MARTIN|ALICE|1961-02-03")
    assert len(blind_index(KEYS, "MARTIN|ALICE|1961-02-03")) == 16
    assert blind_index(KEYS, "MARTIN|ALICE|1961-02-03") != blind_index(KEYS, "MARTIN|ALICE|1961-02-04")
    assert blind_index(KEYS, "MARTIN|ALICE|1961-02-03") != blind_index(other, "MARTIN|ALICE|1961-02-03")


def test_a_key_is_read_from_hexadecimal_or_base64():
    key = secrets.token_bytes(32)
    texts = [key.hex(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode().rstrip("=")]

    assert [load_kek(text, secret_key="another") for text in texts] == [key] * 3


@pytest.mark.parametrize(
    "value",
    [
        "",
        "short",
        "00" * 32,
        bytes(range(32)).hex(),
        ("ab" * 16 + "cd" * 16),
        b"correct horse battery staple ABCD".hex()[:64],
        "not hex or base64 at all, but long enough to be a key !",
    ],
)
def test_a_weak_key_is_refused(value):
    with pytest.raises(WeakKeyError):
        load_kek(value, secret_key="another")


def test_the_secret_key_of_django_is_refused_as_a_key():
    text = secrets.token_hex(32)

    with pytest.raises(WeakKeyError):
        load_kek(text, secret_key=text)
    with pytest.raises(WeakKeyError):
        load_kek(base64.b64encode(bytes.fromhex(text)).decode(), secret_key=text)


def test_keys_never_show_when_printed():
    assert KEYS.index.hex() not in repr(KEYS)
    assert repr(KEYS.index) not in repr(KEYS)
