"""The pages of a file in their order, with what they inherit."""

import re
from array import array
from dataclasses import dataclass
from typing import Any, NamedTuple

from notify.letters.readback.file import Book
from notify.letters.readback.lexing import PdfError, Ref, read

_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
_REFERENCE = re.compile(rb"(?<![A-Za-z0-9.])(\d+)\s+0\s+R(?![A-Za-z0-9])")
_SHAPES = 1024  # page dictionaries that differ by more than their references
_LEVELS = 16


class Page(NamedTuple):
    """A page: its content streams by number; `look` stands for its resources and boxes, the same for like pages."""

    contents: tuple[int, ...]
    look: str


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """A page dictionary with holes instead of its references."""

    contents: tuple[int, ...]
    parent: int
    own: dict[str, Any]


class Tree:
    """All leaves in order, read once; a page is read when asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._nodes: dict[int, dict[str, Any]] = {}
        self._looks: dict[tuple[int, int], str] = {}
        self._shapes: dict[tuple[bytes, ...], _Shape] = {}
        self.looks: dict[str, dict[str, Any]] = {}
        catalogue = book.resolve(book.trailer.get("Root"))
        root = catalogue.get("Pages") if isinstance(catalogue, dict) else None
        if not isinstance(root, Ref):
            raise PdfError("Pages")
        # Object numbers of the pages and of the nodes above them: two arrays, a file may have a million pages.
        self._leaves, self._parents = array("q"), array("q")
        self._walk(root.number, {}, 0)

    def _walk(self, number: int, inherited: dict[str, Any], level: int) -> None:
        node = self._book.get(number)
        kids = self._book.resolve(node.get("Kids")) if isinstance(node, dict) else None
        if not isinstance(kids, list) or number in self._nodes or level > _LEVELS:
            raise PdfError("Pages")
        if not all(isinstance(kid, Ref) for kid in kids):
            raise PdfError("Kids")
        passed = inherited | {key: node[key] for key in _INHERITED if key in node}
        self._nodes[number] = passed
        before = len(self)
        # Either all kids are pages or each is looked at; a node that passes for a page is refused when it is read.
        plain = bool(kids) and node.get("Count") == len(kids) and not self._is_node(kids[0].number)
        for kid in kids:
            if not plain and self._is_node(kid.number):
                self._walk(kid.number, passed, level + 1)
            else:
                self._leaves.append(kid.number)
                self._parents.append(number)
        if node.get("Count") != len(self) - before:
            raise PdfError("Count")

    def __len__(self) -> int:
        return len(self._leaves)

    def _is_node(self, number: int) -> bool:
        value = self._book.get(number)
        return isinstance(value, dict) and "Kids" in value

    def page(self, place: int) -> Page:
        """The page at this place, from 0. Raises PdfError."""
        number, parent = self._leaves[place], self._parents[place]
        raw = self._book.raw(number)
        if raw is None:
            return self._page(self._book.get(number), parent)
        parts = _REFERENCE.split(raw)
        shape = self._shapes.get(tuple(parts[::2]))
        if shape is None:
            return self._learnt(raw, parts, parent)
        if int(parts[2 * shape.parent + 1]) != parent:
            raise PdfError("Parent")
        look = self._looks.get((parent, id(shape))) or self._look(parent, shape)
        return Page(tuple([int(parts[2 * hole + 1]) for hole in shape.contents]), look)

    def _learnt(self, raw: bytes, parts: list[bytes], parent: int) -> Page:
        """Read in full; keep the shape when its only references are /Parent and those of the array /Contents."""
        value = read(raw, 0).value
        page = self._page(value, parent)
        numbered = (part if place % 2 == 0 else b"%d 0 R" % (place // 2) for place, part in enumerate(parts))
        shape = _shape(read(b"".join(numbered), 0).value)
        listed = shape is not None and isinstance(value.get("Contents"), list)
        if listed and shape and len(shape.contents) + 1 == len(parts) // 2 and len(self._shapes) < _SHAPES:
            self._shapes[tuple(parts[::2])] = shape
        return page

    def _page(self, value: Any, parent: int) -> Page:
        if not isinstance(value, dict) or value.get("Type") != "Page":
            raise PdfError("Page")
        contents = value.get("Contents", [])
        if isinstance(contents, Ref):
            inner = self._book.get(contents.number)
            contents = inner if isinstance(inner, list) else contents
        shape = _shape(value | {"Contents": contents})
        if shape is None or shape.parent != parent:
            raise PdfError("Parent")
        return Page(shape.contents, self._look(parent, shape))

    def _look(self, parent: int, shape: _Shape) -> str:
        """What stands for the resources and boxes of a page; `looks` keeps them by it."""
        values = self._nodes[parent] | shape.own
        look = repr(sorted(values.items()))
        self.looks.setdefault(look, values)
        if shape in self._shapes.values():
            self._looks[parent, id(shape)] = look
        return look


def _shape(value: dict[str, Any]) -> _Shape | None:
    contents = value.get("Contents", [])
    contents = contents if isinstance(contents, list) else [contents]
    parent = value.get("Parent")
    if not isinstance(parent, Ref) or not all(isinstance(each, Ref) for each in contents):
        return None
    own = {key: each for key, each in value.items() if key not in ("Contents", "Parent")}
    return _Shape(tuple(each.number for each in contents), parent.number, own)
