"""Rows of due work. A key exists once for ever: planning the same thing twice plans it once."""

import uuid
from typing import Any

from django.db import models

from breaches.models import Organisation


class Work(models.Model):
    """One thing to do at `run_at`: ids only in `payload`. `attempts` is written before the work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    payload: "models.JSONField[Any, dict[str, Any]]" = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "work"
        constraints = [
            models.UniqueConstraint(name="work_key_once", fields=["key"]),
            models.CheckConstraint(name="work_done_or_dead", condition=models.Q(done_at=None) | models.Q(dead_at=None)),
        ]
        indexes = [
            models.Index(name="work_due", fields=["run_at"], condition=models.Q(done_at=None, dead_at=None)),
        ]

    def __str__(self) -> str:
        return self.key


class JournalCursor(models.Model):
    """How far the reactions have read the journal of an organisation."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.seq}"


class Heartbeat(models.Model):
    """When a part of the machinery was last seen alive; the footer of every page shows it."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at.isoformat()}"
