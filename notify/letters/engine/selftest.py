"""Each class proves itself before its first use: stress records, stamped and by WeasyPrint, compared dot by dot."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2

from notify.letters.engine.batch import write_batch
from notify.letters.engine.chunk import flow
from notify.letters.engine.compiling import Base
from notify.letters.engine.errors import NotFlowableError, SelfTestError
from notify.letters.engine.fields import Kind, Value
from notify.letters.engine.letter import CompiledLetter, Template
from notify.letters.engine.reference import plain_pdf

DOTS = 150  # per inch
TOLERANCE = 8  # of 255
# The shortest, kerning across spaces and apostrophes, accents above and below, ligatures, and a long one.
STRESS = (
    "i",
    "P 2 s T’AV. L’To-Wa",
    "Éloïse-Zoë Ødegård Őrsi",
    "Griffith Fjäll fi ffl",
    "MAXIMILIENNE-WILHELMINE WAMBRECHIES-LEMMEN",
)


def compile_letter(template: Template) -> CompiledLetter:
    """A letter ready to be stamped, each of its classes proved before its first use.

    Raises TemplateError; what is met later raises CompileError, SelfTestError, PdfUnavailableError.
    """
    return CompiledLetter(template, self_test)


def self_test(letter: CompiledLetter, example: Mapping[str, Value]) -> None:
    """Compare five stress letters of the example's class with WeasyPrint's. Raises SelfTestError."""
    records = list(_stress(letter, example))
    stamped = BytesIO()
    write_batch(letter, records, stamped)
    document = pypdfium2.PdfDocument(stamped.getvalue())
    try:
        page = 0
        for case, record in enumerate(records, 1):
            expected, _pages = plain_pdf(letter.html(record), letter.template.sheet)
            page = _compare(document, page, expected, case)
    finally:
        document.close()


def _stress(letter: CompiledLetter, example: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Variations that stay in the example's class: what decides it is kept."""
    key = letter.keys({name: [value] for name, value in example.items()}, 1)[0]
    base = letter.base(key, example)
    counts = tuple(map(len, flow(base, example)))
    flowing = {name for plan in base.flows for name in plan.names}
    for number, text in enumerate(STRESS):
        values = dict(example)
        for place, declared in enumerate(letter.template.fields):
            name = declared.name
            if declared.kind is Kind.TEXT and example[name] and name in letter.shown:
                tried = {**values, name: STRESS[(number + place) % len(STRESS)]}
                values = tried if name not in flowing or _counts(base, tried) == counts else values
            elif declared.kind is Kind.LINES and example[name]:
                values[name] = _lines(letter, name, declared.limit, len(example[name]), text)
        yield values


def _counts(base: Base, record: Mapping[str, Value]) -> tuple[int, ...] | None:
    try:
        return tuple(map(len, flow(base, record)))
    except NotFlowableError:
        return None


def _lines(letter: CompiledLetter, name: str, limit: int, count: int, text: str) -> tuple[str, ...]:
    wanted = 1 + len(text) % limit if name in letter.packed else count
    return tuple(f"{text[:30]} {number}" for number in range(wanted))


def _compare(document: Any, first: int, expected: bytes, case: int) -> int:
    """Every page of one case; gives the place of the next case's first page."""
    reference = pypdfium2.PdfDocument(expected)
    try:
        for number in range(len(reference)):
            if first + number >= len(document):
                raise SelfTestError(case=case, page=number + 1, difference="page absente")
            difference = _difference(document[first + number], reference[number])
            if difference:
                raise SelfTestError(case=case, page=number + 1, difference=difference)
        return first + len(reference)
    finally:
        reference.close()


def _difference(stamped: Any, expected: Any) -> str:
    found, wanted = (_dots(page) for page in (stamped, expected))
    if found.shape != wanted.shape:
        return "format de page"
    worst = np.abs(found.astype(np.int16) - wanted).max()
    if worst > TOLERANCE:
        return f"points d’encre, écart de {worst} sur 255"
    texts = [sorted(page.get_textpage().get_text_range().split()) for page in (stamped, expected)]
    return "" if texts[0] == texts[1] else "texte extrait"


def _dots(page: Any) -> Any:
    return page.render(scale=DOTS / 72, grayscale=True).to_numpy()
