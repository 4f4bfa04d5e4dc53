"""Commencer pour de vrai: from the demonstration to an empty database of one's own. The two never mix."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from notify.web.forms.start import StartForm

PATIENCE = 180  # seconds for the migration of an empty database on a slow disk


class StartRefusedError(Exception):
    """The real profile was not created; the text says why, in the words of the command."""


@never_cache
@sensitive_post_parameters()
def start(request: HttpRequest) -> HttpResponse:
    """The form; on a good answer the real profile exists, and the page says what happens now."""
    if not settings.NOTIFY_DEMO:
        raise Http404
    form = StartForm(request.POST or None)
    if form.is_valid():
        try:
            create_real(form.answers())
        except StartRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("started")
    return render(request, "web/start/form.html", {"form": form})


@never_cache
def started(request: HttpRequest) -> HttpResponse:
    """Waits for the other profile: as long as this one answers, the switch has not happened."""
    if not settings.NOTIFY_DEMO:
        return redirect("sign_in")
    return render(request, "web/start/started.html")


@sensitive_variables("answers")
def create_real(answers: Mapping[str, Any]) -> None:
    """Run `manage.py start_real` in a process of its own: a process has one database from its birth on.

    The answers go through its standard input, so that no password is ever an argument. Raises StartRefusedError.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "start_real", "--json"],
            input=json.dumps(answers),
            text=True,
            capture_output=True,
            env={**os.environ, "NOTIFY_PROFILE": "real", "NOTIFY_VAR": str(settings.VAR_DIR)},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        text = gettext("La création prend trop de temps : voyez le terminal où tourne ./run.")
        raise StartRefusedError(text) from error
    if done.returncode:
        raise StartRefusedError(_reason(done.stderr))


def _reason(stderr: str) -> str:
    """The sentence of a CommandError; anything else stays on the server."""
    last = stderr.strip().splitlines()[-1] if stderr.strip() else ""
    if "CommandError: " in last:
        return last.split("CommandError: ", 1)[1]
    return gettext("La création n’a pas abouti et rien n’a changé. Le terminal où tourne ./run dit pourquoi.")
