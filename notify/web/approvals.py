"""À approuver: one sheet for the things that need a second person; made for a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from breaches import operations, permissions, queries
from breaches.errors import DomainError
from breaches.models import (
    Approval,
    AuthorityNotification,
    Authorship,
    Awareness,
    Communication,
    Decision,
    Member,
    NoticeRound,
    SubjectKind,
)
from breaches.models.base import StatefulRecord
from notify.accounts import reauth
from notify.web import refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.approval_controllers import controllers_sheet
from notify.web.approval_inward import assessment_sheet, awareness_sheet
from notify.web.approval_outward import communication_sheet, notification_sheet
from notify.web.approval_sheet import Sheet
from notify.web.case import Case
from notify.web.forms.filing import AnswerForm


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of subject: its rows, its sheet, its two acts, who may read it."""

    model: type[StatefulRecord]
    sheet: Callable[[Any, Case, Member], Sheet]
    approve: Callable[..., Any]
    refuse: Callable[..., Any]
    argument: str
    right: str
    view: str
    related: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "notification": Kind(
        AuthorityNotification, notification_sheet, operations.approve_notification, operations.refuse_notification,
        "notification_id", "notification.approve", "case.view", ("submitted_by", "break_glass_by"),
    ),
    "communication": Kind(
        Communication, communication_sheet, operations.approve_communication, operations.refuse_communication,
        "communication_id", "communication.approve", "communication.view", ("submitted_by",),
    ),
    "assessment": Kind(
        Decision, assessment_sheet, operations.approve_decision, operations.refuse_decision,
        "decision_id", "assessment.approve", "case.view", ("submitted_by", "assessment__facts_version"),
    ),
    "controllers": Kind(
        NoticeRound, controllers_sheet, operations.approve_notices, operations.refuse_notices,
        "round_id", "notices.approve", "case.view", ("submitted_by",),
    ),
    "awareness": Kind(
        Awareness, awareness_sheet, operations.approve_awareness, operations.refuse_awareness,
        "awareness_id", "awareness.approve", "case.view", ("submitted_by", "author"),
    ),
}  # fmt: skip


@page()
def approval(request: MemberRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Read the exact content, then approve or refuse it; each kind has its own right."""
    found = KINDS.get(kind)
    if found is None:
        raise Http404
    right = found.right if request.method == "POST" else found.view
    return page(right)(_sheet_page)(request, found, subject_id)


def _sheet_page(request: MemberRequest, kind: Kind, subject_id: UUID) -> HttpResponse:
    sheet = _sheet(request.member, kind, subject_id)
    form = AnswerForm(request.POST or None, initial={"read_sha256": sheet.subject.content_sha256})
    if request.method == "POST" and form.is_valid() and reauth.require_password(request, form):
        try:
            _answer(request.member, kind, sheet, form)
        except DomainError as error:
            refusals.put(form, error)
            sheet = _sheet(request.member, kind, subject_id)
        else:
            messages.success(request, _said(sheet, form))
            return redirect(reverse("approval", args=[sheet.kind, subject_id]))
    return _show(request, sheet, form)


def _sheet(member: Member, kind: Kind, subject_id: UUID) -> Sheet:
    manager: Any = kind.model._default_manager
    rows = manager.filter(pk=subject_id, breach__organisation_id=member.organisation_id).select_related(
        "breach__organisation", *kind.related
    )
    row = rows.first()
    if row is None:
        raise Http404
    case = Case(queries.load_file(row.breach))
    sheet = kind.sheet(row, case, member)
    written = Authorship.objects.filter(subject_kind=sheet.kind, subject_id=row.pk).values_list("member_id", flat=True)
    submitted = {row.submitted_by_id} - {None}
    sheet.authors = frozenset({*written, *submitted})
    given = Approval.objects.filter(subject_kind=sheet.kind, subject_id=row.pk)
    sheet.verdicts = list(given.select_related("approver").order_by("-at"))
    sheet.verdict = next(
        (each for each in sheet.verdicts if each.version == row.version and each.voided_at is None), None
    )
    return sheet


def _answer(member: Member, kind: Kind, sheet: Sheet, form: AnswerForm) -> None:
    act = kind.approve if form.cleaned_data["answer"] == "approve" else kind.refuse
    act(
        actor=member,
        now=clock(),
        comment=form.cleaned_data["comment"],
        read_sha256=form.cleaned_data["read_sha256"],
        **{kind.argument: sheet.subject.pk},
    )


def _said(sheet: Sheet, form: AnswerForm) -> str:
    if form.cleaned_data["answer"] == "refuse":
        return _("Votre refus est inscrit, avec votre commentaire.")
    return _("Votre accord est inscrit. Il vaut pour l’empreinte {hash}.").format(hash=sheet.subject.content_sha256[:8])


def _show(request: MemberRequest, sheet: Sheet, form: AnswerForm) -> HttpResponse:
    """After an error the hidden hash becomes that of what is now on the page: reading it again is the way out."""
    member = request.member
    answering = sheet.waiting and permissions.may(member, sheet.right) and not sheet.is_author(member)
    if form.is_bound:
        form.data = dict(form.data.items()) | {"read_sha256": sheet.subject.content_sha256}
    reauth.ask_only_if_needed(request, form)
    context = {
        "sheet": sheet,
        "breach": sheet.case.breach,
        "form": form,
        "errors_form": form,
        "answering": answering,
        "own": sheet.waiting and sheet.is_author(member),
        "band": _band(sheet, member, answering=answering),
    }
    return render(request, "web/approvals/approval.html", context, status=422 if form.errors else 200)


def _band(sheet: Sheet, member: Member, *, answering: bool) -> dict[str, Any]:
    able = [each.name for each in sheet.case.able(sheet.right, sheet.authors)]
    band: dict[str, Any] = {
        "step": sheet.step if answering else _done_step(sheet, able),
        "why": _("Votre accord vaut pour ce texte exact.") if answering else "",
        "who": _("Vous, {name}").format(name=member.name) if answering else _(" ou ").join(able[:2]),
    }
    if answering:
        band["action"] = {"label": _("Répondre"), "url": "#reponse"}
        if sheet.changes:
            band["link"] = {"label": _("Voir ce qui change"), "url": "#change"}
    if sheet.due is not None and sheet.waiting:
        return band | {"due": sheet.due, "due_for": sheet.due_for}
    if sheet.waiting and sheet.kind in (SubjectKind.COMMUNICATION, SubjectKind.CONTROLLERS):
        words = {"words": _("Sans heure fixe"), "words_hint": _("dans les meilleurs délais")}
        band |= words
    return band


def _done_step(sheet: Sheet, able: list[str]) -> str:
    if sheet.waiting:
        return _("{who} lit et répond.").format(who=_(" ou ").join(able[:2]) or _("Personne d’habilité"))
    if sheet.verdict is not None:
        return _("Rien ne reste à faire ici : la réponse est donnée.")
    return _("Rien n’est soumis à votre accord pour l’instant.")
