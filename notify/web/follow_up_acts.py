"""Acts of the follow-up: letters received and answered, references, lessons, the hold. Each one form, one operation."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from breaches import operations, queries
from breaches.models import Breach
from breaches.operations.holds import live_hold
from notify.web import act_page, evidence
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.follow_up_words import day_words
from notify.web.forms.follow_up import AnswerForm, HoldForm, LessonsForm, LetterForm, LinksForm, ReleaseForm


def case_of(request: MemberRequest, breach_id: UUID) -> Case:
    """The file, loaded at once."""
    return Case(queries.load_file(breach_or_404(request, breach_id)))


def back_to(breach: Breach, anchor: str) -> str:
    """The page of the follow-up, at a section."""
    return f"{reverse('follow_up', args=[breach.pk])}#{anchor}"


def _kept(request: MemberRequest, breach: Breach, what: str, upload: Any) -> Any:
    """The id of the piece of evidence that an upload became, None without one."""
    return evidence.keep(request.member, breach, what, upload).pk if upload else None


@page("letter.receive")
def receive_letter(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """A letter of the CNIL with its file: both are recorded, or none."""
    case = case_of(request, breach_id)
    words = act_page.Words(
        title=_("Inscrire un courrier de la CNIL"), button=_("Inscrire le courrier"),
        done=_("Le courrier est inscrit."), back=back_to(case.breach, "courriers"),
        intro=(_("Un courrier inscrit ne se réécrit pas. Son terme est rappelé avant qu’il n’arrive."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        with transaction.atomic():
            kept = _kept(request, case.breach, _("Courrier de la CNIL"), said.pop("file"))
            return operations.receive_letter(
                actor=request.member, breach_id=case.breach.pk, now=clock(), evidence_id=kept, **said
            )

    return act_page.run(request, case, "letter", LetterForm, words, do)


@page("letter.answer")
def answer_letter(request: MemberRequest, breach_id: UUID, letter_id: UUID) -> HttpResponse:
    """The answer to a letter, with its file."""
    case = case_of(request, breach_id)
    letter = next((row for row in case.breach.letters.all() if row.pk == letter_id), None)
    if letter is None:
        raise Http404
    told = _("Courrier {reference}, reçu le {day}.").format(
        reference=letter.reference, day=day_words(letter.received_on)
    )
    words = act_page.Words(
        title=_("Répondre à la CNIL"), button=_("Inscrire la réponse"), done=_("La réponse est inscrite."),
        back=back_to(case.breach, "courriers"), intro=(told, _("Une réponse inscrite ne se réécrit pas.")),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        with transaction.atomic():
            kept = _kept(request, case.breach, _("Réponse à la CNIL"), said.pop("file"))
            return operations.answer_letter(
                actor=request.member, letter_id=letter_id, now=clock(), evidence_id=kept, **said
            )

    return act_page.run(request, case, f"letter-{letter_id}", AnswerForm, words, do)


@page("links.record")
def links(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The art. 30 record and the processor's contract."""
    case = case_of(request, breach_id)
    breach = case.breach
    words = act_page.Words(
        title=_("Références du dossier"), button=_("Enregistrer les références"),
        done=_("Les références sont inscrites."), back=back_to(breach, "references"),
    )  # fmt: skip

    def make(*posted: Any, **more: Any) -> LinksForm:
        before = {"processing_record": breach.processing_record, "processor_contract": breach.processor_contract}
        return LinksForm(*posted, **({"initial": before} | more))

    def do(said: dict[str, Any]) -> object:
        return operations.record_links(actor=request.member, breach_id=breach.pk, now=clock(), **said)

    return act_page.run(request, case, "links", make, words, do)


@page("lessons.record")
def lessons(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """What was learnt, before the closing."""
    case = case_of(request, breach_id)
    breach = case.breach
    words = act_page.Words(
        title=_("Enseignements"), button=_("Enregistrer les enseignements"),
        done=_("Les enseignements sont inscrits."), back=back_to(breach, "enseignements"),
    )  # fmt: skip

    def make(*posted: Any, **more: Any) -> LessonsForm:
        return LessonsForm(*posted, **({"initial": {"lessons": breach.lessons}} | more))

    def do(said: dict[str, Any]) -> object:
        return operations.record_lessons(actor=request.member, breach_id=breach.pk, now=clock(), **said)

    return act_page.run(request, case, "lessons", make, words, do)


@page("hold.place")
def place_hold(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Freeze the file."""
    case = case_of(request, breach_id)
    words = act_page.Words(
        title=_("Geler le dossier"), button=_("Geler le dossier"), done=_("Le dossier est gelé."),
        back=back_to(case.breach, "conservation"),
        intro=(_("Rien de ce dossier ne sera purgé tant que le gel tient. Une autre personne que vous le lèvera."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.place_hold(actor=request.member, breach_id=case.breach.pk, now=clock(), **said)

    return act_page.run(request, case, "hold", HoldForm, words, do)


@page("hold.release")
def release_hold(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Release the hold that somebody else placed."""
    case = case_of(request, breach_id)
    hold = live_hold(case.breach)
    if hold is None:
        raise Http404
    words = act_page.Words(
        title=_("Lever le gel"), button=_("Lever le gel"), done=_("Le gel est levé."),
        back=back_to(case.breach, "conservation"),
        intro=(_("Ce qui est au terme de sa conservation sera purgé à la prochaine nuit."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.release_hold(actor=request.member, hold_id=hold.pk, now=clock(), **said)

    return act_page.run(request, case, "hold-release", ReleaseForm, words, do)
