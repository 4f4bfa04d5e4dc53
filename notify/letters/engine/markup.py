"""The markup of a template: fields and optional blocks, nothing else. No code can run.

`{{name}}` a field · `{{#name}}…{{/name}}` shown when the field is not empty · `{{^name}}…{{/name}}` when it is empty ·
for a LINES field `{{#name}}…{{.}}…{{/name}}` once a line. Values are data: they are escaped, never read as markup.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from notify.letters.engine.errors import TemplateError
from notify.letters.engine.fields import Field, Kind, Value

_TAG = re.compile(r"\{\{([#^/]?)\s*([A-Za-z_][A-Za-z0-9_]*|\.)\s*\}\}|\{\{")
LARGEST = 1_000_000  # characters of HTML

Write = Callable[[str, int, str], str]


@dataclass(frozen=True, slots=True)
class Literal:
    """HTML as it is."""

    html: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of a field; `name` is empty for the line of the LINES block around it."""

    name: str


@dataclass(frozen=True, slots=True)
class Block:
    """Parts shown once when the field is not empty (or is, when `inverted`), or once for each of its lines."""

    name: str
    inverted: bool
    repeated: bool
    parts: tuple["Part", ...]


Part = Literal | Reference | Block


def parse(html: str, fields: Mapping[str, Field]) -> tuple[Part, ...]:
    """The parts of a template. Raises TemplateError with line and column."""
    if len(html) > LARGEST:
        raise TemplateError(line=1, column=1, reason=f"{len(html)} caractères ; au plus {LARGEST} attendus")
    return _Reader(html, fields).read()


def blocks(parts: Sequence[Part]) -> Iterator[Block]:
    """Every optional block, outer ones first."""
    for part in parts:
        if isinstance(part, Block):
            yield part
            yield from blocks(part.parts)


def references(parts: Sequence[Part]) -> Iterator[str]:
    """The fields whose value is written somewhere."""
    for part in parts:
        if isinstance(part, Reference) and part.name:
            yield part.name
        elif isinstance(part, Block):
            yield from references(part.parts)
            if part.repeated:
                yield part.name


def fill(parts: Sequence[Part], values: Mapping[str, Value], write: Write | None = None) -> str:
    """The HTML of one record. `write(field, line, value)` gives the text of a value; the default escapes it."""
    return "".join(_filled(parts, values, write or _escaped, "", 0))


def _escaped(_name: str, _line: int, value: str) -> str:
    return escape(value, quote=True)


def _filled(parts: Sequence[Part], values: Mapping[str, Value], write: Write, around: str, line: int) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Literal):
            yield part.html
        elif isinstance(part, Reference):
            name = part.name or around
            value = values[name]
            yield write(name, line, value if isinstance(value, str) else value[line])
        elif part.repeated:
            for number in range(len(values[part.name])):
                yield from _filled(part.parts, values, write, part.name, number)
        elif bool(values[part.name]) is not part.inverted:
            yield from _filled(part.parts, values, write, around, line)


class _Reader:
    """One pass over the tags, with the blocks that are open."""

    def __init__(self, html: str, fields: Mapping[str, Field]) -> None:
        self.html, self.fields = html, fields
        self.open: list[tuple[str, bool, bool, int]] = []
        self.parts: list[list[Part]] = [[]]

    def read(self) -> tuple[Part, ...]:
        end = 0
        for found in _TAG.finditer(self.html):
            self._add(Literal(self.html[end : found.start()]))
            end = found.end()
            if not found.group(2):
                raise self._error(found.start(), "« {{ » sans nom de champ ; attendu {{nom}}, {{#nom}} ou {{/nom}}")
            self._tag(found.group(1), found.group(2), found.start())
        self._add(Literal(self.html[end:]))
        if self.open:
            raise self._error(self.open[-1][3], f"bloc « {self.open[-1][0]} » jamais fermé")
        return tuple(self.parts[0])

    def _add(self, part: Part) -> None:
        if part != Literal(""):
            self.parts[-1].append(part)

    def _tag(self, sign: str, name: str, place: int) -> None:
        if sign == "/":
            self._close(name, place)
            return
        if name == ".":
            if sign or not any(repeated for _, _, repeated, _ in self.open):
                raise self._error(place, "« . » n’a de sens que dans un bloc de lignes")
            self._add(Reference(""))
            return
        if name not in self.fields:
            known = ", ".join(sorted(self.fields))
            raise self._error(place, f"champ « {name} » inconnu ; champs du modèle : {known}")
        lines = self.fields[name].kind is Kind.LINES
        if sign:
            self.open.append((name, sign == "^", lines and sign == "#", place))
            self.parts.append([])
        elif lines:
            raise self._error(place, f"« {name} » est une suite de lignes : attendu {{{{#{name}}}}}…{{{{.}}}}…")
        else:
            self._add(Reference(name))

    def _close(self, name: str, place: int) -> None:
        if not self.open or self.open[-1][0] != name:
            expected = f"attendu {{{{/{self.open[-1][0]}}}}}" if self.open else "aucun bloc n’est ouvert"
            raise self._error(place, f"« {{{{/{name}}}}} » ferme un autre bloc ; {expected}")
        opened, inverted, repeated, _place = self.open.pop()
        parts = tuple(self.parts.pop())
        self._add(Block(opened, inverted, repeated, parts))

    def _error(self, place: int, reason: str) -> TemplateError:
        line = self.html.count("\n", 0, place) + 1
        return TemplateError(line=line, column=place - self.html.rfind("\n", 0, place), reason=reason)
