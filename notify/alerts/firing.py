"""Fire an alert exactly once: its row, its deliveries and their work rows in one transaction."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from breaches import journal
from breaches.models import AuthorityNotification, Breach, Duty, JournalEntry, Member, Organisation
from breaches.states import BreachState, DutyState, NotificationState, Role
from notify.alerts.models import Alert, Delivery
from notify.work import claims
from notify.work.models import Work
from notify.work.points import reached

DOMAIN = "notify.invalid"  # RFC 2606: a Message-ID names no machine of the house


def addressees(organisation: Organisation, audience: str) -> dict[str, Member | None]:
    """Addresses to tell: members with the role; for the DPO also the declared DPO and deputy. One each."""
    members = Member.objects.filter(organisation=organisation, active=True, held_roles__role=audience)
    found: dict[str, Member | None] = {member.email.lower(): member for member in members}
    if audience == Role.DPO:
        for contact in ("dpo", "deputy"):
            address = organisation.contacts.get(contact, {}).get("email", "").lower()
            if address:
                found.setdefault(address, None)
    return found


def fire(work: Work, alert: Alert, audience: Iterable[str], now: datetime) -> None:
    """Save the alert with its mails and finish the work: all in the caller's transaction, so exactly once."""
    alert.save(force_insert=True)
    targets: dict[str, Member | None] = {}
    for role in audience:
        targets |= addressees(alert.organisation, role)
    for address, member in targets.items():
        delivery = Delivery(alert=alert, member=member, address=address, message_id=f"<{uuid4()}@{DOMAIN}>")
        delivery.save(force_insert=True)
        payload = {"delivery": str(delivery.pk)}
        claims.plan(
            [claims.Planned("mail", f"mail:{alert.key}:{delivery.pk}", now, payload, alert.organisation_id)], now
        )
    claims.finish(work, now, f"fired:{len(targets)}")


def _still_due(duty: Duty, due: str) -> bool:
    """It stops at filing; a reminder of a deadline that has moved since is for nobody."""
    ended = duty.breach.state in (BreachState.CLOSED, BreachState.DISMISSED)
    return duty.state == DutyState.OPEN and journal.instant(duty.due_at) == due and not ended


def fire_reminder(work: Work, now: Callable[[], datetime]) -> None:
    """One step of the ladder of one duty, to DPO and deputy."""
    with transaction.atomic():
        duty = Duty.objects.select_related("breach__organisation").get(pk=work.payload["duty"])
        at = now()
        if not _still_due(duty, work.payload["due"]):
            claims.finish(work, at, "not_needed")
            return
        alert = Alert(
            organisation=duty.breach.organisation,
            breach=duty.breach,
            duty=duty,
            key=work.key,
            kind="reminder",
            step=work.payload["step"],
            planned_at=work.run_at,
            fired_at=at,
        )
        fire(work, alert, [Role.DPO], at)
        reached("reminder.before_commit")
    reached("reminder.after_commit")


def fire_complement(work: Work, now: Callable[[], datetime]) -> None:
    """One step before the target of the complement (art. 33(4)): no duty; it stops when one is filed."""
    with transaction.atomic():
        first = AuthorityNotification.objects.select_related("breach__organisation").get(
            pk=work.payload["notification"]
        )
        breach, at = first.breach, now()
        filed = breach.notifications.filter(state=NotificationState.FILED, number__gt=first.number)
        if breach.state in (BreachState.CLOSED, BreachState.DISMISSED) or filed.exists():
            claims.finish(work, at, "not_needed")
            return
        alert = Alert(
            organisation=breach.organisation,
            breach=breach,
            key=work.key,
            kind="complement",
            step=work.payload["step"],
            planned_at=work.run_at,
            fired_at=at,
        )
        fire(work, alert, [Role.DPO], at)


def fire_news(work: Work, now: Callable[[], datetime]) -> None:
    """The news of one journal entry to everybody of a role."""
    with transaction.atomic():
        entry = JournalEntry.objects.select_related("organisation").get(pk=work.payload["entry"])
        alert = Alert(
            organisation=entry.organisation,
            breach=Breach.objects.filter(pk=entry.breach_id).first() if entry.breach_id else None,
            key=work.key,
            kind=work.payload["news"],
            planned_at=work.run_at,
            fired_at=now(),
        )
        fire(work, alert, [work.payload["audience"]], now())


def fire_dead(work: Work, now: Callable[[], datetime]) -> None:
    """Some work failed for the last time: the administrators and the DPO are told, a person must look."""
    with transaction.atomic():
        alert = Alert(
            organisation=work.organisation,
            key=work.key,
            kind="dead",
            step=work.payload["kind"],
            planned_at=work.run_at,
            fired_at=now(),
        )
        fire(work, alert, [Role.ADMIN, Role.DPO], now())
