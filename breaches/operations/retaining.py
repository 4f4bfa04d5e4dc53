"""How long objects of a closed file are kept: proposed by one, agreed by another; then purged, unless held."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.law.clocks import PARIS
from breaches.law.follow_up import retention_end
from breaches.models import Breach, Member, Purge, RetentionRule
from breaches.operations.base import OutOfOrderError, lock_breach, operation, require_reasons, tell
from breaches.operations.holds import live_hold
from breaches.operations.letters import UnknownKindError
from breaches.queries import retention_rules
from breaches.states import BreachState, RetentionKind, RetentionVerdict

MOST_MONTHS = 1200


class MonthsOutOfRangeError(DomainError):
    """A period that is none."""

    message = "Une durée va d’un mois à {most} mois. Laissez vide pour ne rien purger."
    default_field = "months"


class RetentionDecidedError(DomainError):
    """A proposal is decided once."""

    message = "Cette durée est déjà décidée."


class OwnProposalError(DomainError):
    """The same person proposed the period."""

    message = "Vous avez proposé cette durée : une seconde personne l’approuve."


class FileHeldError(DomainError):
    """A legal hold stops every purge."""

    message = "Ce dossier est gelé : rien n’y est purgé avant la levée du gel."


class NotDueError(DomainError):
    """No period agreed, or one that is not over."""

    message = "Rien n’est à purger à cette heure : la durée n’est pas fixée, ou son terme n’est pas atteint."


class NothingToPurgeError(DomainError):
    """Nothing of that kind is left."""

    message = "Il ne reste rien de ce genre à purger dans ce dossier."


@operation
def propose_retention(*, actor: Member, now: datetime, kind: str, months: int | None, reasons: str) -> RetentionRule:
    """Propose how many months after the closing a kind of object is kept; None: it is not purged.

    Raises UnknownKindError, MonthsOutOfRangeError, MissingReasonsError, RuleBrokenError (one waits already).
    """
    permissions.require(actor, "retention.propose")
    if kind not in RetentionKind.values:
        raise UnknownKindError()
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise MonthsOutOfRangeError(most=MOST_MONTHS)
    rule = RetentionRule(
        organisation=actor.organisation, kind=kind, months=months, reasons=require_reasons(reasons), author=actor,
        proposed_at=now,
    )  # fmt: skip
    rule.entry = journal.append(
        "retention.proposed", organisation_id=actor.organisation_id, now=now, actor=actor,
        payload={
            "rule": str(rule.pk), "object_kind": kind, "months": months, "reasons": journal.commitment(rule, "reasons")
        },
    )  # fmt: skip
    rule.save(force_insert=True)
    return rule


@operation
def approve_retention(*, actor: Member, rule_id: Any, now: datetime, comment: str = "") -> RetentionRule:
    """Agree to a period that somebody else proposed: it rules from now on. Raises OwnProposalError and the like."""
    return _decide(actor, rule_id, now, RetentionVerdict.APPROVED, comment)


@operation
def refuse_retention(*, actor: Member, rule_id: Any, now: datetime, comment: str) -> RetentionRule:
    """Refuse a proposed period, with a comment; the one in force stays."""
    return _decide(actor, rule_id, now, RetentionVerdict.REFUSED, comment)


def _decide(actor: Member, rule_id: Any, now: datetime, verdict: RetentionVerdict, comment: str) -> RetentionRule:
    permissions.require(actor, "retention.approve")
    journal.lock_head(actor.organisation_id)
    rule = RetentionRule.objects.filter(pk=rule_id, organisation_id=actor.organisation_id).first()
    if rule is None:
        raise UnknownObjectError()
    if rule.verdict != RetentionVerdict.PENDING:
        raise RetentionDecidedError()
    alone = actor.organisation.sole_practitioner
    if rule.author_id == actor.pk and not alone:
        raise OwnProposalError()
    said = comment.strip() if verdict == RetentionVerdict.APPROVED else require_reasons(comment, "comment")
    rule.verdict, rule.decided_by, rule.decided_at = verdict, actor, now
    rule.comment, rule.sole_practitioner = said, alone
    journal.append(
        f"retention.{verdict.value}", organisation_id=actor.organisation_id, now=now, actor=actor,
        payload={
            "rule": str(rule.pk), "object_kind": rule.kind, "months": rule.months, "sole_practitioner": alone,
            "comment": journal.commitment(rule, "comment"),
        },
    )  # fmt: skip
    rule.save()
    return rule


def due_at(breach: Breach, rule: RetentionRule | None) -> datetime | None:
    """When a kind of object of `breach` may be purged; None: never, the file is open or no period is agreed."""
    if rule is None or rule.months is None or breach.closed_at is None:
        return None
    return retention_end(breach.closed_at, rule.months, PARIS)


@operation
def purge(
    *,
    actor: Member | None,
    breach_id: Any,
    now: datetime,
    kind: str,
    hashes: Iterable[str] = (),
    counts: Mapping[str, int] | None = None,
) -> Purge:
    """Record that one kind of object of a closed file is purged: counts and a digest stay, the objects go.

    `actor` is None for the daily work: the two people are those of the rule. `hashes` are those of the clear files;
    reports are emptied here, for they are rows of the record. The journal is never purged. Raises FileHeldError,
    NotDueError, NothingToPurgeError, OutOfOrderError.
    """
    breach = _lock(actor, breach_id)
    rule = retention_rules(breach.organisation_id).get(kind)
    due = due_at(breach, rule)
    if live_hold(breach) is not None:
        raise FileHeldError()
    if rule is None or due is None or now < due:
        raise NotDueError()
    kept, told = sorted(hashes), dict(counts or {})
    reports = list(breach.reports.exclude(summary="", contact="")) if kind == RetentionKind.REPORT else []
    if reports:
        kept, told = sorted(journal.commitment(row, "summary") for row in reports), {"rows": len(reports)}
    if not kept and not any(told.values()):
        raise NothingToPurgeError()
    made = Purge(
        breach=breach, kind=kind, rule=rule, due_at=due, purged_at=now, counts=told,
        digest=journal.sha256("\n".join(kept)),
    )  # fmt: skip
    made.entry = tell(
        "retention.purged", breach, now=now, actor=actor, purge=str(made.pk), object_kind=kind, rule=str(rule.pk),
        due_at=journal.instant(due), counts=told, digest=made.digest,
    )  # fmt: skip
    made.save(force_insert=True)
    for row in reports:
        row.summary = row.contact = ""
        row.save(update_fields=["summary", "contact"])
    return made


def _lock(actor: Member | None, breach_id: Any) -> Breach:
    if actor is not None:
        permissions.require(actor, "retention.purge")
        breach = lock_breach(actor, breach_id)
    else:
        found = Breach.objects.select_for_update().filter(pk=breach_id).first()
        if found is None:
            raise UnknownObjectError()
        breach = found
    if breach.state != BreachState.CLOSED:
        raise OutOfOrderError(state=BreachState(breach.state).label)
    return breach
