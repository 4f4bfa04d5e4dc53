"""A breach and the reports that told of it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import StatefulRecord
from breaches.models.member import Member
from breaches.models.organisation import Organisation
from breaches.states import BreachState, Source


class Breach(StatefulRecord):
    """A personal-data breach (art. 4(12)), from the first report to the closed file."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="breaches")
    reference = models.CharField(_("numéro"), max_length=20)
    title = models.CharField(_("intitulé"), max_length=160)
    state = FSMField(_("état"), default=BreachState.REPORTED, choices=BreachState.choices, protected=True)
    reported_at = models.DateTimeField(_("signalée le"))
    aware_at = models.DateTimeField(_("prise de connaissance"), null=True)
    attack_known_at = models.DateTimeField(_("attaque connue le"), null=True)
    occurred_from = models.DateTimeField(_("début"), null=True)
    occurred_to = models.DateTimeField(_("fin"), null=True)
    rule_version = models.CharField(_("version du catalogue des obligations"), max_length=20, blank=True)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True)
    closed_at = models.DateTimeField(_("clôturée le"), null=True)
    closing_reasons = models.TextField(_("motifs de clôture ou d’écart"), blank=True)
    lessons = models.TextField(_("enseignements"), blank=True)
    processor_name = models.CharField(_("sous-traitant qui a prévenu"), max_length=200, blank=True)
    processor_reference = models.CharField(_("référence du sous-traitant"), max_length=120, blank=True)
    processor_told_at = models.DateTimeField(_("prévenu par le sous-traitant le"), null=True)
    joint_lead = models.CharField(_("qui conduit les articles 33 et 34"), max_length=200, blank=True)
    joint_reference = models.CharField(
        _("référence de l’accord entre responsables conjoints"), max_length=200, blank=True
    )
    processing_record = models.CharField(_("fiche du registre des traitements"), max_length=300, blank=True)
    processor_contract = models.CharField(_("contrat du sous-traitant"), max_length=300, blank=True)
    unit = models.CharField(_("service où cela s’est produit"), max_length=80, blank=True)
    exercise = models.BooleanField(_("exercice"), default=False)

    class Meta:
        ordering = ("-reported_at",)
        constraints = [
            models.UniqueConstraint(name="breach_reference_once", fields=["organisation", "reference"]),
            models.CheckConstraint(name="breach_state_known", condition=models.Q(state__in=BreachState.values)),
            models.CheckConstraint(
                name="breach_confirmed_has_awareness",
                condition=models.Q(state__in=["reported", "dismissed"]) | models.Q(aware_at__isnull=False),
                violation_error_message=_("Une violation confirmée a une heure de prise de connaissance."),
            ),
            models.CheckConstraint(
                name="breach_awareness_not_before_occurrence",
                condition=models.Q(aware_at__isnull=True)
                | models.Q(occurred_from__isnull=True)
                | models.Q(aware_at__gte=models.F("occurred_from")),
                violation_error_message=_("La prise de connaissance ne peut précéder la violation."),
            ),
            models.CheckConstraint(
                name="breach_ends_after_it_began",
                condition=models.Q(occurred_from__isnull=True)
                | models.Q(occurred_to__isnull=True)
                | models.Q(occurred_to__gte=models.F("occurred_from")),
                violation_error_message=_("La violation ne peut finir avant d’avoir commencé."),
            ),
            models.CheckConstraint(
                name="breach_processor_named_with_instant",
                condition=models.Q(processor_name="", processor_told_at__isnull=True)
                | (~models.Q(processor_name="") & models.Q(processor_told_at__isnull=False)),
                violation_error_message=_("Un sous-traitant qui a prévenu a un nom, et l’heure où il a prévenu."),
            ),
            models.CheckConstraint(
                name="breach_closed_has_instant",
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False),
                violation_error_message=_("Une violation clôturée porte l’heure de sa clôture."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @transition(field=state, source=BreachState.REPORTED, target=BreachState.CONFIRMED)
    def confirm(self, aware_at: datetime, now: datetime, rule_version: str) -> None:
        """Retain the breach: the awareness time starts the clocks (art. 33(1)), under the law of its first time."""
        self.aware_at, self.confirmed_at = aware_at, now
        self.rule_version = self.rule_version or rule_version

    @transition(field=state, source=[BreachState.CONFIRMED, BreachState.ASSESSED], target=BreachState.ASSESSED)
    def assess(self) -> None:
        """A risk assessment exists; it may be renewed as often as needed."""

    @transition(
        field=state,
        source=[BreachState.REPORTED, BreachState.CONFIRMED, BreachState.ASSESSED],
        target=BreachState.DISMISSED,
    )
    def dismiss(self, reasons: str) -> None:
        """Not a personal-data breach after all; stays in the record with its reasons."""
        self.closing_reasons = reasons

    @transition(field=state, source=BreachState.DISMISSED, target=BreachState.REPORTED)
    def reopen(self) -> None:
        """Look at a dismissed report again."""
        self.closing_reasons = ""

    @transition(field=state, source=BreachState.ASSESSED, target=BreachState.CLOSED)
    def close(self, lessons: str, now: datetime) -> None:
        """Nothing is left to do."""
        self.lessons, self.closed_at = lessons, now

    @transition(field=state, source=BreachState.CLOSED, target=BreachState.ASSESSED)
    def resume(self) -> None:
        """The authority orders something in a closed file (art. 34(4)): there is something to do again."""
        self.closed_at = None


class IncidentReport(StatefulRecord):
    """A raw report (signalement), before anyone knows whether data are concerned. Never edited."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="reports")
    reference = models.CharField(_("référence"), max_length=20)
    summary = models.TextField(_("que s’est-il passé"))
    source = models.CharField(_("origine"), max_length=12, choices=Source.choices)
    kind = models.CharField(_("de quoi s’agit-il"), max_length=20, blank=True)
    ongoing = models.CharField(_("encore en cours"), max_length=10, blank=True)
    how_many = models.CharField(_("personnes touchées"), max_length=10, blank=True)
    contact = models.CharField(_("comment joindre"), max_length=120, blank=True)
    reporter = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("reçu le"))
    detected_at = models.DateTimeField(_("vu le"), null=True)
    late_entry = models.BooleanField(_("ressaisi d’après papier"), default=False)

    class Meta:
        ordering = ("reported_at",)
        constraints = [
            models.UniqueConstraint(name="report_reference_once", fields=["organisation", "reference"]),
            models.CheckConstraint(
                name="report_detected_before_reported",
                condition=models.Q(detected_at__isnull=True) | models.Q(detected_at__lte=models.F("reported_at")),
                violation_error_message=_("Un incident ne peut être vu après avoir été signalé."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
