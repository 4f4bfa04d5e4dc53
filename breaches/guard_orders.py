"""What the triggers hold of the orders of the authority (art. 34(4))."""

from breaches.guard_parts import member_tenancy, never
from breaches.guards import Guard

ORDERS: tuple[Guard, ...] = (
    *(never("authorityorder", event) for event in ("UPDATE", "DELETE", "TRUNCATE")),
    member_tenancy(
        "authorityorder_recorder_of_its_organisation", "authorityorder", "recorded_by_id",
        "L’auteur de l’inscription appartient à l’organisation du dossier.",
    ),
    Guard(
        "decision_obeys_authority_order", "breaches_decision", "UPDATE",
        "NEW.state = 'decided' AND OLD.state <> 'decided' AND NEW.subjects = 'do_not_communicate' AND "
        "(SELECT o.finding FROM breaches_authorityorder o WHERE o.breach_id = NEW.breach_id "
        "ORDER BY o.entry_id DESC LIMIT 1) = 'communicate'",
        "L’autorité de contrôle demande d’informer les personnes : on ne décide pas le contraire.",
    ),
)  # fmt: skip
