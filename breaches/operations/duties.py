"""Duties follow from facts, organisation and decisions: they open, move, fall, and are fulfilled once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_noop

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.law import duties as law
from breaches.law.facts import Facts
from breaches.law.holidays import Holidays
from breaches.models import AuthorityOrder, Breach, Duty, Member
from breaches.operations.base import lock_subject, operation, require_past, require_reasons, tell
from breaches.queries import latest_decision, latest_facts, law_context, standing_order
from breaches.states import DecisionState, DutyState

WITHHELD = gettext_noop("Décision motivée et approuvée de ne pas notifier.")
ORDERED = gettext_noop("La CNIL demande d’informer les personnes concernées (RGPD, article 34, paragraphe 4).")


class DutyNotOpenError(DomainError):
    """A duty that is done already, or does not apply."""

    message = "Cette obligation est « {state} » : il n’y a rien à faire."


class NotConfirmedError(DomainError):
    """Duties run from an awareness time."""

    message = "Les délais courent après la confirmation de la violation."


class OwnScreenError(DomainError):
    """Duties whose fulfilment is an act of its own: a filing, a hand-over."""

    message = "Cette obligation s’accomplit par son propre acte : le dépôt à la CNIL, ou la remise des lettres."


class NoticesPendingError(DomainError):
    """Controllers of the list wait for their notice: the duty ends with the last one."""

    message = (
        "{count} responsables de la liste ne sont pas encore prévenus. L’obligation s’accomplit quand chacun l’est, "
        "ou qu’une personne a dit pourquoi il ne le sera pas."
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What the decisions say: told to communicate (None while open), and whether notifying is withheld."""

    subjects: bool | None = None
    withheld: bool = False


def standing(breach: Breach) -> Standing:
    """The standing decisions. An answer that withholds holds only when decided, and on the latest facts."""
    decision = latest_decision(breach)
    if decision is None:
        return Standing()
    version = breach.facts_versions.order_by("number").last()
    on_latest = version is not None and decision.assessment.facts_version_id == version.pk
    holds = decision.state == DecisionState.DECIDED and on_latest
    if decision.subjects == "communicate" and decision.state != DecisionState.REFUSED:
        subjects: bool | None = True
    else:
        subjects = False if holds else protective(breach).subjects
    return Standing(subjects, holds and decision.authority == "do_not_notify")


def protective(breach: Breach) -> Standing:
    """What holds while a question is open again: a duty to communicate, once opened, stays open."""
    kept = breach.duties.filter(code="rgpd_34").exclude(state=DutyState.NOT_REQUIRED).exists()
    return Standing(True if kept else None)


def sync(
    breach: Breach,
    now: datetime,
    *,
    facts: Facts | None = None,
    holds: Standing | None = None,
    done: Mapping[str, datetime] = MappingProxyType({}),
    order: AuthorityOrder | None = None,
) -> list[Duty]:
    """Unsaved changes that bring the duties in line: opened, moved (while open), dropped, reopened.

    The catalogue is that of the breach: a later version touches no open file. `done`: duties being fulfilled by
    the same act, with their instants; the next of a chain runs from them. `order`: an act of the authority that is
    being recorded; without one, the latest on record holds.
    """
    facts = facts if facts is not None else latest_facts(breach)
    holds = holds or standing(breach)
    ordered = standing_order(breach, order)
    holds = replace(holds, subjects=True) if ordered else holds
    present = {duty.code: duty for duty in breach.duties.all()}
    given = (facts, law_context(breach), _starts(breach, now, present, done), holds.subjects)
    under: dict[str, Any] = {"version": breach.rule_version, "nis2_from": breach.organisation.nis2_from}
    wanted = {
        opening.code: opening
        for opening in law.applicable(*given, **under)
        if not (holds.withheld and opening.code == "rgpd_33")
    }
    if ordered and "rgpd_34" in wanted:
        wanted["rgpd_34"] = _on_order(wanted["rgpd_34"], ordered)
    reasons = dict(law.not_applicable(*given, **under))
    moved = [_align(present[code], wanted.get(code), reasons) for code in present if code not in done]
    opened = [_new(breach, wanted[code], now) for code in wanted if code not in present]
    return [duty for duty in (*moved, *opened) if duty is not None]


def _on_order(opening: law.DutyOpening, order: AuthorityOrder) -> law.DutyOpening:
    return replace(opening, starts_at=order.recorded_at, due_at=order.due_at, why=ORDERED)


def _starts(
    breach: Breach, now: datetime, present: Mapping[str, Duty], done: Mapping[str, datetime] = MappingProxyType({})
) -> law.Starts:
    if breach.aware_at is None:
        raise NotConfirmedError()

    def filed(code: str) -> datetime | None:
        return done.get(code) or _done_at(present.get(code))

    return law.Starts(
        aware_at=breach.aware_at,
        attack_known_at=breach.attack_known_at,
        detected_at=_detected_at(breach),
        communication_decided_at=now,
        nis2_notification_filed_at=filed("nis2_notification"),
        dora_initial_filed_at=filed("dora_initial"),
        dora_intermediate_filed_at=filed("dora_intermediate"),
        hds_contract_hours=breach.organisation.hds_contract_hours,
        holidays=Holidays(breach.organisation.department),
    )


def _done_at(duty: Duty | None) -> datetime | None:
    return duty.fulfilled_at if duty is not None and duty.state == DutyState.FULFILLED else None


def _detected_at(breach: Breach) -> datetime | None:
    """The first detection that a report names: telecom operators' hours run from it, whoever was aware when."""
    return min((report.detected_at for report in breach.reports.all() if report.detected_at), default=None)


def starts_of(breach: Breach, now: datetime) -> law.Starts:
    """The instants from which the duties of a confirmed breach run, for those who explain them."""
    return _starts(breach, now, {duty.code: duty for duty in breach.duties.all()})


def _new(breach: Breach, opening: law.DutyOpening, now: datetime) -> Duty:
    return Duty(
        breach=breach,
        code=opening.code,
        addressee=opening.addressee,
        starts_at=opening.starts_at,
        due_at=opening.due_at,
        why=opening.why,
        rule_version=breach.rule_version,
        opened_at=now,
    )


def _align(duty: Duty, opening: law.DutyOpening | None, reasons: dict[str, str]) -> Duty | None:
    """`duty` changed as the law ring says, or None when nothing changes. A fulfilled duty never changes."""
    if duty.state == DutyState.FULFILLED:
        return None
    if opening is None:
        if duty.state == DutyState.NOT_REQUIRED:
            return None
        duty.drop(reasons.get(duty.code, WITHHELD))
        return duty
    if duty.state == DutyState.NOT_REQUIRED:
        duty.reopen()
        return _moved(duty, opening)
    return _moved(duty, opening) if _differs(duty, opening) else None


def _differs(duty: Duty, opening: law.DutyOpening) -> bool:
    """An instant without deadline is when the duty opened: it does not move with each new look."""
    if duty.code == "rgpd_34":  # an order of the authority gives it a term, its lifting takes it away
        return (duty.due_at, duty.why) != (opening.due_at, opening.why)
    return opening.due_at is not None and duty.due_at != opening.due_at


def _moved(duty: Duty, opening: law.DutyOpening) -> Duty:
    if opening.due_at is not None:
        duty.starts_at, duty.due_at = opening.starts_at, opening.due_at
    elif duty.code == "rgpd_34":
        duty.due_at = None
    duty.why = opening.why
    return duty


def drop_open(breach: Breach, reason: str) -> list[Duty]:
    """Drop every open duty of a dismissed breach (unsaved)."""
    dropped = list(breach.duties.filter(state=DutyState.OPEN))
    for duty in dropped:
        duty.drop(reason)
    return dropped


def told(duties: Iterable[Duty]) -> list[dict[str, Any]]:
    """What the journal says of changed duties."""
    return [
        {"id": str(duty.pk), "code": duty.code, "state": str(duty.state), "due_at": journal.instant(duty.due_at)}
        for duty in duties
    ]


def fulfil_rows(
    breach: Breach, codes: Iterable[str], at: datetime, reference: str, reasons_for_delay: str = ""
) -> list[Duty]:
    """Open duties of these codes, fulfilled at `at` (unsaved). Lateness is frozen here."""
    rows = list(breach.duties.filter(code__in=list(codes), state=DutyState.OPEN))
    for duty in rows:
        duty.fulfil(at, reference, reasons_for_delay)
    return rows


@operation
def fulfil_duty(
    *,
    actor: Member,
    duty_id: Any,
    now: datetime,
    done_at: datetime | None = None,
    reference: str = "",
    reasons_for_delay: str = "",
) -> Duty:
    """Record that a duty beside art. 33 and 34 was done (complaint filed, ARS told …), and whether late.

    Raises DutyNotOpenError, OwnScreenError, InstantInFutureError, MissingReasonsError (late without reasons).
    """
    permissions.require(actor, "duty.fulfil")
    duty = lock_subject(Duty, actor, duty_id)
    if duty.state != DutyState.OPEN:
        raise DutyNotOpenError(state=DutyState(duty.state).label)
    if duty.code in ("rgpd_33", "rgpd_34"):
        raise OwnScreenError()
    waiting = duty.breach.controller_notices.filter(state__in=["drafted", "approved", "failed"]).count()
    if duty.code == "rgpd_33_2" and waiting:
        raise NoticesPendingError(count=waiting)
    at = done_at or now
    require_past(at, now, "done_at")
    if duty.due_at and at > duty.due_at:
        require_reasons(reasons_for_delay, "reasons_for_delay")
    duty.fulfil(at, reference, reasons_for_delay)
    moved = sync(duty.breach, now, done={duty.code: at})
    tell(
        "duty.fulfilled", duty.breach, now=now, actor=actor, rows=(duty, *moved),
        duty=str(duty.pk), code=duty.code, at=journal.instant(at), late=duty.late,
        reference=journal.commitment(duty, "reference"),
        reasons_for_delay=journal.commitment(duty, "reasons_for_delay"), duties=told(moved),
    )  # fmt: skip
    return duty
