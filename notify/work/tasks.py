"""The doorbell's only task. It loads nothing: the work is in SQL."""

from celery import shared_task
from django.utils import timezone

from notify.work import runner


@shared_task(name="notify.work.sweep")
def sweep() -> None:
    """Read the journal, claim what is due, do it."""
    runner.sweep(now=timezone.now)
