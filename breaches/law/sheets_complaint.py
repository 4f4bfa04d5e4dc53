"""The fact sheet for the complaint: what one brings to the police, the gendarmerie or the prosecutor.

A complaint within 72 hours of the knowledge of the attack is a condition of the insurer's payment (Code des
assurances, L. 12-10-1); a report or a "main courante" is not a complaint.
"""

from breaches.law.cnil_model import FieldType, Section
from breaches.law.codes import Confidence
from breaches.law.sheets_model import Sheet, identity, plain, shared

_BASIS = "Code des assurances, L. 12-10-1 ; Code pénal, 323-1 à 323-3-1"

COMPLAINT = Sheet(
    code="complaint",
    family="complaint",
    title="Fiche de faits pour la plainte",
    addressee="Police, gendarmerie ou procureur",
    channel="Plainte sur place ou au procureur (ni signalement ni main courante)",
    basis=_BASIS,
    correction="Demandez un complément de plainte au service qui l’a reçue, avec le numéro de procédure.",
    duty="lopmi",
    confidence=Confidence.HIGH,
    note="Aucune donnée de patient n’a sa place ici : le secret médical demeure (CSP, L. 1110-4).",
    sections=(
        identity(_BASIS, head=True),
        Section(
            2,
            "Les faits",
            (
                shared("date_attaque", _BASIS, required=True),
                shared("date_debut", _BASIS),
                shared("date_decouverte", _BASIS),
                shared("en_cours", _BASIS),
                shared("malveillance", _BASIS, required=True),
                shared("origine", _BASIS),
                shared("cause", _BASIS),
                shared("descriptif", _BASIS, required=True, label="Récit des faits"),
                plain("systemes", "Systèmes et comptes touchés", FieldType.LONGTEXT, _BASIS),
                plain("auteur", "Ce que l’on sait de l’auteur, demande de rançon comprise", FieldType.LONGTEXT, _BASIS),
            ),
        ),
        Section(
            3,
            "Ce qui est touché",
            (
                shared("nature", _BASIS, label="Atteinte aux données"),
                shared("nb_personnes", _BASIS),
                shared("nature_donnees", _BASIS),
                shared("indisponibilite", _BASIS),
                plain("prejudice", "Préjudice subi", FieldType.LONGTEXT, _BASIS),
            ),
        ),
        Section(
            4,
            "Preuves",
            (
                plain("preuves", "Traces et pièces conservées", FieldType.LONGTEXT, _BASIS),
                shared("mesures_post", _BASIS, label="Mesures prises"),
                shared("numero_cnil", _BASIS),
            ),
        ),
    ),
)
