"""Postal lines as NF Z10-011 wants them: six lines of 38 characters, lines 4 to 6 letters, digits and spaces only.

Nothing is cut: a line that stays too long after the documented abbreviations is an error.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from notify.recipients.characters import is_no_fixed_abode, is_placeholder, to_capitals
from notify.recipients.columns import STREETS, Column
from notify.recipients.reasons import RowError

WIDTH = 38
Lines = tuple[str, str, str, str, str]  # lines 2 to 6

ABBREVIATIONS = (
    ("AVENUE", "AV"),
    ("BOULEVARD", "BD"),
    ("PLACE", "PL"),
    ("IMPASSE", "IMP"),
    ("RESIDENCE", "RES"),
    ("ALLEES", "ALL"),
    ("ALLEE", "ALL"),
    ("CHEMIN", "CHE"),
    ("SQUARE", "SQ"),
    ("LOTISSEMENT", "LOT"),
    ("FAUBOURG", "FG"),
    ("ROUTE", "RTE"),
    ("QUARTIER", "QUA"),
    ("PASSAGE", "PAS"),
    ("BATIMENT", "BAT"),
    ("APPARTEMENT", "APT"),
    ("ESCALIER", "ESC"),
    ("ETAGE", "ETG"),
    ("IMMEUBLE", "IMM"),
    ("GENERAL", "GAL"),
    ("MARECHAL", "MAL"),
    ("COMMANDANT", "CDT"),
    ("CAPITAINE", "CNE"),
    ("COLONEL", "CNL"),
    ("PRESIDENT", "PDT"),
    ("PROFESSEUR", "PR"),
    ("DOCTEUR", "DR"),
    ("SAINTE", "STE"),
    ("SAINT", "ST"),
)
_DELIVERY = re.compile(r"\b(BP|CS|TSA|CIDEX|POSTE RESTANTE|LIEU DIT|LD) ?\d*\b")
_INSIDE = re.compile(r"\b(APT|APPT|APPARTEMENT|ETAGE|ETG|ESC|ESCALIER|PORTE|CHAMBRE|CHEZ|C/O|BOITE)\b")
_BUILDING = re.compile(r"\b(BAT|BATIMENT|RES|RESIDENCE|IMM|IMMEUBLE|ENTREE|TOUR|HALL|EHPAD|FOYER|LOTISSEMENT)\b")
_NUMBERED = re.compile(r"\d+ ?(?:BIS|TER|QUATER|[A-Z])? ")
_STREET = re.compile(
    r"(RUE|AVENUE|AV|BOULEVARD|BD|PLACE|PL|CHEMIN|CHE|IMPASSE|IMP|ALLEES?|ALL|ROUTE|RTE|QUAI|COURS|SQUARE|SQ|PASSAGE"
    r"|SENTIER|SENTE|VENELLE|MONTEE|FAUBOURG|FG|RUELLE|ESPLANADE|PROMENADE|VOIE|TRAVERSE|ROND POINT)\b"
)
_PREFIXES = frozenset(
    [f"{n:02}" for n in range(96)] + [f"97{n}" for n in range(1, 9)] + ["980", "984", "986", "987", "988"]
)


def capitals_line(text: str, column: str, *, keep: str = "") -> str:
    """One line in capitals; punctuation outside `keep` becomes a space. Raises RowError (script, lost_character)."""
    if not text:
        return ""
    upper = to_capitals(text)
    if "?" in upper:
        raise RowError("lost_character", column, found="« ? »", expected="une lettre")
    if not upper.isascii() and any(letter.isalpha() and not letter.isascii() for letter in upper):
        raise RowError("script", column, found="lettres non latines", expected="des lettres latines")
    return _outside(keep).sub(" ", upper).strip()


@cache
def _outside(keep: str) -> "re.Pattern[str]":
    return re.compile(rf"[^A-Z0-9{re.escape(keep)}]+")


def fitted(line: str, column: str, repairs: list[str]) -> str:
    """The line, abbreviated word by word only while it is over 38 characters. Raises RowError (too_long)."""
    if len(line) <= WIDTH:
        return line
    for word, short in ABBREVIATIONS:
        line = re.sub(rf"\b{word}\b", short, line)
        if len(line) <= WIDTH:
            repairs.append("abbreviation")
            return line
    raise RowError("too_long", column, found=f"{len(line)} caractères", expected=f"{WIDTH} au plus")


def postcode(value: str, repairs: list[str]) -> str:
    """A French postcode of five digits; a lost leading zero is put back and counted. Raises RowError."""
    code = "".join(value.split())
    if not code:
        raise RowError("missing", Column.POSTCODE, found="vide", expected="cinq chiffres")
    if re.fullmatch(r"[1-9]\d{3}", code):
        code = "0" + code
        repairs.append("leading_zero")
    elif code != value:
        repairs.append("postcode_spaces")
    if not re.fullmatch(r"[0-9]{5}", code):
        kind = f"{len(code)} chiffres" if code.isdigit() else "autre chose que des chiffres"
        raise RowError("postcode", Column.POSTCODE, found=kind, expected="cinq chiffres")
    if code == "00000" or not {code[:2], code[:3]} & _PREFIXES:
        raise RowError("postcode", Column.POSTCODE, found="département inconnu", expected="01 à 95, 971 à 988")
    return code


def city_line(code: str, city: str, repairs: list[str]) -> str:
    """Line 6 of an inland address: postcode and locality, ST and STE as the post writes them."""
    name = capitals_line(city, Column.CITY)
    if not re.search("[A-Z]", name):
        raise RowError("missing", Column.CITY, found="vide", expected="une ville")
    name = re.sub(r"\bSAINT(E?)\b", r"ST\1", name)
    return fitted(f"{code} {name}", Column.CITY, repairs)


def read_last_line(value: str, repairs: list[str]) -> str:
    """Line 6 given whole by the file. Raises RowError (postcode_city, postcode)."""
    match = re.fullmatch(r"(\d{4,5}) +(\D.*)", value)
    if match is None:
        found = "vide" if not value else "autre chose"
        raise RowError("postcode_city", Column.LINE_6, found=found, expected="code postal et ville")
    return city_line(postcode(match[1], repairs), match[2], repairs)


def refuse_unreachable(parts: Mapping[str, str]) -> None:
    """Raise RowError when a part says that the person has no address, or is a filler word."""
    for column, text in parts.items():
        if is_no_fixed_abode(text):
            raise RowError("no_fixed_abode", column, found="sans domicile", expected="une adresse")
        if text and is_placeholder(text):
            raise RowError("placeholder", column, found="mot de remplissage", expected="une adresse")


def place(parts: Sequence[tuple[str, str]], repairs: list[str]) -> tuple[str, str, str, str]:
    """Lines 2 to 5 from the free parts (column, capitals) of an address.

    Door and staircase go to line 2, building to line 3, number and street to line 4, box and locality to line 5.
    Raises RowError (missing, too_long, address_overflow).
    """
    slots: dict[int, list[tuple[str, str]]] = {2: [], 3: [], 4: [], 5: []}
    streets: list[tuple[str, str]] = []
    for column, text in parts:
        slot = _slot(text)
        (streets if slot is None else slots[slot]).append((column, text))
    # A part that starts with a number is the street; else the first address column is.
    streets.sort(key=lambda part: (not part[1][:1].isdigit(), part[0] not in STREETS))
    if streets:
        slots[4].append(streets.pop(0))
    _spread(streets, slots)
    if not slots[4] and not slots[5]:
        raise RowError("missing", Column.STREET_1, found="vide", expected="numéro et voie, ou lieu-dit")
    return (
        _joined(slots[2], repairs),
        _joined(slots[3], repairs),
        _joined(slots[4], repairs),
        _joined(slots[5], repairs),
    )


def _slot(text: str) -> int | None:
    number = _NUMBERED.match(text)
    after = text[number.end() :] if number else text
    if _STREET.match(after) or (number and not _INSIDE.match(after)):
        return None
    for slot, pattern in ((5, _DELIVERY), (2, _INSIDE), (3, _BUILDING)):
        if pattern.search(text):
            return slot
    return None


def _spread(rest: list[tuple[str, str]], slots: dict[int, list[tuple[str, str]]]) -> None:
    """Parts of no known kind take the free lines, the building line first."""
    for column, text in rest:
        free = next((slot for slot in (3, 5, 2) if not slots[slot]), None)
        if free is None:
            raise RowError("address_overflow", column, found="plus de quatre éléments", expected="lignes 2 à 5")
        slots[free].append((column, text))


def _joined(parts: list[tuple[str, str]], repairs: list[str]) -> str:
    if not parts:
        return ""
    return fitted(" ".join(text for _column, text in parts), parts[0][0], repairs)
