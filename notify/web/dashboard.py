"""Tableau de bord: what now, every running clock, what is awaited of whom, mailings, what was closed this month."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches import permissions, queries
from breaches.law.clocks import PARIS
from breaches.models import Approval, AuthorityNotification, Communication, Member
from breaches.states import BreachState, CommunicationState, DutyState
from notify import wording
from notify.web import links
from notify.web.access import MemberRequest, clock, page
from notify.web.case import Case
from notify.web.departures import departures, persons
from notify.web.expected import Expected, expected
from notify.web.next_step import Band, band_for

UNDER_WAY = (CommunicationState.APPROVED, CommunicationState.DISPATCHING, CommunicationState.DISPATCHED)


@page()
def dashboard(request: MemberRequest) -> HttpResponse:
    """The first page of those who see files; the others go to theirs."""
    member, now = request.member, clock()
    if not permissions.may(member, "breach.view"):
        if permissions.may(member, "members.manage"):
            return redirect("members")
        return redirect("report", token=member.organisation.report_token)
    files = queries.current_files(member, closed_since=_first_of_month(now))
    prefetch_related_objects(files, "communications__signatures")
    cases = [Case(breach) for breach in files if breach.state != BreachState.CLOSED]
    closed = [Case(breach) for breach in files if breach.state == BreachState.CLOSED]
    waiting = expected(cases, member, now, _refusals(member, cases))
    sees_cases = permissions.may(member, "case.view")
    weekday, date = wording.day(now, lang=wording.language(get_language())).split(" ", 1)
    context = {
        "weekday": weekday,
        "date": date,
        "band": _band(waiting, member),
        "departures": departures(cases, waiting, member, now),
        "mine": [one for one in waiting if one.mine],
        "others": [one for one in waiting if not one.mine],
        "mailings": [_mailing(row) for case in cases for row in case.communications if row.state in UNDER_WAY],
        "closed": [_closed(case) for case in sorted(closed, key=_closed_at, reverse=True)] if sees_cases else [],
        "sees_cases": sees_cases,
        "demo": settings.NOTIFY_DEMO,
    }
    return render(request, "web/dashboard/page.html", context)


def _first_of_month(now: datetime) -> datetime:
    return now.astimezone(PARIS).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _refusals(member: Member, cases: Sequence[Case]) -> dict[Any, Approval]:
    """The latest refusal of each draft that is not its first version: why it is to be taken up again."""
    rows: list[AuthorityNotification | Communication] = []
    for case in cases:
        rows += [*case.notifications, *case.communications]
    drafts = [row.pk for row in rows if row.state == "draft" and row.version > 1]
    if not drafts:
        return {}
    found = Approval.objects.filter(organisation_id=member.organisation_id, subject_id__in=drafts, verdict="refused")
    return {row.subject_id: row for row in found.select_related("approver").order_by("at")}


def _band(waiting: Sequence[Expected], member: Member) -> Band:
    """The most pressing act of this member, else the most pressing one of the others."""
    first = next((one for one in waiting if one.mine), waiting[0] if waiting else None)
    if first is None or not (first.mine or permissions.may(member, "case.view")):
        return _nothing(member)
    breach = first.case.breach
    band = band_for(first.case, first.act, member, mine=first.mine)
    band["why"] = _("Violation {reference}, {title}. {why}").format(
        reference=breach.reference, title=breach.title, why=band.get("why", "")
    )
    band.setdefault("link", {"label": _("Ouvrir la violation"), "url": links.to_breach(breach)})
    return band


def _nothing(member: Member) -> Band:
    band: Band = {
        "step": _("Rien ne vous est demandé pour l’instant."),
        "why": _("Un incident se signale par le lien remis au personnel."),
    }
    if permissions.may(member, "organisation.edit"):
        band["link"] = {"label": _("Voir le lien de signalement"), "url": reverse("organisation") + "#lien"}
    return band


def _mailing(row: Communication) -> dict[str, Any]:
    return {
        "breach": row.breach,
        "url": links.to_mailing(row),
        "count": row.recipient_count,
        "handed_over_at": row.handed_over_at,
        "produced": row.letters_produced,
        "progress": {"done": row.letters_produced, "total": row.recipient_count},
        "left": row.recipient_count - row.letters_produced,
    }


def _closed_at(case: Case) -> datetime:
    return case.breach.closed_at or case.breach.reported_at


def _closed(case: Case) -> dict[str, Any]:
    """One line: people, when, and the lateness as it was frozen by the first filing."""
    duty = case.duty("rgpd_33")
    done = duty if duty is not None and duty.state == DutyState.FULFILLED else None
    return {
        "breach": case.breach,
        "url": links.to_breach(case.breach),
        "persons": persons(case),
        "filed": done,
        "spare": done.due_at - done.fulfilled_at if done and done.due_at and done.fulfilled_at else None,
    }
