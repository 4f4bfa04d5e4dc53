"""What comes after the filing: terms in days and months, their reminders, the end of a period of retention.

Such terms are days of the calendar, never instants: an act of the last day is in time until midnight.
"""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from breaches.law.clocks import month_deadline, utc

REQUEST_MONTHS = 1
EXTENSION_MONTHS = 2

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_NOON = time(12)
_STEPS = (("d7", -7), ("d1", -1), ("d0", 0), ("overdue_1", 1), ("overdue_7", 7))
_DECEMBER = 12


def request_due_on(received_on: date, zone: ZoneInfo, holidays: Container[date], *, extended: bool = False) -> date:
    """Last day to answer a request of a data subject: one month, two more when extended (art. 12(3)).

    Counted as Reg. 1182/71, art. 3(2)(c) and 3(4), says: same day number, last day of a shorter month, then the next
    working day.
    """
    months = REQUEST_MONTHS + (EXTENSION_MONTHS if extended else 0)
    start = datetime.combine(received_on, _NOON, tzinfo=zone)
    return (month_deadline(start, zone, holidays, months) - _MOMENT).astimezone(zone).date()


def is_past(due_on: date, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the last day is over: it counts whole (Reg. 1182/71, art. 3(2)(b) and (c))."""
    return due_on < utc(now).astimezone(zone).date()


def day_reminders(due_on: date, zone: ZoneInfo, hour: int) -> tuple[tuple[str, datetime], ...]:
    """Steps around a last day, at the house's hour: 7 and 1 days before, that day, 1 and 7 days after (house rule)."""
    return tuple((key, utc(datetime.combine(due_on + days * _DAY, time(hour), tzinfo=zone))) for key, days in _STEPS)


def pending_reminders(due_on: date, zone: ZoneInfo, hour: int, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Reminders still to fire at `now` (house rule): steps that are past already count as one, due at once."""
    steps = day_reminders(due_on, zone, hour)
    past = [key for key, at in steps if at <= now]
    return tuple((key, max(at, now)) for key, at in steps if key not in past[:-1])


def retention_end(closed_at: datetime, months: int, zone: ZoneInfo) -> datetime:
    """When what belongs to a closed file may be purged: a house period in months after closing (art. 5(1)(e)).

    The law gives no figure; the period ends with the day of the same number, or the last one of a shorter month.
    """
    first = utc(closed_at).astimezone(zone).date()
    years, month_index = divmod(first.month - 1 + months, _DECEMBER)
    year, month = first.year + years, month_index + 1
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    last = date(year, month, min(first.day, (following - _DAY).day))
    return utc(datetime.combine(last + _DAY, time.min, tzinfo=zone))
