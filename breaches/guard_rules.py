"""What the triggers hold beside the order of states (`guard_states`): immutability, four eyes, roles, tenancy."""

from breaches.guard_follow_up import FOLLOW_UP, REPORTS
from breaches.guard_former import FORMER
from breaches.guard_links import LINKS
from breaches.guard_notices import NOTICES
from breaches.guard_orders import ORDERS
from breaches.guard_parts import APPROVED, BREACH_ORGANISATION, VERDICT, entry_tenancy, frozen, never
from breaches.guard_sheets import DECLARATIONS
from breaches.guard_states import STATES, state_guards
from breaches.guards import Guard

GENESIS = "0" * 64

JOURNAL = (
    Guard(
        "journal_never_updated", "breaches_journalentry", "UPDATE", "1 = 1",
        "Le journal ne se corrige pas : il se complète.",
    ),
    Guard("journal_never_deleted", "breaches_journalentry", "DELETE", "1 = 1", "Le journal ne perd rien."),
    Guard("journal_never_truncated", "breaches_journalentry", "TRUNCATE", "1 = 1", "Le journal ne perd rien."),
    Guard(
        "journal_chain_unbroken", "breaches_journalentry", "INSERT",
        "NEW.seq <> 1 + COALESCE((SELECT MAX(j.seq) FROM breaches_journalentry j "
        "WHERE j.organisation_id = NEW.organisation_id), 0) OR NEW.prev <> COALESCE((SELECT j.hash "
        "FROM breaches_journalentry j WHERE j.organisation_id = NEW.organisation_id ORDER BY j.seq DESC LIMIT 1), "
        f"'{GENESIS}')",
        "Une entrée du journal suit la précédente.",
    ),
    Guard(
        "journal_actor_of_its_organisation", "breaches_journalentry", "INSERT",
        "NEW.actor_id IS NOT NULL AND (SELECT organisation_id FROM breaches_member WHERE id = NEW.actor_id) "
        "{ne} NEW.organisation_id",
        "L’auteur d’une entrée appartient à l’organisation.",
    ),
)  # fmt: skip

IMMUTABLE = tuple(
    never(suffix, event)
    for suffix in (
        "factsversion", "population", "assessment", "authorship", "proofsignature"
    )
    for event in ("UPDATE", "DELETE", "TRUNCATE")
)  # fmt: skip

RECORD = (
    frozen(
        "breach_identity_frozen", "breach", ("organisation_id", "reference", "reported_at", "exercise"),
        "Le numéro, l’organisation et l’heure du signalement ne changent pas.",
    ),
    Guard(
        "breach_aware_at_follows_awareness", "breaches_breach", "UPDATE",
        "NEW.aware_at {ne} OLD.aware_at AND NEW.aware_at {ne} (SELECT MIN(w.at) FROM breaches_awareness w "
        "WHERE w.breach_id = NEW.id AND w.state IN ('chosen', 'correction'))",
        "L’heure qui fait courir le délai est la plus ancienne des heures retenues ou proposées.",
    ),
    Guard(
        "duty_clock_needs_entry", "breaches_duty", "UPDATE",
        "(NEW.due_at {ne} OLD.due_at OR NEW.starts_at {ne} OLD.starts_at) AND NEW.last_entry_id <= OLD.last_entry_id",
        "Un terme ne bouge pas sans que le journal le dise.",
    ),
    frozen(
        "awareness_values_frozen", "awareness", ("breach_id", "at", "reasons", "evidence", "author_id", "created_at"),
        "Une heure de prise de connaissance ne se réécrit pas : elle se corrige par une autre.",
    ),
    Guard(
        "awareness_of_its_organisation", "breaches_awareness", "INSERT",
        f"(SELECT organisation_id FROM breaches_member WHERE id = NEW.author_id) {{ne}} {BREACH_ORGANISATION}",
        "L’auteur d’une heure appartient à l’organisation du dossier.",
    ),
    Guard(
        "awareness_chosen_directly_once", "breaches_awareness", "INSERT",
        "NEW.state = 'chosen' AND EXISTS (SELECT 1 FROM breaches_awareness o WHERE o.breach_id = NEW.breach_id "
        "AND o.state IN ('chosen', 'superseded'))",
        "Après la confirmation, une heure ne change que par une correction approuvée.",
    ),
    Guard(
        "awareness_correction_needs_second_person", "breaches_awareness", "UPDATE",
        "OLD.state = 'correction' AND NEW.state = 'chosen' AND NOT " + APPROVED.format(kind="awareness"),
        "Une correction vaut après l’accord d’une seconde personne.",
    ),
    frozen(
        "duty_lateness_frozen", "duty", ("late", "late_by", "fulfilled_at", "due_at", "starts_at"),
        "Le retard est constaté une fois pour toutes au premier dépôt.", when="OLD.late IS NOT NULL",
    ),
    frozen("duty_identity_frozen", "duty", ("breach_id", "code", "addressee", "opened_at"),
            "Une obligation garde son dossier et son destinataire."),
    Guard(
        "decision_needs_second_person", "breaches_decision", "UPDATE",
        "NEW.state = 'decided' AND OLD.state <> 'decided' AND NOT " + APPROVED.format(kind="assessment"),
        "Une décision vaut après l’accord du responsable.",
    ),
    Guard(
        "decision_of_latest_assessment", "breaches_decision", "UPDATE",
        "NEW.state = 'decided' AND OLD.state <> 'decided' AND EXISTS (SELECT 1 FROM breaches_assessment later "
        "JOIN breaches_assessment own ON own.id = NEW.assessment_id "
        "WHERE later.breach_id = NEW.breach_id AND later.number > own.number)",
        "Une évaluation plus récente remplace celle-ci.",
    ),
    frozen(
        "decision_content_frozen", "decision",
        ("assessment_id", "authority", "subjects", "exemption", "reasons", "content_sha256", "version"),
        "Une décision ne se réécrit pas : on réévalue.",
    ),
    frozen("measure_text_frozen", "measure", ("breach_id", "what", "owner", "due_on", "created_at"),
            "Une mesure ne se réécrit pas : on en ajoute une."),
    Guard("measure_done_once", "breaches_measure", "UPDATE", "OLD.done_at IS NOT NULL",
          "Une mesure faite le reste."),
    never("measure", "DELETE"),
    never("measure", "TRUNCATE"),
)  # fmt: skip

NOTIFICATION = (
    Guard(
        "notification_needs_approval", "breaches_authoritynotification", "UPDATE",
        "NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.break_glass_at IS NULL AND NOT "
        + APPROVED.format(kind="notification"),
        "Une notification part après l’accord d’une seconde personne sur ce contenu exact.",
    ),
    Guard(
        "notification_filed_as_approved", "breaches_authoritynotification", "UPDATE",
        "NEW.state = 'filed' AND OLD.state <> 'filed' AND NEW.break_glass_at IS NULL AND NOT "
        + APPROVED.format(kind="notification"),
        "Seul le contenu approuvé se dépose.",
    ),
    frozen(
        "notification_content_frozen", "authoritynotification", ("content", "content_sha256", "phase"),
        "Un contenu soumis ne change plus : reprenez-le en brouillon, l’accord tombera.",
        when="NEW.state <> 'draft'",
    ),
    Guard(
        "notification_take_back_voids_approval", "breaches_authoritynotification", "UPDATE",
        "OLD.state = 'approved' AND NEW.state = 'draft' AND EXISTS (SELECT 1 FROM breaches_approval a WHERE "
        "a.subject_kind = 'notification' AND a.subject_id = NEW.id AND a.verdict = 'approved' "
        "AND a.voided_at IS NULL)",
        "Reprendre le contenu fait tomber l’accord.",
    ),
    frozen(
        "notification_filing_never_undone", "authoritynotification",
        ("receipt", "filed_at", "filed_by_id", "state", "version", "break_glass_at", "break_glass_by_id"),
        "Un dépôt ne se défait pas.", when="OLD.state = 'filed'",
    ),
    Guard(
        "notification_ratification_in_order", "breaches_authoritynotification", "UPDATE",
        "NEW.ratification <> OLD.ratification AND NOT (OLD.ratification = 'none' AND NEW.ratification = 'pending') "
        "AND NOT (OLD.ratification = 'pending' AND NEW.ratification IN ('ratified', 'refused')) "
        "AND NOT (NEW.ratification = 'none' AND NEW.state = 'draft')",
        "Une ratification se donne ou se refuse une fois, après un dépôt sans accord.",
    ),
    Guard(
        "notification_ratification_needs_verdict", "breaches_authoritynotification", "UPDATE",
        "NEW.ratification <> OLD.ratification AND ((NEW.ratification = 'ratified' AND NOT "
        + APPROVED.format(kind="notification") + ") OR (NEW.ratification = 'refused' AND NOT "
        + VERDICT.format(kind="notification", verdict="refused") + "))",
        "Une ratification est le verdict d’une seconde personne sur ce contenu exact.",
    ),
    Guard(
        "notification_break_glass_by_dpo", "breaches_authoritynotification", "UPDATE",
        "NEW.break_glass_at IS NOT NULL AND OLD.break_glass_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
        "breaches_heldrole r JOIN breaches_member m ON m.id = r.member_id WHERE r.member_id = NEW.break_glass_by_id "
        f"AND r.role = 'dpo' AND m.organisation_id = {BREACH_ORGANISATION})",
        "Seul le délégué à la protection des données peut déposer sans accord.",
    ),
)  # fmt: skip

COMMUNICATION = (
    Guard(
        "communication_needs_approval", "breaches_communication", "UPDATE",
        "NEW.state IN ('approved', 'dispatching') AND OLD.state <> NEW.state AND NOT "
        + APPROVED.format(kind="communication"),
        "Une communication part après l’accord d’une seconde personne sur ce contenu exact.",
    ),
    frozen(
        "communication_content_frozen", "communication",
        ("content", "content_sha256", "recipient_count", "recipient_root", "population", "channel"),
        "Un contenu soumis ne change plus : reprenez-le en brouillon, l’accord tombera.",
        when="NEW.state <> 'draft'",
    ),
    Guard(
        "communication_take_back_voids_approval", "breaches_communication", "UPDATE",
        "OLD.state = 'approved' AND NEW.state = 'draft' AND EXISTS (SELECT 1 FROM breaches_approval a WHERE "
        "a.subject_kind = 'communication' AND a.subject_id = NEW.id AND a.verdict = 'approved' "
        "AND a.voided_at IS NULL)",
        "Reprendre le contenu fait tomber l’accord.",
    ),
    Guard(
        "communication_proof_signed_by_two", "breaches_communication", "UPDATE",
        "NEW.state = 'dispatching' AND OLD.state <> 'dispatching' AND (NEW.proof_of_content <> NEW.content_sha256 "
        "OR (SELECT COUNT(DISTINCT s.member_id) FROM breaches_proofsignature s WHERE s.communication_id = NEW.id "
        "AND s.proof_sha256 = NEW.proof_sha256) < (SELECT CASE WHEN o.sole_practitioner THEN 1 ELSE 2 END FROM "
        "breaches_organisation o JOIN breaches_breach b ON b.organisation_id = o.id WHERE b.id = NEW.breach_id))",
        "La production exige des épreuves de ce contenu, signées par deux personnes.",
    ),
    Guard(
        "proof_signer_of_its_organisation", "breaches_proofsignature", "INSERT",
        "(SELECT organisation_id FROM breaches_member WHERE id = NEW.member_id) {ne} (SELECT b.organisation_id "
        "FROM breaches_breach b JOIN breaches_communication c ON c.breach_id = b.id WHERE c.id = NEW.communication_id)",
        "Le signataire appartient à l’organisation du dossier.",
    ),
)  # fmt: skip

_SUBJECTS = {
    "notification": ("authoritynotification", "(s.state = 'in_review' OR s.ratification = 'pending')"),
    "communication": ("communication", "s.state = 'in_review'"),
    "assessment": ("decision", "s.state = 'in_review'"),
    "awareness": ("awareness", "s.state = 'correction'"),
    "controllers": ("noticeround", "s.state = 'in_review'"),
}


def _approval_matches(kind: str, suffix: str, state: str) -> Guard:
    return Guard(
        f"approval_matches_{kind}", "breaches_approval", "INSERT",
        f"NEW.subject_kind = '{kind}' AND NOT EXISTS (SELECT 1 FROM breaches_{suffix} s JOIN breaches_breach b "
        "ON b.id = s.breach_id WHERE s.id = NEW.subject_id AND s.submitted_by_id = NEW.author_id "
        "AND s.version = NEW.version AND s.content_sha256 = NEW.sha256 "
        f"AND b.organisation_id = NEW.organisation_id AND {state})",
        "L’accord porte sur la version soumise, son empreinte et son auteur.",
    )  # fmt: skip


APPROVAL = (
    *(_approval_matches(kind, suffix, state) for kind, (suffix, state) in _SUBJECTS.items()),
    Guard(
        "approval_by_none_of_the_authors", "breaches_approval", "INSERT",
        "NOT NEW.sole_practitioner AND EXISTS (SELECT 1 FROM breaches_authorship x WHERE x.subject_kind = "
        "NEW.subject_kind AND x.subject_id = NEW.subject_id AND x.member_id = NEW.approver_id)",
        "On n’approuve pas ce que l’on a soi-même rédigé ou soumis.",
    ),
    Guard(
        "approval_by_entitled_member", "breaches_approval", "INSERT",
        "NOT EXISTS (SELECT 1 FROM breaches_heldrole r JOIN breaches_member m ON m.id = r.member_id "
        "WHERE m.id = NEW.approver_id AND m.organisation_id = NEW.organisation_id AND m.active "
        "AND (r.role = 'legal' OR (r.role = 'dpo' AND NEW.subject_kind = 'awareness') "
        "OR (r.role = 'dpo' AND NEW.sole_practitioner)))",
        "Seule une personne habilitée de l’organisation approuve.",
    ),
    Guard(
        "approval_sole_practitioner_is_declared", "breaches_approval", "INSERT",
        "NEW.sole_practitioner AND NOT (SELECT o.sole_practitioner FROM breaches_organisation o "
        "WHERE o.id = NEW.organisation_id)",
        "Le régime « praticien unique » n’est pas déclaré.",
    ),
    frozen(
        "approval_never_rewritten", "approval",
        ("organisation_id", "subject_kind", "subject_id", "version", "sha256", "content", "verdict", "author_id",
         "approver_id", "sole_practitioner", "comment", "at", "entry_id"),
        "Un accord ne se réécrit pas.",
    ),
    Guard("approval_voided_once", "breaches_approval", "UPDATE", "OLD.voided_at IS NOT NULL",
          "Un accord tombé le reste."),
    never("approval", "DELETE"),
    never("approval", "TRUNCATE"),
)  # fmt: skip

TENANCY = (
    entry_tenancy("incidentreport", "NEW.organisation_id"),
    *(
        entry_tenancy(suffix, "NEW.organisation_id" if suffix == "breach" else BREACH_ORGANISATION, event)
        for suffix in STATES
        for event in ("INSERT", "UPDATE")
    ),
)

GUARDS: tuple[Guard, ...] = (
    *JOURNAL,
    *(guard for suffix, (initial, pairs) in STATES.items() for guard in state_guards(suffix, initial, pairs)),
    *IMMUTABLE,
    *RECORD,
    *NOTIFICATION,
    *COMMUNICATION,
    *NOTICES,
    *APPROVAL,
    *TENANCY,
    *FORMER,
    *DECLARATIONS,
    *FOLLOW_UP,
    *REPORTS,
    *ORDERS,
    *LINKS,
)
