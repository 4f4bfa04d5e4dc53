"""Which column of an old register is which column of ours: by name, whatever its accents, case and punctuation."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from notify.dossier.register import COLUMNS

# Ours, those of the CNIL's form and open data, and what house registers write. Folded like `fold`.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "reference": ("identifiant", "reference", "numero", "n", "id", "ref", "numeroviolation", "numeroincident"),
    "title": ("intitule", "titre", "objet", "incident", "violation"),
    "state": ("etat", "etatdudossier", "statut"),
    "aware_at": (
        "datedeprisedeconnaissance", "datedeprisedeconnaissancedelaviolation", "prisedeconnaissance", "date",
        "datedelaviolation", "datedeconstat", "datedeladecouverte", "datededecouverte", "datedelincident",
        "datedereceptiondelanotification",
    ),
    "nature": ("nature", "naturedelaviolation", "naturesdelaviolation", "typedeviolation"),
    "facts": (
        "faits", "faitsetcirconstances", "description", "descriptif", "descriptiondelaviolation", "circonstances",
        "descriptifdetailledelaviolation", "descriptiondelincident",
    ),
    "causes": (
        "cause", "causes", "causedelincident", "causesdelincident", "origine", "originedelincident",
        "originesdelincident", "origineetcause",
    ),
    "persons": (
        "personnes", "nombredepersonnes", "nombredepersonnesimpactees", "nombredepersonnesconcernees",
        "categoriesetnombreapproximatifdepersonnes", "nombreapproximatifdepersonnesconcernees", "personnesconcernees",
    ),
    "records": (
        "donnees", "donneesconcernees", "typologiesdesdonneesimpactees", "naturedesdonneesconcernees",
        "categoriesetnombreapproximatifdenregistrements", "categoriesdedonnees", "naturedesdonnees",
    ),
    "sensitive": ("donneessensibles",),
    "consequences": ("consequences", "consequencesprobables", "effets", "impacts", "consequencespotentielles"),
    "measures": (
        "mesures", "mesuresprises", "mesuresprisesouenvisagees", "mesurescorrectives", "actions", "actionscorrectives",
    ),
    "risk": ("risque", "appreciationdurisque", "appreciationdurisqueetmotivation", "niveauderisque", "gravite"),
    "authority": (
        "notification", "notificationcnil", "notificationalacnil", "notifieealacnil", "notifiee", "notifie",
        "decisiondenotifierlacniletmotifs", "decisiondenotifier",
    ),
    "delay": ("motifsduretard", "retard"),
    "subjects": (
        "informationdespersonnes", "decisiondinformerlespersonnesetmotifs", "communication", "personnesinformees",
        "communicationauxpersonnes", "communicationauxpersonnesconcernees",
    ),
    "information": ("datecontenuetpreuvedelinformation", "datedelinformation"),
    "receipts": ("numerodenotificationalacnil", "numerodenotification", "numerodenotificationcnil", "numerocnil"),
    "opinion": ("avisdudpo", "avisdudelegue"),
    "parties": ("soustraitants", "soustraitantsetcoresponsables", "soustraitant", "autresorganismesimpliques"),
}  # fmt: skip
EXTRA = (("title", "Intitulé"), ("sensitive", "Données sensibles"))
LABELS: dict[str, str] = dict((*COLUMNS[:1], EXTRA[0], *COLUMNS[1:], EXTRA[1]))
REQUIRED = ("aware_at", "facts")


def fold(text: str) -> str:
    """`Date de prise de connaissance ` → `datedeprisedeconnaissance`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


_BY_ALIAS = {alias: key for key, aliases in ALIASES.items() for alias in aliases}
_BY_ALIAS |= {fold(label): key for key, label in LABELS.items()}


def recognised(header: Sequence[str]) -> list[str]:
    """The column of ours that each heading names, empty for the others; a second one of a kind stays empty."""
    found: list[str] = []
    for heading in header:
        key = _BY_ALIAS.get(fold(heading), "")
        found.append("" if key in found else key)
    return found
