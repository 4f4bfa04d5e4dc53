import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.sealed_files import CHUNK, HEADER_BYTES, SealingWriter, open_file, seal_file
from notify.recipients.vault import TAG_BYTES, VaultError, derive_keys, new_dek

KEYS = derive_keys(new_dek(), version=1)
PLACE = {"organisation": 1, "campaign": 2, "name": "lot-1.pdf"}
PIECE = CHUNK + TAG_BYTES
CONTENT = os.urandom(3 * CHUNK + 100)


def seal(data, **changes):
    target = io.BytesIO()
    assert seal_file(KEYS, io.BytesIO(data), target, **(PLACE | changes)) == len(data)
    return target.getvalue()


def unseal(blob, keys=KEYS, **changes):
    target = io.BytesIO()
    open_file(keys, io.BytesIO(blob), target, **(PLACE | changes))
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_of_any_size_comes_back(size):
    data = os.urandom(size)

    assert unseal(seal(data)) == data


def test_the_sealed_file_shows_nothing_of_its_content():
    assert b"Le Gouevec" not in seal(b"Le Gouevec" * 100)


class DribblingReader(io.BytesIO):
    """Gives a few bytes at a time, as sockets do."""

    def read(self, size=-1):
        return super().read(min(size, 7000) if size and size > 0 else size)


def test_a_reader_that_gives_little_at_a_time_changes_nothing():
    target = io.BytesIO()
    open_file(KEYS, DribblingReader(seal(CONTENT)), target, **PLACE)

    assert target.getvalue() == CONTENT


@given(cut=st.integers(min_value=0))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_anywhere_is_refused(cut):
    blob = seal(CONTENT)

    with pytest.raises(VaultError):
        unseal(blob[: cut % len(blob)])


@pytest.mark.parametrize("chunks", [0, 1, 2, 3])
def test_a_file_cut_between_two_chunks_is_refused(chunks):
    with pytest.raises(VaultError):
        unseal(seal(CONTENT)[: HEADER_BYTES + chunks * PIECE])


def test_chunks_in_another_order_are_refused():
    blob = seal(CONTENT)
    head, rest = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    swapped = head + rest[PIECE : 2 * PIECE] + rest[:PIECE] + rest[2 * PIECE :]

    with pytest.raises(VaultError):
        unseal(swapped)


def test_a_chunk_repeated_dropped_or_added_is_refused():
    blob = seal(CONTENT)
    first = blob[HEADER_BYTES : HEADER_BYTES + PIECE]

    for changed in (
        blob[:HEADER_BYTES] + first + blob[HEADER_BYTES:],
        blob[:HEADER_BYTES] + blob[HEADER_BYTES + PIECE :],
        blob + first,
        blob + b"x",
    ):
        with pytest.raises(VaultError):
            unseal(changed)


def test_a_chunk_of_another_file_of_the_same_campaign_is_refused():
    one, two = seal(CONTENT), seal(CONTENT)
    mixed = one[: HEADER_BYTES + PIECE] + two[HEADER_BYTES + PIECE :]

    with pytest.raises(VaultError):
        unseal(mixed)


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
@settings(max_examples=100, deadline=None)
def test_no_flipped_bit_of_a_file_is_accepted(position, bit):
    blob = bytearray(seal(b"rejets" * 50))
    blob[position % len(blob)] ^= 1 << bit

    with pytest.raises(VaultError):
        unseal(bytes(blob))


@pytest.mark.parametrize("changes", [{"organisation": 9}, {"campaign": 9}, {"name": "lot-2.pdf"}])
def test_a_file_moved_elsewhere_is_refused(changes):
    with pytest.raises(VaultError):
        unseal(seal(b"x"), **changes)


def test_a_file_does_not_open_once_its_key_is_gone():
    with pytest.raises(VaultError):
        unseal(seal(b"x"), keys=derive_keys(new_dek(), version=1))


def interrupted_write(target):
    with SealingWriter(KEYS, target, **PLACE) as sealing:
        sealing.write(b"x" * 10)
        raise OSError


def test_a_write_that_failed_leaves_nothing_that_opens():
    target = io.BytesIO()
    with pytest.raises(OSError):  # noqa: PT011 -- the bare error is the one raised above
        interrupted_write(target)

    with pytest.raises(VaultError):
        unseal(target.getvalue())
