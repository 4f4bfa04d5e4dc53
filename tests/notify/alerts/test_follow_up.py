"""Reminders around a last day: fired once each, stopped by the answer, never about a clock of art. 33."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from breaches import operations
from notify.alerts.models import Alert, Delivery
from notify.work import runner
from notify.work.models import Work
from tests import factories as f

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
DAY = f.FRIDAY.date()
DUE = DAY + timedelta(days=15)  # 7 November 2026


@pytest.fixture
def people(db):
    return f.house()


def act(people, verb, **more):
    return getattr(operations, verb)(actor=people.bob, **({"now": f.LATER} | more))


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def sweep(now):
    while runner.sweep(now=lambda: now, budget=500):
        pass


def steps(kind):
    return list(Alert.objects.filter(kind=kind).order_by("fired_at", "planned_at").values_list("step", flat=True))


def letter(people, **more):
    given = {"kind": "complement", "reference": "CNIL-1", "received_on": DAY, "due_on": DUE}
    return act(people, "receive_letter", breach_id=f.confirmed(people).pk, **(given | more))


def test_a_letter_is_recalled_a_week_and_a_day_before_that_day_and_after(people):
    letter(people)
    fired = []
    for days in range(-9, 9):
        sweep(at(DUE + timedelta(days=days)) - timedelta(minutes=1))
        before = len(steps("letter_due"))
        sweep(at(DUE + timedelta(days=days)))
        fired += [days] * (len(steps("letter_due")) - before)
    assert fired == [-7, -1, 0, 1, 7]
    assert steps("letter_due") == ["d7", "d1", "d0", "overdue_1", "overdue_7"]


def test_reminders_stop_at_the_answer(people):
    row = letter(people)
    sweep(at(DUE - timedelta(days=7)))
    act(people, "answer_letter", letter_id=row.pk, answered_on=DAY)
    sweep(at(DUE + timedelta(days=30)))
    assert steps("letter_due") == ["d7"]
    assert Work.objects.filter(kind="follow_up", outcome="not_needed").count() == 4


def test_an_extended_request_is_recalled_at_its_new_term_only(people):
    row = act(people, "receive_request", breach_id=f.confirmed(people).pk, kind="access", reference="D-1",
              received_on=DAY)  # fmt: skip
    sweep(f.LATER)
    longer = act(people, "extend_request", request_id=row.pk, reasons="Nombre.")
    sweep(at(row.due_on + timedelta(days=10)))
    assert steps("request_due") == []
    sweep(at(longer.due_on))
    assert steps("request_due") == ["d7", "d1", "d0"]


def test_the_end_of_a_delay_is_recalled_and_a_lifted_one_is_not(people):
    breach = f.confirmed(people)
    given = {"breach_id": breach.pk, "authority": "Parquet", "reference": "PR-1", "starts_on": DAY, "until_on": DUE}
    act(people, "record_delay", **given)
    lifted = act(people, "record_delay", **given)
    act(people, "lift_delay", delay_id=lifted.pk)
    sweep(at(DUE))
    assert steps("delay_due") == ["d7", "d1", "d0"]
    assert {alert.breach_id for alert in Alert.objects.filter(kind="delay_due")} == {breach.pk}


def test_a_measure_is_recalled_until_it_is_done_or_the_file_ends(people):
    breach = f.confirmed(people)
    done = act(people, "take_measure", breach_id=breach.pk, what="Fermer le compte.", due_on=DUE)
    act(people, "take_measure", breach_id=breach.pk, what="Former.", due_on=DUE)
    act(people, "take_measure", breach_id=breach.pk, what="Sans jour.")
    sweep(at(DUE - timedelta(days=7)))
    act(people, "complete_measure", measure_id=done.pk)
    sweep(at(DUE - timedelta(days=1)))
    act(people, "dismiss_breach", breach_id=breach.pk, reasons="Aucune donnée.")
    sweep(at(DUE + timedelta(days=30)))
    assert steps("measure_due") == ["d7", "d7", "d1"]


def test_a_letter_of_a_dismissed_file_is_still_recalled(people):
    row = letter(people)
    act(people, "dismiss_breach", breach_id=row.breach_id, reasons="Aucune donnée.")
    sweep(at(DUE))
    assert steps("letter_due") == ["d7", "d1", "d0"]


def test_steps_already_past_when_a_letter_is_recorded_count_as_one(people):
    letter(people, due_on=DAY)
    sweep(f.LATER)
    assert len(steps("letter_due")) == 1


def test_the_mail_says_what_and_where_and_no_fact(people, mailoutbox):
    letter(people, about="Motif confidentiel de la CNIL.")
    sweep(at(DUE))
    told = [mail for mail in mailoutbox if "CNIL" in mail.subject]
    assert len(told) == Delivery.objects.filter(alert__kind="letter_due").count() == 6  # three steps, two DPO
    assert "2026-001 – Un courrier de la CNIL attend une réponse" in told[0].subject.replace("\u00a0", " ")
    assert "confidentiel" not in "".join(mail.subject + mail.body for mail in mailoutbox)
