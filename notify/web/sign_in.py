"""Sign in and out. A form sent after its session had ended is given back, to be sent again by the person."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from breaches.models import Member
from notify.accounts.middleware import SESSION_KEY, members_of
from notify.accounts.validators import DEMO_PASSWORD
from notify.web.access import NOT_REPLAYED, MemberRequest, page
from notify.web.forms.sign_in import SignInForm

SHOWN_LENGTH = 2000


class SignIn(LoginView):
    """The sign-in page; axes counts failures behind it (settings AXES_*)."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who signed in meanwhile in another tab gets on at once, with what was typed here."""
        if request.user.is_authenticated:
            return self._go_on(request.POST.get("replay", ""))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """`people`: the log-ins of the demonstration, in that profile only."""
        demo = settings.NOTIFY_DEMO
        return super().get_context_data(**more) | {
            "people": _demo_people() if demo else [],
            "demo_password": DEMO_PASSWORD if demo else "",
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Go on to where the person wanted to go, or give back what they had typed."""
        super().form_valid(form)
        return self._go_on(form.cleaned_data.get("replay", ""))

    def _go_on(self, replay: str) -> HttpResponse:
        kept, target = read_replay(replay), self.get_redirect_url()
        if not kept or not target:
            return redirect(target or "dashboard")
        return render(self.request, "web/replay.html", {"target": target, "fields": kept, "shown": _shown(kept)})


def read_replay(text: str) -> list[tuple[str, str]]:
    """(name, value) of each field of an interrupted form; anything else reads as nothing."""
    try:
        kept = json.loads(text) if text else {}
    except ValueError:
        return []
    if not isinstance(kept, dict):
        return []
    pairs = [(name, values if isinstance(values, list) else [values]) for name, values in kept.items()]
    return [(name, str(value)) for name, values in pairs for value in values if name not in NOT_REPLAYED]


def _shown(kept: list[tuple[str, str]]) -> list[str]:
    """What the person will recognise: the texts they wrote, not the names of fields."""
    texts = [value.strip() for _name, value in kept if " " in value.strip()]
    return [text[:SHOWN_LENGTH] for text in texts]


def _demo_people() -> list[Member]:
    members = Member.objects.filter(active=True, link__isnull=False).select_related("organisation")
    return list(members.prefetch_related("held_roles").order_by("organisation__created_at", "name"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.info(request, gettext("Vous êtes déconnecté. Vos brouillons sont conservés."))
    return redirect("sign_in")


@require_POST
@page()
def switch_organisation(request: MemberRequest) -> HttpResponse:
    """Act in another organisation of which the same person is a member; any other value is 404."""
    wanted = request.POST.get("organisation", "")
    chosen = next((member for member in members_of(request) if str(member.pk) == wanted), None)
    if chosen is None:
        return render(request, "web/not_found.html", status=404)
    request.session[SESSION_KEY] = str(chosen.pk)
    messages.info(request, gettext("Vous agissez maintenant pour {name}.").format(name=chosen.organisation.name))
    return redirect("dashboard")
