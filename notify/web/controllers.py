"""Responsables de traitement: the list, its file, the text, its sending; a processor tells each one (art. 33(2))."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from breaches import operations, permissions, queries
from breaches.errors import DomainError
from breaches.law.notice import missing_parts, subject
from breaches.models import ControllerNotice, NoticeRound
from breaches.operations import Controller
from breaches.operations.controllers import file_of
from breaches.states import NoticeRoundState
from notify.alerts.notices import sender_of, text_for
from notify.recipients.controllers_file import read_controllers
from notify.web import act_page, controllers_page, drafts, links, refusals, spoken
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.declaration_files import attachment
from notify.web.forms.controllers import ControllerForm, ControllersFileForm, NoticeTextForm
from notify.web.next_step import band_on_page

PAGE = 50
DRAFT = "notice-text"


def _case(request: MemberRequest, breach_id: UUID) -> Case:
    return Case(queries.load_file(breach_or_404(request, breach_id)))


def _last(case: Case) -> NoticeRound | None:
    return case.breach.notice_rounds.order_by("number").last()


def _open(case: Case) -> NoticeRound | None:
    """The round in preparation."""
    last = _last(case)
    return last if last is not None and last.state != NoticeRoundState.SENDING else None


@page("case.view")
def controllers(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The notices of this breach, round by round, with what is left to do."""
    return _show(request, _case(request, breach_id))


def _show(
    request: MemberRequest, case: Case, *, upload: Any = None, typed: Any = None, status: int = 200
) -> HttpResponse:
    now, last = clock(), _last(case)
    duty = case.duty("rgpd_33_2")
    rows = list(case.breach.controller_notices.select_related("round").defer("round__content"))
    rows.sort(key=lambda row: (-row.round.number, row.number))
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may = _may(case, request, last)
    context = {
        "breach": case.breach, "case": case, "now": now, "band": band_on_page(case, request, now), "duty": duty,
        "round": last, "counts": controllers_page.counts(rows, duty, now), "total": len(rows), "page_obj": shown,
        "lines": [controllers_page.line(row, case, request.member, now) for row in shown], "may": may,
        "upload": upload or (ControllersFileForm() if may["add"] else None),
        "text": typed or (_text_form(request, last) if last and may["edit"] else None),
        "parts": file_of(last).text if last else {}, "lacking": missing_parts(file_of(last).text) if last else (),
        "forms": [form for form in (upload, typed) if form is not None and form.is_bound],
    }  # fmt: skip
    return render(request, "web/controllers/page.html", context, status=status)


def _may(case: Case, request: MemberRequest, last: NoticeRound | None) -> dict[str, bool]:
    ready = case.is_open and case.duty("rgpd_33_2") is not None
    state = last.state if last else ""
    edit = ready and permissions.may(request.member, "notices.edit")
    return {
        "add": edit,
        "edit": edit and state in (NoticeRoundState.DRAFT, NoticeRoundState.IN_REVIEW, NoticeRoundState.APPROVED),
        "submit": edit and state == NoticeRoundState.DRAFT,
        "send": ready and state == NoticeRoundState.APPROVED and permissions.may(request.member, "notices.send"),
        "fulfil": edit and last is None and permissions.may(request.member, "duty.fulfil"),
    }


def _text_form(request: MemberRequest, row: NoticeRound) -> NoticeTextForm:
    draft = drafts.initial(request.member, DRAFT, row.pk)
    form = NoticeTextForm(initial={"lock": row.lock, **file_of(row).text})
    if draft:
        form = NoticeTextForm(initial={**form.initial, **drafts.as_initial(form.fields, draft)})
    return form


def _write(request: MemberRequest, case: Case, found: list[Controller]) -> None:
    row = _open(case)
    if row is None:
        operations.prepare_notices(actor=request.member, breach_id=case.breach.pk, now=clock(), controllers=found)
    else:
        operations.add_controllers(actor=request.member, round_id=row.pk, now=clock(), controllers=found)


@require_POST
@page("notices.edit")
def controllers_import(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """All lines of the file, or none and each fault by its line."""
    case = _case(request, breach_id)
    form = ControllersFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, case, upload=form, status=422)
    try:
        found = read_controllers(form.upload.read(), contract_hours=form.cleaned_data["contract_hours"])
        _write(request, case, found)
    except DomainError as error:
        refusals.put(form, error)
        return _show(request, case, upload=form, status=422)
    text = ngettext("{n} responsable est inscrit.", "{n} responsables sont inscrits.", len(found))
    messages.success(request, text.format(n=spoken.number(len(found))))
    return redirect(links.to_controllers(case.breach))


@page("notices.edit")
def controller_add(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """One controller, typed."""
    case = _case(request, breach_id)
    words = act_page.Words(
        title=_("Ajouter un responsable de traitement"), button=_("Ajouter ce responsable"),
        done=_("Le responsable est inscrit."), back=links.to_controllers(case.breach),
        intro=(_("Si la liste était soumise ou approuvée, elle repart en brouillon et l’accord tombe."),)
        if _open(case) else (),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> None:
        _write(request, case, [Controller(**said)])

    return act_page.run(request, case, "controller", ControllerForm, words, do)


@require_POST
@page("notices.edit")
def controllers_text(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Save the text; ask for approval when that was asked. What was typed stays whatever happens."""
    case = _case(request, breach_id)
    row, form = _open(case), NoticeTextForm(request.POST)
    if row is None:
        raise Http404
    if not form.is_valid():
        return _show(request, case, typed=form, status=422)
    try:
        if form.text() != file_of(row).text or form.cleaned_data["lock"] != row.lock:
            operations.edit_notices(
                actor=request.member, round_id=row.pk, now=clock(), text=form.text(),
                expected_lock=form.cleaned_data["lock"],
            )  # fmt: skip
    except DomainError as error:
        data = request.POST.copy()
        data["lock"] = str(row.lock)
        again = NoticeTextForm(data)
        refusals.put(again, error)
        return _show(request, case, typed=again, status=409)
    drafts.forget(request.member, DRAFT, row.pk)
    _ask_approval(request, row)
    return redirect(links.to_controllers(case.breach))


def _ask_approval(request: MemberRequest, row: NoticeRound) -> None:
    if request.POST.get("act") != "submit":
        messages.success(request, _("Le texte est enregistré."))
        return
    try:
        operations.submit_notices(actor=request.member, round_id=row.pk, now=clock())
        messages.success(request, _("L’accord est demandé. Texte et liste sont figés jusqu’à la réponse."))
    except DomainError as error:
        refusals.tell(request, error)


@require_POST
@page("notices.send")
def controllers_send(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Let the approved notices leave."""
    case = _case(request, breach_id)
    row = _last(case)
    if row is None:
        raise Http404
    try:
        operations.send_notices(actor=request.member, round_id=row.pk, now=clock())
        messages.success(request, _("Les informations partent une à une. Cette page dit ce que devient chacune."))
    except DomainError as error:
        refusals.tell(request, error)
    return redirect(links.to_controllers(case.breach))


def notice_or_404(case: Case, notice_id: UUID) -> ControllerNotice:
    """A notice of this breach."""
    found = case.breach.controller_notices.select_related("round", "breach__organisation").filter(pk=notice_id).first()
    if found is None:
        raise Http404
    return found


@page("case.view")
def notice_preview(request: MemberRequest, breach_id: UUID, notice_id: UUID) -> HttpResponse:
    """The whole text that this controller receives, before it leaves and after."""
    case = _case(request, breach_id)
    one = notice_or_404(case, notice_id)
    with translation.override("fr"):
        text, about = text_for(one.round, one), subject(sender_of(one.round))
    context = {
        "breach": case.breach, "case": case, "one": one, "subject": about, "paragraphs": text.split("\n\n"),
        "band": band_on_page(case, request, clock()), "now": clock(),
    }  # fmt: skip
    return render(request, "web/controllers/preview.html", context)


@page("case.view")
def controllers_csv(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The state of every notice, all rounds."""
    case = _case(request, breach_id)
    rows = case.breach.controller_notices.select_related("round").order_by("round__number", "number")
    with translation.override("fr"):
        data = controllers_page.state_csv(rows, case.duty("rgpd_33_2"), clock())
    return attachment(data, "text/csv; charset=utf-8", f"responsables-{case.breach.reference}.csv")
