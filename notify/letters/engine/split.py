"""A page's content stream parted in two: what never changes, and the places of the texts that do.

Each place carries the graphics state around it, replayed from an empty one, so that the dynamic stream depends on
nothing that the static stream leaves behind.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from notify.letters.engine.errors import CompileError
from notify.letters.engine.tokens import Op

_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_PATH = {b"m", b"l", b"c", b"v", b"y", b"h", b"re"}
_PAINT = {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"}
_SHOW = {b"Tj", b"TJ", b"'", b'"'}
_OTHER_PAINT = {b"Do", b"sh"}
_MARKED = {b"BDC", b"BMC", b"EMC"}
_LAST_WINS = {b"g", b"G", b"rg", b"RG", b"k", b"K", b"w", b"J", b"j", b"M", b"d", b"ri", b"i"}
_TEXT_STATE = {b"Tc", b"Tw", b"Tz", b"TL", b"Ts", b"Tr"}
_COLOURS = {b"g": b"fill", b"rg": b"fill", b"k": b"fill", b"G": b"stroke", b"RG": b"stroke", b"K": b"stroke"}


@dataclass(frozen=True, slots=True)
class Run:
    """Text shown in one font: resource name, size as written, and the operand of its TJ."""

    font: bytes
    size: bytes
    shown: bytes


@dataclass(frozen=True, slots=True)
class TextGroup:
    """What one text matrix places: a text box of the layout. `marked` holds the BDC around it, if any."""

    matrix: tuple[bytes, ...]
    runs: tuple[Run, ...]
    marked: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """A group taken out of the page, with the state to replay (`geometry` in order, then `settings`)."""

    slot: int
    group: TextGroup
    geometry: tuple[bytes, ...]
    settings: tuple[bytes, ...]


@dataclass(slots=True)
class _State:
    geometry: tuple[bytes, ...] = ()
    settings: dict[bytes, bytes] = field(default_factory=dict)
    font: tuple[bytes, bytes] = (b"", b"")

    def copy(self) -> "_State":
        return _State(self.geometry, dict(self.settings), self.font)


@dataclass(slots=True)
class _Group:
    matrix: tuple[bytes, ...]
    marked: bytes
    state: _State
    runs: list[Run] = field(default_factory=list)
    at: list[int] = field(default_factory=list)  # indexes of the operators that place and show it


@dataclass(frozen=True, slots=True)
class Halves:
    """What stays, the places of what does not (in the order painted), and the glyphs that stay, by font."""

    static: bytes
    places: tuple[Place, ...]
    glyphs: Mapping[str, frozenset[int]]


def split(ops: Sequence[Op], slot_of: Callable[[TextGroup], int | None]) -> Halves:
    """Part a page's operators.

    `slot_of` names the slot that a group is, or None. Raises CompileError for operators that cannot be replayed.
    """
    groups = _read(ops)
    gone: set[int] = set()
    places: list[Place] = []
    glyphs: dict[str, set[int]] = {}
    for group in groups:
        found = TextGroup(group.matrix, tuple(group.runs), group.marked)
        slot = slot_of(found) if group.runs else None
        if slot is not None:
            state = group.state
            places.append(Place(slot, found, state.geometry, tuple(state.settings.values())))
            gone.update(group.at)
            continue
        for run in group.runs:
            glyphs.setdefault(run.font.decode().lstrip("/"), set()).update(glyph_numbers(run.shown))
    static = b"q\n" + b"\n".join(bytes(op) for op in _kept(ops, gone)) + b"\nQ\n"
    return Halves(static, tuple(places), {font: frozenset(found) for font, found in glyphs.items()})


def text_groups(ops: Sequence[Op]) -> Iterator[TextGroup]:
    """The texts of a page in the order painted."""
    for group in _read(ops):
        yield TextGroup(group.matrix, tuple(group.runs), group.marked)


def _read(ops: Sequence[Op]) -> "list[_Group]":
    reader = _Reader()
    for index, op in enumerate(ops):
        reader.take(index, op)
    reader.end_group()
    return reader.groups


def glyph_numbers(shown: bytes) -> Iterator[int]:
    """The glyph numbers of an array of hexadecimal strings."""
    for text in _HEX.findall(shown):
        digits = b"".join(text.split())
        for place in range(0, len(digits), 4):
            yield int(digits[place : place + 4], 16)


def _kept(ops: Sequence[Op], gone: set[int]) -> Iterator[Op]:
    """The operators that stay: without the slots and the marks that hold nothing any more."""
    yield from _without_empty_marks([op for index, op in enumerate(ops) if index not in gone])


def _without_empty_marks(ops: list[Op]) -> list[Op]:
    """BDC … EMC around state operators only is dropped: its mark goes with the slot to the other stream."""
    kept: list[Op] = []
    opened: list[tuple[int, bool]] = []
    for op in ops:
        if op.name in {b"BDC", b"BMC"}:
            opened.append((len(kept), False))
        elif op.name == b"EMC":
            start, painted = opened.pop()
            if not painted:
                del kept[start]
                continue
            if opened:
                opened[-1] = (opened[-1][0], True)
        elif opened and op.name in _SHOW | _PAINT | _OTHER_PAINT:
            opened[-1] = (opened[-1][0], True)
        kept.append(op)
    return kept


class _Reader:
    """Follows the graphics state and gathers the groups."""

    def __init__(self) -> None:
        self.state = _State()
        self.stack: list[_State] = []
        self.marks: list[bytes] = []
        self.path: list[bytes] = []
        self.group: _Group | None = None
        self.groups: list[_Group] = []

    def take(self, index: int, op: Op) -> None:
        name = op.name
        if name in _SHOW:
            self._show(index, op)
        elif name == b"Tm":
            self.end_group()
            self.group = _Group(op.operands, self.marks[-1] if self.marks else b"", self.state.copy(), at=[index])
        elif name == b"Tf":
            self.state.font = (op.operands[0], op.operands[1])
        elif name in {b"BT", b"ET"}:
            self.end_group()
        elif name in {b"q", b"Q"}:
            self._nest(name)
        elif name in _MARKED:
            self._mark(name, op)
        else:
            self._graphics(name, op)

    def end_group(self) -> None:
        if self.group is not None:
            self.groups.append(self.group)
            self.group = None

    def _show(self, index: int, op: Op) -> None:
        if op.name not in {b"TJ", b"Tj"} or self.group is None:
            raise CompileError(reason=f"opérateur de texte « {op.name.decode('latin-1')} » sans position propre")
        self.group.runs.append(Run(*self.state.font, op.operands[0]))
        self.group.at.append(index)

    def _nest(self, name: bytes) -> None:
        if name == b"q":
            self.stack.append(self.state.copy())
        elif self.stack:
            self.state = self.stack.pop()
        else:
            raise CompileError(reason="état graphique refermé sans avoir été ouvert")

    def _mark(self, name: bytes, op: Op) -> None:
        if name == b"EMC":
            self.marks.pop()
            return
        self.marks.append(bytes(op))

    def _graphics(self, name: bytes, op: Op) -> None:
        raw = bytes(op)
        if name == b"cm":
            self.state.geometry += (raw,)
        elif name in _PATH:
            self.path.append(raw)
        elif name in {b"W", b"W*"}:
            self.state.geometry += (b" ".join((*self.path, raw, b"n")),)
        elif name == b"n" or name in _PAINT:
            self.path = []
        elif name in _LAST_WINS:
            self.state.settings.pop(_COLOURS.get(name, name), None)
            self.state.settings[_COLOURS.get(name, name)] = raw
        elif name == b"gs" or name in {b"cs", b"CS", b"sc", b"SC", b"scn", b"SCN"} | _TEXT_STATE:
            self.state.settings[raw] = raw
        elif name not in _OTHER_PAINT:
            raise CompileError(reason=f"opérateur « {name.decode('latin-1')} » non prévu dans le rendu de référence")
