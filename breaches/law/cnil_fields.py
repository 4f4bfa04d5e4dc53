"""The CNIL declaration as data: sections 1 to 7. Field order is that of the 2023 outline."""

from typing import TypedDict, Unpack

from breaches.law.cnil_model import Condition, Field, FieldType, Requirement, Section
from breaches.law.codes import Confidence, Option, options
from breaches.law.vocabulary import Cause, Nature, NotificationPhase, Origin

REQ, OPT, COND = Requirement.REQUIRED, Requirement.OPTIONAL, Requirement.CONDITIONAL
ABSENT = Requirement.ABSENT
T = FieldType

SECTORS = (
    Option("sante", "Santé humaine et action sociale"),
    Option("finance", "Activités financières et d’assurance"),
    Option("administration", "Administration publique"),
    Option("services", "Autres activités de services"),
    Option("sciences", "Activités spécialisées, scientifiques et techniques"),
    Option("commerce", "Commerce ; réparation d’automobiles et de motocycles"),
    Option("information", "Information et communication"),
    Option("industrie", "Industrie manufacturière"),
    Option("enseignement", "Enseignement"),
    Option("construction", "Construction"),
    Option("immobilier", "Activités immobilières"),
    Option("soutien", "Activités de services administratifs et de soutien"),
    Option("arts", "Arts, spectacles et activités récréatives"),
    Option("transports", "Transports et entreposage"),
    Option("hebergement", "Hébergement et restauration"),
    Option("energie", "Production et distribution d’électricité, de gaz, de vapeur et d’air conditionné"),
    Option("eau", "Production et distribution d’eau ; assainissement, gestion des déchets et dépollution"),
    Option("agriculture", "Agriculture, sylviculture et pêche"),
    Option("extraction", "Industries extractives"),
    Option("menages", "Activités des ménages en tant qu’employeurs"),
    Option("extraterritorial", "Activités extra-territoriales"),
)
CIVILITIES = (Option("madame", "Madame"), Option("monsieur", "Monsieur"))
OTHER_BODY_ROLES = (
    Option("processor", "Sous-traitant"),
    Option("joint_controller", "Co-responsable du traitement"),
    Option("other", "Autre"),
)

_KNOWN_PERIOD = Condition("periode_determinee", (True,))
_OVER = Condition("en_cours", (True,), negated=True)


class FieldExtras(TypedDict, total=False):
    """Keyword part of a field definition."""

    gdpr: str
    options: tuple[Option, ...]
    items: tuple[Field, ...]
    shown_if: Condition
    required_if: Condition
    source: str
    confidence: Confidence
    note: str


def field(
    identifier: str,
    label: str,
    kind: FieldType,
    initial: Requirement,
    complement: Requirement,
    **extras: Unpack[FieldExtras],
) -> Field:
    """Short form for the tables below (fields of the CNIL outline, art. 33(3))."""
    return Field(id=identifier, label=label, type=kind, req_initial=initial, req_complement=complement, **extras)


_TYPE = Section(
    1,
    "Type de notification",
    (
        field(
            "type_notification",
            "Type de notification",
            T.SINGLE,
            REQ,
            REQ,
            gdpr="33.4",
            options=options(NotificationPhase),
            source="T, C",
            note="La notification complète n’a pas été vérifiée sur le téléservice.",
        ),
        field(
            "numero_notification_initiale",
            "Numéro de la notification initiale",
            T.TEXT,
            ABSENT,
            REQ,
            gdpr="33.4",
            source="G",
            confidence=Confidence.MEDIUM,
            shown_if=Condition("type_notification", ("complementary",)),
            note="Le complément se rattache au numéro reçu avec la notification initiale.",
        ),
    ),
)

_BODY = Section(
    2,
    "Identification de l’organisme",
    (
        field(
            "siren",
            "Numéro SIREN",
            T.TEXT,
            COND,
            REQ,
            gdpr="33.3",
            note="Une case existe pour les organismes sans SIREN.",
        ),
        field("denomination", "Dénomination", T.TEXT, REQ, REQ, gdpr="33.3"),
        field("tva", "Numéro de TVA intracommunautaire", T.TEXT, OPT, OPT),
        field("secteur", "Secteur d’activité", T.SINGLE, REQ, REQ, options=SECTORS, source="T, O"),
        field("effectif", "Effectif", T.TEXT, OPT, OPT),
        field("adresse", "Adresse postale", T.TEXT, REQ, REQ),
        field("code_postal", "Code postal", T.TEXT, REQ, REQ),
        field("ville", "Ville", T.TEXT, REQ, REQ),
        field("pays", "Pays", T.TEXT, REQ, REQ),
    ),
    "Le responsable de traitement : une notification pour chacun, même si un sous-traitant est en cause.",
)

_LEGAL = Section(
    3,
    "Coordonnées du responsable légal",
    (
        field("rl_civilite", "Civilité", T.SINGLE, OPT, OPT, options=CIVILITIES),
        field("rl_nom", "Nom", T.TEXT, REQ, REQ),
        field("rl_prenom", "Prénom", T.TEXT, REQ, REQ),
        field("rl_courriel", "Adresse électronique", T.EMAIL, REQ, REQ),
    ),
)

_CONTACT = Section(
    4,
    "Personne à contacter",
    (
        field("pc_civilite", "Civilité", T.SINGLE, OPT, OPT, options=CIVILITIES),
        field("pc_nom", "Nom", T.TEXT, REQ, REQ, gdpr="33.3.b"),
        field("pc_prenom", "Prénom", T.TEXT, REQ, REQ, gdpr="33.3.b"),
        field("pc_fonction", "Fonction", T.TEXT, REQ, REQ, gdpr="33.3.b"),
        field("pc_courriel", "Adresse électronique", T.EMAIL, REQ, REQ, gdpr="33.3.b"),
        field("pc_telephone", "Téléphone", T.TEL, REQ, REQ, gdpr="33.3.b"),
    ),
    "Délégué à la protection des données ou autre point de contact.",
)

_OTHERS = Section(
    5,
    "Autres organismes impliqués",
    (
        field(
            "autres_organismes",
            "Autres organismes impliqués",
            T.REPEATED,
            COND,
            COND,
            gdpr="33.2",
            items=(
                field("ao_denomination", "Dénomination", T.TEXT, REQ, REQ),
                field("ao_siren", "Numéro SIREN", T.TEXT, OPT, OPT),
                field(
                    "ao_role",
                    "Rôle",
                    T.SINGLE,
                    OPT,
                    OPT,
                    options=OTHER_BODY_ROLES,
                    source="G",
                    confidence=Confidence.MEDIUM,
                ),
                field(
                    "ao_date_information",
                    "Date à laquelle il vous a informé",
                    T.DATETIME,
                    OPT,
                    OPT,
                    source="G",
                    confidence=Confidence.MEDIUM,
                ),
            ),
        ),
    ),
)

_DATES = Section(
    6,
    "Nature de la violation : dates",
    (
        field("periode_determinee", "Période déterminée", T.BOOLEAN, OPT, REQ, gdpr="33.3.a"),
        field(
            "date_debut",
            "Date de début de la violation",
            T.DATETIME,
            COND,
            COND,
            gdpr="33.3.a",
            required_if=_KNOWN_PERIOD,
        ),
        field(
            "date_fin",
            "Date de fin de la violation",
            T.DATETIME,
            COND,
            COND,
            gdpr="33.3.a",
            shown_if=_OVER,
            required_if=_KNOWN_PERIOD,
        ),
        field(
            "en_cours",
            "La violation est toujours en cours",
            T.BOOLEAN,
            OPT,
            REQ,
            gdpr="33.3.a",
            note="Exclut une date de fin.",
        ),
        field(
            "date_connaissance",
            "Date de prise de connaissance de la violation",
            T.DATETIME,
            REQ,
            REQ,
            gdpr="33.1",
        ),
        field("commentaires_dates", "Commentaires sur les dates", T.LONGTEXT, OPT, OPT, gdpr="33.3.a"),
        field(
            "circonstances_decouverte",
            "Circonstances de la découverte de la violation",
            T.LONGTEXT,
            REQ,
            REQ,
            gdpr="33.3.a",
        ),
        field(
            "motifs_retard",
            "Motifs du retard",
            T.LONGTEXT,
            COND,
            COND,
            gdpr="33.1",
            source="T, C",
            note="Exigés au-delà de 72 heures après la prise de connaissance.",
        ),
    ),
)

_BREACH = Section(
    7,
    "À propos de la violation",
    (
        field("nature", "Nature de la violation", T.MULTI, REQ, REQ, gdpr="33.3.a", options=options(Nature)),
        field("origine", "Origine de l’incident", T.MULTI, REQ, REQ, gdpr="33.3.a", options=options(Origin)),
        field("cause", "Cause de l’incident", T.MULTI, REQ, REQ, gdpr="33.3.a", options=options(Cause)),
        field("descriptif", "Descriptif détaillé de la violation", T.LONGTEXT, REQ, REQ, gdpr="33.3.a"),
    ),
)

FIRST_SECTIONS = (_TYPE, _BODY, _LEGAL, _CONTACT, _OTHERS, _DATES, _BREACH)
