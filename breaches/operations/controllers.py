"""Prepare the notices of a processor to its controllers (art. 33(2)): text and list, submit, approve or refuse."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError, StaleVersionError
from breaches.law import notice
from breaches.law.facts import processed
from breaches.models import Breach, ControllerNotice, Member, NoticeRound, SubjectKind
from breaches.operations import approving
from breaches.operations.base import lock_breach, lock_subject, operation, require_open, require_reasons, tell
from breaches.operations.controllers_check import Controller, check
from breaches.queries import latest_facts, law_context
from breaches.states import DutyState, NoticeRoundState, NoticeState

MESSAGE_DOMAIN = "notify.invalid"  # RFC 2606: a Message-ID names no machine of the house


class NotProcessorError(DomainError):
    """Only a processor has controllers to tell."""

    message = (
        "Aucune population n’est traitée pour le compte d’un autre organisme (RGPD, article 33, paragraphe 2) : "
        "décrivez d’abord les faits."
    )


class NoticePartsMissingError(DomainError):
    """The notice is not complete by itself."""

    message = "Il manque au texte : {parts}."


class NoticeListEmptyError(DomainError):
    """A round without anybody to tell."""

    message = "La liste des responsables de traitement est vide."


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """What a round is made of: its text by parts, its head frozen with it."""

    text: Mapping[str, str]
    sender: str
    reference: str
    aware_at: str | None


def file_of(row: NoticeRound) -> NoticeFile:
    """The text and the head inside the content."""
    content = json.loads(row.content)
    return NoticeFile(content["text"], content["sender"], content["reference"], content["aware_at"])


def _write(row: NoticeRound, breach: Breach, text: Mapping[str, str]) -> None:
    """Bind text and list: the hash is of this very content, salted as it enters the journal."""
    kept = row.notices.exclude(state=NoticeState.SET_ASIDE).order_by("number")
    content = {
        "salt": row.salt,
        "number": row.number,
        "sender": breach.organisation.name,
        "reference": breach.reference,
        "aware_at": journal.instant(breach.aware_at),
        "text": dict(text),
        "controllers": [_bound(each) for each in kept],
    }
    row.content = journal.canonical(content)
    row.content_sha256 = journal.sha256(row.content)


def rebind(row: NoticeRound, breach: Breach, actor: Member) -> None:
    """Bind the list anew after one of its controllers was set aside in the draft."""
    _write(row, breach, file_of(row).text)
    row.lock += 1
    row.save()
    approving.add_author(SubjectKind.CONTROLLERS, row.pk, actor)


def _bound(row: ControllerNotice) -> dict[str, Any]:
    names = ("number", "name", "siren", "contact", "email", "persons", "populations", "services", "contract_hours")
    return {name: getattr(row, name) for name in names}


@operation
def prepare_notices(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    controllers: Sequence[Controller],
    text: Mapping[str, str] | None = None,
) -> NoticeRound:
    """Start a round with its list; the text is drafted from the facts, `text` overrides parts of it.

    The second round completes the first (art. 33(4) by analogy). All of the list or nothing. Raises NotProcessorError,
    ControllersRefusedError, RuleBrokenError (one round in preparation at a time).
    """
    permissions.require(actor, "notices.edit")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    if not breach.duties.filter(code="rgpd_33_2").exclude(state=DutyState.NOT_REQUIRED).exists():
        raise NotProcessorError()
    row = NoticeRound(breach=breach, number=breach.notice_rounds.count() + 1, created_at=now)
    check(controllers, ())
    entry = tell(
        "notices.prepared", breach, now=now, actor=actor, round=str(row.pk), number=row.number, count=len(controllers)
    )
    row.last_entry = entry
    row.content, row.content_sha256 = "{}", journal.sha256("{}")
    row.save(force_insert=True)
    _add(row, breach, controllers, entry)
    _write(row, breach, _drafted(breach) | dict(text or {}))
    row.save()
    approving.add_author(SubjectKind.CONTROLLERS, row.pk, actor)
    return row


def _drafted(breach: Breach) -> dict[str, str]:
    facts = latest_facts(breach)
    done = [measure.what for measure in breach.measures.all() if measure.done_at is not None]
    dpo = breach.organisation.contacts.get("dpo", {})
    who = " ".join(filter(None, (dpo.get("first_name"), dpo.get("last_name"))))
    contact = ", ".join(filter(None, (who, dpo.get("function"), dpo.get("phone"), dpo.get("email"))))
    if facts is None:
        return {**dict.fromkeys(notice.PARTS, ""), "measures": "\n".join(done), "contact": contact}
    return notice.draft_notice(facts, law_context(breach), done, contact)


def _add(row: NoticeRound, breach: Breach, controllers: Sequence[Controller], entry: Any) -> None:
    facts = latest_facts(breach)
    held = [group.key for group in processed(facts, law_context(breach))] if facts else []
    first = row.notices.count() + 1
    for number, each in enumerate(controllers, start=first):
        made = ControllerNotice(
            breach=breach, round=row, number=number, name=each.name.strip(), siren=each.siren, contact=each.contact,
            email=each.email, persons=each.persons, populations=list(each.populations) or held,
            services=each.services, contract_hours=each.contract_hours, last_entry=entry,
        )  # fmt: skip
        made.message_id = f"<{made.pk}@{MESSAGE_DOMAIN}>"
        made.save(force_insert=True)


def _back_to_draft(row: NoticeRound, now: datetime) -> tuple[int, list[ControllerNotice]]:
    """A submitted or approved round is a draft again: approvals voided, and its notices taken back (unsaved)."""
    if row.state == NoticeRoundState.DRAFT:
        return 0, []
    voided = approving.void(SubjectKind.CONTROLLERS, row, now)
    row.take_back()
    taken = list(row.notices.filter(state=NoticeState.APPROVED))
    for each in taken:
        each.take_back()
    return voided, taken


@operation
def add_controllers(*, actor: Member, round_id: Any, now: datetime, controllers: Sequence[Controller]) -> NoticeRound:
    """Add controllers to a round that has not left; what was submitted or approved is a draft again.

    Raises ControllersRefusedError, OutOfOrderError (it left).
    """
    permissions.require(actor, "notices.edit")
    row = lock_subject(NoticeRound, actor, round_id)
    breach, text = row.breach, file_of(row).text
    voided, taken = _back_to_draft(row, now)
    check(controllers, row.notices.exclude(state=NoticeState.SET_ASIDE))
    entry = tell(
        "notices.controllers_added", breach, now=now, actor=actor, rows=(row, *taken), round=str(row.pk),
        count=len(controllers), approvals_voided=voided,
    )  # fmt: skip
    _add(row, breach, controllers, entry)
    _write(row, breach, text)
    row.lock += 1
    row.save()
    approving.add_author(SubjectKind.CONTROLLERS, row.pk, actor)
    return row


@operation
def edit_notices(
    *, actor: Member, round_id: Any, now: datetime, text: Mapping[str, str], expected_lock: int | None = None
) -> NoticeRound:
    """Save the text. Editing what was submitted or approved takes it back to draft and voids the approval.

    Raises StaleVersionError, OutOfOrderError (it left).
    """
    permissions.require(actor, "notices.edit")
    row = lock_subject(NoticeRound, actor, round_id)
    if expected_lock is not None and expected_lock != row.lock:
        raise StaleVersionError(found=row.lock, expected=expected_lock)
    voided, taken = _back_to_draft(row, now)
    _write(row, row.breach, text)
    row.lock += 1
    tell(
        "notices.edited", row.breach, now=now, actor=actor, rows=(row, *taken), round=str(row.pk),
        version=row.version, sha256=row.content_sha256, approvals_voided=voided,
    )  # fmt: skip
    approving.add_author(SubjectKind.CONTROLLERS, row.pk, actor)
    return row


@operation
def submit_notices(*, actor: Member, round_id: Any, now: datetime) -> NoticeRound:
    """Hand text and list to the approver. Raises NoticePartsMissingError, NoticeListEmptyError, OutOfOrderError."""
    permissions.require(actor, "notices.submit")
    row = lock_subject(NoticeRound, actor, round_id)
    row.submit(actor, now)
    if lacking := notice.missing_parts(file_of(row).text):
        raise NoticePartsMissingError(parts=", ".join(lacking))
    if not row.notices.exclude(state=NoticeState.SET_ASIDE).exists():
        raise NoticeListEmptyError()
    tell(
        "notices.submitted", row.breach, now=now, actor=actor, rows=(row,), round=str(row.pk),
        version=row.version, sha256=row.content_sha256,
    )  # fmt: skip
    approving.add_author(SubjectKind.CONTROLLERS, row.pk, actor)
    return row


@operation
def approve_notices(
    *, actor: Member, round_id: Any, now: datetime, comment: str = "", read_sha256: str = ""
) -> NoticeRound:
    """Approve this very text for this very list.

    Raises OwnContentError, AlreadyApprovedError, NotSubmittedError, ContentChangedError.
    """
    permissions.require(actor, "notices.approve")
    row = lock_subject(NoticeRound, actor, round_id)
    approval = approving.prepare(SubjectKind.CONTROLLERS, row, row.breach, actor, now, comment, read_sha256=read_sha256)
    row.approve()
    notices = list(row.notices.filter(state=NoticeState.DRAFTED))
    for each in notices:
        each.approve()
    approving.conclude("notices.approved", approval, row.breach, (row, *notices), round=str(row.pk), count=len(notices))
    return row


@operation
def refuse_notices(*, actor: Member, round_id: Any, now: datetime, comment: str, read_sha256: str = "") -> NoticeRound:
    """Refuse with a comment: back to draft as a new version."""
    permissions.require(actor, "notices.approve")
    row = lock_subject(NoticeRound, actor, round_id)
    refusal = approving.prepare(
        SubjectKind.CONTROLLERS, row, row.breach, actor, now, require_reasons(comment, "comment"), approved=False,
        read_sha256=read_sha256,
    )  # fmt: skip
    row.take_back()
    approving.conclude("notices.refused", refusal, row.breach, (row,), round=str(row.pk))
    return row
