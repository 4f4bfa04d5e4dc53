"""The lots of a communication as stored: each checked against the journal's SHA-256, each letter against its row."""

from collections.abc import Iterator

from breaches.models import Communication
from notify.letters import places
from notify.letters.composing import rows_of
from notify.letters.models import Lot
from notify.letters.package.cutting import LotFile
from notify.letters.package.errors import (
    LotAlteredError,
    LotSimulatedError,
    LotsMissingError,
    LotWithoutTableError,
    NothingToPackError,
)
from notify.recipients import store
from notify.recipients.models import Recipient
from notify.recipients.outcomes import CheckedRow

SHOWN = 20


def ready_lots(communication: Communication) -> list[Lot]:
    """Its lots in order. Raises NothingToPackError, LotsMissingError, LotSimulatedError, LotWithoutTableError."""
    lots = list(communication.lots.select_related("file", "places").order_by("number"))
    if not lots or not communication.letters_produced:
        raise NothingToPackError(key=communication.key)
    if missing := [lot for lot in lots if lot.produced_at is None]:
        raise LotsMissingError(lots=_numbers(missing))
    if simulated := [lot for lot in lots if lot.simulated or lot.file is None]:
        raise LotSimulatedError(lots=_numbers(simulated))
    if old := [lot for lot in lots if lot.places is None]:
        raise LotWithoutTableError(lot=old[0].number)
    return lots


def _numbers(lots: list[Lot]) -> str:
    told = ", ".join(str(lot.number) for lot in lots[:SHOWN])
    return f"{told} …" if len(lots) > SHOWN else told


def lot_file(lot: Lot) -> LotFile:
    """The lot, decrypted. Raises VaultError, LotAlteredError, LotWithoutTableError."""
    if lot.file is None or lot.places is None:
        raise LotWithoutTableError(lot=lot.number)
    if lot.file.sha256 != lot.sha256:
        raise LotAlteredError(lot=lot.number, what="empreinte", found=lot.file.sha256[:12], expected=lot.sha256[:12])
    table = places.read(store.read(lot.places))
    if len(table) != lot.letters:
        raise LotAlteredError(lot=lot.number, what="nombre de lettres", found=len(table), expected=lot.letters)
    return LotFile(lot.number, lot.first_seq, store.read(lot.file), table)


def rows_of_lot(communication: Communication, lot: Lot, file: LotFile) -> Iterator[CheckedRow]:
    """The row of each letter in order; it must be the one that the letter was made from. Raises LotAlteredError."""
    found = Recipient.objects.filter(
        communication=communication, batch__current=True, seq__range=(lot.first_seq, lot.last_seq)
    ).order_by("seq")
    rows = rows_of(communication, found)
    if len(rows) != len(file.places):
        raise LotAlteredError(lot=lot.number, what="nombre de lignes", found=len(rows), expected=len(file.places))
    for (row, checked), place in zip(rows, file.places, strict=True):
        if (str(row.pk), row.code) != (place.recipient, place.code):
            raise LotAlteredError(lot=lot.number, what="code de lettre", found=place.code, expected=row.code)
        yield checked
