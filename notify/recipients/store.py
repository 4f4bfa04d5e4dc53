"""The private store: files with identities or facts, encrypted under a campaign's key, outside static and media."""

import errno
import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from breaches.errors import DomainError
from breaches.models import Breach, Communication
from notify.recipients.models import CampaignKey, PrivateFile
from notify.recipients.sealed_files import SealingWriter, open_file
from notify.recipients.vault import CampaignKeys, derive_keys, load_kek, new_dek, unwrap_dek, wrap_dek

BLOCK = 1024 * 1024
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNFINISHED = ".part"


class StoreFullError(DomainError):
    """The disk of the private store has no room left; what was being written is taken away again."""

    message = (
        "Le disque du coffre de fichiers est plein ({place}) : l’écriture s’est arrêtée après {written} octets, il en "
        "reste {free} de libres. Rien n’est gardé de ce fichier. Faites de la place, puis recommencez."
    )


class PurgedFileError(DomainError):
    """A file whose bytes were purged at the end of their retention; its hash and size remain."""

    message = "Ce fichier a été purgé au terme de sa conservation. Son empreinte et sa taille restent inscrites."


@lru_cache(maxsize=1)
def _kek(value: str, secret_key: str) -> bytes:
    return load_kek(value, secret_key=secret_key)


def kek() -> bytes:
    """The key-encryption key of this installation. Raises WeakKeyError."""
    return _kek(settings.NOTIFY_KEK, settings.SECRET_KEY)


def key_of(breach: Breach, communication: Communication | None, now: datetime) -> CampaignKey:
    """The key row of a communication (or of the breach's own files), made on first use."""
    found = CampaignKey.objects.filter(breach=breach, communication=communication).first()
    if found is not None and found.shredded_at is None:
        return found
    pk = uuid4()
    wrapped = wrap_dek(kek(), new_dek(), organisation=breach.organisation_id, campaign=pk, version=1)
    with transaction.atomic():
        Breach.objects.select_for_update().get(pk=breach.pk)
        found = CampaignKey.objects.filter(breach=breach, communication=communication).first()
        if found is not None and found.shredded_at is not None:
            _renew(found)
        return found or CampaignKey.objects.create(
            id=pk, organisation_id=breach.organisation_id, breach=breach, communication=communication,
            wrapped=wrapped, created_at=now,
        )  # fmt: skip


def _renew(row: CampaignKey) -> None:
    """A fresh data key in the place of a shredded one, under the next version: what the old one sealed stays shut."""
    row.version, row.shredded_at = row.version + 1, None
    row.wrapped = wrap_dek(kek(), new_dek(), organisation=row.organisation_id, campaign=row.pk, version=row.version)
    row.save(update_fields=["version", "shredded_at", "wrapped"])


def opened(row: CampaignKey) -> CampaignKeys:
    """The working keys of a key row. Raises VaultError."""
    dek = unwrap_dek(kek(), bytes(row.wrapped), organisation=row.organisation_id, campaign=row.pk, version=row.version)
    return derive_keys(dek, version=row.version)


def _path(pk: object) -> Path:
    name = str(pk)
    return Path(settings.PRIVATE_DIR) / name[:2] / name


def save(
    *,
    breach: Breach,
    communication: Communication | None = None,
    purpose: str,
    name: str,
    data: bytes,
    now: datetime,
) -> PrivateFile:
    """Encrypt and keep `data`; the row's hash and size are of the clear bytes. Raises StoreFullError."""
    return save_pieces(breach=breach, communication=communication, purpose=purpose, name=name, pieces=[data], now=now)


def save_pieces(
    *,
    breach: Breach,
    communication: Communication | None = None,
    purpose: str,
    name: str,
    pieces: Iterable[bytes],
    now: datetime,
) -> PrivateFile:
    """The same for what is too large to hold: each piece is encrypted and written as it comes.

    The file is whole under its name before its row exists: a crash in between leaves an unreadable orphan, never a row
    without its file. An error of `pieces` passes through and leaves nothing. Raises StoreFullError.
    """
    key = key_of(breach, communication, now)
    row = PrivateFile(key=key, purpose=purpose, name=name[:200], created_at=now)
    digest = hashlib.sha256()
    with _whole(_path(row.pk)) as target:
        with SealingWriter(
            opened(key), target, organisation=key.organisation_id, campaign=key.pk, name=row.pk
        ) as sealing:
            for piece in pieces:
                digest.update(piece)
                sealing.write(piece)
        row.size = sealing.clear_bytes
    row.sha256 = digest.hexdigest()
    row.save(force_insert=True)
    return row


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name when all of it is on the disk; otherwise it is taken away."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = 0
    try:
        with unfinished.open("xb") as target:
            try:
                yield target
                target.flush()
                os.fsync(target.fileno())
            finally:
                written = os.fstat(target.fileno()).st_size
        unfinished.rename(path)
    except BaseException as error:
        unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            free = shutil.disk_usage(path.parent).free
            raise StoreFullError(place=settings.PRIVATE_DIR, written=written, free=free) from error
        raise


def copy_to(row: PrivateFile, target: BinaryIO) -> int:
    """Decrypt a file into `target`; returns the number of clear bytes.

    Raises VaultError (then discard `target`), PurgedFileError.
    """
    if row.purged_at is not None:
        raise PurgedFileError()
    key = row.key
    with _path(row.pk).open("rb") as source:
        return open_file(opened(key), source, target, organisation=key.organisation_id, campaign=key.pk, name=row.pk)


def read(row: PrivateFile) -> bytes:
    """The clear bytes of a file. Raises VaultError."""
    target = io.BytesIO()
    copy_to(row, target)
    return target.getvalue()


def discard(row: PrivateFile) -> None:
    """Forget a file that serves nobody: its row first, then its bytes."""
    path = _path(row.pk)
    row.delete()
    path.unlink(missing_ok=True)


def erase(row: PrivateFile, now: datetime) -> None:
    """Destroy the bytes of a file whose purge is recorded; the row stays. Doing it again changes nothing.

    Overwritten before it is removed: on a disk that writes elsewhere only the shredded key makes it unreadable.
    """
    path = _path(row.pk)
    if path.exists():
        with path.open("r+b") as target:
            left = path.stat().st_size
            while left > 0:
                left -= target.write(secrets.token_bytes(min(BLOCK, left)))
            target.flush()
            os.fsync(target.fileno())
        path.unlink(missing_ok=True)
    row.erased_at = now
    row.save(update_fields=["erased_at"])
