"""What pages keep beside the record: drafts not sent yet, and which report came through a link."""

import uuid
from typing import Any

from django.db import models

from breaches.models import Breach, IncidentReport, Member, Organisation


class Draft(models.Model):
    """The fields of one form of one member about one subject, as last typed."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    data: "models.JSONField[Any, dict[str, list[str]]]" = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_once", fields=["member", "form", "subject"])]

    def __str__(self) -> str:
        return f"{self.form} {self.subject}"


class LinkReport(models.Model):
    """One sending of the staff form: sent once for ever (`once`), counted by a keyed digest of the address."""

    once = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)
    report = models.OneToOneField(IncidentReport, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.once)


class ShortFile(models.Model):
    """One sending of the short form: one file for ever (`once`)."""

    once = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.once)
