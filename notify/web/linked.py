"""Signaler aussi chez…: the same event in another organisation of the same person, and what each side sees of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from breaches import operations, permissions, queries
from breaches.models import Member
from breaches.states import BreachState
from notify.accounts.middleware import members_of
from notify.web import act_page
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms.linked import ElsewhereForm


def elsewhere(members: list[Member], member: Member) -> list[Member]:
    """As whom the same person may report in their other organisations."""
    others = [each for each in members if each.organisation_id != member.organisation_id]
    return [each for each in others if permissions.may(each, "incident.report")]


@page("breach.link")
def report_elsewhere(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Choose the organisation, write its own report. Somebody of one organisation only has no such page."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    others = elsewhere(members_of(request), request.member)
    if not others or case.breach.state == BreachState.DISMISSED:
        raise Http404
    words = act_page.Words(
        title=_("Signaler aussi chez un autre organisme"), button=_("Ouvrir le dossier lié"), anchor="lies",
        done=_("Le dossier lié est ouvert. Chaque organisme décide pour lui, dans ses propres délais."),
        intro=(
            _("L’autre organisme reçoit son propre signalement. Rien de ce dossier n’y est recopié."),
            _("Le lien se réduit au numéro de chaque dossier. Seul qui appartient aux deux organismes le voit."),
        ),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        there = next(each for each in others if str(each.pk) == said["organisation"])
        return operations.report_elsewhere(
            actor=request.member, breach_id=breach_id, there=there, now=clock(), report=ElsewhereForm.report(said)
        )

    def make(*posted: Any, **more: Any) -> ElsewhereForm:
        return ElsewhereForm(*posted, others=others, **more)

    return act_page.run(request, case, "elsewhere", make, words, do)


def linked_files(case: Case, member: Member, members: list[Member]) -> dict[str, Any]:
    """Files of other organisations that this person may see there, and whether another may be opened.

    Whoever does not belong to the other organisation learns nothing, not even that there is a link.
    """
    others = [each for each in members if each.organisation_id != member.organisation_id]
    mine = {each.organisation_id: each for each in others if permissions.may(each, "breach.view")}
    links = case.breach.links.filter(other__organisation_id__in=mine).select_related("other__organisation")
    found = list(links) if mine else []  # most people belong to one organisation: their pages pay nothing
    may = permissions.may(member, "breach.link") and case.breach.state != BreachState.DISMISSED
    return {
        "rows": [{"other": link.other, "member": mine[link.other.organisation_id]} for link in found],
        "open": may and bool(elsewhere(members, member)),
    }
