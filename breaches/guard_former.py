"""Triggers of the old registers that were taken over: nothing of them changes, and they stay in their house."""

from breaches.guards import Guard

FORMER = (
    *(
        Guard(
            f"{suffix}_never_{event.lower()}d", f"breaches_{suffix}", event, "1 = 1",
            "Un registre repris reste tel qu’il a été lu.",
        )
        for suffix in ("formerregister", "formerline")
        for event in ("UPDATE", "DELETE", "TRUNCATE")
    ),
    Guard(
        "former_register_of_its_organisation", "breaches_formerregister", "INSERT",
        "(SELECT organisation_id FROM breaches_member WHERE id = NEW.imported_by_id) {ne} NEW.organisation_id "
        "OR (SELECT organisation_id FROM breaches_journalentry WHERE id = NEW.entry_id) {ne} NEW.organisation_id",
        "Un registre repris, sa personne et son entrée du journal sont de la même organisation.",
    ),
)  # fmt: skip
