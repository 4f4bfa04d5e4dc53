"""How instants, durations, numbers and hashes are written, in French and in English.

Pure functions: aware datetimes in, text out, with the no-break spaces already in place so that
mails and PDFs can use them.
`notify.js` recomputes `remaining` each minute and must give the same text.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from notify.typography import NBSP, THIN

PARIS = ZoneInfo("Europe/Paris")
DAYS_FROM_HOURS = 120  # from here on, remaining time is written with days

_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
_SHORT_MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.",
           "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}  # fmt: skip
_PHRASES = {
    "fr": {"reached": "Terme atteint", "late": "En retard de {}", "moment": "moins d’une minute", "day": "j"},
    "en": {"reached": "Deadline reached", "late": "Late by {}", "moment": "less than a minute", "day": "d"},
}
_SIZES = {"fr": ("o", "Ko", "Mo", "Go"), "en": ("B", "KB", "MB", "GB")}


def language(lang: str | None) -> str:
    """The table to use for a language code: "en" for English of any country, else "fr"."""
    return "en" if (lang or "").lower().startswith("en") else "fr"


def weekday(dt: datetime, *, lang: str = "fr", short: bool = False, zone: tzinfo = PARIS) -> str:
    """`lundi`, or "lun." when short."""
    name = _WEEKDAYS[language(lang)][dt.astimezone(zone).weekday()]
    if not short:
        return name
    return name[:3] + ("." if language(lang) == "fr" else "")


def _day_number(day: int, lang: str) -> str:
    return "1ᵉʳ" if day == 1 and language(lang) == "fr" else str(day)


def day(dt: datetime, *, year: bool = True, lang: str = "fr", zone: tzinfo = PARIS) -> str:
    """`lundi 14 septembre 2026` in `zone`."""
    local = dt.astimezone(zone)
    parts = [_day_number(local.day, lang), _MONTHS[language(lang)][local.month - 1]]
    if year:
        parts.append(str(local.year))
    return f"{weekday(dt, lang=lang, zone=zone)} {NBSP.join(parts)}"


def clock_time(dt: datetime, *, lang: str = "fr", zone: tzinfo = PARIS) -> str:
    """`18 h 47` or "18:47": hours not padded in French, minutes on two digits."""
    local = dt.astimezone(zone)
    if language(lang) == "en":
        return f"{local.hour}:{local.minute:02}"
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}"


def instant(dt: datetime, *, year: bool = True, lang: str = "fr", zone: tzinfo = PARIS) -> str:
    """`lundi 14 septembre 2026 à 18 h 47`; `year=False` inside a file."""
    at = " at " if language(lang) == "en" else f" à{NBSP}"
    return f"{day(dt, year=year, lang=lang, zone=zone)}{at}{clock_time(dt, lang=lang, zone=zone)}"


def near_instant(dt: datetime, *, lang: str = "fr", zone: tzinfo = PARIS) -> str:
    """`samedi à 15 h 20`, for what happened within the week."""
    at = " at " if language(lang) == "en" else f" à{NBSP}"
    return f"{weekday(dt, lang=lang, zone=zone)}{at}{clock_time(dt, lang=lang, zone=zone)}"


def short_instant(dt: datetime, *, lang: str = "fr", zone: tzinfo = PARIS, hour: bool = False) -> str:
    """`lun. 14 sept.` of tables, with ", 18 h 47" when `hour`."""
    local = dt.astimezone(zone)
    month = _SHORT_MONTHS[language(lang)][local.month - 1]
    text = f"{weekday(dt, lang=lang, short=True, zone=zone)}{NBSP}{_day_number(local.day, lang)}{NBSP}{month}"
    return f"{text}, {clock_time(dt, lang=lang, zone=zone)}" if hour else text


def duration(length: timedelta, *, lang: str = "fr", exact_hours: bool = True) -> str:
    """`41 h 12 min`, "38 min", "5 j 9 h 25 min" from 120 h on, "72 h" for whole hours if `exact_hours`.

    Whole minutes, rounded down; the sign is ignored.
    """
    words = _PHRASES[language(lang)]
    hours, minutes = divmod(int(abs(length) / timedelta(minutes=1)), 60)
    if not hours:
        return f"{minutes}{NBSP}min" if minutes else words["moment"]
    head = f"{hours}{NBSP}h"
    if hours >= DAYS_FROM_HOURS:
        head = f"{hours // 24}{NBSP}{words['day']}{NBSP}{hours % 24}{NBSP}h"
    if not minutes and exact_hours:
        return head
    return f"{head}{NBSP}{minutes:02}{NBSP}min"


def remaining(due: datetime, now: datetime, *, lang: str = "fr") -> str:
    """Time left before `due`: "41 h 12 min", then "Terme atteint", then "En retard de 2 h 10 min".

    Rounded down to the minute on both sides, so that it never promises more time than there is.
    """
    words = _PHRASES[language(lang)]
    left = due.astimezone(UTC) - now.astimezone(UTC)
    if left > timedelta(0):
        return duration(left, lang=lang, exact_hours=False)
    if left > timedelta(minutes=-1):
        return words["reached"]
    return words["late"].format(duration(left, lang=lang, exact_hours=False))


def number(value: int | float | Decimal, *, decimals: int = 0, lang: str = "fr") -> str:
    """`1 204`, "5,0"; the minus is a real one."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    if language(lang) == "fr":
        text = text.replace(",", THIN).replace(".", ",")
    return f"−{NBSP}{text}" if rounded < 0 else text


def points(value: Decimal | float, *, lang: str = "fr") -> str:
    """A score counted in quarters: "5,0", "4,75"; a quarter is never rounded away."""
    quarters = Decimal(str(value)) * 4
    return number(value, decimals=2 if quarters % 2 else 1, lang=lang)


def size(octets: int, *, lang: str = "fr") -> str:
    """`412 Ko`, "1,2 Mo": one decimal under 10, thousands of 1000."""
    units = _SIZES[language(lang)]
    value, rank = Decimal(octets), 0
    while value >= 1000 and rank < len(units) - 1:
        value, rank = value / 1000, rank + 1
    decimals = 1 if rank > 1 and value < 10 else 0
    return f"{number(value, decimals=decimals, lang=lang)}{NBSP}{units[rank]}"


def hash_groups(digest: str, *, length: int | None = None) -> str:
    """The first `length` characters of a digest (all of them by default) in groups of four."""
    kept = digest[:length]
    return " ".join(kept[i : i + 4] for i in range(0, len(kept), 4))
