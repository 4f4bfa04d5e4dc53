"""The ribbon of a breach: the 72 hours of the notification, what was done, the reminders sent and to come."""

from datetime import datetime

from django.utils.translation import get_language, gettext_lazy

from breaches import journal
from breaches.models import Duty, JournalEntry
from breaches.states import DutyState
from notify import wording
from notify.alerts.models import Alert
from notify.web import duty_words
from notify.web.case import Case
from notify.web.ribbon import Ribbon, RibbonEvent, RibbonReminder, build_ribbon
from notify.work.models import Work

_ = gettext_lazy

EVENTS = {
    "breach.confirmed": _("Violation retenue"),
    "facts.described": _("Faits décrits"),
    "breach.assessed": _("Risque évalué"),
    "decision.approved": _("Décision prise"),
    "notification.submitted": _("Notification soumise"),
    "notification.approved": _("Notification approuvée"),
    "notification.filed": _("CNIL notifiée"),
    "duty.fulfilled": _("Obligation accomplie"),
    "communication.approved": _("Lettre approuvée"),
    "communication.handed_over": _("Lettres remises"),
}
ONCE = frozenset({"facts.described", "breach.assessed", "notification.submitted", "notification.approved"})
SHORT = {"lopmi": _("Plainte déposée"), "csp_incident": _("ARS et CERT Santé")}


def of_case(case: Case, now: datetime) -> Ribbon | None:
    """The ribbon of the duty to notify, frozen at its filing; None when there is none, or it no longer applies."""
    duty = case.duty("rgpd_33")
    if duty is None or duty.due_at is None or duty.state == DutyState.NOT_REQUIRED:
        return None
    until = max(duty.due_at, min(now, duty.fulfilled_at or now))
    events = [event for event in _events(case) if duty.starts_at <= event.at <= until]
    at = duty.fulfilled_at if duty.fulfilled_at is not None else now
    lang = wording.language(get_language())
    return build_ribbon(duty.starts_at, duty.due_at, at, events, _reminders(duty, until), lang=lang)


def _events(case: Case) -> list[RibbonEvent]:
    """Journal lines worth a mark, the first of each kind where several would say the same."""
    entries = JournalEntry.objects.filter(
        organisation_id=case.breach.organisation_id, breach_id=case.breach.pk, kind__in=EVENTS
    )
    seen: set[str] = set()
    found: list[RibbonEvent] = []
    for entry in entries.order_by("seq"):
        if entry.kind in ONCE and entry.kind in seen:
            continue
        seen.add(entry.kind)
        found.append(_event(entry))
    return found


def _event(entry: JournalEntry) -> RibbonEvent:
    """A filing or a fulfilled duty stands at the hour of the act, not at that of its entry."""
    payload = journal.payload_of(entry)
    told = payload.get("filed_at") or (payload.get("at") if entry.kind == "duty.fulfilled" else None)
    at = datetime.fromisoformat(told) if told else entry.at
    if entry.kind == "duty.fulfilled":
        return RibbonEvent(at, str(SHORT.get(payload["code"]) or duty_words.title(payload["code"])))
    return RibbonEvent(at, str(EVENTS[entry.kind]))


def _reminders(duty: Duty, until: datetime) -> list[RibbonReminder]:
    """Alerts that fired, and the steps still on the work list for the present term."""
    fired = Alert.objects.filter(duty=duty, kind="reminder").values_list("fired_at", flat=True)
    planned = Work.objects.filter(
        kind="reminder", key__startswith=f"reminder:{duty.pk}:{journal.instant(duty.due_at)}:", done_at=None,
        dead_at=None, run_at__lte=until,
    ).values_list("run_at", flat=True)  # fmt: skip
    if duty.state != DutyState.OPEN:
        return [RibbonReminder(at, sent=True) for at in fired]
    return [*(RibbonReminder(at, sent=True) for at in fired), *(RibbonReminder(at, sent=False) for at in planned)]
