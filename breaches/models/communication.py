"""A communication to data subjects (art. 34) and the signatures of its proof packet."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import Record, StatefulRecord
from breaches.models.breach import Breach
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.states import Channel, CommunicationState


class Communication(StatefulRecord):
    """`content` binds text, template, channel, sender and the recipient set (root and count) under one SHA-256."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="communications")
    key = models.SlugField(_("clé"), max_length=60)
    population = models.CharField(_("population"), max_length=60)
    channel = models.CharField(_("canal"), max_length=10, choices=Channel.choices)
    state = FSMField(_("état"), default=CommunicationState.DRAFT, choices=CommunicationState.choices, protected=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    lock = models.PositiveIntegerField(default=0)
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    recipient_count = models.PositiveBigIntegerField(_("destinataires"), default=0)
    recipient_root = models.CharField(max_length=64, blank=True)
    proof_sha256 = models.CharField(_("empreinte des épreuves"), max_length=64, blank=True)
    proof_of_content = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    letters_produced = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                name="communication_key_once",
                fields=["breach", "key"],
                violation_error_message=_("Une communication porte déjà ce nom dans ce dossier."),
            ),
            models.CheckConstraint(
                name="communication_state_known", condition=models.Q(state__in=CommunicationState.values)
            ),
            models.CheckConstraint(
                name="communication_leaves_with_recipients",
                condition=models.Q(state="draft") | models.Q(recipient_count__gt=0),
                violation_error_message=_("Une communication ne quitte pas le brouillon sans destinataire."),
            ),
            models.CheckConstraint(
                name="communication_produces_no_more_than_bound",
                condition=models.Q(letters_produced__lte=models.F("recipient_count")),
                violation_error_message=_("Il y aurait plus de lettres que de destinataires approuvés."),
            ),
            models.CheckConstraint(
                name="communication_dispatched_whole",
                condition=~models.Q(state__in=["dispatched", "reconciled"])
                | models.Q(letters_produced=models.F("recipient_count"), handed_over_at__isnull=False),
                violation_error_message=_("La remise exige une lettre par destinataire : le reste doit être nul."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @transition(field=state, source=CommunicationState.DRAFT, target=CommunicationState.IN_REVIEW)
    def submit(self, member: Member, now: datetime) -> None:
        """Hand the exact content to the approver."""
        self.submitted_by, self.submitted_at = member, now

    @transition(
        field=state,
        source=[CommunicationState.IN_REVIEW, CommunicationState.APPROVED],
        target=CommunicationState.DRAFT,
    )
    def take_back(self) -> None:
        """Refused, or changed after submission: a new version begins and no approval holds any more."""
        self.version += 1
        self.submitted_by = self.submitted_at = None

    @transition(field=state, source=CommunicationState.IN_REVIEW, target=CommunicationState.APPROVED)
    def approve(self) -> None:
        """Someone else approved this very content for this very set of recipients."""

    @transition(field=state, source=CommunicationState.APPROVED, target=CommunicationState.DISPATCHING)
    def start(self) -> None:
        """Production begins."""

    @transition(field=state, source=CommunicationState.DISPATCHING, target=CommunicationState.DISPATCHED)
    def hand_over(self, now: datetime) -> None:
        """Every lot was handed over."""
        self.handed_over_at = now

    @transition(field=state, source=CommunicationState.DISPATCHED, target=CommunicationState.RECONCILED)
    def reconcile(self) -> None:
        """Every letter ended somewhere: delivered, or come back and dealt with."""


class ProofSignature(Record):
    """One person's signature under one proof packet; production needs two people."""

    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="signatures")
    proof_sha256 = models.CharField(max_length=64)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proof_signed_once_each",
                fields=["communication", "proof_sha256", "member"],
                violation_error_message=_("Vous avez déjà signé ces épreuves : il faut une seconde personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof_sha256[:8]} {self.member_id}"
