"""What the triggers hold of the links between the files of two organisations."""

from breaches.guard_parts import entry_of, member_tenancy, never
from breaches.guards import Guard

LINKS: tuple[Guard, ...] = (
    *(never("breachlink", event) for event in ("UPDATE", "DELETE", "TRUNCATE")),
    member_tenancy(
        "breachlink_maker_of_its_organisation", "breachlink", "made_by_id",
        "L’auteur d’un lien appartient à l’organisation du dossier.",
    ),
    entry_of("breachlink_entry_of_its_organisation", "breachlink", "L’entrée est celle de l’organisation du dossier."),
    Guard(
        "breachlink_of_two_organisations", "breaches_breachlink", "INSERT",
        "(SELECT organisation_id FROM breaches_breach WHERE id = NEW.breach_id) = "
        "(SELECT organisation_id FROM breaches_breach WHERE id = NEW.other_id)",
        "Un lien va d’un organisme à un autre.",
    ),
)  # fmt: skip
