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
from breaches.law.closing import OpenItem, standing_in_the_way
from breaches.operations import closing
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
    """Close a file; what must still be done is listed first, and what the law leaves open is asked in words."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    items = closing.left_open(case.breach, clock(), controllers=closing.untold_controllers(case.breach))
    explained = tuple(item for item in items if item.justifiable)
    left = standing_in_the_way(items, {item.code.value: "…" for item in explained})
    words = act_page.Words(
        title=_("Clôturer le dossier"), button="" if left else _("Clôturer le dossier"), done=_("Le dossier est clos."),
        intro=_before_closing(left, explained),
    )  # fmt: skip

    def make(*posted: Any, **more: Any) -> CloseForm:
        return CloseForm(*posted, open_items=explained, **({"initial": {"lessons": case.breach.lessons}} | more))

    def do(said: dict[str, Any]) -> object:
        given = {item.code.value: said[f"why_{item.code}"] for item in explained}
        return operations.close_breach(
            actor=request.member, breach_id=case.breach.pk, now=clock(), lessons=said["lessons"], justifications=given
        )

    return act_page.run(request, case, "close", make, words, do)


def _before_closing(left: tuple[OpenItem, ...], explained: tuple[OpenItem, ...]) -> tuple[str, ...]:
    if left:
        lines = (f"– {closing.phrase(item)}" for item in (*left, *explained))
        return (_("Le dossier ne peut pas encore se clôturer. Il reste ceci :"), *lines)
    ends = _("Un dossier clos ne se rouvre pas, sauf sur demande de la CNIL. Il reste au registre, avec ses preuves.")
    if not explained:
        return (ends,)
    return (ends, _("Ce qui suit reste ouvert : dites pourquoi, vos motifs restent au dossier."))
