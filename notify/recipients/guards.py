"""What the database itself holds of purges here: none without its record, none while the file is under a hold."""

from breaches.guard_follow_up import HELD, PURGED
from breaches.guards import Guard

_OF_FILE = "(SELECT k.breach_id FROM recipients_campaignkey k WHERE k.id = NEW.key_id)"
_OF_ROW = "(SELECT k.breach_id FROM recipients_campaignkey k WHERE k.communication_id = OLD.communication_id)"
_BOUND = "(SELECT i.root FROM recipients_recipientimport i WHERE i.id = OLD.batch_id)"


def _only_by_a_purge(breach: str) -> str:
    return f"({HELD.format(breach=breach)} OR NOT {PURGED.format(breach=breach)})"


GUARDS: tuple[Guard, ...] = (
    Guard(
        "privatefile_purged_as_recorded", "recipients_privatefile", "UPDATE",
        "NEW.purged_at {ne} OLD.purged_at AND " + _only_by_a_purge(_OF_FILE),
        "Un fichier ne se purge qu’avec sa purge inscrite, et jamais sous un gel.",
    ),
    Guard(
        "campaignkey_shredded_as_recorded", "recipients_campaignkey", "UPDATE",
        "NEW.shredded_at IS NOT NULL AND OLD.shredded_at IS NULL AND " + _only_by_a_purge("NEW.breach_id"),
        "Une clef ne se détruit qu’avec une purge inscrite, et jamais sous un gel.",
    ),
    # The rows of an import that failed have no root yet: those may always be taken back.
    Guard(
        "recipient_stays_under_hold", "recipients_recipient", "DELETE",
        f"{_BOUND} <> '' AND " + HELD.format(breach=_OF_ROW),
        "Ce dossier est gelé : ses destinataires ne se suppriment pas.",
    ),
)  # fmt: skip
