"""A print batch read back from its finished file and compared with its rows: every page, none by sample.

This package shares no code and no cache with what writes letters: it knows the PDF specification and the rows. What it
cannot see: outlines (a font whose glyph A is drawn as B), the content of images and bar codes, whether a page is
beautiful.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from notify.letters.readback.faults import BrokenFileError, ExtraPagesError
from notify.letters.readback.file import Book
from notify.letters.readback.finder import CodeFinder
from notify.letters.readback.lexing import PdfError
from notify.letters.readback.marks import Window
from notify.letters.readback.paging import Pages
from notify.letters.readback.parts import Order, Part, distinct
from notify.letters.readback.rules import ExpectedLetter

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was read: pages of the file, letters, and the hash of its bytes."""

    pages: int
    letters: int
    sha256: str


def check_batch(
    source: Path | bytes, letters: Iterable[ExpectedLetter], *, window: Window, duplex: bool, mark: str = ""
) -> ReadBack:
    """Read back a whole file. Raises ReadBackError naming the first page that is not what its row says."""
    rows = list(letters)
    codes = frozenset(row.code for row in rows)
    pages = check_part(source, rows, codes=codes, window=window, duplex=duplex, mark=mark)
    return ReadBack(pages, len(rows), _sha256(source))


def check_part(
    source: Path | bytes,
    letters: Sequence[ExpectedLetter],
    *,
    codes: Collection[str],
    window: Window,
    duplex: bool,
    mark: str = "",
    first_page: int = 1,
    last: bool = True,
) -> int:
    """Read back the letters that begin at `first_page`, so that several processes share one file.

    `codes` are those of the whole batch; `last` says that the file ends with these letters. Gives the number of the
    last page read.
    """
    order = Order(window, duplex, mark)
    rows = distinct(letters, codes, first_page)
    try:
        with Book(source) as book:
            pages = Pages(book)
            end = Part(pages, CodeFinder(codes), order).read(rows, first_page)
            if last and end != len(pages):
                raise ExtraPagesError(page=end + 1, found=len(pages), expected=end)
            return end
    except (PdfError, OSError) as error:
        raise BrokenFileError(page=0, reason=str(error) if isinstance(error, PdfError) else "disque") from error


def count_pages(source: Path | bytes) -> int:
    """Pages of a file. Raises BrokenFileError."""
    try:
        with Book(source) as book:
            return len(Pages(book))
    except (PdfError, OSError) as error:
        raise BrokenFileError(page=0, reason=str(error) if isinstance(error, PdfError) else "disque") from error


def _sha256(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    digest = hashlib.sha256()
    with source.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
