"""English pages: what the law ring says is said in English, what people or the CNIL wrote stays as it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings

from breaches.law.errors import FactsError
from breaches.law.facts import Context, Facts, contradictions, parse_facts
from breaches.law.risk import exemption_objection, proposed_cnil_gravity, recommend
from breaches.law.severity import assess_severity
from breaches.law.vocabulary import Exemption
from breaches.models import AuthorityNotification, Breach
from breaches.operations.closing import left_to_do
from breaches.operations.describing import FactsRefusedError
from notify.recipients.columns import DuplicateColumnError
from notify.web import refusals
from notify.web.phrases import said
from tests.law.law_strategies import CONTEXTS, FACTS
from tests.notify.web.conftest import ASSESSED, World

FRENCH = re.compile("[«»àâçéèêëîïôùûœ]")


@pytest.fixture
def english(client_for: Callable[[Any], Client], world: World) -> Client:
    """Bob's browser, in English."""
    client = client_for(world.bob)
    client.cookies["django_language"] = "en"
    return client


@settings(max_examples=60, deadline=None)
@given(facts=FACTS.map(lambda found: replace(found, mitigations=())), context=CONTEXTS)  # people type those
def test_every_reason_of_the_law_ring_is_said_in_english(facts: Facts, context: Context) -> None:
    severity = assess_severity(facts, context)
    advice = recommend(facts, severity, context)
    told = [each.text for each in (*advice.reasons_for, *advice.reasons_against)]
    told += [part for factor in severity.factors for part in (factor.label, factor.reason)]
    told += [flag.label for flag in severity.flags]
    told += [found.message for found in contradictions(facts)]
    told += [proposed_cnil_gravity(facts, severity, context)[1]]
    told += [exemption_objection(facts, context, letter) or "" for letter in (Exemption.A, Exemption.B)]
    with translation.override("en"):
        assert [said(text) for text in told if FRENCH.search(said(text))] == []


def test_a_refused_fact_is_told_in_english_with_its_values() -> None:
    with pytest.raises(FactsError) as refused:
        parse_facts({"natures": "confidentiality", "populations": []})
    with translation.override("en"):
        told = refusals.text(FactsRefusedError(reason=refused.value.phrase))
    assert told == "“natures”: 'confidentiality' is not allowed. Expected: a list."


def test_a_column_name_of_the_file_is_not_translated() -> None:
    with translation.override("en"):
        told = refusals.text(DuplicateColumnError(line=1, column=3, found="nom"))
    assert told == "Line 1, column 3: “nom” appears twice. Keep only one."


@pytest.mark.django_db
def test_what_is_left_before_closing_is_said_in_english(assessed_breach: Breach) -> None:
    with translation.override("en"):
        told = left_to_do(assessed_breach, ASSESSED)
    assert "the controller’s decision is awaited" in told
    assert not FRENCH.search(" ".join(told))


@pytest.mark.django_db
def test_the_questions_of_the_official_form_stay_french_and_the_page_says_so(
    english: Client, draft_notification: AuthorityNotification
) -> None:
    page = english.get(reverse("declaration", args=[draft_notification.breach_id])).content.decode()

    assert "The questions and their choices stay in French" in page
    assert 'lang="fr">Nature de la violation</legend>' in page
    assert '<span lang="fr">Perte de la confidentialité' in page
    assert "Loss of confidentiality" not in page


@pytest.mark.django_db
def test_the_facts_are_said_in_english_beside_the_official_form(english: Client, assessed_breach: Breach) -> None:
    page = english.get(reverse("breach", args=[assessed_breach.pk])).content.decode()

    assert "Loss of confidentiality" in page
    assert "Perte de la confidentialité" not in page


@pytest.mark.django_db
def test_the_register_lists_natures_in_english_and_keeps_its_french_record(
    english: Client, assessed_breach: Breach
) -> None:
    page = english.get(reverse("register")).content.decode()

    assert "Loss of confidentiality" in page
    assert '<dl class="facts" lang="fr">' in page
    assert "Appréciation du risque et motivation" in page
