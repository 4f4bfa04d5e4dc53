"""Reads: the register, what is due, what the law ring needs to know. Never writes."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from breaches.law.assumptions import threshold
from breaches.law.clocks import PARIS
from breaches.law.closing import Standing
from breaches.law.facts import Context, Facts, parse_facts
from breaches.law.vocabulary import Nis2, OrganisationKind, Role
from breaches.models import (
    Approval,
    Assessment,
    AuthorityOrder,
    Awareness,
    Breach,
    Communication,
    Decision,
    Duty,
    Evidence,
    FactsVersion,
    FormerLine,
    IncidentReport,
    JournalEntry,
    Member,
    NoticeRound,
    Organisation,
    RetentionRule,
)
from breaches.states import (
    AwarenessState,
    BreachState,
    CommunicationState,
    DecisionState,
    DutyState,
    NoticeRoundState,
    NotificationState,
    OrderFinding,
    Phase,
    Ratification,
    RetentionVerdict,
)


def law_context(breach: Breach) -> Context:
    """What the law ring must know of the organisation of `breach`, and the threshold of its own version of the law."""
    return organisation_context(
        breach.organisation, attack_known_at=breach.attack_known_at, threshold=threshold(breach.rule_version)
    )


def organisation_context(organisation: Organisation, **more: Any) -> Context:
    """The organisation in the terms of the law ring."""
    return Context(
        kind=OrganisationKind(organisation.kind),
        role=Role(organisation.role),
        department=organisation.department,
        nis2=Nis2(organisation.nis2),
        ose=organisation.ose,
        insured_cyber=organisation.insured_cyber,
        financial_entity=organisation.financial_entity,
        sole_practitioner=organisation.sole_practitioner,
        oiv=organisation.oiv,
        trust_service_provider=organisation.trust_service_provider,
        telecom_provider=organisation.telecom_provider,
        **more,
    )


def latest_facts(breach: Breach) -> Facts | None:
    """The facts as last described, None before the first description."""
    version = breach.facts_versions.order_by("number").last()
    return parse_facts(version.facts) if version else None


def breaches_of(member: Member) -> QuerySet[Breach]:
    """All breaches of the member's organisation, and no other."""
    return Breach.objects.filter(organisation_id=member.organisation_id)


def units_of(member: Member) -> list[str]:
    """The units that breaches of the member's organisation happened in, as they were written, in order."""
    named = breaches_of(member).exclude(unit="").order_by("unit").values_list("unit", flat=True)
    return list(named.distinct())


def open_duties(member: Member) -> QuerySet[Duty]:
    """Open duties of the member's organisation, the soonest first, those without an hour last."""
    return (
        Duty.objects.filter(breach__organisation_id=member.organisation_id, state=DutyState.OPEN)
        .exclude(breach__state__in=[BreachState.CLOSED, BreachState.DISMISSED])
        .select_related("breach")
        .order_by("due_at", "breach__reported_at", "code")
    )


def register(member: Member) -> QuerySet[Breach]:
    """The register of art. 33(5): every breach, notified or not, with what its columns need (few queries)."""
    latest = Assessment.objects.select_related("decision").order_by("number")
    return (
        breaches_of(member)
        .select_related("organisation")
        .prefetch_related(
            Prefetch("facts_versions", FactsVersion.objects.order_by("number").prefetch_related("populations")),
            Prefetch("assessments", latest),
            Prefetch("duties", Duty.objects.order_by("code")),
            "notifications",
            "communications",
            "measures",
            "reports",
            "awareness_times",
        )
    )


def former_lines(member: Member) -> QuerySet[FormerLine]:
    """Lines taken over from the old registers of the member's organisation, never to be mistaken for breaches."""
    return FormerLine.objects.filter(register__organisation_id=member.organisation_id).select_related("register")


def communications_of(member: Member) -> QuerySet[Communication]:
    """Communications of the member's organisation, newest first."""
    return (
        Communication.objects.filter(breach__organisation_id=member.organisation_id)
        .select_related("breach")
        .order_by("-created_at")
    )


def journal_of(member: Member, breach: Breach | None = None) -> QuerySet[JournalEntry]:
    """The journal of the member's organisation, newest first; of one breach when given."""
    entries = JournalEntry.objects.filter(organisation_id=member.organisation_id).select_related("actor")
    return (entries.filter(breach_id=breach.pk) if breach else entries).order_by("-seq")


def latest_decision(breach: Breach) -> Decision | None:
    """The decision of the latest assessment."""
    return Decision.objects.filter(breach=breach).order_by("assessment__number").select_related("assessment").last()


def standing(breach: Breach, now: datetime, *, controllers: int = 0) -> Standing:
    """What is open in a file, counted for the conditions of closing. Reads through `all()` only.

    `controllers`: those not told yet, when the caller has counted them.
    """
    last = max(breach.assessments.all(), key=lambda row: row.number, default=None)
    decision = last.decision if last else None
    today = now.astimezone(PARIS).date()
    ended = (CommunicationState.DISPATCHED, CommunicationState.RECONCILED)
    notifications, communications = breach.notifications.all(), breach.communications.all()
    return Standing(
        decided=decision is not None and decision.state == DecisionState.DECIDED,
        duties=sum(duty.state == DutyState.OPEN for duty in breach.duties.all()),
        notifications=sum(row.state != NotificationState.FILED for row in notifications),
        ratifications=sum(row.ratification == Ratification.PENDING for row in notifications),
        order=int(order_unanswered(breach)),
        communications=sum(row.state not in ended for row in communications),
        notices=sum(row.state != NoticeRoundState.SENDING for row in breach.notice_rounds.all()),
        controllers=controllers,
        awareness=sum(row.state == AwarenessState.CORRECTION for row in breach.awareness_times.all()),
        letters=sum(row.waits for row in breach.letters.all()),
        requests=sum(row.handled_on is None for row in breach.requests.all()),
        delays=sum(row.runs_on(today) for row in breach.delays.all()),
        complement=int(_waits_for_complement(breach)),
        reconciliation=sum(row.recipient_count - row.letters_produced for row in communications if row.state in ended),
        measures=sum(row.done_at is None for row in breach.measures.all()),
    )


def standing_order(breach: Breach, latest: AuthorityOrder | None = None) -> AuthorityOrder | None:
    """The requirement of the authority that stands (art. 34(4)): its latest act, when that requires to communicate."""
    found = latest or max(breach.authority_orders.all(), key=lambda order: order.entry_id, default=None)
    return found if found is not None and found.finding == OrderFinding.COMMUNICATE else None


def order_unanswered(breach: Breach) -> bool:
    """Whether the authority requires a communication (art. 34(4)) and none was handed over since."""
    order = standing_order(breach)
    sent = [row.handed_over_at for row in breach.communications.all() if row.handed_over_at]
    return order is not None and all(at < order.recorded_at for at in sent)


def _waits_for_complement(breach: Breach) -> bool:
    filed = [row.phase for row in breach.notifications.all() if row.state == NotificationState.FILED]
    return filed == [Phase.INITIAL]


def retention_rules(organisation_id: Any) -> dict[str, RetentionRule]:
    """The rule in force for each kind of object: the one approved last. A kind without one is not purged."""
    approved = RetentionRule.objects.filter(organisation_id=organisation_id, verdict=RetentionVerdict.APPROVED)
    return {rule.kind: rule for rule in approved.select_related("author", "decided_by").order_by("decided_at")}


def approvals_of(breach: Breach) -> QuerySet[Approval]:
    """Every verdict on any subject of `breach`, oldest first."""
    dated = (breach.notifications, breach.communications, breach.decisions, breach.awareness_times)
    subjects = [row_id for model in (*dated, breach.notice_rounds) for row_id in model.values_list("pk", flat=True)]
    return Approval.objects.filter(subject_id__in=subjects).select_related("approver", "author")


def load_file(breach: Breach) -> Breach:
    """Fetch at once what the pages of one breach show: its related managers then answer `all()` from memory."""
    load_files([breach])
    prefetch_related_objects([breach], Prefetch("evidence", Evidence.objects.select_related("added_by")))
    return breach


def current_files(member: Member, closed_since: datetime) -> list[Breach]:
    """Every breach of the member's organisation that is not ended, and those closed since: what a first page shows."""
    ended = Q(state=BreachState.DISMISSED) | Q(state=BreachState.CLOSED, closed_at__lt=closed_since)
    found = list(breaches_of(member).exclude(ended).select_related("organisation"))
    load_files(found)
    return found


def load_files(breaches: list[Breach]) -> None:
    """`load_file` for several breaches, without their evidence, in as many queries as for one."""
    prefetch_related_objects(
        breaches,
        "duties",
        Prefetch("facts_versions", FactsVersion.objects.select_related("author")),
        Prefetch("awareness_times", Awareness.objects.select_related("author")),
        Prefetch("assessments", Assessment.objects.select_related("author", "facts_version", "decision")),
        "notifications",
        "communications",
        Prefetch("authority_orders", AuthorityOrder.objects.select_related("recorded_by")),
        Prefetch("notice_rounds", NoticeRound.objects.defer("content")),
        "measures",
        "letters",
        "requests",
        "delays",
        Prefetch("reports", IncidentReport.objects.select_related("reporter")),
        Prefetch("organisation__members", Member.objects.filter(active=True).prefetch_related("held_roles")),
    )
