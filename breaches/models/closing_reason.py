"""Why a file was closed although something was still open: in words, item by item, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry


class ClosingReason(Record):
    """`code`: the condition (`breaches.law.closing.Open`), `count` how many were open at that instant."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="closing_explained")
    code = models.CharField(_("ce qui restait ouvert"), max_length=16)
    count = models.PositiveIntegerField(_("combien"))
    reasons = models.TextField(_("motifs"))
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="closing_reason_once", fields=["breach", "code"]),
            models.CheckConstraint(
                name="closing_reason_in_words",
                condition=~models.Q(reasons=""),
                violation_error_message=_("Ce qui reste ouvert se justifie en toutes lettres."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
