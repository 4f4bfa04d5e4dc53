"""The CNIL declaration as data: sections 8 to 11 (people, prior measures, consequences, harm)."""

from breaches.law.cnil_fields import COND, OPT, REQ, T, field
from breaches.law.cnil_model import Condition, Section
from breaches.law.codes import Confidence, Option, options
from breaches.law.vocabulary import CnilGravity, DataCategory, Impact, PersonCategory, Sensitive

OTHER = Option("other", "Autre")
CONFIDENTIALITY_CONSEQUENCES = (
    Option(
        "spread",
        "Les données ont été diffusées plus que nécessaire et ont échappé à la maîtrise des personnes concernées",
    ),
    Option("correlated", "Les données peuvent être corrélées avec d’autres informations relatives aux personnes"),
    Option(
        "misused",
        "Les données peuvent être exploitées à d’autres fins que celles prévues et/ou de manière non loyale",
    ),
    OTHER,
)
INTEGRITY_CONSEQUENCES = (
    Option("invalid_used", "Les données ont été modifiées et utilisées alors qu’elles ne sont plus valides"),
    Option(
        "diverted",
        "Les données ont été modifiées en d’autres données valides, "
        "de telle sorte que les traitements ont été détournés",
    ),
    OTHER,
)
AVAILABILITY_CONSEQUENCES = (
    Option("unable", "Incapacité de fournir un service critique"),
    Option("degraded", "Dysfonctionnement et difficultés à fournir un service critique"),
    OTHER,
)

_PEOPLE = Section(
    8,
    "Données et personnes concernées",
    (
        field(
            "nature_donnees",
            "Nature des données concernées",
            T.MULTI,
            REQ,
            REQ,
            gdpr="33.3.a",
            options=options(DataCategory),
        ),
        field(
            "nature_donnees_autre",
            "Précisez",
            T.TEXT,
            COND,
            COND,
            gdpr="33.3.a",
            shown_if=Condition("nature_donnees", ("other",)),
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "donnees_sensibles",
            "Données sensibles",
            T.MULTI,
            COND,
            COND,
            gdpr="33.3.a / 9",
            options=options(Sensitive),
            note="Le NIR et les infractions n’en font pas partie.",
        ),
        field(
            "nb_enregistrements",
            "Nombre approximatif d’enregistrements concernés",
            T.INTEGER,
            OPT,
            REQ,
            gdpr="33.3.a",
        ),
        field(
            "categories_personnes",
            "Catégories de personnes concernées",
            T.MULTI,
            REQ,
            REQ,
            gdpr="33.3.a",
            options=options(PersonCategory),
        ),
        field(
            "nb_personnes",
            "Nombre approximatif de personnes concernées",
            T.INTEGER,
            OPT,
            REQ,
            gdpr="33.3.a",
            note="Des personnes, non des enregistrements.",
        ),
    ),
)

_BEFORE = Section(
    9,
    "Mesures de sécurité préalables à la violation",
    (
        field(
            "mesures_prealables",
            "Mesures de sécurité mises en place avant la violation",
            T.LONGTEXT,
            OPT,
            REQ,
            gdpr="33.3.d / 32",
        ),
    ),
)

_CONSEQUENCES = Section(
    10,
    "Conséquences potentielles",
    (
        field(
            "consequences_confidentialite",
            "En cas de perte de confidentialité",
            T.MULTI,
            COND,
            COND,
            gdpr="33.3.c",
            options=CONFIDENTIALITY_CONSEQUENCES,
            shown_if=Condition("nature", ("confidentiality",)),
        ),
        field(
            "consequences_integrite",
            "En cas de perte d’intégrité",
            T.MULTI,
            COND,
            COND,
            gdpr="33.3.c",
            options=INTEGRITY_CONSEQUENCES,
            shown_if=Condition("nature", ("integrity",)),
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "consequences_disponibilite",
            "En cas de perte de disponibilité",
            T.MULTI,
            COND,
            COND,
            gdpr="33.3.c",
            options=AVAILABILITY_CONSEQUENCES,
            shown_if=Condition("nature", ("availability",)),
            source="T, G",
            confidence=Confidence.MEDIUM,
        ),
    ),
)

_HARM = Section(
    11,
    "Préjudices potentiels pour les personnes concernées",
    (
        field(
            "impacts",
            "Nature des impacts potentiels pour les personnes",
            T.MULTI,
            REQ,
            REQ,
            gdpr="33.3.c",
            options=options(Impact),
        ),
        field("impacts_texte", "Précisions", T.LONGTEXT, OPT, OPT, gdpr="33.3.c"),
        field(
            "gravite",
            "Estimation du niveau de gravité",
            T.SINGLE,
            OPT,
            REQ,
            gdpr="33.3.c",
            options=options(CnilGravity),
            note="Échelle de la CNIL, distincte de celle de l’ENISA.",
        ),
    ),
)

PEOPLE_SECTIONS = (_PEOPLE, _BEFORE, _CONSEQUENCES, _HARM)
