"""The breach page: what each role sees, in how many queries."""

from datetime import timedelta

import pytest
import time_machine

from breaches import operations
from breaches.operations import Candidate, Verdict
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, FACTS, FRIDAY, SATURDAY

pytestmark = pytest.mark.django_db


def page(client_for, member, breach, now=SATURDAY):
    with time_machine.travel(now, tick=False):
        return client_for(member).get(f"/violations/{breach.pk}/")


def text_of(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def test_the_breach_page_shows_the_ribbon_and_every_section(world, client_for, assessed_breach):
    shown = text_of(page(client_for, world.bob, assessed_breach))
    for anchor in ("obligations", "faits", "populations", "decisions", "mesures", "documents", "journal"):
        assert f'id="{anchor}"' in shown
    assert "Prise de connaissance, 18 h 47" in shown
    assert "Fichier de patients en libre accès" in shown


def test_the_breach_page_costs_at_most_thirty_queries(
    world, client_for, assessed_breach, draft_notification, draft_communication, django_assert_max_num_queries
):
    client = client_for(world.bob)
    with time_machine.travel(SATURDAY, tick=False), django_assert_max_num_queries(30):
        response = client.get(f"/violations/{assessed_breach.pk}/")
    assert response.status_code == 200


def test_every_change_since_the_assessment_is_shown_until_it_is_assessed_again(world, client_for, assessed_breach):
    changed = [FACTS | {"ongoing": True}, FACTS | {"ongoing": True, "cross_border": True}]
    for hours, facts in enumerate(changed, 1):
        operations.describe(
            actor=world.bob, breach_id=assessed_breach.pk, now=ASSESSED + timedelta(hours=hours), facts=facts
        )
    response = page(client_for, world.bob, assessed_breach)
    assert "Ce qui a changé depuis l’évaluation n° 1 : la question est rouverte" in text_of(response)
    assert {"Toujours en cours", "Autres pays de l’Union"} <= {each["where"] for each in response.context["reopened"]}

    operations.assess(
        actor=world.bob, breach_id=assessed_breach.pk, now=ASSESSED + timedelta(hours=3), cnil_gravity="maximum",
        decision=Verdict("notify", "communicate", "La fuite continue, dans deux pays."),
    )  # fmt: skip
    again = page(client_for, world.bob, assessed_breach)
    assert "la question est rouverte" not in text_of(again)


def test_another_organisation_gets_404(world, client_for, assessed_breach):
    assert page(client_for, world.dan, assessed_breach).status_code == 404


def test_the_administrator_and_the_reporter_see_no_case(world, client_for, assessed_breach):
    assert page(client_for, world.eve, assessed_breach).status_code == 403
    assert page(client_for, world.alice, assessed_breach).status_code == 403


def test_the_mailing_service_sees_neither_story_nor_evidence_nor_journal(world, client_for, assessed_breach):
    response = page(client_for, world.david, assessed_breach)
    shown = text_of(response)
    assert response.status_code == 200
    assert "Une patiente montre un article" not in shown
    assert 'id="journal"' not in shown
    assert 'id="documents"' not in shown
    assert "Informer les personnes concernées" in shown


def test_legal_sees_the_case_and_no_act_of_the_dpo(world, client_for, assessed_breach):
    shown = text_of(page(client_for, world.carla, assessed_breach))
    assert "Fichier de patients" in shown
    for url in ("faits/", "evaluer/", "pieces/", "mesures/", "ecarter/"):
        assert f"/violations/{assessed_breach.pk}/{url}" not in shown


def test_the_provisional_term_is_that_of_the_earliest_candidate(world, client_for, reported_breach):
    shown = text_of(page(client_for, world.bob, reported_breach, FRIDAY + timedelta(hours=1)))
    assert "Si la violation est confirmée : CNIL à notifier au plus tard lundi 14 septembre 2026 à 15 h 02" in shown


def test_the_1182_71_limit_is_information_beside_the_term(world, client_for, confirmed_breach):
    shown = text_of(page(client_for, world.bob, confirmed_breach))
    assert "lundi 14 septembre 2026 à 19 h 00" in shown
    assert "lundi 14 septembre à 18 h 47" in shown


def test_set_aside_candidates_and_corrections_stay_visible_with_both_values(world, client_for, reported_breach):
    operations.confirm_breach(
        actor=world.bob, breach_id=reported_breach.pk, now=CONFIRMED, aware_at=AWARE, reasons="Fichier reconnu.",
        candidates=[Candidate(FRIDAY, "Lecture de l’article, sans certitude")],
    )  # fmt: skip
    operations.correct_awareness(
        actor=world.bob, breach_id=reported_breach.pk, now=ASSESSED, aware_at=AWARE - timedelta(hours=1),
        reasons="Le courriel de 17 h 47 le disait déjà.",
    )  # fmt: skip
    shown = text_of(page(client_for, world.bob, reported_breach))
    assert "Heure écartée : vendredi 11 septembre à 16 h 02, Lecture de l’article" in shown
    assert "Prise de connaissance : vendredi 11 septembre à 18 h 47" in shown
    assert "Correction proposée : vendredi 11 septembre à 17 h 47" in shown
    assert "les délais courent depuis vendredi 11 septembre à 17 h 47" in shown


def test_duties_that_do_not_apply_are_listed_with_their_reason(world, client_for, described_breach):
    shown = text_of(page(client_for, world.bob, described_breach))
    assert "Sans objet" in shown
    assert "Aucune assurance contre les attaques informatiques n’est déclarée." in shown


def test_an_observer_reads_the_case_without_journal_nor_evidence(world, client_for, assessed_breach):
    from breaches.models import HeldRole

    HeldRole.objects.filter(member=world.eve).delete()
    HeldRole.objects.create(member=world.eve, role="observer")
    shown = text_of(page(client_for, world.eve, assessed_breach))
    assert 'id="faits"' in shown
    assert 'id="journal"' not in shown
    assert "Modifier les faits" not in shown
