"""Personnes: who acts for the organisation, with which roles; enrol, shut and reopen an access."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from breaches import operations
from breaches.errors import DomainError
from breaches.models import Member
from breaches.states import Role
from notify.accounts import onboarding, reauth
from notify.web import refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.forms.members import InviteForm

ACTS = {
    "close": _("Fermer l’accès"),
    "open": _("Rouvrir l’accès"),
    "password": _("Changer le mot de passe"),
}


class AccessForm(reauth.PasswordAgain):
    """Which act; opening and shutting an access is told in the journal."""

    act = forms.ChoiceField(choices=list(ACTS.items()), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("Pour être sûr que c’est vous.")


@never_cache
@page("members.manage")
def members(request: MemberRequest) -> HttpResponse:
    """The list, and the form that enrols somebody. The one-time password is shown on this answer only."""
    organisation = request.member.organisation
    if request.method != "POST":
        return _show(request, InviteForm(organisation=organisation))
    form = InviteForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return _show(request, form)
    person = {name: form.cleaned_data[name] for name in ("name", "email", "roles")}
    member, password = onboarding.invite(organisation=organisation, actor=request.member, now=clock(), **person)
    return _show_password(request, member, password)


@never_cache
@page("members.manage")
def change_access(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Says what will happen (GET, `act`), then does it after the password (POST)."""
    member = Member.objects.filter(pk=member_id, organisation_id=request.member.organisation_id).first()
    act = (request.POST if request.method == "POST" else request.GET).get("act", "")
    if member is None or act not in ACTS:
        raise Http404
    form = AccessForm(request.POST or None, initial={"act": act})
    if form.is_valid() and reauth.require_password(request, form):
        try:
            return _do(request, member, act)
        except DomainError as error:
            refusals.put(form, error)
    reauth.ask_only_if_needed(request, form)
    return render(request, "web/members/access.html", {"form": form, "person": member, "act": act, "label": ACTS[act]})


def _do(request: MemberRequest, member: Member, act: str) -> HttpResponse:
    if act == "password":
        password = onboarding.reset_password(actor=request.member, member=member, now=clock())
        return _show_password(request, member, password)
    operations.set_member_active(actor=request.member, member_id=member.pk, now=clock(), active=act == "open")
    text = gettext("L’accès de {name} est rouvert.") if act == "open" else gettext("L’accès de {name} est fermé.")
    messages.success(request, text.format(name=member.name))
    return redirect("members")


def _show_password(request: MemberRequest, member: Member, password: str) -> HttpResponse:
    context = {"person": member, "password": password, "sign_in": request.build_absolute_uri(reverse("sign_in"))}
    return render(request, "web/members/password.html", context)


def _show(request: MemberRequest, form: InviteForm) -> HttpResponse:
    people = Member.objects.filter(organisation_id=request.member.organisation_id).prefetch_related("held_roles")
    link = reverse("report", args=[request.member.organisation.report_token])
    context: dict[str, Any] = {
        "form": form,
        "people": [_person(member, request.member) for member in people.order_by("-active", "name")],
        "report_link": request.build_absolute_uri(link),
    }
    return render(request, "web/members/members.html", context)


def _person(member: Member, me: Member) -> dict[str, Any]:
    acts = ["open"] if not member.active else ["password", "close"]
    return {
        "member": member,
        "roles": ", ".join(str(Role(role).label) for role in sorted(member.roles)),
        "acts": [] if member.pk == me.pk else [(act, ACTS[act]) for act in acts],
    }
