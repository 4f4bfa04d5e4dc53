"""The three sheets of directive (EU) 2022/2555, art. 23(4): early warning, incident notification, final report."""

from breaches.law.cnil_model import Field, FieldType, Section
from breaches.law.codes import Confidence
from breaches.law.sheets_model import Sheet, identity, plain, shared

_A, _B, _D = (f"Directive (UE) 2022/2555, art. 23, § 4, {letter})" for letter in "abd")
_NOTE = (
    "La transposition française n’était pas promulguée au 12 juin 2026 ; son état ultérieur n’est pas établi. "
    "Le portail et ses libellés ne sont pas connus."
)
_FIX = "Corrigez par la notification ou le rapport suivant, sinon par un message au CSIRT avec la référence reçue."


def _sheet(code: str, title: str, basis: str, *parts: Section) -> Sheet:
    return Sheet(
        code=code, family="nis2", title=title, addressee="ANSSI (CERT-FR)", channel="Portail à désigner", basis=basis,
        correction=_FIX, duty=code, confidence=Confidence.LOW, note=_NOTE, sections=(identity(basis), *parts),
    )  # fmt: skip


def _incident(basis: str, *more: Field) -> Section:
    fields = (
        shared("date_decouverte", basis, required=True),
        plain("date_connaissance_incident", "Connaissance de l’incident important", FieldType.DATETIME, basis),
        shared("malveillance", basis, required=True),
        plain("effet_transfrontiere", "Effet transfrontière possible", FieldType.BOOLEAN, basis, required=True),
    )
    return Section(2, "L’incident", (*fields, *more))


def _impact(basis: str) -> Section:
    return Section(
        3,
        "Gravité et effets",
        (
            shared("nature", basis, label="Atteinte aux données"),
            shared("indisponibilite", basis),
            shared("duree_indisponibilite", basis),
            shared("soins_affectes", basis),
            shared("nb_personnes", basis),
            shared("nature_donnees", basis),
            shared("chiffrement", basis),
            plain("gravite_effets", "Première évaluation de la gravité et des effets", FieldType.LONGTEXT, basis),
        ),
    )


EARLY = _sheet("nis2_early", "Alerte précoce NIS 2", _A, _incident(_A))
NOTIFICATION = _sheet(
    "nis2_notification",
    "Notification d’incident NIS 2",
    _B,
    _incident(_B, shared("date_debut", _B), shared("en_cours", _B), shared("descriptif", _B, required=True)),
    _impact(_B),
    Section(4, "Indices", (plain("indicateurs", "Indicateurs de compromission, s’il y en a", FieldType.LONGTEXT, _B),)),
)
FINAL = _sheet(
    "nis2_final",
    "Rapport final NIS 2",
    _D,
    _incident(
        _D,
        shared("date_debut", _D),
        shared("date_fin", _D),
        shared("en_cours", _D),
        shared("origine", _D),
        shared("cause", _D),
        plain("cause_profonde", "Type de menace ou cause profonde", FieldType.LONGTEXT, _D, required=True),
        shared("descriptif", _D, required=True, label="Description détaillée"),
    ),
    _impact(_D),
    Section(4, "Réponse", (shared("mesures_post", _D, required=True, label="Mesures appliquées et en cours"),)),
)
NIS2 = (EARLY, NOTIFICATION, FINAL)
