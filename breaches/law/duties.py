"""Which duties a breach opens: a versioned catalogue, and one reason for each duty, open or not."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from breaches.law.clocks import PARIS, deadline, utc
from breaches.law.duty_catalogue import CATALOGUE_VERSION, CATALOGUES, EFFECTIVE_FROM, DutyRule
from breaches.law.duty_conditions import CONDITIONS, Case, Starts, Verdict
from breaches.law.errors import UnknownCatalogueError, UnknownDutyError
from breaches.law.facts_model import Context, Facts

__all__ = [
    "CATALOGUE_VERSION",
    "DutyOpening",
    "DutyRule",
    "Starts",
    "Suggestion",
    "applicable",
    "catalogue",
    "not_applicable",
    "rule",
    "suggestions",
    "version_for",
]


@dataclass(frozen=True)
class DutyOpening:
    """A duty to open: `due_at` None means "sans délai" or "dans les meilleurs délais"."""

    code: str
    addressee: str
    starts_at: datetime
    due_at: datetime | None
    why: str


@dataclass(frozen=True)
class Suggestion:
    """Something to consider that is not a duty of this catalogue."""

    code: str
    reason: str
    basis: str


def catalogue(version: str = CATALOGUE_VERSION, nis2_from: date | None = None) -> tuple[DutyRule, ...]:
    """The duty rules of a version (RGPD art. 33-34 and the regimes beside them).

    `nis2_from` is the dated switch of directive (UE) 2022/2555: off while None.
    Raises UnknownCatalogueError.
    """
    if version not in CATALOGUES:
        raise UnknownCatalogueError(version=version)
    return tuple(
        replace(rule, valid_from=nis2_from) if rule.valid_from is None else rule for rule in CATALOGUES[version]
    )


def version_for(aware_at: datetime) -> str:
    """The version under which a breach opens: that of the day of awareness in Paris (RGPD art. 33(1)).

    The breach keeps it: a later text moves no clock that runs already.
    """
    day = utc(aware_at).astimezone(PARIS).date()
    return max((since, version) for version, since in EFFECTIVE_FROM.items() if since <= day)[1]


def rule(code: str, version: str = CATALOGUE_VERSION) -> DutyRule:
    """One rule of the catalogue, RGPD art. 33 or another, with its basis. Raises UnknownDutyError."""
    for found in catalogue(version):
        if found.code == code:
            return found
    raise UnknownDutyError(code=code, version=version)


def applicable(
    facts: Facts | None,
    context: Context,
    starts: Starts,
    decision_subjects: bool | None = None,
    *,
    version: str = CATALOGUE_VERSION,
    nis2_from: date | None = None,
) -> tuple[DutyOpening, ...]:
    """The duties to open, each from its own start instant, with the reason (RGPD art. 33, 34 and others).

    `facts` None: confirmed but not described yet. `decision_subjects`: the decision under art. 34, None while
    open. A duty exists only when its validity covers the day on which its own clock starts, in Paris.
    """
    case = Case(facts, context, starts, decision_subjects)
    openings = []
    for each in catalogue(version, nis2_from):
        verdict = CONDITIONS[each.code](case)
        if verdict.opens and _in_force(each, verdict):
            openings.append(_opening(each, verdict))
    return tuple(openings)


def not_applicable(
    facts: Facts | None,
    context: Context,
    starts: Starts,
    decision_subjects: bool | None = None,
    *,
    version: str = CATALOGUE_VERSION,
    nis2_from: date | None = None,
) -> tuple[tuple[str, str], ...]:
    """(code, reason in French) of every duty of the catalogue that `applicable` leaves out (art. 33(5))."""
    case = Case(facts, context, starts, decision_subjects)
    left_out = []
    for each in catalogue(version, nis2_from):
        verdict = CONDITIONS[each.code](case)
        if not verdict.opens:
            left_out.append((each.code, verdict.why))
        elif not _in_force(each, verdict):
            left_out.append((each.code, _why_not_in_force(each)))
    return tuple(left_out)


def _in_force(rule: DutyRule, verdict: Verdict) -> bool:
    return rule.in_force(utc(verdict.starts_at).astimezone(PARIS).date())


def _why_not_in_force(rule: DutyRule) -> str:
    if rule.valid_from is None:
        return rule.note
    return "Ce texte n’était pas en vigueur quand le délai aurait commencé."


def _opening(rule: DutyRule, verdict: Verdict) -> DutyOpening:
    starts_at = utc(verdict.starts_at)
    due = verdict.due_at
    if due is None and rule.deadline_hours is not None:
        due = deadline(starts_at, rule.deadline_hours)
    return DutyOpening(rule.code, rule.addressee, starts_at, None if due is None else utc(due), verdict.why)


def suggestions(facts: Facts | None, context: Context) -> tuple[Suggestion, ...]:
    """What else to consider: a serious adverse event of care (CSP L. 1413-14) when care was affected."""
    if facts is None or not context.gives_care or facts.availability.care_affected is not True:
        return ()
    reason = "Si un soin retardé a causé un dommage, un événement indésirable grave est à déclarer à l’ARS."
    return (Suggestion("eigs", reason, "Code de la santé publique, L. 1413-14 et R. 1413-67"),)
