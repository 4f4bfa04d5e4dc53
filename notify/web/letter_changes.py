"""What changed between two letters, passage by passage, for `components/diff.html`."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from breaches.law.message import MENTIONS
from breaches.models import Approval, Communication, SubjectKind
from breaches.operations.communicating import Letter
from notify.web import differences
from notify.web.forms.letter import LetterForm

_LABELS = {mention.id: mention.label for mention in MENTIONS}
_LABELS |= {"title": gettext_noop("Titre de la lettre"), "signature": gettext_noop("Signature")}


def changes(old: Letter, new: Letter) -> list[differences.Change]:
    """Paragraphs removed and added, and the sender when it differs; empty when word for word the same."""
    headings = {name: _(_LABELS[name]) for name in LetterForm.ORDER}
    found = differences.of_sections(old.text, new.text, headings)
    return found + differences.of_text(_("Expéditeur"), _sender(old), _sender(new), numbered=False)


def _sender(letter: Letter) -> str:
    sender = letter.sender
    parts = (sender.get("name", ""), *sender.get("address", ()), sender.get("check_address", ""))
    return "\n".join(filter(None, (*parts, sender.get("check_phone", ""), sender.get("dpo_contact", ""))))


def last_verdict(communication: Communication) -> Approval | None:
    """The last answer of an approver, on this version or an older one."""
    rows = Approval.objects.filter(subject_kind=SubjectKind.COMMUNICATION, subject_id=communication.pk)
    return rows.select_related("approver").order_by("at").last()


def letter_read(verdict: Approval) -> Letter:
    """The letter that the approver had before their eyes."""
    content: dict[str, Any] = json.loads(verdict.content)
    return Letter(content["template"], content["template_sha256"], content["sender"], content["text"])
