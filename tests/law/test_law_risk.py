"""Art. 33(1), 34(1) and 34(3) on the breaches that a hospital really meets (EDPB 9/2022 and 01/2021)."""

from dataclasses import replace

import pytest
from hypothesis import given

from breaches.law.facts import Context, controlled
from breaches.law.risk import exemption_objection, proposed_cnil_gravity, recommend
from breaches.law.severity import EnisaFactors, assess_explicit, assess_severity
from breaches.law.vocabulary import (
    AuthorityAdvice,
    Backup,
    CnilGravity,
    Encryption,
    Exemption,
    Exposure,
    Lost,
    Role,
    SubjectsAdvice,
)
from tests.law.law_strategies import CONTEXTS, FACTS, HOSPITAL, facts

SAFE_KEY = {"encrypted": "state_of_the_art", "key_compromised": False}
CREDENTIALS = {"data": ["contact", "credentials"], "sensitive": [], "categories": ["user"]}
EMPLOYEES = {
    "data": ["civil_status", "contact"],
    "sensitive": [],
    "categories": ["employee"],
    "vulnerable": False,
}
NOTHING, CNIL_ONLY, BOTH = (
    ("do_not_notify", "do_not_communicate"),
    ("notify", "do_not_communicate"),
    (
        "notify",
        "communicate",
    ),
)


def outage(natures=("availability",), **answers):
    """An attack that made the files unreachable, every other answer given."""
    availability = {"lost": "temporary", "backup": "full", "outage_hours": 5, "care_affected": False}
    exposure = answers.pop("exposure", "excluded")
    return facts(
        natures=list(natures),
        origin="hack",
        malicious=True,
        confidentiality={"exposure": exposure},
        integrity={"altered": "none"},
        availability={**availability, **answers},
    )


def sent(population=None, **confidentiality):
    part = {"exposure": "known_recipients", "recipients": 1, **confidentiality}
    return facts(origin="wrong_recipient", malicious=False, confidentiality=part, population=population)


def laptop(**protection):
    return facts(
        natures=["confidentiality", "availability"],
        origin="lost_stolen_equipment",
        confidentiality={"exposure": "possible"},
        protection=protection,
        availability={"lost": "temporary", "backup": "full"},
    )


CASES = {
    "trusted colleague erased the letter": (sent(trusted=True, deletion_confirmed=True), NOTHING),
    "trusted colleague has not answered yet": (sent(trusted=True), CNIL_ONLY),
    "stranger got a health letter": (sent(trusted=False), BOTH),
    "stranger says it is erased": (sent(deletion_confirmed=True), BOTH),
    "stranger got an address": (sent(EMPLOYEES, trusted=False), CNIL_ONLY),
    "trusted list too long": (sent(trusted=True, deletion_confirmed=True, recipients=400), BOTH),
    "trusted list of unknown length": (sent(trusted=True, deletion_confirmed=True, recipients=None), BOTH),
    "hidden address to a trusted colleague": (
        sent({"special_context": ["violence"]}, trusted=True, deletion_confirmed=True),
        BOTH,
    ),
    "letter came back unopened": (facts(confidentiality={"exposure": "excluded"}), NOTHING),
    "encrypted laptop, safe key, backup": (laptop(**SAFE_KEY), NOTHING),
    "encrypted laptop, key in the bag": (laptop(encrypted="state_of_the_art", key_compromised=True), BOTH),
    "encrypted laptop, key not known": (laptop(encrypted="state_of_the_art"), BOTH),
    "laptop in clear": (laptop(encrypted="none"), BOTH),
    "encrypted laptop, only copy, loss not declared": (
        facts(
            origin="lost_stolen_equipment",
            protection=SAFE_KEY,
            confidentiality={"exposure": "possible"},
        ),
        CNIL_ONLY,
    ),
    "encrypted laptop, copy kept, loss not declared": (
        facts(
            origin="lost_stolen_equipment",
            protection=SAFE_KEY,
            confidentiality={"exposure": "possible"},
            availability={"backup": "full"},
        ),
        NOTHING,
    ),
    "ransomware restored in hours, logs clean": (outage(), NOTHING),
    "ransomware restored, copied files": (outage(exposure="unknown_recipients"), BOTH),
    "ransomware restored, exposure possible": (outage(exposure="possible"), BOTH),
    "ransomware restored, exposure never said": (outage(exposure="unknown"), BOTH),
    "ransomware, duration not known": (outage(outage_hours=None), CNIL_ONLY),
    "ransomware, effect on care not known": (outage(care_affected="unknown"), CNIL_ONLY),
    "ransomware without backup": (outage(lost="permanent", backup="none"), BOTH),
    "ransomware with surgery cancelled": (outage(outage_hours=400, care_affected=True), BOTH),
    "two days down, care unaffected": (outage(outage_hours=48), CNIL_ONLY),
    "ten days down, effect on care not known": (outage(outage_hours=240, care_affected=None), BOTH),
    "short power cut": (
        facts(
            natures=["availability"],
            availability={"lost": "temporary", "outage_hours": 1, "care_affected": False},
        ),
        NOTHING,
    ),
    "power cut of unknown length": (
        facts(natures=["availability"], availability={"lost": "temporary", "care_affected": False}),
        CNIL_ONLY,
    ),
    "deleted by a disgruntled insider": (
        facts(
            natures=["availability"],
            cause="internal_malicious",
            population=EMPLOYEES,
            availability={"lost": "temporary", "outage_hours": 1},
        ),
        CNIL_ONLY,
    ),
    "list of patients published": (
        facts(
            origin="unintended_publication",
            confidentiality={"exposure": "published"},
            population={"sensitive": []},
        ),
        BOTH,
    ),
    "staff directory published": (
        facts(
            origin="unintended_publication",
            confidentiality={"exposure": "published"},
            population=EMPLOYEES,
        ),
        CNIL_ONLY,
    ),
    "directory already public": (
        facts(
            confidentiality={"exposure": "published"},
            population={**EMPLOYEES, "public_already": True, "details": "Annuaire de l’ordre."},
        ),
        NOTHING,
    ),
    "secret address said to be public": (
        facts(
            confidentiality={"exposure": "published"},
            population={**EMPLOYEES, "public_already": True, "special_context": ["hidden_identity"]},
        ),
        BOTH,
    ),
    "insider copied health files": (
        facts(
            origin="other",
            cause="internal_malicious",
            confidentiality={"exposure": "known_recipients", "recipients": 1, "trusted": True},
        ),
        BOTH,
    ),
    "insider copied bank details": (
        facts(
            cause="internal_malicious",
            confidentiality={"exposure": "known_recipients", "recipients": 1},
            population={**EMPLOYEES, "data": ["contact", "financial"], "reveals": "ordinary"},
        ),
        BOTH,
    ),
    "credential stuffing": (
        facts(
            origin="hack",
            malicious=True,
            confidentiality={"exposure": "unknown_recipients"},
            population=CREDENTIALS,
        ),
        BOTH,
    ),
    "hashed passwords copied": (
        facts(
            origin="hack",
            malicious=True,
            confidentiality={"exposure": "unknown_recipients"},
            population={**CREDENTIALS, "reveals": "little"},
        ),
        CNIL_ONLY,
    ),
    "pseudonymised study published": (
        facts(
            protection={"pseudonymised": True, "key_compromised": False},
            confidentiality={"exposure": "published"},
        ),
        CNIL_ONLY,
    ),
    "records of care altered": (facts(natures=["integrity"], integrity={"altered": "recoverable"}), BOTH),
    "records altered, extent not known": (facts(natures=["integrity"]), BOTH),
    "records restored before use": (facts(natures=["integrity"], integrity={"altered": "restored"}), NOTHING),
    "payroll falsified for good": (
        facts(
            natures=["integrity"],
            integrity={"altered": "unrecoverable"},
            population={**EMPLOYEES, "data": ["civil_status", "financial"]},
        ),
        BOTH,
    ),
    "addresses altered, recoverable": (
        facts(natures=["integrity"], integrity={"altered": "recoverable"}, population=EMPLOYEES),
        CNIL_ONLY,
    ),
    "exclusion shown but still going on": (
        facts(ongoing=True, confidentiality={"exposure": "excluded"}),
        CNIL_ONLY,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_recommendation_is_sound_for_the_breaches_of_a_hospital(case: str) -> None:
    said, (authority, subjects) = CASES[case]

    advice = recommend(said, assess_severity(said, HOSPITAL), HOSPITAL)

    assert (advice.authority, advice.subjects) == (authority, subjects)
    assert advice.high_risk is (subjects == "communicate")
    reasons = advice.reasons_for if authority == "notify" else advice.reasons_against
    assert reasons
    assert all(reason.text and reason.fact and reason.source for reason in reasons)


@given(FACTS, CONTEXTS)
def test_telling_people_always_goes_with_notifying_and_with_reasons(said, context) -> None:
    advice = recommend(said, assess_severity(said, context), context)

    if advice.subjects is SubjectsAdvice.COMMUNICATE:
        assert advice.authority is AuthorityAdvice.NOTIFY
    if advice.authority is AuthorityAdvice.NOTIFY:
        assert advice.reasons_for
    else:
        assert not advice.high_risk
    assert len(set(advice.reasons_for)) == len(advice.reasons_for)


@given(FACTS)
def test_affected_care_always_leads_to_both(said) -> None:
    hurt = replace(said, availability=replace(said.availability, care_affected=True))
    context = Context()

    advice = recommend(hurt, assess_severity(hurt, context), context)

    if controlled(hurt, context):
        assert (advice.authority, advice.subjects) == BOTH


@given(FACTS, CONTEXTS)
def test_candidates_are_never_objected_to_and_a_needs_readable_data_to_be_the_only_loss(said, context) -> None:
    advice = recommend(said, assess_severity(said, context), context)

    for candidate in advice.exemption_candidates:
        assert exemption_objection(said, context, candidate.exemption) is None
        if candidate.exemption is Exemption.A:
            assert said.protection.encrypted is Encryption.STATE_OF_THE_ART
            assert said.protection.key_compromised is False
            assert said.availability.lost is not Lost.PERMANENT
        else:
            assert candidate.exemption is Exemption.B
            assert advice.high_risk
            assert said.confidentiality.exposure is not Exposure.PUBLISHED


def test_a_pure_processor_leaves_both_questions_to_its_controllers() -> None:
    host = Context(role=Role.PROCESSOR)
    said = CASES["credential stuffing"][0]

    advice = recommend(said, assess_severity(said, host), host)

    assert (advice.authority, advice.subjects) == NOTHING
    assert "§ 2" in advice.reasons_against[0].source


def test_explicit_factors_weigh_instead_of_the_derived_ones() -> None:
    said = CASES["staff directory published"][0]
    severity = assess_explicit(EnisaFactors(dpc=4, ei_quarters=4, c=2), "Agents d’un service de protection.")

    assert recommend(said, severity, HOSPITAL).subjects is SubjectsAdvice.COMMUNICATE


def test_weights_and_measures_appear_among_the_reasons() -> None:
    said = facts(
        malicious=True,
        confidentiality={"exposure": "unknown_recipients"},
        mitigations=["comptes fermés avant usage"],
        population={
            "data": ["nir"],
            "sensitive": [],
            "categories": ["minor"],
            "special_context": ["public_figure", "sensitive_service"],
            "long_history": True,
            "persons": {"estimate": 101},
        },
    )

    advice = recommend(said, assess_severity(said, HOSPITAL), HOSPITAL)

    texts = " ".join(reason.text for reason in advice.reasons_for)
    words = ("malveillant", "NIR", "mineures", "personnalités", "années", "grand nombre", "en danger")
    assert all(word.casefold() in texts.casefold() for word in words)
    assert "comptes fermés avant usage" in advice.reasons_against[-1].text
    assert [each.exemption for each in advice.exemption_candidates] == [Exemption.B]


def test_a_low_score_speaks_against() -> None:
    said = CASES["hashed passwords copied"][0]
    lower = assess_explicit(EnisaFactors(dpc=1, ei_quarters=1), "Adresses de service.")

    assert any("ENISA" in reason.source for reason in recommend(said, lower, HOSPITAL).reasons_against)


def test_processor_populations_do_not_weigh_on_the_controller_s_decision() -> None:
    own = facts(confidentiality={"exposure": "published"}, population=EMPLOYEES)
    hosted = replace(facts().populations[0], key="clients", role=Role.PROCESSOR)
    said = replace(own, populations=(*own.populations, hosted))

    assert recommend(said, assess_severity(said, HOSPITAL), HOSPITAL).high_risk is False


OBJECTIONS = [
    (laptop(encrypted="partial"), Exemption.A, "chiffrées"),
    (laptop(encrypted="state_of_the_art"), Exemption.A, "clé"),
    (facts(natures=["availability"], protection=SAFE_KEY), Exemption.A, "confidentialité"),
    (
        facts(
            natures=["confidentiality", "availability"],
            protection=SAFE_KEY,
            availability={"lost": "permanent"},
        ),
        Exemption.A,
        "ni à la perte",
    ),
    (facts(), Exemption.B, "Aucune mesure"),
    (facts(mitigations=["retrait"], confidentiality={"exposure": "published"}), Exemption.B, "reprises"),
    (facts(mitigations=["retrait"], ongoing=True), Exemption.B, "en cours"),
    (facts(mitigations=["retrait"], availability={"care_affected": True}), Exemption.B, "soins"),
]


@pytest.mark.parametrize("said,exemption,word", OBJECTIONS)
def test_facts_that_exclude_an_exemption_say_why(said, exemption, word) -> None:
    assert word in (exemption_objection(said, HOSPITAL, exemption) or "")


@pytest.mark.parametrize(
    "said,exemption",
    [
        (laptop(**SAFE_KEY), Exemption.A),
        (facts(mitigations=["comptes fermés avant usage"]), Exemption.B),
        (sent(deletion_confirmed=True), Exemption.B),
        (facts(), Exemption.C),
    ],
)
def test_facts_that_allow_an_exemption_say_nothing(said, exemption) -> None:
    assert exemption_objection(said, HOSPITAL, exemption) is None


def test_an_encrypted_laptop_with_a_copy_points_to_exemption_a() -> None:
    said = laptop(**SAFE_KEY)

    advice = recommend(said, assess_severity(said, HOSPITAL), HOSPITAL)

    assert [each.exemption for each in advice.exemption_candidates] == [Exemption.A]
    assert said.availability.backup is Backup.FULL


@pytest.mark.parametrize(
    "case,expected",
    [
        ("encrypted laptop, safe key, backup", CnilGravity.NEGLIGIBLE),
        ("stranger got an address", CnilGravity.LIMITED),
        ("insider copied health files", CnilGravity.IMPORTANT),
        ("ransomware without backup", CnilGravity.MAXIMUM),
        ("list of patients published", CnilGravity.IMPORTANT),
    ],
)
def test_cnil_gravity_is_read_from_the_harm(case: str, expected: CnilGravity) -> None:
    said = CASES[case][0]

    gravity, why = proposed_cnil_gravity(said, assess_severity(said, HOSPITAL), HOSPITAL)

    assert gravity is expected
    assert why.endswith(".")


def test_published_health_files_are_of_the_highest_gravity() -> None:
    said = facts(malicious=True, confidentiality={"exposure": "published"})

    assert proposed_cnil_gravity(said, assess_severity(said, Context()))[0] is CnilGravity.MAXIMUM


def test_falsified_files_cannot_be_undone() -> None:
    said = facts(natures=["integrity"], integrity={"altered": "unrecoverable"})

    assert proposed_cnil_gravity(said, assess_severity(said, HOSPITAL), HOSPITAL)[0] is CnilGravity.MAXIMUM
