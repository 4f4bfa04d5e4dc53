"""Art. 33(1) RGPD and Reg. 1182/71, art. 3: the worked weeks, both clock changes, the ladder, lateness."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from breaches.law.clocks import (
    DEFAULT_LADDER,
    LadderRules,
    art_3_5_argument,
    complement_reminders,
    complement_target,
    deadline,
    is_working_day,
    ladder,
    lateness,
    limit_1182_71,
    month_deadline,
    pending_ladder,
    period_start_1182_71,
    resolve_local,
    utc,
)
from breaches.law.errors import (
    AmbiguousLocalTimeError,
    NaiveInstantError,
    NonexistentLocalTimeError,
    NotLocalTimeError,
    OffsetMismatchError,
)
from tests.law.law_strategies import INSTANTS, MONDAY, ONE_HOUR

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Marquesas")]
)
HOLIDAYS = frozenset(
    {
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 7, 14),
        date(2026, 12, 25),
    }
)
# aware, flat 72 h, limit in clock hours, contested limit (None: the same)
WEEKS = {
    "W1": ("2026-09-08T10:20+02:00", "2026-09-11T10:20+02:00", "2026-09-11T11:00+02:00", None),
    "W2": ("2026-09-11T18:47+02:00", "2026-09-14T18:47+02:00", "2026-09-14T19:00+02:00", None),
    "W3": (
        "2026-09-11T23:50+02:00",
        "2026-09-14T23:50+02:00",
        "2026-09-15T00:00+02:00",
        "2026-09-16T00:00+02:00",
    ),
    "W4": ("2026-09-08T10:00+02:00", "2026-09-11T10:00+02:00", "2026-09-11T11:00+02:00", None),
    "W5": ("2026-03-27T17:05+01:00", "2026-03-30T18:05+02:00", "2026-03-30T19:00+02:00", None),
    "W6": ("2026-10-23T16:40+02:00", "2026-10-26T15:40+01:00", "2026-10-26T16:00+01:00", None),
    "W7": (
        "2026-04-30T19:10+02:00",
        "2026-05-03T19:10+02:00",
        "2026-05-03T20:00+02:00",
        "2026-05-05T00:00+02:00",
    ),
    "W8": (
        "2026-07-11T09:15+02:00",
        "2026-07-14T09:15+02:00",
        "2026-07-14T10:00+02:00",
        "2026-07-16T00:00+02:00",
    ),
    "W9": (
        "2026-12-24T20:30+01:00",
        "2026-12-27T20:30+01:00",
        "2026-12-27T21:00+01:00",
        "2026-12-29T00:00+01:00",
    ),
    "W10": (
        "2026-04-03T20:05+02:00",
        "2026-04-06T20:05+02:00",
        "2026-04-06T21:00+02:00",
        "2026-04-08T00:00+02:00",
    ),
    "W11": ("2026-10-25T02:30+02:00", "2026-10-28T01:30+01:00", "2026-10-28T02:00+01:00", None),
    "W12": ("2026-10-25T02:30+01:00", "2026-10-28T02:30+01:00", "2026-10-28T03:00+01:00", None),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize("week", WEEKS)
def test_worked_weeks_give_the_flat_deadline_and_the_two_readings_of_1182_71(week: str) -> None:
    aware, flat, limit, contested = WEEKS[week]

    assert deadline(at(aware)) == at(flat)
    assert limit_1182_71(at(aware), PARIS) == at(limit)
    argument = art_3_5_argument(at(aware), PARIS, HOLIDAYS)
    assert argument == (at(contested) if contested else None)


@given(INSTANTS)
def test_72_hours_are_elapsed_hours_whatever_the_wall_clock_says(aware: datetime) -> None:
    assert deadline(aware.astimezone(PARIS)) - aware == timedelta(hours=72)
    assert deadline(aware).tzinfo is UTC


@given(INSTANTS, ZONES)
def test_hour_limit_comes_at_most_one_hour_after_the_flat_deadline(aware: datetime, zone: ZoneInfo) -> None:
    gap = limit_1182_71(aware, zone) - deadline(aware)

    assert timedelta(0) < gap <= ONE_HOUR
    local = period_start_1182_71(aware, zone).astimezone(zone)
    assert (local.minute, local.second, local.microsecond) == (0, 0, 0)


@given(INSTANTS, ZONES)
def test_contested_argument_is_later_than_the_hour_limit_or_absent(aware: datetime, zone: ZoneInfo) -> None:
    argument = art_3_5_argument(aware, zone, frozenset())

    assert argument is None or limit_1182_71(aware, zone) < argument <= deadline(aware) + timedelta(days=5)


def test_29_february_counts_like_any_day() -> None:
    assert deadline(at("2028-02-28T12:00+01:00")) == at("2028-03-02T12:00+01:00")
    assert deadline(at("2027-02-28T12:00+01:00")) == at("2027-03-03T12:00+01:00")


def test_a_period_shorter_than_two_days_gives_no_working_day_argument() -> None:
    assert art_3_5_argument(at("2026-05-01T10:00+02:00"), PARIS, HOLIDAYS, hours=24) is None


def test_saturday_sunday_and_holidays_are_not_working_days() -> None:
    days = [date(2026, 5, number) for number in (1, 2, 3, 4)]

    assert [is_working_day(day, HOLIDAYS) for day in days] == [False, False, False, True]


def test_a_naive_instant_is_refused() -> None:
    naive = datetime(2026, 9, 14, 9, 30)  # noqa: DTZ001 - the refusal of naive instants is under test

    with pytest.raises(NaiveInstantError, match="fuseau"):
        utc(naive)


def test_complement_target_runs_from_the_initial_filing() -> None:
    assert complement_target(MONDAY) == MONDAY + timedelta(hours=72)


def test_the_complement_is_recalled_before_its_target_and_never_after() -> None:
    steps = [at - MONDAY for _key, at in complement_reminders(MONDAY)]
    assert steps == [timedelta(hours=48), timedelta(hours=66), timedelta(hours=72)]


@pytest.mark.parametrize(
    "start,months,expected",
    [
        ("2026-09-14T09:30+02:00", 1, "2026-10-15T00:00+02:00"),
        (
            "2027-01-31T09:30+01:00",
            1,
            "2027-03-02T00:00+01:00",
        ),  # 28 February 2027 is a Sunday: Monday 1 March
        ("2028-01-31T09:30+01:00", 1, "2028-03-01T00:00+01:00"),
        ("2026-11-25T09:30+01:00", 1, "2026-12-29T00:00+01:00"),  # Christmas, then a weekend
        ("2026-11-30T23:30+01:00", 13, "2027-12-31T00:00+01:00"),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_next_working_day(start: str, months: int, expected: str) -> None:
    assert month_deadline(at(start), PARIS, HOLIDAYS, months) == at(expected)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_hour_that_occurs_twice_asks_for_its_offset() -> None:
    with pytest.raises(AmbiguousLocalTimeError, match=r"\+02:00 / \+01:00"):
        resolve_local(local("2026-10-25T02:30"), PARIS)

    first = resolve_local(local("2026-10-25T02:30"), PARIS, timedelta(hours=2))
    second = resolve_local(local("2026-10-25T02:30"), PARIS, timedelta(hours=1))
    assert second - first == ONE_HOUR


def test_the_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NonexistentLocalTimeError):
        resolve_local(local("2026-03-29T02:30"), PARIS)


def test_an_offset_that_the_zone_does_not_have_is_refused() -> None:
    with pytest.raises(OffsetMismatchError, match=r"-03:30.*\+02:00"):
        resolve_local(local("2026-09-14T09:30"), PARIS, timedelta(hours=-3, minutes=-30))


def test_an_aware_time_is_not_a_local_time() -> None:
    with pytest.raises(NotLocalTimeError):
        resolve_local(MONDAY, PARIS)


@given(INSTANTS, ZONES)
def test_every_instant_survives_the_way_through_local_time(instant: datetime, zone: ZoneInfo) -> None:
    wall = instant.astimezone(zone)

    assert resolve_local(wall.replace(tzinfo=None), zone, wall.utcoffset()) == instant


@given(INSTANTS)
def test_a_local_time_without_offset_is_resolved_when_it_occurs_once(instant: datetime) -> None:
    wall = instant.astimezone(PARIS)
    assume(wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset())

    assert resolve_local(wall.replace(tzinfo=None), PARIS) == instant


def test_ladder_reminds_at_the_house_hours_then_every_two_hours() -> None:
    steps = ladder(MONDAY, deadline(MONDAY))

    hours = [(step.key, (step.at - MONDAY) / ONE_HOUR) for step in steps]
    assert hours == [
        ("t24", 24),
        ("t48", 48),
        ("t60", 60),
        ("t66", 66),
        ("t70", 70),
        ("t71", 71),
        ("overdue_1", 74),
        ("overdue_2", 76),
        ("overdue_3", 78),
        ("overdue_4", 80),
        ("overdue_5", 82),
        ("overdue_6", 84),
    ]
    assert steps[0].label == "T + 24 h"
    assert steps[-1].label == "Échéance dépassée de 12 h"


def test_ladder_drops_the_steps_at_or_after_the_deadline() -> None:
    steps = ladder(MONDAY, deadline(MONDAY, 24), LadderRules((12, 24, 48), 3, 1))

    assert [step.key for step in steps] == ["t12", "overdue_1"]


@given(INSTANTS, st.integers(1, 200))
def test_ladder_is_in_time_order_with_unique_keys(start: datetime, hours: int) -> None:
    steps = ladder(start, deadline(start, hours))

    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert len({step.key for step in steps}) == len(steps)


@given(st.integers(-10, 100))
def test_past_steps_give_one_catch_up_and_no_step_is_lost(hours: int) -> None:
    due, now = deadline(MONDAY), MONDAY + timedelta(hours=hours)
    steps = ladder(MONDAY, due)

    catch_up, future = pending_ladder(MONDAY, due, DEFAULT_LADDER, now)

    past = steps[: len(steps) - len(future)]
    assert (*past, *future) == steps
    assert catch_up == (past[-1] if past else None)
    assert all(step.at > now for step in future)


def test_lateness_is_strict_and_measured() -> None:
    due = deadline(MONDAY)

    assert lateness(due, due).late is False
    assert lateness(due, due - ONE_HOUR).by == timedelta(0)
    assert lateness(due, due + timedelta(seconds=1)).late is True
    assert lateness(due, due + ONE_HOUR).by == ONE_HOUR
