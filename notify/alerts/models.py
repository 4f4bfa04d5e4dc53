"""An alert fires once; each of its mails has a row that says whether, when and under which Message-ID it left."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models import Breach, Duty, Member, Organisation


class Alert(models.Model):
    """One alert: a step of a ladder (`step`), or the news of a journal entry. `key` exists once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, null=True, related_name="alerts")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="alerts")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    step = models.CharField(max_length=20, blank=True)
    planned_at = models.DateTimeField()
    fired_at = models.DateTimeField()

    class Meta:
        ordering = ("fired_at",)
        constraints = [models.UniqueConstraint(name="alert_once", fields=["key"])]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One mail of one alert to one address; the Message-ID is fixed before the first attempt."""

    QUEUED, SENT, FAILED = "queued", "sent", "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="deliveries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.EmailField()
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        max_length=6,
        default=QUEUED,
        choices=[(QUEUED, _("À envoyer")), (SENT, _("Remis au serveur")), (FAILED, _("Échec"))],
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["alert", "address"]),
            models.CheckConstraint(
                name="delivery_sent_has_instant", condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class CalendarFeed(models.Model):
    """The calendar address of a member. Only the hash of its secret part is kept; `reads` counts from `window_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    window_at = models.DateTimeField()
    reads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="calendarfeed_live_once", fields=["member"], condition=models.Q(revoked_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
