"""A line of text with suggestions: one may choose, one may type anything else."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class SuggestedInput(forms.TextInput):
    """An `input` with a `datalist`; without suggestions a plain line. Works without a script."""

    def __init__(self, attrs: dict[str, Any] | None = None, suggestions: Iterable[Any] = ()) -> None:
        super().__init__({"autocomplete": "off"} | (attrs or {}))
        self.suggestions = list(suggestions)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The line, and its list when there is one."""
        if not self.suggestions:
            return super().render(name, value, attrs, renderer)
        key = f"{(attrs or {}).get('id', name)}_list"
        line = super().render(name, value, (attrs or {}) | {"list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)


def suggest(field: Any, suggestions: Iterable[Any]) -> None:
    """Give the suggestions of a request to a bound form's field."""
    field.widget.suggestions = list(suggestions)
