"""When X, then Y: the table from journal kinds to work. Facts are written first, telling is this second act."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from breaches import journal
from breaches.law.clocks import pending_ladder
from breaches.models import Duty, JournalEntry
from breaches.states import DutyState
from notify.alerts.deadlines import ladder_rules
from notify.letters.models import Lot
from notify.work.claims import Planned

Reaction = Callable[[JournalEntry], Iterable[Planned]]


def reminders(entry: JournalEntry) -> Iterable[Planned]:
    """One row for each step of the ladder of each duty that this entry opened or moved."""
    told = [duty["id"] for duty in journal.payload_of(entry).get("duties", []) if duty["state"] == DutyState.OPEN]
    for duty in Duty.objects.filter(pk__in=told).select_related("breach__organisation"):
        if duty.due_at is not None:
            yield from _ladder_of(duty, duty.due_at, entry.at)


def _ladder_of(duty: Duty, due_at: datetime, now: datetime) -> Iterable[Planned]:
    rules = ladder_rules(duty.breach.organisation.ladder)
    catch_up, future = pending_ladder(duty.starts_at, due_at, rules, now)
    due = journal.instant(due_at)
    if catch_up is not None:
        yield _reminder(duty, f"catch_up_{catch_up.key}", now, due)
    for step in future:
        yield _reminder(duty, step.key, step.at, due)


def _reminder(duty: Duty, step: str, at: datetime, due: str | None) -> Planned:
    payload = {"duty": str(duty.pk), "step": step, "due": due}
    return Planned("reminder", f"reminder:{duty.pk}:{due}:{step}", at, payload, duty.breach.organisation_id)


def news(kind: str, audience: str) -> Reaction:
    """An alert at once to everybody of `audience` (a role)."""

    def react(entry: JournalEntry) -> Iterable[Planned]:
        payload = {"entry": entry.pk, "news": kind, "audience": audience}
        house = entry.organisation_id
        yield Planned("news", f"news:{house}:{entry.seq}:{kind}", entry.at, payload, house)

    return react


def dossier(entry: JournalEntry) -> Iterable[Planned]:
    """Render the dossier of the notification that this entry is about."""
    payload = {"notification": journal.payload_of(entry)["notification"], "entry": entry.pk}
    house = entry.organisation_id
    yield Planned("dossier", f"dossier:{house}:{entry.seq}", entry.at, payload, house)


def lots(entry: JournalEntry) -> Iterable[Planned]:
    """Produce every lot that was cut when production started, the first one first: all are due, a microsecond apart."""
    communication = journal.payload_of(entry)["communication"]
    cut = Lot.objects.filter(communication_id=communication, produced_at=None).order_by("-number")
    for place, pk in enumerate(cut.values_list("pk", flat=True)):
        at = entry.at - timedelta(microseconds=place)
        yield Planned("lot", f"lot:{pk}", at, {"lot": str(pk)}, entry.organisation_id)


REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "incident.reported": (news("report", "dpo"),),
    "breach.confirmed": (reminders,),
    "facts.described": (reminders,),
    "breach.assessed": (reminders,),
    "duty.fulfilled": (reminders,),
    "organisation.edited": (reminders,),
    "awareness.proposed": (reminders, news("awareness_approval", "legal")),
    "awareness.approved": (reminders,),
    "awareness.refused": (reminders, news("awareness_refused", "dpo")),
    "decision.submitted": (news("decision_approval", "legal"),),
    "decision.approved": (reminders,),
    "decision.refused": (news("decision_refused", "dpo"),),
    "notification.submitted": (news("notification_approval", "legal"),),
    "notification.approved": (news("notification_approved", "dpo"), dossier),
    "notification.refused": (news("notification_refused", "dpo"),),
    "notification.glass_broken": (news("ratification", "legal"), dossier),
    "notification.filed": (dossier,),
    "communication.submitted": (news("communication_approval", "legal"),),
    "communication.approved": (news("communication_approved", "mailing"),),
    "communication.refused": (news("communication_refused", "dpo"),),
    "communication.production_started": (lots,),
}


def reactions_to(entry: JournalEntry) -> list[Planned]:
    """Everything to plan because of this entry."""
    return [planned for reaction in REACTIONS.get(entry.kind, ()) for planned in reaction(entry)]
