"""What the triggers hold of evidence, of the recap of a filing, and of the declarations beside the CNIL's."""

from breaches.guard_parts import BREACH_ORGANISATION, never
from breaches.guards import Guard

DECLARATIONS: tuple[Guard, ...] = (
    *(
        never(suffix, event)
        for suffix in ("evidence", "sheetversion", "sheettransmission")
        for event in ("UPDATE", "DELETE", "TRUNCATE")
    ),
    Guard(
        "sheetversion_author_of_its_organisation", "breaches_sheetversion", "INSERT",
        f"(SELECT organisation_id FROM breaches_member WHERE id = NEW.author_id) {{ne}} {BREACH_ORGANISATION}",
        "L’auteur d’une fiche appartient à l’organisation du dossier.",
    ),
    Guard(
        "evidence_recap_of_its_breach", "breaches_evidence", "INSERT",
        "NEW.notification_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM breaches_authoritynotification n "
        "WHERE n.id = NEW.notification_id AND n.breach_id = NEW.breach_id AND n.state = 'filed')",
        "Un récapitulatif est celui d’un dépôt du même dossier.",
    ),
)  # fmt: skip
