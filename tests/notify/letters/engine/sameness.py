"""Stamped letters held against WeasyPrint's own pages: dots of two renderers and extracted text."""

import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2

from notify.letters.engine import CompiledLetter, Value, plain_letter, write_batch

DOTS, TOLERANCE = 150, 8
Pages = list[Any]


@dataclass
class Outcome:
    """Letters and pages compared, those WeasyPrint rendered and why, and what differs: (record, page, what)."""

    letters: int = 0
    pages: int = 0
    fallbacks: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[dict[str, Value], int, str]] = field(default_factory=list)


def compare(letter: CompiledLetter, records: Sequence[dict[str, Value]], *, duplex: bool = False) -> Outcome:
    """Every page of every record."""
    sink, outcome = BytesIO(), Outcome(len(records))
    written = write_batch(letter, records, sink, duplex=duplex)
    outcome.fallbacks.update(written.fallbacks.values())
    with tempfile.TemporaryDirectory() as folder:
        stamped = _Seen(sink.getvalue(), Path(folder) / "stamped")
        for record, place in zip(records, written.letters(), strict=True):
            data, count = plain_letter(letter.template, record)
            if count != place.pages:
                outcome.faults.append((record, 0, f"{place.pages} pages, {count} expected"))
                continue
            plain = _Seen(data, Path(folder) / "plain")
            for page in range(count):
                outcome.pages += 1
                found = difference(stamped, place.first_page - 1 + page, plain, page)
                outcome.faults += [(record, page + 1, found)] if found else []
            plain.pdfium.close()
        if duplex:
            outcome.faults += [({}, page, "a verso is not blank") for page in _stained(stamped, written)]
        stamped.pdfium.close()
    return outcome


def _stained(stamped: "_Seen", written: Any) -> list[int]:
    used = {place.first_page - 1 + page for place in written.letters() for page in range(place.pages)}
    blank = set(range(written.pages)) - used
    odd = [place.first_page for place in written.letters() if place.first_page % 2 == 0]
    return odd + [page + 1 for page in sorted(blank) if stamped.text[page].strip() or stamped.dots(page).min() < 255]


class _Seen:
    """A file and what readers make of it."""

    def __init__(self, data: bytes, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.path, self.folder = folder / "file.pdf", folder
        self.path.write_bytes(data)
        self.pdfium = pypdfium2.PdfDocument(data)
        self.text = text_of(self.path, "-layout")
        self.raw = text_of(self.path, "-raw")

    def dots(self, page: int) -> Any:
        """By poppler."""
        name = self.folder / "page"
        command = ["pdftoppm", "-r", str(DOTS), "-gray", "-f", str(page + 1), "-l", str(page + 1), "-singlefile"]
        subprocess.run([*command, self.path, name], check=True, capture_output=True)
        _magic, size, _most, rest = name.with_suffix(".pgm").read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        return np.frombuffer(rest, np.uint8).reshape(height, width)

    def other_dots(self, page: int) -> Any:
        """By pdfium, in colour."""
        return self.pdfium[page].render(scale=DOTS / 72).to_numpy()


def text_of(path: Path, way: str) -> list[str]:
    """The text of each page as pdftotext gives it."""
    done = subprocess.run(["pdftotext", way, path, "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


def difference(stamped: _Seen, at: int, plain: _Seen, page: int) -> str:
    """What differs between two pages, or nothing."""
    # In the order of the stream, values come after what stands still: the words are the same, their order is not.
    if sorted(stamped.raw[at].split()) != sorted(plain.raw[page].split()):
        return "pdftotext -raw"
    if stamped.text[at] != plain.text[page]:
        return "pdftotext -layout"
    for name in ("dots", "other_dots"):
        found, expected = getattr(stamped, name)(at), getattr(plain, name)(page)
        if found.shape != expected.shape:
            return f"{name}: size"
        worst = np.abs(found.astype(np.int16) - expected)
        if worst.max() > TOLERANCE:
            return f"{name}: {int((worst > TOLERANCE).sum())} differ, by {worst.max()} at most"
    return ""
