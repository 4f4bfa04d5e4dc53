"""The letter of the measures as a template of the engine, and what the measures of it share."""

import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from isal import isal_zlib
from letter_parts import HERE, data_uri, letter_style, logo_png
from records import FIELDS, generate_records

from notify.letters.engine import Field, Template
from notify.letters.engine.reference import Sheet
from notify.pdf import PdfMetadata

LOT = 10_000  # letters of a seed: what a generator of records remembers stays small
LOOP = 300_000
_TWO = "Nous vous écrivons parce que", "Le délégué à la protection des données répond"
Letter = dict[str, str]


def template(*, flowing: bool = False) -> Template:
    """letter_sheet.html with its thirteen fields; no QR code. `flowing`: two of its paragraphs hold fields too."""
    sheet = (HERE / "letter_sheet.html").read_text(encoding="utf-8").replace('<img class="qr" alt="" src="$qr">', "")
    for name in FIELDS:
        sheet = sheet.replace(f"${name}<", f"{{{{{name}}}}}<")
    if flowing:
        sheet = sheet.replace(_TWO[0], "{{line1}}, " + _TWO[0].lower()).replace(
            "Indiquez la référence de cette lettre", "Indiquez la référence {{reference}} et le code {{code}}"
        )
    sheet = sheet.replace("</span> <span>", " ")  # one text: a space alone in its box is refused
    sheet = sheet.replace("$logo", data_uri(logo_png())).replace(" :", "\u00a0:")
    head = '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Mesure</title></head>'
    html = f"{head}<body>{sheet}</body></html>"
    return Template(html, tuple(map(Field, FIELDS)), Sheet((letter_style(),), PdfMetadata(title="Mesure")))


def never_seen(count: int, seed: int) -> list[Letter]:
    """Distinct records; another seed, others."""
    return list(stream(count, seed))


def stream(count: int, seed: int) -> Iterator[Letter]:
    """The same one at a time, from a new generator every LOT; uses count / LOT seeds."""
    sizes = [min(LOT, count - start) for start in range(0, count, LOT)]
    parts = (generate_records(size, seed + place) for place, size in enumerate(sizes))
    return ({name: getattr(record, name) for name in FIELDS} for record in chain.from_iterable(parts))


def isal_one(data: bytes) -> bytes:
    """ISA-L at level 1."""
    packed: bytes = isal_zlib.compress(data, 1)
    return packed


def cpu_of(work: Callable[[], object]) -> float:
    """Seconds of CPU of this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def machine() -> float:
    """Milliseconds of CPU of one fixed loop: what the machine gives at this moment."""
    return 1000 * cpu_of(lambda: sum(number * number for number in range(LOOP)))


def spread(values: Sequence[float]) -> dict[str, float]:
    """Minimum, median, maximum."""
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def peak() -> float:
    """The most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
