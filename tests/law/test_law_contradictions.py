"""What was sent where must agree: the same facts never contradict themselves, a planted difference is always found."""

from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from breaches.law.cnil_form import prefill
from breaches.law.cnil_model import FieldType
from breaches.law.contradictions import CORRECTIONS, TOPICS, VERIFY, Statement, contradictions
from breaches.law.sheets import SHEETS, field_named, known_answers, prefill_sheet
from tests.law.law_strategies import FACTS, INSTANTS, MONDAY, ONE_HOUR, facts

ORG = {"name": "Laboratoire", "role": "controller", "contacts": {}}
BREACH = {
    "aware_at": MONDAY,
    "discovered_at": MONDAY - ONE_HOUR,
    "attack_known_at": MONDAY - 2 * ONE_HOUR,
    "occurred_from": MONDAY - 3 * ONE_HOUR,
}


def said(family, answers, at=MONDAY, label=""):
    return Statement(family=family, label=label or family, at=at, answers=answers)


def declared(told, breach=BREACH):
    """Every declaration as the same facts fill it: the CNIL form, then one sheet of each addressee."""
    known = known_answers(told, ORG, breach)
    rank = {each.family: each for each in SHEETS}  # the last sheet of a family
    sheets = [said(family, prefill_sheet(each.code, known)) for family, each in rank.items()]
    return [said("cnil", prefill(told, ORG, breach)), *sheets], said("facts", known)


def other_value(topic, value):
    """A value of the same question that says something else."""
    field = field_named(topic)
    if field.type is FieldType.DATETIME:
        return "1999-12-31T23:00:00Z"
    if field.type is FieldType.BOOLEAN:
        return not value
    if field.type is FieldType.INTEGER:
        return value + 1
    silent = {"unknown", "undetermined"}
    if field.type is FieldType.MULTI:
        return [option.id for option in field.options if option.id not in {*value, *silent}][:1]
    return next(option.id for option in field.options if option.id not in {value, *silent})


@given(told=FACTS, start=st.none() | INSTANTS)
def test_declarations_filled_from_the_same_facts_never_contradict_each_other(told, start):
    sent, present = declared(told, BREACH | {"occurred_from": start})
    assert contradictions(sent, present) == ()


@given(told=FACTS, data=st.data())
def test_every_planted_difference_is_found_and_nothing_else(told, data):
    sent, present = declared(told)
    rank = data.draw(st.integers(0, len(sent) - 1))
    topics = [
        topic for topic in TOPICS if sent[rank].answers.get(topic) not in (None, [], ["unknown"], ["undetermined"])
    ]
    assume(topics)
    topic = data.draw(st.sampled_from(topics))
    planted = other_value(topic, sent[rank].answers[topic])
    assume(planted != [])
    sent[rank] = said(sent[rank].family, sent[rank].answers | {topic: planted})

    found = contradictions(sent, present)

    probes = {family: said(family, {topic: planted}) for family in ("csp", "cnil")}
    speakers = {
        each.family
        for each in (*sent, present)
        if contradictions([each, probes["cnil" if each.family == "csp" else "csp"]])
    }
    told_otherwise = speakers - {sent[rank].family}
    assert {each.topic for each in found} == {topic}
    assert {frozenset({each.first.family, each.second.family}) for each in found} == {
        frozenset({sent[rank].family, other}) for other in told_otherwise
    }


def test_each_contradiction_shows_both_values_both_instants_and_who_is_to_be_told():
    cnil = said("cnil", {"nb_personnes": 10_000}, MONDAY, "Notification initiale n° 1")
    police = said("complaint", {"nb_personnes": 12_500}, MONDAY + ONE_HOUR, "Plainte")
    (found,) = contradictions([police, cnil])
    assert found.question == "Nombre approximatif de personnes concernées"
    assert (found.first.label, found.first.at, found.first.text) == (
        "Notification initiale n° 1",
        MONDAY,
        "10\u202f000",
    )
    assert (found.second.label, found.second.at, found.second.text) == ("Plainte", MONDAY + ONE_HOUR, "12\u202f500")
    assert found.advice == (VERIFY, CORRECTIONS["cnil"], CORRECTIONS["complaint"])


def test_with_the_facts_known_only_those_told_otherwise_are_corrected():
    sent = [said("cnil", {"en_cours": True}), said("csp", {"en_cours": False})]
    found = contradictions(sent, said("facts", {"en_cours": False}))
    pairs = {(each.first.family, each.second.family): each.advice for each in found}
    assert pairs == {("cnil", "csp"): (CORRECTIONS["cnil"],), ("cnil", "facts"): (CORRECTIONS["cnil"],)}
    assert "complémentaire" in CORRECTIONS["cnil"]


def test_a_later_declaration_to_the_same_addressee_puts_the_earlier_one_right():
    first = said("nis2", {"nb_personnes": 10}, MONDAY)
    second = said("nis2", {"descriptif": "rien sur le nombre"}, MONDAY + ONE_HOUR)
    third = said("nis2", {"nb_personnes": 30}, MONDAY + 2 * ONE_HOUR)
    others = said("cnil", {"nb_personnes": 30}, MONDAY)
    assert contradictions([third, second, first, others]) == ()
    assert [each.topic for each in contradictions([first, second, others])] == ["nb_personnes"]


def test_silence_and_unknown_contradict_nothing():
    sent = [said("cnil", {"cause": ["unknown"], "nature": [], "chiffrement": "unknown"}), said("csp", {})]
    sent.append(said("complaint", {"cause": ["external_malicious"], "nature": ["integrity"], "chiffrement": "none"}))
    assert contradictions(sent) == ()


def test_the_order_of_choices_and_the_seconds_of_an_instant_are_no_difference():
    one = said("cnil", {"nature": ["integrity", "availability"], "date_debut": "2026-09-14T09:30:41Z"})
    other = said("csp", {"nature": ("availability", "integrity"), "date_debut": "2026-09-14T09:30:00Z"})
    assert contradictions([one, other]) == ()
    later = said("csp", {"date_debut": "2026-09-14T09:31:00Z"})
    assert [each.topic for each in contradictions([one, later])] == ["date_debut"]


def test_a_value_that_is_no_instant_is_compared_as_it_is_written():
    one, other = said("cnil", {"date_debut": "lundi"}), said("csp", {"date_debut": "mardi"})
    assert [each.topic for each in contradictions([one, other])] == ["date_debut"]


def test_encryption_is_read_in_the_measures_declared_to_the_cnil():
    told = facts(protection={"encrypted": "none"})
    cnil = said("cnil", prefill(told, ORG, BREACH))
    (found,) = contradictions([cnil, said("csp", {"chiffrement": "state_of_the_art"})])
    assert (found.topic, found.first.text) == ("chiffrement", "Aucun chiffrement")
    assert contradictions([cnil, said("csp", {"chiffrement": "none"})]) == ()


def test_every_addressee_has_its_way_of_putting_things_right():
    families = {"cnil", *(each.family for each in SHEETS)}
    assert CORRECTIONS.keys() == families
    assert all(one != other for one, other in combinations(CORRECTIONS.values(), 2))
