"""The one next act of a breach for a member: what now, by when, who (band on top of every page)."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches import permissions, queries
from breaches.models import Breach, Duty, Member
from breaches.states import BreachState, DutyState
from notify import wording
from notify.web.access import MemberRequest
from notify.web.case import Case
from notify.web.next_act import Act
from notify.web.next_acts import acts

Band = dict[str, Any]
MOST_NAMES = 2


def next_step(breach: Breach, member: Member, now: datetime) -> Band:
    """The dict of `components/band.html`: the first act that `member` may do, else the first one and whose it is.

    Reads only; `queries.load_file(breach)` beforehand costs nothing twice.
    """
    return band_of(Case(queries.load_file(breach)), member, now)


def band_on_page(case: Case, request: MemberRequest, now: datetime) -> Band:
    """`band_of` for the page where its act is done: the page has the button, the band keeps the words."""
    band = band_of(case, request.member, now)
    if str(band.get("action", {}).get("url", "")).split("#")[0] == request.path:
        del band["action"]
        band.pop("link", None)
    return band


def band_of(case: Case, member: Member, now: datetime) -> Band:
    """`next_step` for a page that holds a `Case` already."""
    waiting: Act | None = None
    for act in acts(case, now):
        if permissions.may(member, act.right) and member.pk not in _authors(case, act):
            return _mine(act, member) | _clock(case, act)
        waiting = waiting or act
    if waiting is not None and permissions.may(member, "case.view"):
        return _theirs(case, waiting) | _clock(case, waiting)
    return _nothing(case) | _clock(case, None)


def band_for(case: Case, act: Act, member: Member, *, mine: bool) -> Band:
    """The band of one act that a page has chosen among those of several files."""
    return (_mine(act, member) if mine else _theirs(case, act)) | _clock(case, act)


def _authors(case: Case, act: Act) -> frozenset[Any]:
    return frozenset() if case.breach.organisation.sole_practitioner else act.authors


def _mine(act: Act, member: Member) -> Band:
    band: Band = {
        "step": act.step,
        "why": act.why,
        "action": {"label": act.label, "url": act.url(), "method": act.method},
        "who": _("Vous, {name}").format(name=member.name),
    }
    if act.link is not None:
        label, url = act.link
        band["link"] = {"label": label, "url": url()}
    return band


def _theirs(case: Case, act: Act) -> Band:
    who = names(case, act)
    step = act.waiting.format(who=who)
    return {"step": step[:1].upper() + step[1:], "why": _("Rien ne vous est demandé pour l’instant."), "who": who}


def names(case: Case, act: Act) -> str:
    """Who may do an act: one or two names, or how many they are."""
    able = [member.name for member in case.able(act.right, act.authors)]
    if not able:
        return _("personne n’a encore ce rôle")
    if len(able) > MOST_NAMES:
        return _("{name} ou {n} autres personnes").format(name=able[0], n=len(able) - 1)
    return _(" ou ").join(able)


def _nothing(case: Case) -> Band:
    state = case.breach.state
    if state == BreachState.DISMISSED:
        step, why = _("Rien ne reste à faire : le signalement est écarté."), _("Il reste au registre, avec ses motifs.")
    elif state == BreachState.CLOSED:
        step, why = _("Rien ne reste à faire : le dossier est clos."), _("Il reste au registre.")
    else:
        step, why = _("Rien ne vous est demandé pour l’instant."), _("Cette page dit ce qui court et qui agit.")
    return {"step": step, "why": why}


def _clock(case: Case, act: Act | None) -> Band:
    """Whose clock the band shows: the act's own, else the notification to the authority while it runs."""
    if act is not None and act.due is not None:
        return {"due": act.due, "due_label": act.due_label, "due_for": act.due_for}
    if act is not None and act.duty is not None and act.duty.code != "rgpd_33":
        return _own_clock(act.duty, act.due_for)
    duty = case.duty("rgpd_33")
    if duty is None:
        return {}
    if duty.state == DutyState.OPEN and duty.due_at and case.is_open:
        return {"due": duty.due_at, "due_for": _("pour notifier la CNIL")}
    return _settled(duty) if duty.state == DutyState.FULFILLED else {}


def _own_clock(duty: Duty, what: str) -> Band:
    if duty.due_at is not None:
        return {"due": duty.due_at, "due_for": what}
    return {"words": _("Sans heure fixe"), "words_hint": _("dans les meilleurs délais")}


def _settled(duty: Duty) -> Band:
    """A filing in time or late: the lateness is frozen."""
    lang = wording.language(get_language())
    if duty.late and duty.late_by is not None:
        by = wording.duration(duty.late_by, lang=lang)
        words = _("Notifiée en retard, de {by}").format(by=by)
    else:
        words = _("Notifiée à temps")
    hint = wording.instant(duty.fulfilled_at, lang=lang) if duty.fulfilled_at else ""
    return {"due_label": _("CNIL"), "words": words, "words_hint": hint}
