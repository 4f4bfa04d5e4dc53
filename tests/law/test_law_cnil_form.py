"""The CNIL declaration as data: order, conditions, what is missing, checks, prefill, differences, display."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breaches.law.cnil_checks import errors_in, valid_siren
from breaches.law.cnil_form import (
    FIELDS,
    HARD_MINIMUM,
    SECTIONS,
    FieldType,
    Requirement,
    diff,
    display,
    field_of,
    missing,
    prefill,
    validate,
    visible_fields,
)
from breaches.law.cnil_model import Condition, Field, is_blank
from breaches.law.codes import Confidence
from breaches.law.errors import NaiveInstantError, UnknownFieldError
from breaches.law.facts import parse_facts
from breaches.law.french_dates import french_date, french_datetime
from tests.law.law_strategies import CONTEXTS, FACTS, facts

ORG = {
    "name": "Laboratoire des Trois-Rivières",
    "siren": "000000018",
    "sector": "Santé humaine et action sociale",
    "kind": "laboratoire",
    "role": "controller",
    "address": {"street": "12 rue du Pré", "postcode": "35000", "city": "Rennes"},
    "contacts": {
        "dpo": {
            "title": "M.",
            "first_name": "Bob",
            "last_name": "Lefèvre",
            "function": "Délégué à la protection des données",
            "email": "dpo@labo.example",
            "phone": "02 99 00 00 00",
        },
        "representative": {
            "title": "Mme",
            "first_name": "Hélène",
            "last_name": "Caradec",
            "email": "direction@labo.example",
        },
    },
}
AWARE = datetime(2026, 9, 14, 16, 47, tzinfo=UTC)
MINIMUM = {
    "denomination": "Laboratoire",
    "pc_nom": "Lefèvre",
    "pc_courriel": "dpo@labo.example",
    "date_connaissance": "2026-09-14T16:47:00Z",
    "nature": ["confidentiality"],
    "descriptif": "Un fichier a été publié.",
}


def levels(answers, phase, *, late=False):
    return {each.field: each.level for each in missing(answers, phase, late=late)}


def ids(fields) -> set[str]:
    return {field.id for field in fields}


def test_sections_follow_the_order_of_the_outline() -> None:
    assert [section.id for section in SECTIONS] == list(range(1, 16))
    assert len(FIELDS) == sum(len(section.fields) for section in SECTIONS)


def test_every_choice_has_options_with_unique_ids_and_every_condition_a_known_field() -> None:
    for field in FIELDS.values():
        chosen = field.type in {FieldType.SINGLE, FieldType.MULTI}
        assert bool(field.options) is chosen
        assert len({option.id for option in field.options}) == len(field.options)
        for condition in (field.shown_if, field.required_if):
            assert condition is None or condition.field in FIELDS


def test_uncertain_fields_say_so() -> None:
    assert field_of("motif_non_information").confidence is Confidence.LOW
    assert field_of("nature").confidence is Confidence.HIGH


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(UnknownFieldError, match="couleur"):
        field_of("couleur")


def test_conditional_fields_appear_with_their_condition() -> None:
    hidden = ids(FIELDS.values()) - ids(visible_fields({}))

    assert {"consequences_integrite", "date_information", "numero_notification_initiale"} <= hidden
    assert "date_fin" in ids(visible_fields({}))
    assert "date_fin" not in ids(visible_fields({"en_cours": True}))
    shown = ids(visible_fields({"nature": ["integrity"], "information_personnes": "informed"}))
    assert {"consequences_integrite", "date_information", "moyen_communication"} <= shown
    assert "motif_non_information" in ids(visible_fields({"information_personnes": "will_not_be_informed"}))


def test_only_the_hard_minimum_blocks_an_initial_filing() -> None:
    hard = {field for field, level in levels({}, "initial").items() if level == "hard"}

    assert hard == set(HARD_MINIMUM)
    assert "hard" not in levels(MINIMUM, "initial").values()


def test_an_initial_filing_recommends_what_the_complement_will_require() -> None:
    found = levels(MINIMUM, "initial")

    assert found["nb_personnes"] == "recommended"
    assert found["gravite"] == "recommended"
    assert found["origine"] == "required"
    assert "tva" not in found
    assert levels(MINIMUM, "complementary")["nb_personnes"] == "required"


def test_reasons_of_the_delay_are_hard_when_late_in_every_phase() -> None:
    for phase in ("initial", "complementary", "complete"):
        assert levels(MINIMUM, phase, late=True)["motifs_retard"] == "hard"
        assert "motifs_retard" not in levels(MINIMUM, phase)
        assert "motifs_retard" not in levels({**MINIMUM, "motifs_retard": "Serveur saisi."}, phase, late=True)
    said = next(each for each in missing(MINIMUM, "initial", late=True) if each.field == "motifs_retard")
    assert "motifs du retard" in said.message


def test_conditional_requirements_follow_the_answers() -> None:
    informed = {**MINIMUM, "information_personnes": "informed"}

    assert levels(informed, "initial")["date_information"] == "required"
    assert levels({**MINIMUM, "periode_determinee": True}, "initial")["date_debut"] == "required"
    assert "date_debut" not in levels(MINIMUM, "initial")
    complement = {**MINIMUM, "type_notification": "complementary"}
    assert levels(complement, "complementary")["numero_notification_initiale"] == "required"
    assert "autres_organismes" not in levels(MINIMUM, "complementary")


def test_an_unknown_phase_is_refused() -> None:
    with pytest.raises(ValueError, match="finale"):
        missing({}, "finale", late=False)


@given(
    st.sampled_from(["initial", "complementary", "complete"]),
    st.booleans(),
    st.sets(st.sampled_from(list(FIELDS))),
)
def test_answering_a_field_removes_it_from_what_is_missing(phase, late, answered) -> None:
    answers = dict.fromkeys(answered, "x")

    found = levels(answers, phase, late=late)

    assert not answered & set(found)
    assert set(found) <= ids(visible_fields(answers))


GOOD = {
    **MINIMUM,
    "type_notification": "initial",
    "siren": "000000018",
    "nb_personnes": 0,
    "en_cours": False,
    "date_debut": "2026-09-13T10:00:00Z",
    "date_fin": "2026-09-13T10:00:00+00:00",
    "date_information": "2026-09-20",
    "pc_telephone": "+33 2 99 00 00 00",
    "impacts": ("secrecy", "other"),
    "autres_organismes": [{"ao_denomination": "Éditeur", "ao_siren": "", "ao_role": "processor"}],
    "pieces_jointes": ["capture.png"],
    "ville": "",
}


def test_good_answers_fit() -> None:
    assert validate(GOOD) == ()


@pytest.mark.parametrize(
    "answers,field",
    [
        ({"couleur": "rouge"}, "couleur"),
        ({"siren": "000000019"}, "siren"),
        ({"siren": "12"}, "siren"),
        ({"denomination": 3}, "denomination"),
        ({"pc_courriel": "dpo"}, "pc_courriel"),
        ({"pc_courriel": 3}, "pc_courriel"),
        ({"pc_telephone": "appelez-moi"}, "pc_telephone"),
        ({"gravite": "grave"}, "gravite"),
        ({"nature": "confidentiality"}, "nature"),
        ({"nature": ["secret"]}, "nature"),
        ({"nb_personnes": -1}, "nb_personnes"),
        ({"nb_personnes": True}, "nb_personnes"),
        ({"nb_personnes": "10"}, "nb_personnes"),
        ({"en_cours": "oui"}, "en_cours"),
        ({"date_connaissance": "2026-09-14"}, "date_connaissance"),
        ({"date_connaissance": "2026-09-14T18:47:00+02:00"}, "date_connaissance"),
        ({"date_connaissance": "lundi"}, "date_connaissance"),
        ({"date_connaissance": 3}, "date_connaissance"),
        ({"date_information": "demain"}, "date_information"),
        ({"date_information": 3}, "date_information"),
        ({"autres_organismes": "Éditeur"}, "autres_organismes"),
        ({"autres_organismes": ["Éditeur"]}, "autres_organismes"),
        ({"autres_organismes": [{"ao_siren": "12"}]}, "autres_organismes[0].ao_siren"),
        ({"autres_organismes": [{"ville": "Rennes"}]}, "autres_organismes[0].ville"),
        ({"pieces_jointes": "a.png"}, "pieces_jointes"),
        ({"pieces_jointes": [3]}, "pieces_jointes"),
        ({"date_debut": "2026-09-14T10:00:00Z", "date_fin": "2026-09-13T10:00:00Z"}, "date_fin"),
        ({"date_debut": "2026-09-15T10:00:00Z", **MINIMUM}, "date_connaissance"),
        ({"en_cours": True, "date_fin": "2026-09-13T10:00:00Z"}, "date_fin"),
    ],
)
def test_an_answer_that_does_not_fit_is_said_beside_its_field(answers, field) -> None:
    errors = validate(answers)

    assert [error.field for error in errors] == [field]
    assert errors[0].message


def test_a_length_limit_is_checked_when_a_field_has_one() -> None:
    short = Field(
        id="court",
        label="Court",
        type=FieldType.TEXT,
        req_initial=Requirement.OPTIONAL,
        req_complement=Requirement.OPTIONAL,
        max_length=3,
    )

    assert errors_in({"court": short}, {"court": "abc"}) == ()
    assert "4 signes" in errors_in({"court": short}, {"court": "abcd"})[0].message


@pytest.mark.parametrize("siren,valid", [("000000018", True), ("732829320", True), ("732829321", False), ("x", False)])
def test_siren_key_is_checked(siren: str, valid: bool) -> None:
    assert valid_siren(siren) is valid


@given(FACTS, CONTEXTS)
def test_prefilled_answers_always_fit_the_form(said, context) -> None:
    answers = prefill(said, {**ORG, "role": context.role, "kind": context.kind}, {"aware_at": AWARE})

    assert validate(answers) == ()
    assert not any(is_blank(value) for value in answers.values())
    assert diff(answers, answers) == ()
    assert all(display(key, value) for key, value in answers.items())


def test_prefill_draws_on_organisation_breach_and_facts() -> None:
    said = facts(
        origin="hack",
        cause="external_malicious",
        ongoing=False,
        cross_border=False,
        protection={"encrypted": "none", "pseudonymised": True},
        confidentiality={"exposure": "published"},
        availability={"backup": "full"},
        mitigations=["retrait du fichier"],
        impacts=["secrecy"],
        population={
            "persons": {"estimate": 10_000},
            "records": 12_000,
            "data": ["other"],
            "details": "Planning",
        },
    )
    breach = {
        "phase": "complementary",
        "initial_receipt": "V-1",
        "aware_at": AWARE,
        "occurred_from": datetime(2026, 9, 13, 8, 0, tzinfo=UTC),
        "occurred_to": datetime(2026, 9, 13, 9, 0, tzinfo=UTC),
        "summary": "Fichier en libre accès.",
        "description": "Un fichier de patients était en libre accès.",
        "late_reasons": "Serveur saisi.",
        "gravity": "maximum",
        "measures_before": ["cloisonnement"],
        "measures_taken": ["plainte", " "],
        "measures_planned": ["audit"],
        "processors": [{"name": "Éditeur", "siren": "000000026", "informed_at": AWARE}],
        "other_authorities": ["ARS Bretagne", "ANSSI"],
        "communication": {
            "state": "informed",
            "informed_at": datetime(2026, 9, 19, 22, 30, tzinfo=UTC),
            "planned_at": date(2026, 9, 18),
            "count": 9_842,
            "channel": "Courrier",
            "content": "Madame, Monsieur",
            "reason": None,
        },
    }

    answers = prefill(said, ORG, breach)

    expected = {
        "denomination": "Laboratoire des Trois-Rivières",
        "secteur": "sante",
        "pays": "France",
        "rl_civilite": "madame",
        "pc_civilite": "monsieur",
        "pc_nom": "Lefèvre",
        "date_connaissance": "2026-09-14T16:47:00Z",
        "periode_determinee": True,
        "date_fin": "2026-09-13T09:00:00Z",
        "circonstances_decouverte": "Fichier en libre accès.",
        "descriptif": "Un fichier de patients était en libre accès.",
        "nature": ["confidentiality"],
        "origine": ["hack"],
        "nature_donnees_autre": "Planning",
        "donnees_sensibles": ["health"],
        "nb_personnes": 10_000,
        "nb_enregistrements": 12_000,
        "mesures_prealables": "\n".join(
            (
                "Données non chiffrées.",
                "Données pseudonymisées.",
                "Copie complète des données.",
                "cloisonnement",
            )
        ),
        "mesures_post": "retrait du fichier\nplainte\nÀ venir : audit",
        "consequences_confidentialite": ["spread"],
        "transfrontalier": False,
        "autre_autorite_hors_pd": True,
        "autre_autorite_hors_pd_texte": "ARS Bretagne, ANSSI",
        "date_information": "2026-09-20",
        "date_information_prevue": "2026-09-18",
        "nb_personnes_informees": 9_842,
    }
    assert {key: answers.get(key) for key in expected} == expected
    assert answers["autres_organismes"] == [
        {
            "ao_denomination": "Éditeur",
            "ao_siren": "000000026",
            "ao_role": "processor",
            "ao_date_information": "2026-09-14T16:47:00Z",
        }
    ]
    assert validate(answers) == ()


def test_prefill_leaves_out_what_nobody_knows() -> None:
    assert prefill(None, {}, {"summary": "Signalement."}) == {
        "secteur": "sante",
        "pays": "France",
        "circonstances_decouverte": "Signalement.",
        "descriptif": "Signalement.",
    }


def test_a_running_breach_has_no_end() -> None:
    known = {"occurred_from": AWARE, "occurred_to": AWARE}

    assert "date_fin" not in prefill(facts(ongoing=True), ORG, known)
    assert prefill(facts(), ORG, {**known, "ongoing": False})["en_cours"] is False


def test_sector_is_read_from_its_label_else_from_the_kind() -> None:
    straight = {"sector": "Activités financières et d'assurance"}

    assert prefill(None, straight, {})["secteur"] == "finance"
    assert prefill(None, {"kind": "tiers_payant"}, {})["secteur"] == "finance"


def test_prefill_counts_the_people_of_the_controller_only() -> None:
    said = parse_facts(
        {
            "natures": ["availability"],
            "availability": {"lost": "permanent", "care_affected": True},
            "populations": [
                {"key": "a", "persons": {"estimate": 3}, "data": ["nir"]},
                {"key": "b", "persons": {"estimate": 5}, "role": "controller"},
            ],
        }
    )

    own = prefill(said, {**ORG, "role": "processor"}, {})

    assert own["nb_personnes"] == 5
    assert own["nature_donnees"] == ["unknown"]
    assert own["categories_personnes"] == ["undetermined"]
    assert own["consequences_disponibilite"] == ["unable"]
    assert prefill(said, ORG, {})["nb_personnes"] == 8
    hosted = facts(population={"role": "processor", "persons": {"estimate": 7}})
    assert prefill(hosted, ORG, {})["nb_personnes"] == 7


def test_consequences_follow_what_is_established() -> None:
    slow = facts(natures=["availability"], availability={"lost": "temporary", "care_affected": True})
    false = facts(natures=["integrity"], integrity={"altered": "unrecoverable"})

    assert prefill(slow, ORG, {})["consequences_disponibilite"] == ["degraded"]
    assert prefill(false, ORG, {})["consequences_integrite"] == ["invalid_used"]


def test_diff_lists_changes_in_the_order_of_the_form() -> None:
    old = {"nb_personnes": 10, "descriptif": "A", "ville": " ", "impacts": ("fraud",), "inconnu": 1}
    new = {"descriptif": "B", "nb_personnes": 12, "impacts": ["fraud"], "cause": []}

    changes = diff(old, new)

    assert [(change.field, change.old, change.new) for change in changes] == [
        ("descriptif", "A", "B"),
        ("nb_personnes", 10, 12),
    ]
    assert diff({}, {"en_cours": False})[0].new is False


@pytest.mark.parametrize(
    "field,value,text",
    [
        ("date_connaissance", "2026-09-14T16:47:00Z", "lundi 14 septembre 2026 à 18 h 47"),
        ("date_connaissance", "hier", "hier"),
        ("date_information", "2026-05-01", "vendredi 1ᵉʳ mai 2026"),
        ("date_information", "hier", "hier"),
        ("nb_personnes", 491_840, "491\u202f840"),
        ("en_cours", True, "Oui"),
        ("en_cours", False, "Non"),
        ("gravite", "maximum", "Maximal"),
        (
            "nature",
            ["confidentiality", "integrity"],
            "Perte de la confidentialité\u00a0; Perte de l’intégrité",
        ),
        ("descriptif", "Un fichier.", "Un fichier."),
        ("descriptif", None, ""),
        (
            "autres_organismes",
            [{"ao_denomination": "Éditeur", "ao_role": "processor"}],
            "Dénomination : Éditeur, Rôle : Sous-traitant",
        ),
    ],
)
def test_answers_are_shown_as_a_french_reader_expects(field, value, text) -> None:
    assert display(field, value) == text


def test_display_takes_a_field_as_well_as_its_id() -> None:
    assert display(field_of("ville"), "Rennes") == "Rennes"
    with pytest.raises(UnknownFieldError):
        display("couleur", "rouge")


def test_dates_are_written_in_paris_time() -> None:
    assert french_datetime(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "dimanche 25 octobre 2026 à 2 h 30"
    assert french_date(date(2026, 5, 1), weekday=False) == "1ᵉʳ mai 2026"
    with pytest.raises(NaiveInstantError):
        french_datetime(AWARE.replace(tzinfo=None))


def test_a_condition_reads_lists_and_single_answers() -> None:
    condition = Condition("nature", ("integrity",))

    assert condition.holds({"nature": ["confidentiality", "integrity"]})
    assert condition.holds({"nature": "integrity"})
    assert not condition.holds({})
    assert Condition("nature", ("integrity",), negated=True).holds({})
