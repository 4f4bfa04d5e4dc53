"""The clocks of open files as they leave the house: reference, duty, instant, link. No fact, no name."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from breaches.law import duties as law
from breaches.law.clocks import LadderRules, complement_target, ladder
from breaches.models import Breach, Duty, Organisation
from breaches.states import BreachState, DutyState, NotificationState, Phase
from notify import wording
from notify.alerts.ics import Entry

UNDER_WAY = (BreachState.REPORTED, BreachState.CONFIRMED, BreachState.ASSESSED)
DOMAIN = "notify.invalid"


def ladder_rules(told: dict[str, object]) -> LadderRules:
    """The house's ladder, the published default where the organisation has set nothing."""
    return LadderRules(**told) if told else LadderRules()  # type: ignore[arg-type]  # checked when saved


def files_under_way(organisation: Organisation) -> list[Breach]:
    """Breaches that are neither closed nor set aside, with their duties and notifications (three queries)."""
    found = Breach.objects.filter(organisation=organisation, state__in=UNDER_WAY)
    return list(
        found.select_related("organisation").prefetch_related("duties", "notifications").order_by("reported_at")
    )


def title(duty: Duty) -> str:
    """The duty in the words of the catalogue it was opened under."""
    return _(law.rule(duty.code, duty.rule_version).title)


def entries(breaches: Iterable[Breach], *, done: bool = False, linked: bool = True) -> list[Entry]:
    """Open duties of these files, with `done` the fulfilled ones too; soonest first, those without hour last.

    Without `linked` no address of this installation is in them: the same play then gives the same bytes.
    """
    found = [entry for breach in breaches for entry in _of_breach(breach, done, linked)]
    return sorted(found, key=lambda entry: (entry.due is None, entry.due or entry.starts, entry.uid))


def _of_breach(breach: Breach, done: bool, linked: bool) -> Iterator[Entry]:
    wanted = {DutyState.OPEN, DutyState.FULFILLED} if done else {DutyState.OPEN}
    url = link(breach) if linked else ""
    for duty in breach.duties.all():
        if duty.state in wanted:
            yield _entry(breach, duty, url)
    target = complement_due(breach)
    if target is not None:
        yield Entry(
            uid=_uid(breach, "complement"), starts=target, due=target, url=url,
            summary=_summary(breach, _("Complément à la CNIL (cible, pas un terme légal)")),
            description=_description(target, url), alarms=(timedelta(hours=24), timedelta(hours=2)),
        )  # fmt: skip


def _uid(breach: Breach, what: str) -> str:
    """The same clock keeps its identity from one reading to the next; nothing of the case is in it."""
    house = breach.organisation.siren or breach.organisation.name
    named = f"{house}:{breach.reference}:{breach.reported_at.isoformat()}:{what}"
    return f"{hashlib.sha256(named.encode()).hexdigest()[:32]}@{DOMAIN}"


def complement_due(breach: Breach) -> datetime | None:
    """Target of the complement, 72 h after the initial filing; None before it and once a second one is filed."""
    filed = [each for each in breach.notifications.all() if each.state == NotificationState.FILED]
    first = next((each for each in filed if each.phase == Phase.INITIAL), None)
    if first is None or first.filed_at is None or len(filed) > 1:
        return None
    return complement_target(first.filed_at)


def _entry(breach: Breach, duty: Duty, url: str) -> Entry:
    fulfilled = duty.state == DutyState.FULFILLED
    words = _("{title} (fait)").format(title=title(duty)) if fulfilled else title(duty)
    return Entry(
        uid=_uid(breach, duty.code), starts=duty.starts_at, due=duty.due_at, url=url, done=fulfilled,
        summary=_summary(breach, words), description=_description(duty.due_at, url),
        alarms=_alarms(duty, ladder_rules(breach.organisation.ladder)),
    )  # fmt: skip


def _alarms(duty: Duty, rules: LadderRules) -> tuple[timedelta, ...]:
    """The steps of the house's ladder before the term, as lengths of time before it."""
    if duty.due_at is None:
        return ()
    steps = ladder(duty.starts_at, duty.due_at, rules)
    return tuple(duty.due_at - step.at for step in steps if step.at < duty.due_at) or (timedelta(hours=1),)


def _summary(breach: Breach, words: str) -> str:
    mark = _("EXERCICE – ") if breach.exercise else ""
    return f"{mark}{breach.reference} – {words}"


def _description(due: datetime | None, url: str) -> str:
    hour = _("Terme : {at} (heure de Paris).").format(at=wording.instant(due)) if due else _("Sans heure fixe.")
    return f"{hour}\n{url}".strip()


def link(breach: Breach) -> str:
    """Where the file is read, after signing in."""
    return f"{settings.NOTIFY_BASE_URL}/violations/{breach.pk}/"
