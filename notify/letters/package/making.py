"""Make a package: check, cut, list, encrypt on the way to the store, record. Whole or not at all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from breaches import operations, permissions
from breaches.errors import UnknownObjectError
from breaches.models import Communication, Member
from breaches.operations.packaging import require_letters
from notify.letters.models import Lot, Package, PackageKind
from notify.letters.package import archive, maileva
from notify.letters.package.control import Tally, control
from notify.letters.package.cutting import cut
from notify.letters.package.errors import MailevaLimitError, SeparatorsRefusedError
from notify.letters.package.manifest import Addressed, Manifest
from notify.letters.package.options import Options
from notify.letters.package.print_file import PrintFile
from notify.letters.package.reading_lots import lot_file, ready_lots, rows_of_lot
from notify.letters.package.readme import readme
from notify.recipients import store
from notify.recipients.models import PrivateFile
from notify.work import points

SHOWN = 20  # lines of the file named in a refusal


@dataclass(frozen=True, slots=True, repr=False)
class MadePackage:
    """The package and its password, which is kept nowhere: it is shown once, to whoever hands the archive over."""

    package: Package
    password: str


def make_package(*, actor: Member, communication_id: Any, options: Options, now: datetime) -> MadePackage:
    """One encrypted archive of every letter of a communication, and its entry in the journal.

    Raises PermissionRefusedError, NothingToPackError, LotsMissingError, LotSimulatedError, LotWithoutTableError,
    LotAlteredError, LetterTooHeavyError, SeparatorsRefusedError, MailevaLimitError, StoreFullError.
    """
    permissions.require(actor, "package.make")
    if options.kind == PackageKind.MAILEVA and options.separate is not None:
        raise SeparatorsRefusedError()
    communication = _communication(actor, communication_id)
    lots = ready_lots(communication)
    require_letters(communication)
    tally, password = Tally(), archive.new_password()
    contents = _Contents(communication, lots, options, tally, now)
    name = f"paquet-{communication.breach.reference}-{communication.key}-{options.kind}.zip"
    file = store.save_pieces(
        breach=communication.breach, communication=communication, purpose="package", name=name, now=now,
        pieces=archive.encrypted(contents.members(), password=password, now=now),
    )  # fmt: skip
    points.reached("package.before_commit")
    try:
        return MadePackage(_recorded(actor, communication, options, tally, file, now), password)
    except BaseException:
        store.discard(file)
        raise


def _communication(actor: Member, communication_id: Any) -> Communication:
    mine = Communication.objects.select_related("breach__organisation")
    found = mine.filter(pk=communication_id, breach__organisation_id=actor.organisation_id).first()
    if found is None:
        raise UnknownObjectError()
    return found


def _recorded(
    actor: Member, communication: Communication, options: Options, tally: Tally, file: PrivateFile, now: datetime
) -> Package:
    counts = {"letters": tally.letters, "pages": tally.pages, "sheets": tally.sheets, "files": tally.print_files}
    with transaction.atomic():
        operations.record_package(
            actor=actor, communication_id=communication.pk, now=now, kind=options.kind, sha256=file.sha256, **counts
        )
        return Package.objects.create(communication=communication, kind=options.kind, file=file, made_at=now, **counts)


@dataclass(slots=True)
class _Contents:
    """The members of an archive in order: print files as their lots are read, then what lists and counts them."""

    communication: Communication
    lots: list[Lot]
    options: Options
    tally: Tally
    now: datetime

    def members(self) -> Iterator[archive.Member]:
        """Name and bytes of each file; print files are made one after the other, so that one fits in memory."""
        own = self._sendings() if self.options.kind == PackageKind.MAILEVA else self._generic()
        for name, data in own:
            points.reached("package.between_files")
            yield name, [data]
        breach = self.communication.breach
        told = readme(breach.reference, self.options.kind, self.tally, exercise=breach.exercise)
        yield self._listed("LISEZMOI.txt", told)
        yield "control.json", [control(self.communication, self.options, self.tally, self.now)]

    def _listed(self, name: str, data: bytes) -> archive.Member:
        self.tally.add_list(name, hashlib.sha256(data).hexdigest())
        return name, [data]

    def _printed(self) -> Iterator[tuple[PrintFile, list[Addressed]]]:
        for lot in self.lots:
            file = lot_file(lot)
            rows = list(rows_of_lot(self.communication, lot, file))
            for printed in cut(file, separate=self.options.separate):
                first = printed.letters[0].rank - file.first_rank
                mine = rows[first : first + len(printed.letters)]
                letters = zip(printed.letters, mine, strict=True)
                yield printed, [Addressed(letter, row) for letter, row in letters]

    def _generic(self) -> Iterator[tuple[str, bytes]]:
        manifest = Manifest(self.options)
        for number, (printed, letters) in enumerate(self._printed(), 1):
            batch = f"{number:03d}"
            name = f"batch_{self.communication.breach.reference}_{batch}.pdf"
            manifest.add(batch, letters)
            yield self._counted(name, printed)
        yield self._plain("manifest.csv", manifest.content())

    def _counted(self, name: str, printed: PrintFile) -> tuple[str, bytes]:
        self.tally.add(name, printed, hashlib.sha256(printed.pdf).hexdigest())
        return name, printed.pdf

    def _plain(self, name: str, data: bytes) -> tuple[str, bytes]:
        self._listed(name, data)
        return name, data

    def _sendings(self) -> Iterator[tuple[str, bytes]]:
        self._refuse_beyond_limits()
        sending, destinations = maileva.Sending(1), list[maileva.Destination]()
        for printed, letters in self._printed():
            if not sending.takes(printed):
                yield from self._plan(sending, destinations)
                sending, destinations = maileva.Sending(sending.number + 1), []
            name = sending.add(printed)
            destinations += [maileva.Destination(name, one) for one in letters]
            yield self._counted(f"{sending.folder}/{name}", printed)
        yield from self._plan(sending, destinations)

    def _plan(self, sending: maileva.Sending, destinations: list[maileva.Destination]) -> Iterator[tuple[str, bytes]]:
        row = self.communication
        made = maileva.plan_files(
            sending, destinations, self.options, name=f"{row.breach.reference} {sending.folder}",
            custom_id=f"{row.pk.hex}-{sending.number:03d}",
        )  # fmt: skip
        for name, data in made:
            yield self._plain(name, data)

    def _refuse_beyond_limits(self) -> None:
        """Every letter against every limit before the first file: the refusal names all the lines at once."""
        wrong: list[str] = []
        for lot in self.lots:
            file = lot_file(lot)
            for row, place in zip(rows_of_lot(self.communication, lot, file), file.places, strict=True):
                if told := "; ".join(maileva.faults(row, place)):
                    wrong.append(f"{row.line} ({told})")
        if wrong:
            raise MailevaLimitError(count=len(wrong), lines=", ".join(wrong[:SHOWN]))
