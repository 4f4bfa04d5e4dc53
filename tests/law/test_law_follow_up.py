"""Terms in days and months, their reminders, the end of retention; the conditions of closing."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breaches.law import closing, follow_up
from breaches.law.clocks import PARIS, is_working_day
from breaches.law.closing import JUSTIFIABLE, Open, OpenItem, Standing
from breaches.law.holidays import Holidays

HERE = Holidays("35")
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    "received,due,extended",
    [
        (date(2026, 9, 14), date(2026, 10, 14), date(2026, 12, 14)),
        (date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 30)),  # 28 February is a Saturday
        (date(2026, 10, 1), date(2026, 11, 2), date(2027, 1, 4)),  # a Sunday that is a holiday; 1 and 2 January
        (date(2027, 12, 31), date(2028, 1, 31), date(2028, 3, 31)),
        (date(2024, 1, 30), date(2024, 2, 29), date(2024, 4, 30)),
    ],
)
def test_a_request_is_answered_within_a_month_and_two_more_when_extended(received, due, extended):
    assert follow_up.request_due_on(received, PARIS, HERE) == due
    assert follow_up.request_due_on(received, PARIS, HERE, extended=True) == extended


@given(DAYS, st.booleans())
def test_the_last_day_to_answer_is_a_working_day_with_the_number_of_the_first_or_just_after(received, extended):
    due = follow_up.request_due_on(received, PARIS, HERE, extended=extended)
    months = 3 if extended else 1
    assert is_working_day(due, HERE)
    month = (received.month - 1 + months) % 12 + 1
    assert due.month in (month, month % 12 + 1)
    assert due - received >= timedelta(days=28 * months)
    if due.month == month:
        assert due.day >= min(received.day, 28)
    else:
        assert due.day <= 6


def test_the_last_day_counts_whole():
    due = date(2026, 10, 14)
    assert not follow_up.is_past(due, datetime(2026, 10, 14, 21, 59, tzinfo=UTC), PARIS)  # 23 h 59 in Paris
    assert follow_up.is_past(due, datetime(2026, 10, 14, 22, 0, tzinfo=UTC), PARIS)


@given(DAYS, st.integers(0, 23))
def test_reminders_stand_around_the_last_day_at_the_hour_of_the_house_on_the_wall(due, hour):
    steps = dict(follow_up.day_reminders(due, PARIS, hour))
    local = {key: at.astimezone(PARIS) for key, at in steps.items()}
    assert [local[key].date() - due for key in ("d7", "d1", "d0", "overdue_1", "overdue_7")] == [
        timedelta(days=n) for n in (-7, -1, 0, 1, 7)
    ]
    assert all(at.hour == hour or (hour, at.hour) == (2, 3) for at in local.values())  # 2 h is skipped in March


def test_steps_that_are_past_count_as_one_due_at_once():
    now = datetime(2026, 10, 14, 12, tzinfo=UTC)
    pending = follow_up.pending_reminders(date(2026, 10, 14), PARIS, 8, now)
    assert [key for key, _at in pending] == ["d0", "overdue_1", "overdue_7"]
    assert pending[0][1] == now


@pytest.mark.parametrize(
    "closed,months,end",
    [
        (datetime(2026, 1, 31, 10, tzinfo=UTC), 1, datetime(2026, 2, 28, 23, tzinfo=UTC)),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), 12, datetime(2027, 7, 1, 22, tzinfo=UTC)),  # 1 July in Paris
        (datetime(2026, 12, 15, 8, tzinfo=UTC), 60, datetime(2031, 12, 15, 23, tzinfo=UTC)),
    ],
)
def test_retention_ends_with_the_day_of_the_same_number(closed, months, end):
    assert follow_up.retention_end(closed, months, PARIS) == end


@given(DAYS, st.integers(1, 600))
def test_retention_never_ends_before_as_many_months(day, months):
    closed = datetime.combine(day, time(21, 30), tzinfo=UTC)
    end = follow_up.retention_end(closed, months, PARIS)
    assert end > closed + timedelta(days=28 * months)
    assert follow_up.retention_end(closed, months + 1, PARIS) > end


# ---------------------------------------------------------------- closing

COUNTS = st.fixed_dictionaries(
    {"decided": st.booleans()} | {code.value: st.integers(0, 3) for code in Open if code is not Open.DECISION}
)


def test_a_file_with_nothing_open_may_close():
    assert closing.open_items(Standing()) == ()


@given(COUNTS)
def test_everything_that_is_open_is_named_with_its_count(counts):
    found = {item.code.value: item.count for item in closing.open_items(Standing(**counts))}
    decided = counts.pop("decided")
    assert found == {code: n for code, n in counts.items() if n} | ({} if decided else {"decision": 1})


@given(COUNTS, st.sets(st.sampled_from([code.value for code in Open])))
def test_words_stand_only_for_what_the_law_leaves_open(counts, explained):
    items = closing.open_items(Standing(**counts))
    left = closing.standing_in_the_way(items, dict.fromkeys(explained, "Une raison."))
    assert set(left) == {item for item in items if item.code not in JUSTIFIABLE or item.code.value not in explained}


def test_blank_words_are_no_reason():
    items = (OpenItem(Open.MEASURES, 1),)
    assert closing.standing_in_the_way(items, {"measures": "  \n"}) == items


def test_a_duty_a_letter_or_a_request_is_never_explained_away():
    assert not JUSTIFIABLE & {Open.DUTIES, Open.LETTERS, Open.REQUESTS, Open.DECISION, Open.NOTIFICATIONS}
