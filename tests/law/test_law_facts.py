"""The facts of a breach: strict reading, faithful writing, contradictions (art. 33(3)(a), 33(5))."""

import json
import pickle

import pytest
from hypothesis import given

from breaches.law.errors import FactsError
from breaches.law.facts import (
    Context,
    Persons,
    changed_paths,
    contradictions,
    controlled,
    facts_to_dict,
    parse_facts,
    processed,
    role_of,
)
from breaches.law.phrases import Phrase
from breaches.law.vocabulary import Backup, Exposure, Lost, OrganisationKind, Role
from tests.law.law_strategies import FACTS, facts


@given(FACTS)
def test_facts_written_and_read_again_are_the_same(given_facts) -> None:
    written = json.loads(json.dumps(facts_to_dict(given_facts)))

    assert parse_facts(written) == given_facts


@given(FACTS)
def test_looking_for_contradictions_never_fails_and_names_existing_rules(given_facts) -> None:
    for found in contradictions(given_facts):
        assert found.rule
        assert found.message
        assert found.paths


def test_what_is_not_said_is_not_known() -> None:
    read = parse_facts({"natures": ["availability"], "populations": [{"key": "agents"}]})

    assert read.availability.lost is Lost.UNKNOWN
    assert read.availability.backup is Backup.UNKNOWN
    assert read.malicious is None
    assert read.confidentiality.exposure is Exposure.UNKNOWN
    assert read.populations[0].persons == Persons()
    assert facts_to_dict(read)["malicious"] == "unknown"


PEOPLE = [{"key": "patients"}]
REFUSED = [
    ({}, "natures", "au moins 1"),
    ({"natures": [], "populations": PEOPLE}, "natures", "au moins 1"),
    ({"natures": ["availability"]}, "populations", "au moins 1"),
    ({"natures": "availability", "populations": PEOPLE}, "natures", "une liste"),
    ({"natures": ["secrecy"], "populations": PEOPLE}, "natures[0]", "confidentiality | integrity"),
    ({"natures": ["integrity", "integrity"], "populations": PEOPLE}, "natures", "sans doublon"),
    ({"natures": ["integrity"], "populations": [{}]}, "populations[0].key", "identifiant"),
    ({"natures": ["integrity"], "populations": [{"key": "É"}]}, "populations[0].key", "identifiant"),
    ({"natures": ["integrity"], "populations": PEOPLE * 2}, "populations", "toutes différentes"),
    ({"natures": ["integrity"], "populations": ["patients"]}, "populations[0]", "un dictionnaire"),
    ({"natures": ["integrity"], "populations": PEOPLE, "malicious": 1}, "malicious", "true | false"),
    ({"natures": ["integrity"], "populations": PEOPLE, "impact": []}, "impact", "une de ces clés"),
    ({"natures": ["integrity"], "populations": PEOPLE, "mitigations": [3]}, "mitigations[0]", "un texte"),
    (
        {"natures": ["integrity"], "populations": PEOPLE, "mitigations": ["x" * 20_001]},
        "mitigations[0]",
        "au plus 20000",
    ),
    (
        {"natures": ["integrity"], "populations": [{"key": "a", "persons": {"estimate": -1}}]},
        "populations[0].persons.estimate",
        "entier",
    ),
    (
        {"natures": ["integrity"], "populations": [{"key": "a", "persons": {"estimate": True}}]},
        "populations[0].persons.estimate",
        "entier",
    ),
    (
        {"natures": ["integrity"], "populations": [{"key": "a", "role": "host"}]},
        "populations[0].role",
        "processor",
    ),
    (
        {"natures": ["integrity"], "populations": [{"key": "a", "details": 3}]},
        "populations[0].details",
        "texte",
    ),
]


@pytest.mark.parametrize("data,path,expected", REFUSED)
def test_a_refused_fact_names_its_path_and_what_is_expected(data, path, expected) -> None:
    with pytest.raises(FactsError) as refusal:
        parse_facts(data)

    assert refusal.value.field == path
    assert refusal.value.params["path"] == path
    assert expected in str(refusal.value.params["expected"])
    assert path in str(refusal.value)


def test_a_long_value_is_clipped_in_the_refusal() -> None:
    with pytest.raises(FactsError) as refusal:
        parse_facts({"natures": ["x" * 500], "populations": PEOPLE})

    assert len(str(refusal.value.params["found"])) <= 60


def test_facts_that_are_not_a_mapping_are_refused() -> None:
    with pytest.raises(FactsError, match="facts"):
        parse_facts([])


@pytest.mark.parametrize(
    "persons,best",
    [
        ({}, None),
        ({"claimed": 5}, 5),
        ({"claimed": 5, "min": 2}, 2),
        ({"min": 2, "max": 9}, 9),
        ({"min": 2, "max": 9, "estimate": 4}, 4),
        ({"estimate": 4, "confirmed": 0}, 0),
    ],
)
def test_the_number_to_declare_is_the_surest_one(persons, best) -> None:
    assert Persons(**persons).best == best


def test_a_population_has_its_own_role_or_the_organisation_s() -> None:
    read = parse_facts(
        {
            "natures": ["confidentiality"],
            "populations": [{"key": "assures"}, {"key": "comptes", "role": "controller"}],
        }
    )
    operator = Context(kind=OrganisationKind.TIERS_PAYANT, role=Role.PROCESSOR)

    assert role_of(read.populations[0], operator) is Role.PROCESSOR
    assert [each.key for each in controlled(read, operator)] == ["comptes"]
    assert [each.key for each in processed(read, operator)] == ["assures"]


CONTRADICTIONS = {
    "confidentiality_nature_missing": facts(natures=["availability"], confidentiality={"exposure": "published"}),
    "confidentiality_nature_denied": facts(confidentiality={"exposure": "excluded"}),
    "integrity_nature_missing": facts(integrity={"altered": "restored"}),
    "integrity_nature_denied": facts(natures=["integrity"], integrity={"altered": "none"}),
    "availability_nature_missing": facts(availability={"lost": "permanent"}),
    "availability_nature_denied": facts(natures=["availability"], availability={"lost": "none"}),
    "recipients_without_known_recipients": facts(confidentiality={"recipients": 2}),
    "encrypted_and_published": facts(
        protection={"encrypted": "state_of_the_art", "key_compromised": False},
        confidentiality={"exposure": "published"},
    ),
    "key_without_encryption": facts(protection={"encrypted": "none", "key_compromised": True}),
    "permanent_loss_with_full_backup": facts(
        natures=["availability"], availability={"lost": "permanent", "backup": "full"}
    ),
    "outage_without_loss": facts(availability={"lost": "none", "outage_hours": 3}),
    "malicious_accident": facts(malicious=True, cause="internal_accidental"),
    "harmless_malice": facts(malicious=False, cause="external_malicious"),
    "vulnerable_denied": facts(population={"vulnerable": False, "special_context": ["minors"]}),
    "little_without_reason": facts(population={"reveals": "little"}),
    "public_without_source": facts(population={"public_already": True}),
    "persons_range": facts(population={"persons": {"min": 9, "max": 2, "estimate": 1}}),
    "persons_out_of_range": facts(population={"persons": {"min": 2, "max": 9, "estimate": 10}}),
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_each_contradiction_is_flagged_alone(rule: str) -> None:
    assert [found.rule for found in contradictions(CONTRADICTIONS[rule])] == [rule]


def test_only_an_impossible_range_is_refused() -> None:
    refused = {rule for rule, said in CONTRADICTIONS.items() if contradictions(said)[0].refused}

    assert refused == {"persons_range"}


@pytest.mark.parametrize("persons", [{"min": 3, "confirmed": 2}, {"max": 3, "confirmed": 4}, {"min": 3, "estimate": 1}])
def test_a_number_outside_a_half_open_range_is_flagged(persons) -> None:
    assert [found.rule for found in contradictions(facts(population={"persons": persons}))] == ["persons_out_of_range"]


def test_explained_facts_hold_together() -> None:
    said = facts(
        population={
            "reveals": "little",
            "public_already": True,
            "details": "Annuaire publié par l’ordre.",
            "persons": {"min": 2, "max": 9, "estimate": 4},
            "vulnerable": False,
        }
    )

    assert contradictions(said) == ()


def test_changed_paths_name_what_moved() -> None:
    old = facts_to_dict(facts(malicious=True))
    new = facts_to_dict(facts(confidentiality={"exposure": "published"}))

    assert changed_paths(old, new) == ("confidentiality.exposure", "malicious")
    assert changed_paths(old, old) == ()


def test_a_phrase_remembers_its_template_for_translation() -> None:
    said = Phrase("Le minimum ({low}) dépasse.", low=3)

    assert said == "Le minimum (3) dépasse."
    assert (said.template, said.params) == ("Le minimum ({low}) dépasse.", {"low": 3})


def test_a_refusal_can_be_translated_because_it_keeps_its_template_and_values() -> None:
    with pytest.raises(FactsError) as refused:
        parse_facts({"natures": "confidentiality", "populations": []})

    said = refused.value.phrase
    assert said == str(refused.value)
    assert (said.template, said.params["expected"]) == (FactsError.message, "une liste")


def test_facts_are_immutable_values() -> None:
    said = facts()

    assert hash(said) == hash(facts())
    assert pickle.loads(pickle.dumps(said)) == said
