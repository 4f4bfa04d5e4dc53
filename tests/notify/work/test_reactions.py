"""When X, then Y: what each journal kind plans, and when a reminder is still due."""

from datetime import timedelta

import pytest

from breaches import operations
from breaches.models import Breach, Duty, JournalEntry
from notify.alerts.models import Alert, Delivery
from notify.work import runner
from notify.work.models import Heartbeat, JournalCursor, Work
from notify.work.reactions import REACTIONS
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return f.house()


def sweep(now) -> None:
    while runner.sweep(now=lambda: now, budget=500):
        pass


def reminders(breach: Breach) -> list[str]:
    return list(
        Alert.objects.filter(breach=breach, kind="reminder").order_by("fired_at").values_list("step", flat=True)
    )


def test_confirmation_plans_one_row_for_each_step_of_the_ladder(people):
    breach = f.confirmed(people)
    sweep(f.CONFIRMED)
    rows = Work.objects.filter(kind="reminder", payload__duty=str(Duty.objects.get(breach=breach).pk))
    assert rows.count() == 12  # six steps before the term, six after
    assert {row.run_at for row in rows} >= {breach.aware_at + timedelta(hours=h) for h in (24, 48, 60, 66, 70, 71)}


def test_steps_already_past_at_confirmation_give_one_catch_up_alert(people):
    breach = f.reported(people)
    aware = f.FRIDAY - timedelta(hours=50)
    operations.confirm_breach(
        actor=people.bob, breach_id=breach.pk, now=f.CONFIRMED, aware_at=aware, reasons="astreinte"
    )
    sweep(f.CONFIRMED)
    assert reminders(breach) == ["catch_up_t48"]


def test_reminders_missed_during_an_outage_are_caught_up_once(people):
    breach = f.confirmed(people)
    for _ in range(3):
        sweep(f.AWARE + timedelta(hours=61))
    assert sorted(reminders(breach)) == ["t24", "t48", "t60"]


def test_reminders_stop_at_the_filing(people):
    breach = f.filed(people).breach
    sweep(f.AWARE + timedelta(hours=90))
    assert "t24" not in reminders(breach)
    assert Work.objects.filter(kind="reminder", outcome="not_needed").count() == 12


def test_a_moved_term_moves_its_reminders(people):
    breach = f.confirmed(people)
    sweep(f.CONFIRMED)
    earlier = f.AWARE - timedelta(hours=2)
    operations.correct_awareness(
        actor=people.bob, breach_id=breach.pk, now=f.DESCRIBED, aware_at=earlier, reasons="premier appel"
    )
    sweep(earlier + timedelta(hours=24))
    assert reminders(breach) == ["t24"]
    sweep(f.AWARE + timedelta(hours=25))
    assert reminders(breach) == ["t24"]


def test_mail_goes_to_dpo_and_deputy_once_each_with_a_record(people, mailoutbox):
    people.organisation.contacts["deputy"] = {"email": "adjointe@example.org"}
    people.organisation.save()
    f.confirmed(people)
    sweep(f.AWARE + timedelta(hours=25))
    reminder = Delivery.objects.filter(alert__kind="reminder")
    assert {d.address for d in reminder} == {"bob@example.org", "ines@example.org", "adjointe@example.org"}
    assert all(d.state == "sent" and d.sent_at and d.attempts == 1 for d in reminder)
    sent = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert len(sent) == len(set(sent))
    assert {d.message_id for d in reminder} <= set(sent)


def test_alert_mails_carry_reference_and_time_but_no_fact(people, mailoutbox):
    f.confirmed(people)
    sweep(f.AWARE + timedelta(hours=25))
    text = "".join(mail.subject + mail.body for mail in mailoutbox)
    assert "2026-001" in text
    assert "fichier de patients" not in text
    assert "47 h 00 min" in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_reaction_is_to_a_kind_that_an_operation_writes(people):
    f.filed(people)
    written = set(JournalEntry.objects.values_list("kind", flat=True))
    assert {"incident.reported", "breach.confirmed", "notification.filed"} <= written & set(REACTIONS)


def test_the_cursor_reads_each_entry_once(people):
    f.confirmed(people)
    sweep(f.CONFIRMED)
    before = Work.objects.count()
    sweep(f.CONFIRMED)
    assert Work.objects.count() == before
    assert JournalCursor.objects.get().seq == JournalEntry.objects.order_by("-seq").first().seq


def test_the_sweep_leaves_a_heartbeat(people):
    sweep(f.LATER)
    assert Heartbeat.objects.get(name="sweep").at == f.LATER


def test_legal_is_told_that_an_approval_waits(people, mailoutbox):
    f.submitted(people)
    sweep(f.LATER)
    waiting = Delivery.objects.filter(alert__kind="notification_approval")
    assert [d.address for d in waiting] == ["carla@example.org"]


def complements(breach: Breach) -> list[str]:
    return list(
        Alert.objects.filter(breach=breach, kind="complement").order_by("fired_at").values_list("step", flat=True)
    )


def test_the_initial_filing_plans_reminders_of_the_complement_and_no_duty(people):
    notification = f.filed(people)
    duties = Duty.objects.filter(breach=notification.breach).count()
    sweep(notification.filed_at)
    rows = Work.objects.filter(kind="complement").order_by("run_at")
    hours = [(row.run_at - notification.filed_at).total_seconds() / 3600 for row in rows]
    assert hours == [48, 66, 72]
    assert Duty.objects.filter(breach=notification.breach).count() == duties


def test_reminders_of_the_complement_stop_once_it_is_filed(people):
    notification = f.filed(people)
    sweep(notification.filed_at + timedelta(hours=49))
    assert complements(notification.breach) == ["target_24h"]
    now = notification.filed_at + timedelta(hours=50)
    on = {"actor": people.bob, "now": now}
    more = operations.prepare_notification(**on, breach_id=notification.breach_id, phase="complementary")
    operations.submit_notification(**on, notification_id=more.pk)
    operations.approve_notification(actor=people.carla, now=now, notification_id=more.pk)
    sweep(now)
    assert complements(notification.breach) == ["target_24h"]
    operations.file_notification(**on, notification_id=more.pk, receipt="V-2026-000124")
    sweep(notification.filed_at + timedelta(hours=80))
    assert complements(notification.breach) == ["target_24h"]
    assert not Work.objects.filter(kind="complement", key__contains=str(more.pk)).exists()


def test_a_filing_recorded_long_after_gives_one_reminder_of_the_complement(people):
    notification = f.approved(people)
    filed = operations.file_notification(
        actor=people.bob, notification_id=notification.pk, receipt="V-2026-000125",
        filed_at=f.LATER + timedelta(minutes=1), now=f.LATER + timedelta(hours=70),
    )  # fmt: skip
    sweep(f.LATER + timedelta(hours=70))
    assert complements(filed.breach) == ["target_6h"]
