"""The facts page: plain questions, repeatable populations without a script, versions, contradictions, stale forms."""

import pytest
import time_machine

from breaches import operations
from breaches.models import FactsVersion
from notify.web.models import Draft
from tests.notify.web.conftest import ASSESSED, DESCRIBED, FACTS, SATURDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(confirmed_breach):
    return f"/violations/{confirmed_breach.pk}/faits/"


@pytest.fixture
def browser(client_for, world):
    with time_machine.travel(SATURDAY, tick=False):
        yield client_for(world.bob)


def text_of(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def answers(version=0, **more):
    said = {
        "expected_version": str(version),
        "natures": ["confidentiality"], "origin": "hack", "cause": "external_malicious", "malicious": "true",
        "confidentiality__exposure": "published", "protection__encrypted": "none",
        "mitigations": "comptes fermés\n\nfichier retiré", "impacts": ["identity_theft"],
        "population": ["0"], "p0-name": "Patients adultes", "p0-categories": ["patient"],
        "p0-persons__estimate": "491 840", "p0-data": ["civil_status", "contact"], "p0-sensitive": ["health"],
        "p0-vulnerable": "false",
    }  # fmt: skip
    return said | more


def test_every_question_of_the_format_is_asked(browser, path):
    shown = browser.get(path).content.decode()
    for name in (
        "natures", "origin", "cause", "ongoing", "cross_border", "protection__encrypted",
        "protection__key_compromised", "protection__pseudonymised", "confidentiality__exposure",
        "confidentiality__recipients", "confidentiality__trusted", "confidentiality__deletion_confirmed",
        "integrity__altered", "availability__lost", "availability__backup", "availability__outage_hours",
        "availability__care_affected", "malicious", "mitigations", "impacts", "p0-name", "p0-key",
        "p0-role", "p0-categories",
        "p0-persons__estimate", "p0-persons__min", "p0-persons__max", "p0-persons__claimed", "p0-persons__confirmed",
        "p0-records", "p0-data", "p0-sensitive", "p0-identification", "p0-vulnerable", "p0-special_context",
        "p0-reveals", "p0-public_already", "p0-long_history", "p0-details",
    ):  # fmt: skip
        assert f'name="{name}"' in shown, name


def test_plain_answers_become_a_version_of_the_facts(browser, path, confirmed_breach):
    response = browser.post(path, answers())
    facts = FactsVersion.objects.get(breach=confirmed_breach).facts
    group = facts["populations"][0]
    assert response.status_code == 302
    assert (group["key"], group["name"]) == ("patients-adultes", "Patients adultes")
    assert group["persons"] == {"estimate": 491840, "min": None, "max": None, "claimed": None, "confirmed": None}
    assert (group["vulnerable"], group["long_history"], group["identification"]) == (False, "unknown", None)
    assert facts["malicious"] is True
    assert facts["ongoing"] == "unknown"
    assert facts["mitigations"] == ["comptes fermés", "fichier retiré"]


def test_what_the_page_shows_saves_back_as_the_same_facts(browser, path, world, confirmed_breach):
    operations.describe(actor=world.bob, breach_id=confirmed_breach.pk, now=DESCRIBED, facts=FACTS)
    page = browser.get(path)
    posted = {"expected_version": "1", "population": ["0"], "p0-name": ""}
    for form in (page.context["shown"].form, *page.context["shown"].populations):
        posted |= {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    response = browser.post(path, posted)
    assert response.status_code == 302
    assert FactsVersion.objects.filter(breach=confirmed_breach).count() == 1


def test_a_population_is_added_without_a_script_and_nothing_typed_is_lost(browser, path):
    response = browser.post(path, answers(add_population="1"))
    shown = response.content.decode()
    assert response.status_code == 200
    assert 'name="population" value="1"' in shown
    assert 'value="491 840"' in shown
    assert "data-error-summary" not in shown
    assert not FactsVersion.objects.exists()


def test_two_populations_are_saved_and_one_is_removed_without_a_script(browser, path, confirmed_breach):
    second = {"population": ["0", "4"], "p4-name": "médecins", "p4-data": ["contact"]}
    removed = browser.post(path, answers(**second, remove_population="0"))
    assert 'name="population" value="4"' in removed.content.decode()
    assert 'name="population" value="0"' not in removed.content.decode()
    browser.post(path, answers(**second))
    groups = FactsVersion.objects.get(breach=confirmed_breach).facts["populations"]
    assert [group["key"] for group in groups] == ["patients-adultes", "medecins"]


def test_two_populations_of_one_name_are_refused_beside_the_second(browser, path):
    response = browser.post(path, answers(population=["0", "1"], **{"p1-name": "patients adultes"}))
    assert response.status_code == 422
    assert 'id="id_p1-name_error"' in response.content.decode()


def test_a_refused_contradiction_is_an_error_beside_its_fields(browser, path):
    response = browser.post(path, answers(**{"p0-persons__min": "500", "p0-persons__max": "100"}))
    assert response.status_code == 422
    assert "Le minimum (500) dépasse le maximum (100)." in text_of(response)
    assert 'id="id_p0-persons__min_error"' in response.content.decode()
    assert not FactsVersion.objects.exists()


def test_a_contradiction_that_is_only_flagged_is_saved_and_shown_beside_its_field(browser, path, confirmed_breach):
    browser.post(path, answers(natures=["availability"]))
    shown = text_of(browser.get(path))
    assert FactsVersion.objects.filter(breach=confirmed_breach).count() == 1
    assert "ajoutez « Perte de la confidentialité » aux natures" in shown


def test_a_stale_form_keeps_what_was_typed_and_shows_what_the_other_changed(browser, path, world, confirmed_breach):
    operations.describe(actor=world.bob, breach_id=confirmed_breach.pk, now=DESCRIBED, facts=FACTS)
    operations.describe(actor=world.bob, breach_id=confirmed_breach.pk, now=ASSESSED, facts=FACTS | {"ongoing": False})
    stale = browser.post(path, answers(version=1))
    assert stale.status_code == 422
    assert "Quelqu’un d’autre a enregistré" in text_of(stale)
    assert "Toujours en cours" in text_of(stale)
    assert 'value="491 840"' in stale.content.decode()
    assert FactsVersion.objects.filter(breach=confirmed_breach).count() == 2
    again = browser.post(path, answers(version=2))
    assert again.status_code == 302


def test_sending_the_same_facts_twice_makes_one_version(browser, path, confirmed_breach):
    browser.post(path, answers())
    second = browser.post(path, answers())
    assert second.status_code == 302
    assert FactsVersion.objects.filter(breach=confirmed_breach).count() == 1


def test_the_breach_page_says_what_the_last_version_changed(browser, path, confirmed_breach):
    browser.post(path, answers())
    after = browser.post(path, answers(version=1, ongoing="true"), follow=True)
    assert "Ce que la version 2 a changé" in text_of(after)
    assert "Changé depuis la précédente : Toujours en cours." in text_of(after)


def test_a_draft_is_resumed_and_can_be_discarded(browser, path, world, confirmed_breach):
    browser.post(f"/brouillons/facts/{confirmed_breach.pk}/", answers())
    shown = browser.get(path)
    assert 'value="Patients adultes"' in shown.content.decode()
    assert "Votre brouillon est repris" in text_of(shown)
    browser.post(path, {"discard": "1"})
    assert not Draft.objects.filter(form="facts").exists()


@pytest.mark.parametrize("typed", ["beaucoup", "-3", "1.5.x", "99999999999999"])
def test_a_number_that_cannot_be_read_is_refused_beside_its_field(browser, path, typed):
    response = browser.post(path, answers(**{"p0-persons__estimate": typed}))
    assert response.status_code == 422
    assert 'id="id_p0-persons__estimate_error"' in response.content.decode()


def test_facts_of_an_unconfirmed_breach_are_refused_with_its_state(browser, world):
    report = operations.report_incident(actor=world.bob, now=SATURDAY, report=operations.Report(summary="Vol."))
    response = browser.post(f"/violations/{report.breach.pk}/faits/", answers())
    assert response.status_code == 422
    assert "Signalée" in text_of(response)
    assert 'value="491 840"' in response.content.decode()


def test_a_folded_population_opens_when_it_has_something_to_correct(browser, path):
    both = {"population": ["0", "1"], "p1-name": "médecins", "p1-records": "beaucoup"}
    response = browser.post(path, answers(**both)).content.decode()
    assert response.count("<details open>") == 1
    assert response.index("<details open>") > response.index("Patients adultes")
