"""Declarations beside the CNIL's: write a sheet, version by version; record that a version was sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError, StaleVersionError
from breaches.law import sheets
from breaches.law.errors import UnknownSheetError as UnknownCodeError
from breaches.models import Breach, Member, SheetTransmission, SheetVersion
from breaches.operations.base import lock_breach, operation, require_open, require_past, tell


class UnknownSheetError(DomainError):
    """A code that names no sheet."""

    message = "Cette fiche n’existe pas."


class SheetAnswersRefusedError(DomainError):
    """An answer does not fit its question."""

    message = "{reason}"


class SheetNotWrittenError(DomainError):
    """A sheet without version has no content to have been sent."""

    message = "Enregistrez d’abord la fiche : c’est une version enregistrée qui se transmet."


class AddresseeMissingError(DomainError):
    """A transmission names its addressee."""

    message = "Dites à qui la fiche a été transmise."
    default_field = "addressee"


@operation
def write_sheet(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    code: str,
    answers: Mapping[str, Any],
    expected_number: int | None = None,
) -> SheetVersion:
    """Keep the answers of a sheet as its next version; `expected_number` is the version that was on the page (0: none).

    Raises UnknownSheetError, SheetAnswersRefusedError, StaleVersionError, OutOfOrderError (the file is not open).
    """
    permissions.require(actor, "sheet.edit")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    _check(code, answers)
    last = latest_version(breach, code)
    number = last.number if last else 0
    _require_current(number, expected_number)
    version = SheetVersion(
        breach=breach, code=code, number=number + 1, content=journal.canonical(dict(answers)), author=actor,
        created_at=now,
    )  # fmt: skip
    version.content_sha256 = journal.sha256(version.content)
    version.entry = tell(
        "sheet.written", breach, now=now, actor=actor, sheet=code, version=version.number,
        sha256=version.content_sha256,
    )  # fmt: skip
    version.save(force_insert=True)
    return version


def latest_version(breach: Breach, code: str) -> SheetVersion | None:
    """The version of a sheet that was written last."""
    return breach.sheet_versions.filter(code=code).order_by("number").last()


def _check(code: str, answers: Mapping[str, Any]) -> None:
    try:
        errors = sheets.validate(code, answers)
    except UnknownCodeError as error:
        raise UnknownSheetError() from error
    if errors:
        raise SheetAnswersRefusedError(field=errors[0].field, reason=errors[0].message)


def _require_current(found: int, expected: int | None) -> None:
    if expected is not None and expected != found:
        raise StaleVersionError(found=found, expected=expected)


@operation
def transmit_sheet(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    code: str,
    addressee: str,
    reference: str = "",
    sent_at: datetime | None = None,
    expected_number: int | None = None,
) -> SheetTransmission:
    """Record that a person sent the latest version of a sheet. The duty is another act (`fulfil_duty`).

    Raises SheetNotWrittenError, StaleVersionError, AddresseeMissingError, InstantInFutureError, OutOfOrderError.
    """
    permissions.require(actor, "sheet.transmit")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    version = latest_version(breach, code)
    if version is None:
        raise SheetNotWrittenError()
    _require_current(version.number, expected_number)
    if not addressee.strip():
        raise AddresseeMissingError()
    require_past(sent_at, now, "sent_at")
    transmission = SheetTransmission(
        version=version, addressee=addressee.strip(), reference=reference.strip(), sent_at=sent_at or now,
        recorded_by=actor, recorded_at=now,
    )  # fmt: skip
    transmission.entry = tell(
        "sheet.transmitted", breach, now=now, actor=actor, sheet=code, version=version.number,
        sha256=version.content_sha256, sent_at=journal.instant(transmission.sent_at),
        addressee=journal.commitment(transmission, "addressee"),
        reference=journal.commitment(transmission, "reference"),
    )  # fmt: skip
    transmission.save(force_insert=True)
    return transmission
