"""`summary.json`: what a play ended with. Outside `run`, it depends on the scenario, its files and seeds only."""

from typing import Any

from breaches import journal
from breaches.models import AuthorityNotification, Breach, Communication, Duty, JournalEntry
from notify.letters.models import Lot
from notify.recipients.models import RecipientImport
from notify.scenarios import observing
from notify.scenarios.playing import Result
from notify.scenarios.scenario import Event

VERSION = 1


def summary(result: Result) -> dict[str, Any]:
    """The whole summary, JSON-ready; see docs/summary.schema.json."""
    stage, scenario = result.stage, result.scenario
    return {
        "summary": VERSION,
        "title": scenario.title,
        "exercise": scenario.exercise,
        "scenario_sha256": scenario.sha256,
        "organisation": {"name": stage.organisation.name, "siren": stage.organisation.siren or None},
        "events": {
            "total": len(scenario.events),
            "played": result.played,
            "refused_as_expected": result.refused,
            "to_come": [_coming(event, result) for event in result.to_come],
        },
        "expectations": {"checked": result.checked, "failed": sum(each.unmet for each in result.failures)},
        "failures": [
            {"line": each.line, "what": each.what, "expected": each.expected, "found": each.found}
            for each in result.failures
        ],
        "paper_missing": result.paper_missing,
        "breach": _breach(stage.breach, result) if stage.breach_id is not None else None,
        "run": _run(result),
    }


def _coming(event: Event, result: Result) -> dict[str, Any]:
    return {"line": event.line, "at": journal.instant(event.at + result.stage.shift.by), "do": event.do, "by": event.by}


def _breach(breach: Breach, result: Result) -> dict[str, Any]:
    return {
        "state": str(breach.state),
        "title": breach.title,
        "reported_at": journal.instant(breach.reported_at),
        "aware_at": journal.instant(breach.aware_at),
        "risk": observing.risk(breach),
        "duties": [_duty(duty, result) for duty in breach.duties.order_by("code")],
        "notifications": [_notification(each) for each in breach.notifications.order_by("number")],
        "communications": [_communication(each) for each in breach.communications.order_by("created_at", "key")],
        "alerts": observing.alerts(breach),
        "measures": breach.measures.count(),
        "evidence": breach.evidence.count(),
        "facts_versions": breach.facts_versions.count(),
        "journal_entries": JournalEntry.objects.filter(breach_id=breach.pk).count(),
    }


def _duty(duty: Duty, result: Result) -> dict[str, Any]:
    return {
        "code": duty.code,
        "state": str(duty.state),
        "starts_at": journal.instant(duty.starts_at),
        "due_at": journal.instant(duty.due_at),
        "fulfilled_at": journal.instant(duty.fulfilled_at),
        "late": observing.late(duty, result.now),
        "late_by_seconds": int(duty.late_by.total_seconds()) if duty.late_by else 0,
    }


def _notification(notification: AuthorityNotification) -> dict[str, Any]:
    return {
        "number": notification.number,
        "phase": str(notification.phase),
        "state": str(notification.state),
        "version": notification.version,
        "receipt": notification.receipt,
        "filed_at": journal.instant(notification.filed_at),
        "break_glass": notification.break_glass_at is not None,
        "ratification": str(notification.ratification),
    }


def _communication(communication: Communication) -> dict[str, Any]:
    lots = list(Lot.objects.filter(communication=communication))
    batch = RecipientImport.objects.filter(communication=communication, current=True).first()
    return {
        "key": communication.key,
        "population": communication.population,
        "channel": str(communication.channel),
        "state": str(communication.state),
        "version": communication.version,
        "recipients": {key: batch.counts[key] for key in observing.PERSONS} if batch else None,
        "letters": communication.letters_produced,
        "letters_simulated": sum(lot.letters for lot in lots if lot.simulated),
        "remainder": communication.recipient_count - communication.letters_produced,
        "lots": len(lots),
        "pages": sum(lot.pages for lot in lots),
        "signatures": communication.signatures.filter(proof_sha256=communication.proof_sha256).count(),
        "handed_over_at": journal.instant(communication.handed_over_at),
    }


def _run(result: Result) -> dict[str, Any]:
    """What differs from one run to the next: random identifiers and their hashes, and how long it took."""
    breach = result.stage.breach if result.stage.breach_id is not None else None
    head = JournalEntry.objects.filter(organisation=result.stage.organisation).order_by("-seq").first()
    rendered = _rendered_letters(breach) if breach else 0
    seconds = result.stage.timings.get("produce", 0.0)
    return {
        "reference": breach.reference if breach else None,
        "journal": {"seq": head.seq, "hash": head.hash} if head else None,
        "content_sha256": _hashes(breach) if breach else {},
        "work_not_done": [
            {"kind": kind, "error": error, "attempts": attempts} for kind, error, attempts in result.broken
        ],
        "letters_rendered": rendered,
        "letters_per_second": round(rendered / seconds, 2) if seconds else None,
        "timings": {key: round(value, 3) for key, value in result.stage.timings.items()},
        "seconds": round(result.seconds, 3),
    }


def _rendered_letters(breach: Breach) -> int:
    lots = Lot.objects.filter(communication__breach=breach, simulated=False).exclude(produced_at=None)
    return sum(lot.letters for lot in lots)


def _hashes(breach: Breach) -> dict[str, str]:
    notifications = {f"notification-{each.number}": each.content_sha256 for each in breach.notifications.all()}
    return notifications | {each.key: each.content_sha256 for each in breach.communications.all()}
