"""Each trigger and each constraint of the record, seen to be what refuses one raw statement.

Every case is SQL that breaks one rule and no other: it is refused under the rule's name, and goes through once this
rule alone is lifted. Where a second rule stands in the same place the case lifts that one first (`without`).
Lifting a CHECK or UNIQUE constraint remakes the whole table on SQLite, which also drops its triggers: there the second
half of these cases would prove nothing, so it runs on PostgreSQL only. TRUNCATE exists on PostgreSQL only.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from breaches import guards
from breaches.guard_rules import GUARDS
from breaches.models import Authorship
from tests import factories as f
from tests.breaches.record import (
    BY_NAME,
    NOW,
    Record,
    Statement,
    append,
    approval,
    delete,
    insert,
    lift,
    refused_as,
    run,
    truncate,
    update,
)

pytestmark = pytest.mark.django_db

Sql = Callable[[Record], Statement]
HOUR = timedelta(hours=1)
TRUNCATES = tuple(guard.name for guard in GUARDS if guard.event == "TRUNCATE")
CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in apps.get_app_config("breaches").get_models()
    for constraint in model._meta.constraints
}


@dataclass(frozen=True)
class Case:
    """`sql` breaks the rule `name`, after the statements of `before`, with the guards of `without` lifted."""

    name: str
    sql: Sql
    before: tuple[Sql, ...] = ()
    without: tuple[str, ...] = ()


def moved(row: str, state: str, **more: Any) -> Sql:
    """UPDATE of a row to another state, told in the journal as it should be."""
    return lambda r: update(getattr(r.row, row), state=state, last_entry_id=r.row.entry.pk, **more)


def changed(row: str, **more: Any) -> Sql:
    """UPDATE of some columns of a row."""
    return lambda r: update(getattr(r.row, row), **more)


def copied(row: str, **more: Any) -> Sql:
    """INSERT of a copy of a row."""
    return lambda r: insert(getattr(r.row, row), **more)


def verdict(row: str, kind: str, by: Callable[[Record], Any], **more: Any) -> Sql:
    """INSERT of an approval."""
    return lambda r: approval(getattr(r.row, row), kind, by(r), **more)


def carla(record: Record) -> Any:
    return record.people.carla


# A second notification of a breach whose first one is filed: right in every way but the one that a case changes.
FILED = "authoritynotification_filed"
SECOND = {"number": 2, "phase": "complementary", "state": "draft", "receipt": "", "filed_at": None}
GLASS = {"break_glass_at": NOW, "break_glass_reasons": "Juriste injoignable.", "ratification": "pending"}

DRAFTED = "controllernotice_drafted"
ANOTHER = {"number": 9, "message_id": "<x@x>"}

JOURNAL = (
    Case("journal_never_updated", changed("entry", kind="breach.forgotten")),
    Case("journal_never_deleted", lambda r: delete(r.row.entry)),
    Case(
        "journal_chain_unbroken",
        lambda r: insert(r.row.entry, seq=r.row.entry.seq + 2, prev=r.row.entry.hash, hash="e" * 64),
    ),
    Case(
        "journal_actor_of_its_organisation",
        lambda r: insert(
            r.row.entry, seq=r.row.entry.seq + 1, prev=r.row.entry.hash, actor_id=r.elsewhere.bob.pk, hash="e" * 64
        ),
    ),
    Case("journal_seq_once", copied("entry", prev="f" * 64), without=("journal_chain_unbroken",)),
    Case(
        "journal_prev_once",
        lambda r: insert(r.row.entry, seq=r.row.entry.seq + 1),
        without=("journal_chain_unbroken",),
    ),
)

STATES = (
    Case("breach_starts_first", copied("breach_confirmed", reference="x")),
    Case("breach_transition_in_order", moved("breach_confirmed", "closed", closed_at=NOW)),
    Case("breach_state_needs_entry", changed("breach_confirmed", state="assessed")),
    Case("breach_never_deleted", lambda r: delete(r.row.breach_reported)),
    Case("breach_state_known", moved("breach_confirmed", "lost"), without=("breach_transition_in_order",)),
    Case("awareness_starts_first", copied("awareness_candidate", state="refused")),
    Case("awareness_transition_in_order", moved("awareness_candidate", "refused")),
    Case("awareness_state_needs_entry", changed("awareness_correction", state="refused")),
    Case("awareness_never_deleted", lambda r: delete(r.row.awareness_candidate)),
    Case("duty_starts_first", copied("duty_open", code="x", state="not_required")),
    Case(
        "duty_transition_in_order", moved("duty_not_required", "fulfilled", fulfilled_at=NOW, late=False)
    ),
    Case("duty_state_needs_entry", changed("duty_open", state="not_required")),
    Case("duty_never_deleted", lambda r: delete(r.row.duty_open)),
    Case("duty_state_known", moved("duty_open", "lost"), without=("duty_transition_in_order",)),
    Case(
        "decision_starts_first",
        lambda r: insert(r.row.decision_proposed, assessment_id=r.row.assessment_undecided.pk, state="decided"),
    ),
    Case("decision_transition_in_order", moved("decision_proposed", "refused")),
    Case("decision_state_needs_entry", changed("decision_proposed", state="in_review")),
    Case("decision_never_deleted", lambda r: delete(r.row.decision_proposed)),
    Case("decision_state_known", moved("decision_proposed", "lost"), without=("decision_transition_in_order",)),
    Case("authoritynotification_starts_first", copied(FILED, **SECOND | {"state": "in_review"})),
    Case("authoritynotification_transition_in_order", moved("authoritynotification_approved", "in_review")),
    Case("authoritynotification_state_needs_entry", changed("authoritynotification_draft", state="in_review")),
    Case("authoritynotification_never_deleted", lambda r: delete(r.row.authoritynotification_draft)),
    Case(
        "notification_state_known", moved("authoritynotification_draft", "lost"),
        without=("authoritynotification_transition_in_order",),
    ),
    Case("communication_starts_first", copied("communication_in_review", key="x")),
    Case("communication_transition_in_order", moved("communication_approved", "in_review")),
    Case("communication_state_needs_entry", changed("communication_in_review", state="draft")),
    Case("communication_never_deleted", lambda r: delete(r.row.communication_draft)),
    Case(
        "communication_state_known", moved("communication_in_review", "lost"),
        without=("communication_transition_in_order",),
    ),
)  # fmt: skip

PROOFS = {
    "incidentreport": "report", "factsversion": "facts", "population": "population", "assessment": "assessment",
    "authorship": "authorship", "proofsignature": "signature", "evidence": "evidence",
    "formerregister": "former_register", "formerline": "former_line",
    "sheetversion": "sheet", "sheettransmission": "transmission", "authorityorder": "order", "breachlink": "link",
}  # fmt: skip
IMMUTABLE = tuple(
    case
    for suffix, row in PROOFS.items()
    for case in (
        Case(
            f"{suffix}_never_updated",
            (lambda r: update(r.row.authorship, member_id=r.row.fatou.pk))
            if suffix == "authorship"
            else changed(row, salt="x"),
        ),
        Case(f"{suffix}_never_deleted", lambda r, row=row: delete(getattr(r.row, row))),
    )
)

BREACH = (
    Case("breach_identity_frozen", changed("breach_confirmed", reference="2019-001")),
    Case("breach_aware_at_follows_awareness", changed("breach_confirmed", aware_at=f.FRIDAY)),
    Case("breach_reference_once", copied("breach_reported")),
    Case("breach_confirmed_has_awareness", moved("breach_reported", "confirmed")),
    Case("breach_awareness_not_before_occurrence", changed("breach_confirmed", occurred_from=f.AWARE + HOUR)),
    Case("breach_ends_after_it_began", changed("breach_reported", occurred_from=f.FRIDAY, occurred_to=f.FRIDAY - HOUR)),
    Case("breach_processor_named_with_instant", changed("breach_confirmed", processor_name="Éditeur")),
    Case("breach_closed_has_instant", moved("breach_assessed", "closed")),
    Case("report_reference_once", copied("report")),
    Case("report_detected_before_reported", copied("report", reference="x", detected_at=f.FRIDAY + HOUR)),
    Case("facts_number_once", copied("facts")),
    Case("population_key_once", copied("population")),
    Case("population_min_below_max", copied("population", key="x", persons_min=5, persons_max=2)),
    Case("measure_text_frozen", changed("measure", owner="Personne")),
    Case("measure_done_once", changed("measure_done", done_at=None)),
    Case("measure_never_deleted", lambda r: delete(r.row.measure)),
    Case("measure_says_what", copied("measure", what="")),
    Case("evidence_sha256_whole", copied("evidence", stored_as=uuid.UUID(int=8), sha256="d" * 63)),
)

SHEETS = (
    Case("sheet_number_once", copied("sheet")),
    Case("sheet_code_known", copied("sheet", code="cnil")),
    Case(
        "sheetversion_author_of_its_organisation",
        lambda r: insert(r.row.sheet, number=9, author_id=r.elsewhere.bob.pk),
    ),
    Case("transmission_says_to_whom", copied("transmission", addressee="")),
    Case("transmission_not_in_future", copied("transmission", sent_at=NOW + HOUR)),
    Case(
        "evidence_recap_of_its_breach",
        lambda r: insert(r.row.evidence, stored_as=uuid.UUID(int=8), notification_id=getattr(r.row, FILED).pk),
    ),
)

ORDERS = (
    Case(
        "authorityorder_recorder_of_its_organisation",
        lambda r: insert(r.row.order, recorded_by_id=r.elsewhere.bob.pk),
    ),
    Case(
        "decision_obeys_authority_order", moved("decision_withholding", "decided"),
        without=("decision_needs_second_person",),
    ),
    Case("order_finding_known", copied("order", finding="forget", due_at=None)),
    Case("order_says_what", copied("order", text="")),
    Case("order_term_goes_with_an_order", copied("order", finding="exempt")),
)  # fmt: skip

LINKS = (
    Case("link_once", copied("link")),
    Case(
        "breachlink_maker_of_its_organisation",
        lambda r: insert(r.row.link, breach_id=r.row.breach_reported.pk, made_by_id=r.elsewhere.bob.pk),
    ),
    Case(
        "breachlink_entry_of_its_organisation",
        lambda r: insert(r.row.link, breach_id=r.row.breach_reported.pk, entry_id=r.row.entry_elsewhere.pk),
    ),
    Case(
        "breachlink_of_two_organisations",
        lambda r: insert(r.row.link, breach_id=r.row.breach_reported.pk, other_id=r.row.breach_confirmed.pk),
    ),
)

AWARENESS = (
    Case("awareness_values_frozen", changed("awareness_chosen", at=f.FRIDAY)),
    Case("awareness_of_its_organisation", lambda r: insert(r.row.awareness_candidate, author_id=r.elsewhere.bob.pk)),
    Case(
        "awareness_chosen_directly_once", copied("awareness_chosen", at=f.FRIDAY),
        before=(moved("awareness_chosen", "superseded"),),
    ),
    Case(
        "awareness_correction_needs_second_person", moved("awareness_correction", "chosen"),
        before=(lambda r: _supersede_rival(r),),
    ),
    Case(
        "awareness_chosen_once", moved("awareness_correction", "chosen"),
        before=(verdict("awareness_correction", "awareness", carla),),
    ),
    Case("awareness_correction_once", copied("awareness_correction")),
    Case("awareness_has_reasons", copied("awareness_candidate", reasons="")),
    Case("awareness_not_in_future", copied("awareness_candidate", at=NOW + HOUR)),
)  # fmt: skip


def _supersede_rival(record: Record) -> Statement:
    rival = record.row.awareness_correction.breach.awareness_times.get(state="chosen")
    return update(rival, state="superseded", last_entry_id=record.row.entry.pk)


DUTY = (
    Case("duty_once", copied("duty_open")),
    Case("duty_lateness_frozen", changed("duty_fulfilled", fulfilled_at=f.FRIDAY)),
    Case("duty_clock_needs_entry", changed("duty_open", due_at=NOW)),
    Case("duty_identity_frozen", changed("duty_open", addressee="Personne")),
    Case("duty_fulfilled_has_instant", moved("duty_open", "fulfilled")),
    Case("duty_late_has_duration", changed("duty_open", late=True)),
)

DECISION = (
    Case("decision_needs_second_person", moved("decision_in_review", "decided")),
    Case(
        "decision_of_latest_assessment",
        moved("decision_superseded", "decided"),
        without=("decision_needs_second_person",),
    ),
    Case("decision_content_frozen", changed("decision_proposed", reasons="Rien de grave.")),
    Case(
        "decision_has_reasons",
        lambda r: insert(r.row.decision_proposed, assessment_id=r.row.assessment_undecided.pk, reasons=""),
    ),
    Case(
        "decision_exemption_only_without_communication",
        lambda r: insert(r.row.decision_proposed, assessment_id=r.row.assessment_undecided.pk, exemption="a"),
    ),
    Case("assessment_number_once", copied("assessment")),
    Case("assessment_severity_in_range", copied("assessment", number=10, severity_quarters=25)),
    Case("assessment_opinion_has_reasons", copied("assessment", number=10, opinion_reasons="")),
)

NOTIFICATION = (
    Case("notification_needs_approval", moved("authoritynotification_in_review", "approved")),
    Case(
        "notification_filed_as_approved",
        moved("authoritynotification_approved", "filed", receipt="V-1", filed_at=NOW),
        before=(changed("approval", voided_at=NOW),),
    ),
    Case("notification_content_frozen", changed("authoritynotification_in_review", content="{}")),
    Case("notification_take_back_voids_approval", moved("authoritynotification_approved", "draft")),
    Case("notification_filing_never_undone", changed(FILED, receipt="V-0")),
    Case("notification_ratification_in_order", changed("ratification_refused", ratification="pending")),
    Case("notification_ratification_needs_verdict", changed("glass_broken", ratification="ratified")),
    Case(
        "notification_break_glass_by_dpo",
        lambda r: update(
            r.row.authoritynotification_draft, state="approved", last_entry_id=r.row.entry.pk,
            break_glass_by_id=r.people.carla.pk, **GLASS,
        ),
    ),
    Case("notification_number_once", copied(FILED, **SECOND | {"number": 1, "phase": "initial"})),
    Case("notification_open_once", copied("authoritynotification_draft", number=2, phase="complementary")),
    Case("notification_receipt_once", copied(FILED, **SECOND | {"receipt": "V-2026-000123"})),
    Case("notification_first_is_not_complementary", copied(FILED, **SECOND | {"phase": "initial"})),
    Case("notification_filed_has_receipt", moved("authoritynotification_approved", "filed")),
    Case("notification_break_glass_complete", changed("authoritynotification_draft", ratification="pending")),
)  # fmt: skip

COMMUNICATION = (
    Case("communication_needs_approval", moved("communication_in_review", "approved")),
    Case("communication_content_frozen", changed("communication_in_review", recipient_count=4)),
    Case("communication_take_back_voids_approval", moved("communication_approved", "draft")),
    Case("communication_proof_signed_by_two", moved("communication_approved", "dispatching")),
    Case("communication_key_once", copied("communication_draft")),
    Case("communication_leaves_with_recipients", moved("communication_draft", "in_review")),
    Case("communication_produces_no_more_than_bound", changed("communication_dispatching", letters_produced=4)),
    Case("communication_dispatched_whole", moved("communication_dispatching", "dispatched", handed_over_at=NOW)),
    Case("proof_signer_of_its_organisation", lambda r: insert(r.row.signature, member_id=r.elsewhere.bob.pk)),
    Case("proof_signed_once_each", copied("signature")),
)

NOTICES = (
    Case("noticeround_starts_first", copied("noticeround_sending", number=2, state="in_review")),
    Case("noticeround_transition_in_order", moved("noticeround_approved", "in_review")),
    Case("noticeround_state_needs_entry", changed("noticeround_in_review", state="draft")),
    Case("noticeround_never_deleted", lambda r: delete(r.row.noticeround_draft)),
    Case("notice_round_needs_approval", moved("noticeround_in_review", "approved")),
    Case("notice_round_content_frozen", changed("noticeround_in_review", content="{}")),
    Case("notice_round_take_back_voids_approval", moved("noticeround_approved", "draft")),
    Case("notice_round_number_once", copied("noticeround_sending", state="draft")),
    Case("notice_round_open_once", copied("noticeround_draft", number=2)),
    Case(
        "notice_round_state_known", moved("noticeround_draft", "lost"), without=("noticeround_transition_in_order",)
    ),
    Case("notice_round_sending_has_sender", moved("noticeround_approved", "sending")),
    Case(
        "noticeround_entry_of_its_organisation", lambda r: insert(
            r.row.noticeround_sending, number=2, state="draft", last_entry_id=r.row.entry_elsewhere.pk
        ),
    ),
    Case("controllernotice_starts_first", copied(DRAFTED, **ANOTHER | {"state": "approved"})),
    Case("controllernotice_transition_in_order", moved("controllernotice_acknowledged", "drafted")),
    Case("controllernotice_state_needs_entry", changed("controllernotice_sent", state="failed", reasons="x")),
    Case("controllernotice_never_deleted", lambda r: delete(r.row.controllernotice_drafted)),
    Case(
        "notice_of_its_breach",
        lambda r: insert(r.row.controllernotice_drafted, **ANOTHER | {"breach_id": r.row.breach_held.pk}),
    ),
    Case("notice_joins_a_draft_only", copied("controllernotice_sent", **ANOTHER | {"state": "drafted"})),
    Case("notice_identity_frozen", changed("controllernotice_sent", persons=1)),
    Case("notice_leaves_after_approval", moved(DRAFTED, "approved")),
    Case("notice_delivery_frozen", changed("controllernotice_sent", told_at=f.FRIDAY)),
    Case("notice_number_once", copied(DRAFTED, message_id="<x@x>")),
    Case("notice_state_known", moved(DRAFTED, "lost"), without=("controllernotice_transition_in_order",)),
    Case("notice_names_controller", copied(DRAFTED, **ANOTHER | {"name": ""})),
    Case("notice_siren_digits", copied(DRAFTED, **ANOTHER | {"siren": "12"})),
    Case("notice_told_has_instant", moved("controllernotice_approved", "sent")),
    Case("notice_acknowledged_has_instant", moved("controllernotice_sent", "acknowledged")),
    Case("notice_not_sent_has_reasons", moved("controllernotice_sent", "failed")),
    Case(
        "controllernotice_entry_of_its_organisation",
        lambda r: insert(r.row.controllernotice_drafted, **ANOTHER | {"last_entry_id": r.row.entry_elsewhere.pk}),
    ),
)  # fmt: skip

SUBJECTS = {
    "notification": "authoritynotification_in_review", "communication": "communication_in_review",
    "assessment": "decision_in_review", "awareness": "awareness_correction", "controllers": "noticeround_in_review",
}  # fmt: skip
IN_REVIEW = SUBJECTS["notification"]
APPROVAL = (
    *(Case(f"approval_matches_{kind}", verdict(row, kind, carla, sha256="0" * 64)) for kind, row in SUBJECTS.items()),
    Case(
        "approval_by_none_of_the_authors", verdict(IN_REVIEW, "notification", lambda r: r.row.fatou),
        before=(
            lambda r: insert(
                Authorship(
                    subject_kind="notification", subject_id=getattr(r.row, IN_REVIEW).pk, member_id=r.row.fatou.pk
                )
            ),
        ),
    ),
    Case("approval_by_entitled_member", verdict(IN_REVIEW, "notification", lambda r: r.people.ines)),
    Case(
        "approval_sole_practitioner_is_declared",
        verdict(IN_REVIEW, "notification", carla, sole_practitioner=True),
    ),
    Case("approval_never_rewritten", changed("approval", comment="autre chose")),
    Case(
        "approval_voided_once", changed("approval", voided_at=NOW),
        before=(changed("approval", voided_at=NOW - HOUR),),
    ),
    Case("approval_never_deleted", lambda r: delete(r.row.approval)),
    Case(
        "approval_four_eyes", verdict("awareness_correction", "awareness", lambda r: r.people.bob),
        without=("approval_by_none_of_the_authors",),
    ),
    Case(
        "approval_once", verdict(IN_REVIEW, "notification", lambda r: r.row.lea),
        before=(verdict(IN_REVIEW, "notification", carla),),
    ),
    Case("refusal_has_comment", verdict(IN_REVIEW, "notification", carla, verdict="refused")),
    Case("authorship_once", copied("authorship")),
)  # fmt: skip


def _elsewhere(row: str, **more: Any) -> Sql:
    """INSERT of a copy of a row that another organisation's journal tells."""
    return lambda r: insert(getattr(r.row, row), last_entry_id=r.row.entry_elsewhere.pk, **more)


TENANCY = (
    Case("breach_entry_of_its_organisation", _elsewhere("breach_reported", reference="x")),
    Case("incidentreport_entry_of_its_organisation", _elsewhere("report", reference="x")),
    Case("duty_entry_of_its_organisation", _elsewhere("duty_open", code="x")),
    Case("awareness_entry_of_its_organisation", _elsewhere("awareness_candidate")),
    Case(
        "decision_entry_of_its_organisation",
        lambda r: insert(
            r.row.decision_proposed, assessment_id=r.row.assessment_undecided.pk,
            last_entry_id=r.row.entry_elsewhere.pk,
        ),
    ),
    Case("authoritynotification_entry_of_its_organisation", _elsewhere(FILED, **SECOND)),
    Case("communication_entry_of_its_organisation", _elsewhere("communication_draft", key="x")),
    *(
        Case(
            f"{row.split('_')[0]}_entry_stays_of_its_organisation",
            lambda r, row=row: update(getattr(r.row, row), last_entry_id=r.row.entry_elsewhere.pk),
        )
        for row in (
            "breach_confirmed", "duty_open", "awareness_candidate", "decision_proposed",
            "authoritynotification_draft", "communication_draft", "noticeround_draft", "controllernotice_drafted",
        )
    ),
)  # fmt: skip

FORMER = (
    Case("former_register_once", copied("former_register")),
    Case("former_register_sha256_whole", copied("former_register", sha256="f" * 63)),
    Case("former_register_adds_up", copied("former_register", sha256="a" * 64, read=3)),
    Case(
        "former_register_of_its_organisation",
        lambda r: insert(r.row.former_register, sha256="a" * 64, imported_by_id=r.elsewhere.bob.pk),
    ),
    Case("former_line_once", copied("former_line")),
)

NEXT = {"received_on": f.AWARE.date()}
FRESH = {"reference": "D-99"}
BEFORE = f.FRIDAY.date() - timedelta(days=1)


def _elsewhere_entry(row: str, **more: Any) -> Sql:
    """INSERT of a copy of a row that another organisation's journal tells."""
    return lambda r: insert(getattr(r.row, row), entry_id=r.row.entry_elsewhere.pk, **more)


def _free(row: str, **more: Any) -> Sql:
    """INSERT of a copy on a file that has none of them yet."""
    return lambda r: insert(getattr(r.row, row), breach_id=r.row.breach_described.pk, **more)


def _held(record: Record) -> Statement:
    """A hold on the very file whose purge is tried next."""
    return insert(record.row.hold, breach_id=record.row.breach_closed.pk)


def _released(by: Callable[[Record], Any], **more: Any) -> Sql:
    """UPDATE that releases the hold."""
    values = {"released_at": NOW, "release_reasons": "Fin."} | more
    return lambda r: update(r.row.hold, released_by_id=by(r).pk, **values)


def _agreed(by: Callable[[Record], Any], **more: Any) -> Sql:
    """UPDATE that approves the proposed period."""
    return lambda r: update(r.row.rule, verdict="approved", decided_by_id=by(r).pk, decided_at=NOW, **more)


FOLLOW_UP = (
    *(
        Case(f"{table}_never_deleted", lambda r, name=name: delete(getattr(r.row, name)))
        for table, name in (
            ("authorityletter", "letter"), ("rightsrequest", "request"), ("disclosuredelay", "delay"),
            ("legalhold", "hold"), ("retentionrule", "rule"), ("purge", "purge"), ("closingreason", "closing_reason"),
        )
    ),
    Case("purge_never_updated", changed("purge", kind="list")),
    Case("closingreason_never_updated", changed("closing_reason", reasons="Autre.")),
    Case("authorityletter_of_its_organisation", _elsewhere_entry("letter", **NEXT, reference="x")),
    Case(
        "rightsrequest_of_its_organisation",
        lambda r: insert(r.row.request, **FRESH, recorded_by_id=r.elsewhere.bob.pk),
    ),
    Case("disclosuredelay_of_its_organisation", _elsewhere_entry("delay")),
    Case(
        "legalhold_of_its_organisation",
        lambda r: insert(r.row.hold, breach_id=r.row.breach_described.pk, placed_by_id=r.elsewhere.bob.pk),
    ),
    Case("purge_of_its_organisation", _elsewhere_entry("purge")),
    Case("closingreason_of_its_organisation", _elsewhere_entry("closing_reason", code="complement")),
    Case("letter_frozen", changed("letter", due_on=None)),
    Case("letter_answered_once", changed("letter_done", answer="Autre chose.")),
    Case(
        "letter_evidence_of_its_breach",
        lambda r: insert(
            r.row.letter, reference="x", breach_id=r.row.breach_described.pk, evidence_id=r.row.evidence.pk
        ),
    ),
    Case(
        "letter_answer_of_its_breach",
        lambda r: update(r.row.letter_away, answered_on=NOW.date(), answer_evidence_id=r.row.evidence.pk),
    ),
    Case("letter_reference_once", copied("letter")),
    Case("letter_kind_known", copied("letter", reference="x", kind="poem")),
    Case("letter_due_after_reception", copied("letter", reference="x", due_on=BEFORE)),
    Case("letter_answered_after_reception", copied("letter", reference="x", answered_on=BEFORE)),
    Case("request_frozen", changed("request", kind="other")),
    Case("request_extended_once", changed("request_extended", due_on=NOW.date() + timedelta(days=300))),
    Case("request_handled_once", changed("request_done", outcome_reasons="Autre.")),
    Case("request_reference_once", copied("request")),
    Case("request_kind_known", copied("request", **FRESH, kind="poem")),
    Case("request_reference_is_a_number", copied("request", reference="Mme Petit 3")),
    Case("request_due_after_reception", copied("request", **FRESH, due_on=f.FRIDAY.date())),
    Case("request_extension_has_reasons", copied("request", **FRESH, extended_on=NOW.date())),
    Case("request_handled_has_outcome", copied("request", **FRESH, handled_on=NOW.date())),
    Case("delay_frozen", changed("delay", until_on=NOW.date() + timedelta(days=90))),
    Case("delay_lifted_once", changed("delay_done", lifted_on=None)),
    Case("delay_says_who_asked", copied("delay", authority="")),
    Case("delay_ends_after_it_began", copied("delay", until_on=BEFORE)),
    Case("delay_lifted_within", copied("delay", lifted_on=BEFORE)),
    Case("hold_frozen", changed("hold", reason="Autre.")),
    Case("hold_released_once", changed("hold_done", release_reasons="Autre.")),
    Case("hold_released_by_its_organisation", _released(lambda r: r.elsewhere.bob)),
    Case(
        "hold_sole_practitioner_is_declared", _released(lambda r: r.people.bob, sole_practitioner=True)
    ),
    Case("hold_live_once", copied("hold")),
    Case("hold_has_reason", _free("hold", reason="")),
    Case("hold_release_complete", changed("hold", released_at=NOW)),
    Case("hold_released_by_a_second_person", _released(lambda r: r.people.ines)),
    Case("retention_born_pending", copied("rule_done")),
    Case("retention_of_its_organisation", _elsewhere_entry("rule", kind="pdf")),
    Case("retention_frozen", changed("rule", months=1)),
    Case("retention_decided_once", changed("rule_done", comment="Autre.")),
    Case("retention_decided_by_its_organisation", _agreed(lambda r: r.elsewhere.carla)),
    Case("retention_sole_practitioner_is_declared", _agreed(carla, sole_practitioner=True)),
    Case("retention_pending_once", copied("rule")),
    Case("retention_kind_known", copied("rule", kind="journal")),
    Case("retention_months_in_range", copied("rule", kind="pdf", months=0)),
    Case("retention_has_reasons", copied("rule", kind="pdf", reasons="")),
    Case("retention_decided_by_a_second_person", _agreed(lambda r: r.people.bob)),
    Case("purge_never_under_hold", copied("purge"), before=(_held,)),
    Case("purge_of_a_closed_file", _free("purge")),
    Case("purge_under_an_approved_rule", lambda r: insert(r.row.purge, rule_id=r.row.rule.pk)),
    Case("purge_digest_whole", copied("purge", digest="d" * 63)),
    Case("purge_not_before_its_term", copied("purge", purged_at=NOW)),
    Case("closing_reason_once", copied("closing_reason")),
    Case("closing_reason_in_words", copied("closing_reason", code="complement", reasons="")),
)  # fmt: skip

PEOPLE = (
    Case("member_key_once", lambda r: insert(r.people.bob)),
    Case("held_role_once", copied("held_role")),
    Case("held_role_known", copied("held_role", role="king")),
    Case("organisation_daily_hour_of_a_day", lambda r: update(r.people.organisation, daily_hour=24)),
    Case("organisation_siren_digits", lambda r: update(r.people.organisation, siren="12345678X")),
)

# `CASCADE` reaches every table that refers to this one, so the guards of the others are lifted first.
EMPTYING = tuple(
    Case(name, lambda r, name=name: truncate(BY_NAME[name].table), without=tuple(n for n in TRUNCATES if n != name))
    for name in TRUNCATES
)

CASES = (
    *NOTICES, *FOLLOW_UP,
    *JOURNAL, *STATES, *IMMUTABLE, *BREACH, *AWARENESS, *DUTY, *DECISION, *NOTIFICATION, *COMMUNICATION, *APPROVAL,
    *TENANCY, *FORMER, *SHEETS, *ORDERS, *LINKS, *PEOPLE, *EMPTYING,
)  # fmt: skip


def lift_constraint(model: type[models.Model], constraint: models.BaseConstraint) -> None:
    connection.check_constraints()
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_rule_is_what_refuses_the_statement_that_breaks_it(case, record):
    if case.name in TRUNCATES and connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE: its DELETE is refused by a guard of its own")
    with transaction.atomic():
        lift(case.without)
        for statement in case.before:
            run(statement(record))
        broken = case.sql(record)
        assert refused_as(broken) == case.name
        if case.name in BY_NAME:
            lift((case.name,))
            assert refused_as(broken) is None
        elif connection.vendor == "postgresql":
            lift_constraint(*CONSTRAINTS[case.name])
            assert refused_as(broken) is None
        transaction.set_rollback(True)


def test_every_guard_and_every_constraint_has_a_case():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert set(names) == set(BY_NAME) | set(CONSTRAINTS)


def test_every_guard_is_in_the_database_and_one_that_is_lifted_is_missed(record):
    assert guards.missing(GUARDS) == ()
    with transaction.atomic():
        lift(("journal_never_updated", "approval_never_rewritten"))
        assert guards.missing(GUARDS) == ("journal_never_updated", "approval_never_rewritten")
        transaction.set_rollback(True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_replacing_an_entry_of_the_journal_is_a_deletion_and_refused(record):
    lift(("journal_chain_unbroken",))
    sql, given = insert(record.row.entry, kind="breach.forgotten")
    assert refused_as((sql.replace("INSERT", "INSERT OR REPLACE", 1), given)) == "journal_never_deleted"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="ON CONFLICT in its general form is PostgreSQL's")
def test_an_upsert_does_not_rewrite_the_journal(record):
    lift(("journal_chain_unbroken",))
    sql, given = insert(record.row.entry, kind="breach.forgotten")
    upsert = sql + " ON CONFLICT (organisation_id, seq) DO UPDATE SET kind = EXCLUDED.kind"
    assert refused_as((upsert, given)) == "journal_never_updated"


def test_a_state_may_change_when_the_journal_tells_it(record):
    """The rules refuse what is wrong, not everything: the same statement with a fresh entry goes through."""
    row = record.row.breach_confirmed
    assert refused_as(update(row, state="assessed")) == "breach_state_needs_entry"
    assert refused_as(update(row, state="assessed", last_entry_id=append(record.people).pk)) is None


def test_a_report_is_emptied_by_its_purge_and_by_nothing_else(record):
    report, name = record.row.breach_closed.reports.get(), "incidentreport_never_updated"
    emptied = update(report, summary="", contact="")
    assert refused_as(emptied) == name
    run(insert(record.row.purge, kind="report", rule_id=record.row.rule_report.pk))
    assert refused_as(update(report, summary="Autre récit.", contact="")) == name
    assert refused_as(update(report, summary="", contact="", kind="theft")) == name
    run(_held(record))
    assert refused_as(emptied) == name
    hold = record.row.breach_closed.holds.get()
    run(update(hold, released_by_id=record.people.bob.pk, released_at=NOW, release_reasons="Fin."))
    assert refused_as(emptied) is None
