"""Filing with the authority, and break-glass: a person files on the teleservice, we record it for good."""

from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import AuthorityNotification, Member, SubjectKind
from breaches.operations import approving, duties
from breaches.operations.base import lock_subject, operation, require_past, require_reasons, tell
from breaches.operations.notifying import require_minimum
from breaches.states import NotificationState, Phase


class NotApprovedError(DomainError):
    """Nothing is filed before an approval, or break-glass."""

    message = "Le dépôt vient après l’accord. Cette notification est « {state} »."


class BreakGlassOnlyInitialError(DomainError):
    """Break-glass is for the initial filing only."""

    message = "Le dépôt sans accord ne vaut que pour la notification initiale."


class ReceiptMissingError(DomainError):
    """A filing has a receipt number."""

    message = "Indiquez le numéro du récépissé de la CNIL."
    default_field = "receipt"


class ReceiptReusedError(DomainError):
    """The same receipt for two filings."""

    message = "Ce récépissé est déjà celui d’une autre notification."
    default_field = "receipt"


class ReasonsForDelayMissingError(DomainError):
    """After 72 hours the reasons for the delay go with the notification (art. 33(1))."""

    message = "Le terme est passé : les motifs du retard accompagnent la notification (RGPD, article 33, paragraphe 1)."
    default_field = "reasons_for_delay"


class FiledBeforeSubmissionError(DomainError):
    """A filing cannot be older than its notification."""

    message = "Le dépôt ne peut être antérieur à la préparation de la notification."
    default_field = "filed_at"


@operation
def break_glass(*, actor: Member, notification_id: Any, now: datetime, reasons: str) -> AuthorityNotification:
    """The DPO clears the initial notification alone, from draft or in review; legal ratifies later.

    Raises BreakGlassOnlyInitialError, MinimumMissingError, MissingReasonsError, OutOfOrderError.
    """
    permissions.require(actor, "notification.break_glass")
    notification = lock_subject(AuthorityNotification, actor, notification_id)
    if notification.phase != Phase.INITIAL:
        raise BreakGlassOnlyInitialError()
    require_minimum(notification)
    notification.break_glass(actor, require_reasons(reasons), now)
    tell(
        "notification.glass_broken", notification.breach, now=now, actor=actor, rows=(notification,),
        notification=str(notification.pk), version=notification.version, sha256=notification.content_sha256,
        reasons=journal.commitment(notification, "break_glass_reasons"),
    )  # fmt: skip
    approving.add_author(SubjectKind.NOTIFICATION, notification.pk, actor)
    return notification


@operation
def file_notification(
    *,
    actor: Member,
    notification_id: Any,
    now: datetime,
    receipt: str,
    filed_at: datetime | None = None,
    reasons_for_delay: str = "",
) -> AuthorityNotification:
    """Record the filing with its receipt. The first one fulfils the duty and freezes whether it was late.

    Raises NotApprovedError, ReceiptMissingError, ReceiptReusedError, ReasonsForDelayMissingError, InstantInFutureError.
    """
    permissions.require(actor, "notification.file")
    notification = lock_subject(AuthorityNotification, actor, notification_id)
    at = filed_at or now
    _check_filing(notification, at, now, receipt)
    breach = notification.breach
    duty = breach.duties.filter(code="rgpd_33", state="open").first()
    if duty and duty.due_at and at > duty.due_at and not reasons_for_delay.strip():
        raise ReasonsForDelayMissingError()
    fulfilled = duties.fulfil_rows(breach, ["rgpd_33"], at, receipt.strip(), reasons_for_delay.strip())
    notification.file(actor, receipt.strip(), at)
    tell(
        "notification.filed", breach, now=now, actor=actor, rows=(notification, *fulfilled),
        notification=str(notification.pk), phase=notification.phase, number=notification.number,
        receipt=notification.receipt, filed_at=journal.instant(at), sha256=notification.content_sha256,
        break_glass=notification.break_glass_at is not None,
        late=[{"duty": str(d.pk), "late": d.late} for d in fulfilled],
        reasons_for_delay=[journal.commitment(d, "reasons_for_delay") for d in fulfilled],
        duties=duties.told(fulfilled),
    )  # fmt: skip
    return notification


def _check_filing(notification: AuthorityNotification, at: datetime, now: datetime, receipt: str) -> None:
    if notification.state != NotificationState.APPROVED:
        raise NotApprovedError(state=NotificationState(notification.state).label)
    if not receipt.strip():
        raise ReceiptMissingError()
    same = AuthorityNotification.objects.filter(
        breach__organisation_id=notification.breach.organisation_id, receipt=receipt.strip()
    )
    if same.exclude(pk=notification.pk).exists():
        raise ReceiptReusedError()
    require_past(at, now, "filed_at")
    if at < notification.created_at:
        raise FiledBeforeSubmissionError()
