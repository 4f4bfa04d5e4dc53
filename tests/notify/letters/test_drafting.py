"""From facts to a first letter, from a letter to its blocks, and the invented people of the preview."""

import pytest

from breaches import operations
from breaches.models import Breach
from notify.letters.drafting import FactsMissingError, draft_letter
from notify.letters.geometry import block_for
from notify.letters.measure import fits
from notify.letters.page import Block, blocks_of
from notify.letters.reading import read_letter
from notify.letters.samples import SAMPLES, sample
from tests import factories

LATER = factories.LATER


@pytest.fixture
def people(db):
    return factories.house()


def test_a_first_letter_says_when_it_was_found_and_never_when_it_is_not_known(people):
    breach = factories.assessed(people)
    nature = draft_letter(breach, "patients").text["nature"]
    assert "à une date que nous cherchons encore à établir" in nature
    assert "le 23 octobre 2026" in nature


def test_a_first_letter_takes_up_measures_that_are_done_and_no_other(people):
    breach = factories.assessed(people)
    done = operations.take_measure(
        actor=people.bob, breach_id=breach.pk, now=LATER, what="Les accès sont fermés.", owner="DSI"
    )
    operations.take_measure(actor=people.bob, breach_id=breach.pk, now=LATER, what="Changer de logiciel.", owner="DSI")
    operations.complete_measure(actor=people.bob, measure_id=done.pk, now=LATER)
    measures = draft_letter(Breach.objects.get(pk=breach.pk), "patients").text["measures"]
    assert "Les accès sont fermés." in measures
    assert "Changer de logiciel." not in measures


def test_without_a_reachable_dpo_the_contact_stays_blank(db):
    breach = factories.assessed(factories.house(contacts={}))
    text = draft_letter(breach, "patients").text
    assert text["contact"] == ""
    assert text["signature"] == breach.organisation.name


def test_a_population_without_facts_has_no_letter(people):
    with pytest.raises(FactsMissingError):
        draft_letter(factories.assessed(people), "salaries")
    with pytest.raises(FactsMissingError):
        draft_letter(factories.confirmed(factories.house("Autre laboratoire")), "patients")


@pytest.mark.parametrize(
    "text,blocks",
    [
        ("", ()),
        ("Une phrase\nsur deux lignes.", (Block("Une phrase sur deux lignes."),)),
        ("Un.\n\nDeux.", (Block("Un."), Block("Deux."))),
        ("Avant :\n– un\n- deux\nAprès.", (Block("Avant\u00a0:"), Block(items=("un", "deux")), Block("Après."))),
        ("- un\n\n- deux", (Block(items=("un",)), Block(items=("deux",)))),
        ("-5 degrés", (Block("-5 degrés"),)),
    ],
)
def test_paragraphs_and_lists_keep_the_order_in_which_they_are_written(text, blocks):
    assert blocks_of(text) == blocks


def test_the_invented_people_fit_their_window():
    assert all(fits(one.record.address_lines, block_for(one.record.country)) for one in SAMPLES.values())
    assert {bool(one.record.country) for one in SAMPLES.values()} == {True, False}
    assert max(len(one.record.address_lines) for one in SAMPLES.values()) == 6
    assert sample("unknown") is SAMPLES["ordinary"]


def test_a_letter_is_read_in_the_order_of_its_page():
    reading = read_letter(factories.letter(advice="Un.\nDeux.", data=""))
    headings = [section.heading for section in reading.sections]
    assert headings == ["Ce qui peut arriver", "Ce que nous avons fait", "Ce que vous pouvez faire", "Nous joindre"]
    assert reading.sections[2].blocks == (Block(items=("Un.", "Deux.")),)
