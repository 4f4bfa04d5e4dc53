"""Who reaches a page: signed in, a member, with a role for the act; what becomes of typing when a session ends."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

from breaches import permissions
from breaches.models import Breach, Member
from breaches.states import Role
from notify.web.forms.sign_in import SignInForm

P = ParamSpec("P")
NOT_REPLAYED = frozenset({"csrfmiddlewaretoken", "password", "password_again"})  # never kept, shown or sent again


class MemberRequest(HttpRequest):
    """A request of a signed-in member."""

    member: Member
    htmx: HtmxDetails


View = Callable[Concatenate[HttpRequest, P], HttpResponse]
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponse]


def page(act: str | None = None) -> Callable[[MemberView[P]], View[P]]:
    """Decorate a view: needs a signed-in member whose roles allow `act` (None: any member).

    A GET without session goes to the sign-in page; a POST without session shows it with everything typed kept inside,
    to be sent again after signing in. A role that may not gets a page that says so (403); rows of other
    organisations are 404, like rows that do not exist.
    """

    def decorate(view: MemberView[P]) -> View[P]:
        @wraps(view)
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _session_ended(request)
            if request.user.temporary_password and request.method != "POST":  # what was typed goes through
                return redirect("password_change")
            member: Member | None = request.member or None  # type: ignore[attr-defined]  # set by MemberMiddleware
            if member is None or (act and not permissions.may(member, act)):
                return _forbidden(request, act, member)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # a member request from here on

        return run

    return decorate


def _forbidden(request: HttpRequest, act: str | None, member: Member | None) -> HttpResponse:
    roles = sorted(permissions.ALLOWED.get(act or "", ()))
    context = {"roles": [Role(role).label for role in roles], "nobody": member is None}
    return render(request, "web/forbidden.html", context, status=403)


def _session_ended(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
    kept = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_REPLAYED}
    context: dict[str, Any] = {"next": request.get_full_path(), "replay": json.dumps(kept), "form": SignInForm()}
    context["files"] = sorted(request.FILES)
    response = render(request, "web/session_ended.html", context, status=401)
    if request.headers.get("HX-Request"):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def breach_or_404(request: MemberRequest, breach_id: Any) -> Breach:
    """The breach, if it is of the member's organisation."""
    found = Breach.objects.select_related("organisation").filter(
        pk=breach_id, organisation_id=request.member.organisation_id
    )
    if (breach := found.first()) is None:
        raise Http404
    return breach


def clock() -> Any:
    """The instant of this request (UTC): views are where the time is read."""
    return timezone.now()
