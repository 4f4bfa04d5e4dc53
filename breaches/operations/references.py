"""What a file refers to outside: the art. 30 record, the processor's contract. And what was learnt, before closing."""

from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.models import Breach, Member
from breaches.operations.base import lock_breach, operation, require_open, require_reasons, tell


@operation
def record_links(
    *, actor: Member, breach_id: Any, now: datetime, processing_record: str = "", processor_contract: str = ""
) -> Breach:
    """Say which record of processing (art. 30) and which contract (art. 28) the breach is about."""
    permissions.require(actor, "links.record")
    breach = lock_breach(actor, breach_id)
    breach.processing_record, breach.processor_contract = processing_record.strip(), processor_contract.strip()
    tell(
        "breach.links_recorded", breach, now=now, actor=actor, rows=(breach,),
        processing_record=journal.commitment(breach, "processing_record"),
        processor_contract=journal.commitment(breach, "processor_contract"),
    )  # fmt: skip
    return breach


@operation
def record_lessons(*, actor: Member, breach_id: Any, now: datetime, lessons: str) -> Breach:
    """Write down what was learnt while the file is open. Raises MissingReasonsError, OutOfOrderError."""
    permissions.require(actor, "lessons.record")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    breach.lessons = require_reasons(lessons, "lessons")
    tell(
        "breach.lessons_recorded", breach, now=now, actor=actor, rows=(breach,),
        lessons=journal.commitment(breach, "lessons"),
    )  # fmt: skip
    return breach
