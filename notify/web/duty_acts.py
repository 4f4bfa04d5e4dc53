"""A duty beside art. 33 and 34 is done; a measure is taken or done; the file is closed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations, queries
from breaches.errors import DomainError
from breaches.operations.following_up import left_to_do
from notify.web import act_page, duty_words, links, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms.acts import ArrangementForm, CloseForm, FulfilForm, MeasureForm


@page("duty.fulfil")
def fulfil(request: MemberRequest, breach_id: UUID, duty_id: UUID) -> HttpResponse:
    """When it was done; a late one says why, and stays late for ever."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    duty = next((each for each in case.duties if each.pk == duty_id), None)
    if duty is None:
        raise Http404
    words = act_page.Words(
        title=duty_words.title(duty.code), button=_("Inscrire que c’est fait"), anchor="obligations",
        done=_("L’obligation est inscrite comme faite."), intro=(_(duty.why),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.fulfil_duty(actor=request.member, duty_id=duty_id, now=clock(), **said)

    return act_page.run(request, case, f"duty-{duty.code}", FulfilForm, words, do)


@page("measure.take")
def take_measure(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Write a measure down (art. 33(3)(d))."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    words = act_page.Words(
        title=_("Inscrire une mesure"), button=_("Inscrire la mesure"), done=_("La mesure est inscrite."),
        anchor="mesures",
        intro=(_("Ce texte ne se modifie plus ensuite : il figure au registre et à la notification."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.take_measure(actor=request.member, breach_id=case.breach.pk, now=clock(), **said)

    return act_page.run(request, case, "measure", MeasureForm, words, do)


@page("facts.describe")
def arrangement(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Joint controllers (art. 26): who leads, and where it is written."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    breach = case.breach
    words = act_page.Words(
        title=_("Responsables conjoints"), button=_("Inscrire l’accord"), done=_("L’accord est inscrit."),
        anchor="faits",
        intro=(_("L’accord dit qui agit. Chaque responsable conjoint garde sa responsabilité."),),
    )  # fmt: skip

    def make(*posted: Any, **more: Any) -> ArrangementForm:
        before = {"lead": breach.joint_lead, "reference": breach.joint_reference}
        return ArrangementForm(*posted, **({"initial": before} | more))

    def do(said: dict[str, Any]) -> object:
        return operations.record_arrangement(actor=request.member, breach_id=breach.pk, now=clock(), **said)

    return act_page.run(request, case, "arrangement", make, words, do)


@require_POST
@page("measure.take")
def complete_measure(request: MemberRequest, breach_id: UUID, measure_id: UUID) -> HttpResponse:
    """One click: it is done, at this hour."""
    breach = breach_or_404(request, breach_id)
    if not breach.measures.filter(pk=measure_id).exists():
        raise Http404
    try:
        operations.complete_measure(actor=request.member, measure_id=measure_id, now=clock())
        messages.success(request, _("La mesure est faite."))
    except DomainError as error:
        refusals.tell(request, error)
    return redirect(links.to_breach(breach, "mesures"))


@page("breach.close")
def close(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Close a file; what is still open is listed first, and then nothing can be pressed."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    left = left_to_do(case.breach)
    intro: tuple[str, ...] = (
        _("Un dossier clos ne se rouvre pas, sauf sur demande de la CNIL. Il reste au registre, avec ses preuves."),
    )
    if left:
        intro = (_("Le dossier ne peut pas encore se clôturer. Il reste ceci :"), *(f"– {_(item)}" for item in left))
    words = act_page.Words(
        title=_("Clôturer le dossier"), button="" if left else _("Clôturer le dossier"), done=_("Le dossier est clos."),
        intro=intro,
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.close_breach(
            actor=request.member, breach_id=case.breach.pk, now=clock(), lessons=said["lessons"]
        )

    return act_page.run(request, case, "close", CloseForm, words, do)
