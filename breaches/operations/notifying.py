"""Notify the authority (art. 33): prepare, edit, submit, approve or refuse. Filing is in `filing`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from breaches import journal, permissions
from breaches.errors import DomainError, StaleVersionError
from breaches.law import cnil_form
from breaches.law.facts import controlled
from breaches.models import AuthorityNotification, Breach, Member, SubjectKind
from breaches.operations import approving
from breaches.operations.base import lock_breach, lock_subject, operation, require_open, tell
from breaches.operations.prefilling import prefilled
from breaches.queries import latest_facts, law_context
from breaches.states import BreachState, NotificationState, Phase, Ratification


class NotConfirmableError(DomainError):
    """A notification needs a confirmed breach of which the organisation is controller."""

    message = "On notifie une violation confirmée. Celle-ci est « {state} »."


class ProcessorDoesNotNotifyError(DomainError):
    """A pure processor tells its controllers (art. 33(2)); it never files with the authority for itself."""

    message = (
        "Pour ces données, l’organisme est sous-traitant : il prévient chaque responsable de traitement "
        "(RGPD, article 33, paragraphe 2), il ne notifie pas la CNIL."
    )


class PhaseError(DomainError):
    """Initial first, complementary after a filing."""

    message = "La phase « {found} » ne convient pas ici : {expected}."
    default_field = "phase"


class AnswersRefusedError(DomainError):
    """An answer does not fit the form: the message names the field, what was found and what was expected."""

    message = "{reason}"


class MinimumMissingError(DomainError):
    """The hard minimum of an initial notification is not there."""

    message = "Il manque le strict minimum d’une notification : {fields}."


@operation
def prepare_notification(
    *, actor: Member, breach_id: Any, now: datetime, phase: str, answers: Mapping[str, Any] | None = None
) -> AuthorityNotification:
    """Start a notification, prefilled from the record; `answers` (ids of the form) override what is derived.

    Raises NotConfirmableError, ProcessorDoesNotNotifyError, PhaseError, AnswersRefusedError, RuleBrokenError (one open
    notification at a time).
    """
    permissions.require(actor, "notification.edit")
    breach = lock_breach(actor, breach_id)
    _require_notifiable(breach)
    last = breach.notifications.order_by("number").last()
    _check_phase(phase, last)
    content = prefilled(breach, phase, last, now) | dict(answers or {})
    notification = AuthorityNotification(
        breach=breach, number=last.number + 1 if last else 1, phase=phase, created_at=now
    )
    _write(notification, content)
    notification.last_entry = tell(
        "notification.prepared", breach, now=now, actor=actor,
        notification=str(notification.pk), number=notification.number, phase=phase,
        sha256=notification.content_sha256,
    )  # fmt: skip
    notification.save(force_insert=True)
    approving.add_author(SubjectKind.NOTIFICATION, notification.pk, actor)
    return notification


def _require_notifiable(breach: Breach) -> None:
    if breach.state not in (BreachState.CONFIRMED, BreachState.ASSESSED):
        raise NotConfirmableError(state=BreachState(breach.state).label)
    facts = latest_facts(breach)
    only_processor = facts is not None and not controlled(facts, law_context(breach))
    if only_processor or not breach.duties.filter(code="rgpd_33").exists():
        raise ProcessorDoesNotNotifyError()


def _check_phase(phase: str, last: AuthorityNotification | None) -> None:
    if last is None and phase == Phase.COMPLEMENTARY:
        raise PhaseError(found=phase, expected=gettext("la première notification est initiale ou complète"))
    if last is not None and phase == Phase.INITIAL:
        raise PhaseError(found=phase, expected=gettext("après l’initiale viennent des complémentaires"))
    if phase not in Phase.values:
        raise PhaseError(found=phase, expected="initial, complementary, complete")


def answers_of(notification: AuthorityNotification) -> dict[str, Any]:
    """The answers to the form inside the content."""
    answers: dict[str, Any] = json.loads(notification.content)
    return answers


def _write(notification: AuthorityNotification, answers: Mapping[str, Any]) -> None:
    errors = cnil_form.validate(answers)
    if errors:
        raise AnswersRefusedError(field=errors[0].field, reason=errors[0].message)
    notification.content = journal.canonical(dict(answers))
    notification.content_sha256 = journal.sha256(notification.content)


@operation
def edit_notification(
    *,
    actor: Member,
    notification_id: Any,
    now: datetime,
    answers: Mapping[str, Any],
    expected_lock: int | None = None,
) -> AuthorityNotification:
    """Save the answers. Editing what was submitted or approved takes it back to draft and voids the approval.

    Raises StaleVersionError (somebody else saved), AnswersRefusedError, OutOfOrderError (filed already).
    """
    permissions.require(actor, "notification.edit")
    notification = lock_subject(AuthorityNotification, actor, notification_id)
    if expected_lock is not None and expected_lock != notification.lock:
        raise StaleVersionError(found=notification.lock, expected=expected_lock)
    voided = 0
    if notification.state != NotificationState.DRAFT:
        voided = approving.void(SubjectKind.NOTIFICATION, notification, now)
        notification.take_back()
    _write(notification, answers)
    notification.lock += 1
    tell(
        "notification.edited", notification.breach, now=now, actor=actor, rows=(notification,),
        notification=str(notification.pk), version=notification.version, sha256=notification.content_sha256,
        approvals_voided=voided,
    )  # fmt: skip
    approving.add_author(SubjectKind.NOTIFICATION, notification.pk, actor)
    return notification


def missing_for(notification: AuthorityNotification, late: bool) -> tuple[cnil_form.Missing, ...]:
    """What the form still lacks for this phase; nothing but the hard minimum blocks an initial filing."""
    return cnil_form.missing(answers_of(notification), notification.phase, late=late)


def require_minimum(notification: AuthorityNotification) -> None:
    """Raise MinimumMissingError when the hard minimum is incomplete."""
    lacking = [item for item in missing_for(notification, late=False) if item.level == "hard"]
    if lacking:
        labels = (cnil_form.field_of(item.field).label for item in lacking)
        raise MinimumMissingError(field=lacking[0].field, fields=", ".join(labels))


@operation
def submit_notification(*, actor: Member, notification_id: Any, now: datetime) -> AuthorityNotification:
    """Hand the exact content to the approver. Raises MinimumMissingError, OutOfOrderError."""
    permissions.require(actor, "notification.submit")
    notification = lock_subject(AuthorityNotification, actor, notification_id)
    require_minimum(notification)
    notification.submit(actor, now)
    tell(
        "notification.submitted", notification.breach, now=now, actor=actor, rows=(notification,),
        notification=str(notification.pk), version=notification.version, sha256=notification.content_sha256,
    )  # fmt: skip
    approving.add_author(SubjectKind.NOTIFICATION, notification.pk, actor)
    return notification


@operation
def approve_notification(
    *, actor: Member, notification_id: Any, now: datetime, comment: str = "", read_sha256: str = ""
) -> AuthorityNotification:
    """Approve this very content; after break-glass, ratify it (the filing itself is never undone).

    Raises OwnContentError, AlreadyApprovedError, NotSubmittedError, ContentChangedError.
    """
    permissions.require(actor, "notification.approve")
    notification = lock_subject(AuthorityNotification, actor, notification_id, ended=True)
    breach = notification.breach
    if notification.ratification != Ratification.PENDING:
        require_open(breach)
    approval = approving.prepare(
        SubjectKind.NOTIFICATION, notification, breach, actor, now, comment, read_sha256=read_sha256
    )
    kind = "notification.approved"
    if notification.ratification == Ratification.PENDING:
        kind, notification.ratification = "notification.ratified", "ratified"
    else:
        notification.approve()
    approving.conclude(kind, approval, breach, (notification,), notification=str(notification.pk))
    return notification


@operation
def refuse_notification(
    *, actor: Member, notification_id: Any, now: datetime, comment: str, read_sha256: str = ""
) -> AuthorityNotification:
    """Refuse with a comment: back to draft as a new version; after break-glass the refusal is recorded."""
    permissions.require(actor, "notification.approve")
    notification = lock_subject(AuthorityNotification, actor, notification_id, ended=True)
    breach = notification.breach
    if notification.ratification != Ratification.PENDING:
        require_open(breach)
    refusal = approving.prepare(
        SubjectKind.NOTIFICATION, notification, breach, actor, now, comment, approved=False, read_sha256=read_sha256
    )
    kind = "notification.refused"
    if notification.ratification == Ratification.PENDING:
        kind, notification.ratification = "notification.ratification_refused", "refused"
    else:
        notification.take_back()
    approving.conclude(kind, refusal, breach, (notification,), notification=str(notification.pk))
    return notification
