"""The band: one next act for each state and each role, and the clock that goes with it."""

from datetime import timedelta

import pytest

from breaches import operations
from breaches.models import Breach
from notify.web.next_step import next_step
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, FRIDAY, SATURDAY

pytestmark = pytest.mark.django_db


def band(breach, member, now=SATURDAY):
    return next_step(Breach.objects.select_related("organisation").get(pk=breach.pk), member, now)


def test_a_report_asks_the_dpo_to_qualify_and_tells_legal_who_does(world, reported_breach):
    mine, theirs = band(reported_breach, world.bob), band(reported_breach, world.carla)
    assert mine["step"] == "Confirmez la violation, ou écartez le signalement."
    assert mine["who"] == "Vous, Bob Lefèvre"
    assert mine["due"] == FRIDAY - timedelta(hours=1) + timedelta(hours=72)
    assert "action" not in theirs
    assert theirs["step"].startswith("Bob Lefèvre confirme")


def test_a_confirmed_breach_asks_for_its_facts_before_the_72_hours(world, confirmed_breach):
    found = band(confirmed_breach, world.bob)
    assert found["step"] == "Décrivez les faits."
    assert found["due"] == AWARE + timedelta(hours=72)
    assert found["due_for"] == "pour notifier la CNIL"


def test_described_facts_ask_for_the_assessment_with_its_open_questions(world, described_breach):
    assert "il reste" in band(described_breach, world.bob)["step"]


def test_an_opinion_asks_for_the_decision_then_legal_decides(world, assessed_breach, proposed_decision):
    before = band(assessed_breach, world.bob)
    operations.submit_decision(actor=world.bob, decision_id=proposed_decision.pk, now=ASSESSED)
    legal = band(assessed_breach, world.carla)
    assert (before["step"], before["action"]["method"]) == ("Demandez la décision du responsable.", "post")
    assert legal["step"].startswith("Décidez")
    assert str(proposed_decision.pk) in legal["action"]["url"]


def test_while_legal_decides_the_dpo_prepares_the_notification(world, assessed_breach, proposed_decision):
    operations.submit_decision(actor=world.bob, decision_id=proposed_decision.pk, now=ASSESSED)
    assert band(assessed_breach, world.bob)["step"] == "Préparez la notification initiale à la CNIL."


def test_an_approved_notification_waits_for_its_filing(world, approved_notification, proposed_decision):
    operations.submit_decision(actor=world.bob, decision_id=proposed_decision.pk, now=SATURDAY)
    operations.approve_decision(actor=world.carla, decision_id=proposed_decision.pk, now=SATURDAY)
    assert band(approved_notification.breach, world.bob)["step"].startswith("Déposez la notification")


def test_after_the_filing_the_band_says_that_it_was_in_time(world, filed_notification):
    found = band(filed_notification.breach, world.carla, SATURDAY + timedelta(hours=2))
    assert found["words"] == "Notifiée à temps"
    assert "due" not in found


def test_a_refused_decision_asks_for_a_new_assessment(world, assessed_breach, proposed_decision):
    operations.submit_decision(actor=world.bob, decision_id=proposed_decision.pk, now=ASSESSED)
    operations.refuse_decision(
        actor=world.carla, decision_id=proposed_decision.pk, now=SATURDAY, comment="Pas assez motivé."
    )
    assert "évaluation" in band(assessed_breach, world.bob)["step"].lower()


def test_a_correction_is_answered_by_someone_who_did_not_propose_it(world, confirmed_breach):
    operations.correct_awareness(
        actor=world.bob,
        breach_id=confirmed_breach.pk,
        now=ASSESSED,
        aware_at=AWARE - timedelta(hours=1),
        reasons="Courriel.",
    )
    assert band(confirmed_breach, world.carla)["step"] == "Répondez à la correction de la prise de connaissance."
    assert band(confirmed_breach, world.bob)["step"] == "Décrivez les faits."


def test_a_letter_to_approve_is_the_act_of_legal_and_its_production_that_of_the_mailing(
    world, submitted_communication, proposed_decision
):
    breach = submitted_communication.breach
    operations.submit_decision(actor=world.bob, decision_id=proposed_decision.pk, now=SATURDAY)
    operations.approve_decision(actor=world.carla, decision_id=proposed_decision.pk, now=SATURDAY)
    legal = band(breach, world.carla)
    operations.approve_communication(actor=world.carla, communication_id=submitted_communication.pk, now=SATURDAY)
    assert legal["step"] == "Répondez : la lettre aux personnes attend votre accord."
    assert band(breach, world.david)["step"] == "Signez les épreuves, puis lancez la production des lettres."


def test_a_duty_whose_term_is_near_comes_first(world, described_breach):
    world.organisation.insured_cyber = True
    world.organisation.save()
    described_breach.organisation.refresh_from_db()
    operations.describe(
        actor=world.bob, breach_id=described_breach.pk, now=ASSESSED,
        facts=described_breach.facts_versions.get().facts | {"ongoing": True},
    )  # fmt: skip
    far = band(described_breach, world.bob, SATURDAY)
    near = band(described_breach, world.bob, AWARE + timedelta(hours=65))
    assert far["step"].startswith("Terminez l’évaluation")
    assert near["step"].startswith("Portez plainte")


def test_the_mailing_service_is_asked_for_nothing_before_a_letter_is_wanted(world, confirmed_breach):
    found = band(confirmed_breach, world.david)
    assert found["step"] == "Rien ne vous est demandé pour l’instant."
    assert "who" not in found


def test_a_report_set_aside_asks_for_nothing(world, reported_breach):
    operations.dismiss_breach(actor=world.bob, breach_id=reported_breach.pk, now=CONFIRMED, reasons="Doublon.")
    assert band(reported_breach, world.bob)["step"] == "Rien ne reste à faire : le signalement est écarté."


def test_a_late_filing_stays_late_in_the_band(world, approved_notification):
    late = AWARE + timedelta(hours=74, minutes=10)
    operations.file_notification(
        actor=world.bob, notification_id=approved_notification.pk, now=late, receipt="V-9", reasons_for_delay="Panne."
    )
    found = band(approved_notification.breach, world.carla, late + timedelta(hours=5))
    assert found["words"].replace("\u00a0", " ") == "Notifiée en retard, de 2 h 10 min"
