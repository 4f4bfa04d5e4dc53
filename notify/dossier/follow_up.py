"""The section « Suites » of a file on paper: what came back, what was answered, why it was closed. In French."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from django.template import Context, Engine, Template
from django.utils import translation

from breaches.law.french_dates import french_date, french_datetime
from breaches.models import Breach
from breaches.models import JournalEntry as Entry
from breaches.operations.closing import left_to_do
from breaches.states import LetterKind, RequestKind, RequestOutcome, RetentionKind
from notify import wording
from notify.dossier.content import Line, Part
from notify.dossier.rendering import TEMPLATES, VARIANT, style
from notify.pdf import PdfMetadata, render_pdf
from notify.typography import typo

NONE = "Rien n’est inscrit."


def parts_of(breach: Breach, now: datetime) -> tuple[Part, ...]:
    """The sections, each one line a row. No name of a data subject is in the record, so none is here."""
    found = (
        ("Mesures", _measures(breach)),
        ("Courriers de la CNIL", _letters(breach)),
        ("Demandes des personnes", _requests(breach)),
        ("Report demandé par une autorité (considérant 88)", _delays(breach)),
        ("Références", _links(breach)),
        ("Enseignements", iter([("Ce qui est retenu", breach.lessons)])),
        ("Clôture", _closing(breach, now)),
        ("Conservation", _kept(breach)),
    )
    return tuple(
        Part(rank, title, "", tuple(_line(rank, place, *row) for place, row in enumerate(rows)))
        for rank, (title, rows) in enumerate(found, start=1)
    )


def _line(rank: int, place: int, label: str, text: str) -> Line:
    return Line(f"{rank}-{place}", label, tuple(text.splitlines()) or (NONE,), "", uncertain=False, note="")


def _day(day: date | None) -> str:
    return french_date(day, weekday=False) if day else ""


def _measures(breach: Breach) -> Iterator[tuple[str, str]]:
    for row in breach.measures.all():
        due = f", pour le {_day(row.due_on)}" if row.due_on else ""
        state = f"Faite le {french_datetime(row.done_at)}." if row.done_at else f"Non faite{due}."
        yield f"Mesure, {row.owner}", f"{row.what}\n{state}"


def _letters(breach: Breach) -> Iterator[tuple[str, str]]:
    for row in breach.letters.select_related("evidence", "answer_evidence"):
        lines = [row.about] if row.about else []
        if row.evidence:
            lines.append(f"Pièce : SHA-256 {row.evidence.sha256}.")
        if row.due_on:
            lines.append(f"Réponse attendue le {_day(row.due_on)}.")
        if row.answered_on:
            lines.append(f"Répondu le {_day(row.answered_on)}. {row.answer}".strip())
        if row.answer_evidence:
            lines.append(f"Réponse : SHA-256 {row.answer_evidence.sha256}.")
        yield f"{LetterKind(row.kind).label}, {row.reference}, reçu le {_day(row.received_on)}", "\n".join(lines)


def _requests(breach: Breach) -> Iterator[tuple[str, str]]:
    for row in breach.requests.all():
        lines = [f"Terme : {_day(row.due_on)}."]
        if row.extended_on:
            lines.append(f"Prolongée de deux mois le {_day(row.extended_on)} : {row.extension_reasons}")
        if row.handled_on:
            outcome = f"{RequestOutcome(row.outcome).label}, le {_day(row.handled_on)}."
            lines.append(f"{outcome} {row.outcome_reasons}".strip())
        yield f"{RequestKind(row.kind).label}, n° {row.reference}, reçue le {_day(row.received_on)}", "\n".join(lines)


def _delays(breach: Breach) -> Iterator[tuple[str, str]]:
    for row in breach.delays.all():
        lines = [f"Du {_day(row.starts_on)} au {_day(row.until_on)}. {row.why}".strip()]
        lines.append("Seule l’information des personnes est différée ; la notification à la CNIL ne l’est pas.")
        if row.lifted_on:
            lines.append(f"Levé le {_day(row.lifted_on)}.")
        yield f"{row.authority}, {row.reference}", "\n".join(lines)


def _links(breach: Breach) -> Iterator[tuple[str, str]]:
    yield "Fiche du registre des traitements (article 30)", breach.processing_record
    yield "Contrat du sous-traitant (article 28)", breach.processor_contract


def _closing(breach: Breach, now: datetime) -> Iterator[tuple[str, str]]:
    if breach.closed_at is None:
        with translation.override("fr"):
            yield "Ce qui tient encore le dossier ouvert", "\n".join(left_to_do(breach, now))
        return
    yield "Clôturé", french_datetime(breach.closed_at)
    for row in breach.closing_explained.all():
        yield "Motif, malgré ce qui restait ouvert", row.reasons


def _kept(breach: Breach) -> Iterator[tuple[str, str]]:
    for hold in breach.holds.select_related("placed_by", "released_by"):
        text = f"Posé par {hold.placed_by.name} le {french_datetime(hold.placed_at)}."
        if hold.released_by and hold.released_at:
            ended = f"Levé par {hold.released_by.name} le {french_datetime(hold.released_at)}"
            text += f"\n{ended} : {hold.release_reasons}"
        yield f"Gel : {hold.reason}", text
    for row in breach.purges.all():
        text = f"Purgés le {french_datetime(row.purged_at)}. Empreinte de ce qui a été purgé : SHA-256 {row.digest}."
        yield str(RetentionKind(row.kind).label), text


def as_pdf(breach: Breach, *, now: datetime) -> bytes:
    """A tagged PDF, not validated; its foot names the journal's last entry. Raises PdfUnavailableError."""
    title = f"Suites, violation {breach.reference}"
    head = Entry.objects.filter(organisation_id=breach.organisation_id).order_by("-seq").first()
    with translation.override("fr"):
        parts = parts_of(breach, now)
    context = {
        "title": title, "breach": breach, "organisation": breach.organisation, "rendered": wording.instant(now),
        "journal": f"Journal, entrée {head.seq}  {wording.hash_groups(head.hash)}" if head else "",
        "parts": [replace(p, lines=tuple(replace(each, label=typo(each.label)) for each in p.lines)) for p in parts],
    }  # fmt: skip
    html = _template().render(Context(context, use_l10n=False, use_tz=False))
    metadata = PdfMetadata(title=title, author=breach.organisation.name, created=now)
    return render_pdf(html, metadata=metadata, stylesheets=(style(),), variant=VARIANT, tags=True)


@cache
def _template() -> Template:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True).get_template("suites.html")
