"""Fiches: the declarations beside the CNIL's. Read, copy, edit; say that it was sent; take it away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations, permissions, queries
from breaches.errors import DomainError, StaleVersionError
from breaches.law import sheets as law
from breaches.law.errors import UnknownSheetError
from breaches.models import Breach
from notify.web import differences, drafts, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms.sheet import SheetForm
from notify.web.next_step import band_on_page
from notify.web.sheet_case import SheetCase, answers_in


def found(request: MemberRequest, breach_id: UUID, code: str) -> SheetCase:
    """The case with its sheets. Raises Http404 for an unknown sheet or another organisation's breach."""
    try:
        law.sheet(code)
    except UnknownSheetError as error:
        raise Http404 from error
    return SheetCase(Case(queries.load_file(breach_or_404(request, breach_id))), clock())


def address(breach: Breach, code: str) -> str:
    """The page of a sheet."""
    return reverse("sheet", args=[breach.pk, code])


@page("case.view")
def sheet(request: MemberRequest, breach_id: UUID, code: str) -> HttpResponse:
    """The sheet as a text to copy, or with `?modifier=1` as a form."""
    case = found(request, breach_id, code)
    if "modifier" in request.GET and may(request, case)["edit"]:
        return _form_page(request, case, code, _form(request, case, code))
    frozen = case.frozen(code)
    return render(request, "web/sheets/sheet.html", shared(request, case, code) | _told(case, code) | {
        "frozen": frozen, "lacks": law.lacking(code, frozen.answers),
    })  # fmt: skip


def _told(case: SheetCase, code: str) -> dict[str, Any]:
    """What changed since the version before, and what the present facts say otherwise than the last one."""
    versions, frozen = case.versions.get(code, []), case.frozen(code)
    fields = law.sheet(code).fields
    changed = None
    if len(versions) > 1:
        changed = differences.of_fields(fields, answers_in(versions[-2]), frozen.answers)
    fresh = dict(frozen.answers) | dict(case.prefilled(code)) if versions else frozen.answers
    return {"changes": changed, "moved": differences.of_fields(fields, frozen.answers, fresh)}


def may(request: MemberRequest, case: SheetCase) -> dict[str, bool]:
    """Which acts the pages show."""
    return {
        "edit": case.case.is_open and permissions.may(request.member, "sheet.edit"),
        "transmit": case.case.is_open and permissions.may(request.member, "sheet.transmit"),
    }


def shared(request: MemberRequest, case: SheetCase, code: str) -> dict[str, Any]:
    """What every page of a sheet shows."""
    each = law.sheet(code)
    return {
        "breach": case.case.breach,
        "case": case.case,
        "now": case.now,
        "band": band_on_page(case.case, request, case.now),
        "sheet": each,
        "contradictions": case.about(each.family),
        "may": may(request, case),
    }


def _form(request: MemberRequest, case: SheetCase, code: str, data: Any = None) -> SheetForm:
    frozen = case.frozen(code)
    draft = None if data else drafts.initial(request.member, f"sheet-{code}", case.case.breach.pk)
    return SheetForm(data, sheet=frozen.sheet, answers=frozen.answers, number=frozen.number, draft=draft)


def _form_page(
    request: MemberRequest, case: SheetCase, code: str, form: SheetForm, status: int = 200, theirs: Any = None
) -> HttpResponse:
    context = shared(request, case, code) | {
        "form": form,
        "theirs": theirs,
        "parts": [(part, [form[field.id] for field in part.fields]) for part in law.sheet(code).sections],
        "draft": f"sheet-{code}",
        "saved_at": drafts.saved_at(request.member, f"sheet-{code}", case.case.breach.pk),
    }
    return render(request, "web/sheets/form.html", context, status=status)


@require_POST
@page("sheet.edit")
def sheet_save(request: MemberRequest, breach_id: UUID, code: str) -> HttpResponse:
    """Keep the answers as the next version. What was typed stays whatever happens."""
    case = found(request, breach_id, code)
    form = _form(request, case, code, request.POST)
    if not form.is_valid():
        return _form_page(request, case, code, form, status=422)
    try:
        _write(request, case, code, form.answers(), form.cleaned_data["expected_number"])
    except StaleVersionError as error:
        return _stale(request, case, code, form, error)
    except DomainError as error:
        refusals.put(form, error)
        return _form_page(request, case, code, form, status=422)
    drafts.forget(request.member, f"sheet-{code}", case.case.breach.pk)
    messages.success(request, _("La fiche est enregistrée, dans une nouvelle version."))
    return redirect(address(case.case.breach, code))


def _write(request: MemberRequest, case: SheetCase, code: str, answers: dict[str, Any], number: int) -> None:
    operations.write_sheet(
        actor=request.member, breach_id=case.case.breach.pk, now=clock(), code=code, answers=answers,
        expected_number=number,
    )  # fmt: skip


def _stale(
    request: MemberRequest, case: SheetCase, code: str, form: SheetForm, error: StaleVersionError
) -> HttpResponse:
    """Somebody saved in between: typed answers stay, theirs are shown, the next save comes on top of theirs."""
    frozen = case.frozen(code)
    data = request.POST.copy()
    data["expected_number"] = str(frozen.number)
    fresh = _form(request, case, code, data)
    fresh.is_valid()
    refusals.put(fresh, error)
    theirs = differences.of_fields(frozen.sheet.fields, form.answers(), frozen.answers)
    return _form_page(request, case, code, fresh, status=409, theirs=theirs)


@require_POST
@page("sheet.edit")
def sheet_refresh(request: MemberRequest, breach_id: UUID, code: str) -> HttpResponse:
    """A new version in which the present facts replace what the last one said of them; the rest stays."""
    case = found(request, breach_id, code)
    frozen = case.frozen(code)
    try:
        _write(request, case, code, dict(frozen.answers) | dict(case.prefilled(code)), frozen.number)
    except DomainError as error:
        refusals.tell(request, error)
    else:
        messages.success(request, _("La fiche reprend les faits présents, dans une nouvelle version."))
    return redirect(address(case.case.breach, code))
