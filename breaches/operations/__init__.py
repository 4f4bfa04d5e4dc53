"""Writes: one function = one verb = one transaction = one journal entry. Only these write the models of `breaches`."""

from breaches.operations.assessing import Verdict, approve_decision, assess, refuse_decision, submit_decision
from breaches.operations.awareness import approve_awareness, correct_awareness, refuse_awareness
from breaches.operations.communicating import (
    Letter,
    approve_communication,
    bind_recipients,
    edit_communication,
    prepare_communication,
    refuse_communication,
    submit_communication,
)
from breaches.operations.confirming import Candidate, confirm_breach, dismiss_breach, reopen_breach
from breaches.operations.declaring import transmit_sheet, write_sheet
from breaches.operations.describing import describe
from breaches.operations.dispatching import hand_over, record_lot, register_proof, sign_proof, start_production
from breaches.operations.duties import fulfil_duty
from breaches.operations.filing import break_glass, file_notification
from breaches.operations.following_up import add_evidence, close_breach, complete_measure, take_measure
from breaches.operations.notifying import (
    approve_notification,
    edit_notification,
    prepare_notification,
    refuse_notification,
    submit_notification,
)
from breaches.operations.organising import edit_organisation, set_member_active
from breaches.operations.reading import record_download
from breaches.operations.reporting import Report, report_incident
from breaches.operations.taking_over import OldLine, take_over_register

__all__ = [
    "Candidate",
    "Letter",
    "OldLine",
    "Report",
    "Verdict",
    "add_evidence",
    "approve_awareness",
    "approve_communication",
    "approve_decision",
    "approve_notification",
    "assess",
    "bind_recipients",
    "break_glass",
    "close_breach",
    "complete_measure",
    "confirm_breach",
    "correct_awareness",
    "describe",
    "dismiss_breach",
    "edit_communication",
    "edit_notification",
    "edit_organisation",
    "file_notification",
    "fulfil_duty",
    "hand_over",
    "prepare_communication",
    "prepare_notification",
    "record_download",
    "record_lot",
    "refuse_awareness",
    "refuse_communication",
    "refuse_decision",
    "refuse_notification",
    "register_proof",
    "reopen_breach",
    "report_incident",
    "set_member_active",
    "sign_proof",
    "start_production",
    "submit_communication",
    "submit_decision",
    "submit_notification",
    "take_measure",
    "take_over_register",
    "transmit_sheet",
    "write_sheet",
]
