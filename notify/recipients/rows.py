"""One record → a row that can be addressed, or the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from notify.recipients import identity
from notify.recipients.address import (
    WIDTH,
    capitals_line,
    city_line,
    fitted,
    place,
    postcode,
    read_last_line,
    refuse_unreachable,
)
from notify.recipients.characters import clean, is_placeholder, normalised
from notify.recipients.columns import LINES, STREETS, Column, Layout
from notify.recipients.countries import country_line
from notify.recipients.outcomes import CheckedRow, Excluded, Rejected, person_key
from notify.recipients.reading import Record
from notify.recipients.reasons import RowError

GUARDIANS = "AUX REPRESENTANTS LEGAUX DE"
_FOREIGN_MARKS = "-'/.,"
_OPTIONAL = frozenset({Column.COMPLEMENT, *STREETS[1:], *LINES[:5], Column.COUNTRY, Column.EMAIL, Column.IDENTIFIER})
_ALL_COLUMNS = tuple(Column)
_FREE_PARTS = (Column.COMPLEMENT, *STREETS)
_SHORT_CIVILITIES = {identity.MADAME: "MME", identity.MONSIEUR: "M"}

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """The identity columns of a row, checked."""

    civility: str
    first_name: str
    last_name: str
    birth_name: str
    born: date | None
    minor: bool
    deceased: bool


def check_record(record: Record, layout: Layout, *, today: date) -> CheckedRow | Rejected | Excluded:
    """Check one non-blank record against the layout of its file."""
    try:
        values, repairs = _read_cells(record, layout)
        person = read_person(values, today=today)
        if person.deceased:
            return Excluded(record.line, record.lines, "deceased")
        return _checked(record, layout, values, person, repairs)
    except RowError as error:
        return Rejected(record.line, record.lines, error.column, error.code, error.found, error.expected, record.text)


def read_flagged(record: Record, layout: Layout, *, today: date) -> str | None:
    """The person key of a record flagged as deceased, None for the others; its address does not matter."""
    at = layout.columns.index(Column.DECEASED)
    if len(record.cells) <= at or not record.cells[at]:
        return None
    try:
        values, _repairs = _read_cells(record, layout)
        if not identity.is_deceased(values[Column.DECEASED]):
            return None
        person = read_person(values, today=today)
    except RowError:
        return None
    return person_key(person.last_name, person.first_name, person.born) if person.born else None


def _read_cells(record: Record, layout: Layout) -> tuple[dict[str, str], list[str]]:
    if record.faulty:
        raise RowError("quotes", "", found="guillemet mal placé", expected="guillemets par paires")
    if len(record.cells) != len(layout.columns):
        expected = f"{len(layout.columns)} cellules"
        raise RowError("cells", "", found=f"{len(record.cells)} cellules", expected=expected)
    values: dict[str, str] = dict.fromkeys(_ALL_COLUMNS, "")
    repairs: list[str] = []
    for column, cell in layout.values(record).items():
        if not cell:
            continue
        value = clean(cell, column)
        if value and column in _OPTIONAL and is_placeholder(value):
            value = ""
            repairs.append("null_as_blank")
        values[column] = value
    return values, repairs


def read_person(values: Values, *, today: date) -> Person:
    """Names, civility, birth date and flags. Raises RowError."""
    birth_name = identity.person_name(values[Column.BIRTH_NAME], Column.BIRTH_NAME)
    last_name = values[Column.LAST_NAME] or birth_name
    born = identity.birth_date(values[Column.BIRTH_DATE], today=today)
    return Person(
        identity.civility(values[Column.CIVILITY]),
        identity.person_name(values[Column.FIRST_NAME], Column.FIRST_NAME),
        identity.person_name(last_name, Column.LAST_NAME, required=True),
        birth_name,
        born,
        identity.is_minor(born, today=today),
        identity.is_deceased(values[Column.DECEASED]),
    )


def _checked(record: Record, layout: Layout, values: Values, person: Person, repairs: list[str]) -> CheckedRow:
    refuse_unreachable({column: values[column] for column in (*_FREE_PARTS, *LINES[1:], Column.CITY)})
    country = country_line(values[Column.COUNTRY])
    lines = _given_lines(values, country, repairs) if layout.by_lines else _built_lines(values, country, repairs)
    first = _first_line(values, person, repairs)
    if person.minor:
        lines = _for_guardians(_name_line(person, "", repairs), lines, repairs)
        first = GUARDIANS
    return CheckedRow(
        record.line,
        record.lines,
        person.civility,
        person.first_name,
        person.last_name,
        person.birth_name,
        person.born,
        person.minor,
        (first, *lines),
        country,
        values[Column.IDENTIFIER],
        identity.email(values[Column.EMAIL]),
        tuple(repairs),
    )


def _first_line(values: Values, person: Person, repairs: list[str]) -> str:
    given = values[Column.LINE_1]
    if not given:
        return _name_line(person, person.civility, repairs)
    if normalised(person.last_name) not in normalised(given):
        raise RowError("name_mismatch", Column.LINE_1, found="un autre nom", expected="le nom de la personne")
    return fitted(capitals_line(given, Column.LINE_1, keep="-'"), Column.LINE_1, repairs)


def _name_line(person: Person, civility: str, repairs: list[str]) -> str:
    """Civility, given name, surname; the civility gives way before a name does, and nothing else ever does."""
    first = capitals_line(person.first_name.split(",")[0], Column.FIRST_NAME, keep="-'")
    last = capitals_line(person.last_name, Column.LAST_NAME, keep="-'")
    if not last:
        raise RowError("name_characters", Column.LAST_NAME, found="aucune lettre", expected="un nom")
    name = f"{first} {last}".strip()
    if len(name) > WIDTH:
        raise RowError("too_long", Column.LAST_NAME, found=f"{len(name)} caractères", expected=f"{WIDTH} au plus")
    forms = (civility.upper(), _SHORT_CIVILITIES.get(civility, ""), "")
    line = next(line for form in forms if len(line := f"{form} {name}".strip()) <= WIDTH)
    if not line.startswith(forms[0]):
        repairs.append("name_abbreviation")
    return line


def _built_lines(values: Values, country: str, repairs: list[str]) -> tuple[str, str, str, str, str]:
    keep = _FOREIGN_MARKS if country else ""
    parts = [(str(column), capitals_line(values[column], column, keep=keep)) for column in _FREE_PARTS]
    two, three, four, five = place([part for part in parts if part[1]], repairs)
    if country:
        last = capitals_line(f"{values[Column.POSTCODE]} {values[Column.CITY]}", Column.CITY, keep=keep)
        return two, three, four, five, _foreign_last(last, Column.CITY, repairs)
    return two, three, four, five, city_line(postcode(values[Column.POSTCODE], repairs), values[Column.CITY], repairs)


def _given_lines(values: Values, country: str, repairs: list[str]) -> tuple[str, str, str, str, str]:
    marks = _FOREIGN_MARKS if country else ""
    two, three, four, five = (
        fitted(capitals_line(values[column], column, keep=marks), column, repairs) for column in LINES[1:5]
    )
    if not four and not five:
        raise RowError("missing", Column.LINE_4, found="vide", expected="numéro et voie, ou lieu-dit")
    if country:
        last = capitals_line(values[Column.LINE_6], Column.LINE_6, keep=marks)
        return two, three, four, five, _foreign_last(last, Column.LINE_6, repairs)
    return two, three, four, five, read_last_line(values[Column.LINE_6], repairs)


def _foreign_last(line: str, column: str, repairs: list[str]) -> str:
    """Foreign layouts differ (code before or after the city): kept as given, only the length is checked."""
    if not line:
        raise RowError("missing", column, found="vide", expected="code postal et ville")
    return fitted(line, column, repairs)


def _for_guardians(
    child: str, lines: tuple[str, str, str, str, str], repairs: list[str]
) -> tuple[str, str, str, str, str]:
    """A child's name takes line 2; what stood there joins line 3."""
    two, three, four, five, six = lines
    return child, fitted(f"{two} {three}".strip(), Column.COMPLEMENT, repairs), four, five, six
