"""`control.json`: what the archive must hold, so that both sides count the same; and `LISEZMOI.txt`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from breaches import journal
from breaches.models import Approval, Communication
from breaches.operations.communicating import letter_of
from notify.letters.package.options import Options
from notify.letters.package.print_file import PrintFile

TOOL = "notify 0.1.0"  # as pyproject.toml says


@dataclass(slots=True)
class Tally:
    """What was put into the archive so far."""

    letters: int = 0
    pages: int = 0
    sheets: int = 0
    separator_sheets: int = 0
    print_files: int = 0
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, printed: PrintFile, sha256: str) -> None:
        """One print file under its name."""
        places = [letter.place for letter in printed.letters]
        sheets = sum(place.sheets for place in places)
        self.files[name] = {
            "sha256": sha256,
            "letters": len(places),
            "pages": printed.pages,
            "sheets": sheets,
            "separators_on_pages": list(printed.separators),
            "first_seq": printed.letters[0].rank,
            "last_seq": printed.letters[-1].rank,
            "pdf_a": printed.level or None,
        }
        self.print_files += 1
        self.letters += len(places)
        self.pages += sum(place.pages for place in places)
        self.sheets += sheets
        self.separator_sheets += len(printed.separators)

    def add_list(self, name: str, sha256: str) -> None:
        """Any other file."""
        self.files[name] = {"sha256": sha256}


def control(communication: Communication, options: Options, tally: Tally, now: datetime) -> bytes:
    """The control sheet: counts, SHA-256 of each file, what was approved and by whom (ids), when, by which version."""
    letter = letter_of(communication)
    told: Mapping[str, Any] = {
        "reference": communication.breach.reference,
        "communication": communication.key,
        "kind": options.kind,
        "letters": tally.letters,
        "pages": tally.pages,
        "sheets": tally.sheets,
        "separator_sheets": tally.separator_sheets,
        "files": tally.files,
        "template": letter.template,
        "template_sha256": letter.template_sha256,
        "content_sha256": communication.content_sha256,
        "recipients_root": communication.recipient_root,
        "approved_by": _approvers(communication),
        "proof_signed_by": _signers(communication),
        "made_at": journal.instant(now),
        "tool": TOOL,
        "exercise": communication.breach.exercise,
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _approvers(communication: Communication) -> list[str]:
    rows = Approval.objects.filter(
        subject_id=communication.pk, version=communication.version, verdict="approved", voided_at=None
    )
    return [str(pk) for pk in rows.order_by("at").values_list("approver_id", flat=True)]


def _signers(communication: Communication) -> list[str]:
    rows = communication.signatures.filter(proof_sha256=communication.proof_sha256).order_by("at", "pk")
    return [str(pk) for pk in rows.values_list("member_id", flat=True)]
