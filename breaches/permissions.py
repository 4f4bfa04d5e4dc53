"""Who may do what: plain predicates on roles, written as one table that a reader can check.

Four eyes are not here: they depend on the authors of a content and are held by the operations and the database.
"""

from breaches.errors import DomainError
from breaches.models import Member
from breaches.states import Role

REPORTER, DPO, LEGAL, MAILING = Role.REPORTER, Role.DPO, Role.LEGAL, Role.MAILING
OBSERVER, ADMIN = Role.OBSERVER, Role.ADMIN

ALLOWED: dict[str, frozenset[str]] = {
    "incident.report": frozenset({REPORTER, DPO, LEGAL, MAILING, OBSERVER}),
    "breach.view": frozenset({DPO, LEGAL, MAILING, OBSERVER}),
    "case.view": frozenset({DPO, LEGAL, OBSERVER}),
    "breach.confirm": frozenset({DPO}),
    "breach.dismiss": frozenset({DPO}),
    "awareness.correct": frozenset({DPO}),
    "awareness.approve": frozenset({DPO, LEGAL}),
    "facts.describe": frozenset({DPO}),
    "breach.assess": frozenset({DPO}),
    "assessment.submit": frozenset({DPO}),
    "assessment.approve": frozenset({LEGAL}),
    "notification.edit": frozenset({DPO}),
    "notification.submit": frozenset({DPO}),
    "notification.approve": frozenset({LEGAL}),
    "notification.break_glass": frozenset({DPO}),
    "notification.file": frozenset({DPO}),
    "order.record": frozenset({DPO, LEGAL}),
    "duty.fulfil": frozenset({DPO}),
    "sheet.edit": frozenset({DPO}),
    "sheet.transmit": frozenset({DPO}),
    "notices.edit": frozenset({DPO}),
    "notices.submit": frozenset({DPO}),
    "notices.approve": frozenset({LEGAL}),
    "notices.send": frozenset({DPO}),
    "communication.view": frozenset({DPO, LEGAL, MAILING, OBSERVER}),
    "communication.edit": frozenset({DPO, MAILING}),
    "communication.submit": frozenset({DPO, MAILING}),
    "communication.approve": frozenset({LEGAL}),
    "recipients.import": frozenset({MAILING}),
    "recipients.read": frozenset({MAILING}),
    "proof.make": frozenset({MAILING}),
    "proof.sign": frozenset({DPO, LEGAL, MAILING}),
    "letters.produce": frozenset({MAILING}),
    "letters.hand_over": frozenset({MAILING}),
    "package.make": frozenset({MAILING}),
    "package.return": frozenset({MAILING}),
    "measure.take": frozenset({DPO}),
    "evidence.add": frozenset({DPO}),
    "evidence.read": frozenset({DPO, LEGAL}),
    "letter.receive": frozenset({DPO}),
    "letter.answer": frozenset({DPO}),
    "request.receive": frozenset({DPO}),
    "request.extend": frozenset({DPO}),
    "request.handle": frozenset({DPO}),
    "delay.record": frozenset({DPO}),
    "delay.lift": frozenset({DPO}),
    "links.record": frozenset({DPO}),
    "lessons.record": frozenset({DPO}),
    "hold.place": frozenset({DPO, LEGAL}),
    "hold.release": frozenset({DPO, LEGAL}),
    "retention.view": frozenset({DPO, LEGAL, OBSERVER, ADMIN}),
    "retention.propose": frozenset({DPO}),
    "retention.approve": frozenset({LEGAL}),
    "retention.purge": frozenset({DPO}),
    "breach.link": frozenset({DPO}),
    "breach.close": frozenset({DPO}),
    "register.view": frozenset({DPO, LEGAL, OBSERVER}),
    "register.import": frozenset({DPO}),
    "journal.view": frozenset({DPO, LEGAL}),
    "members.manage": frozenset({ADMIN}),
    "organisation.edit": frozenset({DPO, ADMIN}),
}
# A one-person practice decides on its own content: the regime is declared, and printed on every document.
SOLE_PRACTITIONER = frozenset(
    {"assessment.approve", "notification.approve", "communication.approve", "notices.approve", "retention.approve"}
)


class PermissionRefusedError(DomainError):
    """The member's roles do not allow the act."""

    message = "Votre rôle ne permet pas cet acte ({act}). Il revient à : {roles}."


def may(member: Member | None, act: str) -> bool:
    """Whether an active member's roles allow `act` in their organisation."""
    if member is None or not member.active:
        return False
    if act in SOLE_PRACTITIONER and member.organisation.sole_practitioner:
        return bool(member.roles & (ALLOWED[act] | {DPO}))
    return bool(member.roles & ALLOWED[act])


def require(member: Member | None, act: str) -> None:
    """Raise PermissionRefusedError unless `may`."""
    if not may(member, act):
        raise PermissionRefusedError(act=act, roles=", ".join(str(Role(r).label) for r in sorted(ALLOWED[act])))
