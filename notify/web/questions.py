"""The questions of the assessment: which facts they are about, and which of them can still move the result."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from breaches.law.facts import Context, parse_facts
from breaches.law.facts_parse import UNKNOWN
from breaches.law.risk import recommend
from breaches.law.severity import assess_severity
from breaches.models import Breach
from breaches.queries import law_context
from notify.web.facts_words import at, is_unknown

YES_NO = (True, False)
# What a question may be answered with, to see whether an answer would change anything.
FACTS: Mapping[str, Sequence[Any]] = {
    "confidentiality.exposure": ("excluded", "possible", "known_recipients", "unknown_recipients", "published"),
    "integrity.altered": ("none", "restored", "recoverable", "unrecoverable"),
    "availability.lost": ("none", "temporary", "permanent"),
    "malicious": YES_NO,
    "ongoing": YES_NO,
    "protection.encrypted": ("none", "partial", "state_of_the_art"),
    "protection.key_compromised": YES_NO,
    "protection.pseudonymised": YES_NO,
    "confidentiality.trusted": YES_NO,
    "confidentiality.deletion_confirmed": YES_NO,
    "availability.backup": ("full", "partial", "none"),
    "availability.care_affected": YES_NO,
}
POPULATION: Mapping[str, Sequence[Any]] = {
    "reveals": ("little", "ordinary", "much"),
    "vulnerable": YES_NO,
    "long_history": YES_NO,
    "public_already": YES_NO,
    "identification": ("negligible", "limited", "significant", "maximum"),
    "special_context": (),
}
# Answered by their silence: derived from the data, or a list in which nothing is ticked.
NEVER_OPEN = frozenset({"identification", "special_context"})
# Asked only once another answer makes them meaningful.
NEEDS: Mapping[str, tuple[str, frozenset[str]]] = {
    "confidentiality.trusted": ("confidentiality.exposure", frozenset({"known_recipients"})),
    "confidentiality.deletion_confirmed": ("confidentiality.exposure", frozenset({"known_recipients"})),
    "protection.key_compromised": ("protection.encrypted", frozenset({"partial", "state_of_the_art"})),
    "availability.backup": ("availability.lost", frozenset({"temporary", "permanent"})),
    "availability.care_affected": ("availability.lost", frozenset({"temporary", "permanent"})),
}


@dataclass(frozen=True)
class Question:
    """One question about one fact; `population` is the rank of the population it is about."""

    path: str
    population: int | None = None

    @property
    def name(self) -> str:
        """Name of its form field."""
        prefix = "" if self.population is None else f"p{self.population}-"
        return prefix + self.path.replace(".", "__")

    def holder(self, facts: Mapping[str, Any]) -> Any:
        """The mapping that holds the answer."""
        return facts if self.population is None else facts["populations"][self.population]

    def answer(self, facts: Mapping[str, Any]) -> Any:
        """The present answer."""
        return at(self.holder(facts), self.path)

    def answered_with(self, facts: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """A copy of the facts with another answer."""
        copy = deepcopy(dict(facts))
        place = self.holder(copy)
        *parents, last = self.path.split(".")
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = value
        return copy


def questions(facts: Mapping[str, Any]) -> Iterator[Question]:
    """Every question that has a meaning with the facts at hand, in the order of the page."""
    for path in FACTS:
        needed = NEEDS.get(path)
        if needed is None or at(facts, needed[0]) in needed[1]:
            yield Question(path)
    for rank in range(len(facts["populations"])):
        for path in POPULATION:
            yield Question(path, rank)


def result(facts: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
    """What an answer can move: the score, its ceiling left aside, and the advice on both questions."""
    parsed = parse_facts(facts)
    severity = assess_severity(parsed, context)
    advice = recommend(parsed, severity, context)
    return severity.quarters, advice.authority, advice.subjects


def still_moves(question: Question, facts: Mapping[str, Any], context: Context) -> bool:
    """Whether an answer to an open question could change the score or the advice."""
    if question.path in NEVER_OPEN or not is_unknown(question.answer(facts)):
        return False
    now = result(facts, context)
    options = FACTS.get(question.path) or POPULATION[question.path]
    return any(result(question.answered_with(facts, option), context) != now for option in options)


def open_questions(facts: Mapping[str, Any], breach: Breach) -> list[Question]:
    """The unknown facts that can still move the result, in the order of the page."""
    context = law_context(breach)
    return [question for question in questions(facts) if still_moves(question, facts, context)]


def overlay(facts: Mapping[str, Any], answers: Mapping[Question, Any]) -> dict[str, Any]:
    """Facts with answers put over them; None stands for "not known"."""
    made = dict(facts)
    for question, value in answers.items():
        made = question.answered_with(made, UNKNOWN if value is None and _tri(question) else value)
    return made


def _tri(question: Question) -> bool:
    return (FACTS.get(question.path) or POPULATION[question.path]) is YES_NO
