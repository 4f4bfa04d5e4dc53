"""What a purge leaves: which kind of object of which file, how many, under which digest, by which rule. Immutable."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.retention_rule import RetentionRule
from breaches.states import RetentionKind


class Purge(Record):
    """`counts`: objects, bytes; `digest`: SHA-256 over the sorted SHA-256 of what was there."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="purges")
    kind = models.CharField(_("genre d’objet"), max_length=10, choices=RetentionKind.choices)
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("terme de la conservation"))
    purged_at = models.DateTimeField(_("purgé le"))
    counts: "models.JSONField[Any, dict[str, int]]" = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("purged_at",)
        constraints = [
            models.CheckConstraint(
                name="purge_digest_whole",
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("Une purge porte l’empreinte entière de ce qui a été purgé."),
            ),
            models.CheckConstraint(
                name="purge_not_before_its_term",
                condition=models.Q(purged_at__gte=models.F("due_at")),
                violation_error_message=_("Rien ne se purge avant le terme de sa conservation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
