"""Two acts on a notification that ask for the password again: break-glass, and the record of the filing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from breaches import operations, queries
from breaches.errors import DomainError
from breaches.models import AuthorityNotification
from breaches.operations.notifying import answers_of
from notify.accounts import reauth
from notify.dossier.content import LATE_REASONS
from notify.web import declaration_page as shown
from notify.web import refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.declaration_band import of_act as band
from notify.web.declaration_page import address
from notify.web.duty_reasons import delay_argument
from notify.web.forms.filing import BreakGlassForm, FilingForm

_STEPS = {
    "break_glass": gettext_lazy("Dites pourquoi le dépôt n’attend pas l’accord."),
    "file": gettext_lazy("Déposez sur le téléservice, puis inscrivez le récépissé."),
}


def _find(request: MemberRequest, breach_id: UUID, number: int) -> tuple[Case, AuthorityNotification]:
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    notification = shown.present(case, number)
    if notification is None:
        raise Http404
    return case, notification


@page("notification.break_glass")
def declaration_break_glass(request: MemberRequest, breach_id: UUID, number: int) -> HttpResponse:
    """The DPO clears the initial filing alone, with reasons; somebody ratifies later."""
    case, notification = _find(request, breach_id, number)
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and reauth.require_password(request, form):
        try:
            operations.break_glass(
                actor=request.member,
                notification_id=notification.pk,
                now=clock(),
                reasons=form.cleaned_data["reasons"],
            )
        except DomainError as error:
            refusals.put(form, error)
        else:
            messages.success(request, _("Le dépôt est autorisé sans accord. Une autre personne le ratifiera."))
            return redirect(address(notification))
    return _show(request, "break_glass", case, notification, form)


@page("notification.file")
def declaration_file(request: MemberRequest, breach_id: UUID, number: int) -> HttpResponse:
    """Record what a person did on the teleservice: receipt, hour, reasons for the delay when late."""
    case, notification = _find(request, breach_id, number)
    now = clock()
    late = shown.lateness(case, now) and notification.number == 1
    initial = {"reasons_for_delay": answers_of(notification).get(LATE_REASONS, ""), "filed_at": now}
    duty = case.duty("rgpd_33")
    argument = delay_argument(duty, case.breach.organisation.department) if duty is not None else ""
    form = FilingForm(request.POST or None, late=late, argument=argument, initial=initial)
    if request.method == "POST" and form.is_valid() and reauth.require_password(request, form):
        try:
            _file(request, notification, form)
        except DomainError as error:
            refusals.put(form, error)
        else:
            messages.success(request, _("Le dépôt est inscrit. Il ne se défait pas."))
            return redirect(address(notification))
    return _show(request, "file", case, notification, form, late=late)


def _file(request: MemberRequest, notification: AuthorityNotification, form: FilingForm) -> None:
    """The hour is typed to the minute: one of this very minute counts as now, never before the preparation."""
    now, typed = clock(), form.cleaned_data["filed_at"]
    filed_at = max(typed, notification.created_at) if _same_minute(typed, notification.created_at) else typed
    operations.file_notification(
        actor=request.member,
        notification_id=notification.pk,
        now=now,
        receipt=form.cleaned_data["receipt"],
        filed_at=filed_at,
        reasons_for_delay=form.cleaned_data.get("reasons_for_delay", ""),
    )


def _same_minute(one: Any, other: Any) -> bool:
    return bool(one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0))


def _show(
    request: MemberRequest, name: str, case: Case, notification: AuthorityNotification, form: Any, **more: Any
) -> HttpResponse:
    reauth.ask_only_if_needed(request, form)
    context = {
        "breach": case.breach,
        "notification": notification,
        "form": form,
        "errors_form": form,
        "duty": case.duty("rgpd_33"),
        "deciders": [member.name for member in case.able("notification.approve", [request.member.pk])],
        "band": band(_STEPS[name], case, request.member, clock()),
        "may": shown.allowed(notification, request.member),
        **more,
    }
    return render(request, f"web/declaration/{name}.html", context, status=422 if form.errors else 200)
