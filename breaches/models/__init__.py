"""Models, one file a subject. Only `breaches.operations` writes them."""

from breaches.models.approval import Approval, Authorship, SubjectKind
from breaches.models.assessment import Assessment, Decision
from breaches.models.authority_letter import AuthorityLetter
from breaches.models.authority_notification import AuthorityNotification
from breaches.models.authority_order import AuthorityOrder
from breaches.models.awareness import Awareness
from breaches.models.breach import Breach, IncidentReport
from breaches.models.breach_link import BreachLink
from breaches.models.closing_reason import ClosingReason
from breaches.models.communication import Communication, ProofSignature
from breaches.models.controller_notice import ControllerNotice, NoticeRound
from breaches.models.disclosure_delay import DisclosureDelay
from breaches.models.duty import Duty
from breaches.models.facts import FactsVersion, Population
from breaches.models.former_register import FormerLine, FormerRegister
from breaches.models.journal_entry import JournalEntry
from breaches.models.legal_hold import LegalHold
from breaches.models.measure import Evidence, Measure
from breaches.models.member import HeldRole, Member
from breaches.models.organisation import Organisation
from breaches.models.purge import Purge
from breaches.models.retention_rule import RetentionRule
from breaches.models.rights_request import RightsRequest
from breaches.models.sheet import SheetTransmission, SheetVersion

__all__ = [
    "Approval",
    "Assessment",
    "AuthorityLetter",
    "AuthorityNotification",
    "AuthorityOrder",
    "Authorship",
    "Awareness",
    "Breach",
    "BreachLink",
    "ClosingReason",
    "Communication",
    "ControllerNotice",
    "Decision",
    "DisclosureDelay",
    "Duty",
    "Evidence",
    "FactsVersion",
    "FormerLine",
    "FormerRegister",
    "HeldRole",
    "IncidentReport",
    "JournalEntry",
    "LegalHold",
    "Measure",
    "Member",
    "NoticeRound",
    "Organisation",
    "Population",
    "ProofSignature",
    "Purge",
    "RetentionRule",
    "RightsRequest",
    "SheetTransmission",
    "SheetVersion",
    "SubjectKind",
]
