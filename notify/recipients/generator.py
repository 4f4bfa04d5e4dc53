"""Dirty but plausible French patient files, for demonstrations, tests and measures. Seeded, any size, constant memory.

Nobody in them exists: names, towns and streets are drawn independently.
"""

import csv
import random
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
COLUMNS = (
    "civilite",
    "nom",
    "nom_naissance",
    "prenom",
    "date_naissance",
    "adresse1",
    "adresse2",
    "complement",
    "code_postal",
    "ville",
    "pays",
    "identifiant",
    "decede",
    "courriel",
)
_RECENT = 200  # rows among which a duplicate is drawn
_NAME_GROUPS = ("courant", "regional", "monde", "particule")
_NAME_WEIGHTS = (78, 10, 10, 2)
_ESSENTIAL = ("nom", "adresse1", "code_postal", "ville")
_ACCENTED = ("nom", "prenom", "adresse1", "ville")
_BUILDINGS = ("Résidence les Tilleuls", "Bâtiment C", "Résidence du Parc", "Immeuble le Méridien", "Entrée B")
_UNDECOMPOSED = str.maketrans("ŁłĐđıİ’", "LlDdiI'")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Dirt:
    """How often (share of the rows, 0 to 1) each defect is added."""

    duplicate: float = 0.01
    missing: float = 0.0005
    mojibake: float = 0.0005
    no_abode: float = 0.0002
    null_word: float = 0.003
    lost_zero: float = 0.5  # of the postcodes that start with 0: a spreadsheet went over them
    deceased: float = 0.004
    foreign: float = 0.004
    minor: float = 0.08
    long_name: float = 0.001


DEFAULT_DIRT = Dirt()
CLEAN = Dirt(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


@cache
def load(name: str) -> tuple[Row, ...]:
    """The rows of one of our data files: communes, noms, prenoms, voies, etranger."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream, delimiter=";"))


@cache
def _names(group: str) -> tuple[str, ...]:
    return tuple(row["nom"] for row in load("noms") if row["groupe"] == group)


def generate(
    count: int, seed: int, *, dirt: Dirt = DEFAULT_DIRT, born_until: date = date(2020, 12, 31)
) -> Iterator[Row]:
    """`count` rows (duplicates included), the same for the same arguments. Keys are COLUMNS, dates JJ/MM/AAAA."""
    rng = random.Random(f"notify patients {seed}")  # noqa: S311 -- invented people, repeatable on purpose
    recent: deque[Row] = deque(maxlen=_RECENT)
    for number in range(count):
        if recent and rng.random() < dirt.duplicate:
            yield _again(rng, rng.choice(recent), number)
            continue
        row = _person(rng, dirt, born_until, number) | _address(rng, dirt)
        recent.append(row)
        yield _soiled(rng, dirt, row)


def _person(rng: random.Random, dirt: Dirt, born_until: date, number: int) -> Row:
    given = rng.choice(load("prenoms"))
    last = _last_name(rng, dirt)
    years = rng.uniform(0, 17) if rng.random() < dirt.minor else min(18.1 + rng.gammavariate(3.2, 11), 103)
    born = born_until - timedelta(days=int(years * 365.25))
    married = given["civilite"] == "MME" and years > 25 and rng.random() < 0.4
    return {
        "civilite": given["civilite"] if rng.random() < 0.9 else "",
        "nom": last,
        "nom_naissance": _last_name(rng, CLEAN) if married else last,
        "prenom": given["prenom"],
        "date_naissance": born.strftime("%d/%m/%Y"),
        "identifiant": f"{8_000_000 + number:010d}",
        "decede": "oui" if rng.random() < dirt.deceased else "",
        "courriel": _email(rng, given["prenom"], last) if rng.random() < 0.55 else "",
    }


def _last_name(rng: random.Random, dirt: Dirt) -> str:
    if rng.random() < dirt.long_name:
        return rng.choice(_names("long"))
    name = rng.choice(_names(rng.choices(_NAME_GROUPS, _NAME_WEIGHTS)[0]))
    if rng.random() < 0.05:
        name = f"{name}-{rng.choice(_names('courant'))}"
    return name.upper() if rng.random() < 0.7 else name


def _email(rng: random.Random, given: str, last: str) -> str:
    local = ".".join(_ascii(word).lower().replace(" ", "").replace("'", "") for word in (given, last))
    return f"{local}{rng.randrange(100)}@{rng.choice(('exemple', 'messagerie', 'courrier'))}.example"


def _address(rng: random.Random, dirt: Dirt) -> Row:
    if rng.random() < dirt.foreign:
        abroad = rng.choice(load("etranger"))
        street = f"{abroad['voie']} {rng.randrange(1, 200)}"
        return _address_row(street, "", "", abroad["code"], abroad["ville"], abroad["pays"])
    town = rng.choice(load("communes"))
    suffix = rng.choices(("", " bis", " ter"), (94, 5, 1))[0]
    street = f"{rng.randrange(1, 140)}{suffix} {rng.choice(load('voies'))['voie']}"
    second = rng.choice((*_BUILDINGS, f"BP {rng.randrange(10, 900)}")) if rng.random() < 0.18 else ""
    door = f"Appartement {rng.randrange(1, 60)}, escalier {rng.choice('ABC')}" if rng.random() < 0.15 else ""
    code = town["code_postal"]
    if code.startswith("0") and rng.random() < dirt.lost_zero:
        code = code[1:]
    return _address_row(street, second, door, code, town["ville"], rng.choice(("", "", "FRANCE")))


def _address_row(street: str, second: str, door: str, code: str, town: str, country: str) -> Row:
    keys = ("adresse1", "adresse2", "complement", "code_postal", "ville", "pays")
    return dict(zip(keys, (street, second, door, code, town, country), strict=True))


def _again(rng: random.Random, row: Row, number: int) -> Row:
    """The same person from another department's export: other case, accents lost, another identifier."""
    other = row | {"identifiant": f"{8_000_000 + number:010d}", "nom": row["nom"].upper()}
    if rng.random() < 0.5:
        other |= {"prenom": _ascii(row["prenom"]).upper(), "ville": _ascii(row["ville"]).upper()}
    return {column: other[column] for column in COLUMNS}


def _soiled(rng: random.Random, dirt: Dirt, clean: Row) -> Row:
    row = {column: clean[column] for column in COLUMNS}
    if rng.random() < dirt.missing:
        row[rng.choice(_ESSENTIAL)] = ""
    if rng.random() < dirt.no_abode:
        row["adresse1"] = "SDF"
    if rng.random() < dirt.null_word:
        row["complement"] = "NULL"
    if rng.random() < dirt.mojibake:
        _damage(rng, row)
    return row


def _damage(rng: random.Random, row: Row) -> None:
    """UTF-8 read as Windows-1252 somewhere before the export."""
    column = rng.choice([name for name in _ACCENTED if not row[name].isascii()] or ["prenom"])
    text = row[column] if not row[column].isascii() else "Hélène"
    row[column] = text.encode().decode("cp1252", errors="replace")


def _ascii(text: str) -> str:
    flat = text.translate(_UNDECOMPOSED).replace("œ", "oe").replace("æ", "ae").replace("Œ", "OE")
    return unicodedata.normalize("NFKD", flat).encode("ascii", "ignore").decode()


def written(text: str, encoding: str) -> str:
    """The text as a real export writes it: a letter the encoding lacks (ễ, Ł) loses what makes it special."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(letter if _encodes(letter, encoding) else _ascii(letter) or "?" for letter in text)
    return text


def _encodes(letter: str, encoding: str) -> bool:
    try:
        return bool(letter.encode(encoding))
    except UnicodeEncodeError:
        return False


def write_csv(
    path: Path,
    count: int,
    seed: int,
    *,
    encoding: str = "cp1252",
    delimiter: str = ";",
    dirt: Dirt = DEFAULT_DIRT,
    born_until: date = date(2020, 12, 31),
) -> None:
    """Write a generated file with its header, one row at a time."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in generate(count, seed, dirt=dirt, born_until=born_until):
            writer.writerow([written(row[column], encoding) for column in COLUMNS])
