"""Assess the risk: the DPO's opinion (art. 38-39), then the controller's decision. Two records, by two people."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.law import risk, severity
from breaches.law.errors import LawError
from breaches.law.facts import Facts, parse_facts
from breaches.law.risk_people import exemption_objection
from breaches.law.severity import EnisaFactors, Severity
from breaches.law.vocabulary import Exemption
from breaches.models import Assessment, Breach, Decision, FactsVersion, Member, SubjectKind
from breaches.operations import approving, duties
from breaches.operations.base import lock_breach, lock_subject, operation, require_reasons, tell
from breaches.operations.orders import require_no_order
from breaches.queries import law_context
from breaches.states import BreachState, DecisionState


class FactsMissingError(DomainError):
    """An assessment rests on facts."""

    message = "Décrivez d’abord les faits : l’évaluation s’appuie sur eux."


class AssessmentRefusedError(DomainError):
    """The law ring refuses the factors or the exemption: the message says which and why."""

    message = "{reason}"


class ExemptionExcludedError(DomainError):
    """An exemption whose conditions the facts do not meet."""

    message = "La dispense de l’article 34, paragraphe 3, point {exemption}) est exclue par les faits. {objection}"
    default_field = "exemption"


class FactsChangedError(DomainError):
    """The facts changed after the assessment."""

    message = (
        "Les faits ont changé depuis cette évaluation (version {found}, maintenant {expected}) : "
        "la question se pose de nouveau, évaluez d’abord."
    )


class SupersededDecisionError(DomainError):
    """A later assessment took the place of this one."""

    message = "Une évaluation plus récente remplace celle-ci : c’est sa décision qui se prend."


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to both questions with its reasons; `exemption` is `a`, `b`, `c` or empty (art. 34(3))."""

    authority: str
    subjects: str
    reasons: str
    exemption: str = ""


@operation
def assess(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    decision: Verdict,
    opinion: Verdict | None = None,
    cnil_gravity: str = "",
    enisa: EnisaFactors | None = None,
    enisa_justification: str = "",
) -> Assessment:
    """Record an assessment of the latest facts, the DPO's opinion on it and the decision proposed to the controller.

    A protective answer (notify, communicate) opens its duties at once; an answer that withholds something changes
    nothing until the controller has decided it. Raises FactsMissingError, AssessmentRefusedError, MissingReasonsError.
    """
    permissions.require(actor, "breach.assess")
    breach = lock_breach(actor, breach_id)
    version = breach.facts_versions.order_by("number").last()
    if version is None:
        raise FactsMissingError()
    facts = parse_facts(version.facts)
    found = _severity(facts, breach, enisa, enisa_justification)
    require_no_order(decision.subjects, breach)
    _check_exemption(decision, facts, breach)
    assessment = _assessment(breach, version, facts, found, actor, now, opinion or decision, cnil_gravity)
    proposed = _decision(breach, assessment, decision, actor)
    breach.assess()
    moved = duties.sync(breach, now, facts=facts, holds=_holds(decision, breach))
    assessment.entry = entry = _tell(breach, assessment, proposed, moved, actor, now)
    assessment.save(force_insert=True)
    proposed.last_entry = entry
    proposed.save(force_insert=True)
    approving.add_author(SubjectKind.ASSESSMENT, proposed.pk, actor)
    return assessment


def _severity(facts: Facts, breach: Breach, enisa: EnisaFactors | None, justification: str) -> Severity:
    try:
        if enisa is not None:
            return severity.assess_explicit(enisa, require_reasons(justification, "enisa_justification"))
        return severity.assess_severity(facts, law_context(breach))
    except LawError as error:
        raise AssessmentRefusedError(field="enisa", reason=error.phrase) from error


def _check_exemption(decision: Verdict, facts: Facts, breach: Breach) -> None:
    """The law ring says why the facts exclude an exemption; (c) is argued in the reasons."""
    if not decision.exemption:
        return
    objection = exemption_objection(facts, law_context(breach), Exemption(decision.exemption))
    if objection:
        raise ExemptionExcludedError(exemption=decision.exemption, objection=objection)


def _holds(decision: Verdict, breach: Breach) -> duties.Standing:
    """Communicate: at once. Do not communicate, do not notify: what held before, until the controller decides."""
    return duties.Standing(True) if decision.subjects == "communicate" else duties.protective(breach)


def _assessment(
    breach: Breach,
    version: FactsVersion,
    facts: Facts,
    found: Severity,
    actor: Member,
    now: datetime,
    opinion: Verdict,
    cnil_gravity: str,
) -> Assessment:
    advice = risk.recommend(facts, found, law_context(breach))
    return Assessment(
        breach=breach,
        facts_version=version,
        number=breach.assessments.count() + 1,
        severity_quarters=found.quarters,
        severity_level=str(found.level),
        detail={
            "factors": [_jsonable(asdict(factor)) for factor in found.factors],
            "for": [_jsonable(asdict(reason)) for reason in advice.reasons_for],
            "against": [_jsonable(asdict(reason)) for reason in advice.reasons_against],
        },
        recommended_authority=str(advice.authority),
        recommended_subjects=str(advice.subjects),
        cnil_gravity=cnil_gravity,
        opinion_authority=opinion.authority,
        opinion_subjects=opinion.subjects,
        opinion_reasons=require_reasons(opinion.reasons),
        author=actor,
        created_at=now,
    )


def _jsonable(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, str) else value for key, value in fields.items()}


def _decision(breach: Breach, assessment: Assessment, verdict: Verdict, actor: Member) -> Decision:
    decision = Decision(
        breach=breach,
        assessment=assessment,
        authority=verdict.authority,
        subjects=verdict.subjects,
        exemption=verdict.exemption,
        reasons=require_reasons(verdict.reasons),
        submitted_by=actor,
    )
    content = {
        "assessment": str(assessment.pk),
        "authority": decision.authority,
        "subjects": decision.subjects,
        "exemption": decision.exemption,
        "reasons": decision.reasons,
        "facts": assessment.facts_version.sha256,
        "salt": decision.salt,  # the hash enters the journal: without it the reasons could be guessed
    }
    decision.content_sha256 = journal.sha256(journal.canonical(content))
    return decision


def _tell(
    breach: Breach, assessment: Assessment, proposed: Decision, moved: list[Any], actor: Member, now: datetime
) -> Any:
    return tell(
        "breach.assessed",
        breach,
        now=now,
        actor=actor,
        rows=(breach, *moved),
        assessment=str(assessment.pk),
        facts_version=assessment.facts_version.number,
        severity_quarters=assessment.severity_quarters,
        level=assessment.severity_level,
        cnil_gravity=assessment.cnil_gravity,
        opinion={"authority": assessment.opinion_authority, "subjects": assessment.opinion_subjects},
        opinion_reasons=journal.commitment(assessment, "opinion_reasons"),
        decision={
            "id": str(proposed.pk),
            "authority": proposed.authority,
            "subjects": proposed.subjects,
            "exemption": proposed.exemption,
            "sha256": proposed.content_sha256,
        },
        duties=duties.told(moved),
    )


@operation
def submit_decision(*, actor: Member, decision_id: Any, now: datetime) -> Decision:
    """Hand the proposed decision to the controller. Only the latest assessment's decision may go."""
    permissions.require(actor, "assessment.submit")
    decision = lock_subject(Decision, actor, decision_id)
    _require_latest_assessment(decision)
    decision.submit(actor)
    approving.add_author(SubjectKind.ASSESSMENT, decision.pk, actor)
    tell(
        "decision.submitted", decision.breach, now=now, actor=actor, rows=(decision,),
        decision=str(decision.pk), sha256=decision.content_sha256,
    )  # fmt: skip
    return decision


@operation
def approve_decision(
    *, actor: Member, decision_id: Any, now: datetime, comment: str = "", read_sha256: str = ""
) -> Decision:
    """The controller decides as proposed: only now may an answer that withholds something take effect."""
    permissions.require(actor, "assessment.approve")
    decision = lock_subject(Decision, actor, decision_id)
    breach = decision.breach
    _require_in_review(decision)
    approval = approving.prepare(SubjectKind.ASSESSMENT, decision, breach, actor, now, comment, read_sha256=read_sha256)
    decision.decide()
    _require_latest_facts(decision)
    _require_latest_assessment(decision)
    require_no_order(decision.subjects, breach)
    holds = duties.Standing(decision.subjects == "communicate", decision.authority == "do_not_notify")
    moved = duties.sync(breach, now, holds=holds)
    approving.conclude(
        "decision.approved", approval, breach, (decision, *moved),
        decision=str(decision.pk), authority=decision.authority, subjects=decision.subjects,
        duties=duties.told(moved),
    )  # fmt: skip
    return decision


@operation
def refuse_decision(*, actor: Member, decision_id: Any, now: datetime, comment: str, read_sha256: str = "") -> Decision:
    """The controller refuses the proposal; a new assessment must follow, duties stay as they are."""
    permissions.require(actor, "assessment.approve")
    decision = lock_subject(Decision, actor, decision_id)
    _require_in_review(decision)
    refusal = approving.prepare(
        SubjectKind.ASSESSMENT, decision, decision.breach, actor, now, comment,
        approved=False, read_sha256=read_sha256,
    )  # fmt: skip
    decision.refuse()
    approving.conclude("decision.refused", refusal, decision.breach, (decision,), decision=str(decision.pk))
    return decision


def _require_in_review(decision: Decision) -> None:
    if decision.state == DecisionState.PROPOSED or decision.breach.state == BreachState.CLOSED:
        raise approving.NotSubmittedError(state=DecisionState(decision.state).label)


def _require_latest_assessment(decision: Decision) -> None:
    """Raise SupersededDecisionError when the breach was assessed again since."""
    if decision.breach.assessments.filter(number__gt=decision.assessment.number).exists():
        raise SupersededDecisionError()


def _require_latest_facts(decision: Decision) -> None:
    """A decision on facts that have changed since is not the one to take. Raises FactsChangedError."""
    latest = decision.breach.facts_versions.order_by("number").last()
    if latest is not None and latest.pk != decision.assessment.facts_version_id:
        raise FactsChangedError(found=decision.assessment.facts_version.number, expected=latest.number)
