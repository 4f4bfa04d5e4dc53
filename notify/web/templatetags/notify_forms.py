"""What the partials of fields and of the error summary need to know about a form."""

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.boundfield import BoundWidget
from django.utils.translation import get_language

from notify import wording

register = template.Library()


@register.filter
def is_single_checkbox(field: BoundField) -> bool:
    """True for one checkbox alone: its label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def has_options(field: BoundField) -> bool:
    """True for a group of radio buttons or checkboxes."""
    return field.widget_type in {"radioselect", "checkboxselectmultiple"}


@register.filter
def described_by(field: BoundField) -> str:
    """Ids of the hint and of the error of a fieldset."""
    return str(field.aria_describedby or "")


@register.filter
def option_hint(field: BoundField, option: BoundWidget) -> str:
    """The hint of one option, from `option_hints = {value: text}` on the form field."""
    hints: Mapping[str, object] = getattr(field.field, "option_hints", {})
    return str(hints.get(str(option.data["value"]), ""))


def _line(label: str, error: str) -> str:
    if label.endswith(("?", "!", ".")):
        return f"{label} {error}"
    return f"{label}: {error}" if wording.language(get_language()) == "en" else f"{label} : {error}"


def _target(field: BoundField) -> str:
    return f"#{field.auto_id}_0" if has_options(field) else f"#{field.id_for_label or field.auto_id}"


@register.simple_tag
def error_items(form: BaseForm | None, items: Iterable[Mapping[str, str]] | None = None) -> Sequence[Mapping[str, str]]:
    """Lines {href, text} of the summary: `items` as given, else the errors of `form`, general ones first."""
    if items:
        return list(items)
    if not form or not form.errors:
        return []
    lines = [{"href": "", "text": str(error)} for error in form.non_field_errors()]
    for field in form:
        text = " ".join(str(error) for error in field.errors)
        if text:
            href = "" if field.is_hidden else _target(field)
            lines.append({"href": href, "text": _line(str(field.label), text)})
    return lines
