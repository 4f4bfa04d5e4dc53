"""What comes back after the notice, the conditions of closing, periods of retention and their hold."""

from datetime import date, timedelta

import pytest

from breaches import journal, operations
from breaches.models import Breach, Duty, JournalEntry, Purge
from breaches.operations import holds, retaining
from breaches.operations.base import MissingReasonsError, OutOfOrderError, RuleBrokenError
from breaches.operations.closing import StillOpenError
from breaches.operations.delays import DelayEndsBeforeStartError, DelayOverError
from breaches.operations.letters import DayInFutureError, LetterAnsweredError, UnknownKindError
from breaches.operations.requests import (
    ExtensionTooLateError,
    RequestExtendedError,
    RequestHandledError,
    RequestReferenceError,
)
from tests import factories as f

pytestmark = pytest.mark.django_db
DAY = f.FRIDAY.date()
YEARS = timedelta(days=1200)


def act(people, verb, who="bob", **more):
    return getattr(operations, verb)(actor=getattr(people, who), **({"now": f.LATER} | more))


def letter(people, breach, **more):
    given = {"kind": "complement", "reference": "CNIL-1", "received_on": DAY, "due_on": DAY + timedelta(days=15)}
    return act(people, "receive_letter", breach_id=breach.pk, **(given | more))


def request(people, breach, **more):
    given = {"kind": "access", "reference": "D-1", "received_on": DAY}
    return act(people, "receive_request", breach_id=breach.pk, **(given | more))


def closable(people) -> Breach:
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"), origin="wrong_recipient")
    decision = act(people, "submit_decision", decision_id=f.decision_of(breach).pk)
    act(people, "approve_decision", "carla", decision_id=decision.pk)
    for left in Duty.objects.filter(breach=breach, state="open"):
        act(people, "fulfil_duty", duty_id=left.pk, reference="fait")
    return breach


def closed(people) -> Breach:
    return act(people, "close_breach", breach_id=closable(people).pk)


def ruled(people, kind="evidence", months=24):
    rule = act(people, "propose_retention", kind=kind, months=months, reasons="Contentieux.")
    return act(people, "approve_retention", "carla", rule_id=rule.pk)


# ---------------------------------------------------------------- letters and requests


def test_a_letter_waits_until_it_is_answered_once(people):
    row = letter(people, f.confirmed(people))
    assert row.waits
    answered = act(people, "answer_letter", letter_id=row.pk, answered_on=DAY, answer="Voir le complément.")
    assert not answered.waits
    with pytest.raises(LetterAnsweredError):
        act(people, "answer_letter", letter_id=row.pk, answered_on=DAY)


def test_a_letter_without_term_waits_for_nothing(people):
    assert not letter(people, f.confirmed(people), due_on=None, kind="closing").waits


def test_a_letter_comes_to_a_closed_file_too(people):
    assert letter(people, closed(people)).waits


@pytest.mark.parametrize(
    "wrong,refusal",
    [
        ({"kind": "poem"}, UnknownKindError),
        ({"reference": " "}, MissingReasonsError),
        ({"received_on": DAY + timedelta(days=2)}, DayInFutureError),
        ({"due_on": DAY - timedelta(days=1)}, RuleBrokenError),
    ],
)
def test_a_letter_that_does_not_fit_is_refused_and_leaves_nothing(people, wrong, refusal):
    breach = f.confirmed(people)
    before = JournalEntry.objects.count()
    with pytest.raises(refusal):
        letter(people, breach, **wrong)
    assert (breach.letters.count(), JournalEntry.objects.count()) == (0, before)


def test_a_request_is_due_a_month_after_its_reception_and_three_when_extended(people):
    row = request(people, f.confirmed(people))  # Friday 23 October: 23 November is a Monday
    assert row.due_on == date(2026, 11, 23)
    longer = act(people, "extend_request", request_id=row.pk, reasons="Trente demandes à la fois.")
    assert longer.due_on == date(2027, 1, 25)  # 23 January is a Saturday
    with pytest.raises(RequestExtendedError):
        act(people, "extend_request", request_id=row.pk, reasons="Encore.")


def test_a_period_that_is_over_is_not_extended(people):
    row = request(people, f.confirmed(people))
    last_minute = f.LATER.replace(month=11, day=23, hour=22, minute=59)  # 23 h 59 in Paris
    with pytest.raises(ExtensionTooLateError):
        act(people, "extend_request", request_id=row.pk, reasons="Trop.", now=last_minute + timedelta(minutes=1))
    assert act(people, "extend_request", request_id=row.pk, reasons="À temps.", now=last_minute).extended_on


@pytest.mark.parametrize("name", ["Mme Petit", "Petit", "rose@example.org", "Rose 12", ""])
def test_a_name_is_no_reference(people, name):
    with pytest.raises(RequestReferenceError):
        request(people, f.confirmed(people), reference=name)


def test_a_refused_request_has_reasons_and_a_handled_one_stays_so(people):
    row = request(people, f.confirmed(people))
    with pytest.raises(MissingReasonsError):
        act(people, "handle_request", request_id=row.pk, handled_on=DAY, outcome="refused")
    act(people, "handle_request", request_id=row.pk, handled_on=DAY, outcome="refused", reasons="Infondée.")
    with pytest.raises(RequestHandledError):
        act(people, "handle_request", request_id=row.pk, handled_on=DAY, outcome="satisfied")


# ---------------------------------------------------------------- a delay asked by an authority


def delay(people, breach, **more):
    given = {"authority": "Parquet de Rennes", "reference": "PR-1", "starts_on": DAY, "until_on": DAY + timedelta(9)}
    return act(people, "record_delay", breach_id=breach.pk, **(given | more))


def test_a_delay_moves_no_clock(people):
    breach = f.assessed(people)
    clocks = list(breach.duties.order_by("code").values_list("code", "starts_at", "due_at", "state"))
    delay(people, breach)
    assert list(breach.duties.order_by("code").values_list("code", "starts_at", "due_at", "state")) == clocks


def test_a_delay_runs_on_its_days_until_it_is_lifted(people):
    row = delay(people, f.confirmed(people))
    assert [row.runs_on(DAY + timedelta(n)) for n in (-1, 0, 9, 10)] == [False, True, True, False]
    lifted = act(people, "lift_delay", delay_id=row.pk)
    assert not lifted.runs_on(DAY + timedelta(1))
    with pytest.raises(DelayOverError):
        act(people, "lift_delay", delay_id=row.pk)


def test_a_delay_that_is_over_already_is_refused(people):
    with pytest.raises(DelayEndsBeforeStartError):
        delay(people, f.confirmed(people), until_on=DAY)  # it is Saturday


# ---------------------------------------------------------------- closing


def test_a_letter_or_a_request_keeps_a_file_open_whatever_is_written(people):
    breach = closable(people)
    row, asked = letter(people, breach), request(people, breach)
    words = {"letters": "Rien à dire.", "requests": "Rien à dire."}
    with pytest.raises(StillOpenError, match="courriers de la CNIL sans réponse : 1 ; demandes de personnes"):
        act(people, "close_breach", breach_id=breach.pk, justifications=words)
    act(people, "answer_letter", letter_id=row.pk, answered_on=DAY)
    act(people, "handle_request", request_id=asked.pk, handled_on=DAY, outcome="satisfied")
    assert act(people, "close_breach", breach_id=breach.pk).state == "closed"


def test_a_planned_measure_is_explained_in_words_that_stay(people):
    breach = closable(people)
    act(people, "take_measure", breach_id=breach.pk, what="Former les équipes.")
    with pytest.raises(StillOpenError, match="mesures non faites : 1"):
        act(people, "close_breach", breach_id=breach.pk, justifications={"measures": " "})
    act(people, "close_breach", breach_id=breach.pk, justifications={"measures": "Plan de formation 2027."})
    kept = breach.closing_explained.get()
    assert (kept.code, kept.count, kept.reasons) == ("measures", 1, "Plan de formation 2027.")
    told = journal.payload_of(JournalEntry.objects.get(kind="breach.closed"))
    assert told["justified"] == {"measures": journal.commitment(kept, "reasons")}


def test_a_delay_that_runs_keeps_a_file_open(people):
    breach = closable(people)
    delay(people, breach)
    with pytest.raises(StillOpenError, match="un report demandé par une autorité court encore"):
        act(people, "close_breach", breach_id=breach.pk)
    assert act(people, "close_breach", breach_id=breach.pk, now=f.LATER + timedelta(days=12)).state == "closed"


def test_lessons_noted_before_the_closing_stay_when_nothing_is_added(people):
    breach = closable(people)
    act(people, "record_lessons", breach_id=breach.pk, lessons="Relire l’adresse.")
    assert act(people, "close_breach", breach_id=breach.pk).lessons == "Relire l’adresse."


# ---------------------------------------------------------------- retention


def test_nothing_is_purged_without_an_agreed_period(people):
    breach = closed(people)
    act(people, "propose_retention", kind="evidence", months=1, reasons="Court.")
    with pytest.raises(retaining.NotDueError):
        act(people, "purge", breach_id=breach.pk, kind="evidence", hashes=["e" * 64], now=f.LATER + YEARS)


def test_a_period_is_agreed_by_somebody_else(people):
    rule = act(people, "propose_retention", kind="evidence", months=1, reasons="Court.")
    people.bob.held_roles.create(role="legal")
    bob = type(people.bob).objects.get(pk=people.bob.pk)
    with pytest.raises(retaining.OwnProposalError):
        operations.approve_retention(actor=bob, rule_id=rule.pk, now=f.LATER)
    assert act(people, "approve_retention", "carla", rule_id=rule.pk).verdict == "approved"


def test_a_sole_practitioner_agrees_alone_and_the_row_says_so(db):
    alone = f.house("Cabinet", siren="", sole_practitioner=True)
    rule = act(alone, "propose_retention", kind="evidence", months=1, reasons="Court.")
    assert act(alone, "approve_retention", rule_id=rule.pk).sole_practitioner


@pytest.mark.parametrize("months", [0, -1, 1201])
def test_a_period_out_of_range_is_refused(people, months):
    with pytest.raises(retaining.MonthsOutOfRangeError):
        act(people, "propose_retention", kind="evidence", months=months, reasons="Court.")


def test_the_journal_has_no_period(people):
    with pytest.raises(UnknownKindError):
        act(people, "propose_retention", kind="journal", months=12, reasons="Court.")


def test_the_period_approved_last_rules(people):
    breach = closed(people)
    ruled(people, months=1)
    later = act(people, "propose_retention", kind="evidence", months=None, reasons="Contrôle annoncé.")
    act(people, "approve_retention", "carla", rule_id=later.pk, now=f.LATER + timedelta(minutes=1))
    with pytest.raises(retaining.NotDueError):
        act(people, "purge", breach_id=breach.pk, kind="evidence", hashes=["e" * 64], now=f.LATER + YEARS)


def test_a_purge_comes_at_the_term_and_not_a_moment_before(people):
    breach, rule = closed(people), ruled(people, months=24)
    due = retaining.due_at(breach, rule)
    given = {"breach_id": breach.pk, "kind": "evidence", "hashes": ["e" * 64, "d" * 64], "counts": {"files": 2}}
    with pytest.raises(retaining.NotDueError):
        act(people, "purge", **given, now=due - timedelta(microseconds=1))
    made = act(people, "purge", **given, now=due)
    assert made.digest == journal.sha256("\n".join(["d" * 64, "e" * 64]))
    assert journal.verify(people.organisation.pk)[1] is None


def test_a_hold_stops_every_purge_until_a_second_person_releases_it(people):
    breach, _rule = closed(people), ruled(people)
    hold = act(people, "place_hold", breach_id=breach.pk, reason="Plainte.")
    given = {"breach_id": breach.pk, "kind": "evidence", "hashes": ["e" * 64], "now": f.LATER + YEARS}
    with pytest.raises(retaining.FileHeldError):
        act(people, "purge", **given)
    with pytest.raises(holds.HoldOwnReleaseError):
        act(people, "release_hold", hold_id=hold.pk, reasons="Classée.")
    act(people, "release_hold", "carla", hold_id=hold.pk, reasons="Classée.")
    assert act(people, "purge", **given).kind == "evidence"


def test_an_open_file_is_not_purged(people):
    ruled(people)
    with pytest.raises(OutOfOrderError):
        act(people, "purge", breach_id=f.assessed(people).pk, kind="evidence", hashes=["e" * 64], now=f.LATER + YEARS)


def test_a_purge_of_reports_empties_their_texts_and_keeps_the_proof_of_what_was_there(people):
    breach, _rule = closed(people), ruled(people, kind="report")
    report = breach.reports.get()
    was = journal.commitment(report, "summary")
    made = act(people, "purge", breach_id=breach.pk, kind="report", now=f.LATER + YEARS)
    report.refresh_from_db()
    assert (report.summary, report.contact) == ("", "")
    assert (made.counts, made.digest) == ({"rows": 1}, journal.sha256(was))
    assert was in "".join(JournalEntry.objects.filter(kind="incident.reported").values_list("body", flat=True))
    with pytest.raises(retaining.NothingToPurgeError):
        act(people, "purge", breach_id=breach.pk, kind="report", now=f.LATER + YEARS)
    assert Purge.objects.count() == 1
    assert journal.verify(people.organisation.pk)[1] is None
