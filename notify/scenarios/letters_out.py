"""`lettres/`: the batches, a manifest with one line a letter, and the control sheet that adds them up."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from breaches import journal
from breaches.models import Approval, Communication
from breaches.operations.communicating import letter_of
from notify.letters.composing import records_of
from notify.letters.models import Lot
from notify.recipients import store
from notify.recipients.models import Recipient

COLUMNS = (
    "communication", "lot", "rang", "lettre", "fichier", "ligne1", "ligne2", "ligne3", "ligne4", "ligne5", "ligne6",
    "ligne7", "fenetre_45",
)  # fmt: skip
LINES = 7
BOM = b"\xef\xbb\xbf"


def letter_files(communications: list[Communication]) -> Iterator[tuple[str, bytes]]:
    """Files under `lettres/` of the communications that have lots; nothing when none has."""
    lots = list(Lot.objects.filter(communication__in=communications).select_related("communication__breach", "file"))
    if not lots:
        return
    for lot in lots:
        if lot.file is not None:
            yield f"lettres/{lot.file.name}", store.read(lot.file)
    yield "lettres/manifest.csv", _manifest(lots)
    controls = [_control(each, lots) for each in communications]
    yield "lettres/control.json", (json.dumps(controls, ensure_ascii=False, indent=2) + "\n").encode()


def _manifest(lots: list[Lot]) -> bytes:
    """UTF-8 with BOM, `;`: each letter with the lines of its address block. Simulated lots have no file."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for lot in lots:
        rows = Recipient.objects.filter(
            communication=lot.communication, batch__current=True, seq__range=(lot.first_seq, lot.last_seq)
        ).order_by("seq")
        for row, record in zip(rows, records_of(lot.communication, rows), strict=True):
            lines = (*record.address_lines, *[""] * (LINES - len(record.address_lines)))
            name = lot.file.name if lot.file else ""
            window = "oui" if record.country else ""
            writer.writerow([lot.communication.key, lot.number, row.seq, record.code, name, *lines, window])
    return BOM + target.getvalue().encode()


def _control(communication: Communication, lots: list[Lot]) -> dict[str, Any]:
    mine = [lot for lot in lots if lot.communication_id == communication.pk]
    letter = letter_of(communication)
    approval = Approval.objects.filter(
        subject_id=communication.pk, version=communication.version, verdict="approved", voided_at=None
    ).first()
    return {
        "communication": communication.key,
        "content_sha256": communication.content_sha256,
        "template": letter.template,
        "template_sha256": letter.template_sha256,
        "recipients": communication.recipient_count,
        "recipients_root": communication.recipient_root,
        "letters": communication.letters_produced,
        "remainder": communication.recipient_count - communication.letters_produced,
        "pages": sum(lot.pages for lot in mine),
        "proof_sha256": communication.proof_sha256,
        "approved_by": str(approval.approver_id) if approval else None,
        "approved_at": journal.instant(approval.at) if approval else None,
        "handed_over_at": journal.instant(communication.handed_over_at),
        "lots": [_lot(lot) for lot in mine],
    }


def _lot(lot: Lot) -> dict[str, Any]:
    return {
        "number": lot.number,
        "file": lot.file.name if lot.file else None,
        "first": lot.first_seq,
        "last": lot.last_seq,
        "letters": lot.letters,
        "pages": lot.pages,
        "sha256": lot.sha256 or None,
        "simulated": lot.simulated,
        "produced_at": journal.instant(lot.produced_at),
    }
