"""A file that is set aside or closed stands still; a reopened one goes on from what it was."""

from datetime import timedelta

import pytest

from breaches import operations
from breaches.models import Breach, Duty
from breaches.operations.awareness import AwarenessKeptError, CorrectionPendingError
from breaches.operations.base import OutOfOrderError
from breaches.operations.dispatching import ProofTooLateError
from tests import factories as f

pytestmark = pytest.mark.django_db
WHY = {"reasons": "Une raison."}


def dismiss(people: f.House, breach: Breach) -> None:
    operations.dismiss_breach(actor=people.bob, breach_id=breach.pk, now=f.LATER, **WHY)


def reopen(people: f.House, breach: Breach) -> None:
    operations.reopen_breach(actor=people.bob, breach_id=breach.pk, now=f.LATER, **WHY)


def confirm(people: f.House, breach: Breach, at=f.AWARE) -> Breach:
    return operations.confirm_breach(actor=people.bob, breach_id=breach.pk, now=f.LATER, aware_at=at, **WHY)


def test_a_reopened_file_is_confirmed_again_at_the_hour_it_had(people):
    breach = f.described(people)
    dismiss(people, breach)
    assert not Duty.objects.filter(breach=breach, state="open").exists()
    reopen(people, breach)
    assert confirm(people, breach).state == "confirmed"
    duty = Duty.objects.get(breach=breach, code="rgpd_33")
    assert (duty.state, duty.due_at) == ("open", f.AWARE + timedelta(hours=72))
    assert [time.state for time in breach.awareness_times.order_by("created_at")] == ["chosen", "candidate"]


def test_dismissing_is_no_way_around_a_correction_by_two(people):
    """Otherwise set aside, reopened and confirmed anew, the hour would change with one person's word."""
    breach = f.confirmed(people)
    dismiss(people, breach)
    reopen(people, breach)
    with pytest.raises(AwarenessKeptError):
        confirm(people, breach, f.AWARE + timedelta(minutes=5))
    assert Breach.objects.get(pk=breach.pk).state == "reported"


def test_a_file_is_not_set_aside_while_a_correction_waits(people):
    breach = f.confirmed(people)
    operations.correct_awareness(actor=people.bob, breach_id=breach.pk, now=f.LATER, aware_at=f.FRIDAY, **WHY)
    with pytest.raises(CorrectionPendingError):
        dismiss(people, breach)


def test_no_clock_runs_again_in_a_file_that_is_set_aside(people):
    breach = f.assessed(people)
    decision = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    dismiss(people, breach)
    with pytest.raises(OutOfOrderError, match="Écartée"):
        operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)
    with pytest.raises(OutOfOrderError, match="Écartée"):
        operations.correct_awareness(actor=people.bob, breach_id=breach.pk, now=f.LATER, aware_at=f.FRIDAY, **WHY)
    assert not Duty.objects.filter(breach=breach, state="open").exists()


def test_nothing_is_approved_or_filed_in_a_file_that_is_set_aside(people):
    waiting, cleared = f.submitted(people), f.approved(people)
    for notification in (waiting, cleared):
        dismiss(people, notification.breach)
    with pytest.raises(OutOfOrderError):
        operations.approve_notification(actor=people.carla, notification_id=waiting.pk, now=f.LATER)
    with pytest.raises(OutOfOrderError):
        operations.file_notification(actor=people.bob, notification_id=cleared.pk, now=f.LATER, receipt="V-1")


def test_what_was_filed_without_approval_is_ratified_even_after_the_file_was_set_aside(people):
    notification = f.submitted(people)
    on = {"notification_id": notification.pk, "now": f.LATER}
    operations.break_glass(actor=people.bob, **on, **WHY)
    operations.file_notification(actor=people.bob, **on, receipt="V-1")
    dismiss(people, notification.breach)
    assert operations.approve_notification(actor=people.carla, **on).ratification == "ratified"


def test_proofs_are_signed_before_production_not_after(people):
    communication = f.drafted(people)
    on = {"communication_id": communication.pk, "now": f.LATER}
    operations.bind_recipients(actor=people.david, **on, root="a" * 64, count=3, counts={})
    operations.register_proof(actor=people.david, **on, proof_sha256="b" * 64)
    operations.submit_communication(actor=people.bob, **on)
    operations.approve_communication(actor=people.carla, **on)
    for signer in (people.david, people.bob):
        operations.sign_proof(actor=signer, **on)
    operations.start_production(actor=people.david, **on)
    with pytest.raises(ProofTooLateError):
        operations.sign_proof(actor=people.carla, **on)
