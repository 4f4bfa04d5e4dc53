"""Models, one file a subject. Only `breaches.operations` writes them."""

from breaches.models.approval import Approval, Authorship, SubjectKind
from breaches.models.assessment import Assessment, Decision
from breaches.models.authority_notification import AuthorityNotification
from breaches.models.authority_order import AuthorityOrder
from breaches.models.awareness import Awareness
from breaches.models.breach import Breach, IncidentReport
from breaches.models.breach_link import BreachLink
from breaches.models.communication import Communication, ProofSignature
from breaches.models.controller_notice import ControllerNotice, NoticeRound
from breaches.models.duty import Duty
from breaches.models.facts import FactsVersion, Population
from breaches.models.former_register import FormerLine, FormerRegister
from breaches.models.journal_entry import JournalEntry
from breaches.models.measure import Evidence, Measure
from breaches.models.member import HeldRole, Member
from breaches.models.organisation import Organisation
from breaches.models.sheet import SheetTransmission, SheetVersion

__all__ = [
    "Approval",
    "Assessment",
    "AuthorityNotification",
    "AuthorityOrder",
    "Authorship",
    "Awareness",
    "Breach",
    "BreachLink",
    "Communication",
    "ControllerNotice",
    "Decision",
    "Duty",
    "Evidence",
    "FactsVersion",
    "FormerLine",
    "FormerRegister",
    "HeldRole",
    "IncidentReport",
    "JournalEntry",
    "Measure",
    "Member",
    "NoticeRound",
    "Organisation",
    "Population",
    "ProofSignature",
    "SheetTransmission",
    "SheetVersion",
    "SubjectKind",
]
