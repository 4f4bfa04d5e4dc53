"""The vault: patients' rows and private files exist only encrypted, with keys that die with their campaign.

KEK (setting) wraps one DEK per campaign; HKDF-SHA256 derives from it the keys for rows, index and files. Deleting the
wrapped DEK makes all of it unreadable. Row: `ver(1) ‖ key version(2) ‖ nonce(12) ‖ AES-256-GCM ‖ tag(16)`.
"""

import base64
import binascii
import hmac
import itertools
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_noop

from breaches.errors import DomainError

FORMAT = 1
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
INDEX_BYTES = 16
PADDING = 64  # GCM shows the length of a text; a multiple of 64 bytes hides that of a name
_HEADER = 3
_LEAST_DISTINCT = 20  # of 32 random bytes, fewer than 20 distinct ones does not happen


class VaultError(DomainError):
    """Bytes that do not decrypt under these keys and this place: a security event, never an empty value."""

    message = (
        "Des données chiffrées ne se déchiffrent pas : elles ont été modifiées, déplacées, ou la clef n’est plus la "
        "bonne. Rien n’a été lu. Prévenez l’administrateur technique."
    )


class WeakKeyError(DomainError):
    """The key-encryption key of the settings cannot protect anything."""

    message = (
        "La clef NOTIFY_KEK est refusée : {reason}. Attendu : 32 octets tirés au hasard, en base64 ou en hexadécimal, "
        "différents de la clef secrète de Django."
    )


@dataclass(frozen=True, slots=True, repr=False)
class CampaignKeys:
    """The keys of one campaign (one DEK version), derived once and kept in memory while a job runs."""

    version: int
    rows: AESGCM
    index: bytes
    file: bytes


def load_kek(value: str, *, secret_key: str) -> bytes:
    """The 32 bytes of the KEK from its setting (base64, URL-safe or not, or hexadecimal). Raises WeakKeyError."""
    if not value:
        raise WeakKeyError(reason=gettext_noop("elle est vide"))
    key = _decoded(value.strip())
    if key is None or len(key) != KEY_BYTES:
        raise WeakKeyError(reason=gettext_noop("elle ne fait pas 32 octets"))
    steps = {(after - before) % 256 for before, after in itertools.pairwise(key)}
    if len(set(key)) < _LEAST_DISTINCT or len(steps) == 1 or all(32 <= byte < 127 for byte in key):
        raise WeakKeyError(reason=gettext_noop("elle n’est pas tirée au hasard"))
    if secret_key and (value.strip() == secret_key or key in (secret_key.encode(), _decoded(secret_key))):
        raise WeakKeyError(reason=gettext_noop("c’est la clef secrète de Django"))
    return key


def _decoded(value: str) -> bytes | None:
    try:
        if len(value) == 2 * KEY_BYTES:
            return bytes.fromhex(value)
        padded = value.replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None


def new_dek() -> bytes:
    """A fresh data key for one campaign."""
    return secrets.token_bytes(KEY_BYTES)


def wrap_dek(kek: bytes, dek: bytes, *, organisation: object, campaign: object, version: int) -> bytes:
    """The DEK encrypted under the KEK, bound to its campaign and version: what the key row stores."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    aad = _aad(organisation, campaign, "dek", version)
    return bytes([FORMAT]) + nonce + AESGCM(kek).encrypt(nonce, dek, aad)


def unwrap_dek(kek: bytes, wrapped: bytes, *, organisation: object, campaign: object, version: int) -> bytes:
    """The DEK of a key row. Raises VaultError."""
    if wrapped[:1] != bytes([FORMAT]):
        raise VaultError
    nonce, sealed = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
    return _decrypt(AESGCM(kek), nonce, sealed, _aad(organisation, campaign, "dek", version))


def derive_keys(dek: bytes, *, version: int = 1) -> CampaignKeys:
    """The three keys of a campaign from its DEK. `version` (1 to 65535) is written in front of each row."""
    if len(dek) != KEY_BYTES or not 0 < version < 1 << 16:
        raise VaultError
    return CampaignKeys(version, AESGCM(_hkdf(dek, b"enc")), _hkdf(dek, b"index"), _hkdf(dek, b"file"))


def _hkdf(secret: bytes, purpose: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"notify vault 1 " + purpose).derive(secret)


def seal_row(
    keys: CampaignKeys, *, organisation: object, campaign: object, row_id: object, record: Mapping[str, Any]
) -> bytes:
    """One recipient as one blob. `row_id` is ours, made before the INSERT: the blob opens in no other place."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    padded = text + b" " * (-len(text) % PADDING)
    header = bytes([FORMAT]) + keys.version.to_bytes(2, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + keys.rows.encrypt(nonce, padded, _row_aad(organisation, campaign, row_id, header))


def open_row(
    keys: CampaignKeys, *, organisation: object, campaign: object, row_id: object, blob: bytes
) -> dict[str, Any]:
    """The record of a blob. Raises VaultError on any change of a bit, place or key version."""
    blob = bytes(blob)  # a BinaryField is a memoryview on PostgreSQL
    header, nonce, sealed = blob[:_HEADER], blob[_HEADER : _HEADER + NONCE_BYTES], blob[_HEADER + NONCE_BYTES :]
    if header != bytes([FORMAT]) + keys.version.to_bytes(2, "big"):
        raise VaultError
    record: dict[str, Any] = json.loads(
        _decrypt(keys.rows, nonce, sealed, _row_aad(organisation, campaign, row_id, header))
    )
    return record


def key_version(blob: bytes) -> int:
    """Which DEK version a row names in front; not authenticated until the row is opened. Raises VaultError."""
    if len(blob) < _HEADER + NONCE_BYTES + TAG_BYTES:
        raise VaultError
    return int.from_bytes(bytes(blob[1:_HEADER]), "big")


def blind_index(keys: CampaignKeys, normalised: str) -> bytes:
    """16 bytes equal for equal persons of this campaign and meaningless without its key (HMAC-SHA256)."""
    return hmac.digest(keys.index, normalised.encode(), "sha256")[:INDEX_BYTES]


def file_key(keys: CampaignKeys, salt: bytes) -> AESGCM:
    """The key of one private file: its own salt, so chunk counters never meet those of another file."""
    return AESGCM(_hkdf(keys.file, b"one file", salt))


def seal_chunk(key: AESGCM, nonce: bytes, chunk: bytes, aad: bytes) -> bytes:
    """One chunk of a private file, see `sealed_files`."""
    return key.encrypt(nonce, chunk, aad)


def open_chunk(key: AESGCM, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The reverse of `seal_chunk`. Raises VaultError."""
    return _decrypt(key, nonce, sealed, aad)


def _row_aad(organisation: object, campaign: object, row_id: object, header: bytes) -> bytes:
    return _aad(organisation, campaign, "recipient", row_id, header[0], int.from_bytes(header[1:], "big"))


def _aad(*parts: object) -> bytes:
    texts = ["notify", *map(str, parts)]
    if any("|" in text or not text for text in texts):
        raise VaultError
    return "|".join(texts).encode()


def file_aad(organisation: object, campaign: object, name: object) -> bytes:
    """The place of a private file; a file moved to another name or campaign does not open."""
    return _aad(organisation, campaign, "file", name)


def _decrypt(key: AESGCM, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    if len(nonce) != NONCE_BYTES or len(sealed) < TAG_BYTES:
        raise VaultError
    try:
        return key.decrypt(nonce, sealed, aad)
    except InvalidTag as error:
        raise VaultError from error
