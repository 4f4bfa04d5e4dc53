"""Report an incident: the register has its row from the first minute (art. 33(5))."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from breaches import journal, permissions
from breaches.models import Breach, IncidentReport, JournalEntry, Member, Organisation
from breaches.operations.base import operation, organisation_of, require_past, require_reasons
from breaches.operations.parties import ProcessorWord, take_word, told_of
from breaches.states import Source

PARIS = ZoneInfo("Europe/Paris")
TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Report:
    """What a person tells: seven questions of the staff form, and what a DPO adds when re-entering paper."""

    summary: str
    source: str = Source.INTERNAL
    detected_at: datetime | None = None
    attack_known_at: datetime | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    late_entry: bool = False
    kind: str = ""
    ongoing: str = ""
    how_many: str = ""
    contact: str = ""
    processor: ProcessorWord | None = None
    unit: str = ""
    linked: str = ""  # number of the file of the same event in another organisation of the group


@operation
def report_incident(
    *,
    actor: Member | None,
    now: datetime,
    report: Report,
    organisation: Organisation | None = None,
    exercise: bool = False,
) -> IncidentReport:
    """Record a report and open its breach in state `reported`.

    `actor` is None for the staff form by link, then `organisation` says whose link it was. Raises
    PermissionRefusedError, MissingReasonsError (empty summary), InstantInFutureError.
    """
    house = organisation_of(actor, organisation)
    if actor is not None:
        permissions.require(actor, "incident.report")
    require_reasons(report.summary, "summary")
    for field in ("detected_at", "attack_known_at", "occurred_from", "occurred_to"):
        require_past(getattr(report, field), now, field)
    journal.lock_head(house.pk)
    breach = _new_breach(house, report, now, exercise)
    take_word(breach, report.processor, now)
    row = _new_report(breach, report, actor, now)
    entry = _tell(breach, row, actor, now, report.linked)
    breach.last_entry = row.last_entry = entry
    breach.save(force_insert=True)
    row.save(force_insert=True)
    return row


def _new_breach(house: Organisation, report: Report, now: datetime, exercise: bool) -> Breach:
    year = now.astimezone(PARIS).year
    count = Breach.objects.filter(organisation=house, reference__startswith=f"{year}-").count()
    return Breach(
        organisation=house,
        reference=f"{year}-{count + 1:03d}",
        title=shorten(report.summary),
        reported_at=now,
        attack_known_at=report.attack_known_at,
        occurred_from=report.occurred_from,
        occurred_to=report.occurred_to,
        exercise=exercise,
        unit=" ".join(report.unit.split()),
    )


def shorten(summary: str) -> str:
    """First sentence of a summary, cut at a word within TITLE_LENGTH characters, as a title to be improved."""
    first = " ".join(summary.split()).split(". ")[0].rstrip(".")
    if len(first) <= TITLE_LENGTH:
        return first
    return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _new_report(breach: Breach, report: Report, actor: Member | None, now: datetime) -> IncidentReport:
    count = IncidentReport.objects.filter(organisation=breach.organisation).count()
    return IncidentReport(
        organisation=breach.organisation,
        breach=breach,
        reference=f"S-{count + 1:04d}",
        summary=report.summary.strip(),
        source=report.source,
        kind=report.kind,
        ongoing=report.ongoing,
        how_many=report.how_many,
        contact=report.contact,
        reporter=actor,
        reported_at=now,
        detected_at=report.detected_at,
        late_entry=report.late_entry,
    )


def _tell(breach: Breach, row: IncidentReport, actor: Member | None, now: datetime, linked: str) -> JournalEntry:
    return journal.append(
        "incident.reported",
        organisation_id=breach.organisation_id,
        now=now,
        actor=actor,
        breach_id=breach.pk,
        payload={
            "reference": breach.reference,
            "report": row.reference,
            "source": str(row.source),
            "detected_at": journal.instant(row.detected_at),
            "attack_known_at": journal.instant(breach.attack_known_at),
            "late_entry": row.late_entry,
            "exercise": breach.exercise,
            "summary": journal.commitment(row, "summary"),
            "unit": journal.commitment(breach, "unit"),
            **told_of(breach),
            **({"linked": linked} if linked else {}),
        },
    )
