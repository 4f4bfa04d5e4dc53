"""An act of the authority under art. 34(4): it binds, reopens, and is told in the journal."""

from datetime import date, timedelta
from typing import Any

import pytest

from breaches import journal, operations
from breaches.models import AuthorityOrder, Breach, Decision, Duty, JournalEntry
from breaches.operations.base import MissingReasonsError, OutOfOrderError
from breaches.operations.closing import left_to_do
from breaches.operations.orders import (
    OrderInFutureError,
    OrderStandsError,
    OrderUnknownFindingError,
    OrderWithoutTermError,
)
from notify.work.reactions import reactions_to
from tests import factories as f

pytestmark = pytest.mark.django_db
NOW = f.LATER + timedelta(hours=1)
DAY = timedelta(days=1)


def ordered(people: f.House, breach: Breach, **more: Any) -> AuthorityOrder:
    given = {"actor": people.bob, "now": NOW, "text": "Informez chaque patient.", "ordered_on": date(2026, 9, 12)}
    return operations.record_order(breach_id=breach.pk, **(given | more))


def exempted(people: f.House) -> Breach:
    """Decided by the controller: not to communicate, under art. 34(3)(b)."""
    verdict = f.verdict("notify", "do_not_communicate", exemption="b")
    breach = f.assessed(
        people,
        verdict,
        mitigations=["Accès fermés avant usage."],
        confidentiality={"exposure": "possible"},
        ongoing=False,
    )
    decision = f.decision_of(breach)
    operations.submit_decision(actor=people.bob, decision_id=decision.pk, now=f.LATER)
    operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)
    return breach


def communication_duty(breach: Breach) -> Duty | None:
    return Duty.objects.filter(breach=breach, code="rgpd_34").first()


def test_an_order_opens_the_duty_again_after_an_approved_exemption(people):
    breach = exempted(people)
    found = communication_duty(breach)
    assert found is None or found.state == "not_required"
    ordered(people, breach, due_at=NOW + 9 * DAY)
    duty = communication_duty(breach)
    assert (duty.state, duty.due_at, duty.starts_at) == ("open", NOW + 9 * DAY, NOW)
    assert "34" in duty.why


def test_no_decision_goes_against_an_order_even_one_that_waited_already(people):
    breach = f.assessed(people, f.verdict("notify", "do_not_communicate"))
    waiting = operations.submit_decision(actor=people.bob, decision_id=f.decision_of(breach).pk, now=f.LATER)
    ordered(people, breach)
    with pytest.raises(OrderStandsError):
        operations.assess(
            actor=people.bob, breach_id=breach.pk, now=NOW, decision=f.verdict("notify", "do_not_communicate")
        )
    with pytest.raises(OrderStandsError):
        operations.approve_decision(actor=people.carla, decision_id=waiting.pk, now=NOW)
    assert Decision.objects.get(pk=waiting.pk).state == "in_review"
    operations.assess(actor=people.bob, breach_id=breach.pk, now=NOW, decision=f.verdict())


def test_new_facts_do_not_make_an_order_fall(people):
    breach = exempted(people)
    ordered(people, breach, due_at=NOW + DAY)
    operations.describe(
        actor=people.bob, breach_id=breach.pk, now=NOW, facts=f.facts(confidentiality={"exposure": "excluded"})
    )
    assert communication_duty(breach).due_at == NOW + DAY


def test_a_later_finding_lets_the_approved_exemption_stand_again(people):
    breach = exempted(people)
    ordered(people, breach, due_at=NOW + DAY)
    ordered(people, breach, finding="exempt", text="La dispense est établie.", now=NOW + timedelta(hours=1))
    assert communication_duty(breach).state == "not_required"


def test_a_later_finding_without_a_decision_leaves_the_duty_open_and_takes_the_term_away(people):
    breach = f.assessed(people)
    ordered(people, breach, due_at=NOW + DAY)
    assert communication_duty(breach).due_at == NOW + DAY
    ordered(people, breach, finding="exempt", text="La dispense est établie.", now=NOW + timedelta(hours=1))
    assert (communication_duty(breach).state, communication_duty(breach).due_at) == ("open", None)


def test_a_closed_file_is_taken_up_again_by_an_order_and_not_by_a_finding(people):
    breach = exempted(people)
    for left in Duty.objects.filter(breach=breach, state="open").exclude(code="rgpd_33"):
        operations.fulfil_duty(actor=people.bob, duty_id=left.pk, now=NOW, reference="fait")
    filing = operations.prepare_notification(actor=people.bob, breach_id=breach.pk, now=f.LATER, phase="initial")
    operations.submit_notification(actor=people.bob, notification_id=filing.pk, now=f.LATER)
    operations.approve_notification(actor=people.carla, notification_id=filing.pk, now=f.LATER)
    operations.file_notification(actor=people.bob, notification_id=filing.pk, now=NOW, receipt="V-9")
    operations.close_breach(
        actor=people.bob, breach_id=breach.pk, now=NOW, justifications={"complement": "Tout est dit."}
    )
    with pytest.raises(OutOfOrderError):
        ordered(people, breach, finding="exempt")
    ordered(people, breach)
    breach = Breach.objects.get(pk=breach.pk)
    assert (breach.state, breach.closed_at) == ("assessed", None)
    assert communication_duty(breach).state == "open"
    assert any("CNIL" in item for item in left_to_do(breach, f.LATER))


@pytest.mark.parametrize("state", ["reported", "dismissed"])
def test_a_report_or_a_dismissed_file_takes_no_order(people, state):
    breach = f.reported(people)
    if state == "dismissed":
        operations.dismiss_breach(actor=people.bob, breach_id=breach.pk, now=NOW, reasons="Fausse alerte.")
    with pytest.raises(OutOfOrderError):
        ordered(people, breach)
    assert not AuthorityOrder.objects.filter(breach=breach).exists()


@pytest.mark.parametrize(
    "given,refusal",
    [
        ({"text": "  "}, MissingReasonsError),
        ({"ordered_on": NOW.date() + DAY}, OrderInFutureError),
        ({"finding": "exempt", "due_at": NOW + DAY}, OrderWithoutTermError),
        ({"finding": "oublier"}, OrderUnknownFindingError),
    ],
)
def test_an_order_that_does_not_stand_is_refused_and_leaves_nothing(people, given, refusal):
    breach = f.assessed(people)
    with pytest.raises(refusal):
        ordered(people, breach, **given)
    assert not AuthorityOrder.objects.filter(breach=breach).exists()


def test_the_journal_tells_the_order_without_its_words_and_two_people_are_alerted(people):
    breach = exempted(people)
    ordered(people, breach, reference="IFP-26-1187", due_at=NOW + 9 * DAY)
    entry = JournalEntry.objects.get(kind="authority_order.recorded", breach_id=breach.pk)
    told = journal.payload_of(entry)
    assert (told["ordered_on"], told["finding"], told["resumed"]) == ("2026-09-12", "communicate", False)
    assert not any(word in journal.canonical(told) for word in ("IFP", "Informez"))
    planned = list(reactions_to(entry))
    news = {work.payload["audience"] for work in planned if work.kind == "news"}
    assert news == {"dpo", "legal"}
    assert len({work.key for work in planned}) == len(planned)
    assert any(work.kind == "reminder" for work in planned)


def test_a_communication_sent_before_the_order_does_not_answer_it(record):
    """A message that says too little is sent again: the duty stays fulfilled, the file stays open."""
    breach = record.row.communication_dispatched.breach
    assert not any("CNIL demande" in item for item in left_to_do(breach, f.LATER))
    ordered(record.people, breach, now=record.now + timedelta(minutes=1))
    assert communication_duty(breach).state == "fulfilled"
    assert any("CNIL demande" in item for item in left_to_do(Breach.objects.get(pk=breach.pk), f.LATER))
