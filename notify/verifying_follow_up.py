"""Commitments of the follow-up, recomputed: letters, requests, delays, holds, periods; and reports that were purged."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from breaches import journal
from breaches.journal import commitment
from breaches.models import (
    AuthorityLetter,
    ClosingReason,
    DisclosureDelay,
    IncidentReport,
    JournalEntry,
    LegalHold,
    Purge,
    RetentionRule,
    RightsRequest,
)
from breaches.models.base import Record
from breaches.states import RetentionKind

Told = Iterator[tuple[str, object, object]]
Check = Callable[[JournalEntry, Mapping[str, Any]], Told]


def report(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    """The summary of a report; once it is purged, the digest of the purge stands for it."""
    row = IncidentReport.objects.filter(last_entry=entry).first()
    if row is not None and not row.summary and _was_purged(row):
        yield "summary", payload["summary"], payload["summary"]
        return
    yield "summary", payload["summary"], commitment(row, "summary") if row else None


def _was_purged(row: IncidentReport) -> bool:
    """Whether a purge of this file names exactly what the journal told of its reports."""
    entries = JournalEntry.objects.filter(breach_id=row.breach_id, kind="incident.reported")
    told = sorted(journal.payload_of(each)["summary"] for each in entries)
    digest = journal.sha256("\n".join(told))
    return Purge.objects.filter(breach_id=row.breach_id, kind=RetentionKind.REPORT, digest=digest).exists()


def _texts(model: type[Record], key: str, fields: Mapping[str, str]) -> Check:
    """Texts of the row that the payload names by `key`: payload field → field of the row."""

    def check(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:  # noqa: ARG001  # one signature for all
        row = model._default_manager.filter(pk=payload[key]).first()
        for told, field in fields.items():
            yield told, payload[told], commitment(row, field) if row else None

    return check


def _purged(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:  # noqa: ARG001  # one signature for all
    row = Purge.objects.filter(pk=payload["purge"]).first()
    yield "digest", payload["digest"], row.digest if row else None
    yield "counts", payload["counts"], row.counts if row else None


def explained(entry: JournalEntry, payload: Mapping[str, Any]) -> Told:
    """Why a file was closed although something was open."""
    for code, told in payload.get("justified", {}).items():
        row = ClosingReason.objects.filter(entry=entry, code=code).first()
        yield f"justified.{code}", told, commitment(row, "reasons") if row else None


CHECKS: dict[str, Check] = {
    "letter.received": _texts(AuthorityLetter, "letter", {"reference": "reference", "about": "about"}),
    "letter.answered": _texts(AuthorityLetter, "letter", {"answer": "answer"}),
    "request.received": _texts(RightsRequest, "request", {"reference": "reference"}),
    "request.extended": _texts(RightsRequest, "request", {"reasons": "extension_reasons"}),
    "request.handled": _texts(RightsRequest, "request", {"reasons": "outcome_reasons"}),
    "delay.recorded": _texts(
        DisclosureDelay, "delay", {"authority": "authority", "reference": "reference", "why": "why"}
    ),
    "hold.placed": _texts(LegalHold, "hold", {"reason": "reason"}),
    "hold.released": _texts(LegalHold, "hold", {"reasons": "release_reasons"}),
    "retention.proposed": _texts(RetentionRule, "rule", {"reasons": "reasons"}),
    "retention.approved": _texts(RetentionRule, "rule", {"comment": "comment"}),
    "retention.refused": _texts(RetentionRule, "rule", {"comment": "comment"}),
    "retention.purged": _purged,
}
