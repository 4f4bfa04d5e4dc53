"""A calendar as RFC 5545 wants it: escaped, folded at 75 octets, in UTC, with alarms. No library, no surprise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unicodedata import category

PRODUCT = "-//notify//echeances//FR"
WIDTH = 75  # octets of a line, its end not counted (RFC 5545, 3.1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to do. With `due` an event at that instant and its alarms; without, a task that has no hour."""

    uid: str
    summary: str
    description: str
    url: str
    starts: datetime
    due: datetime | None = None
    alarms: Sequence[timedelta] = ()
    done: bool = False


def calendar(name: str, entries: Iterable[Entry], *, now: datetime) -> bytes:
    """The whole file: CRLF, UTF-8; the same entries and `now` give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]  # fmt: skip
    for entry in entries:
        lines.extend(_component(entry, now))
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _component(entry: Entry, now: datetime) -> Iterator[str]:
    kind = "VTODO" if entry.due is None else "VEVENT"
    yield f"BEGIN:{kind}"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{stamp(now)}"
    yield f"DTSTART:{stamp(entry.due or entry.starts)}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.url:
        yield f"URL:{entry.url}"
    if entry.due is None:
        yield f"STATUS:{'COMPLETED' if entry.done else 'NEEDS-ACTION'}"
    else:
        yield "TRANSP:TRANSPARENT"
    if entry.due is not None and not entry.done:
        for before in entry.alarms:
            yield from _alarm(before, entry.summary)
    yield f"END:{kind}"


def _alarm(before: timedelta, summary: str) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-PT{int(before.total_seconds()) // 60}M"
    yield f"DESCRIPTION:{escaped(summary)}"
    yield "END:VALARM"


def stamp(instant: datetime) -> str:
    """An instant in UTC, as `20261026T154000Z`."""
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """TEXT (3.3.11): backslash, semicolon, comma and line end are escaped; other control characters are dropped."""
    plain = text.replace("\r\n", "\n")
    kept = "".join(sign for sign in plain if sign == "\n" or category(sign) not in ("Cc", "Zl", "Zp"))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """One content line: at most 75 octets, continued after a blank, never cut inside a character."""
    pieces, current, room = [], b"", WIDTH
    for sign in line:
        octets = sign.encode()
        if len(current) + len(octets) > room:
            pieces.append(current)
            current, room = b"", WIDTH - 1
        current += octets
    return b"\r\n ".join((*pieces, current)) + b"\r\n"
