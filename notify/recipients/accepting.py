"""From a patient file to encrypted rows bound to a communication: all of it, or nothing."""

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction

from breaches import operations, permissions
from breaches.errors import UnknownObjectError
from breaches.models import Communication, Member
from notify.recipients import store, vault
from notify.recipients.codes import derived_code
from notify.recipients.encoding import FileError
from notify.recipients.importing import FileCheck, Report, check_file
from notify.recipients.models import Recipient, RecipientImport
from notify.recipients.outcomes import CheckedRow, Rejected
from notify.recipients.rejects import reject_lines
from notify.recipients.root import RootBuilder

CHUNK = 2_000


class ImportOvertakenError(FileError):
    """Another import of the same communication ended first and swept these rows away."""

    message = "Un autre fichier a été importé pendant la lecture de celui-ci. Rien n’a été importé : recommencez."


class _Sealing:
    """Seals accepted rows one by one, keeps the rejected ones, the root and the codes."""

    def __init__(self, check: FileCheck, batch: RecipientImport, keys: vault.CampaignKeys, key: Any) -> None:
        self._check, self._batch, self._keys, self._key = check, batch, keys, key
        self.rejected: list[Rejected] = []
        self.count = 0
        self.builder = RootBuilder()
        self._codes: set[str] = set()

    def rows(self) -> Iterator[Recipient]:
        """Encrypted rows in file order."""
        for outcome in self._check:
            if isinstance(outcome, CheckedRow):
                self.count += 1
                yield self._row(outcome)
            elif isinstance(outcome, Rejected):
                self.rejected.append(outcome)

    def _row(self, checked: CheckedRow) -> Recipient:
        pk = uuid4()
        blob = vault.seal_row(
            self._keys, organisation=self._key.organisation_id, campaign=self._key.pk, row_id=pk,
            record=checked.to_record(),
        )  # fmt: skip
        self.builder.add(pk.bytes, blob)
        return Recipient(
            id=pk, communication_id=self._batch.communication_id, batch=self._batch, seq=self.count,
            line=checked.line, code=self._code(str(pk)), blob=blob,
            index=vault.blind_index(self._keys, checked.person_key),
        )  # fmt: skip

    def _code(self, letter: str) -> str:
        attempt = 0
        while (code := derived_code(self._keys.index, letter, attempt=attempt)) in self._codes:
            attempt += 1
        self._codes.add(code)
        return code


def counts_of(report: Report) -> dict[str, int]:
    """Persons of a file by outcome, as FORMAT names them; nobody is held in this version."""
    records = report.records
    read = sum(records.values()) - records["blank"]
    return {
        "read": read,
        "rejected": records["rejected"],
        "merged": records["merged"],
        "excluded": records["excluded"],
        "held": 0,
        "reachable": records["accepted"],
    }


def _details(report: Report) -> dict[str, Any]:
    return {
        **counts_of(report),
        "physical_lines": report.physical_lines,
        "header_lines": report.header_lines,
        "lines": dict(report.lines),
        "blank": report.records["blank"],
        "reasons": [{"code": c, "column": col, "count": n} for (c, col), n in sorted(report.reasons.items())],
        "repairs": dict(report.repairs),
        "merged_lines": [list(pair) for pair in report.merged[:1000]],
        "excluded_lines": [list(pair) for pair in report.excluded[:1000]],
        "minors": report.minors,
        "foreign": report.foreign,
    }


def import_recipients(
    *, actor: Member, communication_id: Any, data: bytes, file_name: str, now: datetime
) -> RecipientImport:
    """Check the file, encrypt its people, bind the set to the communication. Errors leave everything as it was.

    Rows are written aside first (a batch that is not current); one short transaction then makes it current. Raises
    what the reading raises (line, column, found, expected), NoRecipientError, PermissionRefusedError, and what
    `operations.bind_recipients` raises.
    """
    permissions.require(actor, "recipients.import")
    mine = Communication.objects.select_related("breach__organisation")
    communication = mine.filter(pk=communication_id, breach__organisation_id=actor.organisation_id).first()
    if communication is None:
        raise UnknownObjectError()
    check = check_file(io.BytesIO(data), now=now)
    key = store.key_of(communication.breach, communication, now)
    upload = store.save(
        breach=communication.breach, communication=communication, purpose="upload", name=file_name, data=data, now=now
    )
    batch = RecipientImport.objects.create(
        communication=communication, member=actor, upload=upload, encoding="", delimiter="", root="", created_at=now
    )
    try:
        return _write(actor, communication, batch, _Sealing(check, batch, store.opened(key), key), check, now)
    except BaseException:
        _undo(batch)
        raise


def _undo(batch: RecipientImport) -> None:
    """Leave no row and no file of an import that failed."""
    Recipient.objects.filter(batch=batch).delete()
    files = [batch.upload, batch.rejects]
    batch.delete()
    for file in files:
        if file is not None:
            store.discard(file)


def _write(
    actor: Member, communication: Communication, batch: RecipientImport, sealing: _Sealing, check: FileCheck,
    now: datetime,
) -> RecipientImport:  # fmt: skip
    rows = sealing.rows()
    while chunk := list(islice(rows, CHUNK)):
        Recipient.objects.bulk_create(chunk)
    report = check.report
    batch.encoding, batch.delimiter = report.encoding, report.delimiter
    batch.root, batch.counts = sealing.builder.root(), _details(report)
    if sealing.rejected:
        batch.rejects = store.save(
            breach=communication.breach, communication=communication, purpose="rejects", name="rejets.csv",
            data=b"".join(reject_lines(sealing.rejected)), now=now,
        )  # fmt: skip
    with transaction.atomic():
        operations.bind_recipients(
            actor=actor, communication_id=communication.pk, now=now, root=batch.root, count=sealing.count,
            counts=counts_of(report),
        )  # fmt: skip
        RecipientImport.objects.filter(communication=communication, current=True).update(current=False)
        if Recipient.objects.filter(batch=batch).count() != sealing.count:
            raise ImportOvertakenError()
        batch.current = True
        batch.save()
    _forget_former(communication, batch)
    return batch


def _forget_former(communication: Communication, kept: RecipientImport) -> None:
    """Rows of replaced or interrupted imports serve nobody any more."""
    for former in RecipientImport.objects.filter(communication=communication, current=False).exclude(pk=kept.pk):
        Recipient.objects.filter(batch=former).delete()
