"""A duty: one regime, one addressee, one clock."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import StatefulRecord
from breaches.models.breach import Breach
from breaches.states import DutyState


class Duty(StatefulRecord):
    """`due_at` is None for duties without an hour in law. `late` is frozen by the first filing."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="duties")
    code = models.CharField(_("obligation"), max_length=24)
    addressee = models.CharField(_("destinataire"), max_length=120)
    state = FSMField(_("état"), default=DutyState.OPEN, choices=DutyState.choices, protected=True)
    starts_at = models.DateTimeField(_("départ"))
    due_at = models.DateTimeField(_("terme"), null=True, db_index=True)
    why = models.TextField(_("pourquoi elle s’applique"))
    rule_version = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    fulfilled_at = models.DateTimeField(_("faite le"), null=True)
    reference = models.CharField(_("référence"), max_length=80, blank=True)
    late = models.BooleanField(_("en retard"), null=True)
    late_by = models.DurationField(_("retard"), null=True)
    reasons_for_delay = models.TextField(_("motifs du retard"), blank=True)
    closing_reason = models.TextField(_("pourquoi elle ne s’applique plus"), blank=True)

    class Meta:
        verbose_name_plural = "duties"
        ordering = ("due_at", "code")
        constraints = [
            models.UniqueConstraint(name="duty_once", fields=["breach", "code", "addressee"]),
            models.CheckConstraint(name="duty_state_known", condition=models.Q(state__in=DutyState.values)),
            models.CheckConstraint(
                name="duty_fulfilled_has_instant",
                condition=~models.Q(state="fulfilled") | models.Q(fulfilled_at__isnull=False, late__isnull=False),
                violation_error_message=_("Une obligation faite porte son heure et son éventuel retard."),
            ),
            models.CheckConstraint(
                name="duty_late_has_duration",
                condition=models.Q(late__isnull=True) | models.Q(late=False) | models.Q(late_by__isnull=False),
                violation_error_message=_("Un retard se mesure."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @transition(field=state, source=DutyState.OPEN, target=DutyState.FULFILLED)
    def fulfil(self, at: datetime, reference: str, reasons_for_delay: str) -> None:
        """Done at `at`; whether that was late is frozen here for ever."""
        self.fulfilled_at, self.reference, self.reasons_for_delay = at, reference, reasons_for_delay
        self.late = self.due_at is not None and at > self.due_at
        self.late_by = at - self.due_at if self.late and self.due_at else None

    @transition(field=state, source=DutyState.OPEN, target=DutyState.NOT_REQUIRED)
    def drop(self, reason: str) -> None:
        """The facts or a decision say that it does not apply."""
        self.closing_reason = reason

    @transition(field=state, source=DutyState.NOT_REQUIRED, target=DutyState.OPEN)
    def reopen(self) -> None:
        """New facts or an order of the authority bring it back."""
        self.closing_reason = ""
