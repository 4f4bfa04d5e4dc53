"""From a communication's frozen content and its encrypted rows to what a renderer needs: text and records."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings

from breaches.models import Communication, Organisation
from breaches.operations.communicating import Letter, letter_of
from notify.letters.content import LetterRecord, LetterText, Sender
from notify.recipients import store, vault
from notify.recipients.models import CampaignKey, Recipient
from notify.recipients.outcomes import CheckedRow

TEMPLATES = {"courrier-patient": "letters"}


def template_sha256(template: str) -> str:
    """SHA-256 over every file of a letter template, in name order: what an approval binds besides the text."""
    folder = settings.BASE_DIR / "templates" / TEMPLATES[template]
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes() + b"\x00")
    return digest.hexdigest()


def sender_of(organisation: Organisation) -> dict[str, Any]:
    """The neutral sender block: the organisation's name and address, how to check a letter, the DPO's contact."""
    dpo = organisation.contacts.get("dpo", {})
    name = " ".join(part for part in (dpo.get("first_name", ""), dpo.get("last_name", "")) if part)
    reach = ", ".join(part for part in (name, dpo.get("email", ""), dpo.get("phone", "")) if part)
    sender = Sender(
        name=organisation.name,
        address=tuple(filter(None, (organisation.street, f"{organisation.postcode} {organisation.city}".strip()))),
        check_address="",
        check_phone=dpo.get("phone", ""),
        dpo_contact=f"Délégué à la protection des données : {reach}" if reach else "",
    )
    return asdict(sender)


def text_of(communication: Communication) -> LetterText:
    """The approved text, from the frozen content and nothing else."""
    return text_from(letter_of(communication), exercise=communication.breach.exercise)


def text_from(letter: Letter, *, exercise: bool = False) -> LetterText:
    """The text of a letter not yet saved, for the preview."""
    text, sender = letter.text, dict(letter.sender)
    return LetterText(
        title=text.get("title", ""),
        what_happened=text.get("nature", ""),
        what_concerns_you=text.get("data", ""),
        consequences=text.get("consequences", ""),
        measures=text.get("measures", ""),
        advice=tuple(line.strip(" –-") for line in text.get("advice", "").splitlines() if line.strip()),
        contact=text.get("contact", ""),
        signature=tuple(line for line in text.get("signature", "").splitlines() if line.strip()),
        sender=Sender(**sender | {"address": tuple(sender["address"])}),
        rights=text.get("complaint", ""),
        exercise=exercise,
    )


def rows_of(communication: Communication, recipients: Iterable[Recipient]) -> list[tuple[Recipient, CheckedRow]]:
    """Each encrypted row with what it holds. Raises VaultError."""
    key = communication.key_of
    keys = store.opened(key)
    return [(row, CheckedRow.from_record(_opened(keys, key, row))) for row in recipients]


def _opened(keys: vault.CampaignKeys, key: CampaignKey, row: Recipient) -> dict[str, Any]:
    return vault.open_row(keys, organisation=key.organisation_id, campaign=key.pk, row_id=row.pk, blob=bytes(row.blob))


def records_of(communication: Communication, recipients: Iterable[Recipient]) -> list[LetterRecord]:
    """Letters of these rows: name, address and code come from one decrypted row each. Raises VaultError."""
    return [
        LetterRecord.from_row(checked, recipient=str(row.pk), code=row.code)
        for row, checked in rows_of(communication, recipients)
    ]
