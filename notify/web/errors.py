"""Pages for what went wrong outside a form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from notify.web.access import NOT_REPLAYED


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's own signature
    """The form's security token did not match: another tab signed in or out. What was typed is shown to be kept."""
    kept = [(name, value) for name in request.POST if name not in NOT_REPLAYED for value in request.POST.getlist(name)]
    return render(request, "web/csrf.html", {"kept": kept, "back": request.path}, status=403)


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:  # noqa: ARG001  # Django's own signature
    """No such page, or not of this organisation."""
    return render(request, "web/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's own signature
    """Something broke; nothing was saved half (each act is one transaction).

    Rendered without the request: no context processor, so no query to a database that may be what broke.
    """
    return HttpResponse(render_to_string("web/server_error.html"), status=500)
