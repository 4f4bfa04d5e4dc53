"""Private files (uploads, rejects, batches, evidence) encrypted by chunks, so that no size needs the memory.

`magic(4) ‖ ver(1) ‖ key version(2) ‖ salt(32)`, then chunks of 64 KiB + tag. A chunk's nonce is its counter and whether
it is the last: a file cut short, reordered or extended does not open.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from notify.recipients.vault import (
    FORMAT,
    TAG_BYTES,
    CampaignKeys,
    VaultError,
    file_aad,
    file_key,
    open_chunk,
    seal_chunk,
)

MAGIC = b"NTFY"
CHUNK = 64 * 1024
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + 3 + SALT_BYTES


def seal_file(
    keys: CampaignKeys, reader: BinaryIO, writer: BinaryIO, *, organisation: object, campaign: object, name: object
) -> int:
    """Encrypt a stream to its end; returns the number of clear bytes. `name` is the file's id in the store."""
    with SealingWriter(keys, writer, organisation=organisation, campaign=campaign, name=name) as sealing:
        while data := reader.read(CHUNK):
            sealing.write(data)
    return sealing.clear_bytes


class SealingWriter:
    """A binary writer that encrypts what it is given. Use it as a context; an error inside leaves an unfinished file,
    which does not open."""

    def __init__(
        self, keys: CampaignKeys, target: BinaryIO, *, organisation: object, campaign: object, name: object
    ) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        header = MAGIC + bytes([FORMAT]) + keys.version.to_bytes(2, "big") + salt
        self._target = target
        self._key = file_key(keys, salt)
        self._aad = file_aad(organisation, campaign, name) + header
        self._pending = bytearray()
        self._count = 0
        self.clear_bytes = 0
        target.write(header)

    def write(self, data: bytes) -> int:
        """Take bytes of any length; whole chunks go out at once."""
        self._pending += data
        self.clear_bytes += len(data)
        # The last chunk is only known at the end, so one whole chunk may wait.
        while len(self._pending) > CHUNK:
            self._put(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]
        return len(data)

    def __enter__(self) -> "SealingWriter":
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self._put(bytes(self._pending), last=True)
        self._pending.clear()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._target.write(seal_chunk(self._key, _nonce(self._count, last=last), chunk, self._aad))
        self._count += 1


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def open_file(
    keys: CampaignKeys, reader: BinaryIO, writer: BinaryIO, *, organisation: object, campaign: object, name: object
) -> int:
    """Decrypt a sealed stream; returns the number of clear bytes. On VaultError discard what was written."""
    chunks = opened_chunks(keys, reader, organisation=organisation, campaign=campaign, name=name)
    return sum(writer.write(chunk) for chunk in chunks)


def opened_chunks(
    keys: CampaignKeys, reader: BinaryIO, *, organisation: object, campaign: object, name: object
) -> Iterator[bytes]:
    """Clear chunks, each authenticated before it is given. Raises VaultError at the first that is not in its place."""
    header = _exactly(reader, HEADER_BYTES)
    expected = MAGIC + bytes([FORMAT]) + keys.version.to_bytes(2, "big")
    if len(header) != HEADER_BYTES or header[: len(expected)] != expected:
        raise VaultError
    key = file_key(keys, header[-SALT_BYTES:])
    aad = file_aad(organisation, campaign, name) + header
    for count, (sealed, last) in enumerate(_marked_last(_pieces(reader))):
        yield open_chunk(key, _nonce(count, last=last), sealed, aad)


def _pieces(reader: BinaryIO) -> Iterator[bytes]:
    while piece := _exactly(reader, CHUNK + TAG_BYTES):
        yield piece


def _marked_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece with whether it is the last. Raises VaultError when there is none: even an empty file has one."""
    before: bytes | None = None
    for piece in pieces:
        if before is not None:
            yield before, False
        before = piece
    if before is None:
        raise VaultError
    yield before, True


def _exactly(reader: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes; fewer only at the end of the stream (a socket or a pipe may give less at a time)."""
    parts = bytearray()
    while len(parts) < size and (part := reader.read(size - len(parts))):
        parts += part
    return bytes(parts)
