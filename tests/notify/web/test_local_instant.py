"""Dates and hours typed by people: read as they are written, shown as they are said, never guessed."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django import forms
from django.utils import translation

from notify.web.forms import french_time
from notify.web.forms.fields import LocalInstantField

NOON = datetime(2026, 9, 11, 10, 0, tzinfo=UTC)


class Example(forms.Form):
    at = LocalInstantField(label="Quand ?")
    past = LocalInstantField(label="Avant ?", past=True, required=False)


def example(day: str, hour: str, offset: str = "", **more: str) -> Example:
    return Example({"at_date": day, "at_hour": hour, "at_offset": offset, **more})


@pytest.mark.parametrize("text", ["2026-09-11", "11/09/2026", " 11.09.2026 ", "11-09-2026", "11/9/2026", "11/09/26"])
def test_a_date_is_read_as_it_is_written(text: str) -> None:
    assert french_time.read_date(text) == date(2026, 9, 11)


@pytest.mark.parametrize("text", ["", "31/02/2026", "11/09", "09/2026", "demain", "2026-13-01"])
def test_a_date_that_cannot_be_read_is_none(text: str) -> None:
    assert french_time.read_date(text) is None


@pytest.mark.parametrize(
    "text, expected",
    [("0 h 00", time(0, 0)), ("23h59", time(23, 59)), ("7 h", time(7, 0)), ("9 h 05 min", time(9, 5)), ("9 h5", None)],
)
def test_the_edges_of_an_hour(text: str, expected: time | None) -> None:
    assert french_time.read_hour(text) == expected


@pytest.mark.parametrize("text", ["+02:00", "-03:30"])
def test_an_offset_comes_back_as_it_was_read(text: str) -> None:
    found = french_time.read_offset(text)
    assert found is not None
    sign = -1 if text.startswith("-") else 1
    assert found.total_seconds() == sign * (int(text[1:3]) * 3600 + int(text[4:]) * 60)


@pytest.mark.parametrize("text", ["", "02:00", "+2", "CET"])
def test_an_offset_that_cannot_be_read_is_none(text: str) -> None:
    assert french_time.read_offset(text) is None


def test_a_local_hour_becomes_the_instant_in_utc() -> None:
    form = example("11/09/2026", "18 h 47")
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 9, 11, 16, 47, tzinfo=UTC)


@pytest.mark.parametrize("offset, hour", [("+02:00", 0), ("+01:00", 1)])
def test_each_of_the_two_hours_of_the_autumn_night_is_its_own_instant(offset: str, hour: int) -> None:
    form = example("2026-10-25", "2 h 30", offset)
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("offset", ["", "+05:00", "n’importe"])
def test_the_hour_that_occurs_twice_wants_one_of_its_two_offsets(offset: str) -> None:
    assert example("2026-10-25", "2 h 30", offset).has_error("at", "ambiguous")


def test_an_offset_left_from_another_hour_does_no_harm() -> None:
    form = example("2026-09-11", "9 h 05", "+01:00")
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 9, 11, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "day, hour, code",
    [
        ("", "", "required"), ("2026-09-11", "", "hour_missing"), ("", "9 h", "date_missing"),
        ("32/09/2026", "9 h", "date"), ("2026-09-11", "neuf", "hour"), ("2026-03-29", "2 h 30", "nonexistent"),
    ],
)  # fmt: skip
def test_each_way_of_being_wrong_has_its_sentence(day: str, hour: str, code: str) -> None:
    form = example(day, hour)
    assert form.has_error("at", code) or (code == "required" and form.has_error("at"))


def test_an_optional_instant_may_stay_empty_even_with_a_day() -> None:
    form = example("2026-09-11", "9 h", past_date="2026-09-11", past_hour="")
    assert form.is_valid()
    assert form.cleaned_data["past"] is None


def test_the_present_minute_is_already_past() -> None:
    with time_machine.travel(NOON.replace(second=30), tick=False):
        assert example("2026-09-11", "9 h", past_date="2026-09-11", past_hour="12:00").is_valid()
        assert example("2026-09-11", "9 h", past_date="2026-09-11", past_hour="12:01").has_error("past", "future")


def test_an_instant_is_shown_in_paris_and_comes_back_unchanged() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    page = str(Example(initial={"at": at})["at"])
    assert 'value="2026-10-25"' in page
    assert 'value="2 h 30"' in page
    assert 'value="+01:00" checked' in page
    assert not example("2026-10-25", "2 h 30", "+01:00").fields["at"].has_changed(at, ["2026-10-25", "2 h 30", ""])
    assert example("", "").fields["at"].has_changed(at, ["2026-10-25", "2 h 31", ""])


def test_the_sentence_is_in_the_language_of_the_page() -> None:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        form = example("2026-09-11", "9 h", past_date="2026-09-11", past_hour="18:05")
        assert "12:00" in str(form.errors["past"])
