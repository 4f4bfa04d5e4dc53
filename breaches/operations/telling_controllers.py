"""Tell the controllers (art. 33(2)): the round leaves, each notice is told, fails, is confirmed or set aside."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Breach, ControllerNotice, Duty, Member, NoticeRound
from breaches.operations import duties
from breaches.operations.base import lock_subject, operation, require_past, require_reasons, tell
from breaches.operations.controllers import rebind
from breaches.states import NoticeRoundState, NoticeState

UNSETTLED = (NoticeState.DRAFTED, NoticeState.APPROVED, NoticeState.FAILED)
TOLD = (NoticeState.SENT, NoticeState.ACKNOWLEDGED)
REFERENCE = gettext_noop("Responsables prévenus : {told} ; écartés avec motifs : {aside}")


class NoticesNotApprovedError(DomainError):
    """A notice leaves after the approval of its text and list."""

    message = "Les informations partent après l’accord d’une seconde personne. Cet envoi est « {state} »."


class NoAddressError(DomainError):
    """No e-mail address: it is handed over by a person, who says how."""

    message = "Ce responsable n’a pas de courriel : dites comment l’information lui a été remise."
    default_field = "by_hand"


class ToldBeforeAwareError(DomainError):
    """Nobody is told of what is not known yet."""

    message = "Un responsable ne peut être prévenu avant la prise de connaissance."
    default_field = "at"


@operation
def send_notices(*, actor: Member, round_id: Any, now: datetime) -> NoticeRound:
    """Let the approved notices leave; the work list sends one mail each. Raises NoticesNotApprovedError."""
    permissions.require(actor, "notices.send")
    row = lock_subject(NoticeRound, actor, round_id)
    if row.state != NoticeRoundState.APPROVED:
        raise NoticesNotApprovedError(state=NoticeRoundState(row.state).label)
    row.send(actor, now)
    tell(
        "notices.sending_started", row.breach, now=now, actor=actor, rows=(row,), round=str(row.pk),
        sha256=row.content_sha256, count=row.notices.filter(state=NoticeState.APPROVED).count(),
    )  # fmt: skip
    return row


@operation
def record_notice_sent(
    *, actor: Member, notice_id: Any, now: datetime, by_hand: str = "", at: datetime | None = None
) -> ControllerNotice:
    """A controller is told: by mail, or by hand when `by_hand` says how. The last one fulfils the duty.

    Raises NoticesNotApprovedError, NoAddressError, InstantInFutureError, ToldBeforeAwareError, OutOfOrderError.
    """
    permissions.require(actor, "notices.send")
    row = lock_subject(ControllerNotice, actor, notice_id)
    _require_left(row)
    if not by_hand.strip() and not row.email:
        raise NoAddressError()
    told_at = at or now
    require_past(told_at, now, "at")
    if row.breach.aware_at and told_at < row.breach.aware_at:
        raise ToldBeforeAwareError()
    row.tell(told_at, by_hand.strip())
    _tell(
        "notice.sent", row, actor, now, at=journal.instant(told_at), message_id="" if row.by_hand else row.message_id,
        by_hand=journal.commitment(row, "by_hand"),
    )  # fmt: skip
    return row


def _require_left(row: ControllerNotice) -> None:
    if row.round.state != NoticeRoundState.SENDING:
        raise NoticesNotApprovedError(state=NoticeRoundState(row.round.state).label)


@operation
def record_notice_failure(*, actor: Member, notice_id: Any, now: datetime, reasons: str) -> ControllerNotice:
    """The mail did not arrive: refused by the server, or come back later. Raises OutOfOrderError."""
    permissions.require(actor, "notices.send")
    row = lock_subject(ControllerNotice, actor, notice_id)
    _require_left(row)
    row.fail(require_reasons(reasons))
    _tell("notice.failed", row, actor, now, reasons=journal.commitment(row, "reasons"))
    return row


@operation
def retry_notice(*, actor: Member, notice_id: Any, now: datetime) -> ControllerNotice:
    """Send once more, under the same Message-ID. Raises NoAddressError, OutOfOrderError."""
    permissions.require(actor, "notices.send")
    row = lock_subject(ControllerNotice, actor, notice_id)
    row.retry()
    if not row.email:
        raise NoAddressError()
    _tell("notice.retried", row, actor, now)
    return row


@operation
def acknowledge_notice(
    *, actor: Member, notice_id: Any, now: datetime, at: datetime | None = None, reference: str = ""
) -> ControllerNotice:
    """The controller confirmed that it has the notice. Raises InstantInFutureError, OutOfOrderError."""
    permissions.require(actor, "notices.send")
    row = lock_subject(ControllerNotice, actor, notice_id)
    require_past(at, now, "at")
    row.acknowledge(at or now, reference.strip())
    _tell("notice.acknowledged", row, actor, now, at=journal.instant(row.acknowledged_at))
    return row


@operation
def set_notice_aside(*, actor: Member, notice_id: Any, now: datetime, reasons: str) -> ControllerNotice:
    """Record why a controller is not told by this notice: from a draft, or once the round has left.

    Raises NoticesNotApprovedError (submitted or approved: take it back first), MissingReasonsError, OutOfOrderError.
    """
    permissions.require(actor, "notices.edit")
    row = lock_subject(ControllerNotice, actor, notice_id)
    row.set_aside(require_reasons(reasons))
    if row.round.state not in (NoticeRoundState.DRAFT, NoticeRoundState.SENDING):
        raise NoticesNotApprovedError(state=NoticeRoundState(row.round.state).label)
    _tell("notice.set_aside", row, actor, now, reasons=journal.commitment(row, "reasons"))
    if row.round.state == NoticeRoundState.DRAFT:
        rebind(row.round, row.breach, actor)
    return row


def _tell(kind: str, row: ControllerNotice, actor: Member, now: datetime, **payload: Any) -> None:
    """One entry for the notice and, when it was the last one, for the duty."""
    settled = _settled(row.breach, row, now)
    tell(
        kind, row.breach, now=now, actor=actor, rows=(row, *settled), notice=str(row.pk), number=row.number,
        duties=duties.told(settled), **payload,
    )  # fmt: skip


def _settled(breach: Breach, row: ControllerNotice, now: datetime) -> list[Duty]:
    """The duty fulfilled (unsaved) when `row` was the last notice that waited: at the hour of the last one told."""
    others = breach.controller_notices.exclude(pk=row.pk)
    if row.state in UNSETTLED or others.filter(state__in=UNSETTLED).exists():
        return []
    everyone = [row, *others]
    told = [each.told_at for each in everyone if each.state in TOLD and each.told_at is not None]
    aside = sum(each.state == NoticeState.SET_ASIDE for each in everyone)
    if row.round.state != NoticeRoundState.SENDING:
        return []
    reference = REFERENCE.format(told=len(told), aside=aside)
    return duties.fulfil_rows(breach, ["rgpd_33_2"], max(told, default=now), reference)
