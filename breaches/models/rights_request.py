"""What a data subject asks after the notice. No name: the organisation's own number stands for the person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.states import RequestKind, RequestOutcome

NUMBER = r"^[A-Za-z0-9./_-]*[0-9][A-Za-z0-9./_-]*$"


class RightsRequest(Record):
    """One request; `due_on` is computed by the law, `reference` is a number of the organisation's own system."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("nature"), max_length=10, choices=RequestKind.choices)
    reference = models.CharField(_("numéro dans votre outil"), max_length=40)
    received_on = models.DateField(_("reçue le"))
    due_on = models.DateField(_("à traiter le"))
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")
    extended_on = models.DateField(_("prolongée le"), null=True)
    extension_reasons = models.TextField(_("motifs de la prolongation"), blank=True)
    handled_on = models.DateField(_("traitée le"), null=True)
    outcome = models.CharField(_("suite donnée"), max_length=10, choices=RequestOutcome.choices, blank=True)
    outcome_reasons = models.TextField(_("motifs"), blank=True)

    class Meta:
        ordering = ("received_on", "recorded_at")
        constraints = [
            models.UniqueConstraint(
                name="request_reference_once",
                fields=["breach", "reference"],
                violation_error_message=_("Une demande porte déjà ce numéro dans ce dossier."),
            ),
            models.CheckConstraint(name="request_kind_known", condition=models.Q(kind__in=RequestKind.values)),
            models.CheckConstraint(
                name="request_reference_is_a_number",
                condition=models.Q(reference__regex=NUMBER),
                violation_error_message=_("Donnez un numéro, sans espace : jamais le nom de la personne."),
            ),
            models.CheckConstraint(
                name="request_due_after_reception",
                condition=models.Q(due_on__gt=models.F("received_on")),
                violation_error_message=_("Le terme d’une demande vient après sa réception."),
            ),
            models.CheckConstraint(
                name="request_extension_has_reasons",
                condition=models.Q(extended_on__isnull=True) | ~models.Q(extension_reasons=""),
                violation_error_message=_("Une prolongation se motive."),
            ),
            models.CheckConstraint(
                name="request_handled_has_outcome",
                condition=models.Q(handled_on__isnull=True, outcome="")
                | models.Q(handled_on__gte=models.F("received_on"), outcome__in=RequestOutcome.values),
                violation_error_message=_("Une demande traitée porte sa date, après la réception, et sa suite."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
