"""The fact sheet for the insurer: what the declaration of a cyber claim needs (Code des assurances, L. 12-10-1)."""

from breaches.law.cnil_model import FieldType, Section
from breaches.law.codes import Confidence
from breaches.law.sheets_model import Sheet, identity, plain, shared

_BASIS = "Contrat d’assurance ; Code des assurances, L. 12-10-1"

INSURER = Sheet(
    code="insurer",
    family="insurer",
    title="Fiche de faits pour l’assureur",
    addressee="Assureur",
    channel="Moyen prévu au contrat",
    basis=_BASIS,
    correction="Écrivez à l’assureur, avec le numéro de sinistre, ce qui change et depuis quand vous le savez.",
    confidence=Confidence.LOW,
    note="Le délai de déclaration est celui du contrat : il n’est pas compté ici. La plainte, elle, se dépose dans les "
    "72 heures de la connaissance de l’atteinte.",
    sections=(
        identity(_BASIS),
        Section(
            2,
            "Le contrat",
            (
                plain("police", "Numéro de contrat", FieldType.TEXT, _BASIS),
                plain("garantie", "Garantie demandée", FieldType.LONGTEXT, _BASIS),
                plain("numero_plainte", "Référence de la plainte", FieldType.TEXT, "Code des assurances, L. 12-10-1"),
                shared("numero_cnil", _BASIS),
            ),
        ),
        Section(
            3,
            "Les faits",
            (
                shared("date_attaque", "Code des assurances, L. 12-10-1", required=True),
                shared("date_debut", _BASIS),
                shared("date_fin", _BASIS),
                shared("date_decouverte", _BASIS, required=True),
                shared("date_connaissance", _BASIS),
                shared("en_cours", _BASIS),
                shared("nature", _BASIS),
                shared("origine", _BASIS),
                shared("cause", _BASIS),
                shared("descriptif", _BASIS, required=True, label="Récit des faits"),
            ),
        ),
        Section(
            4,
            "Ce qui est touché",
            (
                shared("nb_personnes", _BASIS),
                shared("nb_enregistrements", _BASIS),
                shared("categories_personnes", _BASIS),
                shared("nature_donnees", _BASIS),
                shared("donnees_sensibles", _BASIS),
                shared("chiffrement", _BASIS),
                shared("indisponibilite", _BASIS),
                shared("duree_indisponibilite", _BASIS),
                shared("sauvegarde", _BASIS),
                plain("prejudice", "Pertes et frais estimés", FieldType.LONGTEXT, _BASIS),
            ),
        ),
        Section(5, "Réponse", (shared("mesures_post", _BASIS, label="Mesures prises et prévues"),)),
    ),
)
