"""What the declaration still lacks: nothing blocks an initial filing but the hard minimum."""

from dataclasses import dataclass
from typing import Literal

from breaches.law.cnil_model import Answers, Field, Requirement, is_blank
from breaches.law.phrases import Phrase
from breaches.law.vocabulary import NotificationPhase

HARD_MINIMUM = ("denomination", "pc_nom", "pc_courriel", "date_connaissance", "nature", "descriptif")
LATE_REASONS = "motifs_retard"

Level = Literal["hard", "required", "recommended"]


@dataclass(frozen=True)
class Missing:
    """A field still to fill: `hard` blocks the filing, the others are said and let pass."""

    field: str
    level: Level
    message: str


_MESSAGES: dict[Level, str] = {
    "hard": "« {label} » : sans cette réponse, le dépôt n’est pas possible.",
    "required": "« {label} » : à remplir dès que l’information est connue.",
    "recommended": "« {label} » : utile dès maintenant, exigé au complément.",
}
_LATE_MESSAGE = "Le dépôt vient après les 72 heures : donnez les motifs du retard (RGPD, art. 33, § 1)."


def missing_in(
    fields: tuple[Field, ...], answers: Answers, phase: NotificationPhase, *, late: bool
) -> tuple[Missing, ...]:
    """Unanswered fields among the visible ones with their level (art. 33(1), 33(3), 33(4))."""
    found = []
    for field in fields:
        if not is_blank(answers.get(field.id)):
            continue
        level = _level(field, answers, phase, late=late)
        if level is not None:
            template = _LATE_MESSAGE if field.id == LATE_REASONS else _MESSAGES[level]
            found.append(Missing(field.id, level, Phrase(template, label=field.label)))
    return tuple(found)


def _level(field: Field, answers: Answers, phase: NotificationPhase, *, late: bool) -> Level | None:
    if field.id == LATE_REASONS:
        return "hard" if late else None
    if field.id in HARD_MINIMUM:
        return "hard"
    if phase is not NotificationPhase.INITIAL:
        return "required" if _wanted(field, field.req_complement, answers) else None
    if _wanted(field, field.req_initial, answers):
        return "required"
    return "recommended" if field.req_complement is Requirement.REQUIRED else None


def _wanted(field: Field, requirement: Requirement, answers: Answers) -> bool:
    if requirement is Requirement.CONDITIONAL:
        condition = field.required_if or field.shown_if
        return condition is not None and condition.holds(answers)
    return requirement is Requirement.REQUIRED
