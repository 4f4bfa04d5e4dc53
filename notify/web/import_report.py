"""What an import did, line by line and kind by kind, as the page shows it. Counts only: no name is in it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.recipients.columns import ALIASES, Column
from notify.recipients.models import RecipientImport
from notify.recipients.reasons import REASONS, REPAIRS

Row = dict[str, Any]
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": gettext_lazy("UTF-8 avec marque d’ordre"), "cp1252": "Windows-1252"}
SEPARATORS = {";": gettext_lazy("point-virgule"), ",": gettext_lazy("virgule")}
MERGED_SHOWN = 20
COLUMN_HINTS = {
    Column.LAST_NAME: gettext_lazy("obligatoire, ou nom_naissance"),
    Column.POSTCODE: gettext_lazy("obligatoire, sauf avec ligne1 à ligne6"),
    Column.CITY: gettext_lazy("obligatoire, sauf avec ligne1 à ligne6"),
    Column.STREET_1: gettext_lazy("obligatoire (ou adresse2 à adresse4), sauf avec ligne1 à ligne6"),
    Column.LINE_4: gettext_lazy("avec ligne6, au lieu de l’adresse, du code postal et de la ville"),
    Column.BIRTH_DATE: gettext_lazy("reconnaît les mineurs et les doublons"),
    Column.DECEASED: gettext_lazy("aucune lettre n’est écrite aux personnes décédées"),
}


def columns() -> list[Row]:
    """Every column that a file may have, other names for it, what it is for."""
    return [
        {"name": str(column), "others": ", ".join(name for name in ALIASES[column] if name != column), "hint": hint}
        for column in Column
        for hint in [COLUMN_HINTS.get(column, "")]
    ]


def account(batch: RecipientImport) -> Row:
    """Physical lines of the file, where each went, and what is left: always zero, and shown."""
    counts = batch.counts
    lines = counts["lines"]
    parts = [
        {"label": _("En-tête"), "note": "", "count": counts["header_lines"]},
        {"label": _("Personnes retenues"), "note": _("une lettre chacune"), "count": lines["accepted"]},
        {"label": _("Lignes rejetées"), "note": _("à corriger à la source"), "count": lines["rejected"]},
        {"label": _("Doublons écartés"), "note": _("même personne, même adresse"), "count": lines["merged"]},
        {"label": _("Personnes décédées"), "note": _("aucun envoi"), "count": lines["excluded"]},
        {"label": _("Lignes vides"), "note": "", "count": lines["blank"]},
    ]
    rest = counts["physical_lines"] - sum(part["count"] for part in parts)
    sentence = _("Chaque ligne du fichier a exactement une issue.")
    return {"file_rows": counts["physical_lines"], "issues": parts, "rest": rest, "sentence": sentence}


def report(batch: RecipientImport) -> Row:
    """Everything else of the report page."""
    counts = batch.counts
    return {
        "batch": batch,
        "people": counts["reachable"],
        "encoding": ENCODINGS.get(batch.encoding, batch.encoding),
        "separator": SEPARATORS.get(batch.delimiter, batch.delimiter),
        "problems": list(_problems(counts)),
        "repairs": [{"label": _(REPAIRS[code]), "count": n} for code, n in sorted(counts["repairs"].items())],
        "merged": counts["merged_lines"][:MERGED_SHOWN],
        "more_merged": max(0, counts["merged"] - MERGED_SHOWN),
        "minors": counts["minors"],
        "foreign": counts["foreign"],
        "rejected": counts["rejected"],
    }


def _problems(counts: dict[str, Any]) -> Iterator[Row]:
    for found in sorted(counts["reasons"], key=lambda reason: -int(reason["count"])):
        yield {"label": _(REASONS[found["code"]]), "column": found["column"], "count": found["count"]}
