"""The message of the day: one a day, one after an outage, to DPO and deputy, and no fact in it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from breaches import operations
from breaches.models import Organisation
from notify.alerts import daily
from notify.alerts.models import Alert
from notify.work import runner, tasks
from notify.work.models import Work
from tests import factories as f

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 10, 24, 8, 0, tzinfo=PARIS)  # the eve of the autumn change of hour
DEPUTY = {"email": "suppleante@example.org"}


@pytest.fixture
def people(db, settings) -> f.House:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people = f.house()
    contacts = people.organisation.contacts | {"deputy": DEPUTY}
    Organisation.objects.filter(pk=people.organisation.pk).update(contacts=contacts)
    return people


def sweep_at(now: datetime) -> None:
    """As a worker does: plan the day, then do what is due."""
    daily.plan_daily(now)
    while runner.sweep(now=lambda: now, budget=500):
        pass


def test_one_message_a_day_reaches_the_dpo_and_the_deputy_however_often_the_list_is_swept(people) -> None:
    sweep_at(MORNING - timedelta(minutes=1))
    assert not mail.outbox
    for minute in (0, 1, 30, 600):
        sweep_at(MORNING + timedelta(minutes=minute))

    assert sorted(each.to[0] for each in mail.outbox) == [
        "bob@example.org", "ines@example.org", "suppleante@example.org"
    ]  # fmt: skip
    assert {each.subject for each in mail.outbox} == {"Laboratoire des Trois-Rivières – Rien n’est à faire"}
    assert "S’il manque un jour, la surveillance est arrêtée" in mail.outbox[0].body
    assert Alert.objects.filter(kind="daily").count() == 1


def test_the_hour_stays_that_of_the_house_across_the_change_of_hour(people) -> None:
    sweep_at(MORNING)
    sweep_at(datetime(2026, 10, 25, 7, 59, tzinfo=PARIS))
    assert Alert.objects.filter(kind="daily").count() == 1
    sweep_at(datetime(2026, 10, 25, 8, 0, tzinfo=PARIS))

    assert Alert.objects.filter(kind="daily").count() == 2


def test_after_an_outage_one_message_comes_and_not_one_for_each_day_missed(people) -> None:
    sweep_at(MORNING)
    daily.plan_daily(MORNING + timedelta(days=1, hours=2))  # planned, then everything stopped
    sweep_at(MORNING + timedelta(days=4, hours=5))

    fired = Alert.objects.filter(kind="daily").order_by("fired_at")
    assert [alert.step for alert in fired] == ["2026-10-24", "2026-10-28"]
    assert Work.objects.filter(kind="daily", outcome="superseded").count() == 1


def test_the_house_chooses_its_hour(people) -> None:
    operations.edit_organisation(actor=people.bob, now=f.FRIDAY, values={"daily_hour": 18})
    sweep_at(MORNING.replace(hour=17, minute=59))
    assert [alert.step for alert in Alert.objects.filter(kind="daily")] == ["2026-10-23"]
    sweep_at(MORNING.replace(hour=18))

    assert Alert.objects.filter(kind="daily").count() == 2


def test_the_message_names_the_next_deadline_and_no_fact(people) -> None:
    breach = f.described(people)
    sweep_at(f.DESCRIBED)
    mail.outbox.clear()
    sweep_at(MORNING)

    told = next(each for each in mail.outbox if "Prochaine échéance" in each.subject)
    assert "lundi 26 octobre 2026" in told.subject.replace("\u00a0", " ")
    assert breach.reference in told.body
    assert "Notification à la CNIL" in told.body
    assert breach.title not in told.body
    assert "Nguyễn" not in told.body


def test_a_report_nobody_has_qualified_is_not_nothing(people) -> None:
    f.reported(people)
    sweep_at(f.FRIDAY)
    mail.outbox.clear()
    sweep_at(MORNING)

    assert "Rien n’est à faire" not in mail.outbox[-1].subject
    assert "Signalement à qualifier" in mail.outbox[-1].body


def test_the_beat_plans_the_day_by_itself(people) -> None:
    with time_machine.travel(MORNING, tick=False):
        tasks.sweep()

    assert Alert.objects.filter(kind="daily").count() == 1
