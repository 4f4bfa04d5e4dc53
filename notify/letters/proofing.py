"""The proof packet: the hardest letters of a list and a few drawn ones, rendered for two people to read and sign."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from breaches import operations, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Communication, Member
from notify.letters.composing import records_of, text_of
from notify.letters.content import LetterRecord
from notify.letters.geometry import block_for
from notify.letters.measure import AddressDoesNotFitError, fits, printed_width
from notify.letters.models import Proof
from notify.letters.production import merge, renderer
from notify.recipients import store
from notify.recipients.models import Recipient

EACH = 3  # letters kept for each kind of difficulty
DRAWN = 6
CHUNK = 2_000
SHOWN = 50  # lines of the file named in a refusal

Measure = Callable[[LetterRecord], Any]
HARDEST: tuple[Measure, ...] = (
    lambda record: len(record.address_lines[0]),  # longest name line
    lambda record: -len(record.address_lines[0]),  # shortest name line
    lambda record: max(map(printed_width, record.address_lines)),  # widest address line
    lambda record: len(record.address_lines),  # most lines
    lambda record: sum(ord(letter) > 0xFF for letter in record.address_lines[0]),  # letters beyond Latin-1
)
KINDS: tuple[Callable[[LetterRecord], bool], ...] = (
    lambda record: bool(record.country),  # foreign
    lambda record: bool(record.minor_name),  # to the representatives of a minor
    lambda record: record.address_lines[-1].startswith(("97", "98")),  # overseas
)


class NothingToProveError(DomainError):
    """No recipients, no proofs."""

    message = "Importez d’abord les destinataires : les épreuves montrent leurs cas les plus difficiles."


def make_proof(*, actor: Member, communication_id: Any, now: datetime) -> Proof:
    """Render the proof packet of the present content and record its SHA-256; former signatures no longer count.

    Every address of the list is measured on the way: production is no time to learn that one does not fit. Raises
    NothingToProveError, PermissionRefusedError, ProofTooLateError, AddressDoesNotFitError, PdfUnavailableError.
    """
    permissions.require(actor, "proof.make")
    found = Communication.objects.select_related("breach__organisation")
    communication = found.filter(pk=communication_id, breach__organisation_id=actor.organisation_id).first()
    if communication is None:
        raise UnknownObjectError()
    if not communication.recipient_count:
        raise NothingToProveError()
    chosen = choose(_fitting(_letters(communication)), seed=communication.recipient_root)
    data = merge(renderer().render(text_of(communication), chosen, now=now))
    file = store.save(
        breach=communication.breach, communication=communication, purpose="proof",
        name=f"epreuves-{communication.breach.reference}-{communication.key}.pdf", data=data, now=now,
    )  # fmt: skip
    with transaction.atomic():
        operations.register_proof(actor=actor, communication_id=communication.pk, now=now, proof_sha256=file.sha256)
        return Proof.objects.create(
            communication=communication, content_sha256=communication.content_sha256, letters=len(chosen), file=file,
            made_at=now,
        )  # fmt: skip


def _letters(communication: Communication) -> Iterator[LetterRecord]:
    """Every letter of the list, decrypted by chunks."""
    rows = Recipient.objects.filter(communication=communication, batch__current=True).order_by("seq")
    chunk: list[Recipient] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from records_of(communication, chunk)
            chunk = []
    yield from records_of(communication, chunk)


def _fitting(letters: Iterable[LetterRecord]) -> Iterator[LetterRecord]:
    """Pass the letters on; at the end raise AddressDoesNotFitError with the lines of the file to shorten."""
    wrong: list[str] = []
    for letter in letters:
        if not fits(letter.address_lines, block_for(letter.country)):
            wrong.append(letter.recipient)
        yield letter
    if wrong:
        lines = Recipient.objects.filter(pk__in=wrong[:SHOWN]).order_by("line").values_list("line", flat=True)
        raise AddressDoesNotFitError(count=len(wrong), recipients=", ".join(map(str, lines)))


def choose(letters: Iterable[LetterRecord], *, seed: str) -> list[LetterRecord]:
    """The hardest letters by each measure, some of each kind, and a draw that depends on the list (`seed`) only."""
    best: list[list[tuple[Any, int, LetterRecord]]] = [[] for _ in HARDEST]
    kinds: list[list[LetterRecord]] = [[] for _ in KINDS]
    drawn: list[LetterRecord] = []
    dice = random.Random(seed)  # noqa: S311  # a reproducible sample, no secret
    for place, letter in enumerate(letters):
        for kept, measure in zip(best, HARDEST, strict=True):
            rank = (measure(letter), -place)
            if len(kept) < EACH or rank > kept[-1][:2]:
                kept.append((*rank, letter))
                kept.sort(key=lambda item: item[:2], reverse=True)
                del kept[EACH:]
        for found, test in zip(kinds, KINDS, strict=True):
            if len(found) < EACH and test(letter):
                found.append(letter)
        _draw(drawn, letter, place, dice)
    hardest = [letter for kept in best for _, _, letter in kept]
    unique = {letter.recipient: letter for letter in [*hardest, *(x for found in kinds for x in found), *drawn]}
    return list(unique.values())


def _draw(drawn: list[LetterRecord], letter: LetterRecord, place: int, dice: random.Random) -> None:
    """Reservoir sampling: each letter of a list of unknown length has the same chance."""
    if place < DRAWN:
        drawn.append(letter)
    elif (slot := dice.randrange(place + 1)) < DRAWN:
        drawn[slot] = letter
