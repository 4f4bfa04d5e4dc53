"""What the triggers hold of the notices to controllers (art. 33(2)): four eyes on text and list, nothing rewritten."""

from breaches.guard_parts import APPROVED, frozen
from breaches.guards import Guard

_ROUND_STATE = "(SELECT r.state FROM breaches_noticeround r WHERE r.id = NEW.round_id)"

NOTICES = (
    Guard(
        "notice_round_needs_approval", "breaches_noticeround", "UPDATE",
        "NEW.state IN ('approved', 'sending') AND OLD.state <> NEW.state AND NOT "
        + APPROVED.format(kind="controllers"),
        "Un envoi aux responsables part après l’accord d’une seconde personne sur ce texte et cette liste.",
    ),
    frozen(
        "notice_round_content_frozen", "noticeround", ("breach_id", "number", "content", "content_sha256"),
        "Un contenu soumis ne change plus : reprenez-le en brouillon, l’accord tombera.",
        when="NEW.state <> 'draft'",
    ),
    Guard(
        "notice_round_take_back_voids_approval", "breaches_noticeround", "UPDATE",
        "OLD.state = 'approved' AND NEW.state = 'draft' AND EXISTS (SELECT 1 FROM breaches_approval a WHERE "
        "a.subject_kind = 'controllers' AND a.subject_id = NEW.id AND a.verdict = 'approved' "
        "AND a.voided_at IS NULL)",
        "Reprendre le contenu fait tomber l’accord.",
    ),
    Guard(
        "notice_of_its_breach", "breaches_controllernotice", "INSERT",
        "NEW.breach_id {ne} (SELECT r.breach_id FROM breaches_noticeround r WHERE r.id = NEW.round_id)",
        "Une information appartient à la violation de son envoi.",
    ),
    Guard(
        "notice_joins_a_draft_only", "breaches_controllernotice", "INSERT",
        f"{_ROUND_STATE} <> 'draft'",
        "La liste soumise ne change plus : reprenez-la en brouillon, l’accord tombera.",
    ),
    frozen(
        "notice_identity_frozen", "controllernotice",
        ("breach_id", "round_id", "number", "name", "siren", "contact", "email", "persons", "populations",
         "services", "contract_hours", "message_id"),
        "Une information ne se réécrit pas : écartez-la avec ses motifs, puis ajoutez la bonne.",
    ),
    Guard(
        "notice_leaves_after_approval", "breaches_controllernotice", "UPDATE",
        "NEW.state IN ('approved', 'sent') AND OLD.state <> NEW.state "
        f"AND {_ROUND_STATE} NOT IN ('approved', 'sending')",
        "Une information part après l’accord sur son texte et sa liste.",
    ),
    frozen(
        "notice_delivery_frozen", "controllernotice", ("told_at", "by_hand"),
        "Ce qui est parti le reste.", when="OLD.state IN ('sent', 'acknowledged') AND NEW.state <> 'failed'",
    ),
)  # fmt: skip
