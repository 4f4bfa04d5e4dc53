"""Files of a notification: its dossiers (PDF), its answers as JSON and as text."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import queries
from breaches.errors import DomainError
from breaches.models import AuthorityNotification
from breaches.states import NotificationState
from notify.dossier import companion, rendering
from notify.dossier.frozen import freeze
from notify.dossier.models import Dossier
from notify.web import act_page, evidence, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.declaration_page import address
from notify.web.forms.acts import RecapForm
from notify.web.private_downloads import clear_bytes


def attachment(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A download; nothing in it is ever run by the browser."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _find(request: MemberRequest, breach_id: UUID, number: int) -> AuthorityNotification:
    breach = breach_or_404(request, breach_id)
    return get_object_or_404(AuthorityNotification, breach=breach, number=number)


@page("case.view")
def declaration_export(request: MemberRequest, breach_id: UUID, number: int, kind: str) -> HttpResponse:
    """The answers as JSON or as text, in French: this is what goes to the authority."""
    notification = _find(request, breach_id, number)
    with translation.override("fr"):
        frozen = freeze(notification.pk, now=clock())
        name = companion.file_name(frozen, kind)
        if kind == "json":
            return attachment(companion.as_json(frozen), "application/json", name)
        return attachment(companion.as_text(frozen), "text/plain; charset=utf-8", name)


@require_POST
@page("case.view")
def dossier_make(request: MemberRequest, breach_id: UUID, number: int) -> HttpResponse:
    """Make the dossier now, when no worker has made it yet; the one that exists is kept."""
    notification = _find(request, breach_id, number)
    if notification.state == NotificationState.DRAFT:
        messages.error(request, _("Le dossier se produit quand le contenu est figé : demandez d’abord l’accord."))
        return redirect(address(notification))
    try:
        rendering.render(notification, now=clock())
    except DomainError as error:
        refusals.tell(request, error)
    return redirect(address(notification))


@page("evidence.add")
def declaration_recap(request: MemberRequest, breach_id: UUID, number: int) -> HttpResponse:
    """Keep the recap that the teleservice gave: encrypted, its SHA-256 in the journal, for good."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    notification = next((row for row in case.notifications if row.number == number), None)
    if notification is None:
        raise Http404
    words = act_page.Words(
        title=_("Joindre le récapitulatif"), button=_("Joindre le récapitulatif"), anchor="documents",
        done=_("Le récapitulatif est joint et son empreinte inscrite."),
        intro=(_("Une pièce jointe ne se retire plus : elle fait partie de la preuve."),),
    )  # fmt: skip
    what = _("Récapitulatif du téléservice, notification n° {number}").format(number=number)

    def do(said: dict[str, Any]) -> object:
        return evidence.keep(request.member, case.breach, what, said["file"], notification.pk)

    return act_page.run(request, case, "recap", RecapForm, words, do)


@page("case.view")
def dossier(request: MemberRequest, dossier_id: UUID) -> HttpResponse:
    """Download a dossier, decrypted on the way."""
    found = Dossier.objects.filter(
        pk=dossier_id, notification__breach__organisation_id=request.member.organisation_id
    ).select_related("file__key")
    if (row := found.first()) is None:
        raise Http404
    return attachment(clear_bytes(row.file), "application/pdf", row.file.name)
