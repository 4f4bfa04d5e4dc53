"""Lots (print batches), proof packets, packages for the print shop.

A letter has no row: it is its recipient's place in its lot.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models import Communication
from notify.recipients.models import PrivateFile


class PackageKind(models.TextChoices):
    """For whom an archive is cut."""

    GENERIC = "generic", _("Imprimeur, forme générale")
    MAILEVA = "maileva", _("Maileva")


class Lot(models.Model):
    """Letters `first_seq` to `last_seq` of a communication in one PDF."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveIntegerField(_("lot"))
    first_seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    # Where each letter stands in the file, see `places.py`; lots made before it was kept have none.
    places = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    produced_at = models.DateTimeField(null=True)
    # Only a scenario may count a lot without rendering it (`play --letters N`); the journal and the pages say so.
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="lot_number_once", fields=["communication", "number"]),
            models.UniqueConstraint(name="lot_starts_once", fields=["communication", "first_seq"]),
            models.CheckConstraint(name="lot_not_empty", condition=models.Q(last_seq__gte=models.F("first_seq"))),
            models.CheckConstraint(
                name="lot_produced_has_file",
                condition=models.Q(produced_at=None)
                | models.Q(simulated=True, file=None)
                | models.Q(file__isnull=False, pages__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def letters(self) -> int:
        """How many letters the lot holds."""
        return self.last_seq - self.first_seq + 1


class Proof(models.Model):
    """A proof packet: worst cases rendered for two people to read and sign."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="proofs")
    content_sha256 = models.CharField(max_length=64)
    letters = models.PositiveIntegerField()
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return str(self.id)


class Package(models.Model):
    """What is handed to a print shop: an encrypted archive of every letter. Counts only, no names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="packages")
    kind = models.CharField(_("forme"), max_length=10, choices=PackageKind.choices)
    letters = models.PositiveIntegerField(_("lettres"))
    pages = models.PositiveIntegerField(_("pages"))
    sheets = models.PositiveIntegerField(_("feuilles"))
    files = models.PositiveIntegerField(_("fichiers d’impression"))
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)
        constraints = [
            models.CheckConstraint(
                name="package_not_empty",
                condition=models.Q(letters__gt=0, sheets__gt=0, files__gt=0, pages__gte=models.F("letters")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
