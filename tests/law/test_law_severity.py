"""ENISA severity: the document's arithmetic, the house reading of the facts, bounds and monotony."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breaches.law.errors import EnisaFactorError, JustificationMissingError
from breaches.law.facts import Context
from breaches.law.severity import (
    EnisaFactors,
    assess_explicit,
    assess_severity,
    level,
    parse_factors,
    score,
)
from breaches.law.vocabulary import DataCategory, Exposure, Sensitive, SeverityLevel
from tests.law.law_strategies import CONTEXTS, FACTS, HOSPITAL, LABORATORY, facts

FACTORS = st.builds(
    EnisaFactors,
    dpc=st.integers(1, 4),
    ei_quarters=st.integers(1, 4),
    c=st.integers(0, 2),
    i=st.integers(0, 2),
    a=st.integers(0, 2),
    m=st.sampled_from([0, 2]),
)
OFFICE = Context()


def factors_of(said, context=OFFICE):
    return {factor.key: factor for factor in assess_severity(said, context).factors}


def degree(context=OFFICE, **population):
    people = {
        "categories": [],
        "sensitive": [],
        "vulnerable": False,
        "long_history": False,
        "reveals": "ordinary",
    }
    return factors_of(facts(population={**people, **population}), context)["dpc"].value_quarters // 4


@pytest.mark.parametrize(
    "points,se,expected",
    [
        ({"dpc": 4, "ei": 1.0, "c": 0.5, "m": 0.5}, "5", SeverityLevel.VERY_HIGH),
        ({"dpc": 4, "ei": 1.0}, "4", SeverityLevel.VERY_HIGH),
        ({"dpc": 3, "ei": 1}, "3", SeverityLevel.HIGH),
        ({"dpc": 2, "ei": 1.0}, "2", SeverityLevel.MEDIUM),
        ({"dpc": 2, "ei": 0.75, "c": 0.25}, "1.75", SeverityLevel.LOW),
        ({"dpc": 4, "ei": 0.25, "c": 0.5, "m": 0.5}, "2", SeverityLevel.MEDIUM),
        ({"dpc": 1, "ei": 0.25}, "0.25", SeverityLevel.LOW),
        ({"dpc": 4, "ei": 1.0, "c": 0.5, "i": 0.5, "a": 0.5, "m": 0.5}, "6", SeverityLevel.VERY_HIGH),
        ({"dpc": 4, "ei": Decimal("0.75"), "a": 0.25, "m": 0.5}, "3.75", SeverityLevel.HIGH),
    ],
)
def test_arithmetic_hits_the_thresholds_exactly(points, se, expected) -> None:
    severity = assess_explicit(parse_factors(points), "Cotation de la cellule de crise.")

    assert severity.se == Decimal(se)
    assert severity.level is expected


@given(FACTORS)
def test_score_stays_between_a_quarter_and_six_points(factors) -> None:
    assert 1 <= score(factors) <= 24


@given(FACTORS, st.sampled_from(["dpc", "ei_quarters", "c", "i", "a", "m"]))
def test_raising_a_factor_never_lowers_the_score(factors, name) -> None:
    top = 4 if name in {"dpc", "ei_quarters"} else 2

    assert score(replace(factors, **{name: top})) >= score(factors)


@given(st.integers(1, 23))
def test_levels_never_go_down_as_the_score_goes_up(quarters) -> None:
    order = list(SeverityLevel)

    assert order.index(level(quarters)) <= order.index(level(quarters + 1))


@pytest.mark.parametrize(
    "data,field",
    [
        ({"dpc": 5, "ei": 1}, "dpc"),
        ({"dpc": 0, "ei": 1}, "dpc"),
        ({"dpc": 2.5, "ei": 1}, "dpc"),
        ({"ei": 1}, "dpc"),
        ({"dpc": 1}, "ei_quarters"),
        ({"dpc": 1, "ei": 0.3}, "ei_quarters"),
        ({"dpc": 1, "ei": 1, "c": 0.75}, "c"),
        ({"dpc": 1, "ei": 1, "m": 0.25}, "m"),
        ({"dpc": True, "ei": 1}, "dpc"),
        ({"dpc": "2", "ei": 1}, "dpc"),
        ({"dpc": 1, "ei": float("nan")}, "ei_quarters"),
        ({"dpc": 1, "ei": 1, "x": 1}, "x"),
    ],
)
def test_explicit_factors_out_of_the_tables_are_refused(data, field) -> None:
    with pytest.raises(EnisaFactorError) as refusal:
        parse_factors(data)

    assert refusal.value.field == field


def test_explicit_factors_need_a_justification_and_keep_it() -> None:
    factors = EnisaFactors(dpc=2, ei_quarters=2)

    with pytest.raises(JustificationMissingError):
        assess_explicit(factors, "  ")
    kept = assess_explicit(factors, " Annuaire public. ")
    assert kept.justification == "Annuaire public."
    assert kept.max_quarters == kept.quarters == 4
    assert [factor.key for factor in kept.factors] == ["dpc", "ei", "c", "i", "a", "m"]


def test_a_published_laboratory_file_scores_five_and_six_at_most() -> None:
    said = facts(
        origin="hack",
        malicious=True,
        confidentiality={"exposure": "published"},
        population={"data": ["civil_status", "nir", "contact"], "identification": "maximum"},
    )

    severity = assess_severity(said, LABORATORY)

    assert (severity.se, severity.max_se) == (5, 6)
    assert (severity.level, severity.max_level) == (SeverityLevel.VERY_HIGH, SeverityLevel.VERY_HIGH)
    assert [factor.key for factor in severity.factors if factor.unknown] == ["i", "a"]


def test_a_hospital_ransomware_scores_four_and_three_quarters() -> None:
    said = facts(
        natures=["availability"],
        malicious=True,
        confidentiality={"exposure": "possible"},
        availability={"lost": "temporary", "backup": "partial", "outage_hours": 400},
    )

    assert assess_severity(said, HOSPITAL).se == Decimal("4.75")


@given(FACTS, CONTEXTS)
def test_severity_from_facts_stays_in_bounds_with_a_reason_for_each_factor(said, context) -> None:
    severity = assess_severity(said, context)

    assert 1 <= severity.quarters <= severity.max_quarters <= 24
    assert severity.quarters == max(each.quarters for each in severity.per_population)
    for population in severity.per_population:
        assert [factor.key for factor in population.factors] == ["dpc", "ei", "c", "i", "a", "m"]
        assert all(factor.reason for factor in population.factors)
        assert all(factor.max_quarters >= factor.value_quarters for factor in population.factors)
        added = sum(factor.value_quarters for factor in population.factors[2:])
        assert population.quarters == population.base_quarters + added


@given(FACTS, CONTEXTS, st.sampled_from(list(DataCategory)[:8]), st.sampled_from(list(Sensitive)))
def test_more_known_data_never_lower_the_data_factor(said, context, category, sensitive) -> None:
    first = said.populations[0]
    richer = replace(
        first,
        data=tuple(dict.fromkeys((*first.data, category))),
        sensitive=tuple(dict.fromkeys((*first.sensitive, sensitive))),
    )
    if not first.data and not first.sensitive:
        return  # nothing known is scored 3 on purpose: knowing may lower it

    before = assess_severity(replace(said, populations=(first,)), context).quarters
    after = assess_severity(replace(said, populations=(richer,)), context).quarters

    assert after >= before


@given(FACTS, CONTEXTS)
def test_publication_is_never_less_severe_than_any_other_exposure(said, context) -> None:
    published = replace(said, confidentiality=replace(said.confidentiality, exposure=Exposure.PUBLISHED))

    assert assess_severity(published, context).quarters >= assess_severity(said, context).quarters


@given(FACTS, CONTEXTS)
def test_number_of_people_never_enters_the_score(said, context) -> None:
    crowd = tuple(replace(each, persons=replace(each.persons, confirmed=9_000_000)) for each in said.populations)

    severity = assess_severity(replace(said, populations=crowd), context)

    assert severity.quarters == assess_severity(said, context).quarters
    assert "individuals_over_100" in [flag.id for flag in severity.flags]


@pytest.mark.parametrize(
    "population,expected",
    [
        ({"data": ["contact"]}, 1),
        ({"data": ["contact"], "reveals": "much"}, 2),
        ({"data": ["nir"]}, 2),
        ({"data": ["nir"], "reveals": "much"}, 3),
        ({"data": ["credentials"]}, 2),
        ({"data": ["credentials"], "reveals": "little"}, 1),
        ({"data": ["financial"]}, 3),
        ({"data": ["financial"], "reveals": "much"}, 4),
        ({"data": ["official_documents"]}, 3),
        ({"data": ["location"]}, 2),
        ({"data": ["offences"]}, 4),
        ({"data": ["other"], "reveals": "much"}, 3),
        ({"data": [], "sensitive": ["health"]}, 4),
        ({"data": [], "sensitive": ["health"], "reveals": "little"}, 2),
        ({"data": []}, 3),
        ({"data": ["unknown", "contact"]}, 3),
        ({"data": ["contact"], "special_context": ["sensitive_service"]}, 4),
        ({"data": ["contact"], "special_context": ["violence"]}, 4),
        ({"data": ["contact"], "special_context": ["public_figure"]}, 1),
        ({"data": ["contact"], "vulnerable": True}, 2),
        ({"data": ["location"], "vulnerable": True}, 2),
        ({"data": ["nir"], "categories": ["minor"]}, 3),
        ({"data": ["contact"], "long_history": True}, 2),
        ({"data": ["financial"], "long_history": True, "reveals": "much"}, 4),
        ({"data": [], "sensitive": ["health"], "reveals": "little", "long_history": True}, 2),
        ({"data": ["financial"], "public_already": True}, 1),
        ({"data": ["contact"], "public_already": True, "special_context": ["hidden_identity"]}, 4),
    ],
)
def test_data_factor_follows_the_tables(population, expected) -> None:
    assert degree(**population) == expected


def test_being_a_patient_of_a_care_provider_reveals_something() -> None:
    assert degree(HOSPITAL, categories=["patient"], data=["contact"]) == 2
    assert degree(OFFICE, categories=["patient"], data=["contact"]) == 1


def test_open_answers_widen_the_data_factor() -> None:
    said = facts(population={"sensitive": [], "categories": [], "data": ["nir"]})

    factor = factors_of(said)["dpc"]

    assert (factor.value_quarters, factor.max_quarters, factor.unknown) == (8, 16, True)


@pytest.mark.parametrize(
    "population,protection,expected",
    [
        ({"identification": "limited"}, {}, 2),
        ({}, {"pseudonymised": True, "key_compromised": False}, 1),
        ({}, {"pseudonymised": True}, 4),
        ({"data": ["civil_status", "nir"], "sensitive": []}, {}, 4),
        ({"data": ["civil_status"], "sensitive": ["health"]}, {}, 4),
        ({"data": ["nir", "contact"], "sensitive": []}, {}, 3),
        ({"data": ["civil_status"], "sensitive": []}, {}, 3),
        ({"data": ["contact"], "sensitive": []}, {}, 3),
        ({"data": ["financial"], "sensitive": []}, {}, 2),
        ({"data": [], "sensitive": []}, {}, 3),
        ({"data": ["unknown"], "sensitive": []}, {}, 3),
    ],
)
def test_identification_takes_the_first_line_that_fits(population, protection, expected) -> None:
    assert factors_of(facts(population=population, protection=protection))["ei"].value_quarters == expected


def test_unknown_data_leave_identification_open() -> None:
    assert factors_of(facts(population={"data": ["unknown"]}))["ei"].max_quarters == 4


@pytest.mark.parametrize(
    "availability,expected,most",
    [
        ({}, 0, 2),
        ({"lost": "none"}, 0, 0),
        ({"lost": "temporary", "backup": "full", "outage_hours": 5}, 0, 0),
        ({"lost": "temporary", "backup": "full", "outage_hours": 24}, 1, 1),
        ({"lost": "temporary", "backup": "full"}, 1, 1),
        ({"lost": "permanent"}, 2, 2),
    ],
)
def test_availability_weighs_by_what_can_be_restored(availability, expected, most) -> None:
    factor = factors_of(facts(natures=["availability"], availability=availability))["a"]

    assert (factor.value_quarters, factor.max_quarters) == (expected, most)


@pytest.mark.parametrize(
    "answers,expected,most",
    [
        ({"malicious": True}, 2, 2),
        ({"malicious": False}, 0, 0),
        ({"cause": "internal_malicious"}, 2, 2),
        ({"cause": "external_accidental"}, 0, 0),
        ({}, 0, 2),
    ],
)
def test_intent_is_answered_or_follows_from_the_cause(answers, expected, most) -> None:
    factor = factors_of(facts(**answers))["m"]

    assert (factor.value_quarters, factor.max_quarters) == (expected, most)


def test_encryption_is_a_flag_and_does_not_change_the_score() -> None:
    plain, encrypted = facts(), facts(protection={"encrypted": "state_of_the_art", "key_compromised": False})

    assert assess_severity(encrypted, OFFICE).quarters == assess_severity(plain, OFFICE).quarters
    assert [flag.id for flag in assess_severity(encrypted, OFFICE).flags] == ["data_unintelligible"]
