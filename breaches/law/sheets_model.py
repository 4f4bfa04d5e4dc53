"""What a declaration beside the CNIL's is made of: a sheet, its sections, and the fields that several sheets share.

No official form of these addressees was read: fields say plainly what they hold and are marked "libellé à vérifier".
A field that several declarations share has one id everywhere, that of the CNIL form when it has it: this is what makes
them comparable (`contradictions`).
"""

from dataclasses import dataclass

from breaches.law.cnil_fields import FIRST_SECTIONS
from breaches.law.cnil_fields_people import PEOPLE_SECTIONS
from breaches.law.cnil_fields_response import RESPONSE_SECTIONS
from breaches.law.cnil_model import Field, FieldType, Requirement, Section
from breaches.law.codes import Confidence, Option, options
from breaches.law.vocabulary import Backup, Encryption, Lost

TO_CHECK = "libellé à vérifier"
_CNIL = {
    field.id: field for section in (*FIRST_SECTIONS, *PEOPLE_SECTIONS, *RESPONSE_SECTIONS) for field in section.fields
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One declaration: whom it goes to, how, on which ground, and what its addressee wants to know.

    `duty` is the code of the duty that sending it fulfils, empty when there is none. `family`: sheets of one family go
    to one addressee, the later one completes the earlier. `correction`: how what was sent is put right.
    """

    code: str
    family: str
    title: str
    addressee: str
    channel: str
    basis: str
    correction: str
    sections: tuple[Section, ...]
    duty: str = ""
    confidence: Confidence = Confidence.MEDIUM
    note: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the sheet."""
        return tuple(field for section in self.sections for field in section.fields)


def plain(
    identifier: str,
    label: str,
    kind: FieldType,
    basis: str,
    *,
    required: bool = False,
    choices: tuple[Option, ...] = (),
    note: str = "",
) -> Field:
    """A field in our own words, for no official label was read; `basis` is the text that asks (NIS 2, art. 23, …)."""
    wanted = Requirement.REQUIRED if required else Requirement.OPTIONAL
    return Field(
        id=identifier, label=label, type=kind, req_initial=wanted, req_complement=wanted, gdpr=basis, options=choices,
        source="G", confidence=Confidence.LOW, note=note,
    )  # fmt: skip


def shared(identifier: str, basis: str, *, required: bool = False, label: str = "") -> Field:
    """A field that asks the same as one of the CNIL form (or of `OWN`): same id, same choices, its own basis."""
    known = _CNIL.get(identifier) or OWN[identifier]
    return plain(identifier, label or known.label, known.type, basis, required=required, choices=known.options)


OWN: dict[str, Field] = {
    field.id: field
    for field in (
        plain("date_decouverte", "Date de détection de l’incident", FieldType.DATETIME, ""),
        plain("date_attaque", "Date à laquelle l’atteinte au système a été connue", FieldType.DATETIME, ""),
        plain("chiffrement", "Chiffrement des données avant l’incident", FieldType.SINGLE, "",
              choices=options(Encryption)),
        plain("malveillance", "Acte malveillant ou illicite suspecté", FieldType.BOOLEAN, ""),
        plain("soins_affectes", "Effet sur la prise en charge des patients", FieldType.BOOLEAN, ""),
        plain("indisponibilite", "Indisponibilité du système ou des données", FieldType.SINGLE, "",
              choices=options(Lost)),
        plain("duree_indisponibilite", "Durée de l’indisponibilité, en heures", FieldType.INTEGER, ""),
        plain("sauvegarde", "Copie de sauvegarde disponible", FieldType.SINGLE, "", choices=options(Backup)),
        plain("numero_cnil", "Numéro de la notification à la CNIL", FieldType.TEXT, ""),
    )
}  # fmt: skip


def identity(basis: str, *, head: bool = False) -> Section:
    """Section 1 of every sheet: organisation, whom to call; the legal representative when `head` (art. 33(3)(b))."""
    names = ("denomination", "siren", "adresse", "code_postal", "ville")
    legal = (
        shared("rl_nom", basis, label="Représentant légal, nom"),
        shared("rl_prenom", basis, label="Représentant légal, prénom"),
    )
    contact = (
        shared("pc_nom", basis, required=True, label="Personne à contacter, nom"),
        shared("pc_prenom", basis, label="Personne à contacter, prénom"),
        shared("pc_fonction", basis, label="Personne à contacter, fonction"),
        shared("pc_courriel", basis, required=True, label="Personne à contacter, adresse électronique"),
        shared("pc_telephone", basis, label="Personne à contacter, téléphone"),
    )
    body = tuple(shared(name, basis, required=name == "denomination") for name in names)
    return Section(1, "L’organisme", (*body, *(legal if head else ()), *contact))
