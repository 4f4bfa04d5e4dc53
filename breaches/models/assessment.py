"""Risk assessments and decisions: the DPO advises (art. 38-39), the controller decides. Two records."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import Record, StatefulRecord
from breaches.models.breach import Breach
from breaches.models.facts import FactsVersion
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.states import DecisionState

AUTHORITY_CHOICES = [("notify", _("Notifier la CNIL")), ("do_not_notify", _("Ne pas notifier la CNIL"))]
SUBJECTS_CHOICES = [
    ("communicate", _("Informer les personnes")),
    ("do_not_communicate", _("Ne pas informer les personnes")),
]
EXEMPTION_CHOICES = [("a", "34(3)(a)"), ("b", "34(3)(b)"), ("c", "34(3)(c)")]


class Assessment(Record):
    """One assessment: the computed result and the DPO's opinion on both questions. Never changed."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="assessments")
    facts_version = models.ForeignKey(FactsVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    severity_quarters = models.PositiveSmallIntegerField(_("gravité ENISA, en quarts"))
    severity_level = models.CharField(_("niveau ENISA"), max_length=12)
    detail: "models.JSONField[Any, dict[str, Any]]" = models.JSONField(default=dict)
    recommended_authority = models.CharField(max_length=14, choices=AUTHORITY_CHOICES)
    recommended_subjects = models.CharField(max_length=20, choices=SUBJECTS_CHOICES)
    cnil_gravity = models.CharField(_("gravité CNIL"), max_length=12, blank=True)
    opinion_authority = models.CharField(_("avis : CNIL"), max_length=14, choices=AUTHORITY_CHOICES)
    opinion_subjects = models.CharField(_("avis : personnes"), max_length=20, choices=SUBJECTS_CHOICES)
    opinion_reasons = models.TextField(_("motifs de l’avis"))
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="assessment_number_once", fields=["breach", "number"]),
            models.CheckConstraint(
                name="assessment_severity_in_range",
                condition=models.Q(severity_quarters__gte=1, severity_quarters__lte=24),
                violation_error_message=_("La gravité ENISA va de 0,25 à 6."),
            ),
            models.CheckConstraint(
                name="assessment_opinion_has_reasons",
                condition=~models.Q(opinion_reasons=""),
                violation_error_message=_("Un avis se motive."),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class Decision(StatefulRecord):
    """The controller's decision on one assessment. Until it is decided, the duties of the protective default run."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="decision")
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="decisions")
    state = FSMField(_("état"), default=DecisionState.PROPOSED, choices=DecisionState.choices, protected=True)
    authority = models.CharField(_("CNIL"), max_length=14, choices=AUTHORITY_CHOICES)
    subjects = models.CharField(_("personnes"), max_length=20, choices=SUBJECTS_CHOICES)
    exemption = models.CharField(_("dispense"), max_length=1, choices=EXEMPTION_CHOICES, blank=True)
    reasons = models.TextField(_("motifs"))
    version = models.PositiveIntegerField(default=1)
    content_sha256 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_has_reasons",
                condition=~models.Q(reasons=""),
                violation_error_message=_("Une décision se motive."),
            ),
            models.CheckConstraint(name="decision_state_known", condition=models.Q(state__in=DecisionState.values)),
            models.CheckConstraint(
                name="decision_exemption_only_without_communication",
                condition=models.Q(exemption="") | models.Q(subjects="do_not_communicate"),
                violation_error_message=_("Une dispense ne va qu’avec l’absence de communication individuelle."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.subjects} {self.state}"

    @property
    def withholds(self) -> bool:
        """Whether it withholds something from the authority or the persons: then a second person is needed."""
        return self.authority == "do_not_notify" or self.subjects == "do_not_communicate"

    @transition(field=state, source=DecisionState.PROPOSED, target=DecisionState.IN_REVIEW)
    def submit(self, member: Member) -> None:
        """Hand the decision to the controller."""
        self.submitted_by = member

    @transition(field=state, source=DecisionState.IN_REVIEW, target=DecisionState.DECIDED)
    def decide(self) -> None:
        """The controller decided so."""

    @transition(field=state, source=DecisionState.IN_REVIEW, target=DecisionState.REFUSED)
    def refuse(self) -> None:
        """The controller decided otherwise; a new assessment must follow."""
