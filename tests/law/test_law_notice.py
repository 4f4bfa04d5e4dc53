"""The notice to a controller: complete by itself, its own counts only, and the CNIL left to the controller."""

from datetime import UTC, datetime

from breaches.law.facts import Context, parse_facts
from breaches.law.notice import MANDATE, PARTS, Concerned, Sender, categories_of, compose, draft_notice, missing_parts
from breaches.law.notice import subject as subject_of
from breaches.law.vocabulary import OrganisationKind, Role

PROCESSOR = Context(kind=OrganisationKind.TIERS_PAYANT, role=Role.PROCESSOR)
SENDER = Sender("Opérateur Alliance", "2024-001", datetime(2024, 1, 31, 18, 5, tzinfo=UTC))
TEXT = dict.fromkeys(PARTS, "Une phrase.")


def facts(**more):
    return parse_facts(
        {
            "natures": ["confidentiality"],
            "populations": [
                {"key": "assures", "categories": ["customer"], "data": ["nir"], "sensitive": ["health"]},
                {"key": "comptes", "role": "controller", "categories": ["user"], "data": ["credentials"]},
            ],
        }
        | more
    )


def test_the_draft_tells_of_the_populations_held_for_others_only():
    draft = draft_notice(facts(), PROCESSOR, ["Comptes fermés."], "dpo@operateur.example")
    assert draft["data"]
    assert "mot de passe" not in draft["data"].lower()
    assert draft["measures"] == "Comptes fermés."
    assert draft["consequences"] == ""
    assert missing_parts(draft) == ("Les conséquences probables",)


def test_the_draft_says_the_origin_and_that_it_goes_on_when_it_does():
    draft = draft_notice(facts(origin="hack", ongoing=True, impacts=["identity_theft"]), PROCESSOR, [], "")
    assert "Origine" in draft["nature"]
    assert "encore en cours" in draft["nature"]
    assert draft["consequences"].endswith(".")


def test_populations_without_data_leave_the_data_to_be_written():
    bare = parse_facts({"natures": ["integrity"], "populations": [{"key": "a"}]})
    assert draft_notice(bare, PROCESSOR, [], "")["data"] == ""


def test_categories_are_those_of_the_controllers_own_populations():
    both = facts()
    assert len(categories_of(both, PROCESSOR, ["assures", "comptes"])) == 1
    assert categories_of(both, PROCESSOR, []) == ()


def test_a_notice_is_complete_by_itself_and_leaves_the_cnil_to_the_controller():
    letter = compose(SENDER, Concerned("Mutuelle du Lin", 12345, "tiers payant", ("Clients",)), TEXT)
    for label in PARTS.values():
        assert label in letter
    assert "12\u202f345" in letter
    assert "tiers payant" in letter
    assert "mercredi 31 janvier 2024 à 19 h 05" in letter
    assert MANDATE in letter
    assert "sauf mandat" in MANDATE
    assert SENDER.reference in subject_of(SENDER)


def test_an_unknown_number_is_said_and_a_blank_part_is_left_out():
    letter = compose(
        Sender("Hôte", "2024-002", None), Concerned("Clinique", None, "", ()), TEXT | {"data": " "}, complementary=True
    )
    assert "pas encore connu" in letter
    assert PARTS["data"] not in letter
    assert "complète l’information" in letter
    assert "connaissance depuis" not in letter
