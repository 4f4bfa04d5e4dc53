"""Which rows of the register are asked for, in which order: the filters of the page, applied to rows in memory."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from breaches.states import BreachState
from notify.dossier.register import Row, folded
from notify.web.forms.register import FORMER, RegisterFilter
from notify.wording import PARIS

_KEYS: dict[str, Callable[[Row], Any]] = {
    "aware": lambda row: row.at,
    "reference": lambda row: row.values["reference"],
    "title": lambda row: folded(row.title),
    "state": lambda row: [*BreachState.values, FORMER].index(state(row)),
    "nature": lambda row: row.natures,
    "persons": lambda row: row.persons or 0,
    "outcome": lambda row: outcome(row),
}


def outcome(row: Row) -> str:
    """What became of the duty to notify, as the filter names it. A dismissed near-miss is none of the others."""
    if row.notified:
        return "notified"
    if row.dismissed:
        return "dismissed"
    if row.withheld:
        return "withheld"
    return "open" if row.breach else FORMER  # an old register that does not say it opens nothing


def state(row: Row) -> str:
    """The state of a breach, or that the line is of an old register and has none."""
    return str(row.breach.state) if row.breach else FORMER


def day_of(row: Row) -> date:
    """The Paris day a row belongs to: that of awareness, else of the report."""
    return row.at.astimezone(PARIS).date()


def kept(rows: list[Row], form: RegisterFilter, now: datetime) -> list[Row]:
    """Filtered and sorted; a filter that cannot be read filters nothing, the others still do."""
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    words = folded(str(chosen.get("q") or "")).split()
    found = [row for row in rows if _fits(row, chosen, now) and (not words or _says(row, words))]
    sort = chosen.get("sort") or "-aware"
    return sorted(found, key=_KEYS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _says(row: Row, words: list[str]) -> bool:
    haystack = row.haystack()
    return all(word in haystack for word in words)


def _fits(row: Row, chosen: dict[str, Any], now: datetime) -> bool:
    day = day_of(row)
    wanted = (
        chosen.get("outcome") in (None, "", outcome(row)),
        chosen.get("subjects") in (None, "", row.subjects),
        chosen.get("late") in (None, "", "yes" if row.late(now) else "no"),
        not chosen.get("nature") or chosen["nature"] in row.natures,
        chosen.get("cause") in (None, "", row.cause),
        chosen.get("state") in (None, "", state(row)),
        not chosen.get("since") or chosen["since"] <= day,
        not chosen.get("until") or day <= chosen["until"],
    )
    return all(wanted)
