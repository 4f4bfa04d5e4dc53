"""A class of letters turned into a program: constant bytes with holes, one for each text and each moving start."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from notify.letters.engine.compiling import LetterClass, Slot
from notify.letters.engine.errors import CompileError
from notify.letters.engine.split import Halves, Place


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a value goes: the text of a slot, the start of one not left-aligned, or a paragraph (below zero)."""

    slot: int
    start: bool


@dataclass(frozen=True, slots=True, repr=False)
class PageProgram:
    """`form % values` is the dynamic stream of a page, the values being those of `holes` in order."""

    form: bytes
    holes: tuple[Hole, ...]


def page_program(page: Halves, letter: LetterClass, names: Sequence[bytes], *, marked: bool) -> PageProgram:
    """The program of a page. `names[slot]` is the resource name of the slot's code page; `marked` keeps the tags."""
    writer = _Writer(letter.slots, names, marked)
    for (geometry, settings), places in groupby(page.places, key=lambda place: (place.geometry, place.settings)):
        writer.state(geometry, settings, list(places))
    return PageProgram(b"".join(writer.form), tuple(writer.holes))


class _Writer:
    def __init__(self, slots: Sequence[Slot], names: Sequence[bytes], marked: bool) -> None:
        self.slots, self.names, self.marked = slots, names, marked
        self.form: list[bytes] = []
        self.holes: list[Hole] = []
        self.font = (b"", b"")
        self.flowed: set[int] = set()  # paragraphs already placed on this page

    def state(self, geometry: tuple[bytes, ...], settings: tuple[bytes, ...], places: Sequence[Place]) -> None:
        """Slots that share a graphics state, in one q … Q."""
        self.font = (b"", b"")
        self._constant(b"\n".join((b"q", *geometry, *(item for item in settings if not _opaque(item)), b"")))
        if not self.marked:
            self._constant(b"BT\n")
        for place in places:
            if place.slot >= 0:
                self._place(place)
            elif place.slot not in self.flowed:
                self._paragraph(place)
        self._constant(b"Q\n" if self.marked else b"ET Q\n")

    def _place(self, place: Place) -> None:
        if self.marked:
            self._constant((place.group.marked + b"\n" if place.group.marked else b"") + b"BT\n")
            self.font = (b"", b"")
        font = (self.names[place.slot], self.slots[place.slot].font.size)
        if font != self.font:
            self._constant(b"/" + font[0] + b" " + font[1] + b" Tf\n")
            self.font = font
        *head, x, y = place.group.matrix
        self._constant(b" ".join(head) + b" ")
        if self.slots[place.slot].share:
            self._hole(place.slot, start=True)
        else:
            self._constant(x)
        self._constant(b" " + y + b" Tm[(")
        self._hole(place.slot, start=False)
        self._constant(b")]TJ\n")
        if self.marked:
            self._constant(b"ET\n" + (b"EMC\n" if place.group.marked else b""))

    def _paragraph(self, place: Place) -> None:
        """All the lines of a paragraph stand where its first text stood."""
        if self.marked:
            raise CompileError(reason="un texte qui coule dans une lettre balisée")
        self.flowed.add(place.slot)
        self._hole(place.slot, start=False)
        self.font = (b"", b"")

    def _constant(self, data: bytes) -> None:
        self.form.append(data.replace(b"%", b"%%"))

    def _hole(self, slot: int, *, start: bool) -> None:
        self.form.append(b"%b")
        self.holes.append(Hole(slot, start))


def _opaque(setting: bytes) -> bool:
    """A page begins opaque: saying so again for each text costs bytes and changes nothing."""
    return setting in {b"/a1.0 gs", b"/a1 gs", b"/A1.0 gs", b"/A1 gs"}
