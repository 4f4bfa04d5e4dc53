"""The order of states, written out here apart from django-fsm; a test compares the two."""

from collections.abc import Iterable

from breaches.guards import Guard

STATES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    # table suffix: (initial states, allowed pairs)
    "breach": (
        ("reported",),
        (
            ("reported", "confirmed"), ("confirmed", "assessed"), ("assessed", "closed"), ("closed", "assessed"),
            ("reported", "dismissed"), ("confirmed", "dismissed"), ("assessed", "dismissed"),
            ("dismissed", "reported"),
        ),
    ),
    "awareness": (
        ("candidate", "chosen", "correction"),
        (("correction", "chosen"), ("correction", "refused"), ("chosen", "superseded")),
    ),
    "duty": (("open",), (("open", "fulfilled"), ("open", "not_required"), ("not_required", "open"))),
    "decision": (
        ("proposed",), (("proposed", "in_review"), ("in_review", "decided"), ("in_review", "refused"))
    ),
    "authoritynotification": (
        ("draft",),
        (
            ("draft", "in_review"), ("in_review", "draft"), ("in_review", "approved"), ("draft", "approved"),
            ("approved", "draft"), ("approved", "filed"),
        ),
    ),
    "communication": (
        ("draft",),
        (
            ("draft", "in_review"), ("in_review", "draft"), ("in_review", "approved"), ("approved", "draft"),
            ("approved", "dispatching"), ("dispatching", "dispatched"), ("dispatched", "reconciled"),
        ),
    ),
    "noticeround": (
        ("draft",),
        (
            ("draft", "in_review"), ("in_review", "draft"), ("in_review", "approved"), ("approved", "draft"),
            ("approved", "sending"),
        ),
    ),
    "controllernotice": (
        ("drafted",),
        (
            ("drafted", "approved"), ("approved", "drafted"), ("approved", "sent"), ("approved", "failed"),
            ("failed", "approved"), ("failed", "sent"), ("sent", "failed"), ("sent", "acknowledged"),
            ("drafted", "set_aside"), ("approved", "set_aside"), ("failed", "set_aside"),
        ),
    ),
}  # fmt: skip


def state_guards(suffix: str, initial: tuple[str, ...], pairs: Iterable[tuple[str, str]]) -> tuple[Guard, ...]:
    """Born in a first state, moved in order, told in the journal, never deleted."""
    table = f"breaches_{suffix}"
    born = ", ".join(f"'{state}'" for state in initial)
    legal = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in pairs)
    return (
        Guard(
            f"{suffix}_starts_first", table, "INSERT", f"NEW.state NOT IN ({born})",
            "Un élément naît dans son premier état.",
        ),
        Guard(
            f"{suffix}_transition_in_order", table, "UPDATE", f"NEW.state <> OLD.state AND NOT ({legal})",
            "Ce passage d’un état à l’autre n’existe pas.",
        ),
        Guard(
            f"{suffix}_state_needs_entry", table, "UPDATE",
            "NEW.state <> OLD.state AND NEW.last_entry_id <= OLD.last_entry_id",
            "Un changement d’état s’écrit au journal.",
        ),
        Guard(f"{suffix}_never_deleted", table, "DELETE", "1 = 1", "Le dossier ne perd rien."),
        Guard(f"{suffix}_never_truncated", table, "TRUNCATE", "1 = 1", "Le dossier ne perd rien."),
    )  # fmt: skip
