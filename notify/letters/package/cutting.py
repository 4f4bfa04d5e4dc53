"""Lots → print files: at most 500 letters and 20 MB each, every letter on its own sheets, separator sheets if wanted.

A lot that fits is handed over byte for byte: its SHA-256 is the one that the journal holds since its production.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from notify.letters import archival
from notify.letters.package.digests import PageDigests
from notify.letters.package.errors import LetterTooHeavyError
from notify.letters.package.options import MOST_BYTES, MOST_LETTERS
from notify.letters.package.print_file import PlacedLetter, PrintFile
from notify.letters.package.separators import separator_pages
from notify.letters.places import Place


@dataclass(frozen=True, slots=True)
class LotFile:
    """A lot as stored: its PDF, where its letters are, the rank of the first one."""

    number: int
    first_rank: int
    pdf: bytes
    places: Sequence[Place]


def cut(lot: LotFile, *, separate: int | None, most_letters: int = MOST_LETTERS) -> Iterator[PrintFile]:
    """The print files of a lot. Raises LetterTooHeavyError."""
    reader = PdfReader(io.BytesIO(lot.pdf))
    digests = PageDigests(reader)
    letters = [
        PlacedLetter(rank, place, place.first_page, digests.letter(place.first_page, place.pages))
        for rank, place in enumerate(lot.places, lot.first_rank)
    ]
    whole = all(letter.place.whole for letter in letters)
    if separate is None and whole and len(letters) <= most_letters and len(lot.pdf) <= MOST_BYTES:
        yield PrintFile(lot.pdf, len(reader.pages), archival.level(reader), tuple(letters))
        return
    for start in range(0, len(letters), most_letters):
        yield from _fitting(reader, letters[start : start + most_letters], lot.number, separate)


def _fitting(reader: PdfReader, letters: Sequence[PlacedLetter], lot: int, separate: int | None) -> Iterator[PrintFile]:
    """One file, or halves of it until each is under the limit."""
    made = _file(reader, letters, separate)
    if len(made.pdf) <= MOST_BYTES:
        yield made
        return
    if len(letters) == 1:
        raise LetterTooHeavyError(lot=lot, rank=letters[0].rank, found=len(made.pdf), expected=MOST_BYTES)
    half = len(letters) // 2
    for part in (letters[:half], letters[half:]):
        yield from _fitting(reader, part, lot, separate)


def _file(reader: PdfReader, letters: Sequence[PlacedLetter], separate: int | None) -> PrintFile:
    writer = PdfWriter()
    runs = list(_runs(letters, separate))
    heads = separator_pages(runs, archival_level=archival.level(reader)) if separate is not None else None
    placed: list[PlacedLetter] = []
    separators: list[int] = []
    for number, run in enumerate(runs):
        if heads is not None:
            separators.append(len(writer.pages) + 1)
            writer.append(heads, pages=(number, number + 1), import_outline=False)
            writer.add_blank_page()
        placed += _appended(writer, reader, run)
    level = archival.keep([reader] if heads is None else [reader, heads], writer)
    target = io.BytesIO()
    writer.write(target)
    return PrintFile(target.getvalue(), len(writer.pages), level, tuple(placed), tuple(separators))


def _runs(letters: Sequence[PlacedLetter], separate: int | None) -> Iterator[Sequence[PlacedLetter]]:
    size = separate or len(letters)
    for start in range(0, len(letters), size):
        yield letters[start : start + size]


def _appended(writer: PdfWriter, reader: PdfReader, run: Sequence[PlacedLetter]) -> Iterator[PlacedLetter]:
    """The letters of a run at the end of the file, each from a recto to the end of its last sheet."""
    blocks: list[list[PlacedLetter]] = []  # neighbours whose pages fill their sheets travel together
    for letter in run:
        if blocks and blocks[-1][-1].place.whole and blocks[-1][-1].place.last_page + 1 == letter.place.first_page:
            blocks[-1].append(letter)
        else:
            blocks.append([letter])
    for block in blocks:
        shift = len(writer.pages) + 1 - block[0].place.first_page
        last = block[-1].place
        writer.append(reader, pages=(block[0].place.first_page - 1, last.last_page), import_outline=False)
        if not last.whole:
            writer.add_blank_page()
        yield from (
            PlacedLetter(letter.rank, letter.place, letter.place.first_page + shift, letter.sha256) for letter in block
        )
