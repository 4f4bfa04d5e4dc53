"""The doorbell's only task. It loads nothing: the work is in SQL."""

from celery import shared_task
from django.utils import timezone

from notify.alerts import daily
from notify.retention.daily import plan_retention
from notify.work import runner


@shared_task(name="notify.work.sweep")
def sweep() -> None:
    """Plan the message and the purge of the day, read the journal, claim what is due, do it."""
    daily.plan_daily(timezone.now())
    plan_retention(timezone.now())
    runner.sweep(now=timezone.now)
