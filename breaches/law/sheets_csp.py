"""The incident sheet for the ARS and the CERT Santé (Code de la santé publique, L. 1111-8-2 and D. 1111-16-2 to -4)."""

from breaches.law.cnil_model import FieldType, Section
from breaches.law.codes import Confidence
from breaches.law.sheets_model import Sheet, identity, plain, shared

_BASIS = "CSP, D. 1111-16-2 à -4 ; arrêté du 30 octobre 2017"

CSP = Sheet(
    code="csp",
    family="csp",
    title="Incident de sécurité, ARS et CERT Santé",
    addressee="ARS, avec le CERT Santé",
    channel="signalement.social-sante.gouv.fr ; tout moyen vers l’ARS si le portail est inaccessible",
    basis="Code de la santé publique, L. 1111-8-2 et D. 1111-16-2 à -4",
    correction="Envoyez à l’ARS un message rectificatif qui porte la référence du signalement.",
    duty="csp_incident",
    note="Le formulaire de l’arrêté du 30 octobre 2017 n’a pas été lu : ce que demande le portail l’emporte.",
    confidence=Confidence.MEDIUM,
    sections=(
        identity(_BASIS),
        Section(
            2,
            "L’incident",
            (
                shared("date_debut", _BASIS, label="Début de l’incident"),
                shared("date_decouverte", _BASIS, required=True),
                shared("en_cours", _BASIS, label="L’incident est toujours en cours"),
                shared("origine", _BASIS),
                shared("cause", _BASIS),
                shared("malveillance", _BASIS),
                shared("descriptif", _BASIS, required=True, label="Description de l’incident"),
                plain("systemes", "Systèmes et applications touchés", FieldType.LONGTEXT, _BASIS),
            ),
        ),
        Section(
            3,
            "Effets sur les soins et l’organisation",
            (
                shared("soins_affectes", _BASIS, required=True),
                plain("effets_soins", "Effets constatés ou possibles sur les soins", FieldType.LONGTEXT, _BASIS),
                shared("indisponibilite", _BASIS),
                shared("duree_indisponibilite", _BASIS),
                shared("sauvegarde", _BASIS),
                plain(
                    "autres_etablissements", "D’autres établissements peuvent être touchés", FieldType.BOOLEAN,
                    "CSP, D. 1111-16-2, III",
                ),
            ),
        ),
        Section(
            4,
            "Données de santé",
            (
                shared("nature", _BASIS, label="Atteinte aux données"),
                shared("nature_donnees", _BASIS),
                shared("donnees_sensibles", _BASIS),
                shared("nb_personnes", _BASIS),
                shared("chiffrement", _BASIS),
            ),
        ),
        Section(
            5,
            "Réponse",
            (
                shared("mesures_post", _BASIS, label="Mesures prises et prévues"),
                plain("appui_demande", "Appui du CERT Santé demandé", FieldType.BOOLEAN, _BASIS),
                plain("plainte", "Plainte déposée ou prévue", FieldType.BOOLEAN, _BASIS),
                shared("numero_cnil", _BASIS),
            ),
        ),
    ),
)  # fmt: skip
