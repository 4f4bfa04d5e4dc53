"""Confirm a breach, set a report aside, reopen it, correct the awareness time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from breaches import operations, queries
from breaches.errors import DomainError
from breaches.models import Breach
from breaches.states import BreachState
from notify.web import act_page, drafts, links, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms import rows
from notify.web.forms.confirm import CANDIDATE, AwarenessForm, Confirmation, ReasonsForm
from notify.web.next_step import band_on_page

CONFIRM = "confirm"


@page("breach.confirm")
def confirm(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Retain the breach: one hour is chosen with its reasons, the others are kept with theirs."""
    breach = queries.load_file(breach_or_404(request, breach_id))
    if breach.state != BreachState.REPORTED:
        messages.info(
            request, _("Ce signalement n’est plus à confirmer : il est « {state} ».").format(state=_state(breach))
        )
        return redirect(links.to_breach(breach))
    if request.method != "POST":
        draft = drafts.initial(request.member, CONFIRM, breach.pk)
        shown = Confirmation.typed(breach, drafts.as_posted(draft)) if draft else Confirmation(breach)
        return _confirm_page(request, breach, shown)
    indexes = rows.changed(request.POST, CANDIDATE)
    if indexes is not None:
        return _confirm_page(request, breach, Confirmation.typed(breach, request.POST, indexes))
    posted = Confirmation(breach, request.POST)
    if posted.is_valid() and _confirmed(request, breach, posted):
        drafts.forget(request.member, CONFIRM, breach.pk)
        messages.success(request, _("La violation est retenue. Les obligations et leurs délais courent."))
        return redirect(links.to_breach(breach))
    return _confirm_page(request, breach, posted, status=422)


def _state(breach: Breach) -> str:
    return str(BreachState(breach.state).label).lower()


def _confirmed(request: MemberRequest, breach: Breach, posted: Confirmation) -> bool:
    said = posted.form.cleaned_data
    try:
        operations.confirm_breach(
            actor=request.member, breach_id=breach.pk, now=clock(), aware_at=said["aware_at"],
            reasons=said["reasons"], candidates=posted.chosen_candidates(), title=said["title"],
            processor=posted.form.processor(),
            evidence=said["evidence"],
        )  # fmt: skip
    except DomainError as error:
        refusals.put(posted.form, error)
        return False
    return True


def _confirm_page(request: MemberRequest, breach: Breach, shown: Confirmation, status: int = 200) -> HttpResponse:
    case, now = Case(breach), clock()
    context = {
        "breach": breach, "case": case, "now": now, "band": band_on_page(case, request, now), "shown": shown,
        "form": shown.form, "errors": shown.errors() if shown.form.is_bound else [], "draft": CONFIRM,
        "saved_at": drafts.saved_at(request.member, CONFIRM, breach.pk),
    }  # fmt: skip
    return render(request, "web/breach/confirm.html", context, status=status)


@page("breach.dismiss")
def dismiss(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Not a personal-data breach after all; the report stays in the register with these reasons."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    running = sum(duty.state == "open" for duty in case.duties)
    effect = _("Les obligations ouvertes tombent : {n}.").format(n=running) if running else ""
    words = act_page.Words(
        title=_("Écarter le signalement"), button=_("Écarter le signalement"), done=_("Le signalement est écarté."),
        intro=(_("Le signalement reste au registre, avec vos motifs. Il peut être rouvert."), effect),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.dismiss_breach(
            actor=request.member, breach_id=case.breach.pk, now=clock(), reasons=said["reasons"]
        )

    return act_page.run(request, case, "dismiss", ReasonsForm, words, do)


@page("breach.dismiss")
def reopen(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Look again at a report that was set aside."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    words = act_page.Words(
        title=_("Rouvrir le signalement"), button=_("Rouvrir le signalement"), done=_("Le signalement est rouvert."),
        intro=(_("Il sera de nouveau à confirmer ou à écarter. Les heures déjà notées restent visibles."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.reopen_breach(
            actor=request.member, breach_id=case.breach.pk, now=clock(), reasons=said["reasons"]
        )

    return act_page.run(request, case, "reopen", ReasonsForm, words, do)


@page("awareness.correct")
def correct_awareness(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Propose another hour; the earlier of both rules until a second person answers."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    words = act_page.Words(
        title=_("Corriger la prise de connaissance"), button=_("Proposer cette correction"), anchor="decisions",
        done=_("La correction attend l’accord d’une seconde personne."),
        intro=(
            _("Une seconde personne devra l’accepter."),
            _("En attendant, la plus ancienne des deux heures commande les délais."),
            _("L’heure actuelle restera visible au dossier."),
        ),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.correct_awareness(
            actor=request.member, breach_id=case.breach.pk, now=clock(), aware_at=said["aware_at"],
            reasons=said["reasons"], evidence=said["evidence"],
        )  # fmt: skip

    def make(*posted: Any, **more: Any) -> AwarenessForm:
        return AwarenessForm(*posted, **({"initial": {"aware_at": case.breach.aware_at}} | more))

    return act_page.run(request, case, "correct_awareness", make, words, do)
