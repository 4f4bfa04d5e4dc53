"""What the supervisory authority orders or finds on the communication to data subjects (art. 34(4))."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.states import OrderFinding


class AuthorityOrder(Record):
    """One act of the authority, as it was received. Never changed: what the authority says next is another row."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="authority_orders")
    finding = models.CharField(_("ce que l’autorité décide"), max_length=12, choices=OrderFinding.choices)
    ordered_on = models.DateField(_("date de l’acte"))
    reference = models.CharField(_("référence"), max_length=120, blank=True)
    text = models.TextField(_("ce qu’elle demande, et ses motifs"))
    due_at = models.DateTimeField(_("terme fixé"), null=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("inscrite le"))
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = [
            models.CheckConstraint(
                name="order_finding_known",
                condition=models.Q(finding__in=OrderFinding.values),
                violation_error_message=_("L’autorité demande d’informer, ou constate une dispense."),
            ),
            models.CheckConstraint(
                name="order_says_what",
                condition=~models.Q(text=""),
                violation_error_message=_("Écrivez ce que l’autorité demande, et ses motifs."),
            ),
            models.CheckConstraint(
                name="order_term_goes_with_an_order",
                condition=models.Q(due_at__isnull=True) | models.Q(finding="communicate"),
                violation_error_message=_("Un terme ne va qu’avec une demande d’informer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} {self.ordered_on}"
