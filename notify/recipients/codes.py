"""The code printed on a letter, like 7KD4-M2QX-91: proof for the reader that the letter is ours.

Eight Crockford base 32 characters (40 bits, no I, L, O, U), then two check digits (ISO 7064 MOD 97-10): one wrong
character or two swapped neighbours never pass.
"""

import hmac
import secrets

from breaches.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_BITS = 5 * LENGTH
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


class LetterCodeError(DomainError):
    """A typed code that no letter bears."""

    message = "Ce code n’est pas celui d’une de nos lettres. Recopiez les dix caractères imprimés sous la date."
    default_field = "code"


def derived_code(key: bytes, letter: str, *, attempt: int = 0) -> str:
    """The code of a letter, the same each time it is rendered and unguessable without the key (32 bytes).

    Two letters of a large mailing can meet in 40 bits: the caller keeps codes unique and asks again with `attempt` + 1.
    """
    digest = hmac.digest(key, f"letter code|{letter}|{attempt}".encode(), "sha256")
    return _written(int.from_bytes(digest[:8], "big") >> (64 - _BITS))


def random_code() -> str:
    """A code from the system's randomness, for a letter without a key."""
    return _written(secrets.randbits(_BITS))


def _written(number: int) -> str:
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return f"{body[:4]}-{body[4:]}-{_check(number):02d}"


def _check(number: int) -> int:
    return 98 - number * 100 % 97


def read_code(typed: str) -> str:
    """A code as typed (any case, spaces, O for 0, I or L for 1) in its printed form. Raises LetterCodeError."""
    compact = "".join(letter for letter in typed.upper().translate(_READ_AS) if letter.isalnum())
    body, check = compact[:LENGTH], compact[LENGTH:]
    if len(compact) != LENGTH + 2 or not set(body) <= set(ALPHABET) or not (check.isascii() and check.isdigit()):
        raise LetterCodeError
    number = 0
    for letter in body:
        number = number * 32 + ALPHABET.index(letter)
    if _check(number) != int(check):
        raise LetterCodeError
    return _written(number)
