"""How long the house keeps one kind of object after a file is closed: proposed by one person, agreed by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.models.organisation import Organisation
from breaches.states import RetentionKind, RetentionVerdict


class RetentionRule(Record):
    """`months` after the closing; None: nothing is purged. The latest approved rule of a kind is the one in force."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="retention_rules")
    kind = models.CharField(_("genre d’objet"), max_length=10, choices=RetentionKind.choices)
    months = models.PositiveSmallIntegerField(_("mois après la clôture"), null=True)
    reasons = models.TextField(_("motifs"))
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=RetentionVerdict.choices, default=RetentionVerdict.PENDING)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(_("commentaire"), blank=True)
    sole_practitioner = models.BooleanField(default=False)

    class Meta:
        ordering = ("proposed_at",)
        constraints = [
            models.UniqueConstraint(
                name="retention_pending_once",
                fields=["organisation", "kind"],
                condition=models.Q(verdict="pending"),
                violation_error_message=_("Une durée attend déjà un accord pour ce genre d’objet."),
            ),
            models.CheckConstraint(
                name="retention_kind_known",
                condition=models.Q(kind__in=RetentionKind.values),
                violation_error_message=_("Ce genre d’objet n’a pas de durée de conservation."),
            ),
            models.CheckConstraint(
                name="retention_months_in_range",
                condition=models.Q(months__isnull=True) | models.Q(months__gte=1, months__lte=1200),
                violation_error_message=_("Une durée va d’un mois à 1200 mois."),
            ),
            models.CheckConstraint(
                name="retention_has_reasons",
                condition=~models.Q(reasons=""),
                violation_error_message=_("Une durée de conservation se motive."),
            ),
            models.CheckConstraint(
                name="retention_decided_by_a_second_person",
                condition=models.Q(verdict="pending", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    models.Q(verdict__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                    & (models.Q(sole_practitioner=True) | ~models.Q(decided_by=models.F("author")))
                ),
                violation_error_message=_("Une durée vaut après l’accord d’une seconde personne."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
