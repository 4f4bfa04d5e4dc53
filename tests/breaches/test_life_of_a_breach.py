"""Random acts by random people on one breach, against `life_model`: what it expects happens, nothing else does."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from breaches import journal, operations
from breaches.errors import DomainError
from breaches.models import (
    Approval,
    AuthorityNotification,
    Awareness,
    Breach,
    Communication,
    Decision,
    Duty,
    JournalEntry,
    Member,
)
from breaches.operations import Report
from breaches.operations.notifying import answers_of
from tests import factories as f
from tests.breaches.life_model import DO, HOURS, MAY, NOTHING, PEOPLE, ROLES, VERBS, Model
from tests.breaches.record import digest

EXAMPLES = os.environ.get("NOTIFY_LIFE_EXAMPLES")  # as many lives, other ones each time; else a few, always the same
START = f.FRIDAY + timedelta(hours=HOURS)
# How far a life is advanced before chance takes over, so that late acts are reached as often as early ones.
PATH = (
    ("confirm", "bob"), ("describe", "bob"), ("assess", "bob"), ("submit_decision", "bob"),
    ("prepare_notification", "bob"), ("submit_notification", "bob"), ("prepare_letter", "david"), ("bind", "david"),
    ("submit_letter", "ines"), ("approve_letter", "carla"), ("proof", "david"), ("sign", "david"), ("sign", "bob"),
    ("approve_notification", "lea"), ("start", "david"), ("lot", "david"), ("file", "bob"),
)  # fmt: skip
ENTITLED = {verb: [who for who, held in PEOPLE.items() if held & roles] for verb, roles in ROLES.items()}


@st.composite
def acts(draw: Any) -> tuple[str, str, int]:
    """An act, mostly by somebody of the right role: what remains to be refused is then the finer rule."""
    verb = draw(st.sampled_from(VERBS))
    who = draw(st.sampled_from(ENTITLED[verb] * 3 + list(PEOPLE)))
    return verb, who, draw(st.integers(0, 5))


def refused(call: Callable[[], Any]) -> DomainError | None:
    """The refusal that `call` meets, None when it succeeds."""
    try:
        call()
    except DomainError as refusal:
        return refusal
    return None


class LifeOfABreach(RuleBasedStateMachine):
    """Runs each act on the record and on the model."""

    people: ClassVar[dict[str, Member]]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.model, self.now = Model(), START
        alice = self.people["alice"]
        report = Report("Un fichier de patients serait en ligne.")
        self.breach = operations.report_incident(actor=alice, now=f.FRIDAY, report=report).breach
        self.entries = self._count()
        self.frozen: tuple[Any, ...] | None = None
        self.digest = ""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def _count(self) -> int:
        return JournalEntry.objects.filter(organisation_id=self.breach.organisation_id).count()

    def seen(self) -> str:
        """Digest of the record; after a refusal it is the one of before, which was just compared."""
        self.digest = self.digest or digest()
        return self.digest

    def told(self) -> None:
        """One act more in the journal."""
        self.entries, self.digest = self.entries + 1, ""

    @initialize(steps=st.integers(0, len(PATH)))
    def begins_somewhere(self, steps: int) -> None:
        for verb, who in PATH[:steps]:
            self.play(verb, who, 2)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(data=st.data())
    def people_do_what_they_may(self, data: Any) -> None:
        for _ in range(4):
            choice = data.draw(st.integers(0, 5))
            possible = [(v, who) for v in VERBS for who in ENTITLED[v] if self.model.expects(v, who, choice)]
            if possible:
                self.play(*data.draw(st.sampled_from(possible)), choice)

    @rule(tried=st.lists(acts(), min_size=3, max_size=6))
    def people_try_anything(self, tried: list[tuple[str, str, int]]) -> None:
        for act in tried:
            self.play(*act)

    def play(self, verb: str, who: str, choice: int) -> None:
        """One act on the record and on the model; then everything that must hold is looked at again."""
        act = (verb, who, choice)
        expected = self.model.expects(verb, who, choice)
        before = self.seen()
        refusal = refused(lambda: CALLS[verb](self, self.people[who], choice))
        assert (refusal is None) == expected, (act, refusal)
        if expected:
            self.model.apply(verb, who, choice)
            self.told()
        else:
            assert digest() == before, act
        for holds in (
            self.the_journal_holds_and_tells_each_act_once, self.the_record_is_where_the_model_is,
            self.what_is_approved_or_filed_is_what_was_read,
            self.clocks_follow_the_awareness_until_lateness_is_frozen,
        ):  # fmt: skip
            holds()

    @rule(who=st.sampled_from(["bob", "carla"]))
    def closes(self, who: str) -> None:
        """Only a file in which nothing is left closes; the model leaves it to the record to say so."""
        before = self.seen()
        close = partial(operations.close_breach, actor=self.people[who], **self.on_breach())
        if refused(close) is not None:
            assert digest() == before
            return
        assert (who, self.model.state, self.model.decision.state) == ("bob", "assessed", "decided")
        assert all(text.state == "filed" for text in self.model.notifications)
        self.model.state = "closed"
        self.told()

    # ------------------------------------------------------------ what each act finds
    def on_breach(self) -> dict[str, Any]:
        return {"breach_id": self.breach.pk, "now": self.now}

    def on_notification(self) -> dict[str, Any]:
        last = AuthorityNotification.objects.filter(breach=self.breach).order_by("number").last()
        return {"notification_id": last.pk if last else self.breach.pk, "now": self.now}

    def on_letter(self) -> dict[str, Any]:
        found = Communication.objects.filter(breach=self.breach).first()
        return {"communication_id": found.pk if found else self.breach.pk, "now": self.now}

    def on_decision(self) -> dict[str, Any]:
        last = Decision.objects.filter(breach=self.breach).order_by("assessment__number").last()
        return {"decision_id": last.pk if last else self.breach.pk, "now": self.now}

    def on_correction(self) -> dict[str, Any]:
        found = Awareness.objects.filter(breach=self.breach).order_by("created_at").last()
        waiting = Awareness.objects.filter(breach=self.breach, state="correction").first()
        row = waiting or found
        return {"awareness_id": row.pk if row else self.breach.pk, "now": self.now}

    # ------------------------------------------------------------ what always holds
    def the_journal_holds_and_tells_each_act_once(self) -> None:
        assert journal.verify(self.breach.organisation_id) == (self.entries, None)

    def the_record_is_where_the_model_is(self) -> None:
        model, breach = self.model, Breach.objects.get(pk=self.breach.pk)
        rules = f.FRIDAY + timedelta(hours=model.rules) if model.rules is not None else None
        assert (breach.state, breach.aware_at) == (model.state, rules)
        texts = breach.notifications.order_by("number").values_list("state", "ratification")
        assert list(texts) == [(text.state, text.ratification) for text in model.notifications]
        letters = list(breach.communications.values_list("state", "letters_produced"))
        assert letters == ([] if model.letter is NOTHING else [(model.letter.state, model.letter.produced)])
        states = [row.state for row in breach.decisions.order_by("assessment__number")]
        assert states[-1:] == ([] if model.decision is NOTHING else [model.decision.state])

    def what_is_approved_or_filed_is_what_was_read(self) -> None:
        texts = [*AuthorityNotification.objects.filter(breach=self.breach)]
        texts += Communication.objects.filter(breach=self.breach)
        for text in texts:
            held = list(Approval.objects.filter(subject_id=text.pk, verdict="approved", voided_at=None))
            assert text.content_sha256 == journal.sha256(text.content)
            assert all((a.sha256, a.version) == (text.content_sha256, text.version) for a in held)
            assert len(held) <= 1
            if text.state not in ("draft", "in_review"):
                assert held or text.break_glass_at is not None
            else:
                assert not held
            assert not any(a.approver_id == a.author_id for a in held)

    def clocks_follow_the_awareness_until_lateness_is_frozen(self) -> None:
        duties = Duty.objects.filter(breach=self.breach)
        if not self.model.open:
            assert not duties.filter(state="open").exists()
        duty = duties.filter(code="rgpd_33").first()
        if duty is None:
            return
        if duty.late is not None:
            found = (duty.late, duty.late_by, duty.fulfilled_at, duty.due_at, duty.state)
            self.frozen = self.frozen or found
            assert found == self.frozen
            assert duty.late == (duty.fulfilled_at > duty.due_at)
        elif duty.state == "open":
            assert duty.due_at == f.FRIDAY + timedelta(hours=self.model.rules + 72)


def _at(choice: int) -> Any:
    return f.FRIDAY + timedelta(hours=choice % HOURS)


def _call(name: str, place: str, **more: Any) -> Callable[[LifeOfABreach, Member, int], Any]:
    def call(life: LifeOfABreach, who: Member, choice: int) -> Any:
        given = {key: value(life, choice) if callable(value) else value for key, value in more.items()}
        return getattr(operations, name)(actor=who, **getattr(life, f"on_{place}")(), **given)

    return call


def _answers(life: LifeOfABreach, choice: int) -> dict[str, Any]:
    last = AuthorityNotification.objects.filter(breach=life.breach).order_by("number").last()
    told = {"nature": ["confidentiality"], "descriptif": f"Version du {life.now:%d %H} h, {life.entries}."}
    return (answers_of(last) if last else {}) | told


def _receipt(life: LifeOfABreach, choice: int) -> str:
    return f"V-{life.entries}"


def _phase(life: LifeOfABreach, choice: int) -> str:
    return "complementary" if AuthorityNotification.objects.filter(breach=life.breach).exists() else "initial"


WHY = {"reasons": "Une raison."}
COMMENT = {"comment": "Dites ce qui a fui."}
CALLS = {
    "confirm": _call("confirm_breach", "breach", aware_at=lambda life, choice: _at(choice), **WHY),
    "dismiss": _call("dismiss_breach", "breach", **WHY),
    "reopen": _call("reopen_breach", "breach", **WHY),
    "correct": _call("correct_awareness", "breach", aware_at=lambda life, choice: _at(choice), **WHY),
    "accept_correction": _call("approve_awareness", "correction"),
    "refuse_correction": _call("refuse_awareness", "correction", **COMMENT),
    "describe": _call("describe", "breach", facts=lambda life, choice: f.facts(ongoing=choice % 2 == 0)),
    "assess": _call(
        "assess", "breach",
        decision=lambda life, choice: (
            f.verdict() if choice % 2 == 0 else f.verdict("do_not_notify", "do_not_communicate")
        ),
    ),
    "submit_decision": _call("submit_decision", "decision"),
    "approve_decision": _call("approve_decision", "decision"),
    "refuse_decision": _call("refuse_decision", "decision", **COMMENT),
    "prepare_notification": _call("prepare_notification", "breach", phase=_phase),
    "edit_notification": _call("edit_notification", "notification", answers=_answers),
    "submit_notification": _call("submit_notification", "notification"),
    "approve_notification": _call("approve_notification", "notification"),
    "refuse_notification": _call("refuse_notification", "notification", **COMMENT),
    "break_glass": _call("break_glass", "notification", **WHY),
    "file": _call("file_notification", "notification", receipt=_receipt, reasons_for_delay="Système indisponible."),
    "prepare_letter": _call(
        "prepare_communication", "breach", key="courrier", population="patients", channel="post", letter=f.letter()
    ),
    "bind": _call(
        "bind_recipients", "letter", root=lambda life, choice: f"{life.entries:064d}",
        count=lambda life, choice: 1 + choice % 2, counts={},
    ),
    "edit_letter": _call(
        "edit_communication", "letter", letter=lambda life, choice: f.letter(title=f"Lettre {life.entries}")
    ),
    "submit_letter": _call("submit_communication", "letter"),
    "approve_letter": _call("approve_communication", "letter"),
    "refuse_letter": _call("refuse_communication", "letter", **COMMENT),
    "proof": _call("register_proof", "letter", proof_sha256=lambda life, choice: f"{life.entries:064d}"),
    "sign": _call("sign_proof", "letter"),
    "start": _call("start_production", "letter"),
    "lot": _call(
        "record_lot", "letter", number=1, letters=1, pages=2, sha256=lambda life, choice: f"{life.entries:064d}"
    ),
    "hand_over": _call("hand_over", "letter"),
}  # fmt: skip


def test_every_act_of_the_model_is_played_and_every_played_act_is_in_the_model():
    assert set(CALLS) == set(VERBS)
    assert set(MAY) == set(DO) == set(VERBS)
    assert {verb for verb, _ in PATH} <= set(VERBS)


def cast(people: f.House, elsewhere: f.House) -> dict[str, Member]:
    """The people of the model, with its roles; Dan is the DPO of another house."""
    more = {name: f.person(people.organisation, name, *sorted(PEOPLE[name])) for name in ("lea", "fatou", "olga")}
    house = {name: getattr(people, name) for name in ("alice", "bob", "ines", "carla", "david")}
    return house | more | {"dan": elsewhere.bob}


@pytest.mark.django_db
def test_whatever_people_do_in_whatever_order_the_record_holds(people, elsewhere, monkeypatch):
    monkeypatch.setattr(LifeOfABreach, "people", cast(people, elsewhere), raising=False)
    run_state_machine_as_test(
        LifeOfABreach,
        settings=settings(
            max_examples=int(EXAMPLES or 15),
            derandomize=EXAMPLES is None,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
