"""The rules of the workflow, from the report to the closed file."""

from datetime import timedelta

import pytest

from breaches import journal, operations
from breaches.errors import StaleVersionError, UnknownObjectError
from breaches.models import Breach, Decision, Duty, JournalEntry
from breaches.operations import Candidate
from breaches.operations.approving import (
    AlreadyApprovedError,
    ContentChangedError,
    NotSubmittedError,
    OwnContentError,
)
from breaches.operations.assessing import ExemptionExcludedError, FactsChangedError, SupersededDecisionError
from breaches.operations.awareness import (
    AwarenessBeforeOccurrenceError,
    AwarenessInFutureError,
    AwarenessUnchangedError,
    CorrectionPendingError,
)
from breaches.operations.base import MissingReasonsError, OutOfOrderError
from breaches.operations.closing import StillOpenError
from breaches.operations.dispatching import LettersMissingError, NoProofError, SignaturesMissingError
from breaches.operations.filing import (
    BreakGlassOnlyInitialError,
    NotApprovedError,
    ReasonsForDelayMissingError,
    ReceiptReusedError,
)
from breaches.operations.notifying import answers_of
from breaches.permissions import PermissionRefusedError
from tests import factories as f

pytestmark = pytest.mark.django_db


def entries(kind: str) -> int:
    return JournalEntry.objects.filter(kind=kind).count()


def duty(breach: Breach, code: str) -> Duty:
    return Duty.objects.get(breach=breach, code=code)


def test_the_register_has_its_row_from_the_first_report(people):
    breach = f.reported(people)
    assert (breach.reference, breach.state) == ("2026-001", "reported")
    assert breach.reports.get().reference == "S-0001"


def test_each_operation_writes_exactly_one_journal_entry(people):
    before = JournalEntry.objects.count()
    f.filed(people)
    kinds = list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))[before:]
    assert kinds == [
        "incident.reported", "breach.confirmed", "facts.described", "breach.assessed", "notification.prepared",
        "notification.submitted", "notification.approved", "notification.filed",
    ]  # fmt: skip


def test_seventy_two_hours_run_as_elapsed_hours_over_the_autumn_night(people):
    breach = f.confirmed(people)
    assert duty(breach, "rgpd_33").due_at - breach.aware_at == timedelta(hours=72)


def test_an_awareness_in_the_future_is_refused_and_changes_nothing(people):
    breach = f.reported(people)
    with pytest.raises(AwarenessInFutureError):
        operations.confirm_breach(
            actor=people.bob, breach_id=breach.pk, now=f.CONFIRMED, aware_at=f.CONFIRMED + timedelta(minutes=1),
            reasons="…",
        )  # fmt: skip
    assert Breach.objects.get().state == "reported"
    assert entries("breach.confirmed") == 0


def test_an_awareness_before_the_occurrence_is_refused(people):
    breach = f.reported(people, occurred_from=f.FRIDAY - timedelta(hours=1))
    with pytest.raises(AwarenessBeforeOccurrenceError):
        operations.confirm_breach(
            actor=people.bob, breach_id=breach.pk, now=f.CONFIRMED, aware_at=f.FRIDAY - timedelta(hours=2),
            reasons="…",
        )  # fmt: skip


def test_all_candidate_times_are_kept_and_one_is_chosen(people):
    breach = f.reported(people)
    operations.confirm_breach(
        actor=people.bob, breach_id=breach.pk, now=f.CONFIRMED, aware_at=f.AWARE, reasons="certitude",
        candidates=[Candidate(f.FRIDAY, "lecture de l’article"), Candidate(f.AWARE, "certitude")],
    )  # fmt: skip
    times = {(a.at, a.state) for a in breach.awareness_times.all()}
    assert times == {(f.FRIDAY, "candidate"), (f.AWARE, "chosen")}


def test_the_earlier_time_rules_until_a_correction_is_approved_by_someone_else(people):
    breach = f.confirmed(people)
    later = f.AWARE + timedelta(minutes=20)
    proposed = operations.correct_awareness(
        actor=people.bob, breach_id=breach.pk, now=f.DESCRIBED, aware_at=later, reasons="montre en avance"
    )
    assert Breach.objects.get().aware_at == f.AWARE
    with pytest.raises(OwnContentError):
        operations.approve_awareness(actor=people.bob, awareness_id=proposed.pk, now=f.ASSESSED)
    operations.approve_awareness(actor=people.ines, awareness_id=proposed.pk, now=f.ASSESSED)
    assert Breach.objects.get().aware_at == later
    assert duty(breach, "rgpd_33").due_at == later + timedelta(hours=72)
    assert {a.state for a in breach.awareness_times.all()} == {"superseded", "chosen"}


def test_an_earlier_correction_rules_at_once_and_falls_when_refused(people):
    breach = f.confirmed(people)
    earlier = f.AWARE - timedelta(hours=1)
    proposed = operations.correct_awareness(
        actor=people.bob, breach_id=breach.pk, now=f.DESCRIBED, aware_at=earlier, reasons="premier appel"
    )
    assert duty(breach, "rgpd_33").due_at == earlier + timedelta(hours=72)
    operations.refuse_awareness(actor=people.carla, awareness_id=proposed.pk, now=f.ASSESSED, comment="sans preuve")
    assert duty(breach, "rgpd_33").due_at == f.AWARE + timedelta(hours=72)
    assert {a.state for a in breach.awareness_times.all()} == {"chosen", "refused"}


def test_a_correction_changes_something_and_only_one_waits(people):
    breach = f.confirmed(people)
    with pytest.raises(AwarenessUnchangedError):
        operations.correct_awareness(
            actor=people.bob, breach_id=breach.pk, now=f.DESCRIBED, aware_at=f.AWARE, reasons="…"
        )
    act = {"actor": people.bob, "breach_id": breach.pk, "now": f.DESCRIBED, "reasons": "…"}
    operations.correct_awareness(**act, aware_at=f.FRIDAY)
    with pytest.raises(CorrectionPendingError):
        operations.correct_awareness(**act, aware_at=f.FRIDAY + timedelta(minutes=5))


def test_stale_facts_are_refused_and_the_newer_version_stays(people):
    breach = f.described(people)
    with pytest.raises(StaleVersionError):
        operations.describe(actor=people.bob, breach_id=breach.pk, now=f.ASSESSED, facts=f.facts(), expected_version=0)
    assert breach.facts_versions.count() == 1


def test_populations_follow_each_version_of_the_facts(people):
    breach = f.described(people)
    more = f.facts()["populations"] + [
        {"key": "agents", "categories": ["employee"], "persons": {"min": 2, "max": 9}, "data": ["contact"]}
    ]
    operations.describe(actor=people.bob, breach_id=breach.pk, now=f.ASSESSED, facts=f.facts(populations=more))
    keys = [sorted(v.populations.values_list("key", flat=True)) for v in breach.facts_versions.order_by("number")]
    assert keys == [["patients"], ["agents", "patients"]]


def test_a_protective_opinion_opens_the_duty_to_communicate_at_once(people):
    breach = f.assessed(people)
    assert duty(breach, "rgpd_34").state == "open"
    assert f.decision_of(breach).state == "proposed"


def test_not_notifying_changes_nothing_until_a_second_person_has_decided(people):
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"))
    assert duty(breach, "rgpd_33").state == "open"
    decision = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    with pytest.raises(PermissionRefusedError):
        operations.approve_decision(actor=people.bob, decision_id=decision.pk, now=f.LATER)
    operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)
    assert duty(breach, "rgpd_33").state == "not_required"
    assert Decision.objects.get().state == "decided"


def test_new_facts_reopen_a_withheld_notification(people):
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"))
    decision = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)
    operations.describe(actor=people.bob, breach_id=breach.pk, now=f.LATER, facts=f.facts(ongoing=True))
    assert duty(breach, "rgpd_33").state == "open"


def test_a_decision_on_facts_that_changed_since_cannot_be_taken(people):
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"))
    decision = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    operations.describe(actor=people.bob, breach_id=breach.pk, now=f.LATER, facts=f.facts(ongoing=True))
    with pytest.raises(FactsChangedError):
        operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)


def test_only_the_decision_of_the_latest_assessment_is_taken(people):
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"))
    first = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    operations.assess(actor=people.bob, breach_id=breach.pk, now=f.LATER, decision=f.verdict())
    with pytest.raises(SupersededDecisionError):
        operations.approve_decision(actor=people.carla, decision_id=first.pk, now=f.LATER)
    assert duty(breach, "rgpd_33").state == "open"


def test_an_exemption_that_the_facts_exclude_is_refused(people):
    with pytest.raises(ExemptionExcludedError):
        f.assessed(people, f.verdict("notify", "do_not_communicate", exemption="a"))


def test_only_legal_approves_and_only_once(people):
    notification = f.submitted(people)
    with pytest.raises(PermissionRefusedError):
        operations.approve_notification(actor=people.david, notification_id=notification.pk, now=f.LATER)
    operations.approve_notification(actor=people.carla, notification_id=notification.pk, now=f.LATER)
    with pytest.raises(AlreadyApprovedError):
        operations.approve_notification(actor=people.carla, notification_id=notification.pk, now=f.LATER)
    assert entries("notification.approved") == 1


def test_whoever_edited_cannot_approve_even_with_the_role(people):
    both = f.person(people.organisation, "Fatou Diallo", "dpo", "legal")
    notification = f.prepared(people)
    operations.edit_notification(
        actor=both, notification_id=notification.pk, now=f.LATER, answers=answers_of(notification)
    )
    operations.submit_notification(actor=people.bob, notification_id=notification.pk, now=f.LATER)
    with pytest.raises(OwnContentError):
        operations.approve_notification(actor=both, notification_id=notification.pk, now=f.LATER)


def test_approval_needs_the_content_that_was_read(people):
    notification = f.submitted(people)
    with pytest.raises(ContentChangedError):
        operations.approve_notification(
            actor=people.carla, notification_id=notification.pk, now=f.LATER, read_sha256="f" * 64
        )


def test_nothing_is_approved_before_it_is_submitted(people):
    notification = f.prepared(people)
    with pytest.raises(NotSubmittedError):
        operations.approve_notification(actor=people.carla, notification_id=notification.pk, now=f.LATER)


def test_any_change_after_approval_voids_it(people):
    notification = f.approved(people)
    answers = answers_of(notification) | {"descriptif": "Un mot de plus."}
    operations.edit_notification(actor=people.bob, notification_id=notification.pk, now=f.LATER, answers=answers)
    with pytest.raises(NotApprovedError):
        operations.file_notification(actor=people.bob, notification_id=notification.pk, now=f.LATER, receipt="V-1")
    again = operations.submit_notification(actor=people.bob, notification_id=notification.pk, now=f.LATER)
    assert (again.version, again.state) == (2, "in_review")


def test_a_refusal_says_why_and_takes_the_text_back_to_its_author(people):
    notification = f.submitted(people)
    with pytest.raises(MissingReasonsError):
        operations.refuse_notification(actor=people.carla, notification_id=notification.pk, now=f.LATER, comment=" ")
    refused = operations.refuse_notification(
        actor=people.carla, notification_id=notification.pk, now=f.LATER, comment="Dites ce qui a fui."
    )
    assert (refused.state, refused.version) == ("draft", 2)


def test_the_first_filing_freezes_lateness(people):
    breach = f.filed(people).breach
    done = duty(breach, "rgpd_33")
    assert (done.state, done.late, done.reference) == ("fulfilled", False, "V-2026-000123")
    with pytest.raises(AwarenessInFutureError):
        operations.correct_awareness(
            actor=people.bob, breach_id=breach.pk, now=f.LATER, aware_at=f.LATER + timedelta(days=1), reasons="…"
        )


def test_a_late_filing_needs_its_motives_and_stays_late(people):
    notification = f.approved(people)
    due = duty(notification.breach, "rgpd_33").due_at
    late = {"actor": people.bob, "notification_id": notification.pk, "now": due + timedelta(hours=2, minutes=10)}
    with pytest.raises(ReasonsForDelayMissingError):
        operations.file_notification(**late, receipt="V-9")
    operations.file_notification(**late, receipt="V-9", reasons_for_delay="Système indisponible.")
    done = duty(notification.breach, "rgpd_33")
    assert (done.late, done.late_by) == (True, timedelta(hours=2, minutes=10))


def test_a_receipt_serves_once(people):
    first = f.filed(people, receipt="V-7")
    second = operations.prepare_notification(
        actor=people.bob, breach_id=first.breach_id, now=f.LATER + timedelta(hours=1), phase="complementary"
    )
    operations.submit_notification(actor=people.bob, notification_id=second.pk, now=f.LATER + timedelta(hours=1))
    operations.approve_notification(actor=people.carla, notification_id=second.pk, now=f.LATER + timedelta(hours=1))
    with pytest.raises(ReceiptReusedError):
        operations.file_notification(
            actor=people.bob, notification_id=second.pk, now=f.LATER + timedelta(hours=2), receipt="V-7"
        )


def test_break_glass_files_the_initial_alone_and_legal_ratifies_later(people):
    notification = f.submitted(people)
    act = {"notification_id": notification.pk, "now": f.LATER + timedelta(hours=1)}
    with pytest.raises(PermissionRefusedError):
        operations.break_glass(actor=people.carla, **act, reasons="…")
    with pytest.raises(MissingReasonsError):
        operations.break_glass(actor=people.bob, **act, reasons="")
    operations.break_glass(actor=people.bob, **act, reasons="Juriste injoignable.")
    operations.file_notification(actor=people.bob, **act, receipt="V-2")
    ratified = operations.approve_notification(actor=people.carla, **act, comment="Ratifié.")
    assert (ratified.state, ratified.ratification) == ("filed", "ratified")


def test_a_refused_ratification_is_recorded_and_the_filing_stays(people):
    notification = f.submitted(people)
    act = {"notification_id": notification.pk, "now": f.LATER + timedelta(hours=1)}
    operations.break_glass(actor=people.bob, **act, reasons="Juriste injoignable.")
    operations.file_notification(actor=people.bob, **act, receipt="V-2")
    refused = operations.refuse_notification(actor=people.carla, **act, comment="Le descriptif est inexact.")
    assert (refused.state, refused.ratification) == ("filed", "refused")


def test_break_glass_is_for_the_initial_only(people):
    first = f.filed(people)
    second = operations.prepare_notification(
        actor=people.bob, breach_id=first.breach_id, now=f.LATER + timedelta(hours=1), phase="complementary"
    )
    with pytest.raises(BreakGlassOnlyInitialError):
        operations.break_glass(
            actor=people.bob, notification_id=second.pk, now=f.LATER + timedelta(hours=1), reasons="…"
        )


def test_production_waits_for_approval_and_two_signatures(people):
    communication = f.drafted(people)
    act = {"communication_id": communication.pk, "now": f.LATER}
    operations.bind_recipients(actor=people.david, **act, root="a" * 64, count=3, counts={"read": 3})
    with pytest.raises(NoProofError):
        operations.sign_proof(actor=people.david, **act)
    operations.register_proof(actor=people.david, **act, proof_sha256="b" * 64)
    operations.sign_proof(actor=people.david, **act)
    with pytest.raises(SignaturesMissingError):
        operations.start_production(actor=people.david, **act)
    operations.sign_proof(actor=people.bob, **act)
    with pytest.raises(OutOfOrderError):
        operations.start_production(actor=people.david, **act)
    operations.submit_communication(actor=people.bob, **act)
    operations.approve_communication(actor=people.carla, **act)
    operations.start_production(actor=people.david, **act)
    with pytest.raises(LettersMissingError):
        operations.hand_over(actor=people.david, **act)
    operations.record_lot(actor=people.david, **act, number=1, letters=3, pages=6, sha256="c" * 64)
    done = operations.hand_over(actor=people.david, **act)
    assert done.state == "dispatched"
    assert duty(done.breach, "rgpd_34").state == "fulfilled"


def test_another_list_of_recipients_voids_approval_and_proof(people):
    communication = f.drafted(people)
    act = {"communication_id": communication.pk, "now": f.LATER}
    operations.bind_recipients(actor=people.david, **act, root="a" * 64, count=3, counts={})
    operations.register_proof(actor=people.david, **act, proof_sha256="b" * 64)
    operations.submit_communication(actor=people.bob, **act)
    operations.approve_communication(actor=people.carla, **act)
    moved = operations.bind_recipients(actor=people.david, **act, root="d" * 64, count=4, counts={})
    assert (moved.state, moved.version) == ("draft", 2)
    with pytest.raises(NoProofError):
        operations.sign_proof(actor=people.david, **act)


def test_a_file_closes_only_when_nothing_is_left(people):
    breach = f.assessed(people)
    with pytest.raises(StillOpenError, match="obligations ouvertes"):
        operations.close_breach(actor=people.bob, breach_id=breach.pk, now=f.LATER)


def test_a_withheld_breach_closes_once_decided(people):
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"), origin="wrong_recipient")
    decision = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)
    for left in Duty.objects.filter(breach=breach, state="open"):
        operations.fulfil_duty(actor=people.bob, duty_id=left.pk, now=f.LATER, reference="fait")
    closed = operations.close_breach(actor=people.bob, breach_id=breach.pk, now=f.LATER, lessons="Vérifier.")
    assert closed.state == "closed"


def test_transitions_out_of_order_are_refused_with_the_present_state(people):
    breach = f.confirmed(people)
    with pytest.raises(OutOfOrderError, match="Confirmée"):
        operations.confirm_breach(
            actor=people.bob, breach_id=breach.pk, now=f.DESCRIBED, aware_at=f.AWARE, reasons="encore"
        )


def test_rows_of_another_organisation_do_not_exist(people, elsewhere):
    notification = f.submitted(people)
    with pytest.raises(UnknownObjectError):
        operations.approve_notification(actor=elsewhere.carla, notification_id=notification.pk, now=f.LATER)
    with pytest.raises(UnknownObjectError):
        operations.describe(actor=elsewhere.bob, breach_id=notification.breach_id, now=f.LATER, facts=f.facts())


def test_a_sole_practitioner_decides_alone_and_the_approval_says_so(people):
    practice = f.house("Cabinet du docteur Roux", siren="", sole_practitioner=True, kind="professionnel_liberal")
    notification = f.submitted(practice)
    operations.approve_notification(actor=practice.bob, notification_id=notification.pk, now=f.LATER)
    entry = JournalEntry.objects.filter(kind="notification.approved").get()
    assert journal.payload_of(entry)["sole_practitioner"] is True


def test_the_chain_verifies_after_a_whole_file(people):
    f.filed(people)
    count, divergence = journal.verify(people.organisation.pk)
    assert divergence is None
    assert count == JournalEntry.objects.filter(organisation=people.organisation).count()
