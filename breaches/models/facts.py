"""Versioned facts and the populations they describe. Rows are never changed: a new fact is a new version."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.states import ProcessingRole


class FactsVersion(Record):
    """The whole set of facts at one instant, as canonical JSON (`breaches.law.facts`) with its SHA-256."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="facts_versions")
    number = models.PositiveIntegerField(_("version"))
    facts: "models.JSONField[Any, dict[str, Any]]" = models.JSONField(_("faits"))
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(name="facts_number_once", fields=["breach", "number"])]

    def __str__(self) -> str:
        return f"v{self.number}"


class Population(Record):
    """A category of data subjects with its own data categories and counts (art. 33(3)(a))."""

    facts_version = models.ForeignKey(FactsVersion, on_delete=models.PROTECT, related_name="populations")
    key = models.CharField(max_length=60)
    role = models.CharField(_("rôle"), max_length=20, choices=ProcessingRole.choices)
    persons_estimate = models.PositiveBigIntegerField(_("personnes, estimation"), null=True)
    persons_min = models.PositiveBigIntegerField(_("personnes, au moins"), null=True)
    persons_max = models.PositiveBigIntegerField(_("personnes, au plus"), null=True)
    persons_claimed = models.PositiveBigIntegerField(_("personnes, revendiquées"), null=True)
    persons_confirmed = models.PositiveBigIntegerField(_("personnes, confirmées"), null=True)
    records = models.PositiveBigIntegerField(_("enregistrements"), null=True)
    description: "models.JSONField[Any, dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        ordering = ("key",)
        constraints = [
            models.UniqueConstraint(name="population_key_once", fields=["facts_version", "key"]),
            models.CheckConstraint(
                name="population_min_below_max",
                condition=models.Q(persons_min__isnull=True)
                | models.Q(persons_max__isnull=True)
                | models.Q(persons_min__lte=models.F("persons_max")),
                violation_error_message=_("Le minimum de personnes dépasse le maximum."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
