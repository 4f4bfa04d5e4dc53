"""A notification to the authority (art. 33): initial, then complementary (art. 33(4))."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from breaches.models.base import StatefulRecord
from breaches.models.breach import Breach
from breaches.models.member import Member
from breaches.states import NotificationState, Phase, Ratification


def _is_initial(notification: Any) -> bool:
    """Break-glass is for the initial filing only."""
    return bool(notification.phase == Phase.INITIAL)


class AuthorityNotification(StatefulRecord):
    """`content` is the canonical JSON of the answers to the form; `lock` counts saves, `version` submissions."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="notifications")
    number = models.PositiveIntegerField(_("numéro"))
    phase = models.CharField(_("phase"), max_length=14, choices=Phase.choices)
    state = FSMField(_("état"), default=NotificationState.DRAFT, choices=NotificationState.choices, protected=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    lock = models.PositiveIntegerField(default=0)
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    receipt = models.CharField(_("récépissé"), max_length=60, blank=True)
    filed_at = models.DateTimeField(_("déposée le"), null=True)
    filed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    break_glass_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    break_glass_at = models.DateTimeField(null=True)
    break_glass_reasons = models.TextField(_("motifs du dépôt sans accord"), blank=True)
    ratification = models.CharField(
        _("ratification"), max_length=10, choices=Ratification.choices, default=Ratification.NONE
    )

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="notification_number_once", fields=["breach", "number"]),
            models.UniqueConstraint(
                name="notification_open_once",
                fields=["breach"],
                condition=~models.Q(state="filed"),
                violation_error_message=_("Une notification est déjà en préparation pour cette violation."),
            ),
            models.UniqueConstraint(
                name="notification_receipt_once",
                fields=["breach", "receipt"],
                condition=~models.Q(receipt=""),
                violation_error_message=_("Ce numéro de récépissé est déjà enregistré dans ce dossier."),
            ),
            models.CheckConstraint(
                name="notification_state_known", condition=models.Q(state__in=NotificationState.values)
            ),
            models.CheckConstraint(
                name="notification_first_is_not_complementary",
                condition=models.Q(number=1, phase__in=["initial", "complete"])
                | models.Q(number__gt=1, phase__in=["complementary", "complete"]),
                violation_error_message=_(
                    "La première notification est initiale ou complète, les suivantes complètent."
                ),
            ),
            models.CheckConstraint(
                name="notification_filed_has_receipt",
                condition=~models.Q(state="filed") | (~models.Q(receipt="") & models.Q(filed_at__isnull=False)),
                violation_error_message=_("Un dépôt porte son récépissé et son heure."),
            ),
            models.CheckConstraint(
                name="notification_break_glass_complete",
                condition=models.Q(ratification="none", break_glass_at__isnull=True)
                | (
                    models.Q(break_glass_at__isnull=False, break_glass_by__isnull=False, phase="initial")
                    & ~models.Q(break_glass_reasons="")
                    & ~models.Q(ratification="none")
                ),
                violation_error_message=_("Un dépôt sans accord ne vaut que pour l’initiale, avec ses motifs."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.number}"

    @transition(field=state, source=NotificationState.DRAFT, target=NotificationState.IN_REVIEW)
    def submit(self, member: Member, now: datetime) -> None:
        """Hand the exact content to the approver."""
        self.submitted_by, self.submitted_at = member, now

    @transition(
        field=state,
        source=[NotificationState.IN_REVIEW, NotificationState.APPROVED],
        target=NotificationState.DRAFT,
    )
    def take_back(self) -> None:
        """Refused, or edited after submission: a new version begins, no approval and no break-glass hold any more."""
        self.version += 1
        self.submitted_by = self.submitted_at = None
        self.break_glass_by = self.break_glass_at = None
        self.break_glass_reasons, self.ratification = "", Ratification.NONE

    @transition(field=state, source=NotificationState.IN_REVIEW, target=NotificationState.APPROVED)
    def approve(self) -> None:
        """Someone else approved this very content."""

    @transition(
        field=state,
        source=[NotificationState.DRAFT, NotificationState.IN_REVIEW],
        target=NotificationState.APPROVED,
        conditions=[_is_initial],
    )
    def break_glass(self, member: Member, reasons: str, now: datetime) -> None:
        """The DPO clears the initial filing alone; legal ratifies later (EDPB 9/2022: notify, then complete)."""
        self.break_glass_by, self.break_glass_reasons, self.break_glass_at = member, reasons, now
        self.submitted_by, self.submitted_at = self.submitted_by or member, self.submitted_at or now
        self.ratification = Ratification.PENDING

    @transition(field=state, source=NotificationState.APPROVED, target=NotificationState.FILED)
    def file(self, member: Member, receipt: str, filed_at: datetime) -> None:
        """Filed on the teleservice by a person; never undone."""
        self.filed_by, self.receipt, self.filed_at = member, receipt, filed_at
