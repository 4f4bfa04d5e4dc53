"""Wording of instants, durations, numbers and hashes, in both languages."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify import wording
from notify.typography import NBSP, THIN, typo

DUE = datetime(2026, 9, 14, 16, 47, tzinfo=UTC)  # 18 h 47 in Paris


def spaced(text):
    return text.replace(NBSP, " ").replace(THIN, " ")


def test_an_instant_is_said_in_full_in_paris_time():
    assert spaced(wording.instant(DUE)) == "lundi 14 septembre 2026 à 18 h 47"
    assert wording.instant(DUE, lang="en").replace(NBSP, " ") == "Monday 14 September 2026 at 18:47"


def test_the_year_is_dropped_inside_a_file():
    assert spaced(wording.instant(DUE, year=False)) == "lundi 14 septembre à 18 h 47"


def test_the_first_of_the_month_is_an_ordinal_in_french_only():
    first = datetime(2026, 9, 1, 7, 5, tzinfo=UTC)
    assert spaced(wording.instant(first)) == "mardi 1ᵉʳ septembre 2026 à 9 h 05"
    assert spaced(wording.day(first, lang="en")) == "Tuesday 1 September 2026"


def test_tables_use_the_short_form():
    assert spaced(wording.short_instant(DUE)) == "lun. 14 sept."
    assert spaced(wording.short_instant(DUE, hour=True)) == "lun. 14 sept., 18 h 47"
    assert spaced(wording.short_instant(DUE, lang="en")) == "Mon 14 Sep"


def test_a_near_instant_keeps_the_weekday_and_the_hour():
    assert spaced(wording.near_instant(DUE)) == "lundi à 18 h 47"


@pytest.mark.parametrize(
    "left,french,english",
    [
        (timedelta(hours=41, minutes=12), "41 h 12 min", "41 h 12 min"),
        (timedelta(hours=119, minutes=59), "119 h 59 min", "119 h 59 min"),
        (timedelta(hours=120), "5 j 0 h 00 min", "5 d 0 h 00 min"),
        (timedelta(days=5, hours=9, minutes=25), "5 j 9 h 25 min", "5 d 9 h 25 min"),
        (timedelta(hours=1), "1 h 00 min", "1 h 00 min"),
        (timedelta(minutes=38, seconds=59), "38 min", "38 min"),
        (timedelta(seconds=30), "moins d’une minute", "less than a minute"),
        (timedelta(0), "Terme atteint", "Deadline reached"),
        (timedelta(seconds=-59), "Terme atteint", "Deadline reached"),
        (timedelta(minutes=-1), "En retard de 1 min", "Late by 1 min"),
        (timedelta(hours=-2, minutes=-10), "En retard de 2 h 10 min", "Late by 2 h 10 min"),
    ],
)
def test_remaining_time_has_one_wording_for_each_threshold(left, french, english):
    now = DUE - left
    assert spaced(wording.remaining(DUE, now)) == french
    assert spaced(wording.remaining(DUE, now, lang="en")) == english


def _minutes(text):
    found = {unit: int(n) for n, unit in re.findall(r"(\d+) (j|h|min)", spaced(text))}
    return found.get("j", 0) * 1440 + found.get("h", 0) * 60 + found.get("min", 0)


@given(st.integers(min_value=60, max_value=60 * 86400))
def test_remaining_time_reads_back_to_the_same_whole_minutes(seconds):
    left = timedelta(seconds=seconds)
    assert _minutes(wording.remaining(DUE, DUE - left)) == seconds // 60
    assert _minutes(wording.remaining(DUE, DUE + left)) == seconds // 60


@given(st.integers(min_value=-(10**6), max_value=10**6))
def test_remaining_time_does_not_depend_on_the_zone_of_its_instants(seconds):
    paris = ZoneInfo("Europe/Paris")
    due = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)  # the clocks change the night before
    now = due - timedelta(seconds=seconds)
    assert wording.remaining(due.astimezone(paris), now.astimezone(paris)) == wording.remaining(due, now)


def test_a_whole_number_of_hours_is_said_without_minutes_in_a_duration():
    assert spaced(wording.duration(timedelta(hours=72))) == "72 h"
    assert spaced(wording.duration(timedelta(hours=2, minutes=5))) == "2 h 05 min"


@pytest.mark.parametrize(
    "value,decimals,french,english",
    [
        (1204, 0, f"1{THIN}204", "1,204"),
        (408930, 0, f"408{THIN}930", "408,930"),
        (Decimal("5"), 1, "5,0", "5.0"),
        (Decimal("2.25"), 1, "2,3", "2.3"),
        (-56, 0, f"−{NBSP}56", f"−{NBSP}56"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers_follow_the_language(value, decimals, french, english):
    assert wording.number(value, decimals=decimals) == french
    assert wording.number(value, decimals=decimals, lang="en") == english


def test_sizes_have_a_unit():
    assert [spaced(wording.size(n)) for n in (0, 999, 412_000, 1_240_000, 12_400_000)] == [
        "0 o", "999 o", "412 Ko", "1,2 Mo", "12 Mo"
    ]  # fmt: skip
    assert spaced(wording.size(412_000, lang="en")) == "412 KB"


@given(st.text(alphabet="0123456789abcdef", max_size=64))
def test_groups_of_a_hash_lose_nothing(digest):
    groups = wording.hash_groups(digest).split(" ")
    assert "".join(groups) == digest
    assert all(len(group) == 4 for group in groups[:-1])


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**7))
def test_typography_has_nothing_to_add_to_the_wording(seconds, number):
    dt = DUE + timedelta(seconds=seconds)
    texts = [
        wording.instant(dt), wording.instant(dt, year=False), wording.short_instant(dt, hour=True),
        wording.clock_time(dt), wording.remaining(DUE, dt), wording.number(number), wording.size(number),
    ]  # fmt: skip
    assert [typo(text) for text in texts] == texts
