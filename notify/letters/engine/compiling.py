"""One class of letters compiled: the page laid out by WeasyPrint twice, with short and with long stand-ins.

Whatever moves between the two, but the start of a right-aligned or centred text, depends on a value in a way that no
stamp can follow: the template is refused, with the field to blame. Paragraphs of running text that hold fields are
taken out whole: their lines are broken anew for each letter; a class holds the letters with the same numbers of lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from notify.letters.engine.boxes import TextBox
from notify.letters.engine.errors import CompileError
from notify.letters.engine.fields import Field, Kind, Value
from notify.letters.engine.fonts import FontSource, font_source
from notify.letters.engine.glyphs import TextFont
from notify.letters.engine.markup import Part, fill
from notify.letters.engine.paragraphs import FlowPlan, Setting, Words, flow_plan
from notify.letters.engine.reference import Reference, Sheet, render
from notify.letters.engine.split import Halves, TextGroup, split, text_groups
from notify.letters.engine.standins import LONGER, StandIns


@dataclass(frozen=True, slots=True)
class Slot:
    """A text that differs from letter to letter. Pixels from the top left of `page`; `room` None when it may not break.

    `share` of the text's width stands left of `anchor`: 0 left-aligned, 0.5 centred, 1 right-aligned.
    """

    words: Words
    font: TextFont
    page: int
    anchor: float
    y: float
    share: float
    room: float | None


@dataclass(frozen=True, slots=True)
class FlowSlot:
    """A paragraph in a class: the page and the baseline (as written) of each of its lines."""

    plan: FlowPlan
    lines: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, repr=False)
class LetterClass:
    """All letters of the same shape. `reference` is what it was compiled from.

    In `pages`, a place's slot counts the slots from 0 up, and the paragraphs from -1 down.
    """

    slots: tuple[Slot, ...]
    flows: tuple[FlowSlot, ...]
    pages: tuple[Halves, ...]
    reference: Reference


@dataclass(frozen=True, slots=True, repr=False)
class Base:
    """What all letters with the same blocks and choices share: which places flow, and in which paragraphs."""

    flowing: frozenset[int]
    flows: tuple[FlowPlan, ...]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A rendering cut into what stays and the slots (`boxes`) and the boxes of its paragraphs (`flowing`)."""

    reference: Reference
    pages: tuple[Halves, ...]
    boxes: tuple[TextBox, ...]
    flowing: tuple[tuple[TextBox, ...], ...]


class ClassCompiler:
    """Compiles the classes of one template; `sources` gathers the fonts met."""

    def __init__(self, parts: tuple[Part, ...], fields: Mapping[str, Field], sheet: Sheet) -> None:
        self.parts, self.fields, self.sheet = parts, fields, sheet
        self.sources: dict[str, FontSource] = {}

    def base(self, values: Mapping[str, Value]) -> Base:
        """Lay the letter out once to find the paragraphs that hold fields. Raises CompileError, PdfUnavailableError."""
        stand_ins = StandIns()
        reference = self._render(values, stand_ins, frozenset())
        running = [box for box in reference.layout.boxes if stand_ins.places(box.text) and _may_run(box)]
        blocks = tuple(dict.fromkeys(box.block for box in running))
        setting = Setting(stand_ins.words, _settings(reference), self.sources)
        plans: list[FlowPlan] = []
        flowing: set[int] = set()
        for number in blocks:
            boxes = [box for box in reference.layout.boxes if box.block == number]
            if not number:
                name = stand_ins.spots[stand_ins.places(running[0].text)[0]][0]
                raise CompileError(field=name, reason="le champ coule dans une marge de page")
            plans.append(flow_plan(number, reference.layout.blocks[number], boxes, setting))
            flowing.update(place for box in boxes for place in stand_ins.places(box.text))
        return Base(frozenset(flowing), tuple(plans))

    def compile(self, values: Mapping[str, Value], base: Base) -> LetterClass:
        """The class of letters shaped like these values. Raises CompileError, PdfUnavailableError."""
        stand_ins = StandIns(flowing=base.flowing)
        short = self._lay_out(values, stand_ins, base, frozenset())
        names = {name for place, (name, _line) in enumerate(stand_ins.spots) if place not in base.flowing}
        long = self._lay_out(values, stand_ins, base, frozenset(names)) if names else short
        if not _same(short, long):
            raise self._blame(values, stand_ins, base, short, names)
        groups = {place.slot: place.group for page in short.pages for place in page.places}
        slots = tuple(
            _slot(box, long.boxes[number], groups[number], stand_ins) for number, box in enumerate(short.boxes)
        )
        flows = tuple(_flow_slot(plan, boxes, short) for plan, boxes in zip(base.flows, short.flowing, strict=True))
        return LetterClass(slots, flows, short.pages, short.reference)

    def holds(self, most: Mapping[str, Value], least: Mapping[str, Value]) -> bool:
        """Whether the page of `least` is that of `most` with some texts left out. Raises as `compile`."""
        shapes = []
        for values in (most, least):
            base = self.base(values)
            stand_ins = StandIns(flowing=base.flowing)
            laid = self._lay_out(values, stand_ins, base, frozenset())
            texts = {(_at(box.page, box.x, box.y), stand_ins.words(box.text)) for box in laid.boxes}
            shapes.append(([page.static for page in laid.pages], texts))
        (static, texts), (same, fewer) = shapes
        return static == same and fewer <= texts

    def _render(self, values: Mapping[str, Value], stand_ins: StandIns, long: frozenset[str]) -> Reference:
        stand_ins.begin(long)

        def write(name: str, line: int, value: str) -> str:
            if self.fields[name].kind is Kind.CHOICE:
                return escape(value)
            return stand_ins.write(name, line, value) if value else ""

        reference = render(fill(self.parts, values, write), self.sheet)
        for name, font in reference.fonts.items():
            if name.lstrip("/") not in self.sources:
                self.sources[name.lstrip("/")] = font_source(name.lstrip("/"), font)
        return reference

    def _lay_out(self, values: Mapping[str, Value], stand_ins: StandIns, base: Base, long: frozenset[str]) -> _Laid:
        return _cut(self._render(values, stand_ins, long), stand_ins, base)

    def _blame(
        self, values: Mapping[str, Value], stand_ins: StandIns, base: Base, short: _Laid, names: Iterable[str]
    ) -> CompileError:
        for name in sorted(names):
            if not _same(short, self._lay_out(values, stand_ins, base, frozenset({name}))):
                reason = "la mise en page autour de ce champ dépend de la longueur de sa valeur"
                return CompileError(field=name, reason=reason)
        return CompileError(reason="la mise en page dépend de la longueur de plusieurs champs à la fois")


def _may_run(box: TextBox) -> bool:
    """Whether a text runs over several lines, or would with longer values."""
    if not box.alone:
        return True
    if (
        not box.block or box.room is None or box.room < box.width + 1
    ):  # a margin; unbroken; a block that shrinks to its text
        return False
    return " " in box.text and box.width * (1 + 2 * LONGER / len(box.text)) > box.room


def _at(page: int, x: float, y: float) -> tuple[int, str, str]:
    """A place on a page, as precise as a PDF writes it."""
    return page, f"{x:.3f}", f"{y:.3f}"


def _settings(reference: Reference) -> dict[TextBox, tuple[str, bytes]]:
    """The font and the size of each text box that is drawn in one font."""
    found: dict[tuple[int, str, str], tuple[str, bytes]] = {}
    for number, page in enumerate(reference.pages):
        for group in text_groups(page.ops):
            fonts = {(run.font.decode().lstrip("/"), run.size) for run in group.runs}
            if len(fonts) == 1:
                found[_at(number, float(group.matrix[4]), float(group.matrix[5]))] = fonts.pop()
    places = {box: _at(box.page, box.x, box.y) for box in reference.layout.boxes}
    return {box: found[place] for box, place in places.items() if place in found}


def _cut(reference: Reference, stand_ins: StandIns, base: Base) -> _Laid:
    boxes = [box for box in reference.layout.boxes if stand_ins.places(box.text)]
    for box in boxes:
        _refuse_unfit(box, stand_ins)
    flowing = tuple(tuple(box for box in reference.layout.boxes if box.block == plan.block) for plan in base.flows)
    numbers = {_at(box.page, box.x, box.y): number for number, box in enumerate(boxes)}
    for number, part in enumerate(flowing, 1):
        numbers.update((_at(box.page, box.x, box.y), -number) for box in part)
    pages = []
    for page, read in enumerate(reference.pages):

        def slot_of(group: TextGroup, page: int = page) -> int | None:
            return numbers.get(_at(page, float(group.matrix[4]), float(group.matrix[5])))

        pages.append(split(read.ops, slot_of))
    placed = {place.slot for halves in pages for place in halves.places if place.slot >= 0}
    _refuse_lost(stand_ins, boxes, placed)
    return _Laid(reference, tuple(pages), tuple(boxes), flowing)


def _refuse_unfit(box: TextBox, stand_ins: StandIns) -> None:
    name = stand_ins.spots[stand_ins.places(box.text)[0]][0]
    if not box.alone:
        reason = "le champ n’est pas seul sur sa ligne (texte qui coule, mot mis en forme, coupure)"
        raise CompileError(field=name, reason=reason)
    if box.spaced:
        raise CompileError(field=name, reason="espacement des lettres ou des mots (letter-spacing, word-spacing)")


def _refuse_lost(stand_ins: StandIns, boxes: Sequence[TextBox], placed: set[int]) -> None:
    """Every field must be seen on the page, whole, and every box that holds one must be in the stream."""
    seen = {place for number in placed for place in stand_ins.places(boxes[number].text)}
    for place, spot in enumerate(stand_ins.spots):
        if place not in seen and place not in stand_ins.flowing:
            reason = "le champ ne se retrouve pas tel quel sur la page (caché, transformé, coupé, ou hors du texte)"
            raise CompileError(field=spot[0], reason=reason)
    if len(placed) != len(boxes):
        number = min(set(range(len(boxes))) - placed)
        name = stand_ins.spots[stand_ins.places(boxes[number].text)[0]][0]
        raise CompileError(field=name, reason="le texte du champ ne se retrouve pas dans le flux de la page")


def _same(short: _Laid, long: _Laid) -> bool:
    """Whether nothing but the slots' own texts, and where right-aligned ones start, differs."""
    if len(short.pages) != len(long.pages) or len(short.boxes) != len(long.boxes):
        return False
    return all(
        one.static == other.static
        and len(one.places) == len(other.places)
        and all(
            (a.slot, a.geometry, a.settings, a.group.marked) == (b.slot, b.geometry, b.settings, b.group.marked)
            and (a.group.matrix[:4], a.group.matrix[5]) == (b.group.matrix[:4], b.group.matrix[5])
            for a, b in zip(one.places, other.places, strict=True)
        )
        for one, other in zip(short.pages, long.pages, strict=True)
    )


def _slot(short: TextBox, long: TextBox, group: TextGroup, stand_ins: StandIns) -> Slot:
    words = stand_ins.words(short.text)
    name = next(spot[0] for spot in words if not isinstance(spot, str))
    fonts = {(run.font, run.size) for run in group.runs}
    if len(fonts) != 1:
        raise CompileError(field=name, reason="le texte autour du champ mêle plusieurs polices")
    ((font, size),) = fonts
    grown, moved = long.width - short.width, short.x - long.x
    share = round(2 * moved / grown) / 2 if grown else 0.0
    if abs(moved - share * grown) > 0.01 or not 0 <= share <= 1:
        raise CompileError(field=name, reason="le champ se déplace avec la longueur de sa valeur")
    # A block that shrinks to its text says nothing of the room it had: what was tried is what is known to fit.
    # A text wider than its block starts at its left edge, wherever it is aligned.
    known = short.wide if short.wide == long.wide else long.width
    room = None if short.room is None and not share else known
    text = TextFont(font.decode().lstrip("/"), size, short.features, short.language)
    return Slot(words, text, short.page, short.x + share * short.width, short.y, share, room)


def _flow_slot(plan: FlowPlan, boxes: Sequence[TextBox], laid: _Laid) -> FlowSlot:
    """Where the lines of a paragraph stand. Raises CompileError where it is not one block of one colour."""
    drawn = {
        _at(number, float(place.group.matrix[4]), float(place.group.matrix[5])): place
        for number, page in enumerate(laid.pages)
        for place in page.places
        if place.slot < 0
    }
    lines: dict[int, tuple[int, bytes]] = {}
    states: dict[int, object] = {}
    for box in boxes:
        place = drawn.get(_at(box.page, box.x, box.y))
        if place is None:
            continue
        state = (place.geometry, place.settings, place.group.marked, place.group.matrix[:4])
        if states.setdefault(box.page, state) != state:
            raise CompileError(field=plan.names[0], reason="un texte qui coule mêle plusieurs couleurs ou balises")
        lines.setdefault(box.line, (box.page, place.group.matrix[5]))
    return FlowSlot(plan, tuple(lines.values()))
