"""Pieces that several families of triggers are put together from."""

from collections.abc import Iterable

from breaches.guards import Guard

VERDICT = (
    "EXISTS (SELECT 1 FROM breaches_approval a WHERE a.subject_kind = '{kind}' AND a.subject_id = NEW.id "
    "AND a.version = NEW.version AND a.sha256 = NEW.content_sha256 AND a.verdict = '{verdict}' "
    "AND a.voided_at IS NULL)"
)
APPROVED = VERDICT.replace("{verdict}", "approved")


def entry_tenancy(suffix: str, organisation: str, event: str = "INSERT") -> Guard:
    place = "of" if event == "INSERT" else "stays_of"
    return Guard(
        f"{suffix}_entry_{place}_its_organisation", f"breaches_{suffix}", event,
        f"(SELECT organisation_id FROM breaches_journalentry WHERE id = NEW.last_entry_id) {{ne}} {organisation}",
        "L’entrée du journal est celle d’une autre organisation.",
    )  # fmt: skip


BREACH_ORGANISATION = "(SELECT organisation_id FROM breaches_breach WHERE id = NEW.breach_id)"


def never(suffix: str, event: str) -> Guard:
    return Guard(
        f"{suffix}_never_{event.lower()}d", f"breaches_{suffix}", event, "1 = 1",
        "Cette ligne fait preuve : elle ne change pas.",
    )  # fmt: skip


def frozen(name: str, suffix: str, columns: Iterable[str], message: str, when: str = "1 = 1") -> Guard:
    changed = " OR ".join(f"NEW.{column} {{ne}} OLD.{column}" for column in columns)
    return Guard(name, f"breaches_{suffix}", "UPDATE", f"({when}) AND ({changed})", message)


def member_tenancy(name: str, suffix: str, column: str, message: str) -> Guard:
    return Guard(
        name, f"breaches_{suffix}", "INSERT",
        f"(SELECT organisation_id FROM breaches_member WHERE id = NEW.{column}) {{ne}} {BREACH_ORGANISATION}",
        message,
    )  # fmt: skip


def entry_of(name: str, suffix: str, message: str) -> Guard:
    return Guard(
        name, f"breaches_{suffix}", "INSERT",
        f"(SELECT organisation_id FROM breaches_journalentry WHERE id = NEW.entry_id) {{ne}} {BREACH_ORGANISATION}",
        message,
    )  # fmt: skip
