"""A chunk of records drawn: for each letter its class and the values of the holes of its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notify.letters.engine.errors import CompileError
from notify.letters.engine.fields import Value
from notify.letters.engine.letter import CompiledLetter, Key, ReadyClass
from notify.letters.engine.program import PageProgram
from notify.letters.engine.stamping import Stamped, stamp

Row = tuple[bytes, ...]
Columns = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True, repr=False)
class Drawn:
    """Letters of a chunk in order: `classes[i]` None means that WeasyPrint must render it, for `reasons[i]`.

    `rows[i]` holds one row of values for each page. `glyphs`: those beyond the code pages, by font.
    """

    classes: list[ReadyClass | None]
    rows: list[tuple[Row, ...]]
    reasons: dict[int, str]
    glyphs: dict[str, dict[int, str]]


def draw(letter: CompiledLetter, columns: Columns, count: int) -> Drawn:
    """Stamp the records of cleaned columns, class by class. Raises PdfUnavailableError, SelfTestError."""
    letter.settle(columns)
    drawn = Drawn([None] * count, [()] * count, {}, {})
    for key, places in _groups(letter.keys(columns, count)).items():
        try:
            ready = letter.ready(key, {name: values[places[0]] for name, values in columns.items()})
        except CompileError as error:
            drawn.reasons.update((place, str(error)) for place in places)
            continue
        _draw_class(letter, ready, columns, places, drawn)
    return drawn


def _groups(keys: Sequence[Key]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return groups


def _draw_class(
    letter: CompiledLetter, ready: ReadyClass, columns: Columns, places: Sequence[int], drawn: Drawn
) -> None:
    whole = len(places) == len(drawn.classes)
    texts = letter.slot_columns(ready, columns, None if whole else places)
    stamped = stamp(ready.letter.slots, ready.fonts, texts)
    pages = [_rows(program, stamped, len(places)) for program in ready.programs]
    for place, rows in zip(places, zip(*pages, strict=True), strict=True):
        drawn.classes[place] = ready
        drawn.rows[place] = rows
    for at, reason in stamped.refused.items():
        drawn.classes[places[at]] = None
        drawn.reasons[places[at]] = reason
    for name, glyphs in stamped.drawn.items():
        if glyphs:
            drawn.glyphs.setdefault(name.decode(), {}).update(glyphs)


def _rows(program: PageProgram, stamped: Stamped, count: int) -> Sequence[Any]:
    holes = [stamped.starts[hole.slot] if hole.start else stamped.texts[hole.slot] for hole in program.holes]
    return list(zip(*holes, strict=True)) if holes else [()] * count
