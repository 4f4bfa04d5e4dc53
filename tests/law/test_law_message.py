"""The message to people: mandatory mentions, advice by data category, a first draft (art. 34(2))."""

import pytest
from hypothesis import given

from breaches.law.message import MENTIONS, MERGED_FIELDS, advice, draft_message, missing_mentions
from breaches.law.vocabulary import DataCategory, Sensitive
from tests.law.law_strategies import FACTS, facts

MANDATORY = ["nature", "consequences", "measures", "advice", "contact"]
WHEN = {"occurred": "le 14 février 2021", "discovered": "le 23 février 2021"}


def draft(said, **options):
    return draft_message(said, said.populations[0], **WHEN, **options)


def test_a_message_without_text_lacks_every_mandatory_mention() -> None:
    assert [mention.id for mention in missing_mentions({})] == MANDATORY
    assert [mention.id for mention in missing_mentions({**dict.fromkeys(MANDATORY, "texte"), "contact": " "})] == [
        "contact"
    ]


def test_categories_and_remedies_are_advised_not_mandatory() -> None:
    assert [mention.id for mention in MENTIONS if not mention.mandatory] == ["data", "complaint"]
    assert missing_mentions(dict.fromkeys(MANDATORY, "texte")) == ()


@pytest.mark.parametrize(
    "category,word",
    [
        (DataCategory.CONTACT, "33700"),
        (DataCategory.CIVIL_STATUS, "preuve"),
        (DataCategory.OFFICIAL_DOCUMENTS, "Banque de France"),
        (DataCategory.NIR, "ameli"),
        (DataCategory.FINANCIAL, "treize mois"),
        (DataCategory.CREDENTIALS, "mot de passe"),
        (Sensitive.HEALTH, "ne payez pas"),
    ],
)
def test_advice_fits_the_data_that_leaked(category, word: str) -> None:
    texts = advice([category] if isinstance(category, DataCategory) else [], [category])

    assert word in " ".join(texts)
    assert "cybermalveillance.gouv.fr" in texts[-1]


def test_advice_without_known_data_stays_general() -> None:
    assert len(advice([])) == 1


def test_published_data_must_not_be_looked_for() -> None:
    assert any("publié" in text for text in advice([], published=True))


@given(FACTS)
def test_a_draft_lacks_at_most_the_measures_that_nobody_told(said) -> None:
    message = draft(said, measures=["Nous avons fermé l’accès."])

    assert missing_mentions(message.sections) == ()
    assert set(message.sections) == {mention.id for mention in MENTIONS}


def test_a_draft_asserts_no_measure_that_was_not_said() -> None:
    assert [mention.id for mention in missing_mentions(draft(facts()).sections)] == ["measures"]


def test_a_draft_says_what_happened_and_when() -> None:
    said = facts(
        natures=["confidentiality", "integrity", "availability"],
        confidentiality={"exposure": "published"},
        integrity={"altered": "restored"},
        availability={"lost": "temporary", "care_affected": True},
        impacts=["secrecy"],
        population={"data": ["contact", "financial"]},
    )

    sections = draft(said).sections

    for word in ("le 14 février 2021", "le 23 février 2021", "publiées", "modifiées", "inaccessibles"):
        assert word in sections["nature"]
    for word in ("secret professionnel", "passer pour nous", "fraude", "soins"):
        assert word in sections["consequences"]
    assert "Données de santé" in sections["data"]
    assert "publié" in sections["advice"]


def test_a_draft_says_that_data_are_lost() -> None:
    said = facts(natures=["availability"], availability={"lost": "permanent"})

    assert "perdues" in draft(said).sections["nature"]


def test_a_draft_admits_what_is_not_known() -> None:
    said = facts(population={"data": ["unknown"], "sensitive": []})

    assert "cherchons encore" in draft(said).sections["data"]
    assert "ne connaissons pas" in draft(said).sections["consequences"]


def test_a_draft_keeps_merged_fields_open() -> None:
    message = draft(facts())
    text = message.subject + " ".join(message.sections.values())

    assert all("{{" + name + "}}" in text for name in MERGED_FIELDS)
