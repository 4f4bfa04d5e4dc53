"""Figures of one year, from the register: delays, natures, causes, data, people; the national ones beside them.

Counted: the breaches logged here whose awareness (else report) falls in the year. Exercises and the lines of old
registers never; dismissed near-misses only where they are named.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from breaches.law.vocabulary import Cause, DataCategory, Nature, SubjectsInformation
from notify.dossier.former_columns import fold
from notify.dossier.register import Row, Subjects
from notify.wording import PARIS

National = Mapping[str, Mapping[str, int]]
BANDS = (
    (_("Entre 0 et 5 personnes"), 5),
    (_("Entre 6 et 50 personnes"), 50),
    (_("Entre 51 et 300 personnes"), 300),
    (_("Entre 301 et 5000 personnes"), 5000),
    (_("Plus de 5000 personnes"), None),
)
UNKNOWN = _("Nombre inconnu")
MONTHS = (
    _("Janvier"), _("Février"), _("Mars"), _("Avril"), _("Mai"), _("Juin"), _("Juillet"), _("Août"), _("Septembre"),
    _("Octobre"), _("Novembre"), _("Décembre"),
)  # fmt: skip
_INFORMATION = {
    Subjects.INFORMED: SubjectsInformation.INFORMED, Subjects.DUE: SubjectsInformation.WILL_BE_INFORMED,
    Subjects.WITHHELD: SubjectsInformation.WILL_NOT_BE_INFORMED, Subjects.UNDECIDED: SubjectsInformation.UNDETERMINED,
}  # fmt: skip
_YES = _("Oui")
_LATENESS = ((_("Jusqu’à 24 h"), 1), (_("De 24 h à 3 jours"), 3), (_("De 3 à 7 jours"), 7))
_LONGEST = _("Plus de 7 jours")


@dataclass(frozen=True, slots=True)
class Line:
    """One label with our count, and the national one where there is one."""

    label: str
    own: int
    national: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One question: its lines, and on how many breaches and notifications the shares are taken."""

    key: str
    title: str
    lines: tuple[Line, ...]
    own_total: int
    national_total: int | None = None

    def share(self, line: Line) -> float | None:
        """Share of our breaches, None without any."""
        return line.own / self.own_total if self.own_total else None

    def national_share(self, line: Line) -> float | None:
        """Share of the national notifications, None where they are not known."""
        return line.national / self.national_total if self.national_total and line.national is not None else None


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of a year."""

    year: int
    counted: int
    notified: int
    on_time: int
    tables: tuple[Table, ...]

    @property
    def rate(self) -> float | None:
        """Notifications within the 72 hours among those made (art. 33(1)); None when none was made."""
        return self.on_time / self.notified if self.notified else None


def years_of(rows: Iterable[Row], *others: int) -> list[int]:
    """The years that the register speaks of, and `others`, the latest first."""
    return sorted({*others, *(row.at.astimezone(PARIS).year for row in rows if row.breach)}, reverse=True)


def figures(rows: Iterable[Row], year: int, *, sector: str, national: National | None = None) -> Year:
    """Every table of `year`; `sector` is the organisation's own, `national` the result of `national.of_year`."""
    ours = [
        row for row in rows
        if row.breach and not row.breach.exercise and row.at.astimezone(PARIS).year == year
    ]  # fmt: skip
    kept = [row for row in ours if not row.dismissed]
    notified = [row for row in kept if row.notified]
    on_time = [row for row in notified if row.duty is None or not row.duty.late]
    tables = (
        _deadline(ours, len(on_time)), _lateness(notified), _months(kept, year, national),
        _coded("nature", _("Nature de la violation"), Nature, lambda row: row.natures, kept, national),
        _coded("cause", _("Cause de l’incident"), Cause, _causes, kept, national),
        _coded("data", _("Données concernées"), DataCategory, _data, kept, national),
        _table("sensitive", _("Données sensibles"), [_YES], [_YES for row in kept if _sensitive(row)], kept, national),
        _table("persons", _("Nombre de personnes"), [label for label, _most in BANDS], map(band, kept), kept, national),
        _table("sector", _("Secteur d’activité"), [sector], [sector] * len(kept), kept, national),
        _table(
            "subjects", _("Information des personnes"), [code.label for code in SubjectsInformation],
            [_INFORMATION[row.subjects].label for row in kept], kept, national,
        ),
    )  # fmt: skip
    return Year(year, len(kept), len(notified), len(on_time), tables)


def band(row: Row) -> str:
    """The CNIL's band of the number of people."""
    if row.persons is None:
        return UNKNOWN
    return next(label for label, most in BANDS if most is None or row.persons <= most)


def _causes(row: Row) -> list[str]:
    return [row.cause] if row.cause else []


def _data(row: Row) -> set[str]:
    return {str(code) for each in row.facts.populations for code in each.data} if row.facts else set()


def _sensitive(row: Row) -> bool:
    return bool(row.facts and any(each.sensitive for each in row.facts.populations))


def _deadline(ours: Sequence[Row], on_time: int) -> Table:
    kept = [row for row in ours if not row.dismissed]
    notified = sum(row.notified for row in kept)
    withheld = sum(row.withheld and not row.notified for row in kept)
    lines = (
        Line(_("Notifiées dans les 72 heures"), on_time),
        Line(_("Notifiées en retard"), notified - on_time),
        Line(_("Non notifiées, par décision"), withheld),
        Line(_("Pas encore notifiées"), len(kept) - notified - withheld),
        Line(_("Écartées : pas de violation de données"), len(ours) - len(kept)),
    )
    return Table("deadline", _("Notification à la CNIL"), lines, len(ours))


def _lateness(notified: Sequence[Row]) -> Table:
    late = [row.duty.late_by for row in notified if row.duty and row.duty.late and row.duty.late_by is not None]
    counts = Counter(_late_band(length) for length in late)
    labels = (*(label for label, _days in _LATENESS), _LONGEST)
    return Table("lateness", _("Durée des retards"), tuple(Line(each, counts[each]) for each in labels), len(late))


def _late_band(length: timedelta) -> str:
    return next((label for label, days in _LATENESS if length <= timedelta(days=days)), _LONGEST)


def _months(kept: Sequence[Row], year: int, national: National | None) -> Table:
    counts = Counter(row.at.astimezone(PARIS).month for row in kept)
    theirs = national["month"] if national else {}
    lines = tuple(
        Line(label, counts[number], theirs.get(f"{year}-{number:02}", 0) if national else None)
        for number, label in enumerate(MONTHS, start=1)
    )
    return Table("month", _("Mois"), lines, len(kept), sum(theirs.values()) if national else None)


def _coded(
    axis: str, title: str, codes: type[Nature] | type[Cause] | type[DataCategory],
    values: Callable[[Row], Iterable[str]], kept: Sequence[Row], national: National | None,
) -> Table:  # fmt: skip
    found = [codes(value).label for row in kept for value in values(row)]
    return _table(axis, title, [code.label for code in codes], found, kept, national)


def _table(
    axis: str, title: str, labels: Sequence[str], found: Iterable[str], kept: Sequence[Row], national: National | None
) -> Table:
    """Lines of `labels`, then what only our breaches or only the national file name: nothing counted is left out."""
    own = Counter(found)
    theirs: dict[str, tuple[str, int]] = {}
    for value, count in (national or {}).get(axis, {}).items():
        theirs[_core(value)] = (value, count + theirs.get(_core(value), ("", 0))[1])
    lines = []
    for label in (*labels, *(each for each in own if each not in labels)):
        _value, count = theirs.pop(_core(label), ("", 0))
        lines.append(Line(label, own[label], count if national else None))
    lines += [Line(value, 0, count) for value, count in theirs.values()]
    total = sum(national.get("total", {}).values()) if national else None
    return Table(axis, title, tuple(lines), len(kept), total)


def _core(label: str) -> str:
    """A label without what stands in brackets: the open data and the form differ there."""
    return fold(re.sub(r"\(.*\)", "", label))
