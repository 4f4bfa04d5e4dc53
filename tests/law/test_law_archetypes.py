"""Breaches that a DPO describes: the answer, the fact that decides it, and the one fact that turns it.

Answers follow EDPB 9/2022 and 01/2021, WP250 and art. 33(1), 34(1); they were reasoned before they were run.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from breaches.law.facts import Context, Facts, parse_facts
from breaches.law.risk import Recommendation, exemption_objection, proposed_cnil_gravity, recommend
from breaches.law.severity import assess_severity
from breaches.law.vocabulary import Exemption, OrganisationKind

HOSPITAL = Context(kind=OrganisationKind.ETABLISSEMENT_SANTE_PUBLIC)
PATIENTS = {
    "key": "patients", "categories": ["patient"], "persons": {"estimate": 60},
    "data": ["civil_status", "contact"], "sensitive": ["health"],
}  # fmt: skip
SAFE_KEY = {"encrypted": "state_of_the_art", "key_compromised": False}
LAPTOP = {
    "natures": ["confidentiality", "availability"], "origin": "lost_stolen_equipment",
    "confidentiality": {"exposure": "possible"}, "availability": {"lost": "temporary", "backup": "full"},
}  # fmt: skip
RANSOM = {
    "natures": ["availability"], "origin": "hack", "cause": "external_malicious", "malicious": True,
    "confidentiality": {"exposure": "excluded"}, "integrity": {"altered": "none"},
    "availability": {"lost": "temporary", "backup": "full", "outage_hours": 5, "care_affected": False},
}  # fmt: skip
LETTER = {
    "natures": ["confidentiality"], "origin": "wrong_recipient", "cause": "internal_accidental", "malicious": False,
    "confidentiality": {
        "exposure": "known_recipients", "recipients": 1, "trusted": True, "deletion_confirmed": True,
    },
}  # fmt: skip
NONE, CNIL, BOTH = ("do_not_notify", "do_not_communicate"), ("notify", "do_not_communicate"), ("notify", "communicate")


@dataclass(frozen=True)
class Archetype:
    """`decisive`: the path of the fact that the answer rests on; `change` turns the answer into `then`."""

    said: dict[str, Any]
    answer: tuple[str, str]
    decisive: str
    change: dict[str, Any]
    then: tuple[str, str]
    source: str = ""


ARCHETYPES = {
    "wrong addressee, a trusted colleague gave it back": Archetype(
        LETTER, NONE, "confidentiality.deletion_confirmed",
        {"confidentiality": {"deletion_confirmed": "unknown"}}, CNIL, "9/2022",
    ),
    "lost laptop, encrypted, key safe, with a copy": Archetype(
        LAPTOP | {"protection": SAFE_KEY}, NONE, "protection.encrypted",
        {"availability": {"backup": "none"}}, CNIL, "9/2022",
    ),
    "lost laptop, said to have lost nothing": Archetype(
        LAPTOP | {"natures": ["confidentiality"], "protection": SAFE_KEY, "availability": {"lost": "none"}},
        NONE, "protection.encrypted", {"availability": {"backup": "none"}}, CNIL, "9/2022",
    ),
    "lost laptop in clear": Archetype(
        LAPTOP | {"protection": {"encrypted": "none"}}, BOTH, "confidentiality.exposure",
        {"protection": SAFE_KEY}, NONE,
    ),
    "ransomware, copy, exfiltration excluded by logs": Archetype(
        RANSOM, NONE, "confidentiality.exposure", {"confidentiality": {"exposure": "possible"}}, BOTH, "01/2021",
    ),
    "ransomware, no copy": Archetype(
        RANSOM | {"availability": {"lost": "temporary", "backup": "none", "outage_hours": 20, "care_affected": False}},
        CNIL, "availability.backup", {"availability": {"care_affected": True}}, BOTH, "01/2021",
    ),
    "insider copying": Archetype(
        {
            "natures": ["confidentiality"], "cause": "internal_malicious", "malicious": True,
            "confidentiality": {"exposure": "known_recipients", "recipients": 1, "trusted": False},
        },
        BOTH, "confidentiality.exposure", {"confidentiality": {"exposure": "excluded"}}, NONE,
    ),
    "credential stuffing on a portal": Archetype(
        {
            "natures": ["confidentiality"], "origin": "hack", "cause": "external_malicious", "malicious": True,
            "confidentiality": {"exposure": "unknown_recipients"},
        },
        BOTH, "confidentiality.exposure", {"confidentiality": {"exposure": "excluded"}}, NONE,
    ),
    "exposed server, access not excluded": Archetype(
        {
            "natures": ["confidentiality"], "origin": "unintended_publication", "cause": "internal_accidental",
            "malicious": False, "confidentiality": {"exposure": "possible"},
        },
        BOTH, "confidentiality.exposure", {"confidentiality": {"exposure": "excluded"}}, NONE,
    ),
    "altered records": Archetype(
        {
            "natures": ["integrity"], "malicious": False, "confidentiality": {"exposure": "excluded"},
            "integrity": {"altered": "recoverable"},
        },
        BOTH, "integrity.altered", {"integrity": {"altered": "restored"}}, NONE, "9/2022",
    ),
    "long outage that touched care": Archetype(
        {
            "natures": ["availability"], "malicious": False, "confidentiality": {"exposure": "excluded"},
            "availability": {"lost": "temporary", "backup": "full", "outage_hours": 60, "care_affected": True},
        },
        BOTH, "availability.care_affected", {"availability": {"outage_hours": 2, "care_affected": False}}, NONE,
    ),
    "postal mix-up of a whole mailing": Archetype(
        LETTER | {"confidentiality": {"exposure": "known_recipients", "recipients": 400, "trusted": False}},
        BOTH, "confidentiality.exposure",
        {"confidentiality": {"recipients": 1, "trusted": True, "deletion_confirmed": True}}, NONE,
    ),
    "a list published": Archetype(
        {"natures": ["confidentiality"], "malicious": True, "confidentiality": {"exposure": "published"}},
        BOTH, "confidentiality.exposure", {"confidentiality": {"exposure": "excluded"}}, NONE,
    ),
}  # fmt: skip


def read(said: dict[str, Any], change: dict[str, Any] | None = None) -> Facts:
    """The facts, with some answers inside their parts replaced."""
    merged = dict(said)
    for part, answers in (change or {}).items():
        merged[part] = {**merged.get(part, {}), **answers}
    return parse_facts({"populations": [PATIENTS], **merged})


def advise(facts: Facts) -> Recommendation:
    return recommend(facts, assess_severity(facts, HOSPITAL), HOSPITAL)


@pytest.mark.parametrize("name", ARCHETYPES)
def test_the_answer_rests_on_its_decisive_fact_and_source(name: str) -> None:
    case = ARCHETYPES[name]
    advice = advise(read(case.said))

    assert (advice.authority, advice.subjects) == case.answer
    reasons = advice.reasons_for if case.answer[0] == "notify" else advice.reasons_against
    decisive = [reason for reason in reasons if reason.fact == case.decisive]
    assert decisive, [reason.fact for reason in reasons]
    assert any(case.source in reason.source for reason in decisive)


@pytest.mark.parametrize("name", ARCHETYPES)
def test_one_changed_fact_turns_the_answer(name: str) -> None:
    case = ARCHETYPES[name]
    assert case.then != case.answer

    advice = advise(read(case.said, case.change))

    assert (advice.authority, advice.subjects) == case.then


def test_encryption_answers_no_pure_loss_of_availability() -> None:
    locked = read(RANSOM | {"protection": SAFE_KEY})
    assert exemption_objection(locked, HOSPITAL, Exemption.A) is not None


def test_an_exemption_of_article_34_leaves_article_33_as_it_is() -> None:
    """A measure taken since may be argued under (b): the CNIL is notified all the same."""
    case = ARCHETYPES["exposed server, access not excluded"]
    advice = advise(read(case.said | {"mitigations": ["accès fermé, comptes renouvelés"]}))
    assert [candidate.exemption for candidate in advice.exemption_candidates] == [Exemption.B]
    assert advice.authority == "notify"


@pytest.mark.parametrize("name", ARCHETYPES)
def test_no_fact_excludes_disproportionate_effort(name: str) -> None:
    """(c) rests on figures that the facts do not hold: a person argues it, and a public communication follows."""
    assert exemption_objection(read(ARCHETYPES[name].said), HOSPITAL, Exemption.C) is None


def test_the_gravity_of_the_cnil_is_not_the_level_of_enisa() -> None:
    """Cases of one ENISA level get different levels of the CNIL's scale: the two are never mapped to each other."""
    by_level: dict[str, set[str]] = {}
    for case in ARCHETYPES.values():
        facts = read(case.said)
        severity = assess_severity(facts, HOSPITAL)
        gravity, _reason = proposed_cnil_gravity(facts, severity, HOSPITAL)
        by_level.setdefault(str(severity.level), set()).add(str(gravity))
    assert max(len(found) for found in by_level.values()) > 1
