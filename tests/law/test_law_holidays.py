"""Public holidays of the departments, against a calendar that others keep."""

from datetime import date, timedelta

import pytest

from breaches.law.holidays import Holidays, easter
from notify.calendars import holidays_of


@pytest.mark.parametrize("department", ["", "35", "57", "67", "68"])
def test_the_days_of_a_department_are_those_of_the_published_calendar(department: str) -> None:
    ours, theirs = Holidays(department), holidays_of(department)

    for step in range(25 * 366):
        day = date(2018, 1, 1) + timedelta(days=step)
        assert (day in ours) == (day in theirs), day


@pytest.mark.parametrize(
    "department, month, day", [("971", 5, 27), ("972", 5, 22), ("973", 6, 10), ("974", 12, 20), ("976", 4, 27)]
)
def test_overseas_departments_keep_the_day_of_the_abolition(department: str, month: int, day: int) -> None:
    kept = date(2026, month, day)

    assert kept in Holidays(department)
    assert kept in holidays_of(department)
    assert kept not in Holidays("35")


def test_easter_falls_where_it_fell() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25)
    ]  # fmt: skip


def test_what_is_no_day_is_no_holiday() -> None:
    assert "2026-12-25" not in Holidays()
