"""A declaration beside the CNIL's as people read it and take it away: parts, JSON, text, tagged PDF."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.template import Context, Engine, Template

from breaches import journal
from breaches.law import sheets
from breaches.models import Breach, SheetTransmission, SheetVersion
from notify import wording
from notify.dossier.companion import UNANSWERED
from notify.dossier.content import Part, line_of
from notify.dossier.rendering import TEMPLATES, VARIANT, style
from notify.pdf import PdfMetadata, render_pdf
from notify.typography import typo

FORMAT = 1


@dataclass(frozen=True, slots=True)
class FrozenSheet:
    """One sheet at one version; `version` None: filled from the record and not saved yet. Texts are French."""

    sheet: sheets.Sheet
    breach: Breach
    answers: Mapping[str, Any]
    version: SheetVersion | None
    sent: tuple[SheetTransmission, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every section with all its questions, answered or not."""
        return parts_of(self.sheet, self.answers)

    @property
    def sha256(self) -> str:
        """Hash of the canonical answers: that of the version when there is one."""
        return journal.sha256(journal.canonical(dict(self.answers)))

    @property
    def number(self) -> int:
        """Number of the version, 0 before the first one."""
        return self.version.number if self.version else 0

    def file_name(self, extension: str) -> str:
        """`2026-014-fiche-csp-v2.pdf`."""
        return f"{self.breach.reference}-fiche-{self.sheet.code}-v{self.number}.{extension}"


def parts_of(sheet: sheets.Sheet, answers: Mapping[str, Any]) -> tuple[Part, ...]:
    """The sections of a sheet; a question its addressee needs says so when it has no answer."""
    lacks = {field.id for field in sheets.lacking(sheet.code, answers)}
    return tuple(
        Part(
            section.id,
            section.title,
            section.note,
            tuple(
                line_of(field, answers.get(field.id), "required" if field.id in lacks else "", asked=True)
                for field in section.fields
            ),
        )
        for section in sheet.sections
    )


def as_json(frozen: FrozenSheet) -> bytes:
    """UTF-8 JSON: what the sheet says, question by question with its basis, and to whom it was sent."""
    bases = {field.id: field.gdpr for field in frozen.sheet.fields}
    told = {
        "format": FORMAT,
        "violation": frozen.breach.reference,
        "exercice": frozen.breach.exercise,
        "fiche": frozen.sheet.code,
        "titre": frozen.sheet.title,
        "destinataire": frozen.sheet.addressee,
        "fondement": frozen.sheet.basis,
        "libelles": sheets.TO_CHECK,
        "version": frozen.number,
        "sha256": frozen.sha256,
        "transmissions": [
            {"le": journal.instant(row.sent_at), "a": row.addressee, "reference": row.reference,
             "version": row.version.number}
            for row in frozen.sent
        ],
        "answers": dict(frozen.answers),
        "sections": [
            {
                "numero": part.id,
                "titre": part.title,
                "reponses": [
                    {"champ": line.id, "libelle": line.label, "fondement": bases[line.id], "reponse": line.text or None}
                    for line in part.lines
                ],
            }
            for part in frozen.parts
        ],
    }  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def as_text(frozen: FrozenSheet) -> str:
    """Title, particulars, then each question above its answer."""
    head = [frozen.sheet.title, f"Violation {frozen.breach.reference}, version {frozen.number}"]
    if frozen.breach.exercise:
        head.insert(0, "EXERCICE")
    blocks = [
        "\n".join(head),
        "\n".join(f"{label} : {text}" for label, text in particulars(frozen)),
        f"SHA-256 : {frozen.sha256}",
    ]
    for part in frozen.parts:
        blocks.append(f"{part.id}. {part.title}")
        blocks.extend(f"{line.label}\n{line.text or UNANSWERED}" for line in part.lines)
    return "\n\n".join(blocks) + "\n"


def as_file(frozen: FrozenSheet, kind: str, *, now: datetime) -> bytes | str:
    """The sheet as `json`, `txt` or `pdf`. Raises PdfUnavailableError."""
    if kind == "pdf":
        return as_pdf(frozen, now=now)
    return as_json(frozen) if kind == "json" else as_text(frozen)


def particulars(frozen: FrozenSheet) -> list[tuple[str, str]]:
    """What stands on top: whom it is for, on which ground, what was sent already."""
    sent = [
        f"{wording.instant(row.sent_at)} (heure de Paris), à {row.addressee}"
        + (f", référence {row.reference}" if row.reference else "")
        for row in frozen.sent
    ]
    state = f"enregistrée le {wording.instant(frozen.version.created_at)}" if frozen.version else "non enregistrée"
    return [
        ("Organisme", frozen.breach.organisation.name),
        ("Destinataire", frozen.sheet.addressee),
        ("Moyen", frozen.sheet.channel),
        ("Fondement", frozen.sheet.basis),
        ("Version", f"{frozen.number}, {state}" if frozen.version else state),
        *(("Transmise", text) for text in sent),
    ]


def as_pdf(frozen: FrozenSheet, *, now: datetime) -> bytes:
    """A tagged PDF; nobody has validated it, and it says so. Raises PdfUnavailableError."""
    title = f"{frozen.sheet.title}, violation {frozen.breach.reference}"
    entry = frozen.version.entry if frozen.version else None
    context = {
        "title": title,
        "frozen": frozen,
        "particulars": particulars(frozen),
        "parts": [
            replace(
                part, title=typo(part.title), lines=tuple(replace(each, label=typo(each.label)) for each in part.lines)
            )
            for part in frozen.parts
        ],
        "organisation": frozen.breach.organisation,
        "sha256": wording.hash_groups(frozen.sha256),
        "journal": f"Journal, entrée {entry.seq}  {wording.hash_groups(entry.hash)}" if entry else "Non enregistrée",
        "rendered": wording.instant(now),
    }
    html = _template().render(Context(context, use_l10n=False, use_tz=False))
    metadata = PdfMetadata(title=title, author=frozen.breach.organisation.name, created=now)
    return render_pdf(html, metadata=metadata, stylesheets=(style(),), variant=VARIANT, tags=True)


@cache
def _template() -> Template:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True).get_template("sheet.html")
