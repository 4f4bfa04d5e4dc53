"""The same event in two organisations of one group: each has a breach, a duty and a journal of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member


class BreachLink(Record):
    """One direction of a link between files of two organisations: a link is two rows, one in each. Never changed."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("made_at",)
        constraints = [
            models.UniqueConstraint(
                name="link_once",
                fields=["breach", "other"],
                violation_error_message=_("Ces deux dossiers sont déjà liés."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.other_id}"
