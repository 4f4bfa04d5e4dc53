"""Where identities live: encrypted rows and files, under a key of the campaign. Nothing here is readable alone."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models import Breach, Communication, Member, Organisation


class CampaignKey(models.Model):
    """The wrapped data key of a communication, or of a breach's evidence when `communication` is None."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="+")
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, null=True, related_name="key_of")
    version = models.PositiveSmallIntegerField(default=1)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="key_shredded_is_gone", condition=models.Q(shredded_at__isnull=True) | models.Q(wrapped=b"")
            ),
            models.UniqueConstraint(
                name="evidence_key_once", fields=["breach"], condition=models.Q(communication=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PrivateFile(models.Model):
    """One encrypted file of the private store. `sha256` and `size` are of the clear content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.ForeignKey(CampaignKey, on_delete=models.PROTECT, related_name="files")
    purpose = models.CharField(
        max_length=12,
        choices=[
            ("upload", _("Fichier reçu")),
            ("rejects", _("Rejets")),
            ("lot", _("Lot")),
            ("proof", _("Épreuves")),
            ("evidence", _("Pièce")),
            ("dossier", _("Dossier")),
            ("manifest", _("Bordereau")),
            ("package", _("Paquet pour l’imprimeur")),
            ("return", _("Retour de l’imprimeur")),
        ],
    )
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    # A purge keeps the row, with its size and hash, and takes the bytes: decided first, then done (`erased_at`).
    purged_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_erased_after_purge",
                condition=models.Q(erased_at__isnull=True) | models.Q(purged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RecipientImport(models.Model):
    """One import of a file into a communication; a later one replaces it while nothing is produced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="imports")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="+")
    rejects = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    counts: "models.JSONField[Any, dict[str, Any]]" = models.JSONField(default=dict)
    root = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    current = models.BooleanField(default=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                name="import_current_once", fields=["communication"], condition=models.Q(current=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Recipient(models.Model):
    """Whom we write to: one blob. `seq` orders the letters, `code` is printed, `index` is a keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="recipients")
    batch = models.ForeignKey(RecipientImport, on_delete=models.CASCADE, related_name="recipients")
    seq = models.PositiveIntegerField()
    line = models.PositiveIntegerField(_("ligne du fichier"))
    code = models.CharField(max_length=12)
    blob = models.BinaryField()
    index = models.BinaryField(max_length=16)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(name="recipient_seq_once", fields=["batch", "seq"]),
            models.UniqueConstraint(name="recipient_code_once", fields=["batch", "code"]),
        ]

    def __str__(self) -> str:
        return str(self.id)
