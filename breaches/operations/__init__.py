"""Writes: one function = one verb = one transaction = one journal entry. Only these write the models of `breaches`."""

from breaches.operations.assessing import Verdict, approve_decision, assess, refuse_decision, submit_decision
from breaches.operations.awareness import approve_awareness, correct_awareness, refuse_awareness
from breaches.operations.closing import close_breach
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
from breaches.operations.controllers import (
    add_controllers,
    approve_notices,
    edit_notices,
    prepare_notices,
    refuse_notices,
    submit_notices,
)
from breaches.operations.controllers_check import Controller
from breaches.operations.declaring import transmit_sheet, write_sheet
from breaches.operations.delays import lift_delay, record_delay
from breaches.operations.describing import describe
from breaches.operations.dispatching import hand_over, record_lot, register_proof, sign_proof, start_production
from breaches.operations.duties import fulfil_duty
from breaches.operations.filing import break_glass, file_notification
from breaches.operations.following_up import add_evidence, complete_measure, take_measure
from breaches.operations.holds import place_hold, release_hold
from breaches.operations.letters import answer_letter, receive_letter
from breaches.operations.linking import report_elsewhere
from breaches.operations.notifying import (
    approve_notification,
    edit_notification,
    prepare_notification,
    refuse_notification,
    submit_notification,
)
from breaches.operations.orders import record_order
from breaches.operations.organising import edit_organisation, set_member_active
from breaches.operations.packaging import record_package, record_return
from breaches.operations.parties import ProcessorWord, record_arrangement
from breaches.operations.reading import record_download
from breaches.operations.references import record_lessons, record_links
from breaches.operations.reporting import Report, report_incident
from breaches.operations.requests import extend_request, handle_request, receive_request
from breaches.operations.retaining import approve_retention, propose_retention, purge, refuse_retention
from breaches.operations.taking_over import OldLine, take_over_register
from breaches.operations.telling_controllers import (
    acknowledge_notice,
    record_notice_failure,
    record_notice_sent,
    retry_notice,
    send_notices,
    set_notice_aside,
)

__all__ = [
    "Candidate",
    "Controller",
    "Letter",
    "OldLine",
    "ProcessorWord",
    "Report",
    "Verdict",
    "acknowledge_notice",
    "add_controllers",
    "add_evidence",
    "answer_letter",
    "approve_awareness",
    "approve_communication",
    "approve_decision",
    "approve_notices",
    "approve_notification",
    "approve_retention",
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
    "edit_notices",
    "edit_notification",
    "edit_organisation",
    "extend_request",
    "file_notification",
    "fulfil_duty",
    "hand_over",
    "handle_request",
    "lift_delay",
    "place_hold",
    "prepare_communication",
    "prepare_notices",
    "prepare_notification",
    "propose_retention",
    "purge",
    "receive_letter",
    "receive_request",
    "record_arrangement",
    "record_delay",
    "record_download",
    "record_lessons",
    "record_links",
    "record_lot",
    "record_notice_failure",
    "record_notice_sent",
    "record_order",
    "record_package",
    "record_return",
    "refuse_awareness",
    "refuse_communication",
    "refuse_decision",
    "refuse_notices",
    "refuse_notification",
    "refuse_retention",
    "register_proof",
    "release_hold",
    "reopen_breach",
    "report_elsewhere",
    "report_incident",
    "retry_notice",
    "send_notices",
    "set_member_active",
    "set_notice_aside",
    "sign_proof",
    "start_production",
    "submit_communication",
    "submit_decision",
    "submit_notices",
    "submit_notification",
    "take_measure",
    "take_over_register",
    "transmit_sheet",
    "write_sheet",
]
