"""Who the row is about: names, civility, birth date, age, flags."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from notify.recipients.characters import is_placeholder, normalised
from notify.recipients.columns import Column
from notify.recipients.reasons import RowError

MAJORITY = 18  # years, Code civil art. 388
OLDEST = 130  # years
PARIS = ZoneInfo("Europe/Paris")

MADAME, MONSIEUR = "Madame", "Monsieur"
_CIVILITIES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("MME", "MADAME", "MLLE", "MADEMOISELLE", "F", "MRS", "MS"), MADAME)
    | dict.fromkeys(("M", "MR", "MONSIEUR", "H"), MONSIEUR)
    | dict.fromkeys(("", "ENFANT", "ENF", "AUTRE", "NC", "DR", "PR", "ME"), "")
)
_YES = {"1", "O", "OUI", "X", "VRAI", "TRUE", "DCD", "DECEDE", "DECEDEE", "Y", "YES"}
_NO = {"", "0", "N", "NON", "FAUX", "FALSE", "NO"}
_NAME_MARKS = set(" -'’.,()/")
_DATE = re.compile(
    r"(?:(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<y2>\d{4})-?(?P<m2>\d{2})-?(?P<d2>\d{2}))"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def person_name(value: str, column: str, *, required: bool = False) -> str:
    """A name as written. Raises RowError (missing, placeholder, lost_character, name_characters)."""
    if not value:
        if required:
            raise RowError("missing", column, found="vide", expected="un nom")
        return ""
    if is_placeholder(value):
        raise RowError("placeholder", column, found="mot de remplissage", expected="un nom")
    if "?" in value:
        raise RowError("lost_character", column, found="« ? »", expected="une lettre")
    if not all(character.isalpha() or character in _NAME_MARKS for character in value):
        kind = "un chiffre" if any(character.isdigit() for character in value) else "un signe"
        raise RowError("name_characters", column, found=kind, expected="lettres, trait d’union, apostrophe, espace")
    return value


def civility(value: str) -> str:
    """Madame, Monsieur, or empty where the file does not say. Raises RowError (civility)."""
    found = _CIVILITIES.get(normalised(value).replace(" ", ""))
    if found is None:
        raise RowError("civility", Column.CIVILITY, found="mot inconnu", expected="M, MME ou vide")
    return found


def birth_date(value: str, *, today: date) -> date | None:
    """A birth date written day first or in ISO form, None when empty. Raises RowError (date, date_range)."""
    if not value:
        return None
    match = _DATE.fullmatch(value)
    if match is None:
        raise RowError("date", Column.BIRTH_DATE, found="autre forme", expected="JJ/MM/AAAA ou AAAA-MM-JJ")
    parts = [int(match[name] or match[f"{name}2"]) for name in ("y", "m", "d")]
    try:
        born = date(*parts)
    except ValueError:
        raise RowError("date", Column.BIRTH_DATE, found="jour inexistant", expected="JJ/MM/AAAA") from None
    if born > today or born.year < today.year - OLDEST:
        raise RowError("date_range", Column.BIRTH_DATE, found="date impossible", expected="une date de naissance")
    return born


def is_minor(born: date | None, *, today: date) -> bool:
    """True until the eighteenth birthday (1 March for those born on 29 February). Unknown dates count as adults."""
    if born is None:
        return False
    leap_day = (born.month, born.day) == (2, 29)
    month, day = (3, 1) if leap_day else (born.month, born.day)
    return today < date(born.year + MAJORITY, month, day)


def is_deceased(value: str) -> bool:
    """Reads a flag or a date of death. Raises RowError (flag) rather than guess."""
    word = normalised(value)
    if word in _YES or _DATE.fullmatch(value):
        return True
    if word in _NO:
        return False
    raise RowError("flag", Column.DECEASED, found="mot inconnu", expected="oui, non, une date ou vide")


def email(value: str) -> str:
    """An e-mail address or empty. Raises RowError (email)."""
    if value and _EMAIL.fullmatch(value) is None:
        raise RowError("email", Column.EMAIL, found="autre forme", expected="nom@domaine")
    return value


def today_in_paris(now: datetime) -> date:
    """The civil day of an aware instant, where the patients live."""
    return now.astimezone(UTC).astimezone(PARIS).date()
