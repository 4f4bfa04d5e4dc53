"""Each duty runs from its own instant, the next of a chain from the one before, all under the law of the breach."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from breaches import journal, operations
from breaches.law import duties as law
from breaches.law import duty_catalogue
from breaches.models import Breach, Duty, JournalEntry
from notify.work.models import Work
from notify.work.relay import relay
from tests import factories as f

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SINCE = date(2026, 10, 1)


def duty(breach: Breach, code: str) -> Duty | None:
    return Duty.objects.filter(breach=breach, code=code).first()


def fulfil(people: f.House, breach: Breach, code: str, **more) -> Duty:
    more = {"now": f.LATER, "reasons_for_delay": "Portail fermé."} | more
    return operations.fulfil_duty(actor=people.bob, duty_id=duty(breach, code).pk, **more)


def test_the_complaint_runs_from_the_attack_and_not_from_awareness() -> None:
    people = f.house(insured_cyber=True)
    breach = f.reported(people, attack_known_at=f.FRIDAY - 20 * HOUR)
    operations.confirm_breach(
        actor=people.bob, breach_id=breach.pk, now=f.CONFIRMED, aware_at=f.AWARE, reasons="Lignes reconnues."
    )

    assert duty(breach, "lopmi").due_at == f.FRIDAY + 52 * HOUR
    assert duty(breach, "rgpd_33").due_at == f.AWARE + 72 * HOUR


def test_nis2_is_off_without_a_date_even_for_an_essential_entity() -> None:
    breach = f.described(f.house(nis2="essential"))

    assert not Duty.objects.filter(breach=breach, code__startswith="nis2").exists()


def test_the_nis2_final_report_opens_with_the_filing_of_the_notification_one_month_later() -> None:
    people = f.house(nis2="essential", nis2_from=SINCE)
    breach = f.described(people)
    assert duty(breach, "nis2_early").due_at == f.AWARE + 24 * HOUR
    assert duty(breach, "nis2_final") is None

    fulfil(people, breach, "nis2_notification", done_at=f.DESCRIBED)

    final = duty(breach, "nis2_final")
    assert final.starts_at == f.DESCRIBED
    assert final.due_at.isoformat() == "2026-11-23T23:00:00+00:00"  # the expiry of Monday 23 November in Paris
    entry = JournalEntry.objects.filter(kind="duty.fulfilled").get()
    assert [told["code"] for told in journal.payload_of(entry)["duties"]] == ["nis2_final"]
    relay(f.LATER)
    assert Work.objects.filter(kind="reminder", key__contains=str(final.pk)).exists()


def test_a_trust_service_provider_notifies_nis2_within_24_hours() -> None:
    breach = f.described(f.house(nis2="important", nis2_from=SINCE, trust_service_provider=True))

    assert duty(breach, "nis2_notification").due_at == f.AWARE + 24 * HOUR


def test_dora_reports_run_from_the_filing_before_each() -> None:
    people = f.house(kind="organisme_complementaire", financial_entity=True)
    breach = f.described(people)
    initial, intermediate = f.DESCRIBED + HOUR, f.DESCRIBED + 9 * HOUR
    assert duty(breach, "dora_intermediate") is None

    fulfil(people, breach, "dora_initial", done_at=initial)
    assert duty(breach, "dora_intermediate").due_at == initial + 72 * HOUR
    assert duty(breach, "dora_final") is None

    fulfil(people, breach, "dora_intermediate", done_at=intermediate)
    assert duty(breach, "dora_final").starts_at == intermediate


def test_a_telecom_operator_runs_from_the_first_detection() -> None:
    people = f.house(telecom_provider=True)
    breach = f.confirmed(people, detected_at=f.FRIDAY - 3 * HOUR)

    assert duty(breach, "telecom").due_at == f.FRIDAY + 21 * HOUR


@pytest.mark.parametrize("hours, due", [(8, f.AWARE + 8 * HOUR), (None, None)])
def test_a_host_has_the_hours_of_its_contract(hours: int | None, due) -> None:
    breach = f.confirmed(f.house(kind="hebergeur_hds", role="processor", hds_contract_hours=hours))

    assert duty(breach, "hds_contract").due_at == due


def test_switching_a_regime_on_opens_its_duties_in_the_open_files_at_once() -> None:
    people = f.house(nis2="essential")
    breach = f.described(people)

    operations.edit_organisation(actor=people.bob, now=f.LATER, values={"nis2_from": SINCE})

    assert duty(breach, "nis2_early").due_at == f.AWARE + 24 * HOUR
    entry = JournalEntry.objects.filter(kind="organisation.edited").get()
    assert {told["code"] for told in journal.payload_of(entry)["duties"]} == {"nis2_early", "nis2_notification"}
    operations.edit_organisation(actor=people.bob, now=f.LATER, values={"nis2_from": None})
    assert duty(breach, "nis2_early").state == "not_required"


def test_a_later_version_of_the_law_opens_new_files_and_leaves_the_open_ones(monkeypatch) -> None:
    people = f.house()
    old = f.described(people)
    rules = duty_catalogue.CATALOGUES[duty_catalogue.CATALOGUE_VERSION]
    longer = tuple(replace(each, deadline_hours=96) if each.code == "rgpd_33" else each for each in rules)
    monkeypatch.setitem(law.CATALOGUES, "2026-10-24", longer)
    monkeypatch.setitem(law.EFFECTIVE_FROM, "2026-10-24", date(2026, 10, 24))
    aware = f.FRIDAY + 10 * HOUR  # two minutes past midnight in Paris: the first day of the new text

    new = f.reported(people)
    operations.confirm_breach(
        actor=people.bob, breach_id=new.pk, now=f.LATER, aware_at=aware, reasons="Lignes reconnues."
    )
    operations.correct_awareness(
        actor=people.bob, breach_id=old.pk, now=f.LATER, aware_at=aware, reasons="Un appel plus tard."
    )
    waiting = old.awareness_times.get(state="correction")
    operations.approve_awareness(actor=people.carla, awareness_id=waiting.pk, now=f.LATER)

    assert duty(new, "rgpd_33").due_at == aware + 96 * HOUR
    assert duty(new, "rgpd_33").rule_version == "2026-10-24"
    assert duty(old, "rgpd_33").due_at == aware + 72 * HOUR
    assert duty(old, "rgpd_33").rule_version == duty_catalogue.CATALOGUE_VERSION
