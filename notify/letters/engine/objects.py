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

    def __init__(self, sink: BinaryIO, deflate: Deflate = zlib.compress) -> None:
        self.sink, self.deflate = sink, deflate
        self.position = sink.write(_HEADER)
        self.next = 1
        self._plain: list[tuple[int, list[int]]] = []  # first number, offsets of objects numbered one after another
        self._packed: list[tuple[int, int, int]] = []  # first number, how many, their object stream

    def reserve(self, count: int = 1) -> int:
        """The first of `count` numbers."""
        first = self.next
        self.next += count
        return first

    def put(self, number: int, body: bytes) -> None:
        """An object of that number."""
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
        for start in range(0, len(bodies), PER_STREAM):
            part = bodies[start : start + PER_STREAM]
            offsets, place = [], 0
            for number, body in enumerate(part, first + start):
                offsets.append(b"%d %d" % (number, place))
                place += len(body) + 1
            head = b" ".join(offsets) + b"\n"
            number = self.reserve()
            entries = b"/Type/ObjStm/N %d/First %d" % (len(part), len(head))
            self.put_stream(number, head + b"\n".join(part), entries)
            self._packed.append((first + start, len(part), number))

    def finish(self, *, root: int, info: int, identifier: bytes) -> int:
        """The cross-reference stream and the trailer (`info` 0: none); gives the length of the file."""
        number = self.reserve()
        start = self.position
        rows = np.zeros(self.next, np.dtype([("kind", "u1"), ("place", ">u8"), ("index", ">u2")]))
        rows[0]["index"] = 65535
        for first, offsets in [*self._plain, (number, [start])]:
            rows["kind"][first : first + len(offsets)] = 1
            rows["place"][first : first + len(offsets)] = offsets
        for first, count, holder in self._packed:
            rows["kind"][first : first + count] = 2
            rows["place"][first : first + count] = holder
            rows["index"][first : first + count] = range(count)
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
