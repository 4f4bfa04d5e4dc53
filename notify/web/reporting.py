"""Signaler un incident: by link, without an account; then the reference and what happens next."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from breaches import queries
from breaches.errors import DomainError
from breaches.models import Organisation
from notify import wording
from notify.web import link_reports, refusals
from notify.web.forms.report import ReportForm
from notify.web.forms.suggested import suggest
from notify.web.models import LinkReport

TOO_MANY = 429


@never_cache
def report(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and what it says when something is to correct. What was typed is always given back."""
    organisation = _organisation_or_404(token)
    if request.method != "POST":
        return _show(request, organisation, ReportForm(initial={"once": uuid.uuid4()}))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _show(request, organisation, form)
    now, address = timezone.now(), link_reports.address_of(request)
    already = LinkReport.objects.filter(once=form.once_value, organisation=organisation).exists()
    if not already and (free_at := link_reports.free_again_at(address, now)):
        return _too_many(request, organisation, form, free_at)
    member = getattr(request, "member", None) or None
    try:
        sent = link_reports.send_once(
            organisation, form.once_value, form.report(), address=address, now=now,
            actor=link_reports.reporter_of(member, organisation),
        )  # fmt: skip
    except DomainError as error:
        refusals.put(form, error)
        return _show(request, organisation, form)
    return redirect("report_received", token=token, once=sent.once)


@never_cache
def report_received(request: HttpRequest, token: str, once: uuid.UUID) -> HttpResponse:
    """The reference, what happens next, and whom to call. Known to the sender only (`once` is not guessable)."""
    organisation = _organisation_or_404(token)
    sent = LinkReport.objects.select_related("report").filter(once=once, organisation=organisation).first()
    if sent is None or sent.report is None:
        raise Http404
    return render(request, "web/report/received.html", _context(organisation) | {"report": sent.report})


def _organisation_or_404(token: str) -> Organisation:
    organisation = Organisation.objects.filter(report_token=token).first()
    if organisation is None:
        raise Http404
    return organisation


def _context(organisation: Organisation) -> dict[str, Any]:
    dpo = organisation.contacts.get("dpo", {})
    return {
        "organisation": organisation,
        "organisation_name": organisation.name,
        "dpo_name": " ".join(filter(None, (dpo.get("first_name"), dpo.get("last_name")))),
        "phone": dpo.get("phone", ""),
        "draft_key": f"report-{organisation.pk}",
    }


def _show(
    request: HttpRequest, organisation: Organisation, form: ReportForm, status: int = 200, **more: Any
) -> HttpResponse:
    member = link_reports.reporter_of(getattr(request, "member", None) or None, organisation)
    if member is not None:  # the units of the house are for its own people, not for whoever holds the link
        suggest(form.fields["unit"], queries.units_of(member))
    context = _context(organisation) | {"form": form} | more
    return render(request, "web/report/form.html", context, status=status)


def _too_many(request: HttpRequest, organisation: Organisation, form: ReportForm, free_at: Any) -> HttpResponse:
    text = gettext(
        "Beaucoup de signalements viennent d’arriver de votre réseau. Téléphonez, ou renvoyez celui-ci à "
        "{hour} : votre texte est conservé ci-dessous."
    )
    form.add_error(None, text.format(hour=wording.clock_time(free_at)))
    return _show(request, organisation, form, status=TOO_MANY)
