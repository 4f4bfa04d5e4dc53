"""One line of the journal: append-only, hash-chained per organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.member import Member
from breaches.models.organisation import Organisation


class JournalEntry(models.Model):
    """`hash` = SHA-256(0x00 ‖ body bytes); `prev` is inside the body, so the chain follows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="journal")
    seq = models.PositiveIntegerField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    clock = models.CharField(max_length=8, choices=[("real", _("réelle")), ("scenario", _("scénario"))])
    actor = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    breach_id = models.UUIDField(null=True, db_index=True)
    body = models.TextField()

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(name="journal_seq_once", fields=["organisation", "seq"]),
            models.UniqueConstraint(name="journal_prev_once", fields=["organisation", "prev"]),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
