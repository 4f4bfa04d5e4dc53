"""The CNIL declaration as data: sections 12 to 15 (measures, communication, other authorities, files)."""

from breaches.law.cnil_fields import ABSENT, COND, OPT, REQ, T, field
from breaches.law.cnil_model import Condition, Section
from breaches.law.codes import Confidence, options
from breaches.law.vocabulary import NoInformationReason, SubjectsInformation

_INFORMED = Condition("information_personnes", ("informed",))
_PLANNED = Condition("information_personnes", ("will_be_informed",))
_EITHER = Condition("information_personnes", ("informed", "will_be_informed"))
_NOT_INFORMED = Condition("information_personnes", ("will_not_be_informed",))

_AFTER = Section(
    12,
    "Mesures suite à la violation",
    (
        field(
            "mesures_post",
            "Mesures techniques et organisationnelles appliquées au traitement suite à la violation",
            T.LONGTEXT,
            REQ,
            REQ,
            gdpr="33.3.d",
            note="Prises et envisagées.",
        ),
    ),
)

_COMMUNICATION = Section(
    13,
    "Communication aux personnes concernées",
    (
        field(
            "information_personnes",
            "Information des personnes",
            T.SINGLE,
            REQ,
            REQ,
            gdpr="34",
            options=options(SubjectsInformation),
            source="M, O",
        ),
        field(
            "date_information",
            "Date de l’information",
            T.DATE,
            COND,
            COND,
            gdpr="34.1",
            shown_if=_INFORMED,
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "date_information_prevue",
            "Date prévue de l’information",
            T.DATE,
            COND,
            COND,
            gdpr="34.1",
            shown_if=_PLANNED,
        ),
        field(
            "nb_personnes_informees",
            "Nombre de personnes informées",
            T.INTEGER,
            COND,
            COND,
            gdpr="34.1",
            shown_if=_INFORMED,
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "moyen_communication",
            "Moyen utilisé pour la communication",
            T.LONGTEXT,
            COND,
            COND,
            gdpr="34.3.c",
            shown_if=_EITHER,
        ),
        field(
            "contenu_information",
            "Contenu de l’information délivrée",
            T.LONGTEXT,
            COND,
            COND,
            gdpr="34.2",
            shown_if=_INFORMED,
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "motif_non_information",
            "Motif de l’absence d’information",
            T.SINGLE,
            COND,
            COND,
            gdpr="34.1 / 34.3",
            options=options(NoInformationReason),
            shown_if=_NOT_INFORMED,
            source="G",
            confidence=Confidence.LOW,
        ),
    ),
)

_ELSEWHERE = Section(
    14,
    "Notifications transfrontalières et autres notifications",
    (
        field(
            "transfrontalier",
            "Cette notification concerne un traitement transfrontalier "
            "ciblant des personnes de différents états membres",
            T.BOOLEAN,
            REQ,
            REQ,
            gdpr="55-56",
            source="M",
            note="Hôpital public : art. 55, § 2, pas d’autorité chef de file.",
        ),
        field(
            "etats_membres",
            "États membres concernés",
            T.TEXT,
            COND,
            COND,
            gdpr="55-56",
            shown_if=Condition("transfrontalier", (True,)),
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "autre_autorite_pd",
            "La violation a ou va être notifiée à une autre autorité en charge de la protection des données",
            T.BOOLEAN,
            OPT,
            OPT,
            gdpr="55-56",
            source="M",
        ),
        field(
            "autre_autorite_pd_texte",
            "Autorité de protection des données",
            T.TEXT,
            ABSENT,
            ABSENT,
            shown_if=Condition("autre_autorite_pd", (True,)),
            source="M",
        ),
        field(
            "autre_autorite_hors_pd",
            "La violation a ou va être notifiée à une autre autorité (autres obligations légales)",
            T.BOOLEAN,
            OPT,
            OPT,
            note="ARS et CERT Santé, ANSSI, ACPR, police.",
            source="G",
            confidence=Confidence.MEDIUM,
        ),
        field(
            "autre_autorite_hors_pd_texte",
            "Autre autorité",
            T.TEXT,
            ABSENT,
            ABSENT,
            shown_if=Condition("autre_autorite_hors_pd", (True,)),
            source="G",
            confidence=Confidence.MEDIUM,
        ),
    ),
)

_FILES = Section(
    15,
    "Pièces jointes et validation",
    (field("pieces_jointes", "Pièces jointes", T.FILES, OPT, OPT, source="G", confidence=Confidence.MEDIUM),),
)

RESPONSE_SECTIONS = (_AFTER, _COMMUNICATION, _ELSEWHERE, _FILES)
