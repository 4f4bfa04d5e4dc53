"""Scenarios are played through the operations, in virtual time, and every difference is a failure with its line."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

import notify
from breaches import journal, operations
from breaches.errors import DomainError
from breaches.models import Breach, JournalEntry, Member, Organisation
from notify.accounts.models import Link
from notify.alerts.models import Alert, Delivery
from notify.letters.models import Lot
from notify.recipients.models import RecipientImport
from notify.scenarios import acting
from notify.scenarios.acting_people import generated, lot_size
from notify.scenarios.clock import VirtualClock
from notify.scenarios.digest import digest
from notify.scenarios.instants import Shift, StartError, parse_start
from notify.scenarios.into import PLAYED, already_played, play_into
from notify.scenarios.loading import load
from notify.scenarios.playing import Result, play
from notify.scenarios.stage import Stage
from notify.scenarios.summary import summary
from notify.work.models import Work
from tests.scenarios.conftest import ASSESSED, CONFIRMED, LETTERS, PRODUCED, REPORTED, line_of

LIBRARY = Path(notify.__file__).parent / "scenarios" / "library"
Written = Callable[..., Path]
pytestmark = pytest.mark.django_db


def played(path: Path, **options: Any) -> Result:
    return play(load(path), **options)


def told(result: Result) -> list[str]:
    return [str(failure) for failure in result.failures]


@pytest.mark.parametrize(
    "name",
    [
        "copie-interne",
        "courriel",
        "dossiers-alteres",
        "enveloppe",
        "hopital",
        "identifiants",
        "liste-publiee",
        "longue-panne",
        "ordinateur-vole",
        "plis-croises",
        "portable-chiffre",
        "refus",
        "refus-destinataires",
        "prevenu-par-sous-traitant",
        "rancongiciel-exfiltration",
        "rancongiciel-sauvegarde",
        "retard",
        "serveur-ouvert",
        "sous-traitant",
        "tiers-payant",
    ],
)
def test_a_scenario_of_the_library_comes_as_it_says(name: str) -> None:
    result = played(LIBRARY / f"{name}.yaml")
    assert told(result) == []
    assert result.broken == []
    assert result.played == len(result.scenario.events)
    assert journal.verify(result.stage.organisation.pk)[1] is None


def test_the_demonstration_comes_as_it_says_on_a_smaller_file(tmp_path: Path) -> None:
    text = (LIBRARY / "laboratoire.yaml").read_text(encoding="utf-8")
    small = tmp_path / "laboratoire.yaml"
    small.write_text(text.replace("generate: 10000", "generate: 12").replace("{read: 10000", "{read: 12"))
    result = played(small, letters=2)
    assert told(result) == []
    first, last = result.scenario.events[0].at, result.scenario.events[-1].at
    assert last - first <= timedelta(hours=29, minutes=30)


@pytest.mark.parametrize(
    "events,at,do,expected,found",
    [
        (
            CONFIRMED + '  - {at: "2026-09-14T10:00+02:00", by: david, do: close}\n',
            "10:00", "close", "un acte accepté", "PermissionRefusedError",
        ),
        (
            REPORTED + '  - {at: "2026-09-14T08:10+02:00", by: bob, do: confirm_breach, with: '
            '{aware_at: "2026-09-14T09:00+02:00", reasons: "x"}}\n',
            "08:10", "confirm_breach", "un acte accepté", "AwarenessInFutureError",
        ),
        (
            CONFIRMED + "  - expect: {refused: AwarenessInFutureError}\n",
            "09:00", "confirm_breach", "le refus AwarenessInFutureError", "un acte accepté",
        ),
        (
            CONFIRMED + '  - {at: "2026-09-14T10:00+02:00", by: dan, do: close}\n'
            "  - expect: {refused: OutOfOrderError}\n",
            "10:00", "close", "le refus OutOfOrderError", "UnknownObjectError",
        ),
    ],
)  # fmt: skip
def test_a_refusal_that_is_not_expected_ends_the_play_with_its_line(
    written: Written, events: str, at: str, do: str, expected: str, found: str
) -> None:
    file = written(events + '  - {at: "2026-09-20T08:00+02:00", do: wait}\n')
    result = played(file)
    assert len(result.failures) == 1
    failure = result.failures[0]
    assert failure.line == line_of(file, f'at: "2026-09-14T{at}+02:00"')
    assert failure.what.startswith(do)
    assert failure.expected == expected
    assert failure.found.startswith(found)
    assert result.played < len(result.scenario.events) - 1


@pytest.mark.parametrize(
    "expectation,found",
    [
        ("state: closed", "« assessed »"),
        ("notification: filed", "rien"),
        ("communications: {courrier: approved}", "« draft »"),
        ("communications: {autre: draft}", "rien"),
        ('due: {rgpd_33: "2026-09-17T08:31+02:00"}', "« 2026-09-17T06:30:00Z »"),
        ("due: {rgpd_33: none}", "« 2026-09-17T06:30:00Z »"),
        ("due: {lopmi: none}", "rien"),
        ("duties: [rgpd_33]", '["rgpd_33", "rgpd_34"]'),
        ("late: {rgpd_33: true}", "false"),
        ("late: {nis2_early: false}", "rien"),
        ("risk: {se: 4.0}", "4.5"),
        ("risk: {severity: low}", "« very_high »"),
        ("risk: {authority: do_not_notify}", "« notify »"),
        ("risk: {subjects: do_not_communicate}", "« communicate »"),
        ("alerts: {rgpd_33: 1}", "0"),
        ("recipients: {read: 16}", "15"),
        ("letters: 1", "0"),
        ("reconciliation: 0", None),
    ],
)
def test_an_expectation_that_does_not_hold_says_line_found_and_expected(
    written: Written, expectation: str, found: str | None
) -> None:
    file = written(LETTERS + f"  - expect:\n      {expectation}\n")
    result = played(file)
    assert len(result.failures) == 1, told(result)
    failure = result.failures[0]
    assert failure.line == line_of(file, expectation)
    assert failure.unmet
    assert found is None or failure.found == found


def test_david_cannot_approve_in_a_play_either(written: Written) -> None:
    events = '  - {at: "2026-09-14T12:20+02:00", by: bob, do: submit, with: {what: communication}}\n'
    events += '  - {at: "2026-09-14T12:30+02:00", by: david, do: approve, with: {what: communication}}\n'
    result = played(written(LETTERS + events))
    assert [failure.found.split(" : ")[0] for failure in result.failures] == ["PermissionRefusedError"]


def test_a_refusal_that_leaves_a_trace_is_a_failure(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaky(stage: Stage, actor: Member, now: datetime, given: object) -> object:
        operations.take_measure(actor=stage.people["bob"], breach_id=stage.breach.pk, now=now, what="Une trace.")
        raise operations.base.MissingReasonsError()

    monkeypatch.setitem(acting.ACTS, "close", leaky)
    file = written(
        CONFIRMED
        + '  - {at: "2026-09-14T10:00+02:00", by: bob, do: close}\n  - expect: {refused: MissingReasonsError}\n'
    )
    result = played(file)
    assert [failure.what for failure in result.failures] == ["close refusé"]
    assert "a changé" in result.failures[0].found


def test_the_digest_sees_any_row_that_changes(written: Written) -> None:
    played(written(CONFIRMED))
    before = digest()
    assert digest() == before
    Organisation.objects.filter(siren="000000042").update(city="Redon")
    assert digest() != before


def test_reminders_fire_at_their_own_instants_in_virtual_time(written: Written) -> None:
    events = CONFIRMED + '  - {at: "2026-09-18T12:00+02:00", do: wait}\n  - expect: {alerts: {rgpd_33: 12}}\n'
    result = played(written(events))
    assert told(result) == []
    aware, alerts = datetime(2026, 9, 14, 6, 30, tzinfo=UTC), Alert.objects.filter(kind="reminder").order_by("fired_at")
    hours = [24, 48, 60, 66, 70, 71, 74, 76, 78, 80, 82, 84]
    due_by_noon = [hour for hour in hours if aware + timedelta(hours=hour) <= datetime(2026, 9, 18, 10, 0, tzinfo=UTC)]
    assert [alert.fired_at for alert in alerts] == [aware + timedelta(hours=hour) for hour in due_by_noon]
    assert all(alert.fired_at == alert.planned_at for alert in alerts)


def test_a_duty_that_is_fulfilled_rings_no_more(written: Written) -> None:
    events = ASSESSED + (
        '  - {at: "2026-09-14T12:00+02:00", by: bob, do: prepare_notification, with: {phase: initial}}\n'
        '  - {at: "2026-09-14T12:10+02:00", by: bob, do: submit, with: {what: notification}}\n'
        '  - {at: "2026-09-14T12:20+02:00", by: carla, do: approve, with: {what: notification}}\n'
        '  - {at: "2026-09-15T09:00+02:00", by: bob, do: file_notification, with: {receipt: "V-1"}}\n'
        '  - {at: "2026-09-25T09:00+02:00", do: wait}\n'
        "  - expect: {alerts: {rgpd_33: 1}, late: {rgpd_33: false}}\n"
    )
    assert told(played(written(events))) == []


def test_mails_are_recorded_and_go_nowhere(written: Written) -> None:
    played(written(CONFIRMED + '  - {at: "2026-09-15T12:00+02:00", do: wait}\n'))
    assert mail.outbox == []
    deliveries = Delivery.objects.filter(alert__kind="reminder")
    assert {delivery.state for delivery in deliveries} == {Delivery.SENT}
    assert {delivery.address for delivery in deliveries} == {"bob@labo.example", "dpo@labo.example"}


def test_entries_of_a_play_say_that_their_clock_is_the_scenario_s(written: Written) -> None:
    result = played(written(CONFIRMED))
    assert set(JournalEntry.objects.values_list("clock", flat=True)) == {"scenario"}
    assert journal.verify(result.stage.organisation.pk)[1] is None


def test_work_that_nobody_can_claim_does_not_hold_the_clock() -> None:
    now = datetime(2026, 9, 14, tzinfo=UTC)
    house = Organisation.objects.create(name="Ailleurs", created_at=now)
    Work.objects.create(
        organisation=house,
        kind="mail",
        key="elsewhere",
        run_at=now,
        created_at=now,
        lease_until=now + timedelta(days=9),
    )
    clock = VirtualClock(now)
    clock.advance(now + timedelta(days=1))
    assert clock.now == now + timedelta(days=1)


def test_every_instant_moves_together(written: Written) -> None:
    start = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    scenario = load(written(CONFIRMED + '  - expect: {due: {rgpd_33: "2026-09-17T08:30+02:00"}}\n'))
    result = play(scenario, shift=Shift.to(start, scenario.events[0].at))
    assert told(result) == []
    breach = Breach.objects.get()
    assert breach.reported_at == start
    assert breach.aware_at == start + timedelta(minutes=30)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("now", "2026-11-22T19:30:00+00:00"),
        ("now-30h", "2026-11-21T13:30:00+00:00"),
        ("now+90m", "2026-11-22T21:00:00+00:00"),
        ("now-2d", "2026-11-20T19:30:00+00:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T00:30:00+00:00"),
    ],
)
def test_a_start_is_relative_or_an_instant(text: str, expected: str) -> None:
    now = datetime(2026, 11, 22, 19, 30, 41, tzinfo=UTC)
    assert parse_start(text, now).isoformat() == expected


@pytest.mark.parametrize("text", ["hier", "now-30", "30h", "2026-10-25", "2026-10-25T02:30", ""])
def test_a_start_that_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(StartError):
        parse_start(text, datetime(2026, 11, 22, tzinfo=UTC))


def stable(result: Result) -> dict[str, Any]:
    return {key: value for key, value in summary(result).items() if key != "run"}


@pytest.mark.django_db(transaction=True)
def test_the_same_scenario_gives_the_same_summary_run_apart(written: Written) -> None:
    file = written(PRODUCED)
    first = stable(played(file, letters=1))
    house = Organisation.objects.get(siren="000000042")
    Organisation.objects.filter(pk=house.pk).update(siren="")  # the next play starts with an organisation of its own
    Organisation.objects.filter(name="Clinique voisine").update(name="Une autre")
    assert stable(played(file, letters=1)) == first


def test_another_seed_gives_another_file(written: Written) -> None:
    assert generated(300, 7) == generated(300, 7)
    assert generated(300, 7) != generated(300, 8)
    played(written(LETTERS))
    seven = RecipientImport.objects.get().root
    played(written(LETTERS.replace("seed: 7", "seed: 8"), name="huit.yaml"))
    roots = RecipientImport.objects.values_list("root", flat=True)
    assert len(set(roots)) == 2
    assert seven in roots


def test_letters_beyond_the_limit_are_counted_as_simulated(written: Written) -> None:
    result = played(written(PRODUCED + "  - expect: {reconciliation: 0}\n"), letters=2)
    assert told(result) == []
    lots = list(Lot.objects.order_by("number"))
    assert [lot.simulated for lot in lots] == [False, *[True] * (len(lots) - 1)]
    assert lots[0].letters == 2
    assert sum(lot.letters for lot in lots) == result.stage.breach.communications.get().recipient_count
    entries = JournalEntry.objects.filter(kind="lot.produced")
    assert sum(journal.payload_of(entry)["simulated"] for entry in entries) == len(lots) - 1


@pytest.mark.parametrize(
    "render,size", [(None, 200), (0, 200), (1, 1), (100, 100), (200, 200), (201, 101), (250, 125), (400, 200)]
)
def test_lots_are_cut_so_that_whole_lots_make_the_letters_to_render(render: int | None, size: int) -> None:
    assert lot_size(render) == size


def test_events_after_the_real_now_are_to_come(written: Written) -> None:
    scenario = load(written(ASSESSED))
    result = play(scenario, until=datetime(2026, 9, 14, 8, 30, tzinfo=UTC))
    assert [event.do for event in result.to_come] == ["assess"]
    assert result.stage.breach.state == "confirmed"
    assert result.now == datetime(2026, 9, 14, 8, 30, tzinfo=UTC)


def into(path: Path, now: datetime) -> Result:
    return play_into(load(path), shift=Shift(), letters=None, now=now, watch=lambda *_told: None)


NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)


def test_a_scenario_is_played_into_a_database_once(written: Written) -> None:
    file = written(CONFIRMED)
    assert not already_played(load(file))
    result = into(file, NOW)
    assert already_played(load(file))
    assert JournalEntry.objects.filter(kind=PLAYED).count() == 1
    assert journal.verify(result.stage.organisation.pk)[1] is None


def test_the_reminders_due_by_the_real_now_have_fired_and_the_others_wait(written: Written) -> None:
    into(written(CONFIRMED), NOW)
    assert list(Alert.objects.filter(kind="reminder").values_list("step", flat=True)) == ["t24"]
    assert Work.objects.filter(kind="reminder", done_at=None).count() == 11


def test_a_failed_play_leaves_the_database_as_it_was(written: Written) -> None:
    before = digest()
    result = into(written(CONFIRMED + "  - expect: {state: closed}\n"), NOW)
    assert len(result.failures) == 1
    assert digest() == before


def test_a_second_scenario_takes_the_organisation_and_people_that_are_there(written: Written) -> None:
    into(written(CONFIRMED), NOW)
    into(written(REPORTED, name="autre.yaml"), NOW)
    assert Organisation.objects.filter(siren="000000042").count() == 1
    assert Member.objects.filter(key="bob").count() == 1
    assert set(Breach.objects.values_list("reference", flat=True)) == {"2026-001", "2026-002"}


def test_people_get_a_log_in_in_the_demonstration_only(written: Written, settings: Any) -> None:
    settings.NOTIFY_DEMO = False
    into(written(REPORTED), NOW)
    assert not Link.objects.exists()
    settings.NOTIFY_DEMO = True
    head_of_another = written(REPORTED, name="demo.yaml")
    head_of_another.write_text(head_of_another.read_text().replace("000000042", "000000059"))
    into(head_of_another, NOW)
    assert Link.objects.filter(member__key="bob").count() == 1


def test_a_refusal_is_never_a_bug_in_disguise(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> object:
        raise KeyError("bug")

    monkeypatch.setitem(acting.ACTS, "close", broken)
    assert not issubclass(KeyError, DomainError)
    file = written(CONFIRMED + '  - {at: "2026-09-14T10:00+02:00", by: bob, do: close}\n')
    with pytest.raises(KeyError):
        played(file)
