"""Declarations beside the CNIL's: what each sheet says, version by version, and when which version was sent to whom."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.law.sheets import SHEETS
from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member


class SheetVersion(Record):
    """The answers of one sheet at one instant, as canonical JSON. Rows never change: an edit is a new version."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="sheet_versions")
    code = models.CharField(_("fiche"), max_length=20)
    number = models.PositiveIntegerField(_("version"))
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("code", "number")
        constraints = [
            models.UniqueConstraint(
                name="sheet_number_once",
                fields=["breach", "code", "number"],
                violation_error_message=_("Cette version de la fiche existe déjà."),
            ),
            models.CheckConstraint(
                name="sheet_code_known",
                condition=models.Q(code__in=[sheet.code for sheet in SHEETS]),
                violation_error_message=_("Cette fiche n’existe pas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class SheetTransmission(Record):
    """One version of a sheet was sent to somebody by a person. Never undone: a correction is another one."""

    version: "models.ForeignKey[Any, SheetVersion]" = models.ForeignKey(
        SheetVersion, on_delete=models.PROTECT, related_name="transmissions"
    )
    addressee = models.CharField(_("destinataire"), max_length=120)
    reference = models.CharField(_("référence"), max_length=80, blank=True)
    sent_at = models.DateTimeField(_("transmise le"))
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("sent_at",)
        constraints = [
            models.CheckConstraint(
                name="transmission_says_to_whom",
                condition=~models.Q(addressee=""),
                violation_error_message=_("Dites à qui la fiche a été transmise."),
            ),
            models.CheckConstraint(
                name="transmission_not_in_future",
                condition=models.Q(sent_at__lte=models.F("recorded_at")),
                violation_error_message=_("Une transmission s’inscrit après coup."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
