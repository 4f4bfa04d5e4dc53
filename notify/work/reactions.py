"""When X, then Y: the table from journal kinds to work. Facts are written first, telling is this second act."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from breaches import journal
from breaches.law.clocks import complement_reminders, pending_ladder
from breaches.models import AuthorityNotification, ControllerNotice, Duty, JournalEntry
from breaches.states import DutyState, NoticeState, Phase
from notify.alerts import follow_up
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


def complement(entry: JournalEntry) -> Iterable[Planned]:
    """After an initial filing: the steps before the target of the complement, those past already as one at once."""
    told = journal.payload_of(entry)
    if told["phase"] != Phase.INITIAL:
        return
    filed = AuthorityNotification.objects.get(pk=told["notification"])
    steps = complement_reminders(filed.filed_at) if filed.filed_at else ()
    past = [step for step, at in steps if at <= entry.at]
    for step, at in steps:
        if step not in past[:-1]:
            payload = {"notification": str(filed.pk), "step": step}
            yield Planned(
                "complement", f"complement:{filed.pk}:{step}", max(at, entry.at), payload, entry.organisation_id
            )


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


def notices(entry: JournalEntry) -> Iterable[Planned]:
    """One mail for each approved notice of the round that leaves; one for the notice that is tried again."""
    told = journal.payload_of(entry)
    rows = ControllerNotice.objects.filter(state=NoticeState.APPROVED).exclude(email="")
    rows = rows.filter(pk=told["notice"]) if "notice" in told else rows.filter(round_id=told["round"])
    house = entry.organisation_id
    for pk in rows.order_by("number").values_list("pk", flat=True):
        yield Planned("notice", f"notice:{pk}:{entry.seq}", entry.at, {"notice": str(pk)}, house)


REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "incident.reported": (news("report", "dpo"),),
    "breach.confirmed": (reminders,),
    "facts.described": (reminders,),
    "breach.assessed": (reminders,),
    "duty.fulfilled": (reminders,),
    "authority_order.recorded": (
        reminders,
        news("authority_order", "dpo"),
        news("authority_order_controller", "legal"),
    ),
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
    "notification.ratified": (news("ratified", "dpo"), dossier),
    "notification.ratification_refused": (news("ratification_refused", "dpo"), dossier),
    "notification.filed": (dossier, complement),
    "communication.submitted": (news("communication_approval", "legal"),),
    "communication.approved": (news("communication_approved", "mailing"),),
    "communication.refused": (news("communication_refused", "dpo"),),
    "communication.production_started": (lots,),
    "notices.submitted": (news("notices_approval", "legal"),),
    "notices.approved": (news("notices_approved", "dpo"),),
    "notices.refused": (news("notices_refused", "dpo"),),
    "notices.sending_started": (notices,),
    "notice.retried": (notices,),
    "notice.failed": (news("notice_failed", "dpo"),),
    "measure.taken": (follow_up.planned("measure"),),
    "letter.received": (follow_up.planned("letter"),),
    "request.received": (follow_up.planned("request"),),
    "request.extended": (follow_up.planned("request"),),
    "delay.recorded": (follow_up.planned("delay"),),
    "retention.proposed": (news("retention_approval", "legal"),),
    "retention.approved": (news("retention_approved", "dpo"),),
    "retention.refused": (news("retention_refused", "dpo"),),
}


def reactions_to(entry: JournalEntry) -> list[Planned]:
    """Everything to plan because of this entry."""
    return [planned for reaction in REACTIONS.get(entry.kind, ()) for planned in reaction(entry)]
