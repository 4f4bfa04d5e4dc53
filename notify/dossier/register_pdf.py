"""The register as a PDF, A4 landscape: a table of all, then the whole record of each. Tagged, not validated."""

from datetime import datetime
from functools import cache
from typing import Any

from django.template import Context, Engine, Template

from breaches.models import Organisation
from notify import wording
from notify.dossier.register import COLUMNS, Row, Subjects
from notify.dossier.rendering import TEMPLATES, VARIANT
from notify.pdf import PdfMetadata, render_pdf

_SUBJECTS = {
    Subjects.INFORMED: "Informées",
    Subjects.DUE: "À informer",
    Subjects.WITHHELD: "Non informées, par décision",
    Subjects.UNDECIDED: "Pas encore décidé",
}
_UNTOLD = "Non renseigné"  # an old register that does not say it


def as_pdf(rows: list[Row], organisation: Organisation, *, now: datetime) -> bytes:
    """The bytes of the register of `organisation` reduced to `rows`. Raises PdfUnavailableError."""
    title = "Registre des violations de données à caractère personnel"
    context = {
        "title": title,
        "organisation": organisation,
        "count": wording.number(len(rows)),
        "several": len(rows) > 1,
        "rows": [_line(row, now) for row in rows],
        "rendered": wording.instant(now),
    }
    html = _template().render(Context(context, use_l10n=False, use_tz=False))
    metadata = PdfMetadata(title=title, author=organisation.name, created=now)
    return render_pdf(html, metadata=metadata, stylesheets=(_style(),), variant=VARIANT, tags=True)


def _line(row: Row, now: datetime) -> dict[str, Any]:
    return {
        "title": row.title,
        "values": row.values,
        "persons": "" if row.persons is None else wording.number(row.persons),
        "authority": row.values["receipts"] or row.values["authority"].split(". ")[0] or _UNTOLD,
        "subjects": _SUBJECTS[row.subjects] if row.values["subjects"] or row.breach else _UNTOLD,
        "late": ("Oui" if row.late(now) else "Non") if row.breach else row.values["delay"] or _UNTOLD,
        "former": "" if row.breach else row.values["state"],
        "record": [(label, row.values[key]) for key, label in COLUMNS if row.values[key]],
    }


@cache
def _template() -> Template:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True).get_template("registre.html")


@cache
def _style() -> str:
    return (TEMPLATES / "registre.css").read_text(encoding="utf-8")
