"""The departures board: every running clock of the organisation, the soonest first. Pure: reads `Case`s."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from breaches import permissions
from breaches.models import Duty, Member
from breaches.states import BreachState, DutyState
from notify import wording
from notify.web import breach_duties, duty_words, links
from notify.web.case import Case
from notify.web.expected import Expected
from notify.web.facts_words import best_count

Departure = dict[str, Any]


def departures(cases: Iterable[Case], waiting: Sequence[Expected], member: Member, now: datetime) -> list[Departure]:
    """Rows of `components/departures_row.html`; those without an hour in law come last."""
    rows = [row for case in cases for row in _of_case(case, waiting, member, now)]
    return sorted(rows, key=lambda row: (row["due"] is None, row["due"] or now, row["reference"]))


def _of_case(case: Case, waiting: Sequence[Expected], member: Member, now: datetime) -> list[Departure]:
    own = [one for one in waiting if one.case is case]
    if not permissions.may(member, "case.view"):
        return [row for row in _duties(case, own, now) if row["code"] == "rgpd_34"]
    if case.breach.state == BreachState.REPORTED:
        state = {"kind": "waiting", "state": _("Attend d’être qualifié")}
        return [_row(case, _("Si la violation est confirmée : CNIL"), case.provisional_due, state, own)]
    return [*_duties(case, own, now), *_open_question(case, own, now), *_complement(case, own)]


def _duties(case: Case, waiting: Sequence[Expected], now: datetime) -> list[Departure]:
    return [
        _row(case, duty_words.title(duty.code), duty.due_at, mark, _acts_for(duty, waiting)) | {"code": duty.code}
        for duty in case.duties
        if duty.state == DutyState.OPEN and (mark := breach_duties.running(case, duty, now))
    ]


def _open_question(case: Case, waiting: Sequence[Expected], now: datetime) -> list[Departure]:
    """Art. 34 before it is decided: no clock yet, but nobody may forget it."""
    return [_row(case, row["name"], None, row, waiting) for row in breach_duties.waiting_for_decision(case, now)]


def _complement(case: Case, waiting: Sequence[Expected]) -> list[Departure]:
    """The complement after the initial filing, by its target (art. 33(4))."""
    state = {"kind": "todo", "state": _("À faire")}
    targets = [one for one in waiting if one.act.due is not None]
    return [_row(case, _("Notification complémentaire"), one.act.due, state, [one]) for one in targets]


def _acts_for(duty: Duty, waiting: Sequence[Expected]) -> list[Expected]:
    """The acts that bring this duty on: its own, else the first of the file."""
    own = [one for one in waiting if one.act.duty is not None and one.act.duty.pk == duty.pk]
    return own or list(waiting[:1])


def _row(
    case: Case, obligation: str, due: datetime | None, state: Mapping[str, str], acts: Sequence[Expected]
) -> Departure:
    first = next((one for one in acts if one.mine), acts[0] if acts else None)
    return {
        "due": due,
        "words": _("Sans heure fixe"),
        "words_hint": _("dans les meilleurs délais"),
        "title": case.breach.title,
        "url": links.to_breach(case.breach),
        "reference": case.breach.reference,
        "persons": persons(case),
        "obligation": obligation,
        "kind": state["kind"],
        "state": state["state"],
        "who": "" if first is None else _("Vous") if first.mine else first.who,
    }


def persons(case: Case) -> str:
    """How many people, in words: "10 000 personnes", "environ 491 840 personnes"; empty before the facts."""
    return persons_in_words(case.version.facts if case.version else None)


def persons_in_words(facts: Any) -> str:
    """`facts` as stored in a version (plain data), or None."""
    groups = facts.get("populations", []) if facts else []
    counts = [best_count(group) for group in groups]
    known = sum(count for count in counts if count is not None)
    if not groups:
        return ""
    if all(count is None for count in counts):
        return _("nombre de personnes inconnu")
    sure = all((group.get("persons") or {}).get("confirmed") is not None for group in groups)
    number = wording.number(known, lang=wording.language(get_language()))
    text = ngettext("{n} personne", "{n} personnes", known).format(n=number)
    return text if sure or known == 1 else _("environ {persons}").format(persons=text)
