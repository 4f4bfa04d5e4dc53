"""Where breaches repeat: how many by unit and year, most first. Near-misses and exercises never count."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from notify.dossier.former_columns import fold
from notify.dossier.register import Row
from notify.dossier.statistics import Line, Table
from notify.wording import PARIS

YEARS = 5
REPEATED = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit, as it was written last, with its count in each of `years`."""

    name: str
    years: tuple[int, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Breaches in all these years."""
        return sum(self.counts)

    @property
    def by_year(self) -> list[tuple[int, int]]:
        """The years in which something happened there, the latest first, with how often."""
        return [(year, count) for year, count in zip(self.years, self.counts, strict=True) if count][::-1]

    @property
    def repeats(self) -> bool:
        """Whether it happened there more than once."""
        return self.total >= REPEATED


@dataclass(frozen=True, slots=True)
class Trend:
    """Units by number of breaches over `years` (oldest first); `unnamed`: breaches whose unit nobody wrote."""

    years: tuple[int, ...]
    units: tuple[Unit, ...]
    unnamed: int

    def table(self) -> Table:
        """The repeats, one line a unit and year, for the chart: only years in which something happened."""
        lines = tuple(
            Line(f"{unit.name}, {year}", count)
            for unit in self.units if unit.repeats
            for year, count in zip(self.years, unit.counts, strict=True) if count
        )  # fmt: skip
        return Table("units", _("Répétitions par service"), lines, max((line.own for line in lines), default=0))


def trend(rows: Iterable[Row], last_year: int) -> Trend:
    """The five years up to `last_year`, from the register's rows. Spellings that differ by case or accent are one."""
    years = tuple(range(last_year - YEARS + 1, last_year + 1))
    kept = [row for row in rows if _counts(row, years)]
    names = {fold(_unit(row)): _unit(row) for row in sorted(kept, key=lambda row: row.at)}
    names.pop("", None)
    counts = Counter((fold(_unit(row)), row.at.astimezone(PARIS).year) for row in kept)
    units = [Unit(name, years, tuple(counts[key, year] for year in years)) for key, name in names.items()]
    unnamed = sum(not _unit(row) for row in kept)
    return Trend(years, tuple(sorted(units, key=lambda unit: (-unit.total, unit.name))), unnamed)


def _unit(row: Row) -> str:
    return row.breach.unit if row.breach else ""


def _counts(row: Row, years: Sequence[int]) -> bool:
    real = row.breach is not None and not row.breach.exercise and not row.dismissed
    return real and row.at.astimezone(PARIS).year in years
