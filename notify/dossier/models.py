"""A rendered dossier: which content, at which position of the journal, in which file."""

import uuid

from django.db import models

from breaches.models import AuthorityNotification
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
