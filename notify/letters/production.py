"""Production by lots: cut once, rendered anywhere, each lot recorded once whatever crashes in between."""

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from pypdf import PdfReader, PdfWriter

from breaches import operations
from breaches.errors import DomainError
from breaches.models import Communication, Member
from notify.letters import archival
from notify.letters.checked import CheckedRenderer
from notify.letters.composing import records_of, text_of
from notify.letters.door import LetterRenderer, RenderedBatch
from notify.letters.models import Lot
from notify.letters.places import page_count, places_of, written
from notify.letters.stamped import StampedRenderer
from notify.recipients import store
from notify.recipients.models import PrivateFile, Recipient
from notify.work import claims
from notify.work.models import Work


class ContentMovedError(DomainError):
    """The content is not the one for which the lot was cut: nothing is rendered."""

    message = "Le contenu approuvé n’est plus celui pour lequel ce lot a été préparé : rien n’est produit."


def renderer() -> LetterRenderer:
    """The renderer behind the door: stamped, each page read back; PDF/A, so nothing is left to the print shop."""
    return CheckedRenderer(StampedRenderer(variant="pdf/a-3u"))


def start(
    *, actor: Member, communication_id: Any, now: datetime, lot_letters: int | None = None, render: int | None = None
) -> list[Lot]:
    """Start production and cut the lots; the reaction to its journal entry renders them one by one.

    `lot_letters` is the size of a lot. `render` is for scenarios only: lots beyond so many letters are counted as
    simulated, which their journal entries say. Raises what `operations.start_production` raises.
    """
    size = lot_letters or settings.NOTIFY_LOT_LETTERS
    with transaction.atomic():
        communication = operations.start_production(actor=actor, communication_id=communication_id, now=now)
        lots = [
            Lot(
                communication=communication, number=number, first_seq=first, last_seq=last, simulated=simulated,
                produced_at=now if simulated else None, content_sha256=communication.content_sha256,
            )
            for number, (first, last, simulated) in enumerate(_cuts(communication.recipient_count, size, render), 1)
        ]  # fmt: skip
        Lot.objects.bulk_create(lots)
        for lot in lots:
            if lot.simulated:
                _tell_simulated(lot, actor, now)
    return lots


def _cuts(total: int, size: int, render: int | None) -> Iterator[tuple[int, int, bool]]:
    """(first, last, simulated) of each lot; what a scenario does not render is one simulated lot."""
    rendered = total if render is None else min(render, total)
    for first in range(1, rendered + 1, size):
        yield first, min(first + size - 1, rendered), False
    if rendered < total:
        yield rendered + 1, total, True


def _tell_simulated(lot: Lot, actor: Member, now: datetime) -> None:
    operations.record_lot(
        actor=actor, communication_id=lot.communication_id, now=now, number=lot.number, letters=lot.letters, pages=0,
        sha256=lot.content_sha256, simulated=True,
    )  # fmt: skip


def produce_lot(work: Work, now: Callable[[], datetime]) -> None:
    """Render one lot, store it encrypted, record it and finish the work in one transaction."""
    lot = Lot.objects.select_related("communication__breach__organisation").get(pk=work.payload["lot"])
    communication = lot.communication
    if lot.produced_at is not None:
        with transaction.atomic():
            claims.finish(work, now(), "produced_before")
        return
    if lot.content_sha256 != communication.content_sha256:
        raise ContentMovedError()
    batch = render_lot(lot, now())
    merged = merge(batch)
    claims.renew(work, now())
    places = places_of(batch)
    file = _store(lot, "lot", ".pdf", merged, now())
    table = _store(lot, "manifest", ".json", written(places), now())
    starter = _starter(communication)
    with transaction.atomic():
        lot.file, lot.places, lot.pages, lot.produced_at = file, table, page_count(batch), now()
        lot.sha256 = hashlib.sha256(merged).hexdigest()
        lot.save()
        operations.record_lot(
            actor=starter, communication_id=communication.pk, now=now(), number=lot.number, letters=lot.letters,
            pages=lot.pages, sha256=lot.sha256,
        )  # fmt: skip
        claims.finish(work, now(), f"letters:{lot.letters}")


def render_lot(lot: Lot, now: datetime) -> RenderedBatch:
    """All letters of a lot, in the order of the rows."""
    rows = Recipient.objects.filter(
        communication=lot.communication, batch__current=True, seq__range=(lot.first_seq, lot.last_seq)
    ).order_by("seq")
    return renderer().render(text_of(lot.communication), records_of(lot.communication, rows), now=now)


def merge(batch: RenderedBatch) -> bytes:
    """One PDF of the documents of a batch, in order; each begins on a recto, whatever the one before it holds."""
    if len(batch.documents) == 1:
        return batch.documents[0].pdf
    writer = PdfWriter()
    readers = [PdfReader(io.BytesIO(document.pdf)) for document in batch.documents]
    for number, reader in enumerate(readers, 1):
        writer.append(reader, import_outline=False)
        if len(reader.pages) % 2 and number < len(readers):
            writer.add_blank_page()
    archival.keep(readers, writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _store(lot: Lot, purpose: str, ending: str, data: bytes, now: datetime) -> PrivateFile:
    communication = lot.communication
    name = f"lot-{communication.breach.reference}-{communication.key}-{lot.number:03d}{ending}"
    return store.save(
        breach=communication.breach, communication=communication, purpose=purpose, name=name, data=data, now=now
    )


def _starter(communication: Communication) -> Member:
    """Who started the production: lots are recorded in that person's name."""
    entry = communication.last_entry
    if entry.actor is None:
        raise ContentMovedError()
    return entry.actor
