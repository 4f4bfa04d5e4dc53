"""Conservation: how long each kind of object is kept, who agreed, and what will be purged when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from breaches import operations, permissions, queries
from breaches.errors import DomainError
from breaches.models import Breach, Member, Purge, RetentionRule
from breaches.operations import retaining
from breaches.states import BreachState, RetentionKind, RetentionVerdict
from notify.accounts import reauth
from notify.retention import purging
from notify.web import refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.forms.retention import DecideForm, ProposeForm

Row = dict[str, Any]
LATEST = 50


@never_cache
@page("retention.view")
def retention(request: MemberRequest) -> HttpResponse:
    """The periods, the files that will be purged, what was purged."""
    member, now = request.member, clock()
    rules = queries.retention_rules(member.organisation_id)
    pending = RetentionRule.objects.filter(organisation_id=member.organisation_id, verdict=RetentionVerdict.PENDING)
    waiting = {rule.kind: rule for rule in pending.select_related("author")}
    purges = Purge.objects.filter(breach__organisation_id=member.organisation_id).select_related("breach")
    sees_case = permissions.may(member, "case.view")
    context = {
        "kinds": [_kind(kind, rules.get(kind), waiting.get(kind), member) for kind in RetentionKind],
        "files": files(member, rules, now) if sees_case else [], "sees_case": sees_case,
        "purges": purges.order_by("-purged_at")[:LATEST] if sees_case else [], "now": now,
    }  # fmt: skip
    return render(request, "web/retention/page.html", context)


def _kind(kind: RetentionKind, rule: RetentionRule | None, waiting: RetentionRule | None, member: Member) -> Row:
    own = waiting is not None and waiting.author_id == member.pk and not member.organisation.sole_practitioner
    return {
        "kind": kind, "label": kind.label, "rule": rule, "period": period(rule), "waiting": waiting,
        "asked": period(waiting),
        "may_propose": waiting is None and permissions.may(member, "retention.propose"),
        "may_decide": waiting is not None and not own and permissions.may(member, "retention.approve"),
    }  # fmt: skip


def period(rule: RetentionRule | None) -> str:
    """A period in words."""
    if rule is None:
        return _("à fixer")
    if rule.months is None:
        return _("rien n’est purgé")
    return ngettext("{n} mois après la clôture", "{n} mois après la clôture", rule.months).format(n=rule.months)


def files(member: Member, rules: dict[str, RetentionRule], now: datetime) -> list[Row]:
    """Closed files that still hold something with a date of purge, the soonest first."""
    closed = queries.breaches_of(member).filter(state=BreachState.CLOSED).prefetch_related("holds", "reports")
    rows = [row for breach in closed for row in _dates(breach, rules, now)]
    return sorted(rows, key=lambda row: row["due"])


def _dates(breach: Breach, rules: dict[str, RetentionRule], now: datetime) -> list[Row]:
    held = any(hold.released_at is None for hold in breach.holds.all())
    found = []
    for kind in RetentionKind:
        due = retaining.due_at(breach, rules.get(kind))
        if due is not None and any(purging.counts_of(breach, kind).values()):
            found.append({"breach": breach, "label": kind.label, "due": due, "held": held, "over": due <= now})
    return found


@page("retention.propose")
def propose(request: MemberRequest, kind: str) -> HttpResponse:
    """Propose a period for a kind of object; somebody else agrees."""
    if kind not in RetentionKind.values:
        raise Http404
    rule = queries.retention_rules(request.member.organisation_id).get(kind)
    form = ProposeForm(request.POST or None, initial={"months": rule.months} if rule else None)
    if form.is_valid():
        try:
            operations.propose_retention(actor=request.member, now=clock(), kind=kind, **form.cleaned_data)
        except DomainError as error:
            refusals.put(form, error)
        else:
            messages.success(request, _("La durée est proposée : une seconde personne l’approuve."))
            return redirect("retention")
    context = {"form": form, "label": RetentionKind(kind).label, "period": period(rule)}
    return render(request, "web/retention/propose.html", context, status=422 if form.errors else 200)


@page("retention.approve")
def decide(request: MemberRequest, rule_id: UUID) -> HttpResponse:
    """Read what is proposed, then approve or refuse it."""
    found = RetentionRule.objects.filter(pk=rule_id, organisation_id=request.member.organisation_id)
    rule = found.select_related("author").first()
    if rule is None:
        raise Http404
    form = DecideForm(request.POST or None)
    if form.is_valid() and reauth.require_password(request, form):
        verb = operations.approve_retention if request.POST.get("answer") == "approve" else operations.refuse_retention
        try:
            verb(actor=request.member, rule_id=rule.pk, now=clock(), comment=form.cleaned_data["comment"])
        except DomainError as error:
            refusals.put(form, error)
        else:
            messages.success(request, _("Votre réponse est inscrite."))
            return redirect("retention")
    reauth.ask_only_if_needed(request, form)
    context = {
        "form": form, "rule": rule, "label": RetentionKind(rule.kind).label, "asked": period(rule),
        "present": period(queries.retention_rules(rule.organisation_id).get(rule.kind)),
        "pending": rule.verdict == RetentionVerdict.PENDING,
    }  # fmt: skip
    return render(request, "web/retention/decide.html", context, status=422 if form.errors else 200)
