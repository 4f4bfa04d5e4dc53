"""The accepted column names of a patient file. A column nobody knows refuses the file: it may hold an address line."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from notify.recipients.encoding import FileError
from notify.recipients.reading import Record

NAME_SHOWN = 40  # characters of an unknown column name repeated in the message


class Column(StrEnum):
    """What a column holds. The value is the name written in the documentation and in `rejets.csv`."""

    CIVILITY = "civilite"
    LAST_NAME = "nom"
    BIRTH_NAME = "nom_naissance"
    FIRST_NAME = "prenom"
    BIRTH_DATE = "date_naissance"
    LINE_1 = "ligne1"
    LINE_2 = "ligne2"
    LINE_3 = "ligne3"
    LINE_4 = "ligne4"
    LINE_5 = "ligne5"
    LINE_6 = "ligne6"
    STREET_1 = "adresse1"
    STREET_2 = "adresse2"
    STREET_3 = "adresse3"
    STREET_4 = "adresse4"
    COMPLEMENT = "complement"
    POSTCODE = "code_postal"
    CITY = "ville"
    COUNTRY = "pays"
    IDENTIFIER = "identifiant"
    DECEASED = "decede"
    EMAIL = "courriel"


LINES = (Column.LINE_1, Column.LINE_2, Column.LINE_3, Column.LINE_4, Column.LINE_5, Column.LINE_6)
STREETS = (Column.STREET_1, Column.STREET_2, Column.STREET_3, Column.STREET_4)

# Without accents, case, spaces, underscores and punctuation.
ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.CIVILITY: ("civilite", "civ", "titre"),
    Column.LAST_NAME: ("nom", "nomusage", "nomdusage", "nomusuel", "nomutilise"),
    Column.BIRTH_NAME: ("nomnaissance", "nomdenaissance", "nomnaiss", "nomdefamille", "nompatronymique"),
    Column.FIRST_NAME: ("prenom", "prenoms", "prenomusuel", "prenomutilise", "premierprenom"),
    Column.BIRTH_DATE: ("datenaissance", "datedenaissance", "datenaiss", "ddn", "naissance"),
    **{column: (column.value, f"adresseligne{n}") for n, column in enumerate(LINES, start=1)},
    Column.STREET_1: ("adresse1", "adresse", "rue", "voie"),
    Column.STREET_2: ("adresse2",),
    Column.STREET_3: ("adresse3",),
    Column.STREET_4: ("adresse4",),
    Column.COMPLEMENT: ("complement", "complementadresse", "complementdadresse"),
    Column.POSTCODE: ("codepostal", "cp"),
    Column.CITY: ("ville", "commune", "localite"),
    Column.COUNTRY: ("pays", "ligne7"),
    Column.IDENTIFIER: ("identifiant", "ipp", "id", "numeropatient", "idpatient"),
    Column.DECEASED: ("decede", "deces", "dcd"),
    Column.EMAIL: ("courriel", "email", "mail", "adresseelectronique"),
}
_BY_ALIAS = {alias: column for column, aliases in ALIASES.items() for alias in aliases}


class NoHeaderError(FileError):
    """No known column name: the first line may be a patient, so none of it is repeated."""

    message = (
        "Ligne {line} : aucun nom de colonne n’est reconnu, la ligne d’en-tête manque peut-être. "
        "Colonnes acceptées : {expected}."
    )


class UnknownColumnError(FileError):
    """A column of the header that the import does not know."""

    message = (
        "Ligne {line}, colonne {column} : « {found} » n’est pas une colonne connue. Renommez-la ou retirez-la. "
        "Colonnes acceptées : {expected}."
    )


class DuplicateColumnError(FileError):
    """Two columns of the header mean the same thing."""

    message = "Ligne {line}, colonne {column} : « {found} » figure deux fois. Gardez-en une seule."


class MissingColumnError(FileError):
    """A letter cannot be addressed without this column."""

    message = "Ligne {line} : il manque la colonne {expected}. Trouvées : {found}."


@dataclass(frozen=True, slots=True)
class Layout:
    """Which cell of a record is which column."""

    columns: tuple[Column, ...]

    def values(self, record: Record) -> dict[Column, str]:
        """The cells of a record by column; the record must have as many cells as the header."""
        return dict(zip(self.columns, record.cells, strict=True))

    @property
    def by_lines(self) -> bool:
        """True when the file gives ready postal lines (ligne1…ligne6) instead of street, code and city."""
        return Column.LINE_6 in self.columns


def column_of(name: str) -> Column | None:
    """The column a header cell names, or None."""
    decomposed = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _BY_ALIAS.get(re.sub(r"[^a-z0-9]", "", decomposed.lower()))


def read_layout(header: Record) -> Layout:
    """Columns of a header record.

    Raises NoHeaderError, UnknownColumnError, DuplicateColumnError, MissingColumnError, each with the line and, where
    there is one, the column position (from 1).
    """
    known = [column_of(cell) for cell in header.cells]
    expected = ", ".join(Column)
    if sum(column is not None for column in known) < 2:
        raise NoHeaderError(line=header.line, expected=expected)
    columns: list[Column] = []
    for position, (cell, column) in enumerate(zip(header.cells, known, strict=True), start=1):
        found = cell.strip()[:NAME_SHOWN] or gettext("(vide)")
        if column is None:
            raise UnknownColumnError(line=header.line, column=position, found=found, expected=expected)
        if column in columns:
            raise DuplicateColumnError(line=header.line, column=position, found=found)
        columns.append(column)
    _check_required(columns, header.line)
    return Layout(tuple(columns))


def _check_required(columns: list[Column], line: int) -> None:
    by_lines = Column.LINE_6 in columns
    address = [(Column.LINE_4, Column.LINE_5)] if by_lines else [(Column.POSTCODE,), (Column.CITY,), STREETS]
    for alternatives in [(Column.LAST_NAME, Column.BIRTH_NAME), *address]:
        if not set(alternatives) & set(columns):
            raise MissingColumnError(line=line, expected=gettext(" ou ").join(alternatives), found=", ".join(columns))
