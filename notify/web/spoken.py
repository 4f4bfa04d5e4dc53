"""`wording` in the language of the page being made."""

from datetime import datetime

from django.utils.translation import get_language

from notify import wording


def _lang() -> str:
    return wording.language(get_language())


def number(value: int | float, decimals: int = 0) -> str:
    """`1 204`, "9,8"."""
    return wording.number(value, decimals=decimals, lang=_lang())


def instant(at: datetime) -> str:
    """`lundi 14 septembre à 18 h 47`, without the year, as inside a file."""
    return wording.instant(at, year=False, lang=_lang())


def hour(at: datetime) -> str:
    """`18 h 47`."""
    return wording.clock_time(at, lang=_lang())


def size(octets: int) -> str:
    """`412 Ko`."""
    return wording.size(octets, lang=_lang())
