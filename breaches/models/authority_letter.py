"""A letter received from the supervisory authority: its own date, its own term, the file as evidence, the answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.measure import Evidence
from breaches.models.member import Member
from breaches.states import LetterKind


class AuthorityLetter(Record):
    """One letter. `due_on` is the term that the letter itself sets, None when it asks for nothing."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("objet"), max_length=12, choices=LetterKind.choices)
    reference = models.CharField(_("référence"), max_length=80)
    about = models.TextField(_("ce qu’elle dit ou demande"), blank=True)
    received_on = models.DateField(_("reçu le"))
    due_on = models.DateField(_("réponse attendue le"), null=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("répondu le"), null=True)
    answer = models.TextField(_("ce qui a été répondu"), blank=True)
    answer_evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("received_on", "recorded_at")
        constraints = [
            models.UniqueConstraint(
                name="letter_reference_once",
                fields=["breach", "reference", "received_on"],
                violation_error_message=_("Ce courrier est déjà inscrit."),
            ),
            models.CheckConstraint(name="letter_kind_known", condition=models.Q(kind__in=LetterKind.values)),
            models.CheckConstraint(
                name="letter_due_after_reception",
                condition=models.Q(due_on__isnull=True) | models.Q(due_on__gte=models.F("received_on")),
                violation_error_message=_("Une réponse ne peut être attendue avant la réception du courrier."),
            ),
            models.CheckConstraint(
                name="letter_answered_after_reception",
                condition=models.Q(answered_on__isnull=True) | models.Q(answered_on__gte=models.F("received_on")),
                violation_error_message=_("Une réponse ne peut précéder la réception du courrier."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def waits(self) -> bool:
        """Whether an answer is expected and none is recorded."""
        return self.due_on is not None and self.answered_on is None
