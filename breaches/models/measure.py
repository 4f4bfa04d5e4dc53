"""Measures taken or planned (art. 33(3)(d)) and evidence files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.authority_notification import AuthorityNotification
from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member


class Measure(Record):
    """One measure with its owner, its due date and, once done, its instant."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="measures")
    what = models.TextField(_("mesure"))
    owner = models.CharField(_("responsable de la mesure"), max_length=120)
    due_on = models.DateField(_("échéance"), null=True)
    done_at = models.DateTimeField(_("faite le"), null=True)
    created_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.CheckConstraint(
                name="measure_says_what",
                condition=~models.Q(what=""),
                violation_error_message=_("Décrivez la mesure."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Evidence(Record):
    """One piece of evidence: its SHA-256 here, its bytes encrypted in the private store (`stored_as`)."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="evidence")
    notification = models.ForeignKey(
        AuthorityNotification, on_delete=models.PROTECT, null=True, related_name="recaps",
        verbose_name=_("notification dont c’est le récapitulatif"),
    )  # fmt: skip
    what = models.CharField(_("ce que c’est"), max_length=200)
    file_name = models.CharField(_("fichier"), max_length=200)
    size = models.PositiveBigIntegerField(_("taille en octets"))
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ("added_at",)
        constraints = [
            models.CheckConstraint(
                name="evidence_sha256_whole",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("Une pièce porte son empreinte SHA-256 entière."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
