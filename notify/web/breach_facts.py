"""Faits and Populations of the breach page: the story, what is known, and which data of whom."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches.law.facts import contradictions
from breaches.law.vocabulary import DataCategory, Labelled, Sensitive
from breaches.models import FactsVersion
from notify import wording
from notify.web import facts_words
from notify.web.case import Case
from notify.web.phrases import said


def story(case: Case) -> str:
    """What the first report told."""
    reports = sorted(case.breach.reports.all(), key=lambda row: row.reported_at)
    return reports[0].summary if reports else ""


def listed(case: Case) -> list[dict[str, str]]:
    """The definition list: the record first, then the facts as described."""
    found = [*_record(case)]
    if case.version is not None:
        found += facts_words.known(case.version.facts)
    return found


def _record(case: Case) -> list[dict[str, str]]:
    lang = wording.language(get_language())
    breach = case.breach
    lines = []
    if breach.occurred_from is not None:
        begin = wording.instant(breach.occurred_from, lang=lang)
        lines.append((_("Début"), begin))
    if breach.occurred_to is not None:
        lines.append((_("Fin"), wording.instant(breach.occurred_to, lang=lang)))
    for report in sorted(breach.reports.all(), key=lambda row: row.reported_at):
        who = report.reporter.name if report.reporter else str(report.get_source_display())
        at = wording.instant(report.reported_at, lang=lang)
        lines.append((_("Signalé par"), f"{who}, {at}"))
    if breach.joint_lead:
        where = f" ({breach.joint_reference})" if breach.joint_reference else ""
        lines.append((_("Conduit pour les responsables conjoints"), f"{breach.joint_lead}{where}"))
    return [{"label": label, "value": value} for label, value in lines]


def changes(case: Case) -> list[dict[str, str]]:
    """What the latest version changed, for `components/diff.html`; empty with one version only."""
    if len(case.versions) < 2:
        return []
    old, new = case.versions[-2:]
    return facts_words.differences(old.facts, new.facts)


def reopened(case: Case) -> list[dict[str, str]]:
    """What changed since the version that was last assessed; empty while that is the latest one."""
    last, version = case.assessment, case.version
    if last is None or version is None or case.assessment_is_current:
        return []
    assessed = next(each for each in case.versions if each.pk == last.facts_version_id)
    return facts_words.differences(assessed.facts, version.facts)


def flags(case: Case) -> list[str]:
    """Contradictions in the latest facts: kept, and said."""
    return [said(found.message) for found in contradictions(case.facts)] if case.facts else []


def matrix(case: Case) -> dict[str, Any] | None:
    """`populations`, `rows` and `note` for `components/populations.html`."""
    version = case.version
    if version is None:
        return None
    groups = version.facts["populations"]
    names = facts_words.population_names(groups)
    rows = [*_rows(groups, "data", DataCategory), *_rows(groups, "sensitive", Sensitive)]
    columns = [
        {"name": name, "persons": facts_words.best_count(group)} for name, group in zip(names, groups, strict=True)
    ]
    return {"populations": columns, "rows": rows, "note": _note(version)}


def _rows(groups: list[Mapping[str, Any]], path: str, codes: type[Labelled]) -> list[dict[str, Any]]:
    """One row for each category that at least one population has, its label without the examples."""
    return [
        {"label": _(code.label).split(" (")[0], "cells": [str(code) in (group.get(path) or []) for group in groups]}
        for code in codes
        if any(str(code) in (group.get(path) or []) for group in groups)
    ]


def _note(version: FactsVersion) -> str:
    lang = wording.language(get_language())
    note = _("Version {number}, {who}, {at}.").format(
        number=version.number, who=version.author.name, at=wording.instant(version.created_at, lang=lang, year=False)
    )
    claimed = [group["persons"]["claimed"] for group in version.facts["populations"]]
    told = [count for count in claimed if count is not None]
    if told:
        note += " " + _("Nombre revendiqué : {n}.").format(n=wording.number(sum(told), lang=lang))
    return note
