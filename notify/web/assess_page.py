"""What the page Évaluer shows: open questions, answered ones by population, the band and the score beside them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breaches.models import Member
from breaches.states import DecisionState
from notify.web import score
from notify.web.assess_sheet import Sheet
from notify.web.case import Case
from notify.web.facts_words import population_names
from notify.web.forms.assess import FACTORS
from notify.web.next_acts import small
from notify.web.next_step import band_of
from notify.web.phrases import said

Row = dict[str, Any]


def page_context(case: Case, sheet: Sheet, member: Member, now: datetime) -> dict[str, Any]:
    """Everything `web/breach/assess.html` shows."""
    answered, groups = _answered(sheet)
    decider = case.able("assessment.approve")
    return score.panel(sheet.outcome) | {
        "breach": case.breach, "case": case, "now": now, "band": _band(case, sheet, member, now), "sheet": sheet,
        "asked": [sheet.answers[name] for name in sheet.shown], "answered": answered, "groups": groups,
        "total": len(sheet.questions), "answered_count": len(sheet.questions) - len(sheet.shown),
        "open_questions": len(sheet.unanswered), "opinion": sheet.opinion,
        "by_hand": [sheet.opinion[name] for name in FACTORS], "hand_open": sheet.hand_open,
        "gravity_open": sheet.gravity_open, "errors": sheet.errors(), "expected": _expected(case, sheet),
        "decider": _(" ou ").join(each.name for each in decider[:2]),
    }  # fmt: skip


def _answered(sheet: Sheet) -> tuple[list[Row], list[Row]]:
    """Rows shown at once, then folded groups: one for each population when there are several, one of unknowns."""
    names = population_names(sheet.saved["populations"])
    rows: list[Row] = []
    unknown: list[Row] = []
    folded: dict[int, list[Row]] = {}
    for question in sheet.questions:
        if question.name in sheet.shown:
            continue
        row = _row(sheet, question.name)
        if sheet.answers.unknown(question.name):
            unknown.append(row)
        elif question.population is None or len(names) == 1:
            rows.append(row)
        else:
            folded.setdefault(question.population, []).append(row)
    groups = [{"title": _title(names[rank], len(found)), "rows": found} for rank, found in folded.items()]
    if unknown:
        title = ngettext(
            "{n} réponse inconnue, sans effet sur le résultat", "{n} réponses inconnues, sans effet sur le résultat",
            len(unknown),
        )  # fmt: skip
        groups.append({"title": title.format(n=len(unknown)), "rows": unknown})
    return rows, groups


def _title(name: str, count: int) -> str:
    return ngettext("{name} : {n} réponse", "{name} : {n} réponses", count).format(name=name, n=count)


def _row(sheet: Sheet, name: str) -> Row:
    field = sheet.answers[name]
    unknown = sheet.answers.unknown(name)
    answer = _("Pas encore connu, sans effet sur le résultat.") if unknown else sheet.answers.words(name)
    return {"name": name, "question": field.label, "answer": answer, "field": field}


def _expected(case: Case, sheet: Sheet) -> Any:
    """The version the answers rest on; after a refusal for staleness, the new one."""
    latest = case.version.number if case.version else 0
    if sheet.data is None or sheet.opinion.errors:
        return latest
    return sheet.data.get("expected_version") or latest


def _band(case: Case, sheet: Sheet, member: Member, now: datetime) -> dict[str, Any]:
    band = band_of(case, member, now)
    left = len(sheet.unanswered)
    if case.assessment_is_current and case.decision and case.decision.state != DecisionState.REFUSED:
        return band
    clock = {key: band[key] for key in ("due", "due_for", "due_label", "words", "words_hint") if key in band}
    who = {"who": _("Vous, {name}").format(name=member.name)}
    if not left:
        action = {"label": _("Rendre l’avis"), "url": "#votre-avis"}
        return (
            clock
            | who
            | {
                "step": _("Rendez votre avis."),
                "why": _("Aucune question ouverte ne change plus le résultat."),
                "action": action,
            }
        )
    step = ngettext("Répondez à la dernière question.", "Répondez aux {n} dernières questions.", left)
    action = {"label": _("Répondre"), "url": "#a-repondre"}
    return clock | who | {"step": step.format(n=small(left, feminine=True)), "why": _still(sheet), "action": action}


def _still(sheet: Sheet) -> str:
    severity = sheet.outcome.severity
    level = said(severity.level.label).lower()
    if severity.max_level is severity.level:
        return _("Toutes les réponses possibles laissent la gravité « {level} ».").format(level=level)
    most = said(severity.max_level.label).lower()
    return _("Selon vos réponses, la gravité peut passer de « {level} » à « {most} ».").format(level=level, most=most)
