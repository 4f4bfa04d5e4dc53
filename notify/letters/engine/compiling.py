"""One class of letters compiled: the page laid out by WeasyPrint twice, with short and with long stand-ins.

Whatever moves between the two, but the start of a right-aligned or centred text, depends on a value in a way that no
stamp can follow: the template is refused, with the field to blame.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notify.letters.engine.boxes import TextBox
from notify.letters.engine.errors import CompileError
from notify.letters.engine.fields import Field, Kind, Value
from notify.letters.engine.glyphs import Features
from notify.letters.engine.markup import Part, fill
from notify.letters.engine.reference import Reference, Sheet, render
from notify.letters.engine.split import Halves, TextGroup, split

_STAND_IN = re.compile(r"Qj(\d{3})x(m*)")
_LONGER = "m" * 12
Spot = tuple[str, int]  # a field and the number of its line
Words = tuple[str | Spot, ...]  # text as it is, and fields between


@dataclass(frozen=True, slots=True)
class SlotText:
    """What a slot says and how: resource name of the font, size in px as written, features, language."""

    words: Words
    font: str
    size: bytes
    features: Features
    language: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A text that differs from letter to letter. Pixels from the top left of `page`; `room` None when it may not break.

    `share` of the text's width stands left of `anchor`: 0 left-aligned, 0.5 centred, 1 right-aligned.
    """

    text: SlotText
    page: int
    anchor: float
    y: float
    share: float
    room: float | None


@dataclass(frozen=True, slots=True, repr=False)
class LetterClass:
    """All letters of the same shape. `reference` is what it was compiled from."""

    slots: tuple[Slot, ...]
    pages: tuple[Halves, ...]
    reference: Reference


class StandIns:
    """Short tokens that stand for values while the page is laid out."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.long: frozenset[str] = frozenset()

    def write(self, name: str, line: int, value: str) -> str:
        """A stand-in for a TEXT or LINES value; a CHOICE is written as it is, escaped by the caller."""
        spot = (name, line)
        if spot not in self.spots:
            self.spots.append(spot)
        longer = name in self.long
        return f"Qj{self.spots.index(spot):03d}x{_LONGER if longer and value else ''}"

    def words(self, text: str) -> Words:
        """A text with its stand-ins turned back into fields."""
        made: list[str | Spot] = []
        end = 0
        for found in _STAND_IN.finditer(text):
            if found.start() > end:
                made.append(text[end : found.start()])
            made.append(self.spots[int(found.group(1))])
            end = found.end()
        if end < len(text):
            made.append(text[end:])
        return tuple(made)


@dataclass(frozen=True, slots=True)
class _Laid:
    """One of the two renderings, cut into what stays and the slots."""

    reference: Reference
    pages: tuple[Halves, ...]
    boxes: tuple[TextBox, ...]


class ClassCompiler:
    """Compiles the classes of one template."""

    def __init__(self, parts: tuple[Part, ...], fields: Mapping[str, Field], sheet: Sheet) -> None:
        self.parts, self.fields, self.sheet = parts, fields, sheet

    def compile(self, values: Mapping[str, Value]) -> LetterClass:
        """The class of letters shaped like these values. Raises CompileError, PdfUnavailableError."""
        stand_ins = StandIns()
        short = self._lay_out(values, stand_ins, frozenset())
        names = {name for name, _line in stand_ins.spots}
        if not names:
            return _letter_class(short, short, stand_ins)
        long = self._lay_out(values, stand_ins, frozenset(names))
        if not _same(short, long):
            raise self._blame(values, stand_ins, short, names)
        return _letter_class(short, long, stand_ins)

    def _lay_out(self, values: Mapping[str, Value], stand_ins: StandIns, long: frozenset[str]) -> _Laid:
        stand_ins.long = long

        def write(name: str, line: int, value: str) -> str:
            if self.fields[name].kind is Kind.CHOICE:
                return _escape(value)
            return stand_ins.write(name, line, value) if value else ""

        reference = render(fill(self.parts, values, write), self.sheet)
        return _cut(reference, stand_ins)

    def _blame(
        self,
        values: Mapping[str, Value],
        stand_ins: StandIns,
        short: _Laid,
        names: Iterable[str],
    ) -> CompileError:
        for name in sorted(names):
            if not _same(short, self._lay_out(values, stand_ins, frozenset({name}))):
                reason = "la mise en page autour de ce champ dépend de la longueur de sa valeur"
                return CompileError(field=name, reason=reason)
        return CompileError(reason="la mise en page dépend de la longueur de plusieurs champs à la fois")


def _escape(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _cut(reference: Reference, stand_ins: StandIns) -> _Laid:
    boxes = [box for box in reference.boxes if _STAND_IN.search(box.text)]
    for box in boxes:
        _refuse_unfit(box, stand_ins)
    by_place = {(box.page, f"{box.x:.3f}", f"{box.y:.3f}"): number for number, box in enumerate(boxes)}
    pages = []
    for number, page in enumerate(reference.pages):

        def slot_of(group: TextGroup, number: int = number) -> int | None:
            x, y = (f"{float(value):.3f}" for value in group.matrix[4:6])
            return by_place.get((number, x, y))

        pages.append(split(page.ops, slot_of))
    _refuse_lost(stand_ins, boxes, {place.slot for page in pages for place in page.places})
    return _Laid(reference, tuple(pages), tuple(boxes))


def _refuse_unfit(box: TextBox, stand_ins: StandIns) -> None:
    name = next(spot[0] for spot in stand_ins.words(box.text) if not isinstance(spot, str))
    if not box.alone:
        reason = "le champ n’est pas seul sur sa ligne (texte qui coule, mot mis en forme, coupure)"
        raise CompileError(field=name, reason=reason)
    if box.spaced:
        raise CompileError(field=name, reason="espacement des lettres ou des mots (letter-spacing, word-spacing)")


def _refuse_lost(stand_ins: StandIns, boxes: list[TextBox], placed: set[int]) -> None:
    """Every field must be seen on the page, whole, and every box that holds one must be in the stream."""
    seen = {spot for number in placed for spot in stand_ins.words(boxes[number].text) if not isinstance(spot, str)}
    for spot in stand_ins.spots:
        if spot not in seen:
            reason = "le champ ne se retrouve pas tel quel sur la page (caché, transformé, coupé, ou hors du texte)"
            raise CompileError(field=spot[0], reason=reason)
    if len(placed) != len(boxes):
        number = min(set(range(len(boxes))) - placed)
        name = next(spot[0] for spot in stand_ins.words(boxes[number].text) if not isinstance(spot, str))
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


def _letter_class(short: _Laid, long: _Laid, stand_ins: StandIns) -> LetterClass:
    groups = {place.slot: place.group for page in short.pages for place in page.places}
    slots = tuple(_slot(box, long.boxes[number], groups[number], stand_ins) for number, box in enumerate(short.boxes))
    return LetterClass(slots, short.pages, short.reference)


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
    room = short.room if short.room is None or short.room == long.room else long.width
    text = SlotText(words, font.decode().lstrip("/"), size, short.features, short.language)
    return Slot(text, short.page, short.x + share * short.width, short.y, share, room)
