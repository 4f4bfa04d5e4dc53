"""One encrypted ZIP archive, written as it is read: WinZip AES-256, which 7-Zip and WinZip open.

The only importer of `stream_zip`. Names of members show without the password: they hold references and numbers only.
"""

import secrets
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from stream_zip import ZIP_64, stream_zip

from breaches.law.clocks import PARIS

# Read over the telephone: no 0/O, 1/I/L. 25 of 31 symbols: 123 bits, so that the weak key derivation of ZIP is enough.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUPS, GROUP = 5, 5
_MODE = 0o100600

Member = tuple[str, Iterable[bytes]]


def new_password() -> str:
    """A password for one archive, in groups to be read aloud."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def encrypted(members: Iterable[Member], *, password: str, now: datetime) -> Iterator[bytes]:
    """The archive by pieces; each member is only made when the one before it is written."""
    at = now.astimezone(PARIS)
    files = ((name, at, _MODE, ZIP_64, pieces) for name, pieces in members)
    yield from stream_zip(files, password=password, get_compressobj=_light)


def _light() -> "zlib._Compress":
    """The PDFs are compressed already: a quick pass is enough."""
    return zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS)
