"""Approvals and refusals: bound to a version and its SHA-256, by someone who is none of the authors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.models.organisation import Organisation


class SubjectKind(models.TextChoices):
    """What can be approved."""

    NOTIFICATION = "notification", _("Notification à la CNIL")
    COMMUNICATION = "communication", _("Communication aux personnes")
    ASSESSMENT = "assessment", _("Décision du responsable")
    AWARENESS = "awareness", _("Correction de la prise de connaissance")
    CONTROLLERS = "controllers", _("Information des responsables de traitement")


class Authorship(models.Model):
    """Everyone who edited or submitted a subject: none of them may approve it."""

    subject_kind = models.CharField(max_length=14, choices=SubjectKind.choices)
    subject_id = models.UUIDField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="authorship_once", fields=["subject_kind", "subject_id", "member"])]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class Approval(Record):
    """A verdict on one version. `author` is copied from the subject so that one row shows both pairs of eyes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=14, choices=SubjectKind.choices)
    subject_id = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.TextField(blank=True)  # what was read, kept to show what the next version changes
    verdict = models.CharField(max_length=8, choices=[("approved", _("Approuvée")), ("refused", _("Refusée"))])
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sole_practitioner = models.BooleanField(default=False)
    comment = models.TextField(_("commentaire"), blank=True)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at",)
        constraints = [
            models.CheckConstraint(
                name="approval_four_eyes",
                condition=models.Q(sole_practitioner=True) | ~models.Q(approver=models.F("author")),
                violation_error_message=_("On n’approuve pas ce que l’on a soi-même rédigé ou soumis."),
            ),
            models.UniqueConstraint(
                name="approval_once",
                fields=["subject_kind", "subject_id", "version"],
                condition=models.Q(verdict="approved", voided_at__isnull=True),
                violation_error_message=_("Cette version est déjà approuvée."),
            ),
            models.CheckConstraint(
                name="refusal_has_comment",
                condition=models.Q(verdict="approved") | ~models.Q(comment=""),
                violation_error_message=_("Un refus s’explique : écrivez un commentaire."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} v{self.version} {self.verdict}"
