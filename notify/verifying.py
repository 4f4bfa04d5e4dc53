"""The live record against its journal: chain, guards, and every free text against its salted commitment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from breaches import guards, journal
from breaches.guard_rules import GUARDS
from breaches.journal import Divergence, commitment
from breaches.models import (
    Approval,
    Assessment,
    AuthorityNotification,
    Awareness,
    Breach,
    Duty,
    Evidence,
    FactsVersion,
    JournalEntry,
    Measure,
    Organisation,
)
from breaches.models.base import Record
from notify import verifying_follow_up
from notify.recipients.guards import GUARDS as PRIVATE_GUARDS

Told = Iterator[tuple[str, object, object]]  # what, told by the journal, found in its row
Check = Callable[[JournalEntry, Mapping[str, Any]], Told]
GONE = "la ligne manque"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was read, and the first thing that is not true."""

    organisations: int
    entries: int
    commitments: int
    divergence: str | None


def verify_record() -> Verified:
    """Guards first, then each organisation's chain and its commitments; stops at the first divergence."""
    if lacking := guards.missing((*GUARDS, *PRIVATE_GUARDS)):
        return Verified(0, 0, 0, f"garde absente de la base : {lacking[0]} ({len(lacking)} en tout)")
    entries = commitments = 0
    organisations = list(Organisation.objects.order_by("created_at").values_list("pk", flat=True))
    for rank, pk in enumerate(organisations, start=1):
        read, broken = journal.verify(pk)
        entries += read
        if broken is None:
            checked, broken = verify_commitments(pk)
            commitments += checked
        if broken is not None:
            told = f"organisation {broken.organisation_id}, entrée {broken.seq} : {broken.reason}"
            return Verified(rank, entries, commitments, told)
    return Verified(len(organisations), entries, commitments, None)


def verify_commitments(organisation_id: Any) -> tuple[int, Divergence | None]:
    """(commitments recomputed, first one that its row does not open)."""
    checked = 0
    entries = JournalEntry.objects.filter(organisation_id=organisation_id, kind__in=CHECKS).order_by("seq")
    for entry in entries.iterator(chunk_size=2000):
        for what, told, found in CHECKS[entry.kind](entry, journal.payload_of(entry)):
            if told != found:
                reason = f"{entry.kind}, {what} : {found or GONE}, attendu {told}"
                return checked, Divergence(str(organisation_id), entry.seq, reason)
            checked += 1
    return checked, None


def _text(model: type[Record], key: str, field: str, payload_field: str | None = None) -> Check:
    """The text `field` of the row named by `key` in the payload."""

    def check(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:  # noqa: ARG001  # one signature for all
        row = model._default_manager.filter(pk=payload[key]).first()
        yield field, payload[payload_field or field], commitment(row, field) if row else None

    return check


def _breach(entry: JournalEntry) -> str:
    """The breach an entry is about, as a lookup takes it."""
    return str(entry.breach_id)


def _confirmed(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    """A reopened file keeps its hour: the new reasons then stand in a row of their own, made by this entry."""
    rows = Awareness.objects.filter(breach_id=_breach(entry), created_at=entry.at)
    kept = {commitment(row, field) for row in rows for field in ("reasons", "evidence")}
    said = [("reasons", payload["reasons"]), ("evidence", payload.get("evidence"))]
    said += [("candidates", each.get(field)) for each in payload["candidates"] for field in ("why", "evidence")]
    for what, told in said:
        if told is not None:  # entries of the first version name no piece of evidence
            yield what, told, told if told in kept else None


def _proposed(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    """Entries of the first version name no piece of evidence."""
    yield from _text(Awareness, "awareness", "reasons")(entry, payload)
    if "evidence" in payload:
        yield from _text(Awareness, "awareness", "evidence")(entry, payload)


def _dismissed(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    """The text stands in the breach until somebody reopens it; then only the journal remembers that there was one."""
    row = Breach.objects.filter(pk=_breach(entry)).first()
    later = JournalEntry.objects.filter(breach_id=entry.breach_id, kind="breach.reopened", seq__gt=entry.seq)
    if row is None or not later.exists():
        yield "reasons", payload["reasons"], commitment(row, "closing_reasons") if row else None


def _closed(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    row = Breach.objects.filter(pk=_breach(entry)).first()
    yield "lessons", payload["lessons"], commitment(row, "lessons") if row else None
    yield from verifying_follow_up.explained(entry, payload)


def _glass(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    """Taking the notification back clears the reasons; a filing keeps them for ever."""
    row = AuthorityNotification.objects.filter(pk=payload["notification"]).first()
    if row is None or (row.break_glass_at == entry.at and row.version == payload["version"]):
        yield "reasons", payload["reasons"], commitment(row, "break_glass_reasons") if row else None


def _filed(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:  # noqa: ARG001  # one signature for all
    row = AuthorityNotification.objects.filter(pk=payload["notification"]).first()
    yield "sha256", payload["sha256"], journal.sha256(row.content) if row else None
    for late, told in zip(payload["late"], payload["reasons_for_delay"], strict=True):
        duty = Duty.objects.filter(pk=late["duty"]).first()
        yield "reasons_for_delay", told, commitment(duty, "reasons_for_delay") if duty else None


def _described(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    row = FactsVersion.objects.filter(breach_id=_breach(entry), number=payload["version"]).first()
    yield "sha256", payload["sha256"], journal.sha256(journal.canonical(row.facts)) if row else None


_verdict = _text(Approval, "approval", "comment")
CHECKS: dict[str, Check] = {
    "incident.reported": verifying_follow_up.report,
    "breach.confirmed": _confirmed,
    "breach.dismissed": _dismissed,
    "breach.closed": _closed,
    "breach.assessed": _text(Assessment, "assessment", "opinion_reasons"),
    "facts.described": _described,
    "awareness.proposed": _proposed,
    **{
        f"{subject}.{verdict}": _verdict
        for subject in ("awareness", "decision", "notification", "communication")
        for verdict in ("approved", "refused")
    },
    "notification.ratified": _verdict,
    "notification.ratification_refused": _verdict,
    "notification.glass_broken": _glass,
    "notification.filed": _filed,
    "duty.fulfilled": _text(Duty, "duty", "reasons_for_delay"),
    "measure.taken": _text(Measure, "measure", "what"),
    "evidence.added": _text(Evidence, "evidence", "what"),
    **verifying_follow_up.CHECKS,
}
