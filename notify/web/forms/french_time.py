"""Dates and hours as people type them in France, read without guessing.

Pure functions: text in, `date`, `time` and aware instants out. None means "cannot be read".
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from breaches.law.clocks import PARIS, resolve_local
from breaches.law.errors import AmbiguousLocalTimeError, LawError

_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|:|\.)\s*(?:(\d{2})\s*(?:m|mn|min)?)?", re.IGNORECASE)
_DIGITS = re.compile(r"(\d{2})(\d{2})")
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


def read_date(text: str) -> date | None:
    """`2026-09-11` (date fields of browsers), "11/09/2026", "11.09.2026"."""
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007  # a day, no instant yet
        except ValueError:
            continue
    return None


def read_hour(text: str) -> time | None:
    """`9 h 05`, "9:05", "09h05", "9.05", "9 h", "0905"; no-break spaces are spaces."""
    plain = " ".join(text.split())
    found = _HOUR.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_offset(text: str) -> timedelta | None:
    """`+02:00` as a timedelta."""
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -length if found[1] == "-" else length


def write_offset(at: datetime) -> str:
    """The offset of an aware instant as `+02:00`."""
    return at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:5]


def offsets_of(day: date, hour: time, zone: ZoneInfo = PARIS) -> tuple[str, ...]:
    """Both offsets of a local time that occurs twice, the earlier instant first; empty when it occurs once."""
    naive = datetime.combine(day, hour)
    try:
        resolve_local(naive, zone)
    except AmbiguousLocalTimeError:
        return tuple(write_offset(naive.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    except LawError:
        return ()
    return ()
