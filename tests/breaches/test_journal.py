"""The journal: what it holds, what it never holds, and what its verification can and cannot see."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from breaches import journal, operations
from breaches.guard_rules import GENESIS, GUARDS
from breaches.journal import JournalPayloadError
from breaches.models import Awareness, Breach, Duty, IncidentReport, JournalEntry
from breaches.operations import Candidate, Report
from breaches.operations.notifying import answers_of
from tests import factories as f
from tests.breaches.record import lift

pytestmark = pytest.mark.django_db

EVERY_GUARD = tuple(guard.name for guard in GUARDS)


def verify(people: f.House) -> tuple[int, tuple[int, str] | None]:
    """Entries that hold, and (seq, reason) of the first one that does not."""
    count, divergence = journal.verify(people.organisation.pk)
    return count, (divergence.seq, divergence.reason.split(":")[0]) if divergence else None


def entry(people: f.House, seq: int) -> JournalEntry:
    return JournalEntry.objects.get(organisation=people.organisation, seq=seq)


def append(people: f.House, now: datetime = f.LATER, **payload: Any) -> JournalEntry:
    with transaction.atomic():
        return journal.append(
            "exercise.held", organisation_id=people.organisation.pk, now=now, actor=people.bob, payload=payload
        )


# ---------------------------------------------------------------- the chain


def test_each_entry_follows_the_one_before_and_the_first_follows_the_genesis(people):
    f.filed(people)
    entries = list(JournalEntry.objects.filter(organisation=people.organisation).order_by("seq"))
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    assert [e.prev for e in entries] == [GENESIS, *(e.hash for e in entries[:-1])]
    assert all(e.hash == journal.entry_hash(e.body) for e in entries)
    assert verify(people) == (len(entries), None)


def test_each_organisation_has_a_chain_of_its_own(people, elsewhere):
    f.reported(people)
    before = verify(elsewhere)
    f.confirmed(people)
    assert verify(elsewhere) == before
    assert entry(elsewhere, 1).prev == entry(people, 1).prev == GENESIS


def test_an_empty_journal_verifies_as_empty(db):
    assert journal.verify("00000000-0000-0000-0000-000000000000") == (0, None)


def test_the_body_is_canonical_json_and_says_what_the_columns_say(people):
    f.confirmed(people)
    for row in JournalEntry.objects.filter(organisation=people.organisation):
        told = json.loads(row.body)
        assert row.body == json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert (told["seq"], told["prev"], told["kind"]) == (row.seq, row.prev, row.kind)
        assert told["at"] == row.at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# ---------------------------------------------------------------- the tamper matrix


def alter(place: int, **columns: Any) -> Callable[[f.House], None]:
    def attack(people: f.House) -> None:
        row = entry(people, place)
        JournalEntry.objects.filter(pk=row.pk).update(
            **{name: value(row) if callable(value) else value for name, value in columns.items()}
        )

    return attack


def edited(row: JournalEntry) -> str:
    return row.body.replace('"kind":"', '"kind":"x', 1)


def edit_and_rehash(people: f.House) -> None:
    body = edited(entry(people, 8))
    alter(8, body=body, hash=journal.entry_hash(body), kind="x" + entry(people, 8).kind)(people)


def drop_middle(people: f.House) -> None:
    JournalEntry.objects.filter(pk=entry(people, 8).pk)._raw_delete("default")


def drop_middle_and_close_up(people: f.House) -> None:
    drop_middle(people)
    for row in JournalEntry.objects.filter(organisation=people.organisation, seq__gt=8).order_by("seq"):
        JournalEntry.objects.filter(pk=row.pk).update(seq=row.seq - 1)


def swap(people: f.House) -> None:
    first, second = entry(people, 8), entry(people, 9)
    for row, seq in ((first, 999), (second, 8), (first, 9)):
        JournalEntry.objects.filter(pk=row.pk).update(seq=seq)


def insert_forged(people: f.House) -> None:
    """A well-made entry between two others, the following ones moved up and the next one tied to it."""
    for row in JournalEntry.objects.filter(organisation=people.organisation, seq__gt=8).order_by("-seq"):
        JournalEntry.objects.filter(pk=row.pk).update(seq=row.seq + 1)
    before = entry(people, 8)
    body = json.loads(before.body) | {"seq": 9, "prev": before.hash, "kind": "breach.forgotten"}
    text = journal.canonical(body)
    JournalEntry.objects.filter(pk=entry(people, 10).pk).update(prev=journal.entry_hash(text))
    forged = JournalEntry.objects.get(pk=before.pk)
    forged.pk, forged.seq, forged.prev, forged.kind = None, 9, before.hash, "breach.forgotten"
    forged.body, forged.hash = text, journal.entry_hash(text)
    forged.save(force_insert=True)


ATTACKS = {
    # attack → (the change, the entries that still hold, the first that does not, what betrays it)
    "edit the body": (alter(8, body=edited), 7, 8, "hash"),
    "edit the body and its hash": (edit_and_rehash, 8, 9, "prev"),
    "edit the hash": (alter(8, hash="f" * 64), 7, 8, "hash"),
    "edit the previous hash": (alter(8, prev="f" * 64), 7, 8, "prev"),
    "edit the kind": (alter(8, kind="breach.forgotten"), 7, 8, "kind"),
    "edit the instant": (alter(8, at=lambda row: row.at - timedelta(hours=3)), 7, 8, "at"),
    "edit the actor": (alter(8, actor=None), 7, 8, "actor"),
    "edit the file": (alter(8, breach_id=None), 7, 8, "breach"),
    "edit the clock": (alter(8, clock="scenario"), 7, 8, "clock"),
    "edit the number": (alter(8, seq=99), 7, 9, "seq"),
    "delete in the middle": (drop_middle, 7, 9, "seq"),
    "delete in the middle and close up": (drop_middle_and_close_up, 7, 8, "prev"),
    "swap two": (swap, 7, 8, "prev"),
    "insert a forged one": (insert_forged, 9, 10, "seq"),  # its own bytes are well made, those of the next are not
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_lifts_the_guards_and_tampers_is_found_at_the_first_false_entry(attack, people):
    f.filed(people)
    whole, none = verify(people)
    assert (whole >= 13, none) == (True, None)
    lift(EVERY_GUARD)
    change, holding, first, reason = ATTACKS[attack]
    with transaction.atomic():
        change(people)
        assert verify(people) == (holding, (first, reason))
        transaction.set_rollback(True)


def test_a_cut_tail_holds_as_a_chain_and_shows_only_in_the_count(people):
    """A chain cannot miss what came last: whoever kept the former count (a printed foot, a mail) sees it."""
    f.filed(people)
    before, _ = verify(people)
    lift(EVERY_GUARD)
    with transaction.atomic():
        JournalEntry.objects.filter(pk=entry(people, before).pk)._raw_delete("default")
        assert verify(people) == (before - 1, None)
        transaction.set_rollback(True)


def test_a_chain_forged_again_to_its_end_holds_so_its_head_must_be_kept_elsewhere(people):
    """What the chain alone cannot show, said by a test: every hash changes, the head no longer is the one printed."""
    f.filed(people)
    count, _ = verify(people)
    head = entry(people, count).hash
    lift(EVERY_GUARD)
    prev = entry(people, 7).hash
    for seq in range(8, count + 1):
        row = entry(people, seq)
        body = journal.canonical(json.loads(row.body) | {"prev": prev, "v": 1, "went_back": seq == 8})
        JournalEntry.objects.filter(pk=row.pk).update(prev=f"moving-{seq}")
        JournalEntry.objects.filter(pk=row.pk).update(body=body, prev=prev, hash=journal.entry_hash(body))
        prev = journal.entry_hash(body)
    assert verify(people) == (count, None)
    assert entry(people, count).hash != head


@pytest.mark.parametrize("body", ["{", "[]", "1", ""])
def test_a_body_that_is_no_entry_is_a_divergence_not_a_crash(body, people):
    f.reported(people)
    lift(EVERY_GUARD)
    JournalEntry.objects.filter(pk=entry(people, 2).pk).update(body=body, hash=journal.entry_hash(body))
    held, found = verify(people)
    assert held == 1
    assert found[0] == 2


# ---------------------------------------------------------------- what a payload may hold


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), [1, 2.0], {"a": {"b": [{"c": 0.1}]}}, {"a": (1, (2, 3.0))}, [[[1e400]]]]
)
def test_canonical_json_refuses_a_float_however_deep(value):
    with pytest.raises(JournalPayloadError, match="float"):
        journal.canonical({"value": value})


@pytest.mark.parametrize(
    "value", [Decimal("1.5"), datetime(2026, 1, 1, tzinfo=UTC), b"x", {1, 2}, {1.5: "a"}, {1: "a"}]
)
def test_canonical_json_refuses_what_has_no_one_form(value):
    with pytest.raises((JournalPayloadError, TypeError)):
        journal.canonical({"value": value})


def test_canonical_json_has_one_form_for_equal_values():
    one = journal.canonical({"b": [1, "é", None, True], "a": {"y": 1, "x": 2}})
    other = journal.canonical({"a": {"x": 2, "y": 1}, "b": (1, "é", None, True)})
    assert one == other == '{"a":{"x":2,"y":1},"b":[1,"é",null,true]}'


def test_a_refused_payload_leaves_no_entry(people):
    before = verify(people)
    with pytest.raises(JournalPayloadError):
        append(people, share=0.5)
    assert verify(people) == before


# ---------------------------------------------------------------- time


def test_time_that_goes_back_is_flagged_and_never_refused(people):
    append(people, f.LATER)
    back = append(people, f.LATER - timedelta(seconds=1))
    again = append(people, f.LATER - timedelta(seconds=1))
    flags = [json.loads(row.body)["went_back"] for row in (back, again)]
    assert flags == [True, False]
    assert verify(people)[1] is None


def test_entries_of_a_scenario_say_so_and_only_they(people):
    real = append(people)
    with journal.scenario_clock():
        played = append(people)
        with journal.scenario_clock():
            nested = append(people)
        still = append(people)
    after = append(people)
    clocks = [(row.clock, json.loads(row.body)["clock"]) for row in (real, played, nested, still, after)]
    assert clocks == [(word, word) for word in ("real", "scenario", "scenario", "scenario", "real")]


def test_the_scenario_clock_ends_with_a_failure(people):
    def fail() -> None:
        with journal.scenario_clock():
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the test's own
        fail()
    assert append(people).clock == "real"


# ---------------------------------------------------------------- free texts


def told(kind: str) -> dict[str, Any]:
    return journal.payload_of(JournalEntry.objects.filter(kind=kind).order_by("-seq")[0])


def test_a_commitment_verifies_with_the_row_at_hand_and_not_without(people):
    breach = f.confirmed(people)
    report, chosen = breach.reports.get(), breach.awareness_times.get()
    assert told("incident.reported")["summary"] == journal.commitment(report, "summary")
    assert told("breach.confirmed")["reasons"] == journal.commitment(chosen, "reasons")
    report.summary += "."
    assert told("incident.reported")["summary"] != journal.commitment(report, "summary")


def test_equal_texts_have_different_commitments(people):
    """Otherwise a text that is guessed once is read everywhere."""
    f.reported(people)
    f.reported(people)
    first, second = IncidentReport.objects.order_by("reference")
    assert first.summary == second.summary
    assert journal.commitment(first, "summary") != journal.commitment(second, "summary")
    assert journal.commitment(first, "summary") != journal.commitment(first, "contact", first.summary)
    assert len({row.salt for row in (first, second)}) == 2
    assert len(first.salt) == 32


def test_equal_reasons_of_a_correction_leave_no_equal_hash_in_the_journal(people):
    hashes = []
    for _ in range(2):
        breach = f.confirmed(people)
        proposed = operations.correct_awareness(
            actor=people.bob, breach_id=breach.pk, now=f.LATER, aware_at=f.FRIDAY, reasons="premier appel"
        )
        operations.approve_awareness(actor=people.carla, awareness_id=proposed.pk, now=f.LATER)
        hashes.append(told("awareness.approved")["sha256"])
    assert hashes[0] != hashes[1]


class Canaries:
    """Each call gives a text that is found again wherever it goes."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, where: str) -> str:
        self.given.append(f"CANARI-{len(self.given)}-{where}")
        return f"Madame {self.given[-1]} Martin-Œuvrard, née le 3 mai 1951"


def whole_file(people: f.House, say: Canaries) -> Breach:
    """From the report to the closed file, with a text of its own in every field that takes one."""
    now = f.LATER
    bob, carla, david = ({"actor": who, "now": now} for who in (people.bob, people.carla, people.david))
    breach = operations.report_incident(
        actor=people.alice, now=f.FRIDAY,
        report=Report(say("summary"), contact=say("contact"), kind="vol", ongoing="oui", how_many="10"),
    ).breach  # fmt: skip
    on = {"breach_id": breach.pk}
    operations.dismiss_breach(**bob, **on, reasons=say("dismiss"))
    operations.reopen_breach(**bob, **on, reasons=say("reopen"))
    operations.confirm_breach(
        **bob, **on, aware_at=f.AWARE, reasons=say("aware"), title=say("title"),
        candidates=[Candidate(f.FRIDAY, say("candidate"))],
    )  # fmt: skip
    refused = operations.correct_awareness(**bob, **on, aware_at=f.FRIDAY, reasons=say("correction"))
    operations.refuse_awareness(**carla, awareness_id=refused.pk, comment=say("refused-correction"))
    accepted = operations.correct_awareness(**bob, **on, aware_at=f.FRIDAY, reasons=say("correction-again"))
    operations.approve_awareness(**carla, awareness_id=accepted.pk, comment=say("approved-correction"))
    operations.describe(**bob, **on, facts=f.facts(populations=[_population(say)]))
    measure = operations.take_measure(**bob, **on, what=say("measure"), owner=say("owner")[:100])
    operations.complete_measure(**bob, measure_id=measure.pk)
    operations.add_evidence(
        **bob, **on, what=say("evidence"), file_name=say("file"), size=1, sha256="d" * 64, stored_as=measure.pk
    )
    for verdict, comment in (("refuse_decision", "decision-refused"), ("approve_decision", "decision-approved")):
        answer = operations.Verdict("notify", "communicate", say("decision"))
        opinion = operations.Verdict("notify", "communicate", say("opinion"))
        operations.assess(**bob, **on, decision=answer, opinion=opinion)
        decision = operations.submit_decision(**bob, decision_id=f.decision_of(breach).pk)
        getattr(operations, verdict)(**carla, decision_id=decision.pk, comment=say(comment))
    _notify(people, breach, say)
    letter = f.letter(nature=say("letter"), signature=say("signature"))
    sent = operations.prepare_communication(
        **david, **on, key="courrier", population="patients", channel="post", letter=letter
    )
    _send(people, sent.pk, say)
    for duty in Duty.objects.filter(breach=breach, state="open"):
        operations.fulfil_duty(**bob, duty_id=duty.pk, reference=say("reference")[:80], reasons_for_delay=say("delay"))
    _come_back(bob, on, carla, say)
    why = {"complement": say("no-complement")}
    return operations.close_breach(**bob, **on, lessons=say("lessons"), justifications=why)


def _come_back(bob: dict[str, Any], on: dict[str, Any], carla: dict[str, Any], say: Canaries) -> None:
    day = f.FRIDAY.date()
    letter = operations.receive_letter(
        **bob,
        **on,
        kind="order",
        reference=say("letter-reference")[:80],
        received_on=day,
        due_on=day,
        about=say("about"),
    )
    operations.answer_letter(**bob, letter_id=letter.pk, answered_on=day, answer=say("answer"))
    asked = operations.receive_request(**bob, **on, kind="access", reference="CANARI-7", received_on=day)
    say.given.append("CANARI-7")
    operations.extend_request(**bob, request_id=asked.pk, reasons=say("extension"))
    operations.handle_request(**bob, request_id=asked.pk, handled_on=day, outcome="refused", reasons=say("outcome"))
    delay = operations.record_delay(
        **bob, **on, authority=say("authority"), reference=say("delay"), why=say("delay-why"), starts_on=day,
        until_on=day + timedelta(days=9),
    )  # fmt: skip
    operations.lift_delay(**bob, delay_id=delay.pk)
    operations.record_links(**bob, **on, processing_record=say("record"), processor_contract=say("contract"))
    operations.record_lessons(**bob, **on, lessons=say("lessons-before"))
    hold = operations.place_hold(**carla, **on, reason=say("hold"))
    operations.release_hold(**bob, hold_id=hold.pk, reasons=say("release"))
    rule = operations.propose_retention(**bob, kind="list", months=6, reasons=say("period"))
    operations.refuse_retention(**carla, rule_id=rule.pk, comment=say("period-refused"))


def _population(say: Canaries) -> dict[str, Any]:
    return f.facts()["populations"][0] | {"name": say("population"), "details": say("details")}


def _notify(people: f.House, breach: Breach, say: Canaries) -> None:
    bob, carla = {"actor": people.bob, "now": f.LATER}, {"actor": people.carla, "now": f.LATER}
    notification = operations.prepare_notification(**bob, breach_id=breach.pk, phase="initial")
    on = {"notification_id": notification.pk}
    operations.submit_notification(**bob, **on)
    operations.refuse_notification(**carla, **on, comment=say("notification-refused"))
    operations.edit_notification(**bob, **on, answers=answers_of(notification) | {"descriptif": say("answers")})
    operations.break_glass(**bob, **on, reasons=say("glass"))
    late = f.LATER + timedelta(days=9)
    operations.file_notification(actor=people.bob, now=late, **on, receipt="V-2026-9", reasons_for_delay=say("late"))
    operations.approve_notification(**carla, **on, comment=say("ratified"))


def _send(people: f.House, communication: Any, say: Canaries) -> None:
    bob, carla, david = ({"actor": who, "now": f.LATER} for who in (people.bob, people.carla, people.david))
    on = {"communication_id": communication}
    operations.bind_recipients(**david, **on, root="a" * 64, count=1, counts={"read": 1})
    operations.submit_communication(**bob, **on)
    operations.refuse_communication(**carla, **on, comment=say("letter-refused"))
    operations.edit_communication(**david, **on, letter=f.letter(advice=say("letter-again")))
    operations.register_proof(**david, **on, proof_sha256="b" * 64)
    operations.submit_communication(**bob, **on)
    operations.approve_communication(**carla, **on, comment=say("letter-approved"))
    operations.sign_proof(**david, **on)
    operations.sign_proof(**bob, **on)
    operations.start_production(**david, **on)
    operations.record_lot(**david, **on, number=1, letters=1, pages=2, sha256="c" * 64)
    operations.hand_over(**david, **on)


def test_no_free_text_enters_the_journal_through_a_whole_file(people):
    say = Canaries()
    closed = whole_file(people, say)
    assert closed.state == "closed"
    assert len(say.given) > 25
    bodies = "\n".join(JournalEntry.objects.values_list("body", flat=True))
    assert [canary for canary in say.given if canary in bodies] == []
    assert "Martin-Œuvrard" not in bodies
    assert verify(people)[1] is None


def test_the_texts_that_the_journal_commits_to_stay_in_their_rows(people):
    say = Canaries()
    breach = whole_file(people, say)
    kept = " ".join(Awareness.objects.filter(breach=breach).values_list("reasons", flat=True))
    assert all(word in kept for word in ("aware", "candidate", "correction"))
    for row in Awareness.objects.filter(breach=breach, state="superseded"):
        assert journal.commitment(row, "reasons") in "".join(JournalEntry.objects.values_list("body", flat=True))


def test_the_journal_names_no_person(people):
    f.filed(people)
    bodies = "".join(JournalEntry.objects.values_list("body", flat=True))
    for member in (people.alice, people.bob, people.carla):
        assert member.name not in bodies
        assert member.email not in bodies
        assert str(member.pk) in bodies
