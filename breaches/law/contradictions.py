"""What was sent where, and whether it agrees: the declarations compared with one another and with the present facts.

An authority that learns another number from a second one asks why: RGPD art. 33(4) wants what changes to be told, and
so do the regimes beside it. Silence contradicts nothing: an unanswered question and an "unknown" are no value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from breaches.law.cnil_checks import instant_of
from breaches.law.cnil_form import display
from breaches.law.cnil_model import Answers, Field, FieldType, is_blank
from breaches.law.cnil_prefill_facts import ENCRYPTION_TEXT
from breaches.law.sheets import SHEETS, field_named

CNIL = "cnil"
PRESENT = "facts"
VERIFY = "Vérifiez laquelle des deux valeurs est exacte, et décrivez les faits."
_CNIL_CORRECTION = "Préparez une notification complémentaire à la CNIL (RGPD, art. 33, § 4)."
CORRECTIONS: Mapping[str, str] = {CNIL: _CNIL_CORRECTION} | {each.family: each.correction for each in SHEETS}

TOPICS = (
    "nb_personnes", "nb_enregistrements", "date_debut", "date_fin", "date_decouverte", "date_connaissance",
    "date_attaque", "en_cours", "nature", "origine", "cause", "malveillance", "nature_donnees", "donnees_sensibles",
    "categories_personnes", "chiffrement", "soins_affectes", "indisponibilite", "duree_indisponibilite", "sauvegarde",
)  # fmt: skip
_SILENT = frozenset({"unknown", "undetermined"})


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one declaration said, when; `family` is `cnil`, that of a sheet, or `facts` for the present record."""

    family: str
    label: str
    at: datetime
    answers: Answers


@dataclass(frozen=True)
class Saying:
    """One value as people read it, who was told, and when."""

    family: str
    label: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Contradiction:
    """Two values of one question that cannot both be true, and what to do about it."""

    topic: str
    question: str
    first: Saying
    second: Saying
    advice: tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """The last value told to one addressee on one topic."""

    meaning: object
    saying: Saying


def contradictions(sent: Iterable[Statement], present: Statement | None = None) -> tuple[Contradiction, ...]:
    """Every pair of sayings that disagree: sent with sent, and sent with the present facts (RGPD art. 33(4), 33(5)).

    Of one addressee, the last value told on a question counts: a complement puts right what came before.
    """
    statements = [*sorted(sent, key=lambda each: each.at), *([present] if present else [])]
    return tuple(found for topic in TOPICS for found in _on(topic, statements))


def _on(topic: str, statements: Sequence[Statement]) -> list[Contradiction]:
    field = field_named(topic)
    told: dict[str, _Said] = {}
    for each in statements:
        value = _value(topic, each)
        meaning = _meaning(field, value)
        if meaning is not None:
            told[each.family] = _Said(meaning, Saying(each.family, each.label, each.at, display(field, value)))
    now = told.get(PRESENT)
    return [
        Contradiction(topic, field.label, one.saying, other.saying, _advice(one, other, now))
        for one, other in combinations(told.values(), 2)
        if one.meaning != other.meaning
    ]


def _value(topic: str, statement: Statement) -> object:
    """The answer; the CNIL form has no question on encryption, its measures say it in a sentence of ours."""
    value = statement.answers.get(topic)
    if topic != "chiffrement" or not is_blank(value):
        return value
    written = {line.strip() for line in str(statement.answers.get("mesures_prealables") or "").splitlines()}
    return next((str(code) for code, text in ENCRYPTION_TEXT.items() if text in written), None)


def _meaning(field: Field, value: object) -> object:
    """What a value says, whatever its form; None when it says nothing."""
    if is_blank(value):
        return None
    if isinstance(value, list | tuple):
        return frozenset(str(item) for item in value if item not in _SILENT) or None
    if str(value) in _SILENT:
        return None
    if field.type is FieldType.DATETIME and (instant := instant_of(value)):
        return instant.replace(second=0, microsecond=0)  # a person types minutes
    return value


def _advice(one: _Said, other: _Said, now: _Said | None) -> tuple[str, ...]:
    """Who is to be told: those whose value is not that of the facts; without facts, first find out."""
    sent = [said for said in (one, other) if said.saying.family != PRESENT]
    wrong = [CORRECTIONS[said.saying.family] for said in sent if now is None or said.meaning != now.meaning]
    return (*(() if now else (VERIFY,)), *wrong)
