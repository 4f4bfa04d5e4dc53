"""Obligations of the breach page: each with its clock, its addressee and its law."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches import permissions
from breaches.law import duties as law
from breaches.law.clocks import PARIS, complement_target, limit_1182_71
from breaches.models import Duty, Member
from breaches.states import DecisionState, DutyState, NotificationState, Phase
from notify import wording
from notify.web import duty_reasons, duty_words, links
from notify.web.case import Case
from notify.web.follow_up_words import day_words

Row = dict[str, Any]


def rows(case: Case, member: Member, now: datetime) -> list[Row]:
    """Rows for `components/duty_row.html`: running and done duties, and the two that wait for an earlier act."""
    live = [duty for duty in case.duties if duty.state != DutyState.NOT_REQUIRED]
    shown = [_row(case, duty, member, now) for duty in live]
    if case.is_open:
        shown[1:1] = waiting_for_decision(case, now)
        shown.extend(_complement(case, now))
    return shown


def _row(case: Case, duty: Duty, member: Member, now: datetime) -> Row:
    rule = duty_reasons.rule_of(duty)
    row: Row = {
        "name": duty_words.title(duty.code),
        "who": f"{_who(case, duty.code)} · {_(rule.channel)}",
        "law": _(rule.basis),
        "law_text": duty_reasons.applies(rule, duty.why),
    }
    if duty.state == DutyState.FULFILLED:
        return row | _done(duty)
    return row | _clock(duty) | running(case, duty, now) | _deferred(case, duty.code, now) | _link(case, duty, member)


def _deferred(case: Case, code: str, now: datetime) -> Row:
    """A delay that an authority asked for stands beside the clock of art. 34, and of no other (recital 88)."""
    delay = case.delay_at(now) if code == "rgpd_34" else None
    if delay is None:
        return {}
    return {
        "kind": "waiting", "state": _("Reportée jusqu’au {day}").format(day=day_words(delay.until_on)),
        "after": _("Demandé par : {authority}").format(authority=delay.authority),
    }  # fmt: skip


def _who(case: Case, code: str) -> str:
    if code == "rgpd_34":
        acting = case.able("letters.produce") or case.able("communication.edit")
    else:
        acting = case.able("duty.fulfil")
    acts = _("{names} agit").format(names=_either(acting))
    if code not in ("rgpd_33", "rgpd_34"):
        return acts
    right = "notification.approve" if code == "rgpd_33" else "communication.approve"
    return _("{acts}, {names} approuve").format(acts=acts, names=_either(case.able(right)))


def _either(members: list[Member]) -> str:
    return _(" ou ").join(member.name for member in members[:2]) or _("personne")


def _clock(duty: Duty) -> Row:
    if duty.due_at is not None:
        return {"due": duty.due_at}
    return {"words": _("Sans heure fixe"), "words_hint": _(duty_reasons.rule_of(duty).deadline_text)}


def _done(duty: Duty) -> Row:
    lang = wording.language(get_language())
    at = wording.near_instant(duty.fulfilled_at, lang=lang) if duty.fulfilled_at else ""
    row: Row = {"kind": "done", "state": _("Fait {at}").format(at=at)}
    if duty.due_at is None:
        row["after"] = _("sans délai chiffré")
    else:
        row["after"] = _("terme : {at}").format(at=wording.near_instant(duty.due_at, lang=lang))
    if duty.late and duty.late_by is not None:
        by = wording.duration(duty.late_by, lang=lang)
        row |= {"kind": "late", "state": _("Fait en retard, de {by}").format(by=by)}
    return row


def running(case: Case, duty: Duty, now: datetime) -> Row:
    """Kind and words of the mark of an open duty: how far the work on it is."""
    if duty.due_at is not None and duty.due_at <= now:
        return {"kind": "late", "state": _("En retard")}
    if duty.code == "rgpd_33":
        return _progress_33(case)
    if duty.code == "rgpd_34":
        return _progress_34(case)
    return {"kind": "todo", "state": _("À faire")}


def _progress_33(case: Case) -> Row:
    last = case.notifications[-1] if case.notifications else None
    if last is None:
        assessed = case.assessment_is_current
        waits = assessed and case.decision is not None and case.decision.state != DecisionState.DECIDED
        if waits:
            return {"kind": "waiting", "state": _("Attend la décision")}
        return (
            {"kind": "todo", "state": _("À préparer")}
            if assessed
            else {"kind": "doing", "state": _("Évaluation en cours")}
        )
    words = {
        NotificationState.DRAFT: ("doing", _("En préparation")),
        NotificationState.IN_REVIEW: ("waiting", _("Attend l’accord")),
        NotificationState.APPROVED: ("doing", _("À déposer")),
    }
    kind, state = words.get(NotificationState(last.state), ("done", _("Déposée")))
    return {"kind": kind, "state": state}


def _progress_34(case: Case) -> Row:
    if not case.communications:
        return {"kind": "todo", "state": _("À préparer")}
    return {"kind": "doing", "state": str(case.communications[-1].get_state_display())}


def _link(case: Case, duty: Duty, member: Member) -> Row:
    own = duty.code in ("rgpd_33", "rgpd_34")
    if own or not case.is_open or not permissions.may(member, "duty.fulfil"):
        return {}
    return {"url": links.to_duty(case.breach, duty)}


def waiting_for_decision(case: Case, now: datetime) -> list[Row]:
    """Art. 34 before it is decided: no clock yet, but nobody may forget it."""
    duty, decision = case.duty("rgpd_34"), case.decision
    decided = decision is not None and decision.state == DecisionState.DECIDED and case.assessment_is_current
    if case.duty("rgpd_33") is None or duty is not None or decided:
        return []
    rule = law.rule("rgpd_34", case.breach.rule_version)
    waits = _("Attend la décision") if case.assessment_is_current else _("Attend l’évaluation")
    return [{
        "name": duty_words.title("rgpd_34"), "who": _who(case, "rgpd_34"), "law": _(rule.basis),
        "law_text": duty_reasons.applies(rule, ""),
        "words": _("Sans heure fixe"), "words_hint": _("dans les meilleurs délais"), "kind": "waiting", "state": waits,
    } | _deferred(case, "rgpd_34", now)]  # fmt: skip


def _complement(case: Case, now: datetime) -> list[Row]:
    """The complement (art. 33(4)): a target after the initial filing, never a term."""
    if case.duty("rgpd_33") is None or any(row.phase == Phase.COMPLETE for row in case.notifications):
        return []
    row: Row = {
        "name": _("Compléter la notification à la CNIL"), "who": _who(case, "complement"),
        "law": _("RGPD, art. 33, § 4"),
        "law_text": _("Les informations qui manquent suivent de manière échelonnée. La CNIL attend le complément "
                      "dans les 72 heures après la notification initiale : c’est une cible, pas un terme légal."),
    }  # fmt: skip
    filed = [each for each in case.notifications if each.state == NotificationState.FILED]
    if not filed:
        words = {"words": _("72 h"), "words_hint": _("après la notification initiale"), "kind": "todo"}
        return [row | words | {"state": _("Après l’initiale")}]
    if len(filed) > 1:
        return [row | {"kind": "done", "state": _("Complétée")}]
    first = filed[0].filed_at
    target = complement_target(first) if first else now
    late = (
        {"kind": "waiting", "state": _("Cible dépassée")} if target <= now else {"kind": "todo", "state": _("À faire")}
    )
    return [row | {"due": target} | late]


def other_reading(case: Case) -> datetime | None:
    """The limit of Regulation 1182/71 for the notification, shown as information only."""
    duty = case.duty("rgpd_33")
    hours = duty_reasons.rule_of(duty).deadline_hours if duty is not None else None
    return limit_1182_71(duty.starts_at, PARIS, hours) if duty is not None and hours else None
