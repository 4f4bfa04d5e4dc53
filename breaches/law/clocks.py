"""Clocks: the 72 hours, Regulation 1182/71 beside them, local times, the reminder ladder, lateness.

Hours are elapsed hours on the UTC instant: "three days later on the wall clock" is an hour wrong across a
change of the hour. Every instant returned is aware and in UTC.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from breaches.law.errors import (
    AmbiguousLocalTimeError,
    NaiveInstantError,
    NonexistentLocalTimeError,
    NotLocalTimeError,
    OffsetMismatchError,
)
from breaches.law.phrases import Phrase

ART_33_HOURS = 72
COMPLEMENT_TARGET_HOURS = 72
PARIS = ZoneInfo("Europe/Paris")

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SATURDAY = 5
_TWO_DAYS_HOURS = 48
_DECEMBER = 12


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises NaiveInstantError: a period runs from an instant (art. 33(1))."""
    if instant.utcoffset() is None:
        raise NaiveInstantError
    return instant.astimezone(UTC)


def deadline(aware_at: datetime, hours: int = ART_33_HOURS) -> datetime:
    """End of a period of elapsed hours after awareness: art. 33(1) RGPD, flat reading of the CNIL."""
    return utc(aware_at) + timedelta(hours=hours)


def complement_target(initial_filed_at: datetime) -> datetime:
    """Target for the complement: 72 h after the initial filing (CNIL practice, art. 33(4)); never a limit."""
    return deadline(initial_filed_at, COMPLEMENT_TARGET_HOURS)


def complement_reminders(initial_filed_at: datetime) -> tuple[tuple[str, datetime], ...]:
    """Steps at which to recall the complement: 24 h and 6 h before its target, and at it (CNIL practice, art. 33(4)).

    There is none after it: a target is no limit, nothing becomes overdue.
    """
    target = complement_target(initial_filed_at)
    return tuple((f"target_{hours}h", target - timedelta(hours=hours)) for hours in (24, 6, 0))


def period_start_1182_71(aware_at: datetime, zone: ZoneInfo) -> datetime:
    """Next full clock hour: the hour of the event is not counted (Reg. 1182/71, art. 3(1) and 3(2)(a))."""
    local = utc(aware_at).astimezone(zone)
    into_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return utc(aware_at) - into_hour + _HOUR


def limit_1182_71(aware_at: datetime, zone: ZoneInfo, hours: int = ART_33_HOURS) -> datetime:
    """Limit in clock hours (Reg. 1182/71, art. 3): information only, 0 to 60 minutes after `deadline`."""
    return period_start_1182_71(aware_at, zone) + timedelta(hours=hours)


def art_3_5_argument(
    aware_at: datetime, zone: ZoneInfo, holidays: Container[date], hours: int = ART_33_HOURS
) -> datetime | None:
    """Contested limit of Reg. 1182/71, art. 3(5): two working days, a partly covered one counting.

    An argument for the reasons of a delay, never the deadline. None when the period already touches two
    working days (then it equals `limit_1182_71`) or is shorter than two days. `holidays`: those of the place.
    """
    if hours < _TWO_DAYS_HOURS:
        return None
    start, end = period_start_1182_71(aware_at, zone), limit_1182_71(aware_at, zone, hours)
    day, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    working = 0
    while day <= last or working < 2:
        working += is_working_day(day, holidays)
        day += _DAY
    return None if day == last + _DAY else _midnight(day, zone)


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """All days but public holidays, Sundays and Saturdays (Reg. 1182/71, art. 2(2))."""
    return day.weekday() < _SATURDAY and day not in holidays


def month_deadline(start: datetime, zone: ZoneInfo, holidays: Container[date], months: int = 1) -> datetime:
    """End of a period in months (Reg. 1182/71, art. 3(2)(c), 3(4)).

    Expiry of the day with the same number, of the last day of a shorter month, moved to the next working day.
    """
    first = utc(start).astimezone(zone).date()
    years, month_index = divmod(first.month - 1 + months, _DECEMBER)
    day = _clamped(first.year + years, month_index + 1, first.day)
    while not is_working_day(day, holidays):
        day += _DAY
    return _midnight(day + _DAY, zone)


def _clamped(year: int, month: int, day: int) -> date:
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return date(year, month, min(day, (following - _DAY).day))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def resolve_local(naive: datetime, zone: ZoneInfo, offset: timedelta | None = None) -> datetime:
    """The UTC instant of a local time (the start of the 72 h must be one instant, art. 33(1)).

    Raises AmbiguousLocalTimeError when the time occurs twice and no `offset` is given,
    NonexistentLocalTimeError when it is skipped, OffsetMismatchError when the zone does not have that
    offset then, NotLocalTimeError for an aware time.
    """
    if naive.tzinfo is not None:
        raise NotLocalTimeError
    possible = _instants(naive, zone)
    if not possible:
        raise NonexistentLocalTimeError
    if offset is None and len(possible) > 1:
        raise AmbiguousLocalTimeError(offsets=" / ".join(_offset_text(each) for each in possible))
    if offset is None:
        return next(iter(possible.values()))
    if offset not in possible:
        offsets = " / ".join(_offset_text(each) for each in possible)
        raise OffsetMismatchError(offset=_offset_text(offset), offsets=offsets)
    return possible[offset]


def _instants(naive: datetime, zone: ZoneInfo) -> dict[timedelta, datetime]:
    possible: dict[timedelta, datetime] = {}
    for fold in (0, 1):
        offset = naive.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)
        instant = (naive - offset).replace(tzinfo=UTC, fold=0)
        if instant.astimezone(zone).replace(tzinfo=None) == naive:
            possible[offset] = instant
    return possible


def _offset_text(offset: timedelta) -> str:
    sign, minutes = ("-" if offset < timedelta(0) else "+"), abs(offset) // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True)
class LadderRules:
    """When the house reminds: hours after the start, then hours after the deadline."""

    steps_hours: tuple[int, ...] = (24, 48, 60, 66, 70, 71)
    overdue_every_hours: int = 2
    overdue_max: int = 6


@dataclass(frozen=True)
class LadderStep:
    """One reminder: stable key (`t24`, `overdue_1`), UTC instant, French label."""

    key: str
    at: datetime
    label: str


DEFAULT_LADDER = LadderRules()


def ladder(start: datetime, due: datetime, rules: LadderRules = DEFAULT_LADDER) -> tuple[LadderStep, ...]:
    """Reminders of a duty, in time order (house rule that serves art. 33(1)).

    Steps at or after the deadline are dropped; then come the overdue ones.
    """
    begin, end = utc(start), utc(due)
    before = (
        LadderStep(f"t{hours}", begin + timedelta(hours=hours), Phrase("T + {hours} h", hours=hours))
        for hours in sorted(set(rules.steps_hours))
    )
    overdue = (_overdue(end, rank, rank * rules.overdue_every_hours) for rank in range(1, rules.overdue_max + 1))
    return (*(step for step in before if step.at < end), *overdue)


def _overdue(due: datetime, rank: int, hours: int) -> LadderStep:
    text = Phrase("Échéance dépassée de {hours} h", hours=hours)
    return LadderStep(f"overdue_{rank}", due + timedelta(hours=hours), text)


def pending_ladder(
    start: datetime, due: datetime, rules: LadderRules, now: datetime
) -> tuple[LadderStep | None, tuple[LadderStep, ...]]:
    """(catch-up, future) at `now`: the latest past step stands for all of them (house rule, art. 33(1))."""
    moment = utc(now)
    steps = ladder(start, due, rules)
    past = [step for step in steps if step.at <= moment]
    return (past[-1] if past else None), tuple(step for step in steps if step.at > moment)


@dataclass(frozen=True)
class Lateness:
    """Was the act done after its deadline, and by how much (zero when in time)."""

    late: bool
    by: timedelta


def lateness(due: datetime, done_at: datetime) -> Lateness:
    """Lateness of an act against its deadline; later, reasons must go with it (art. 33(1))."""
    by = max(utc(done_at) - utc(due), timedelta(0))
    return Lateness(late=by > timedelta(0), by=by)
