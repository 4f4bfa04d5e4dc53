"""A chunk of records drawn: for each letter its class and the values of the holes of its pages."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from notify.letters.engine.compiling import Base
from notify.letters.engine.drawing import FlowLine
from notify.letters.engine.errors import CompileError, NotFlowableError
from notify.letters.engine.fields import Kind, Value
from notify.letters.engine.letter import CompiledLetter, Key, ReadyClass
from notify.letters.engine.paragraphs import Words
from notify.letters.engine.running import paragraph_text
from notify.letters.engine.stamping import Stamped, stamp
from notify.letters.engine.standins import Spot

Row = tuple[bytes, ...]
Columns = Mapping[str, Sequence[Value]]
Lines = tuple[tuple[FlowLine, ...], ...]  # of each paragraph of a letter


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
    with _collector_at_rest():
        for key, places in _groups(letter.keys(columns, count)).items():
            try:
                base = letter.base(key, example(columns, places[0]))
            except CompileError as error:
                drawn.reasons.update((place, str(error)) for place in places)
                continue
            _draw_key(letter, key, base, columns, places, drawn)
    return drawn


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for cycles while a chunk is drawn: it makes none, and each search would walk the compiled pages."""
    awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if awake:
            gc.enable()


def example(columns: Columns, place: int) -> dict[str, Value]:
    """One record of the columns."""
    return {name: values[place] for name, values in columns.items()}


def flow(base: Base, record: Mapping[str, Value]) -> Lines:
    """The lines of each paragraph of a letter. Raises NotFlowableError."""
    return tuple(plan.paragraph.lines(record) for plan in base.flows)  # type: ignore[arg-type]  # TEXT fields only


def _groups(keys: Sequence[Key]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return groups


def _draw_key(
    letter: CompiledLetter, key: Key, base: Base, columns: Columns, places: Sequence[int], drawn: Drawn
) -> None:
    """Letters with the same blocks: those with the same numbers of lines are a class."""
    lines: dict[int, Lines] = {}
    groups: dict[tuple[int, ...], list[int]] = {}
    if base.flows:
        for place in places:
            try:
                lines[place] = flow(base, example(columns, place))
            except NotFlowableError as error:
                drawn.reasons[place] = str(error)
                continue
            groups.setdefault(tuple(map(len, lines[place])), []).append(place)
    else:
        groups[()] = list(places)
    for counts, found in groups.items():
        try:
            ready = letter.ready(key, counts, example(columns, found[0]))
        except CompileError as error:
            drawn.reasons.update((place, str(error)) for place in found)
            continue
        _draw_class(letter, ready, columns, found, lines, drawn)


def _draw_class(
    letter: CompiledLetter,
    ready: ReadyClass,
    columns: Columns,
    places: Sequence[int],
    lines: Mapping[int, Lines],
    drawn: Drawn,
) -> None:
    whole = len(places) == len(drawn.classes)
    texts = _slot_columns(letter, ready, columns, None if whole else places)
    stamped = stamp(ready.letter.slots, ready.fonts, texts)
    for name, glyphs in stamped.drawn.items():
        if glyphs:
            drawn.glyphs.setdefault(name.decode(), {}).update(glyphs)
    pages = [_rows(ready, page, stamped, [lines.get(place, ()) for place in places], drawn.glyphs)
             for page in range(ready.pages)]  # fmt: skip
    for place, rows in zip(places, zip(*pages, strict=True), strict=True):
        drawn.classes[place] = ready
        drawn.rows[place] = rows
    for at, reason in stamped.refused.items():
        drawn.classes[places[at]] = None
        drawn.reasons[places[at]] = reason


def _rows(
    ready: ReadyClass, page: int, stamped: Stamped, lines: Sequence[Lines], glyphs: dict[str, dict[int, str]]
) -> Sequence[Any]:
    """The values of a page's holes for each letter."""
    holes: list[Sequence[bytes]] = []
    for hole in ready.programs[page].holes:
        if hole.slot < 0:
            number = -hole.slot - 1
            slot, fonts = ready.letter.flows[number], ready.flow_fonts[number]
            holes.append([paragraph_text(slot, fonts, found[number], page, glyphs) for found in lines])
        else:
            holes.append(stamped.starts[hole.slot] if hole.start else stamped.texts[hole.slot])
    return list(zip(*holes, strict=True)) if holes else [()] * len(lines)


def _slot_columns(
    letter: CompiledLetter, ready: ReadyClass, columns: Columns, places: Sequence[int] | None
) -> list[Sequence[str]]:
    """The text of each slot for the records at `places` (None: all of them)."""
    names = {part[0] for slot in ready.letter.slots for part in slot.words if not isinstance(part, str)}
    taken = {name: columns[name] if places is None else [columns[name][place] for place in places] for name in names}
    return [_texts(letter, slot.words, taken) for slot in ready.letter.slots]


def _texts(letter: CompiledLetter, words: Words, columns: Columns) -> Sequence[str]:
    parts = [part if isinstance(part, str) else _values(letter, part, columns) for part in words]
    if len(parts) == 1:
        return parts[0]
    count = len(next(part for part in parts if not isinstance(part, str)))
    repeated = ([part] * count if isinstance(part, str) else part for part in parts)
    return list(map("".join, zip(*repeated, strict=True)))


def _values(letter: CompiledLetter, spot: Spot, columns: Columns) -> Sequence[str]:
    name, line = spot
    if letter.fields[name].kind is not Kind.LINES:
        return columns[name]  # type: ignore[return-value]  # cleaned: texts
    return [lines[line] if line < len(lines) else "" for lines in columns[name]]
