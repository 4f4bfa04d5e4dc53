"""Sentences of the law ring in the language of the page: a phrase remembers its template and its values."""

from django.utils.translation import gettext

from breaches.law.phrases import Phrase


def said(text: str) -> str:
    """`text` translated; of a `Phrase` the template is translated, then filled with its (translated) values."""
    if isinstance(text, Phrase):
        params = {name: said(value) if isinstance(value, str) else value for name, value in text.params.items()}
        return gettext(text.template).format(**params)
    return gettext(text) if text else ""
