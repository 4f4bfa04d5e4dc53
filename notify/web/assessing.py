"""Évaluer: open questions first, the score beside them, then the DPO's opinion and the decision it asks for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations, queries
from breaches.errors import DomainError
from breaches.operations import Verdict
from notify.web import drafts, links, refusals, score
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.assess_page import page_context
from notify.web.assess_sheet import Sheet
from notify.web.case import Case
from notify.web.forms import rows

DRAFT = "assess"


@page("breach.assess")
def assess(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Show, recompute without a script, or give the opinion."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    if case.version is None or not case.is_open:
        messages.info(
            request, _("Décrivez d’abord les faits d’une violation confirmée : l’évaluation s’appuie sur eux.")
        )
        return redirect(links.to_breach(case.breach))
    if request.method != "POST":
        draft = drafts.initial(request.member, DRAFT, case.breach.pk)
        return _page(request, case, Sheet(case, drafts.as_posted(draft) if draft else None))
    if "give" not in request.POST:
        return _page(request, case, Sheet(case, request.POST))
    sheet = Sheet(case, request.POST, judged=True)
    if sheet.is_valid() and (_given_before(case, sheet) or _given(request, case, sheet)):
        drafts.forget(request.member, DRAFT, case.breach.pk)
        messages.success(request, _("Votre avis est rendu. Demandez maintenant la décision du responsable."))
        return redirect(links.to_breach(case.breach, "decisions"))
    return _page(request, case, sheet, status=422)


def _given_before(case: Case, sheet: Sheet) -> bool:
    """The very same opinion, already recorded since the page was shown: the button was pressed twice."""
    last = case.assessment
    if last is None or not sheet.given_since:
        return False
    verdict = sheet.opinion.verdict()
    same = (last.opinion_authority, last.opinion_subjects) == (verdict.authority, verdict.subjects)
    return same and last.opinion_reasons.startswith(verdict.reasons)


def _given(request: MemberRequest, case: Case, sheet: Sheet) -> bool:
    """Facts that the answers changed, then the opinion: both or neither."""
    now, opinion = clock(), sheet.opinion
    if sheet.given_since:
        opinion.add_error(None, _("Un autre avis a été rendu entre-temps. Comparez, puis rendez le vôtre de nouveau."))
        return False
    verdict = opinion.verdict()
    reasons = "\n\n".join(part for part in (verdict.reasons, opinion.gravity_note()) if part)
    advised = Verdict(verdict.authority, verdict.subjects, reasons, verdict.exemption)
    try:
        with transaction.atomic():
            if sheet.changes_facts or sheet.is_stale(rows.expected_version(request.POST)):
                operations.describe(
                    actor=request.member, breach_id=case.breach.pk, now=now, facts=sheet.facts,
                    expected_version=rows.expected_version(request.POST),
                )  # fmt: skip
            operations.assess(
                actor=request.member, breach_id=case.breach.pk, now=now, decision=verdict, opinion=advised,
                cnil_gravity=opinion.gravity(), enisa=sheet.explicit,
                enisa_justification=opinion.cleaned_data["enisa_justification"],
            )  # fmt: skip
    except DomainError as error:
        refusals.put(opinion, error)
        return False
    return True


def _page(request: MemberRequest, case: Case, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = page_context(case, sheet, request.member, clock()) | {
        "draft": DRAFT, "saved_at": drafts.saved_at(request.member, DRAFT, case.breach.pk),
    }  # fmt: skip
    return render(request, "web/breach/assess.html", context, status=status)


@require_POST
@page("breach.assess")
def live_score(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The score column for the answers as posted; nothing is saved."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    if case.version is None:
        return HttpResponse(status=204)
    sheet = Sheet(case, request.POST)
    context: dict[str, Any] = score.panel(sheet.outcome) | {"open_questions": len(sheet.unanswered), "live": True}
    return render(request, "web/breach/score_panel.html", context)


@require_POST
@page("assessment.submit")
def submit_decision(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Hand the proposed decision to the controller; pressing twice asks once."""
    breach = breach_or_404(request, breach_id)
    decision = queries.latest_decision(breach)
    if decision is None:
        messages.info(request, _("Rendez d’abord votre avis : la décision porte sur lui."))
        return redirect(reverse("breach_assess", args=[breach.pk]))
    try:
        operations.submit_decision(actor=request.member, decision_id=decision.pk, now=clock())
        messages.success(request, _("La décision est demandée au responsable."))
    except DomainError as error:
        refusals.tell(request, error)
    return redirect(links.to_breach(breach, "decisions"))
