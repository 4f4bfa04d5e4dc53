"""Déclaration à la CNIL: prepare, fill in, save, ask for approval; then read, copy, compare."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations, permissions, queries
from breaches.errors import DomainError, StaleVersionError
from breaches.law.contradictions import CNIL
from breaches.models import AuthorityNotification
from breaches.operations.notifying import answers_of
from breaches.states import BreachState, Phase
from notify.dossier.awareness_times import corrections
from notify.web import declaration_page as shown
from notify.web import differences, drafts, links, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.declaration_band import band
from notify.web.declaration_form import form_parts
from notify.web.declaration_page import address
from notify.web.forms.declaration import AnswersForm
from notify.web.next_step import band_of
from notify.web.sheet_case import SheetCase

DRAFT = "declaration"


@page("case.view")
def declaration(request: MemberRequest, breach_id: UUID, number: int | None = None) -> HttpResponse:
    """The notification in progress (or of that number): the form while it is a draft, else a text to copy."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    notification = shown.present(case, number)
    if notification is None:
        if number is not None:
            raise Http404
        return _nothing_yet(request, case, clock())
    editing = shown.allowed(notification, request.member)["edit"] or "modifier" in request.GET
    if editing and permissions.may(request.member, "notification.edit") and not notification.filed_at:
        return _form_page(request, case, notification, _form(request, notification))
    return _text_page(request, case, notification)


def _form(request: MemberRequest, notification: AuthorityNotification, data: Any = None) -> AnswersForm:
    """The form on the saved answers; what was typed before and not sent comes back with it."""
    draft = None if data else drafts.initial(request.member, DRAFT, notification.pk)
    return AnswersForm(
        data,
        answers=answers_of(notification),
        phase=notification.phase,
        lock=notification.lock,
        draft=draft,
    )


def _nothing_yet(request: MemberRequest, case: Case, now: datetime) -> HttpResponse:
    breach = case.breach
    ready = breach.state in (BreachState.CONFIRMED, BreachState.ASSESSED) and case.duty("rgpd_33") is not None
    context = {
        "breach": breach,
        "band": band_of(case, request.member, now),
        "ready": ready,
        "may_prepare": ready and permissions.may(request.member, "notification.edit"),
        "confirmed": breach.aware_at is not None,
    }
    return render(request, "web/declaration/none.html", context)


@require_POST
@page("notification.edit")
def declaration_new(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Prepare the initial, the complete or the next complementary notification."""
    breach = breach_or_404(request, breach_id)
    phase = request.POST.get("phase", Phase.INITIAL)
    try:
        made = operations.prepare_notification(actor=request.member, breach_id=breach.pk, now=clock(), phase=phase)
    except DomainError as error:
        refusals.tell(request, error)
        return redirect(links.to_notification(breach))
    return redirect(address(made))


@require_POST
@page("notification.edit")
def declaration_save(request: MemberRequest, breach_id: UUID, number: int) -> HttpResponse:
    """Save the answers, then ask for approval when that was asked. What was typed stays whatever happens."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    notification = shown.present(case, number)
    if notification is None:
        raise Http404
    form = _form(request, notification, request.POST)
    if not form.is_valid():
        return _form_page(request, case, notification, form, status=422)
    try:
        _write(request, notification, form)
    except StaleVersionError as error:
        return _stale(request, case, notification, form, error)
    except DomainError as error:
        refusals.put(form, error)
        return _form_page(request, case, notification, form, status=422)
    _ask_approval(request, notification)
    return redirect(address(notification))


def _write(request: MemberRequest, notification: AuthorityNotification, form: AnswersForm) -> None:
    answers, lock = form.answers(), form.cleaned_data["expected_lock"]
    if answers != answers_of(notification) or lock != notification.lock:
        operations.edit_notification(
            actor=request.member, notification_id=notification.pk, now=clock(), answers=answers, expected_lock=lock
        )
    drafts.forget(request.member, DRAFT, notification.pk)
    if form.removed:
        text = _("Réponses retirées, car leur question n’est plus posée : {labels}.")
        messages.warning(request, text.format(labels=", ".join(form.removed)))


def _ask_approval(request: MemberRequest, notification: AuthorityNotification) -> None:
    if request.POST.get("act") != "submit":
        messages.success(request, _("Les réponses sont enregistrées."))
        return
    try:
        operations.submit_notification(actor=request.member, notification_id=notification.pk, now=clock())
    except DomainError as error:
        messages.success(request, _("Les réponses sont enregistrées. L’accord n’est pas demandé."))
        refusals.tell(request, error)
    else:
        messages.success(request, _("L’accord est demandé. Le contenu est figé jusqu’à la réponse."))


def _stale(
    request: MemberRequest,
    case: Case,
    notification: AuthorityNotification,
    form: AnswersForm,
    error: StaleVersionError,
) -> HttpResponse:
    """Somebody saved in between: typed answers stay, theirs are shown beside, the next save is on top of theirs."""
    current = AuthorityNotification.objects.get(pk=notification.pk)
    data = request.POST.copy()
    data["expected_lock"] = str(current.lock)
    fresh = _form(request, current, data)
    fresh.is_valid()
    refusals.put(fresh, error)
    theirs = differences.of_answers(form.answers(), answers_of(current))
    return _form_page(request, case, current, fresh, status=409, theirs=theirs)


def _form_page(
    request: MemberRequest,
    case: Case,
    notification: AuthorityNotification,
    form: AnswersForm,
    *,
    status: int = 200,
    theirs: list[differences.Change] | None = None,
) -> HttpResponse:
    now = clock()
    late = shown.lateness(case, now)
    context = _shared(request, case, notification, now) | {
        "form": form,
        "errors_form": form,
        "parts": form_parts(form, late=late),
        "lacks": shown.lacks(answers_of(notification), notification.phase, late=late),
        "late": late,
        "theirs": theirs,
        "saved_at": drafts.saved_at(request.member, DRAFT, notification.pk),
    }
    return render(request, "web/declaration/form.html", context, status=status)


def _text_page(request: MemberRequest, case: Case, notification: AuthorityNotification) -> HttpResponse:
    now = clock()
    late = shown.lateness(case, now)
    context = _shared(request, case, notification, now) | {
        "parts": shown.sections(notification, late=late),
        "lacks": shown.lacks(answers_of(notification), notification.phase, late=late),
        "late": late,
        "documents": shown.documents(notification),
        "recaps": shown.recaps(notification, request.member),
        "target": shown.target(case),
    }
    return render(request, "web/declaration/text.html", context)


def _shared(request: MemberRequest, case: Case, notification: AuthorityNotification, now: datetime) -> dict[str, Any]:
    may = shown.allowed(notification, request.member)
    before = shown.before(case, notification)
    former = shown.former(notification, before)
    return {
        "breach": case.breach,
        "notification": notification,
        "others": [row for row in case.notifications if row != notification],
        "duty": case.duty("rgpd_33"),
        "corrected": corrections(case.breach),
        "band": band(case, notification, may, request.member, now),
        "may": may,
        "former": former,
        "changes": shown.changes(notification, former),
        "since_filed": shown.since_filed(notification, before, former),
        "contradictions": SheetCase(case, now).about(CNIL),
        "verdict": shown.verdict(notification),
    }
