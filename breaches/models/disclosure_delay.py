"""A delay of the communication to data subjects asked by police or a judge (recital 88). Art. 33 never moves."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member


class DisclosureDelay(Record):
    """Who asked, under which reference, from which day until which (included). A longer delay is another row."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="delays")
    authority = models.CharField(_("autorité"), max_length=200)
    reference = models.CharField(_("référence"), max_length=120)
    why = models.TextField(_("ce qui est demandé"), blank=True)
    starts_on = models.DateField(_("depuis le"))
    until_on = models.DateField(_("jusqu’au"))
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField(_("levé le"), null=True)

    class Meta:
        ordering = ("starts_on", "recorded_at")
        constraints = [
            models.CheckConstraint(
                name="delay_says_who_asked",
                condition=~models.Q(authority="") & ~models.Q(reference=""),
                violation_error_message=_("Un report a une autorité qui le demande, et une référence."),
            ),
            models.CheckConstraint(
                name="delay_ends_after_it_began",
                condition=models.Q(until_on__gte=models.F("starts_on")),
                violation_error_message=_("Un report ne peut finir avant d’avoir commencé."),
            ),
            models.CheckConstraint(
                name="delay_lifted_within",
                condition=models.Q(lifted_on__isnull=True)
                | models.Q(lifted_on__gte=models.F("starts_on"), lifted_on__lte=models.F("until_on")),
                violation_error_message=_("Un report se lève entre son début et sa fin."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def runs_on(self, day: date) -> bool:
        """Whether the communication is deferred on `day`."""
        return self.lifted_on is None and self.starts_on <= day <= self.until_on
