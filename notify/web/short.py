"""Erreur d’adressage: report, confirm, describe, assess and submit from one page, all or nothing."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations, queries
from breaches.errors import DomainError
from breaches.law.assumptions import threshold
from breaches.law.duties import version_for
from breaches.models import Breach
from notify.web import links, refusals, score
from notify.web.access import MemberRequest, clock, page
from notify.web.forms import rows
from notify.web.forms.short import ShortForm, facts_of
from notify.web.forms.suggested import suggest
from notify.web.short_files import record_once


@page("breach.assess")
def short(request: MemberRequest) -> HttpResponse:
    """Show, recompute without a script, or record the whole file."""
    if request.method != "POST":
        return _page(request, ShortForm(initial={"once": uuid.uuid4()}))
    if "record" not in request.POST:
        return _page(
            request, ShortForm(initial=rows.typed(ShortForm(), request.POST)), answered=ShortForm(request.POST)
        )
    form = _with_units(request, ShortForm(request.POST))
    if form.is_valid():
        try:
            breach, made = record_once(
                request.member, form.cleaned_data["once"], clock(), lambda: _recorded(request, form)
            )
        except DomainError as error:
            refusals.put(form, error)
        else:
            return _onwards(request, form, breach) if made else redirect(links.to_breach(breach))
    return _page(request, form, answered=form, status=422)


def _with_units(request: MemberRequest, form: ShortForm) -> ShortForm:
    suggest(form.fields["where"], queries.units_of(request.member))
    return form


def _recorded(request: MemberRequest, form: ShortForm) -> Breach:
    """Five operations with their five journal entries: a refusal of any of them undoes them all."""
    actor, now, said = request.member, clock(), form.cleaned_data
    facts, verdict = facts_of(said), form.verdict()
    with translation.override("fr"):  # the record is in French, whatever the page is read in
        report = form.report()
    breach = operations.report_incident(actor=actor, now=now, report=report).breach
    operations.confirm_breach(
        actor=actor, breach_id=breach.pk, now=now, aware_at=said["known_at"], title=report.summary,
        reasons=said["how_known"].strip(),
    )  # fmt: skip
    operations.describe(actor=actor, breach_id=breach.pk, now=now, facts=facts, expected_version=0)
    gravity = score.outcome(facts, queries.law_context(Breach.objects.get(pk=breach.pk))).gravity
    operations.assess(actor=actor, breach_id=breach.pk, now=now, decision=verdict, cnil_gravity=str(gravity))
    decision = queries.latest_decision(breach)
    if decision is not None:
        operations.submit_decision(actor=actor, decision_id=decision.pk, now=now)
    return breach


def _onwards(request: MemberRequest, form: ShortForm, breach: Breach) -> HttpResponse:
    told = _("Le dossier {reference} est ouvert et la décision est demandée au responsable.")
    messages.success(request, told.format(reference=breach.reference))
    if form.cleaned_data["authority"] == "notify":
        return redirect(reverse("declaration", args=[breach.pk]))
    return redirect(links.to_breach(breach, "decisions"))


def _page(
    request: MemberRequest, form: ShortForm, *, answered: ShortForm | None = None, status: int = 200
) -> HttpResponse:
    context = _panel(request, answered) | {"form": _with_units(request, form)}
    return render(request, "web/breaches/short.html", context, status=status)


def _panel(request: MemberRequest, answered: ShortForm | None) -> dict[str, Any]:
    """The score of the answers that can be read; those a new page starts from when there are none yet."""
    if answered is None:
        said = {name: field.initial for name, field in ShortForm.base_fields.items()}
    else:
        answered.is_valid()
        said = answered.cleaned_data
    version = version_for(said.get("known_at") or clock())
    context = queries.organisation_context(request.member.organisation, threshold=threshold(version))
    return score.panel(score.outcome(facts_of(said), context, version=version))


@require_POST
@page("breach.assess")
def short_score(request: MemberRequest) -> HttpResponse:
    """The score column for the answers as posted; nothing is saved."""
    return render(request, "web/breach/score_panel.html", _panel(request, ShortForm(request.POST)))
