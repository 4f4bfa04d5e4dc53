"""The CNIL's open data « violations notifiées » → counts by month, for comparison only, kept apart from the record.

One line of the file is one notification, not one incident. The layout (Windows-1252, a note before the header, doubled
apostrophes, values joined by a comma without a space) is that of the files published on data.gouv.fr.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext

from breaches import permissions
from breaches.models import Member, Organisation
from notify.dossier.former_columns import fold
from notify.dossier.models import NationalCount, NationalFile
from notify.recipients.encoding import FileError
from notify.recipients.reading import CsvSource, Record, open_source

# Heading (folded) → axis, and whether a cell may hold several values.
AXES = {
    "datedereceptiondelanotification": ("month", False),
    "secteurdactivitedelorganismeconcerne": ("sector", False),
    "naturesdelaviolation": ("nature", True),
    "nombredepersonnesimpactees": ("persons", False),
    "typologiesdesdonneesimpactees": ("data", True),
    "donneessensibles": ("sensitive", False),
    "originesdelincident": ("origin", True),
    "causesdelincident": ("cause", True),
    "informationdespersonnes": ("subjects", False),
}
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_JOINT = re.compile(r",(?=\S)")
_VALUE_MAX = 200
Counts = Counter[tuple[str, str, str]]


class NotOpenCnilError(FileError):
    """The header is not that of the CNIL's file."""

    message = "Ce fichier n’est pas celui de la CNIL : il manque la colonne « {expected} »."


class OpenCnilLineError(FileError):
    """A line that would be counted wrongly."""

    message = "Ligne {line} : « {found} ». Attendu : {expected}. Rien n’est importé."


def import_national(*, actor: Member, data: bytes, now: datetime) -> tuple[NationalFile, bool]:
    """Keep the counts of a file, and whether they are new: the same bytes are kept once.

    Raises PermissionRefusedError and the FileErrors of reading.
    """
    permissions.require(actor, "register.import")
    source = open_source(io.BytesIO(data))
    mine = NationalFile.objects.filter(organisation_id=actor.organisation_id, sha256=source.facts.sha256)
    if (known := mine.first()) is not None:
        return known, False
    note, counts = _counted(source)
    months = sorted({month for month, _axis, _value in counts})
    if not months:
        raise NotOpenCnilError(expected="Date de réception de la notification")
    with transaction.atomic():
        file, made = NationalFile.objects.get_or_create(
            organisation_id=actor.organisation_id, sha256=source.facts.sha256,
            defaults={
                "extracted": note[:120], "rows": sum(n for (_m, axis, _v), n in counts.items() if axis == "total"),
                "first_month": months[0], "last_month": months[-1], "imported_by": actor, "imported_at": now,
            },
        )  # fmt: skip
        if made:
            NationalCount.objects.bulk_create(
                (NationalCount(file=file, month=m, axis=axis, value=value, count=n)
                 for (m, axis, value), n in counts.items()), batch_size=1000,
            )  # fmt: skip
    return file, made


def _counted(source: CsvSource) -> tuple[str, Counts]:
    """What stands before the header, and the counts of the lines after it."""
    records = source.records()
    note, axes = "", []
    for record in records:
        axes = [AXES.get(fold(cell), ("", False)) for cell in record.cells]
        if any(axis for axis, _many in axes):
            break
        note = " ".join(cell.strip() for cell in record.cells if cell.strip()) or note
    _require_axes(axes)
    counts: Counts = Counter()
    for record in records:
        if not record.blank:
            counts.update(_keys(record, axes))
    return note, counts


def _require_axes(axes: list[tuple[str, bool]]) -> None:
    present = {axis for axis, _many in axes}
    for axis, heading in (
        ("month", "Date de réception de la notification"),
        ("sector", "Secteur d’activité de l’organisme concerné"),
        ("nature", "Natures de la violation"),
        ("cause", "Causes de l’incident"),
    ):
        if axis not in present:
            raise NotOpenCnilError(expected=heading)


def _keys(record: Record, axes: list[tuple[str, bool]]) -> Iterator[tuple[str, str, str]]:
    if record.faulty or len(record.cells) != len(axes):
        raise OpenCnilLineError(
            line=record.line,
            found=gettext("{count} cellules").format(count=len(record.cells)),
            expected=gettext("{count} cellules").format(count=len(axes)),
        )
    month = next(cell.strip() for cell, (axis, _many) in zip(record.cells, axes, strict=True) if axis == "month")
    if not _MONTH.fullmatch(month):
        raise OpenCnilLineError(line=record.line, found=month[:20], expected=gettext("un mois, comme 2024-05"))
    yield month, "total", ""
    for cell, (axis, many) in zip(record.cells, axes, strict=True):
        text = cell.strip().replace("''", "’")
        if axis and axis != "month" and text:
            for value in dict.fromkeys(_JOINT.split(text) if many else [text]):
                yield month, axis, value.strip()[:_VALUE_MAX]


def latest(organisation: Organisation) -> NationalFile | None:
    """The version to compare with: the last one imported."""
    return NationalFile.objects.filter(organisation=organisation).select_related("imported_by").first()


def of_year(file: NationalFile, year: int) -> dict[str, dict[str, int]]:
    """Counts of a year by axis and value, and by month under the axis `month`: two queries."""
    found: dict[str, dict[str, int]] = {}
    mine = NationalCount.objects.filter(file=file, month__startswith=f"{year}-")
    for axis, value, count in mine.values_list("axis", "value").annotate(n=Sum("count")).order_by("axis", "value"):
        found.setdefault(axis, {})[value] = count
    months = mine.filter(axis="total").values_list("month", "count")
    found["month"] = dict(months)
    return found
