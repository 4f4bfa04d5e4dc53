"""Awareness times: every candidate is kept, one is chosen, a correction needs reasons and a second person."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import StatefulRecord
from breaches.models.breach import Breach
from breaches.models.member import Member
from breaches.states import AwarenessState


class Awareness(StatefulRecord):
    """One possible instant of awareness (art. 33(1); EDPB 9/2022 § 31) with who says so and why."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="awareness_times")
    at = models.DateTimeField(_("instant"))
    reasons = models.TextField(_("motifs"))
    evidence = models.CharField(_("pièce à l’appui"), max_length=200, blank=True)
    state = FSMField(_("état"), default=AwarenessState.CANDIDATE, choices=AwarenessState.choices, protected=True)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    content_sha256 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "awareness times"
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                name="awareness_chosen_once",
                fields=["breach"],
                condition=models.Q(state="chosen"),
                violation_error_message=_("Une seule heure est retenue à la fois."),
            ),
            models.UniqueConstraint(
                name="awareness_correction_once",
                fields=["breach", "state"],  # other columns than awareness_chosen_once: SQLite names columns only
                condition=models.Q(state="correction"),
                violation_error_message=_("Une correction attend déjà une seconde personne."),
            ),
            models.CheckConstraint(
                name="awareness_has_reasons",
                condition=~models.Q(reasons=""),
                violation_error_message=_("Une heure de prise de connaissance se motive."),
            ),
            models.CheckConstraint(
                name="awareness_not_in_future",
                condition=models.Q(at__lte=models.F("created_at")),
                violation_error_message=_("Une prise de connaissance est déjà passée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.state}"

    @transition(field=state, source=AwarenessState.CORRECTION, target=AwarenessState.CHOSEN)
    def accept(self) -> None:
        """A second person approved the correction."""

    @transition(field=state, source=AwarenessState.CORRECTION, target=AwarenessState.REFUSED)
    def refuse(self) -> None:
        """A second person refused the correction."""

    @transition(field=state, source=AwarenessState.CHOSEN, target=AwarenessState.SUPERSEDED)
    def supersede(self) -> None:
        """Another instant takes its place; the value stays visible."""
