"""Form fields for facts: yes, no or not known; one of a list; several of a list; a number of people."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from breaches.law.facts_parse import UNKNOWN
from breaches.law.vocabulary import Labelled

_ = gettext_lazy
Choices = list[tuple[str, Any]]

NOT_YET = _("Je ne sais pas encore")
YES_NO: Choices = [("true", _("Oui")), ("false", _("Non")), (UNKNOWN, NOT_YET)]
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f'’."))
LARGEST_COUNT = 10_000_000_000


class TriField(forms.ChoiceField):
    """Yes, no, not known: cleaned to True, False or None. Its three options stand side by side."""

    inline = True

    def __init__(self, *, choices: Choices | None = None, **options: Any) -> None:
        super().__init__(choices=choices or YES_NO, widget=forms.RadioSelect, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        return value or UNKNOWN

    def clean(self, value: Any) -> bool | None:
        return {"true": True, "false": False}.get(super().clean(value))


class CodeField(forms.ChoiceField):
    """One code of a list; what is not answered is `empty_value`."""

    def __init__(
        self, codes: type[Labelled], *, labels: Mapping[str, Any] | None = None, none: Any = None, **options: Any
    ) -> None:
        self.empty_value = None if none is not None else UNKNOWN
        choices = choices_of(codes, labels)
        if none is not None:
            choices = [("", none), *choices]
        options.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=choices, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value or self.empty_value or ""

    def clean(self, value: Any) -> str | None:
        return super().clean(value) or self.empty_value


class CodesField(forms.MultipleChoiceField):
    """Several codes of a list."""

    def __init__(self, codes: type[Labelled], **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(choices=choices_of(codes), widget=forms.CheckboxSelectMultiple, **options)


class CountField(forms.CharField):
    """A whole number, with or without spaces between thousands; cleaned to int or None."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value).translate(_SPACES)
        if not typed:
            return None
        if not (typed.isascii() and typed.isdecimal()) or int(typed) > LARGEST_COUNT:
            raise forms.ValidationError(_("Écrivez un nombre entier, en chiffres. Laissez vide s’il n’est pas connu."))
        return int(typed)


class LinesField(forms.CharField):
    """One text a line; cleaned to the list of the lines that are not blank."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def choices_of(codes: type[Labelled], labels: Mapping[str, Any] | None = None) -> Choices:
    """Choices of a code list, its unknown one last, in plain words where `labels` gives them."""
    plain = dict(labels or {})
    ordered: Iterable[Labelled] = sorted(codes, key=lambda code: str(code) == UNKNOWN)
    return [(str(code), plain.get(str(code), _label(code))) for code in ordered]


def _label(code: Labelled) -> Any:
    return _(code.label)
