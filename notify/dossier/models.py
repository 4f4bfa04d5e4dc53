"""A rendered dossier: which content, at which position of the journal, in which file."""

import uuid

from django.db import models

from breaches.models import AuthorityNotification, Member, Organisation
from notify.recipients.models import PrivateFile


class Dossier(models.Model):
    """One PDF of one version of a notification in one state; a ratification after break-glass makes another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    notification = models.ForeignKey(AuthorityNotification, on_delete=models.PROTECT, related_name="dossiers")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    ratification = models.CharField(max_length=10, default="none")
    content_sha256 = models.CharField(max_length=64)
    journal_seq = models.PositiveIntegerField()
    journal_hash = models.CharField(max_length=64)
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    rendered_at = models.DateTimeField()

    class Meta:
        ordering = ("rendered_at",)
        constraints = [
            models.UniqueConstraint(
                name="dossier_once", fields=["notification", "version", "state", "ratification", "content_sha256"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} v{self.version}"


class NationalFile(models.Model):
    """One version of the CNIL's open data on notifications, for comparison only; a version is its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="national_files")
    sha256 = models.CharField(max_length=64)
    extracted = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField()
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    imported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("-imported_at",)
        constraints = [models.UniqueConstraint(name="national_file_once", fields=["organisation", "sha256"])]

    def __str__(self) -> str:
        return self.sha256[:8]


class NationalCount(models.Model):
    """How many notifications of a month carry a value on an axis (nature, cause, sector …). Counts, never rows."""

    file = models.ForeignKey(NationalFile, on_delete=models.CASCADE, related_name="counts")
    month = models.CharField(max_length=7)
    axis = models.CharField(max_length=12)
    value = models.CharField(max_length=200)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="national_count_once", fields=["file", "month", "axis", "value"]),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.axis}"
