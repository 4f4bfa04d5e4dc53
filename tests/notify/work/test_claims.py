"""The work list: planned once for ever, leased, given back with a pause, dead after the last attempt."""

from datetime import timedelta

import pytest

from notify.work import claims, runner
from notify.work.claims import Planned
from notify.work.handlers import HANDLERS
from notify.work.models import Work
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return f.house()


def planned(people, key: str = "k", kind: str = "test", run_at=f.FRIDAY) -> Planned:
    return Planned(kind, key, run_at, {}, people.organisation.pk)


def test_a_key_is_planned_once_for_ever(people):
    claims.plan([planned(people), planned(people)], f.FRIDAY)
    claims.plan([planned(people)], f.LATER)
    assert Work.objects.count() == 1


def test_work_is_claimed_when_due_and_not_before(people):
    claims.plan([planned(people, run_at=f.LATER)], f.FRIDAY)
    assert claims.claim(f.LATER - timedelta(microseconds=1)) is None
    assert claims.claim(f.LATER) is not None


def test_leased_work_is_free_again_when_the_lease_has_run_out(people, settings):
    settings.NOTIFY_LEASE_SECONDS = 60
    claims.plan([planned(people)], f.FRIDAY)
    first = claims.claim(f.FRIDAY)
    assert claims.claim(f.FRIDAY + timedelta(seconds=60)) is None
    second = claims.claim(f.FRIDAY + timedelta(seconds=61))
    assert (first.attempts, second.attempts) == (1, 2)


def test_whoever_lost_the_lease_cannot_finish(people, settings):
    settings.NOTIFY_LEASE_SECONDS = 1
    claims.plan([planned(people)], f.FRIDAY)
    slow = claims.claim(f.FRIDAY)
    quick = claims.claim(f.FRIDAY + timedelta(seconds=2))
    claims.finish(quick, f.LATER, "done")
    with pytest.raises(claims.LeaseLostError):
        claims.finish(slow, f.LATER, "done twice")
    assert Work.objects.get().outcome == "done"


def test_the_soonest_work_comes_first(people):
    claims.plan([planned(people, "b", run_at=f.LATER), planned(people, "a", run_at=f.FRIDAY)], f.FRIDAY)
    assert [claims.claim(f.LATER).key, claims.claim(f.LATER).key] == ["a", "b"]


def test_failures_wait_longer_each_time_then_a_person_is_told(people, monkeypatch):
    def broken(work, now):
        raise ValueError("a patient's name must not be written down")

    monkeypatch.setitem(HANDLERS, "test", broken)
    claims.plan([planned(people)], f.FRIDAY)
    now, pauses = f.FRIDAY, []
    while (row := Work.objects.get(key="k")).dead_at is None:
        now = max(now, row.run_at)
        work = claims.claim(now)
        runner.run(work, lambda instant=now: instant)
        pauses.append(Work.objects.get(key="k").run_at - now)
    assert len(pauses) == claims.MAX_ATTEMPTS
    assert pauses[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert max(pauses) == claims.BACK_OFF_CAP
    assert Work.objects.get(key="k").error == "ValueError"
    assert Work.objects.get(kind="dead").payload["kind"] == "test"


def test_dead_work_is_never_claimed(people):
    claims.plan([planned(people)], f.FRIDAY)
    Work.objects.update(dead_at=f.FRIDAY)
    assert claims.claim(f.LATER) is None
