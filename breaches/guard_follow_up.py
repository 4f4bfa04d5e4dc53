"""What the triggers hold of the follow-up: what was written stays, holds stop purges, a second person releases."""

from breaches.guard_parts import BREACH_ORGANISATION, frozen, never
from breaches.guards import Guard

_KEPT = ("authorityletter", "rightsrequest", "disclosuredelay", "legalhold", "retentionrule")
_IMMUTABLE = ("purge", "closingreason")
_WRITTEN_BY = {
    "authorityletter": "recorded_by_id", "rightsrequest": "recorded_by_id", "disclosuredelay": "recorded_by_id",
    "legalhold": "placed_by_id",
}  # fmt: skip
HELD = "EXISTS (SELECT 1 FROM breaches_legalhold h WHERE h.breach_id = {breach} AND h.released_at IS NULL)"
PURGED = "EXISTS (SELECT 1 FROM breaches_purge p WHERE p.breach_id = {breach})"
_EVIDENCE = "(SELECT breach_id FROM breaches_evidence WHERE id = NEW.{column})"
_MEMBER = "(SELECT organisation_id FROM breaches_member WHERE id = NEW.{column})"
_ENTRY = "(SELECT organisation_id FROM breaches_journalentry WHERE id = NEW.entry_id)"


def _own(suffix: str, column: str | None) -> Guard:
    """Who writes a row, and the entry that tells it, are of the organisation of the file."""
    wrong = f"{_ENTRY} {{ne}} {BREACH_ORGANISATION}"
    if column:
        wrong += f" OR {_MEMBER.format(column=column)} {{ne}} {BREACH_ORGANISATION}"
    return Guard(
        f"{suffix}_of_its_organisation", f"breaches_{suffix}", "INSERT", wrong,
        "Cette ligne, sa personne et son entrée du journal sont de l’organisation du dossier.",
    )  # fmt: skip


def _of_the_breach(name: str, column: str, event: str) -> Guard:
    return Guard(
        name, "breaches_authorityletter", event,
        f"NEW.{column} IS NOT NULL AND NEW.breach_id {{ne}} {_EVIDENCE.format(column=column)}",
        "La pièce d’un courrier est une pièce du même dossier.",
    )  # fmt: skip


_RULE = (
    "EXISTS (SELECT 1 FROM breaches_retentionrule r WHERE r.id = NEW.rule_id AND r.kind = NEW.kind "
    "AND r.organisation_id = {house} AND r.verdict = 'approved' AND r.months IS NOT NULL)"
)
_PURGED = "EXISTS (SELECT 1 FROM breaches_purge p WHERE p.breach_id = NEW.breach_id AND p.kind = 'report')"
_SOLE = "(SELECT o.sole_practitioner FROM breaches_organisation o WHERE o.id = {house})"

FOLLOW_UP: tuple[Guard, ...] = (
    *(never(suffix, event) for suffix in _KEPT for event in ("DELETE", "TRUNCATE")),
    *(never(suffix, event) for suffix in _IMMUTABLE for event in ("UPDATE", "DELETE", "TRUNCATE")),
    *(_own(suffix, _WRITTEN_BY.get(suffix)) for suffix in (*_WRITTEN_BY, *_IMMUTABLE)),
    frozen(
        "letter_frozen", "authorityletter",
        ("breach_id", "kind", "reference", "about", "received_on", "due_on", "evidence_id", "recorded_by_id",
         "recorded_at", "entry_id"),
        "Un courrier reçu ne se réécrit pas.",
    ),
    Guard("letter_answered_once", "breaches_authorityletter", "UPDATE", "OLD.answered_on IS NOT NULL",
          "Une réponse ne se réécrit pas."),
    _of_the_breach("letter_evidence_of_its_breach", "evidence_id", "INSERT"),
    _of_the_breach("letter_answer_of_its_breach", "answer_evidence_id", "UPDATE"),
    frozen(
        "request_frozen", "rightsrequest",
        ("breach_id", "kind", "reference", "received_on", "recorded_by_id", "recorded_at", "entry_id"),
        "Une demande ne se réécrit pas.",
    ),
    frozen(
        "request_extended_once", "rightsrequest", ("due_on", "extended_on", "extension_reasons"),
        "Un délai ne se prolonge qu’une fois, avec ses motifs.",
        when="OLD.extended_on IS NOT NULL OR NEW.extended_on IS NULL",
    ),
    Guard("request_handled_once", "breaches_rightsrequest", "UPDATE", "OLD.handled_on IS NOT NULL",
          "Une demande traitée le reste."),
    frozen(
        "delay_frozen", "disclosuredelay",
        ("breach_id", "authority", "reference", "why", "starts_on", "until_on", "recorded_by_id", "recorded_at",
         "entry_id"),
        "Un report ne se réécrit pas : un report plus long en est un autre.",
    ),
    Guard("delay_lifted_once", "breaches_disclosuredelay", "UPDATE", "OLD.lifted_on IS NOT NULL",
          "Un report levé le reste."),
    frozen("hold_frozen", "legalhold", ("breach_id", "reason", "placed_by_id", "placed_at", "entry_id"),
            "Un gel ne se réécrit pas."),
    Guard("hold_released_once", "breaches_legalhold", "UPDATE", "OLD.released_at IS NOT NULL",
          "Un gel levé le reste."),
    Guard(
        "hold_released_by_its_organisation", "breaches_legalhold", "UPDATE",
        f"NEW.released_by_id IS NOT NULL AND {_MEMBER.format(column='released_by_id')} {{ne}} {BREACH_ORGANISATION}",
        "Un gel se lève par une personne de l’organisation.",
    ),
    Guard(
        "hold_sole_practitioner_is_declared", "breaches_legalhold", "UPDATE",
        f"NEW.sole_practitioner AND NOT {_SOLE.format(house=BREACH_ORGANISATION)}",
        "Le régime « praticien unique » n’est pas déclaré.",
    ),
    Guard(
        "retention_born_pending", "breaches_retentionrule", "INSERT", "NEW.verdict <> 'pending'",
        "Une durée naît proposée : une seconde personne l’approuve.",
    ),
    Guard(
        "retention_of_its_organisation", "breaches_retentionrule", "INSERT",
        f"{_ENTRY} {{ne}} NEW.organisation_id OR {_MEMBER.format(column='author_id')} {{ne}} NEW.organisation_id",
        "Une durée, son auteur et son entrée du journal sont de la même organisation.",
    ),
    frozen(
        "retention_frozen", "retentionrule",
        ("organisation_id", "kind", "months", "reasons", "author_id", "proposed_at", "entry_id"),
        "Une durée proposée ne se réécrit pas : on en propose une autre.",
    ),
    Guard("retention_decided_once", "breaches_retentionrule", "UPDATE", "OLD.verdict <> 'pending'",
          "Une durée décidée le reste : on en propose une autre."),
    Guard(
        "retention_decided_by_its_organisation", "breaches_retentionrule", "UPDATE",
        f"NEW.decided_by_id IS NOT NULL AND {_MEMBER.format(column='decided_by_id')} {{ne}} NEW.organisation_id",
        "Une durée se décide par une personne de l’organisation.",
    ),
    Guard(
        "retention_sole_practitioner_is_declared", "breaches_retentionrule", "UPDATE",
        f"NEW.sole_practitioner AND NOT {_SOLE.format(house='NEW.organisation_id')}",
        "Le régime « praticien unique » n’est pas déclaré.",
    ),
    Guard(
        "purge_never_under_hold", "breaches_purge", "INSERT", HELD.format(breach="NEW.breach_id"),
        "Ce dossier est gelé : rien n’y est purgé avant la levée du gel.",
    ),
    Guard(
        "purge_of_a_closed_file", "breaches_purge", "INSERT",
        "(SELECT b.state FROM breaches_breach b WHERE b.id = NEW.breach_id) <> 'closed'",
        "Seul un dossier clôturé se purge.",
    ),
    Guard(
        "purge_under_an_approved_rule", "breaches_purge", "INSERT",
        "NOT " + _RULE.format(house=BREACH_ORGANISATION),
        "Une purge suit une durée approuvée pour ce genre d’objet.",
    ),
)  # fmt: skip

_UNTOUCHED = " OR ".join(
    f"NEW.{column} {{ne}} OLD.{column}"
    for column in (
        "id", "salt", "last_entry_id", "organisation_id", "breach_id", "reference", "source", "kind", "ongoing",
        "how_many", "reporter_id", "reported_at", "detected_at", "late_entry",
    )
)  # fmt: skip
# A report is never edited. A purge of this kind, and nothing else, empties its two free texts.
REPORTS: tuple[Guard, ...] = (
    Guard(
        "incidentreport_never_updated", "breaches_incidentreport", "UPDATE",
        f"({_UNTOUCHED}) OR NEW.summary <> '' OR NEW.contact <> '' OR {HELD.format(breach='NEW.breach_id')} "
        f"OR NOT {_PURGED}",
        "Cette ligne fait preuve : elle ne change pas.",
    ),
    never("incidentreport", "DELETE"),
    never("incidentreport", "TRUNCATE"),
)  # fmt: skip
