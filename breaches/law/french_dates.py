"""Dates as a French letter writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from breaches.law.clocks import PARIS, utc

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def french_date(day: date, *, weekday: bool = True) -> str:
    """« lundi 14 septembre 2026 », « 1ᵉʳ mai 2026 » without the weekday (clear language, art. 34(2))."""
    number = "1ᵉʳ" if day.day == 1 else str(day.day)
    text = f"{number} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {text}" if weekday else text


def french_datetime(instant: datetime, zone: ZoneInfo = PARIS) -> str:
    """« lundi 14 septembre 2026 à 18 h 47 » in `zone` (art. 34(2)). Raises NaiveInstantError."""
    local = utc(instant).astimezone(zone)
    return f"{french_date(local.date())} à {local.hour} h {local.minute:02d}"
