"""The true page of one letter, for an invented person: what is typed, through the renderer of the lots."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from breaches.errors import DomainError
from breaches.operations import Letter
from notify.letters.composing import text_from
from notify.letters.plain import PlainRenderer
from notify.letters.samples import DEFAULT, sample
from notify.web import letter_desk, refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.campaign import Campaign, communication_or_404


@page("communication.view")
def letter_preview(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """One letter as PDF: with the text posted, else with what this member last typed, else as saved."""
    campaign = Campaign(communication_or_404(request, communication_id))
    posted = request.POST if request.method == "POST" else None
    person = (posted or request.GET).get("personne", DEFAULT)
    letter = letter_desk.typed_letter(campaign, posted, request.member)
    if letter is None:
        return _failed(request, _("Le texte tapé est trop long pour être montré. Raccourcissez-le."))
    try:
        pdf = _render(letter, person, exercise=campaign.communication.breach.exercise)
    except DomainError as error:
        return _failed(request, refusals.text(error))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="apercu.pdf"'
    response["Cache-Control"] = "no-store"
    # No page of ours is in a PDF, and viewers draw it with styles of their own: only who may frame it is said.
    response["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response


def _render(letter: Letter, person: str, *, exercise: bool) -> bytes:
    text = text_from(letter, exercise=exercise)
    batch = PlainRenderer(tags=True).render(text, [sample(person).record], now=clock())
    return batch.documents[0].pdf


def _failed(request: MemberRequest, reason: str) -> HttpResponse:
    return render(request, "web/communication/preview_failed.html", {"reason": reason}, status=422)


@require_GET
@page("communication.view")
def letter_side(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """The side of the desk again: mentions that lack in what is typed, and a fresh page."""
    campaign = Campaign(communication_or_404(request, communication_id))
    context = letter_desk.side(campaign, request.member, request.GET.get("personne", ""))
    response = render(request, "web/communication/side.html", context)
    response["Cache-Control"] = "no-store"
    return response
