"""Organisme: what it says of itself, and the link by which the staff report."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache

from breaches import operations
from breaches.errors import DomainError
from breaches.models import Organisation
from breaches.operations.organising import fingerprint
from notify.web import drafts, refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.forms.organisation import REGIMES, OrganisationForm, initial_of

DRAFT = "organisation"


@never_cache
@page("organisation.edit")
def settings(request: MemberRequest) -> HttpResponse:
    """Shows and saves the settings."""
    organisation = Organisation.objects.get(pk=request.member.organisation_id)
    if request.method != "POST":
        return _show(request, _form(request, organisation), organisation)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return _show(request, form, organisation)
    try:
        changed = operations.edit_organisation(
            actor=request.member, now=clock(), values=form.values(),
            read_sha256=form.cleaned_data["read_sha256"],
        )  # fmt: skip
    except DomainError as error:
        error.field = "regimes" if error.field in REGIMES else error.field
        refusals.put(form, error)
        there = Organisation.objects.get(pk=organisation.pk)  # the next sending is compared with what is there now
        form.data = {
            **request.POST.dict(),
            "regimes": request.POST.getlist("regimes"),
            "read_sha256": fingerprint(there),
        }
        return _show(request, form, organisation)
    drafts.forget(request.member, DRAFT, organisation.pk)
    messages.success(request, _told(len(changed)))
    return redirect("organisation")


def _form(request: MemberRequest, organisation: Organisation) -> OrganisationForm:
    """The settings as they are, and above them what this member had typed and not sent."""
    shown = initial_of(organisation)
    kept = drafts.initial(request.member, DRAFT, organisation.pk)
    if kept is not None:
        shown |= drafts.as_initial(OrganisationForm().fields, kept)
    return OrganisationForm(initial=shown)


def _told(count: int) -> str:
    if not count:
        return gettext("Rien n’a changé.")
    text = ngettext("Une réponse a changé : c’est enregistré.", "{n} réponses ont changé : c’est enregistré.", count)
    return text.format(n=count)


def _show(request: MemberRequest, form: OrganisationForm, organisation: Organisation) -> HttpResponse:
    link = request.build_absolute_uri(reverse("report", args=[organisation.report_token]))
    context: dict[str, Any] = {
        "form": form,
        "organisation": organisation,
        "report_link": link,
        "saved_at": drafts.saved_at(request.member, DRAFT, organisation.pk),
        "identity": [form[n] for n in ("name", "siren", "street", "postcode", "city", "department", "sector", "kind")],
        "regimes": [form[n] for n in ("role", "nis2", "nis2_from", "regimes", "hds_contract_hours")],
        "house": [form["daily_hour"]],
    }
    return render(request, "web/members/organisation.html", context)
