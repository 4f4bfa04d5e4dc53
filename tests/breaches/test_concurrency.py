"""Two people at once: real transactions in threads, each with a connection of its own.

The test database of SQLite is in memory, where two connections show nothing: these tests work on
a copy of it in a file, with the journal mode and the write lock that the product uses.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, connections, transaction

from breaches import journal, operations
from breaches.errors import DomainError, StaleVersionError
from breaches.guard_rules import GENESIS, GUARDS
from breaches.guards import missing
from breaches.models import (
    Approval,
    AuthorityNotification,
    Awareness,
    Breach,
    Communication,
    Duty,
    FactsVersion,
    IncidentReport,
    JournalEntry,
    ProofSignature,
)
from breaches.operations.approving import AlreadyApprovedError, ContentChangedError, NotSubmittedError
from breaches.operations.base import OutOfOrderError
from breaches.operations.dispatching import AlreadySignedError
from breaches.operations.filing import NotApprovedError
from breaches.operations.notifying import PhaseError, answers_of
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds before a thread that hangs fails the test
ROUNDS = 4


@pytest.fixture
def shared(transactional_db, tmp_path, monkeypatch) -> Iterator[None]:
    """A database that several connections really share."""
    if connection.vendor != "sqlite":
        yield
        return
    name = str(tmp_path / "shared.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [name])
    memory = connections["default"]
    monkeypatch.setitem(connections.settings, "default", connections.settings["default"] | {"NAME": name})
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = memory


@pytest.fixture
def people(shared) -> f.House:
    """The laboratory, committed; Léa may approve as well as Carla."""
    return f.house()


def race(*acts: Callable[[], Any]) -> list[Any]:
    """Start all acts at the same moment; their results, or the refusal that each met, in order."""
    start = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(PATIENCE)
            outcomes[place] = act()
        except Exception as error:  # the test says what it expects
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    unexpected = [found for found in outcomes if isinstance(found, Exception) and not isinstance(found, DomainError)]
    assert unexpected == []
    return outcomes


def refusals(outcomes: list[Any]) -> list[type[Exception]]:
    return [type(found) for found in outcomes if isinstance(found, Exception)]


def assert_chain(people: f.House) -> int:
    """The journal is without gap and without fork; returns its length."""
    entries = list(JournalEntry.objects.filter(organisation=people.organisation).order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0].prev == GENESIS
    assert all(later.prev == earlier.hash for earlier, later in pairwise(entries))
    assert journal.verify(people.organisation.pk) == (len(entries), None)
    return len(entries)


def test_the_connections_of_the_threads_are_their_own_and_the_guards_are_there(people):
    seen = race(*[lambda: (id(connection.connection or connection.ensure_connection()), threading.get_ident())] * 3)
    assert len({thread for _, thread in seen}) == 3
    assert missing(GUARDS) == ()
    assert connection.vendor != "sqlite" or not connection.is_in_memory_db()


def test_eight_writers_leave_one_chain_without_gap_or_fork(people):
    before = assert_chain(people)

    def write() -> int:
        for _ in range(12):
            with transaction.atomic():
                journal.append("exercise.held", organisation_id=people.organisation.pk, now=f.LATER, actor=people.bob)
        return 12

    written = race(*[write] * 8)
    assert sum(written) == 96
    assert assert_chain(people) == before + 96


def test_writers_of_two_organisations_do_not_mix(people):
    other = f.house("Clinique de la Lande", siren="", department="40")

    def write(house: f.House) -> Callable[[], None]:
        def several() -> None:
            for _ in range(8):
                f.reported(house)

        return several

    race(write(people), write(other), write(people), write(other))
    for house in (people, other):
        assert assert_chain(house) == 5 + 16
        references = sorted(Breach.objects.filter(organisation=house.organisation).values_list("reference", flat=True))
        assert references == [f"2026-{number:03d}" for number in range(1, 17)]
        assert IncidentReport.objects.filter(organisation=house.organisation).count() == 16


def test_a_writer_that_fails_leaves_no_gap(people):
    class CutShortError(DomainError):
        """The writer dies before its commit."""

    def write(fails: bool) -> Callable[[], None]:
        def once() -> None:
            with transaction.atomic():
                journal.append("exercise.held", organisation_id=people.organisation.pk, now=f.LATER, actor=people.bob)
                if fails:
                    raise CutShortError()

        return once

    before = assert_chain(people)
    outcomes = race(*[write(number % 2 == 0) for number in range(8)])
    assert refusals(outcomes) == [CutShortError] * 4
    assert assert_chain(people) == before + 4


def test_an_entry_is_written_inside_a_transaction_only(people):
    """Outside of one the lock on the head would hold nothing."""
    if connection.features.has_select_for_update:
        with pytest.raises(transaction.TransactionManagementError):
            journal.lock_head(people.organisation.pk)
    else:
        with transaction.atomic():  # SQLite: the transaction itself is the lock, taken at its beginning
            assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_two_approvals_at_once_make_one(people):
    lea = f.person(people.organisation, "Léa Robin", "legal")
    notification = f.submitted(people)
    before = assert_chain(people)

    def approve(who: Any) -> Callable[[], Any]:
        return lambda: operations.approve_notification(actor=who, notification_id=notification.pk, now=f.LATER)

    outcomes = race(approve(people.carla), approve(lea), approve(people.carla))
    assert refusals(outcomes) == [AlreadyApprovedError] * 2
    assert Approval.objects.filter(verdict="approved", voided_at=None).count() == 1
    assert assert_chain(people) == before + 1


def test_approving_and_refusing_at_once_leaves_one_verdict(people):
    lea = f.person(people.organisation, "Léa Robin", "legal")
    notification = f.submitted(people)
    on = {"notification_id": notification.pk, "now": f.LATER}
    outcomes = race(
        lambda: operations.approve_notification(actor=people.carla, **on),
        lambda: operations.refuse_notification(actor=lea, **on, comment="Dites ce qui a fui."),
    )
    assert len(refusals(outcomes)) == 1
    stored = AuthorityNotification.objects.get()
    assert (stored.state, Approval.objects.get().verdict) in {("approved", "approved"), ("draft", "refused")}


def standing(notification: AuthorityNotification) -> list[str]:
    """Contents of which an approval holds."""
    held = Approval.objects.filter(subject_id=notification.pk, voided_at=None, verdict="approved")
    return list(held.values_list("sha256", flat=True))


def edit(who: Any, notification: AuthorityNotification) -> Callable[[], Any]:
    answers = answers_of(notification) | {"descriptif": "Un mot de plus."}
    return lambda: operations.edit_notification(
        actor=who, notification_id=notification.pk, now=f.LATER, answers=answers
    )


def test_what_is_edited_while_it_is_approved_is_not_filed_as_approved(shared):
    """Either the approval came first and fell, or it met another content and was refused."""
    for number in range(ROUNDS):
        people = f.house()
        notification = f.submitted(people)
        read = notification.content_sha256
        on = {"notification_id": notification.pk, "now": f.LATER}
        acts = [
            edit(people.bob, notification),
            partial(operations.approve_notification, actor=people.carla, **on, read_sha256=read),
        ]
        outcomes = race(*(acts if number % 2 else reversed(acts)))
        assert set(refusals(outcomes)) <= {ContentChangedError, NotSubmittedError}
        stored = AuthorityNotification.objects.get(pk=notification.pk)
        assert (stored.state, stored.version, standing(stored)) == ("draft", 2, [])
        assert stored.content_sha256 != read
        with pytest.raises(NotApprovedError):
            operations.file_notification(actor=people.bob, **on, receipt="V-1")
        assert_chain(people)


def test_what_is_edited_while_it_is_filed_is_filed_as_approved_or_not_at_all(shared):
    for number in range(ROUNDS):
        people = f.house()
        notification = f.approved(people)
        approved = notification.content_sha256
        on = {"notification_id": notification.pk, "now": f.LATER}
        acts = [
            edit(people.ines, notification),
            partial(operations.file_notification, actor=people.bob, **on, receipt="V-1"),
        ]
        outcomes = race(*(acts if number % 2 else reversed(acts)))
        assert refusals(outcomes) in ([NotApprovedError], [OutOfOrderError])
        stored = AuthorityNotification.objects.get(pk=notification.pk)
        duty = Duty.objects.get(breach=stored.breach, code="rgpd_33")
        assert stored.content_sha256 == journal.sha256(stored.content)
        if stored.state == "filed":
            assert (standing(stored), duty.state) == ([stored.content_sha256], "fulfilled")
        else:
            assert (stored.state, standing(stored), duty.state) == ("draft", [], "open")
        assert (stored.content_sha256 == approved) == (stored.state == "filed")
        assert_chain(people)


def test_two_filings_at_once_make_one(people):
    notification = f.approved(people)
    file = partial(operations.file_notification, actor=people.bob, notification_id=notification.pk, now=f.LATER)
    outcomes = race(partial(file, receipt="V-1"), partial(file, receipt="V-2"))
    assert refusals(outcomes) == [NotApprovedError]
    assert JournalEntry.objects.filter(kind="notification.filed").count() == 1
    assert Duty.objects.get(code="rgpd_33").reference == AuthorityNotification.objects.get().receipt


def test_two_confirmations_at_once_make_one(people):
    breach = f.reported(people)

    def confirm(who: Any, minutes: int) -> Callable[[], Any]:
        at = f.AWARE - timedelta(minutes=minutes)
        return lambda: operations.confirm_breach(
            actor=who, breach_id=breach.pk, now=f.CONFIRMED, aware_at=at, reasons="Douze lignes reconnues."
        )

    outcomes = race(confirm(people.bob, 0), confirm(people.ines, 30))
    assert refusals(outcomes) == [OutOfOrderError]
    chosen = Awareness.objects.get(state="chosen")
    assert Breach.objects.get().aware_at == chosen.at
    assert Duty.objects.get(code="rgpd_33").due_at == chosen.at + timedelta(hours=72)
    assert JournalEntry.objects.filter(kind="breach.confirmed").count() == 1


def test_of_two_descriptions_from_the_same_page_one_wins(people):
    breach = f.confirmed(people)

    def describe(who: Any, **more: Any) -> Callable[[], Any]:
        return lambda: operations.describe(
            actor=who, breach_id=breach.pk, now=f.DESCRIBED, facts=f.facts(**more), expected_version=0
        )

    outcomes = race(describe(people.bob), describe(people.ines, ongoing=True), describe(people.bob, ongoing=False))
    assert refusals(outcomes) == [StaleVersionError] * 2
    winner = next(found for found in outcomes if not isinstance(found, Exception))
    assert FactsVersion.objects.get().sha256 == winner.sha256
    assert_chain(people)


def test_two_descriptions_that_know_of_each_other_are_two_versions(people):
    breach = f.confirmed(people)
    on = {"breach_id": breach.pk, "now": f.DESCRIBED, "facts": f.facts()}
    outcomes = race(*[lambda who=who: operations.describe(actor=who, **on) for who in (people.bob, people.ines)])
    assert refusals(outcomes) == []
    assert sorted(FactsVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_two_preparations_at_once_make_one_open_notification(people):
    breach = f.assessed(people)
    on = {"breach_id": breach.pk, "now": f.LATER, "phase": "initial"}
    outcomes = race(
        *[lambda who=who: operations.prepare_notification(actor=who, **on) for who in (people.bob, people.ines)]
    )
    assert refusals(outcomes) == [PhaseError]
    assert AuthorityNotification.objects.count() == 1


def test_two_clicks_on_sign_make_one_signature(people):
    communication = f.drafted(people)
    on = {"communication_id": communication.pk, "now": f.LATER}
    operations.bind_recipients(actor=people.david, **on, root="a" * 64, count=3, counts={})
    operations.register_proof(actor=people.david, **on, proof_sha256="b" * 64)
    outcomes = race(*[lambda: operations.sign_proof(actor=people.david, **on)] * 3)
    assert refusals(outcomes) == [AlreadySignedError] * 2
    assert ProofSignature.objects.count() == 1


def test_lots_recorded_at_once_are_all_counted(people):
    communication = f.drafted(people)
    on = {"communication_id": communication.pk, "now": f.LATER}
    operations.bind_recipients(actor=people.david, **on, root="a" * 64, count=6, counts={})
    operations.register_proof(actor=people.david, **on, proof_sha256="b" * 64)
    operations.submit_communication(actor=people.bob, **on)
    operations.approve_communication(actor=people.carla, **on)
    for signer in (people.david, people.bob):
        operations.sign_proof(actor=signer, **on)
    operations.start_production(actor=people.david, **on)

    def produce(number: int) -> Callable[[], Any]:
        lot = {"number": number, "letters": 1, "pages": 2, "sha256": f"{number:064d}"}
        return lambda: operations.record_lot(actor=people.david, **on, **lot)

    outcomes = race(*[produce(number) for number in range(1, 7)])
    assert refusals(outcomes) == []
    assert Communication.objects.get().letters_produced == 6
    operations.hand_over(actor=people.david, **on)
    assert_chain(people)
