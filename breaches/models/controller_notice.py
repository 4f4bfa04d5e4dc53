"""What a processor tells each controller (art. 33(2)): rounds of notices, one notice for each controller."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import StatefulRecord
from breaches.models.breach import Breach
from breaches.models.member import Member
from breaches.states import NoticeRoundState, NoticeState


class NoticeRound(StatefulRecord):
    """One sending. `content` binds text and list under one SHA-256; number 1 tells, the next ones complete."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="notice_rounds")
    number = models.PositiveIntegerField(_("numéro"))
    state = FSMField(_("état"), default=NoticeRoundState.DRAFT, choices=NoticeRoundState.choices, protected=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    lock = models.PositiveIntegerField(default=0)
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    sending_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="notice_round_number_once", fields=["breach", "number"]),
            models.UniqueConstraint(
                name="notice_round_open_once",
                fields=["breach"],
                condition=~models.Q(state="sending"),
                violation_error_message=_("Un envoi aux responsables est déjà en préparation pour cette violation."),
            ),
            models.CheckConstraint(
                name="notice_round_state_known", condition=models.Q(state__in=NoticeRoundState.values)
            ),
            models.CheckConstraint(
                name="notice_round_sending_has_sender",
                condition=~models.Q(state="sending") | models.Q(sent_by__isnull=False, sending_at__isnull=False),
                violation_error_message=_("Un envoi porte son auteur et son heure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @transition(field=state, source=NoticeRoundState.DRAFT, target=NoticeRoundState.IN_REVIEW)
    def submit(self, member: Member, now: datetime) -> None:
        """Hand the exact text and list to the approver."""
        self.submitted_by, self.submitted_at = member, now

    @transition(
        field=state, source=[NoticeRoundState.IN_REVIEW, NoticeRoundState.APPROVED], target=NoticeRoundState.DRAFT
    )
    def take_back(self) -> None:
        """Refused, or changed after submission: a new version begins and no approval holds any more."""
        self.version += 1
        self.submitted_by = self.submitted_at = None

    @transition(field=state, source=NoticeRoundState.IN_REVIEW, target=NoticeRoundState.APPROVED)
    def approve(self) -> None:
        """Someone else approved this very text for this very list."""

    @transition(field=state, source=NoticeRoundState.APPROVED, target=NoticeRoundState.SENDING)
    def send(self, member: Member, now: datetime) -> None:
        """The notices leave, one by one."""
        self.sent_by, self.sending_at = member, now


class ControllerNotice(StatefulRecord):
    """The notice to one controller; `told_at` is when it was told, by mail (`message_id`) or by hand (`by_hand`)."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="controller_notices")
    round = models.ForeignKey(NoticeRound, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField(_("rang"))
    state = FSMField(_("état"), default=NoticeState.DRAFTED, choices=NoticeState.choices, protected=True)
    name = models.CharField(_("responsable de traitement"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    persons = models.PositiveBigIntegerField(_("personnes"), null=True)
    populations: "models.JSONField[Any, list[str]]" = models.JSONField(_("populations"), default=list)
    services = models.CharField(_("prise en charge"), max_length=300, blank=True)
    contract_hours = models.PositiveIntegerField(_("délai du contrat, en heures"), null=True)
    message_id = models.CharField(max_length=120, unique=True)
    told_at = models.DateTimeField(_("prévenu le"), null=True)
    by_hand = models.CharField(_("remis par"), max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(_("réception confirmée le"), null=True)
    reference = models.CharField(_("référence de l’accusé"), max_length=120, blank=True)
    reasons = models.TextField(_("motifs"), blank=True)

    class Meta:
        ordering = ("round", "number")
        constraints = [
            models.UniqueConstraint(name="notice_number_once", fields=["round", "number"]),
            models.CheckConstraint(name="notice_state_known", condition=models.Q(state__in=NoticeState.values)),
            models.CheckConstraint(
                name="notice_names_controller",
                condition=~models.Q(name=""),
                violation_error_message=_("Un responsable de traitement a un nom."),
            ),
            models.CheckConstraint(
                name="notice_siren_digits",
                condition=models.Q(siren="") | models.Q(siren__regex=r"^[0-9]{9}$"),
                violation_error_message=_("Le SIREN a neuf chiffres."),
            ),
            models.CheckConstraint(
                name="notice_told_has_instant",
                condition=~models.Q(state__in=["sent", "acknowledged"])
                | (models.Q(told_at__isnull=False) & (~models.Q(email="") | ~models.Q(by_hand=""))),
                violation_error_message=_("Une information partie porte son heure et son moyen."),
            ),
            models.CheckConstraint(
                name="notice_acknowledged_has_instant",
                condition=~models.Q(state="acknowledged") | models.Q(acknowledged_at__isnull=False),
                violation_error_message=_("Une réception confirmée porte son heure."),
            ),
            models.CheckConstraint(
                name="notice_not_sent_has_reasons",
                condition=~models.Q(state__in=["failed", "set_aside"]) | ~models.Q(reasons=""),
                violation_error_message=_("Un échec ou une mise à l’écart s’explique."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @transition(field=state, source=NoticeState.DRAFTED, target=NoticeState.APPROVED)
    def approve(self) -> None:
        """Its round is approved."""

    @transition(field=state, source=NoticeState.APPROVED, target=NoticeState.DRAFTED)
    def take_back(self) -> None:
        """Its round is a draft again."""

    @transition(field=state, source=[NoticeState.APPROVED, NoticeState.FAILED], target=NoticeState.SENT)
    def tell(self, at: datetime, by_hand: str) -> None:
        """The controller is told."""
        self.told_at, self.by_hand, self.reasons = at, by_hand, ""

    @transition(field=state, source=[NoticeState.APPROVED, NoticeState.SENT], target=NoticeState.FAILED)
    def fail(self, reasons: str) -> None:
        """It did not arrive: refused by the server, or come back."""
        self.told_at, self.by_hand, self.reasons = None, "", reasons

    @transition(field=state, source=NoticeState.FAILED, target=NoticeState.APPROVED)
    def retry(self) -> None:
        """Once more, under the same Message-ID."""
        self.reasons = ""

    @transition(field=state, source=NoticeState.SENT, target=NoticeState.ACKNOWLEDGED)
    def acknowledge(self, at: datetime, reference: str) -> None:
        """The controller says that it has it."""
        self.acknowledged_at, self.reference = at, reference

    @transition(
        field=state,
        source=[NoticeState.DRAFTED, NoticeState.APPROVED, NoticeState.FAILED],
        target=NoticeState.SET_ASIDE,
    )
    def set_aside(self, reasons: str) -> None:
        """A person says why this controller is not told by this notice."""
        self.reasons = reasons
