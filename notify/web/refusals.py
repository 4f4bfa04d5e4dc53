"""A domain refusal in the words of a page: beside its field, with instants and numbers as people write them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from breaches.errors import DomainError
from notify import wording
from notify.web.phrases import said

SENTENCES = frozenset({"reason", "objection"})  # texts of ours; the others are values as found: a column, a key, a name


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return wording.instant(value, lang=wording.language(get_language()))
    if isinstance(value, date):
        return value.isoformat()
    return said(value) if name in SENTENCES else value


def text(error: DomainError) -> str:
    """The refusal in the language of the page."""
    shown = {name: _shown(name, value) for name, value in error.params.items()}
    return gettext(error.message).format(**shown)


def put(form: forms.Form, error: DomainError) -> None:
    """Put a refusal beside its field, or on top of the form when it has none."""
    form.add_error(error.field if error.field in form.fields else None, text(error))


def tell(request: HttpRequest, error: DomainError) -> None:
    """Show a refusal of an act without a form of its own, after the redirect."""
    messages.error(request, text(error))
