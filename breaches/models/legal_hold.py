"""A legal hold (gel): as long as it stands nothing of the file is purged. Another person releases it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member


class LegalHold(Record):
    """Why, by whom, since when; released by somebody else, with reasons, once."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField(_("motif"))
    placed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("posé le"))
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("levé le"), null=True)
    release_reasons = models.TextField(_("motif de la levée"), blank=True)
    sole_practitioner = models.BooleanField(default=False)

    class Meta:
        ordering = ("placed_at",)
        constraints = [
            models.UniqueConstraint(
                name="hold_live_once",
                fields=["breach"],
                condition=models.Q(released_at__isnull=True),
                violation_error_message=_("Ce dossier est déjà gelé."),
            ),
            models.CheckConstraint(
                name="hold_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message=_("Un gel se motive."),
            ),
            models.CheckConstraint(
                name="hold_release_complete",
                condition=models.Q(released_at__isnull=True, released_by__isnull=True, release_reasons="")
                | (models.Q(released_at__isnull=False, released_by__isnull=False) & ~models.Q(release_reasons="")),
                violation_error_message=_("La levée d’un gel a une personne, une heure et un motif."),
            ),
            models.CheckConstraint(
                name="hold_released_by_a_second_person",
                condition=models.Q(released_by__isnull=True)
                | models.Q(sole_practitioner=True)
                | ~models.Q(released_by=models.F("placed_by")),
                violation_error_message=_("Un gel se lève par une seconde personne."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
