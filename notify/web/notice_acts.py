"""What became of one notice: handed over otherwise, confirmed, come back, set aside, tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from breaches import operations, queries
from breaches.errors import DomainError
from notify.web import act_page, links, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.controllers import notice_or_404
from notify.web.forms.controllers import AcknowledgedForm, AsideForm, FailureForm, HandForm

_N = gettext_noop


@dataclass(frozen=True, slots=True)
class Kind:
    """One act: its form, its operation, its words."""

    form: type[forms.Form]
    do: Callable[..., Any]
    title: str
    button: str
    done: str


KINDS = {
    "remise": Kind(
        HandForm, operations.record_notice_sent, _N("Information remise autrement"), _N("Inscrire la remise"),
        _N("La remise est inscrite."),
    ),
    "accuse": Kind(
        AcknowledgedForm, operations.acknowledge_notice, _N("Réception confirmée"), _N("Inscrire la confirmation"),
        _N("La confirmation est inscrite."),
    ),
    "echec": Kind(
        FailureForm, operations.record_notice_failure, _N("Message revenu"), _N("Inscrire l’échec"),
        _N("L’échec est inscrit : l’information est à refaire."),
    ),
    "ecart": Kind(
        AsideForm, operations.set_notice_aside, _N("Écarter ce responsable"), _N("Écarter avec ces motifs"),
        _N("Le responsable est écarté, avec vos motifs."),
    ),
}  # fmt: skip


@page("notices.send")
def notice_act(request: MemberRequest, breach_id: UUID, notice_id: UUID, kind: str) -> HttpResponse:
    """One form, one operation, back to the list."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    one, found = notice_or_404(case, notice_id), KINDS.get(kind)
    if found is None:
        raise Http404
    words = act_page.Words(
        title=_(found.title), button=_(found.button), done=_(found.done), intro=(one.name,),
        back=links.to_controllers(case.breach),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return found.do(actor=request.member, notice_id=one.pk, now=clock(), **said)

    return act_page.run(request, case, f"notice-{kind}", found.form, words, do)


@require_POST
@page("notices.send")
def notice_retry(request: MemberRequest, breach_id: UUID, notice_id: UUID) -> HttpResponse:
    """Send it once more."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    one = notice_or_404(case, notice_id)
    try:
        operations.retry_notice(actor=request.member, notice_id=one.pk, now=clock())
        messages.success(request, _("L’information repart vers ce responsable."))
    except DomainError as error:
        refusals.tell(request, error)
    return redirect(links.to_controllers(case.breach))
