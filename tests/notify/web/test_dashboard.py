"""The first page: every running clock, what is awaited of whom, per role, in few queries."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from breaches import operations
from breaches.law.clocks import complement_target
from breaches.models import Breach, Duty
from breaches.operations import Report
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, FRIDAY, SATURDAY, fill_minimum

QUERIES = 22


def look(client: Client, at=SATURDAY):
    with time_machine.travel(at, tick=False):
        answer = client.get("/")
    assert answer.status_code == 200
    return answer


def titles(rows) -> list[str]:
    return [row.title for row in rows]


def obligations(answer) -> list[str]:
    return [row["obligation"] for row in answer.context["departures"]]


def test_an_organisation_without_incident_is_told_so_in_sentences(world, client_for) -> None:
    page = look(client_for(world.bob)).content.decode()
    assert "Aucun délai ne court." in page
    assert "Aucun envoi n’est en cours." in page
    assert "Rien ne vous est demandé pour l’instant." in page
    assert 'href="/organisme/#lien"' in page


def test_a_report_shows_when_the_hours_would_end_if_it_is_confirmed(world, client_for, incident) -> None:
    answer = look(client_for(world.bob))
    row = answer.context["departures"][0]
    assert row["due"] == incident.detected_at + timedelta(hours=72)
    assert "Si la violation est confirmée" in row["obligation"]
    assert titles(answer.context["mine"]) == ["Qualifier le signalement S-0001"]


def test_the_soonest_clock_comes_first_and_those_without_an_hour_last(world, client_for, assessed_breach) -> None:
    rows = look(client_for(world.bob)).context["departures"]
    dues = [row["due"] for row in rows]
    known = [due for due in dues if due is not None]
    assert known == sorted(known)
    assert dues[: len(known)] == known
    assert None in dues
    assert rows[0]["due"] == AWARE + timedelta(hours=72)


def test_the_absolute_instant_stands_beside_the_time_left(world, client_for, confirmed_breach) -> None:
    page = look(client_for(world.bob)).content.decode()
    assert "lundi 14\u00a0septembre à\u00a018\u00a0h\u00a047" in page
    assert "Fichier de patients en libre accès" in page


def test_art_34_waits_on_the_board_before_it_is_decided(world, client_for, confirmed_breach) -> None:
    assert "Informer les personnes concernées" in obligations(look(client_for(world.bob)))


@pytest.mark.parametrize(
    "stage, who, expected",
    [
        ("confirmed_breach", "bob", "Décrire les faits"),
        ("described_breach", "bob", "évaluation"),
        ("assessed_breach", "bob", "Demander la décision"),
        ("draft_notification", "bob", "notification"),
        ("submitted_notification", "carla", "Lire la notification"),
        ("approved_notification", "bob", "Ouvrir la notification"),
        ("filed_notification", "bob", "Compléter la notification à la CNIL"),
        ("submitted_communication", "carla", "Lire la lettre"),
        ("draft_communication", "david", "Ouvrir la lettre"),
        ("approved_communication", "david", "Ouvrir les envois"),
    ],
)
def test_what_waits_is_asked_of_the_one_who_may_do_it(
    world, client_for, request, stage: str, who: str, expected: str
) -> None:
    request.getfixturevalue(stage)
    answer = look(client_for(getattr(world, who)))
    mine = titles(answer.context["mine"])
    assert [title for title in mine if expected.lower() in title.lower()], mine


def test_what_waits_for_another_is_told_with_their_name(world, client_for, submitted_notification) -> None:
    answer = look(client_for(world.bob))
    assert [one.sentence for one in answer.context["others"] if "Carla Nguyen" in one.sentence]
    assert "Lire la notification" not in titles(answer.context["mine"])


def test_the_band_names_the_most_pressing_act_and_its_clock(world, client_for, confirmed_breach) -> None:
    answer = look(client_for(world.bob))
    band = answer.context["band"]
    assert band["step"] == "Décrivez les faits."
    assert band["due"] == AWARE + timedelta(hours=72)
    assert confirmed_breach.reference in band["why"]


def test_the_complement_has_its_target_after_the_initial_filing(world, client_for, filed_notification) -> None:
    rows = look(client_for(world.bob)).context["departures"]
    target = complement_target(filed_notification.filed_at)
    assert [row["due"] for row in rows if row["obligation"] == "Notification complémentaire"] == [target]
    assert "rgpd_33" not in [row.get("code") for row in rows]


def test_a_passed_term_is_said_as_late(world, client_for, confirmed_breach) -> None:
    answer = look(client_for(world.bob), AWARE + timedelta(hours=74, minutes=10))
    first = answer.context["departures"][0]
    assert first["kind"] == "late"
    assert "En retard de 2\u00a0h\u00a010\u00a0min" in answer.content.decode()


def test_a_ratification_is_asked_of_legal_and_never_of_the_author(world, client_for, draft_notification) -> None:
    at = ASSESSED + timedelta(hours=1)
    what = {"actor": world.bob, "notification_id": draft_notification.pk, "now": at}
    operations.break_glass(**what, reasons="Carla est injoignable.")
    operations.file_notification(**what, receipt="V-1")
    assert "Lire ce qui a été déposé" in titles(look(client_for(world.carla)).context["mine"])
    assert "Lire ce qui a été déposé" not in titles(look(client_for(world.bob)).context["mine"])


def test_proofs_wait_for_a_second_signature_by_another_person(world, client_for, approved_communication) -> None:
    operations.register_proof(
        actor=world.david, communication_id=approved_communication.pk, now=SATURDAY, proof_sha256="b" * 64
    )
    operations.sign_proof(actor=world.david, communication_id=approved_communication.pk, now=SATURDAY)
    assert "Signer les épreuves" not in titles(look(client_for(world.david)).context["mine"])
    assert "Signer les épreuves" in titles(look(client_for(world.bob)).context["mine"])
    operations.sign_proof(actor=world.bob, communication_id=approved_communication.pk, now=SATURDAY)
    assert "Signer les épreuves" not in titles(look(client_for(world.carla)).context["mine"])


def test_a_refused_content_comes_back_with_the_comment(world, client_for, submitted_communication) -> None:
    operations.refuse_communication(
        actor=world.carla, communication_id=submitted_communication.pk, now=SATURDAY,
        comment="Dites plus clairement que le fichier est retiré.",
    )  # fmt: skip
    page = look(client_for(world.david)).content.decode()
    assert "Dites plus clairement que le fichier est retiré." in page
    assert "refusée par Carla Nguyen" in page


def test_the_mailing_role_sees_mailings_only(world, client_for, approved_communication, draft_notification) -> None:
    answer = look(client_for(world.david))
    assert {row["code"] for row in answer.context["departures"]} == {"rgpd_34"}
    rights = {one.act.right for one in (*answer.context["mine"], *answer.context["others"])}
    assert rights <= {"communication.edit", "communication.approve", "letters.produce", "proof.sign"}
    page = answer.content.decode()
    assert "Clôturées ce mois-ci" not in page
    assert "CNIL" not in page


def test_production_shows_how_many_letters_are_left(world, client_for, approved_communication) -> None:
    for act in (
        lambda: operations.register_proof(
            actor=world.david, communication_id=approved_communication.pk, now=SATURDAY, proof_sha256="b" * 64
        ),
        lambda: operations.sign_proof(actor=world.david, communication_id=approved_communication.pk, now=SATURDAY),
        lambda: operations.sign_proof(actor=world.bob, communication_id=approved_communication.pk, now=SATURDAY),
        lambda: operations.start_production(
            actor=world.david, communication_id=approved_communication.pk, now=SATURDAY
        ),
        lambda: operations.record_lot(
            actor=world.david, communication_id=approved_communication.pk, now=SATURDAY, number=1, letters=2,
            pages=4, sha256="c" * 64,
        ),
    ):  # fmt: skip
        act()
    answer = look(client_for(world.david))
    mailing = answer.context["mailings"][0]
    assert (mailing["produced"], mailing["count"], mailing["left"]) == (2, 3, 1)
    assert "2 produites, reste\u00a01." in answer.content.decode().replace("reste 1", "reste\u00a01")


def _closed(world, breach: Breach, *, filed_at, reasons: str = "") -> None:
    """File at that instant, let the other duties be done, close."""
    decision = breach.decisions.get()
    operations.submit_decision(actor=world.bob, decision_id=decision.pk, now=ASSESSED)
    operations.approve_decision(actor=world.carla, decision_id=decision.pk, now=ASSESSED)
    notification = operations.prepare_notification(actor=world.bob, breach_id=breach.pk, now=ASSESSED, phase="initial")
    fill_minimum(notification, world.bob, ASSESSED)
    operations.submit_notification(actor=world.bob, notification_id=notification.pk, now=filed_at)
    operations.approve_notification(actor=world.carla, notification_id=notification.pk, now=filed_at)
    operations.file_notification(
        actor=world.bob, notification_id=notification.pk, now=filed_at, receipt="V-9", reasons_for_delay=reasons
    )
    for duty in Duty.objects.filter(breach=breach, state="open"):
        operations.fulfil_duty(
            actor=world.bob, duty_id=duty.pk, now=filed_at, reference="fait", reasons_for_delay="Trop tard."
        )
    operations.close_breach(
        actor=world.bob,
        breach_id=breach.pk,
        now=filed_at + timedelta(hours=1),
        justifications={"complement": "Tout était connu au dépôt."},
    )


@pytest.fixture
def quiet_breach(world, described_breach) -> Breach:
    """Notified, not communicated: nothing of art. 34 stands in the way of closing."""
    operations.assess(
        actor=world.bob, breach_id=described_breach.pk, now=ASSESSED, cnil_gravity="limited",
        decision=operations.Verdict("notify", "do_not_communicate", "Le risque n’est pas élevé."),
    )  # fmt: skip
    return Breach.objects.get(pk=described_breach.pk)


def test_a_file_closed_this_month_says_that_it_was_notified_in_time(world, client_for, quiet_breach) -> None:
    _closed(world, quiet_breach, filed_at=SATURDAY)
    page = look(client_for(world.bob), SATURDAY + timedelta(days=3)).content.decode()
    assert "Notifiée à temps" in page
    spare = AWARE + timedelta(hours=72) - SATURDAY
    assert f"{spare.days * 24 + spare.seconds // 3600}\u00a0h" in page


def test_a_file_closed_late_keeps_its_frozen_lateness(world, client_for, quiet_breach) -> None:
    late = AWARE + timedelta(hours=74, minutes=10)
    _closed(world, quiet_breach, filed_at=late, reasons="Le week-end.")
    page = look(client_for(world.bob), late + timedelta(days=5)).content.decode()
    assert "Notifiée en retard" in page
    assert "de 2\u00a0h\u00a010\u00a0min, motifs joints" in page


def test_a_file_of_last_month_has_left_the_page(world, client_for, quiet_breach) -> None:
    _closed(world, quiet_breach, filed_at=SATURDAY)
    answer = look(client_for(world.bob), SATURDAY + timedelta(days=30))
    assert answer.context["closed"] == []


def test_another_organisation_sees_nothing_of_it(world, client_for, assessed_breach) -> None:
    answer = look(client_for(world.dan))
    assert answer.context["departures"] == []
    assert assessed_breach.title not in answer.content.decode()


def test_an_administrator_is_led_to_the_people_and_a_reporter_to_the_form(world, client_for) -> None:
    assert client_for(world.eve).get("/")["Location"] == "/personnes/"
    assert client_for(world.alice).get("/")["Location"] == f"/signaler/{world.organisation.report_token}/"


def test_a_role_nobody_holds_is_said_aloud(world, client_for, submitted_notification) -> None:
    type(world.carla).objects.filter(pk=world.carla.pk).update(active=False)
    answer = look(client_for(world.bob))
    assert "ersonne n’a encore ce rôle" in answer.content.decode()


@pytest.mark.parametrize("who", ["bob", "carla", "david"])
def test_the_dashboard_costs_few_queries_however_many_files_are_open(
    world, client_for, django_assert_max_num_queries, approved_communication, draft_notification, who: str
) -> None:
    for n in range(6):
        row = operations.report_incident(
            actor=world.alice, now=FRIDAY, report=Report(summary=f"Un autre incident, numéro {n}.")
        )
        if n % 2:
            operations.confirm_breach(
                actor=world.bob, breach_id=row.breach_id, now=CONFIRMED, aware_at=AWARE, reasons="Certain."
            )
    client = client_for(getattr(world, who))
    with time_machine.travel(SATURDAY, tick=False), django_assert_max_num_queries(QUERIES):
        client.get("/")
