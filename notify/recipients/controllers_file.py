"""A CSV of controllers (nom;siren;contact;email;personnes;prise_en_charge) → rows: all of it, or its faults by line."""

import io
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from breaches.operations import Controller
from breaches.operations.controllers_check import ControllersRefusedError
from notify.recipients.columns import NAME_SHOWN, DuplicateColumnError, MissingColumnError, UnknownColumnError
from notify.recipients.encoding import FileError
from notify.recipients.reading import Record, open_source

COLUMNS = ("nom", "siren", "contact", "email", "personnes", "prise_en_charge")
OPTIONAL = ("delai_heures",)
LIMIT = 5000  # controllers
_ALIASES = {"courriel": "email", "priseencharge": "prise_en_charge", "delaiheures": "delai_heures"}
_COUNT = re.compile(r"[0-9]+")


class TooManyControllersError(FileError):
    """More lines than any processor has clients."""

    message = "Ce fichier a plus de {expected} lignes. Coupez-le en plusieurs envois."


def read_controllers(data: bytes, *, contract_hours: int | None = None) -> list[Controller]:
    """The controllers of a file in UTF-8 or Windows-1252, with `;` or `,`.

    `contract_hours` stands where the file gives none. Raises FileError (the file), ControllersRefusedError (its lines).
    """
    source = open_source(io.BytesIO(data))
    layout = _layout(source.header)
    found: list[Controller] = []
    faults: list[str] = []
    for record in source.records():
        if record.line == source.header.line or record.blank:
            continue
        if len(found) >= LIMIT:
            raise TooManyControllersError(expected=LIMIT)
        problems = list(_problems(record, layout))
        faults.extend(problems)
        if not problems:
            found.append(_controller(record, layout, contract_hours))
    if faults:
        raise ControllersRefusedError(faults)
    return found


def _column(name: str) -> str | None:
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]", "", flat)
    word = _ALIASES.get(word, word)
    return word if word in (*COLUMNS, *OPTIONAL) else None


def _layout(header: Record) -> tuple[str, ...]:
    columns: list[str] = []
    for position, cell in enumerate(header.cells, start=1):
        column, shown = _column(cell), cell.strip()[:NAME_SHOWN] or _("(vide)")
        if column is None:
            expected = ", ".join((*COLUMNS, *OPTIONAL))
            raise UnknownColumnError(line=header.line, column=position, found=shown, expected=expected)
        if column in columns:
            raise DuplicateColumnError(line=header.line, column=position, found=shown)
        columns.append(column)
    if "nom" not in columns:
        raise MissingColumnError(line=header.line, expected="nom", found=", ".join(columns))
    return tuple(columns)


def _values(record: Record, layout: tuple[str, ...]) -> dict[str, str]:
    return {name: " ".join(cell.split()) for name, cell in zip(layout, record.cells, strict=False)}


def _problems(record: Record, layout: tuple[str, ...]) -> Iterator[str]:
    if record.faulty:
        yield _("Ligne {line} : un guillemet est mal placé.").format(line=record.line)
        return
    if len(record.cells) != len(layout):
        yield _("Ligne {line} : {found} cellules, {expected} attendues.").format(
            line=record.line, found=len(record.cells), expected=len(layout)
        )
        return
    values = _values(record, layout)
    for name in ("personnes", "delai_heures"):
        text = _digits(values.get(name, ""))
        if text and not (_COUNT.fullmatch(text) and len(text) <= 10):
            yield _("Ligne {line} : « {column} » n’est pas un nombre entier.").format(line=record.line, column=name)


def _digits(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f.]", "", text)


def _number(text: str) -> int | None:
    return int(_digits(text)) if _digits(text) else None


def _controller(record: Record, layout: tuple[str, ...], contract_hours: int | None) -> Controller:
    values = _values(record, layout)
    hours = _number(values.get("delai_heures", ""))
    return Controller(
        name=values["nom"],
        siren=re.sub(r"\s", "", values.get("siren", "")),
        contact=values.get("contact", ""),
        email=values.get("email", ""),
        persons=_number(values.get("personnes", "")),
        services=values.get("prise_en_charge", ""),
        contract_hours=contract_hours if hours is None else hours,
        line=record.line,
    )
