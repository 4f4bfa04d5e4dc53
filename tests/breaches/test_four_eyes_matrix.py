"""Who may do what, when: every operation × role × organisation × state, and approvals forged by raw SQL."""

import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from breaches import operations
from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Approval, Authorship, JournalEntry, Member
from breaches.operations import Controller, OldLine, Report
from breaches.operations.notifying import answers_of
from breaches.permissions import ALLOWED, PermissionRefusedError
from breaches.states import Role
from tests import factories as f
from tests.breaches.record import NOW, PROOF, ROOT, Record, approval, digest, insert, lift, refused_as, run, update
from tests.breaches.record_follow_up import DAY, LONG_AFTER

pytestmark = pytest.mark.django_db

ALL_BREACH = ("reported", "confirmed", "assessed", "closed", "dismissed")
ALL_COMMUNICATION = ("draft", "in_review", "approved", "dispatching", "dispatched", "reconciled")
STATES = {
    "breach": ALL_BREACH,
    "awareness": ("candidate", "chosen", "correction", "superseded", "refused"),
    "duty": ("open", "fulfilled", "not_required"),
    "decision": ("proposed", "in_review", "decided", "refused"),
    "authoritynotification": ("draft", "in_review", "approved", "filed"),
    "communication": ALL_COMMUNICATION,
    "noticeround": ("draft", "in_review", "approved", "sending"),
    "kept": ("waits", "ended"),
    "controllernotice": ("drafted", "approved", "sent", "acknowledged", "failed", "set_aside"),
}
OPEN = ("confirmed", "assessed")
BEFORE_FILING = ("draft", "in_review", "approved")


def nothing(record: Record, row: Any) -> dict[str, Any]:
    return {}


NAMES = {"authoritynotification": "notification_id", "noticeround": "round_id", "controllernotice": "notice_id"}


@dataclass(frozen=True)
class Act:
    """One operation: its right, its subject, and the states of the subject in which somebody entitled succeeds.

    `rows` names rows that stand for a state when the plain row of that state lacks what the act needs beside it.
    """

    verb: str
    right: str
    family: str
    when: tuple[str, ...]
    given: Callable[[Record, Any], dict[str, Any]] = nothing
    rows: dict[str, str] = field(default_factory=dict)
    argument: str = ""
    variant: str = ""
    elsewhere: int = 0  # entries in the journal of the other organisation

    def subjects(self, record: Record) -> Iterator[tuple[str, Any]]:
        for state in STATES.get(self.family, ("here",)):
            yield state, getattr(record.row, self.rows.get(state, f"{self.family}_{state}"), None)

    def arguments(self, record: Record, row: Any) -> dict[str, Any]:
        name = self.argument or NAMES.get(self.family, f"{self.family}_id")
        subject = {name: row.pk} if row is not None else {}
        return {"now": NOW} | subject | self.given(record, row)


DESCRIBED = {"confirmed": "breach_described"}
COMMENT = {"comment": "Dites ce qui a fui."}
WHY = {"reasons": "Une raison."}


def breach(verb: str, right: str, *when: str, **more: Any) -> Act:
    given = more.pop("given", nothing)
    return Act(verb, right, "breach", when, given, more.pop("rows", DESCRIBED), **more)


def other(family: str) -> Callable[..., Act]:
    return lambda verb, right, *when, **more: Act(verb, right, family, when, **more)


def fixed(**values: Any) -> Callable[[Record, Any], dict[str, Any]]:
    return lambda record, row: values


def kept(verb: str, right: str, name: str, **more: Any) -> Act:
    """An act on a row without states: it waits (`row.<name>`) or it has ended (`row.<name>_done`)."""
    given = more.pop("given", nothing)
    return Act(verb, right, "kept", ("waits",), given, {"waits": name, "ended": f"{name}_done"}, f"{name}_id")


awareness, decision = other("awareness"), other("decision")
notification, communication = other("authoritynotification"), other("communication")
notices, notice = other("noticeround"), other("controllernotice")
HELD = {"confirmed": "breach_held", "assessed": "breach_held_assessed"}
RETURNED = {"posted": 1, "spoiled": 1, "under_way": 1, "silent": 0}
ONE_MORE = [Controller("Laboratoire du Martinet", email="dpo@martinet.example", line=2)]

ACTS = (
    Act("report_incident", "incident.report", "none", ("here",), fixed(report=Report("Un fichier est en ligne."))),
    Act("edit_organisation", "organisation.edit", "none", ("here",), fixed(values={"city": "Vitré"})),
    Act(
        "set_member_active", "members.manage", "none", ("here",), fixed(active=True), {"here": "idle"},
        argument="member_id",
    ),
    Act(
        "take_over_register", "register.import", "none", ("here",),
        fixed(sha256="e" * 64, lines=[OldLine(2, date(2023, 5, 4), {"facts": "Un courrier perdu."})]),
    ),
    breach("confirm_breach", "breach.confirm", "reported", given=fixed(aware_at=f.AWARE, **WHY)),
    breach("dismiss_breach", "breach.dismiss", "reported", *OPEN, given=fixed(**WHY)),
    breach("reopen_breach", "breach.dismiss", "dismissed", given=fixed(**WHY)),
    breach("correct_awareness", "awareness.correct", *OPEN, given=fixed(aware_at=f.FRIDAY, **WHY)),
    breach("describe", "facts.describe", *OPEN, given=fixed(facts=f.facts())),
    breach("assess", "breach.assess", *OPEN, given=fixed(decision=f.verdict())),
    breach("prepare_notification", "notification.edit", *OPEN, given=fixed(phase="initial")),
    breach(
        "prepare_communication", "communication.edit", *OPEN,
        given=fixed(key="lettre", population="patients", channel="post", letter=f.letter()),
    ),
    breach(
        "record_order", "order.record", *OPEN, "closed",
        given=fixed(text="Informez chaque patient.", ordered_on=NOW.date(), reference="IFP-26-9"),
    ),
    breach(
        "report_elsewhere", "breach.link", *ALL_BREACH, elsewhere=1,
        given=lambda record, row: {"there": record.elsewhere.alice, "report": Report("La même archive.")},
    ),
    breach("record_arrangement", "facts.describe", *OPEN, given=fixed(lead="Le groupement")),
    breach("take_measure", "measure.take", *ALL_BREACH, given=fixed(what="Fermer le compte.")),
    breach(
        "add_evidence", "evidence.add", *ALL_BREACH,
        given=fixed(what="capture", file_name="c.png", size=1, sha256="e" * 64, stored_as=UUID(int=9)),
    ),
    breach(
        "receive_letter", "letter.receive", *ALL_BREACH,
        given=fixed(kind="order", reference="CNIL-9", received_on=DAY, due_on=DAY),
    ),
    breach(
        "receive_request", "request.receive", *ALL_BREACH, given=fixed(kind="access", reference="D-9", received_on=DAY)
    ),
    breach(
        "record_delay", "delay.record", *OPEN,
        given=fixed(authority="Parquet", reference="PR-9", starts_on=DAY, until_on=DAY + timedelta(days=9)),
    ),
    breach(
        "place_hold", "hold.place", *ALL_BREACH, rows=DESCRIBED | {"assessed": "breach_held_assessed"},
        given=fixed(reason="Procédure."),
    ),
    breach("record_links", "links.record", *ALL_BREACH, given=fixed(processing_record="RT-12")),
    breach("record_lessons", "lessons.record", *OPEN, given=fixed(lessons="Vérifier deux fois.")),
    breach(
        "purge", "retention.purge", "closed", given=fixed(now=LONG_AFTER, kind="evidence", hashes=["e" * 64])
    ),
    kept("answer_letter", "letter.answer", "letter", given=fixed(answered_on=DAY)),
    kept("extend_request", "request.extend", "request", given=fixed(**WHY)),
    kept("handle_request", "request.handle", "request", given=fixed(handled_on=DAY, outcome="satisfied")),
    kept("lift_delay", "delay.lift", "delay"),
    kept("release_hold", "hold.release", "hold", given=fixed(**WHY)),
    Act(
        "propose_retention", "retention.propose", "none", ("here",),
        fixed(kind="pdf", months=12, reasons="Réclamations."),
    ),
    kept("approve_retention", "retention.approve", "rule"),
    kept("refuse_retention", "retention.approve", "rule", given=fixed(**COMMENT)),
    breach("close_breach", "breach.close", "assessed", rows={"assessed": "breach_closable"}),
    Act("complete_measure", "measure.take", "none", ("here",), rows={"here": "measure"}, argument="measure_id"),
    breach("write_sheet", "sheet.edit", *OPEN, given=fixed(code="csp", answers={"nb_personnes": 4})),
    breach("transmit_sheet", "sheet.transmit", *OPEN, given=fixed(code="csp", addressee="ARS", reference="SI-1")),
    Act("fulfil_duty", "duty.fulfil", "duty", ("open",), fixed(reference="plainte 12")),
    awareness("approve_awareness", "awareness.approve", "correction"),
    awareness("refuse_awareness", "awareness.approve", "correction", given=fixed(**COMMENT)),
    decision("submit_decision", "assessment.submit", "proposed"),
    decision("approve_decision", "assessment.approve", "in_review"),
    decision("refuse_decision", "assessment.approve", "in_review", given=fixed(**COMMENT)),
    notification(
        "edit_notification", "notification.edit", *BEFORE_FILING,
        given=lambda record, row: {"answers": answers_of(row) | {"descriptif": "Un mot de plus."}},
    ),
    notification("submit_notification", "notification.submit", "draft"),
    notification("approve_notification", "notification.approve", "in_review"),
    notification("refuse_notification", "notification.approve", "in_review", given=fixed(**COMMENT)),
    notification("break_glass", "notification.break_glass", "draft", "in_review", given=fixed(**WHY)),
    notification("file_notification", "notification.file", "approved", given=fixed(receipt="V-77")),
    communication("edit_communication", "communication.edit", *BEFORE_FILING, given=fixed(letter=f.letter(title="…"))),
    communication(
        "bind_recipients", "recipients.import", *BEFORE_FILING, given=fixed(root=ROOT[::-1], count=4, counts={})
    ),
    communication("submit_communication", "communication.submit", "draft", rows={"draft": "communication_bound"}),
    communication("approve_communication", "communication.approve", "in_review"),
    communication("refuse_communication", "communication.approve", "in_review", given=fixed(**COMMENT)),
    communication("register_proof", "proof.make", *BEFORE_FILING, given=fixed(proof_sha256=PROOF[::-1])),
    communication("sign_proof", "proof.sign", *BEFORE_FILING, rows={"draft": "communication_bound"}),
    communication("start_production", "letters.produce", "approved", rows={"approved": "communication_signed"}),
    communication(
        "record_lot", "letters.produce", "dispatching", given=fixed(number=1, letters=1, pages=2, sha256="e" * 64)
    ),
    communication("hand_over", "letters.hand_over", "dispatching", rows={"dispatching": "communication_whole"}),
    communication(
        "record_package", "package.make", "dispatching", "dispatched", rows={"dispatching": "communication_whole"},
        given=fixed(kind="generic", letters=3, pages=6, sheets=3, files=1, sha256="e" * 64),
    ),
    communication(
        "record_return", "package.return", "dispatched", given=fixed(sha256="e" * 64, foreign=1, **RETURNED)
    ),
    breach("prepare_notices", "notices.edit", *OPEN, given=fixed(controllers=ONE_MORE), rows=HELD),
    notices("add_controllers", "notices.edit", *BEFORE_FILING, given=fixed(controllers=ONE_MORE)),
    notices("edit_notices", "notices.edit", *BEFORE_FILING, given=fixed(text=f.NOTICE)),
    notices("submit_notices", "notices.submit", "draft"),
    notices("approve_notices", "notices.approve", "in_review"),
    notices("refuse_notices", "notices.approve", "in_review", given=fixed(**COMMENT)),
    notices("send_notices", "notices.send", "approved"),
    notice("record_notice_sent", "notices.send", "approved", "failed"),
    notice("record_notice_failure", "notices.send", "approved", "sent", given=fixed(**WHY)),
    notice("retry_notice", "notices.send", "failed"),
    notice("acknowledge_notice", "notices.send", "sent"),
    notice("set_notice_aside", "notices.edit", "drafted", "approved", "failed", given=fixed(**WHY)),
    *(
        communication(
            "record_download", right, *ALL_COMMUNICATION, given=fixed(kind=kind, sha256="e" * 64), variant=kind
        )
        for kind, right in (
            ("rejects.downloaded", "recipients.read"), ("lot.downloaded", "recipients.read"),
            ("proof.downloaded", "proof.sign"), ("package.downloaded", "recipients.read"),
        )
    ),
)  # fmt: skip
WITHOUT_SUBJECT = {"report_incident", "edit_organisation", "take_over_register", "propose_retention"}


@pytest.fixture(scope="module")
def cast(whole_record: Record) -> dict[str, dict[str, Member]]:
    """For both organisations one member for each role, with that role only, who wrote nothing; and an inactive one."""
    houses = {"ours": whole_record.people.organisation, "theirs": whole_record.elsewhere.organisation}
    found: dict[str, dict[str, Member]] = {}
    for name, house in houses.items():
        found[name] = {role: f.person(house, f"only-{role}", role) for role in Role.values}
        gone = f.person(house, "gone", *Role.values)
        Member.objects.filter(pk=gone.pk).update(active=False)
        found[name]["gone"] = Member.objects.get(pk=gone.pk)
    return found


def entries(member: Member) -> int:
    return JournalEntry.objects.filter(organisation_id=member.organisation_id).count()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def call(act: Act, record: Record, row: Any, actor: Member) -> type[DomainError] | None:
    """The refusal's class, None when the act succeeds."""
    try:
        getattr(operations, act.verb)(actor=actor, **act.arguments(record, row))
    except DomainError as refusal:
        return type(refusal)
    return None


def named(act: Act) -> str:
    return f"{act.verb}-{act.variant}" if act.variant else act.verb


every_act = pytest.mark.parametrize("act", ACTS, ids=named)


def test_every_operation_is_in_the_matrix():
    functions = {n for n in operations.__all__ if isinstance(getattr(operations, n), types.FunctionType)}
    assert {act.verb for act in ACTS} == functions


def test_every_right_that_an_operation_asks_for_is_in_the_table():
    assert {act.right for act in ACTS} <= set(ALLOWED)
    assert all(roles <= set(Role.values) for roles in ALLOWED.values())


@every_act
def test_a_role_that_may_not_is_refused_in_every_state_and_nothing_changes(act, record, cast):
    before = digest()
    for members in cast.values():
        for role, actor in members.items():
            if role not in ALLOWED[act.right]:
                for state, row in act.subjects(record):
                    assert call(act, record, row, actor) is PermissionRefusedError, (role, state)
    assert digest() == before


@every_act
def test_the_same_role_elsewhere_finds_nothing_and_changes_nothing(act, record, cast):
    before = digest()
    for role in sorted(ALLOWED[act.right]):
        actor = cast["theirs"][role]
        for state, row in act.subjects(record):
            if act.verb in WITHOUT_SUBJECT:
                ours = entries(record.people.bob)
                with undone():
                    assert call(act, record, row, actor) is None
                    assert entries(record.people.bob) == ours
                continue
            assert call(act, record, row, actor) is UnknownObjectError, (role, state)
    assert digest() == before


@every_act
def test_an_entitled_role_succeeds_in_its_states_only_with_one_entry_each(act, record, cast):
    before = digest()
    for role in sorted(ALLOWED[act.right]):
        actor = cast["ours"][role]
        for state, row in act.subjects(record):
            count, foreign = entries(actor), entries(record.elsewhere.bob)
            if state not in act.when:
                refusal = call(act, record, row, actor)
                assert refusal not in (None, PermissionRefusedError, UnknownObjectError), (role, state)
                assert entries(actor) == count
                continue
            with undone():
                assert call(act, record, row, actor) is None, (role, state)
                assert (entries(actor), entries(record.elsewhere.bob)) == (count + 1, foreign + act.elsewhere)
    assert digest() == before


def test_the_digest_sees_a_change(record):
    before = digest()
    with undone():
        run(update(record.row.breach_reported, title="autre"))
        assert digest() != before


# ---------------------------------------------------------------- approvals by raw SQL

SUBJECTS = {
    "notification": "authoritynotification_in_review", "communication": "communication_in_review",
    "assessment": "decision_in_review", "awareness": "awareness_correction", "controllers": "noticeround_in_review",
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", SUBJECTS)


def subject_of(kind: str, record: Record) -> Any:
    return getattr(record.row, SUBJECTS[kind])


def edited_by(member: Member, kind: str, subject: Any) -> None:
    run(insert(Authorship(subject_kind=kind, subject_id=subject.pk, member_id=member.pk)))


@every_kind
def test_an_approval_by_somebody_entitled_who_wrote_nothing_goes_through(kind, record):
    """The refusals below are refusals of one thing: this very statement passes without it."""
    assert refused_as(approval(subject_of(kind, record), kind, record.people.carla)) is None


FORGERS: dict[str, Callable[[Record], Member]] = {
    "editor": lambda r: r.row.fatou,
    "without_role": lambda r: r.row.nobody,
    "inactive": lambda r: r.row.idle,
    "elsewhere": lambda r: r.elsewhere.carla,
    "mailing": lambda r: r.people.david,
    "reporter": lambda r: r.people.alice,
}


@every_kind
@pytest.mark.parametrize("forger", FORGERS)
def test_an_approval_forged_for_someone_not_entitled_is_refused(kind, forger, record):
    subject, member = subject_of(kind, record), FORGERS[forger](record)
    if forger == "editor":
        edited_by(member, kind, subject)
    expected = "approval_by_none_of_the_authors" if forger == "editor" else "approval_by_entitled_member"
    count = Approval.objects.count()
    assert refused_as(approval(subject, kind, member)) == expected
    assert Approval.objects.count() == count


@every_kind
def test_an_approval_forged_for_the_author_is_refused_even_with_every_role(kind, record):
    subject = subject_of(kind, record)
    held = record.row.held_role
    for role in set(Role.values) - {held.role}:
        run(insert(held, role=role))
    assert subject.submitted_by_id == record.people.bob.pk
    assert refused_as(approval(subject, kind, record.people.bob)) == "approval_by_none_of_the_authors"
    lift(("approval_by_none_of_the_authors",))
    assert refused_as(approval(subject, kind, record.people.bob)) == "approval_four_eyes"


@every_kind
def test_an_approval_that_names_another_author_is_refused(kind, record):
    """The author is that of the subject: naming somebody else does not free the real one."""
    forged = approval(subject_of(kind, record), kind, record.people.carla, author_id=record.people.ines.pk)
    assert refused_as(forged) == f"approval_matches_{kind}"


@every_kind
@pytest.mark.parametrize("wrong", ["sha256", "version", "subject_id", "organisation_id"])
def test_an_approval_of_something_else_is_refused(kind, wrong, record):
    subject = subject_of(kind, record)
    values = {
        "sha256": "0" * 64, "version": subject.version + 1, "subject_id": UUID(int=1),
        "organisation_id": record.elsewhere.organisation.pk,
    }  # fmt: skip
    approver = record.elsewhere.carla if wrong == "organisation_id" else record.people.carla
    forged = approval(subject, kind, approver, **{wrong: values[wrong]})
    assert refused_as(forged) == f"approval_matches_{kind}"


@every_kind
def test_a_second_approval_of_the_same_version_is_refused(kind, record):
    subject = subject_of(kind, record)
    assert refused_as(approval(subject, kind, record.people.carla)) is None
    assert refused_as(approval(subject, kind, record.row.lea, at=NOW + timedelta(minutes=1))) == "approval_once"


@every_kind
def test_an_approval_for_a_one_person_practice_is_refused_where_there_is_none(kind, record):
    forged = approval(subject_of(kind, record), kind, record.people.bob, sole_practitioner=True)
    assert refused_as(forged) in ("approval_sole_practitioner_is_declared", "approval_by_none_of_the_authors")


@every_kind
def test_an_approval_of_what_is_not_in_review_is_refused(kind, record):
    early = {
        "notification": "authoritynotification_filed", "communication": "communication_dispatched",
        "assessment": "decision_proposed", "awareness": "awareness_candidate", "controllers": "noticeround_sending",
    }  # fmt: skip
    forged = approval(getattr(record.row, early[kind]), kind, record.row.lea)
    assert refused_as(forged) == f"approval_matches_{kind}"
