"""The whole facts page as one thing: the facts form, its populations, and what contradicts what."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from breaches.law.errors import LawError
from breaches.law.facts import Facts, contradictions, facts_to_dict, parse_facts
from notify.web.facts_words import population_name
from notify.web.forms import rows
from notify.web.forms.facts import FactsForm, flat, name_of, nested
from notify.web.forms.populations import PopulationForm
from notify.web.phrases import said
from notify.web.templatetags.notify_forms import error_items

INDEX = "population"  # repeated hidden field: which blocks the page holds, in order
_POPULATION_PATH = re.compile(r"populations\[(\d+)\]\.?(.*)")


def _shown(group: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values of a population block; one without a name shows its key in plain letters."""
    return flat(group, PopulationForm.base_fields) | ({"name": population_name(group)} if group else {})


class FactsSet:
    """Facts and populations, bound to what was posted, or showing what is known.

    `indexes` are the numbers of the population blocks, stable while blocks come and go.
    """

    def __init__(self, data: QueryDict | None = None, facts: Mapping[str, Any] | None = None) -> None:
        self.flags: dict[str, list[str]] = {}
        if data is not None:
            self.indexes = rows.posted(data, INDEX)
            self.form = FactsForm(data)
            self.populations = [PopulationForm(data, prefix=f"p{index}") for index in self.indexes]
            return
        known = facts or {}
        groups: Sequence[Mapping[str, Any]] = known.get("populations") or [{}]
        self.indexes = list(range(len(groups)))
        self.form = FactsForm(initial=flat(known, FactsForm.base_fields))
        self.populations = [
            PopulationForm(prefix=f"p{index}", initial=_shown(group)) for index, group in enumerate(groups)
        ]
        if known:
            self._flag(parse_facts(known))

    @classmethod
    def typed(cls, data: QueryDict, indexes: Sequence[int] | None = None) -> "FactsSet":
        """What somebody typed so far, shown without judging it: a draft, or a block added or removed."""
        shown = cls()
        shown.indexes = list(rows.posted(data, INDEX) if indexes is None else indexes)
        shown.form = FactsForm(initial=rows.typed(FactsForm(), data))
        shown.populations = [
            PopulationForm(prefix=f"p{index}", initial=rows.typed(PopulationForm(prefix=f"p{index}"), data))
            for index in shown.indexes
        ]
        return shown

    @property
    def blocks(self) -> list[tuple[int, PopulationForm]]:
        """Population forms with their numbers."""
        return list(zip(self.indexes, self.populations, strict=True))

    def is_valid(self) -> bool:
        """Every answer can be read, every population has a name of its own, and no refused contradiction."""
        valid = all([self.form.is_valid(), *(each.is_valid() for each in self.populations)])
        return valid and self._distinct_keys() and self._law_accepts()

    def facts(self) -> dict[str, Any]:
        """The canonical plain facts of a valid set."""
        return facts_to_dict(parse_facts(self._plain()))

    def errors(self) -> list[Mapping[str, str]]:
        """Lines of the error summary over all forms: {href, text}."""
        return [line for form in (self.form, *self.populations) for line in error_items(form)]

    def _plain(self) -> dict[str, Any]:
        groups = [nested(each.cleaned_data) for each in self.populations]
        return nested(self.form.cleaned_data) | {"populations": groups}

    def _distinct_keys(self) -> bool:
        seen: set[str] = set()
        for each in self.populations:
            key = each.cleaned_data["key"]
            if key in seen:
                each.add_error("name", gettext("Un autre groupe porte déjà ce nom : donnez-en un différent."))
            seen.add(key)
        if not self.populations:
            said_so = gettext("Ajoutez au moins une population : il faut dire de qui sont les données.")
            self.form.add_error(None, said_so)
        return len(seen) == len(self.populations) > 0

    def _law_accepts(self) -> bool:
        try:
            parsed = parse_facts(self._plain())
        except LawError as error:
            self.form.add_error(None, said(error.phrase))
            return False
        return self._flag(parsed)

    def _flag(self, facts: Facts) -> bool:
        """Contradictions beside their fields; those that are refused become errors. False when there is one."""
        accepted = True
        for found in contradictions(facts):
            for path in found.paths:
                form, name = self._place(path)
                if found.refused and form.is_bound:
                    form.add_error(name, said(found.message))
                    accepted = False
                else:
                    self.flags.setdefault(form.add_prefix(name), []).append(said(found.message))
        return accepted

    def _place(self, path: str) -> tuple[forms.Form, str]:
        match = _POPULATION_PATH.fullmatch(path)
        if match:
            return self.populations[int(match[1])], name_of(match[2])
        return self.form, name_of(path)
