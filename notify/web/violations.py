"""Violations: every breach of the organisation with its state, its people and its clock."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from breaches import permissions, queries
from breaches.models import Breach, Duty, FactsVersion, Member
from breaches.states import BreachState, DutyState
from notify.web import duty_words, links
from notify.web.access import MemberRequest, clock, page
from notify.web.departures import persons_in_words

A_PAGE = 25
FILTERS = (("", _("Toutes")), ("open", _("En cours")), *BreachState.choices)
OPEN = (BreachState.REPORTED, BreachState.CONFIRMED, BreachState.ASSESSED)
KINDS = {
    BreachState.REPORTED: "waiting",
    BreachState.CONFIRMED: "doing",
    BreachState.ASSESSED: "doing",
    BreachState.CLOSED: "done",
    BreachState.DISMISSED: "none",
}


@page("breach.view")
def breaches(request: MemberRequest) -> HttpResponse:
    """The list, newest first; `etat` filters it (a state, or `open`), anything else shows all."""
    chosen = request.GET.get("etat", "")
    pages = Paginator(_filtered(_visible(request.member), chosen), A_PAGE)
    page_obj = pages.get_page(request.GET.get("page"))
    now = clock()
    context = {
        "page_obj": page_obj,
        "rows": [_row(breach, request.member, now) for breach in page_obj],
        "filters": [{"value": value, "label": label, "chosen": value == chosen} for value, label in FILTERS],
        "chosen": chosen,
        "may_begin": permissions.may(request.member, "breach.assess"),
    }
    return render(request, "web/breaches/list.html", context)


def _visible(member: Member) -> QuerySet[Breach]:
    """All of them; the mailing role sees those for which there is something to send."""
    found = queries.breaches_of(member)
    if not permissions.may(member, "case.view"):
        found = found.filter(communications__isnull=False).distinct()
    versions = FactsVersion.objects.order_by("number").only("breach_id", "number", "facts")
    return found.order_by("-reported_at", "-reference").prefetch_related(
        "duties", "communications", Prefetch("facts_versions", versions)
    )


def _filtered(found: QuerySet[Breach], chosen: str) -> QuerySet[Breach]:
    if chosen == "open":
        return found.filter(state__in=OPEN)
    return found.filter(state=chosen) if chosen in BreachState.values else found


def _row(breach: Breach, member: Member, now: datetime) -> dict[str, Any]:
    versions = list(breach.facts_versions.all())
    duty = _next_duty(breach, whole=permissions.may(member, "case.view"))
    return {
        "breach": breach,
        "url": links.to_breach(breach),
        "persons": persons_in_words(versions[-1].facts if versions else None),
        "kind": KINDS[BreachState(breach.state)],
        "state": breach.get_state_display(),
        "due": duty.due_at if duty else None,
        "duty": duty_words.title(duty.code) if duty else "",
        "late": bool(duty and duty.due_at and duty.due_at <= now),
    }


def _next_duty(breach: Breach, *, whole: bool) -> Duty | None:
    """The open duty whose clock ends first; the mailing role learns of that of the letters only."""
    if breach.state not in OPEN:
        return None
    rows = [duty for duty in breach.duties.all() if duty.state == DutyState.OPEN and (whole or duty.code == "rgpd_34")]
    return min(rows, key=lambda duty: (duty.due_at is None, duty.due_at or duty.opened_at), default=None)
