"""A sheet was sent: record it, and with it the duty it fulfils; take the sheet away as PDF, JSON or text."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from breaches import operations, permissions
from breaches.errors import DomainError
from breaches.law import sheets as law
from breaches.models import Duty
from breaches.states import DutyState
from notify.dossier import sheets as paper
from notify.pdf import PdfUnavailableError
from notify.web import refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.declaration_files import attachment
from notify.web.forms.sheet import TransmissionForm
from notify.web.sheet_case import SheetCase
from notify.web.sheets import address, found, shared

_TYPES = {"json": "application/json", "txt": "text/plain; charset=utf-8", "pdf": "application/pdf"}


@page("sheet.transmit")
def sheet_transmit(request: MemberRequest, breach_id: UUID, code: str) -> HttpResponse:
    """When, to whom, under which reference. The version on the page is the one that was sent."""
    case = found(request, breach_id, code)
    duty = open_duty(request, case, code)
    form = _form(request, case, code)
    if duty is None or duty.due_at is None or duty.due_at > case.now:
        del form.fields["reasons_for_delay"]
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, case, code, duty, form.cleaned_data)
        except DomainError as error:
            refusals.put(form, error)
        else:
            messages.success(request, _("La transmission est inscrite. Elle ne se défait pas."))
            return redirect(address(case.case.breach, code))
    context = shared(request, case, code) | {"form": form, "duty": duty, "frozen": case.frozen(code)}
    return render(request, "web/sheets/transmit.html", context, status=422 if form.errors else 200)


def _form(request: MemberRequest, case: SheetCase, code: str) -> TransmissionForm:
    initial = {
        "sent_at": case.now,
        "addressee": _(law.sheet(code).addressee),
        "expected_number": case.frozen(code).number,
    }
    return TransmissionForm(request.POST if request.method == "POST" else None, initial=initial)


def open_duty(request: MemberRequest, case: SheetCase, code: str) -> Duty | None:
    """The open duty that sending this sheet fulfils, when this member may say so."""
    duty = case.case.duty(law.sheet(code).duty) if law.sheet(code).duty else None
    if duty is None or duty.state != DutyState.OPEN or not permissions.may(request.member, "duty.fulfil"):
        return None
    return duty


def _record(request: MemberRequest, case: SheetCase, code: str, duty: Duty | None, said: dict[str, Any]) -> None:
    """All or nothing: the version when there is none yet, the transmission, the duty."""
    by: dict[str, Any] = {"actor": request.member, "now": clock()}
    of = by | {"breach_id": case.case.breach.pk, "code": code}
    number = said["expected_number"]
    with transaction.atomic():
        if number == 0:
            number = operations.write_sheet(**of, answers=case.prefilled(code), expected_number=0).number
        operations.transmit_sheet(
            **of, addressee=said["addressee"], reference=said["reference"], sent_at=said["sent_at"],
            expected_number=number,
        )  # fmt: skip
        if duty is not None:
            operations.fulfil_duty(
                **by, duty_id=duty.pk, done_at=said["sent_at"], reference=said["reference"],
                reasons_for_delay=said.get("reasons_for_delay", ""),
            )  # fmt: skip


@page("case.view")
def sheet_export(request: MemberRequest, breach_id: UUID, code: str, kind: str) -> HttpResponse:
    """The sheet as it stands, in French: this is what goes to its addressee."""
    case = found(request, breach_id, code)
    with translation.override("fr"):
        frozen = case.frozen(code)
        try:
            content = paper.as_file(frozen, kind, now=case.now)
        except PdfUnavailableError as error:
            refusals.tell(request, error)
            return redirect(address(case.case.breach, code))
        response = attachment(content, _TYPES[kind], frozen.file_name(kind))
    response["Cache-Control"] = "no-store"
    return response
