"""The message to the people concerned: what it must say (art. 34(2)), what to advise, a first draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from breaches.law.cnil_model import is_blank
from breaches.law.facts_model import Facts, Population
from breaches.law.vocabulary import (
    Altered,
    DataCategory,
    Exposure,
    Lost,
    Sensitive,
)


@dataclass(frozen=True)
class Mention:
    """A thing that the message says: id of its section, French label, legal basis, mandatory or advised."""

    id: str
    label: str
    basis: str
    mandatory: bool = True


MENTIONS: tuple[Mention, ...] = (
    Mention("nature", "Ce qui s’est passé", "RGPD, art. 34, § 2"),
    Mention("consequences", "Les conséquences probables", "RGPD, art. 34, § 2 et art. 33, § 3, c)"),
    Mention("measures", "Ce que nous avons fait et allons faire", "RGPD, art. 34, § 2 et art. 33, § 3, d)"),
    Mention("advice", "Ce que vous pouvez faire", "RGPD, considérant 86 ; CNIL, SAN-2026-001"),
    Mention("contact", "À qui vous adresser", "RGPD, art. 34, § 2 et art. 33, § 3, b)"),
    Mention("data", "Les données qui vous concernent", "Usage : utile à la personne", mandatory=False),
    Mention("complaint", "Vos recours", "Usage : RGPD, art. 77", mandatory=False),
)


def missing_mentions(sections: Mapping[str, str]) -> tuple[Mention, ...]:
    """Mandatory mentions that the message does not hold yet, in reading order (art. 34(2)).

    `sections` maps mention ids to text; blank text counts as absent.
    """
    return tuple(each for each in MENTIONS if each.mandatory and is_blank(sections.get(each.id)))


_ADVICE: tuple[tuple[frozenset[DataCategory | Sensitive], tuple[str, ...]], ...] = (
    (
        frozenset({DataCategory.CONTACT}),
        (
            "Méfiez-vous des appels et messages qui se réclament de nous ou de l’assurance maladie.",
            "N’ouvrez ni lien ni pièce jointe inattendus et ne donnez jamais vos coordonnées bancaires.",
            "Transférez les messages suspects reçus par téléphone au 33700.",
        ),
    ),
    (
        frozenset({DataCategory.CIVIL_STATUS, DataCategory.OFFICIAL_DOCUMENTS}),
        (
            "Gardez ce courrier : il sert de preuve si quelqu’un se fait passer pour vous.",
            "En cas d’usurpation, déposez plainte et demandez à la Banque de France "
            "ce que ses fichiers disent de vous.",
        ),
    ),
    (
        frozenset({DataCategory.NIR}),
        (
            "Vérifiez vos remboursements sur votre compte ameli et signalez toute anomalie à votre caisse.",
            "Méfiez-vous des messages sur une nouvelle carte Vitale : votre numéro, lui, ne change pas.",
        ),
    ),
    (
        frozenset({DataCategory.FINANCIAL}),
        (
            "Surveillez vos comptes et la liste des créanciers autorisés à prélever.",
            "Contestez auprès de votre banque, dans les treize mois, tout prélèvement que vous n’avez pas autorisé.",
        ),
    ),
    (
        frozenset({DataCategory.CREDENTIALS}),
        (
            "Changez votre mot de passe, ici et partout où vous l’utilisez aussi.",
            "Activez la double authentification quand elle existe.",
        ),
    ),
    (
        frozenset({Sensitive.HEALTH, Sensitive.GENETIC, Sensitive.SEXUAL}),
        (
            "Si quelqu’un vous menace de divulguer des informations, ne payez pas et ne répondez pas.",
            "Gardez les messages reçus, déposez plainte et appelez-nous.",
        ),
    ),
)
_ALWAYS = "En cas de doute, cybermalveillance.gouv.fr et 17Cyber vous guident."
_PUBLISHED = "Ne cherchez pas à consulter le fichier publié et ne confiez rien aux sites qui disent le vérifier."


def advice(
    data: Iterable[DataCategory], sensitive: Iterable[Sensitive] = (), *, published: bool = False
) -> tuple[str, ...]:
    """Concrete advice for the data concerned, most general last (recital 86, art. 34(2) with 33(3)(d))."""
    concerned: set[DataCategory | Sensitive] = {*data, *sensitive}
    chosen = [text for categories, texts in _ADVICE if categories & concerned for text in texts]
    return (*chosen, *((_PUBLISHED,) if published else ()), _ALWAYS)


@dataclass(frozen=True)
class DraftMessage:
    """A first text to rework: subject and one text a mention; `{{…}}` marks the merged fields."""

    subject: str
    sections: Mapping[str, str]


MERGED_FIELDS = ("organisation", "dpo_name", "dpo_email", "dpo_phone")


def draft_message(
    facts: Facts, population: Population, *, occurred: str, discovered: str, measures: Iterable[str] = ()
) -> DraftMessage:
    """A first draft for one population, mention by mention (art. 34(2)).

    `occurred` and `discovered` are dates already written in French (« le 14 février 2021 »); `measures` are
    sentences, and their mention stays blank while none is known: nothing is asserted that was not said.
    """
    taken = "\n".join((*facts.mitigations, *measures))
    published = facts.confidentiality.exposure is Exposure.PUBLISHED
    sections = {
        "nature": _nature(facts, occurred, discovered),
        "data": _data(population),
        "consequences": "\n".join(_consequences(facts, population)),
        "measures": taken,
        "advice": "\n".join(advice(population.data, population.sensitive, published=published)),
        "contact": "Notre délégué à la protection des données, {{dpo_name}}, vous répond : "
        "{{dpo_email}}, {{dpo_phone}}.",
        "complaint": "Vous pouvez aussi adresser une réclamation à la CNIL, sur cnil.fr.",
    }
    return DraftMessage("Vos données personnelles : un incident chez {{organisation}}", sections)


_EXPOSED = {
    Exposure.POSSIBLE: "Des données qui vous concernent ont pu être lues sans droit.",
    Exposure.UNKNOWN: "Nous ne savons pas encore si des données qui vous concernent ont été lues.",
    Exposure.KNOWN_RECIPIENTS: "Une autre personne a reçu par erreur des données qui vous concernent.",
    Exposure.UNKNOWN_RECIPIENTS: "Des inconnus ont eu accès à des données qui vous concernent.",
    Exposure.PUBLISHED: "Des données qui vous concernent ont été publiées sans droit.",
    Exposure.EXCLUDED: "Rien n’indique que vos données aient été lues.",
}


def _nature(facts: Facts, occurred: str, discovered: str) -> str:
    texts = [
        f"Un incident a touché {{{{organisation}}}} {occurred}. Nous l’avons découvert {discovered}.",
        _EXPOSED[facts.confidentiality.exposure],
    ]
    if facts.integrity.altered in {Altered.RESTORED, Altered.RECOVERABLE, Altered.UNRECOVERABLE}:
        texts.append("Des données qui vous concernent ont été modifiées.")
    if facts.availability.lost is Lost.TEMPORARY:
        texts.append("Vos données ont été inaccessibles pendant un temps.")
    if facts.availability.lost is Lost.PERMANENT:
        texts.append("Des données qui vous concernent sont perdues.")
    return " ".join(texts)


def _data(population: Population) -> str:
    labels = [each.label for each in population.data if each is not DataCategory.UNKNOWN]
    labels += [each.label for each in population.sensitive]
    return "\n".join(labels) or "Nous cherchons encore lesquelles de vos données sont concernées."


def _consequences(facts: Facts, population: Population) -> list[str]:
    data = set(population.data)
    texts = [impact.label for impact in facts.impacts]
    if data & {DataCategory.CONTACT, DataCategory.NIR, DataCategory.CIVIL_STATUS}:
        texts.append("Quelqu’un pourrait vous écrire ou vous appeler en se faisant passer pour nous.")
    if data & {DataCategory.FINANCIAL, DataCategory.CREDENTIALS, DataCategory.OFFICIAL_DOCUMENTS}:
        texts.append("Quelqu’un pourrait tenter une fraude à votre nom.")
    if facts.availability.care_affected is True:
        texts.append("Des soins ont pu être retardés ou reportés.")
    return texts or ["À ce jour, nous ne connaissons pas de conséquence pour vous."]
