"""What the record shows of the breach on stage, in the words of the expectations."""

from collections import Counter
from datetime import datetime
from typing import Any

from breaches import journal
from breaches.law.risk import recommend
from breaches.law.severity import assess_severity
from breaches.models import Assessment, Breach, Duty
from breaches.queries import latest_facts, law_context
from breaches.states import DutyState
from notify.alerts.models import Alert
from notify.recipients.models import RecipientImport

PERSONS = ("read", "rejected", "merged", "excluded", "held", "reachable")


def notification_state(breach: Breach) -> str | None:
    """State of the latest notification."""
    last = breach.notifications.order_by("number").last()
    return str(last.state) if last else None


def controllers(breach: Breach) -> dict[str, int]:
    """How many notices to controllers are in each state."""
    return dict(Counter(str(row.state) for row in breach.controller_notices.all()))


def communication_states(breach: Breach) -> dict[str, str]:
    """State of each communication."""
    return {each.key: str(each.state) for each in breach.communications.all()}


def standing_duties(breach: Breach) -> dict[str, Duty]:
    """Duties that are open or fulfilled, by code."""
    return {duty.code: duty for duty in breach.duties.exclude(state=DutyState.NOT_REQUIRED)}


def due(duty: Duty) -> str:
    """When a duty is due, `none` where the law gives no hour."""
    return journal.instant(duty.due_at) or "none"


def late(duty: Duty, now: datetime) -> bool:
    """The frozen fact once fulfilled; before that, whether the deadline has passed."""
    if duty.late is not None:
        return duty.late
    return duty.due_at is not None and now > duty.due_at


def risk(breach: Breach) -> dict[str, Any] | None:
    """The latest assessment; before one, what the facts alone would give."""
    assessment = breach.assessments.order_by("number").last()
    if assessment is not None:
        return _assessed(assessment)
    facts = latest_facts(breach)
    if facts is None:
        return None
    severity = assess_severity(facts, law_context(breach))
    advice = recommend(facts, severity, law_context(breach))
    return {
        "authority": str(advice.authority), "subjects": str(advice.subjects), "severity": str(severity.level),
        "se": severity.quarters / 4,
    }  # fmt: skip


def _assessed(assessment: Assessment) -> dict[str, Any]:
    return {
        "authority": assessment.recommended_authority,
        "subjects": assessment.recommended_subjects,
        "severity": assessment.severity_level,
        "se": assessment.severity_quarters / 4,
    }


def alerts(breach: Breach) -> dict[str, int]:
    """Steps of the ladder that fired, by duty: not mails, not people."""
    fired = Alert.objects.filter(breach=breach, kind="reminder").values_list("duty__code", flat=True)
    return dict(Counter(code for code in fired if code))


def recipients(breach: Breach) -> dict[str, int]:
    """Persons of the current imports of all communications, by outcome."""
    total: Counter[str] = Counter(dict.fromkeys(PERSONS, 0))
    for batch in RecipientImport.objects.filter(communication__breach=breach, current=True):
        total.update({key: batch.counts[key] for key in PERSONS})
    return dict(total)


def letters(breach: Breach) -> int:
    """Letters produced for all communications, those only counted included."""
    return sum(each.letters_produced for each in breach.communications.all())


def remainder(breach: Breach) -> int:
    """Approved recipients without a letter."""
    return sum(each.recipient_count - each.letters_produced for each in breach.communications.all())
