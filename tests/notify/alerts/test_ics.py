"""The calendar file, read back by the strict rules of RFC 5545 and not by the code that wrote it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.alerts.ics import Entry, calendar, folded

NOW = datetime(2026, 10, 23, 14, 2, tzinfo=UTC)
DUE = datetime(2026, 10, 26, 15, 47, tzinfo=UTC)
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)
ONCE = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "URL"}


def parsed(content: bytes) -> list[tuple[str, str]]:
    """Unfolded content lines as (name, value); asserts line ends, widths, characters and the nesting of parts."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in raw)
    assert all(b"\r" not in line and b"\n" not in line for line in raw)
    for line in raw:
        line.decode()  # no character is cut in two
    text = content.decode().replace("\r\n ", "")
    lines, open_parts = [], []
    for line in text[:-2].split("\r\n"):
        match = LINE.fullmatch(line)
        assert match, line
        name, _, value = match.groups()
        if name == "BEGIN":
            open_parts.append(value)
        elif name == "END":
            assert open_parts.pop() == value
        lines.append((name, value))
    assert not open_parts
    return lines


def unescaped(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), "a separator is left bare"
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def entry(**more) -> Entry:
    values = {
        "uid": "1@notify.invalid", "summary": "2026-001 – Notification", "description": "Terme", "starts": NOW,
        "url": "http://127.0.0.1:8000/violations/1/", "due": DUE, "alarms": (timedelta(hours=24), timedelta(hours=1)),
    }  # fmt: skip
    return Entry(**(values | more))


def test_a_clock_is_an_event_at_its_instant_in_utc_with_its_alarms() -> None:
    lines = parsed(calendar("Échéances", [entry()], now=NOW))

    assert lines[:3] == [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//notify//echeances//FR")]
    assert ("DTSTART", "20261026T154700Z") in lines
    assert ("DTSTAMP", "20261023T140200Z") in lines
    assert [value for name, value in lines if name == "TRIGGER"] == ["-PT1440M", "-PT60M"]
    names = [name for name, _ in lines[lines.index(("BEGIN", "VEVENT")) : lines.index(("BEGIN", "VALARM"))]]
    assert all(names.count(name) == 1 for name in ONCE)


def test_a_duty_without_an_hour_is_a_task_and_never_an_invented_instant() -> None:
    lines = parsed(calendar("Échéances", [entry(due=None)], now=NOW))

    assert ("BEGIN", "VTODO") in lines
    assert not {"DUE", "TRIGGER"} & {name for name, _ in lines}


def test_what_is_done_rings_no_more() -> None:
    assert "TRIGGER" not in dict(parsed(calendar("Échéances", [entry(done=True)], now=NOW)))


@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was_but_for_control_characters(text: str) -> None:
    lines = parsed(calendar("Échéances", [entry(summary=text)], now=NOW))
    back = unescaped(next(value for name, value in lines if name == "SUMMARY"))

    plain = text.replace("\r\n", "\n")
    assert back == re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", "", plain)


@pytest.mark.parametrize("width", range(70, 80))
def test_a_long_line_is_cut_at_75_octets_between_characters(width: int) -> None:
    line = "S" * width + "é" * 40 + "€" * 40

    assert folded(line).replace(b"\r\n ", b"").decode() == line + "\r\n"
    assert max(map(len, folded(line).split(b"\r\n"))) <= 75
