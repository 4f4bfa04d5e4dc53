"""The notice of a processor to each controller (art. 33(2)): what it says, a first draft, the whole text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from breaches.law.cnil_model import is_blank
from breaches.law.facts_model import Context, Facts, processed
from breaches.law.french_dates import french_datetime

PARTS: Mapping[str, str] = {
    "nature": "Ce qui s’est passé",
    "data": "Les données en cause",
    "consequences": "Les conséquences probables",
    "measures": "Ce que nous avons fait et allons faire",
    "contact": "À qui vous adresser",
}
MANDATE = (
    "Il vous revient d’apprécier le risque et, s’il y a lieu, de notifier la CNIL et d’informer les personnes. "
    "Votre délai de 72 heures court en principe depuis que ce message vous informe. "
    "Nous ne notifions pas la CNIL à votre place sauf mandat."
)


@dataclass(frozen=True)
class Sender:
    """Who writes: the processor, the reference of its file, since when it knows."""

    name: str
    reference: str
    aware_at: datetime | None


@dataclass(frozen=True)
class Concerned:
    """What a notice says of its own controller: `persons` None while the number is not known."""

    name: str
    persons: int | None
    services: str
    categories: Sequence[str]


def missing_parts(text: Mapping[str, str]) -> tuple[str, ...]:
    """Labels of the parts that the notice still lacks: the matter of art. 33(3), which art. 33(2) serves."""
    return tuple(label for part, label in PARTS.items() if is_blank(text.get(part)))


def draft_notice(facts: Facts, context: Context, measures: Sequence[str], contact: str) -> dict[str, str]:
    """A first text from the facts of the populations held for others (art. 33(2), 28(3)(f)); people rework it."""
    groups = processed(facts, context)
    data = sorted({code.label for group in groups for code in (*group.data, *group.sensitive)})
    natures = ", ".join(nature.label.lower() for nature in facts.natures)
    parts = [f"Violation de données à caractère personnel : {natures}."]
    parts += [f"Origine : {facts.origin.label.lower()}."] if facts.origin else []
    parts += ["Elle est encore en cours."] if facts.ongoing else []
    return {
        "nature": " ".join(parts),
        "data": f"{' ; '.join(data)}." if data else "",
        "consequences": f"{' ; '.join(impact.label for impact in facts.impacts)}." if facts.impacts else "",
        "measures": "\n".join(measures),
        "contact": contact,
    }


def categories_of(facts: Facts, context: Context, keys: Sequence[str]) -> tuple[str, ...]:
    """Labels of the people in these populations that are held for others (art. 33(3)(a)), each once."""
    groups = [group for group in processed(facts, context) if group.key in keys]
    found = [code.label for group in groups for code in group.categories]
    return tuple(dict.fromkeys(found))


def subject(sender: Sender) -> str:
    """The subject of the mail: what it is and whose file, no fact of the case (art. 33(2))."""
    return f"Violation de données personnelles : information du responsable de traitement ({sender.reference})"


def compose(sender: Sender, concerned: Concerned, text: Mapping[str, str], *, complementary: bool = False) -> str:
    """The whole notice to one controller, plain and complete by itself (art. 33(2), 33(3), 33(4))."""
    sections = "\n\n".join(f"{label}\n{text[part]}" for part, label in PARTS.items() if not is_blank(text.get(part)))
    return "\n\n".join(
        (
            "Madame, Monsieur,",
            _opening(sender, concerned, complementary=complementary),
            f"Ce qui vous concerne\n{_yours(concerned)}",
            sections,
            f"Ce qui vous revient\n{MANDATE}",
            f"{sender.name}\nNotre référence : {sender.reference}",
        )
    )


def _opening(sender: Sender, concerned: Concerned, *, complementary: bool) -> str:
    known = f" Nous en avons connaissance depuis le {french_datetime(sender.aware_at)}." if sender.aware_at else ""
    if complementary:
        return (
            f"{sender.name} complète l’information déjà donnée à {concerned.name} sur une violation de données "
            f"que nous traitons pour votre compte (RGPD, article 33, paragraphe 2).{known}"
        )
    return (
        f"{sender.name} traite des données personnelles pour le compte de {concerned.name}. Nous vous informons "
        f"d’une violation de ces données (RGPD, article 33, paragraphe 2).{known}"
    )


def _yours(concerned: Concerned) -> str:
    lines = []
    if concerned.persons is None:
        lines.append("Le nombre de personnes n’est pas encore connu : nous vous le donnerons dès qu’il le sera.")
    else:
        lines.append(f"Personnes concernées chez vous : {_grouped(concerned.persons)}.")
    if concerned.categories:
        lines.append(f"Catégories de personnes : {' ; '.join(concerned.categories)}.")
    if concerned.services:
        lines.append(f"Prise en charge : {concerned.services}.")
    return "\n".join(lines)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
