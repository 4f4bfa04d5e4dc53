"""Instants of a scenario: ISO 8601 with an offset, moved together by `--start`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from breaches.errors import DomainError

PARIS = ZoneInfo("Europe/Paris")
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
_RELATIVE = re.compile(r"now(?:([+-])(\d{1,5})([mhd]))?")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class StartError(DomainError):
    """`--start` says no instant."""

    message = (
        "--start : trouvé « {found} », attendu « now-30h », « now-90m », « now-2d » ou un instant avec son décalage."
    )


def parse_instant(text: str) -> datetime:
    """The UTC instant of an ISO 8601 text with an offset. Raises ValueError."""
    if not re.fullmatch(INSTANT, text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def parse_start(text: str, now: datetime) -> datetime:
    """The instant that `--start` names; relative ones are cut to the minute, as a person would note them."""
    if relative := _RELATIVE.fullmatch(text.replace(" ", "")):
        sign, number, unit = relative.groups()
        whole = now.astimezone(UTC).replace(second=0, microsecond=0)
        if not sign:
            return whole
        distance = timedelta(**{_UNITS[unit]: int(number)})
        return whole - distance if sign == "-" else whole + distance
    try:
        return parse_instant(text)
    except ValueError as error:
        raise StartError(found=text) from error


@dataclass(frozen=True, slots=True)
class Shift:
    """How far every instant of the scenario is moved."""

    by: timedelta = timedelta(0)

    @classmethod
    def to(cls, start: datetime | None, first: datetime) -> "Shift":
        """The move that puts `first` on `start`; none without a start."""
        return cls(start - first) if start else cls()

    def instant(self, text: str | None) -> datetime | None:
        """The moved instant of an optional text."""
        return parse_instant(text) + self.by if text else None

    def required(self, text: str) -> datetime:
        """The moved instant of a text that is there."""
        return parse_instant(text) + self.by

    def day(self, text: str | None) -> date | None:
        """The moved day of a date, or of an instant as Paris dates it."""
        if not text:
            return None
        if re.fullmatch(DAY, text):
            noon = datetime.combine(date.fromisoformat(text), time(12), tzinfo=PARIS)
            return (noon.astimezone(UTC) + self.by).astimezone(PARIS).date()
        return self.required(text).astimezone(PARIS).date()
