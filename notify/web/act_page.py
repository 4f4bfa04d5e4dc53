"""The common run of an act with a form: show it, keep what is typed, do it once, go back to the breach."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from breaches.errors import DomainError
from notify.accounts.reauth import PasswordAgain, ask_only_if_needed, require_password
from notify.web import drafts, links, refusals
from notify.web.access import MemberRequest, clock
from notify.web.case import Case
from notify.web.next_step import band_on_page


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the page of an act says."""

    title: str
    button: str
    done: str
    intro: tuple[str, ...] = ()
    anchor: str = ""
    back: str = ""  # where to go when done; the breach when empty


def run(
    request: MemberRequest,
    case: Case,
    name: str,
    make: Callable[..., forms.Form],
    words: Words,
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """One form, one operation. `make` builds the form from (data, files) or from `initial=`; `name` is its draft's."""
    subject = case.breach.pk
    if request.method != "POST":
        draft = drafts.initial(request.member, name, subject)
        form = make()
        if draft:
            form = make(initial={**form.initial, **drafts.as_initial(form.fields, draft)})
        return page_of(request, case, name, form, words)
    form = make(request.POST, request.FILES)
    if form.is_valid() and _password_is_right(request, form):
        try:
            do(form.cleaned_data)
        except DomainError as error:
            refusals.put(form, error)
        else:
            drafts.forget(request.member, name, subject)
            messages.success(request, words.done)
            return redirect(words.back or links.to_breach(case.breach, words.anchor))
    return page_of(request, case, name, form, words)


def _password_is_right(request: MemberRequest, form: forms.Form) -> bool:
    return not isinstance(form, PasswordAgain) or require_password(request, form)


def page_of(request: MemberRequest, case: Case, name: str, form: forms.Form, words: Words) -> HttpResponse:
    """The page, with the band of the breach on top; 422 when something is to be corrected."""
    now = clock()
    if isinstance(form, PasswordAgain):
        ask_only_if_needed(request, form)
    context = {
        "breach": case.breach, "case": case, "now": now, "band": band_on_page(case, request, now), "form": form,
        "words": words, "draft": name, "saved_at": drafts.saved_at(request.member, name, case.breach.pk),
    }  # fmt: skip
    return render(request, "web/breach/act.html", context, status=422 if form.errors else 200)
