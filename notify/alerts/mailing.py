"""Send one alert mail, at least once, under a Message-ID fixed beforehand. It carries reference and time, no facts."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from notify import wording
from notify.alerts import daily
from notify.alerts.models import Alert, Delivery
from notify.alerts.subjects import subject_of
from notify.work import claims
from notify.work.models import Work
from notify.work.points import reached

logger = logging.getLogger(__name__)


def compose(delivery: Delivery, now: datetime) -> EmailMessage:
    """The mail of a delivery as it is right now: the time left is that of the moment it leaves."""
    alert = delivery.alert
    with translation.override("fr"):
        told = daily.message(alert, now) if alert.kind == daily.KIND else _context(alert, now)
        subject = str(told["subject"])
        body = render_to_string("alerts/daily.txt" if alert.kind == daily.KIND else "alerts/alert.txt", told)
    headers = {"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [delivery.address], headers=headers)


def _context(alert: Alert, now: datetime) -> dict[str, object]:
    due = alert.duty.due_at if alert.duty else None
    return {
        "alert": alert,
        "subject": subject_of(alert),
        "remaining": wording.remaining(due, now) if due else "",
        "due": wording.instant(due) if due else "",
        "exercise": bool(alert.breach and alert.breach.exercise),
        "link": f"{settings.NOTIFY_BASE_URL}/violations/{alert.breach_id}/"
        if alert.breach_id
        else settings.NOTIFY_BASE_URL,
    }


def send_mail(work: Work, now: Callable[[], datetime]) -> None:
    """Hand the mail to the server, then record it. Between the two a crash doubles the mail, never loses it."""
    delivery = Delivery.objects.select_related("alert__breach", "alert__duty", "alert__organisation").get(
        pk=work.payload["delivery"]
    )
    if delivery.state == Delivery.SENT:
        with transaction.atomic():
            claims.finish(work, now(), "sent_before")
        return
    last = work.attempts >= claims.MAX_ATTEMPTS
    # Written before the attempt: after a crash the row already says how many there were.
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=work.attempts, state=Delivery.FAILED if last else Delivery.QUEUED
    )
    reached("mail.before_send")
    compose(delivery, now()).send()
    reached("mail.after_send")
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.SENT, sent_at=now(), error="")
        claims.finish(work, now(), "sent")
    reached("mail.after_commit")
