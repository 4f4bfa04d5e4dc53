"""A PDF file written front to back: objects, object streams, and the cross-reference stream at the end."""

import zlib
from collections.abc import Callable, Sequence
from typing import BinaryIO

import numpy as np

Deflate = Callable[[bytes], bytes]
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PER_STREAM = 100  # objects in an object stream


class ObjectWriter:
    """Numbers objects and remembers where each one stands. Nothing but places is kept in memory."""

    def __init__(self, sink: BinaryIO, deflate: Deflate = zlib.compress, *, pack: bool = False) -> None:
        """`pack`: small objects are kept back and written together, deflated, at the end."""
        self.sink, self.deflate, self._pack = sink, deflate, pack
        self._kept: list[tuple[int, bytes]] = []
        self.position = sink.write(_HEADER)
        self.next = 1
        self._plain: list[tuple[int, list[int]]] = []  # first number, offsets of objects numbered one after another
        self._packed: list[tuple[Sequence[int], int]] = []  # numbers and their object stream

    def reserve(self, count: int = 1) -> int:
        """The first of `count` numbers."""
        first = self.next
        self.next += count
        return first

    def put(self, number: int, body: bytes) -> None:
        """An object of that number."""
        if self._pack and not body.endswith(b"endstream"):
            self._kept.append((number, body))
            return
        self.write_many(number, [b"%d 0 obj\n%b\nendobj\n" % (number, body)])

    def put_stream(self, number: int, data: bytes, entries: bytes = b"") -> None:
        """A stream, deflated; `entries` are more of its dictionary."""
        self.put(number, stream_body(self.deflate(data), entries + b"/Filter/FlateDecode"))

    def write_many(self, first: int, objects: Sequence[bytes]) -> None:
        """Whole objects numbered from `first`, one after another."""
        position, offsets = self.position, []
        for item in objects:
            offsets.append(position)
            position += len(item)
        self.sink.write(b"".join(objects))
        self.position = position
        self._plain.append((first, offsets))

    def put_packed(self, first: int, bodies: Sequence[bytes]) -> None:
        """Small objects (no streams) numbered from `first`, at most PER_STREAM in an object stream."""
        numbers = range(first, first + len(bodies))
        for start in range(0, len(bodies), PER_STREAM):
            self._put_together(numbers[start : start + PER_STREAM], bodies[start : start + PER_STREAM])

    def _put_together(self, numbers: Sequence[int], bodies: Sequence[bytes]) -> None:
        offsets, place = [], 0
        for number, body in zip(numbers, bodies, strict=True):
            offsets.append(b"%d %d" % (number, place))
            place += len(body) + 1
        head = b" ".join(offsets) + b"\n"
        holder = self.reserve()
        entries = b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(head))
        self.put_stream(holder, head + b"\n".join(bodies), entries)
        self._packed.append((numbers, holder))

    def finish(self, *, root: int, info: int, identifier: bytes) -> int:
        """The cross-reference stream and the trailer (`info` 0: none); gives the length of the file."""
        for place in range(0, len(self._kept), PER_STREAM):
            kept = self._kept[place : place + PER_STREAM]
            self._put_together([item[0] for item in kept], [item[1] for item in kept])
        number = self.reserve()
        start = self.position
        rows = np.zeros(self.next, np.dtype([("kind", "u1"), ("place", ">u8"), ("index", ">u2")]))
        rows[0]["index"] = 65535
        for first, offsets in [*self._plain, (number, [start])]:
            rows["kind"][first : first + len(offsets)] = 1
            rows["place"][first : first + len(offsets)] = offsets
        for numbers, holder in self._packed:
            places = np.asarray(numbers)
            rows["kind"][places] = 2
            rows["place"][places] = holder
            rows["index"][places] = range(len(numbers))
        name = identifier.hex().encode()
        about = b"/Info %d 0 R" % info if info else b""
        entries = b"/Type/XRef/Size %d/W[1 8 2]/Root %d 0 R%b/ID[<%b><%b>]/Filter/FlateDecode" % (
            self.next, root, about, name, name,
        )  # fmt: skip
        body = stream_body(self.deflate(rows.tobytes()), entries)
        self.sink.write(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, body, start))
        return self.sink.tell()


def stream_body(data: bytes, entries: bytes = b"") -> bytes:
    """Dictionary and data of a stream already encoded."""
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), entries, data)


def text_string(value: str) -> bytes:
    """A PDF text string in UTF-16."""
    return b"<feff%b>" % value.encode("utf-16-be").hex().encode()
