"""Blocks that repeat in a form and work without a script: a hidden field says which numbers the page holds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

MOST = 30


def posted(data: QueryDict, name: str) -> list[int]:
    """Numbers of the blocks in a POST, in order, without doubles."""
    numbers = [int(each) for each in data.getlist(name) if each.isascii() and each.isdecimal() and len(each) < 5]
    return list(dict.fromkeys(numbers))[:MOST]


def added(indexes: Sequence[int]) -> list[int]:
    """One block more, up to MOST."""
    return [*indexes, max(indexes, default=-1) + 1][:MOST]


def changed(data: QueryDict, name: str) -> list[int] | None:
    """The numbers after a button "add" or "remove" of these blocks; None when neither was pressed."""
    indexes = posted(data, name)
    if f"add_{name}" in data:
        return added(indexes)
    gone = data.get(f"remove_{name}")
    return None if gone is None else [index for index in indexes if str(index) != gone]


def typed(form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """What was typed into a form, as `initial` of one that judges nothing yet."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def expected_version(data: QueryDict) -> int:
    """The version of the facts that the person was looking at; 0 before the first."""
    shown = data.get("expected_version", "")
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 9 else 0
