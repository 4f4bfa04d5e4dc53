"""Évaluer: open questions, a live score that saves nothing, the opinion, the facts it changes, its decision."""

import pytest
import time_machine

from breaches import operations
from breaches.models import Assessment, Decision, FactsVersion
from breaches.queries import law_context
from notify.web.questions import open_questions
from tests.notify.web.conftest import ASSESSED, FACTS, SATURDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(described_breach):
    return f"/violations/{described_breach.pk}/evaluer/"


@pytest.fixture
def browser(client_for, world):
    with time_machine.travel(SATURDAY, tick=False):
        yield client_for(world.bob)


def text_of(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def opinion(**more):
    said = {
        "give": "1", "expected_version": "1", "authority": "notify", "subjects": "communicate",
        "reasons": "Données de santé publiées.",
    }  # fmt: skip
    return said | more


def test_the_open_questions_are_those_that_still_move_the_result(described_breach):
    found = [question.name for question in open_questions(facts_of(described_breach), described_breach)]
    assert "integrity__altered" in found
    assert "availability__lost" in found
    assert "p0-identification" not in found
    assert "malicious" not in found


def facts_of(breach):
    return breach.facts_versions.order_by("number").last().facts


def test_an_answered_question_is_listed_with_a_way_to_change_it(browser, path):
    shown = text_of(browser.get(path))
    assert "Est-ce volontaire ?" in shown
    assert 'name="modify" value="malicious"' in shown


def test_modifying_an_answer_works_without_a_script_and_keeps_the_others(browser, path):
    shown = browser.post(path, {"modify": "malicious", "integrity__altered": "unrecoverable", "malicious": "true"})
    html = shown.content.decode()
    assert 'id="id_malicious_0"' in html
    assert 'value="unrecoverable" id="id_integrity__altered_3" checked' in html or "checked" in html
    assert not Assessment.objects.exists()


def test_the_live_score_counts_the_posted_answers_and_saves_nothing(browser, path, described_breach):
    before = text_of(browser.get(path))
    fragment = text_of(
        browser.post(f"{path}cote/", {"integrity__altered": "unrecoverable", "shown": "integrity__altered"})
    )
    assert '<span class="figure">5,0</span>' in before
    assert '<span class="figure">5,5</span>' in fragment
    assert "Altérées sans rétablissement possible" in fragment
    assert FactsVersion.objects.count() == 1


def test_recomputing_without_a_script_gives_the_same_score(browser, path):
    page = text_of(browser.post(path, {"integrity__altered": "unrecoverable", "shown": "integrity__altered"}))
    assert '<span class="figure">5,5</span>' in page


def test_the_opinion_records_the_answers_and_the_assessment_together(browser, path, described_breach):
    response = browser.post(path, opinion(integrity__altered="none", shown="integrity__altered"))
    found = Assessment.objects.get(breach=described_breach)
    assert response.status_code == 302
    assert FactsVersion.objects.filter(breach=described_breach).count() == 2
    assert found.facts_version.number == 2
    assert found.facts_version.facts["integrity"] == {"altered": "none"}
    assert found.decision.state == "proposed"


def test_the_opinion_alone_makes_no_new_version_of_the_facts(browser, path, described_breach):
    browser.post(path, opinion())
    assert FactsVersion.objects.filter(breach=described_breach).count() == 1
    assert Assessment.objects.filter(breach=described_breach).count() == 1


def test_a_refused_opinion_saves_neither_facts_nor_assessment(browser, path, described_breach):
    answers = {"integrity__altered": "none", "shown": "integrity__altered"}
    response = browser.post(path, opinion(subjects="do_not_communicate", exemption="a", **answers))
    assert response.status_code == 422
    assert 'id="id_exemption_error"' in response.content.decode()
    assert FactsVersion.objects.filter(breach=described_breach).count() == 1
    assert not Assessment.objects.exists()


def test_an_opinion_without_reasons_or_answer_is_refused_beside_the_fields(browser, path):
    response = browser.post(path, {"give": "1", "expected_version": "1"})
    html = response.content.decode()
    assert response.status_code == 422
    for name in ("authority", "subjects", "reasons"):
        assert f'id="id_{name}_error"' in html


def test_withholding_says_that_a_second_signature_will_be_asked(browser, path):
    assert text_of(browser.get(path)).count("un motif et une deuxième signature seront demandés") == 2


def test_a_public_communication_is_the_exemption_c(browser, path):
    browser.post(path, opinion(subjects="public"))
    decision = Decision.objects.get()
    assert (decision.subjects, decision.exemption) == ("do_not_communicate", "c")


def test_another_gravity_needs_a_motive_that_stays_in_the_opinion(browser, path):
    refused = browser.post(path, opinion(cnil_gravity="limited"))
    kept = browser.post(path, opinion(cnil_gravity="limited", gravity_reasons="Fichier retiré dans l’heure."))
    found = Assessment.objects.get()
    assert refused.status_code == 422
    assert 'id="id_gravity_reasons_error"' in refused.content.decode()
    assert kept.status_code == 302
    assert found.cnil_gravity == "limited"
    assert "Fichier retiré dans l’heure." in found.opinion_reasons


def test_without_a_choice_the_proposed_gravity_is_kept(browser, path):
    browser.post(path, opinion())
    assert Assessment.objects.get().cnil_gravity == "maximum"


def test_factors_set_by_hand_need_a_justification(browser, path):
    refused = browser.post(path, opinion(dpc="2", ei_quarters="2"))
    browser.post(path, opinion(dpc="2", ei_quarters="2", c="2", enisa_justification="Données déjà anciennes."))
    found = Assessment.objects.get()
    assert refused.status_code == 422
    assert found.severity_quarters == 6


def test_a_stale_assessment_is_refused_and_keeps_what_was_typed(browser, path, world, described_breach):
    operations.describe(actor=world.bob, breach_id=described_breach.pk, now=ASSESSED, facts=FACTS | {"ongoing": False})
    stale = browser.post(path, opinion(ongoing="unknown"))
    assert stale.status_code == 422
    assert "Quelqu’un d’autre a enregistré" in text_of(stale)
    assert "Données de santé publiées." in text_of(stale)
    assert not Assessment.objects.exists()
    assert '<input type="hidden" name="ongoing" value="false"' in stale.content.decode()
    again = browser.post(path, opinion(expected_version="2"))
    assert again.status_code == 302


def test_the_decision_is_asked_for_once(browser, path, assessed_breach):
    url = f"/violations/{assessed_breach.pk}/evaluer/decision/"
    first, second = browser.post(url), browser.post(url)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Decision.objects.get().state == "in_review"


def test_evaluating_before_the_facts_leads_back_to_the_breach(browser, confirmed_breach):
    response = browser.get(f"/violations/{confirmed_breach.pk}/evaluer/")
    assert response.url == f"/violations/{confirmed_breach.pk}/"


def test_answers_that_were_not_on_the_page_do_not_change_the_facts(browser, path, described_breach):
    browser.post(path, opinion())
    assert facts_of(described_breach)["populations"][0]["identification"] == "maximum"


def test_a_live_score_with_nonsense_keeps_the_saved_answers(browser, path):
    response = browser.post(f"{path}cote/", {"integrity__altered": "nonsense", "dpc": "٣", "ei_quarters": "9"})
    assert response.status_code == 200
    assert '<span class="figure">5,0</span>' in text_of(response)


def test_the_context_of_the_organisation_counts(described_breach):
    assert law_context(described_breach).gives_care


def test_a_quarter_of_a_point_is_never_rounded_away(browser, path):
    fragment = text_of(
        browser.post(f"{path}cote/", {"integrity__altered": "recoverable", "shown": "integrity__altered"})
    )
    assert '<span class="figure">5,25</span>' in fragment


def test_pressing_twice_gives_one_opinion(browser, path):
    first = browser.post(path, opinion(expected_assessment="0"))
    second = browser.post(path, opinion(expected_assessment="0"))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Assessment.objects.count() == 1


def test_an_opinion_given_meanwhile_by_another_is_shown_before_a_second_one(browser, path):
    browser.post(path, opinion(expected_assessment="0"))
    other = browser.post(path, opinion(expected_assessment="0", reasons="Autre analyse."))
    again = browser.post(path, opinion(expected_assessment="1", reasons="Autre analyse."))
    assert other.status_code == 422
    assert "Un autre avis a été rendu entre-temps" in text_of(other)
    assert again.status_code == 302
    assert Assessment.objects.count() == 2
