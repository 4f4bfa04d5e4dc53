"""The declarations beside the CNIL's: what they ask, what the facts fill, what is missing, what does not fit."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from breaches.law.cnil_form import prefill
from breaches.law.codes import Confidence
from breaches.law.duties import catalogue
from breaches.law.errors import UnknownFieldError, UnknownSheetError
from breaches.law.sheets import (
    SHEETS,
    field_named,
    known_answers,
    lacking,
    prefill_sheet,
    sheet,
    validate,
)
from tests.law.law_strategies import FACTS, facts

ORG = {"name": "Laboratoire des Trois-Rivières", "role": "controller", "contacts": {"dpo": {"last_name": "Lefèvre"}}}
BREACH = {
    "aware_at": datetime(2026, 9, 14, 16, 47, tzinfo=UTC),
    "discovered_at": datetime(2026, 9, 14, 14, 2, tzinfo=UTC),
    "attack_known_at": datetime(2026, 9, 14, 12, 0, tzinfo=UTC),
    "cnil_receipt": "V-2026-000123",
    "summary": "Un fichier est en ligne.",
}
CODES = [each.code for each in SHEETS]


def test_there_is_a_sheet_for_the_ars_nis2_the_insurer_and_the_complaint() -> None:
    assert CODES == ["csp", "nis2_early", "nis2_notification", "nis2_final", "insurer", "complaint"]
    with pytest.raises(UnknownSheetError):
        sheet("cnil")


@pytest.mark.parametrize("each", SHEETS, ids=CODES)
def test_every_question_of_a_sheet_has_a_basis_and_says_that_its_wording_was_not_read(each) -> None:
    assert len({field.id for field in each.fields}) == len(each.fields)
    for field in each.fields:
        assert field.gdpr
        assert (field.source, field.confidence) == ("G", Confidence.LOW)


@pytest.mark.parametrize("each", SHEETS, ids=CODES)
def test_sections_are_numbered_from_one_and_name_no_empty_list(each) -> None:
    assert [section.id for section in each.sections] == list(range(1, len(each.sections) + 1))
    assert all(section.fields for section in each.sections)


def test_a_sheet_that_fulfils_a_duty_names_one_of_the_catalogue() -> None:
    codes = {rule.code for rule in catalogue()}
    assert {each.duty for each in SHEETS} - {""} <= codes
    assert {each.code: each.duty for each in SHEETS}["complaint"] == "lopmi"
    assert sheet("insurer").duty == ""


def test_the_knowledge_of_the_attack_is_another_instant_than_awareness() -> None:
    known = known_answers(facts(), ORG, BREACH)
    filled = prefill_sheet("insurer", known)
    assert filled["date_attaque"] == "2026-09-14T12:00:00Z"
    assert filled["date_decouverte"] == "2026-09-14T14:02:00Z"
    assert filled["date_connaissance"] == "2026-09-14T16:47:00Z"
    assert filled["numero_cnil"] == "V-2026-000123"


def test_what_is_not_known_is_left_out() -> None:
    known = known_answers(facts(), ORG, {})
    assert not {"chiffrement", "indisponibilite", "sauvegarde", "malveillance", "date_attaque"} & known.keys()
    assert "chiffrement" not in known_answers(None, ORG, BREACH)


def test_effects_on_care_and_encryption_come_from_the_facts() -> None:
    told = facts(
        natures=["availability"],
        protection={"encrypted": "none"},
        availability={"lost": "temporary", "backup": "full", "outage_hours": 9, "care_affected": False},
        malicious=False,
    )
    filled = prefill_sheet("csp", known_answers(told, ORG, BREACH))
    names = ("chiffrement", "malveillance", "soins_affectes", "indisponibilite", "duree_indisponibilite", "sauvegarde")
    assert [filled[name] for name in names] == ["none", False, False, "temporary", 9, "full"]


@given(told=FACTS)
def test_whatever_the_facts_every_prefilled_sheet_fits_its_own_questions(told) -> None:
    known = known_answers(told, ORG, BREACH)
    for code in CODES:
        filled = prefill_sheet(code, known)
        assert validate(code, filled) == ()
        assert filled.keys() <= {field.id for field in sheet(code).fields}


@given(told=FACTS)
def test_every_sheet_says_what_the_cnil_form_says(told) -> None:
    form = prefill(told, ORG, BREACH)
    known = known_answers(told, ORG, BREACH)
    for code in CODES:
        filled = prefill_sheet(code, known)
        for key in filled.keys() & form.keys():
            assert filled[key] == form[key]


def test_what_the_addressee_needs_and_nobody_answered_is_named() -> None:
    known = known_answers(facts(), ORG, {})
    names = [field.id for field in lacking("complaint", prefill_sheet("complaint", known))]
    assert names == ["pc_courriel", "date_attaque", "malveillance", "descriptif"]
    assert "denomination" not in names


def test_an_answer_that_does_not_fit_is_named() -> None:
    assert [error.field for error in validate("csp", {"nb_personnes": -1, "inconnu": "x"})] == [
        "nb_personnes",
        "inconnu",
    ]


def test_a_question_is_found_by_its_id_wherever_it_stands() -> None:
    assert field_named("nb_personnes").label == "Nombre approximatif de personnes concernées"
    assert field_named("chiffrement").options
    with pytest.raises(UnknownFieldError):
        field_named("inconnu")
