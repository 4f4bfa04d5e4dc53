"""Acts of the follow-up towards people: their requests, and the delay of their information that an authority asks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations
from breaches.errors import DomainError
from breaches.models import RightsRequest
from breaches.operations.requests import due_on
from notify.web import act_page, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.follow_up_acts import back_to, case_of
from notify.web.follow_up_words import day_words
from notify.web.forms.follow_up import DelayForm, ExtendForm, HandleForm, RequestForm


@page("request.receive")
def receive_request(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """A request, by the organisation's own number; its term is computed."""
    case = case_of(request, breach_id)
    words = act_page.Words(
        title=_("Inscrire une demande"), button=_("Inscrire la demande"), done=_("La demande est inscrite."),
        back=back_to(case.breach, "demandes"),
        intro=(_("Le délai de réponse est d’un mois à compter de la réception, calculé et rappelé ici."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.receive_request(actor=request.member, breach_id=case.breach.pk, now=clock(), **said)

    return act_page.run(request, case, "request", RequestForm, words, do)


def _row(case: Case, request_id: UUID) -> RightsRequest:
    found = next((row for row in case.breach.requests.all() if row.pk == request_id), None)
    if found is None:
        raise Http404
    return found


@page("request.extend")
def extend_request(request: MemberRequest, breach_id: UUID, request_id: UUID) -> HttpResponse:
    """Two more months, with reasons."""
    case = case_of(request, breach_id)
    row = _row(case, request_id)
    later = day_words(due_on(case.breach, row.received_on, extended=True), year=True)
    words = act_page.Words(
        title=_("Prolonger le délai"), button=_("Prolonger de deux mois"), done=_("Le délai est prolongé."),
        back=back_to(case.breach, "demandes"),
        intro=(_("Demande {reference}. Le terme passera au {day}, une seule fois.").format(
            reference=row.reference, day=later),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.extend_request(actor=request.member, request_id=row.pk, now=clock(), **said)

    return act_page.run(request, case, f"extend-{row.pk}", ExtendForm, words, do)


@page("request.handle")
def handle_request(request: MemberRequest, breach_id: UUID, request_id: UUID) -> HttpResponse:
    """How the request ended."""
    case = case_of(request, breach_id)
    row = _row(case, request_id)
    words = act_page.Words(
        title=_("Inscrire la suite donnée"), button=_("Inscrire la suite"), done=_("La suite est inscrite."),
        back=back_to(case.breach, "demandes"), intro=(_("Demande {reference}.").format(reference=row.reference),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.handle_request(actor=request.member, request_id=row.pk, now=clock(), **said)

    return act_page.run(request, case, f"handle-{row.pk}", HandleForm, words, do)


@page("delay.record")
def record_delay(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """A delay of the information of people, and of nothing else."""
    case = case_of(request, breach_id)
    words = act_page.Words(
        title=_("Inscrire un report demandé"), button=_("Inscrire le report"), done=_("Le report est inscrit."),
        back=back_to(case.breach, "report"),
        intro=(
            _("Une autorité peut demander de différer l’information des personnes, quand elle gênerait une enquête "
              "(RGPD, considérant 88). Seule cette information est différée."),
            _("La notification à la CNIL garde son terme : rien ne la reporte."),
        ),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.record_delay(actor=request.member, breach_id=case.breach.pk, now=clock(), **said)

    return act_page.run(request, case, "delay", DelayForm, words, do)


@require_POST
@page("delay.lift")
def lift_delay(request: MemberRequest, breach_id: UUID, delay_id: UUID) -> HttpResponse:
    """The authority lifts the delay: one click, today."""
    breach = breach_or_404(request, breach_id)
    if not breach.delays.filter(pk=delay_id).exists():
        raise Http404
    try:
        operations.lift_delay(actor=request.member, delay_id=delay_id, now=clock())
        messages.success(request, _("Le report est levé : informez les personnes dans les meilleurs délais."))
    except DomainError as error:
        refusals.tell(request, error)
    return redirect(back_to(breach, "report"))
