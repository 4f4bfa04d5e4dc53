"""A PDF file as objects: read where the cross-references say, never guessed, never repaired."""

import mmap
import re
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from notify.letters.readback.deflate import inflate, unpredicted
from notify.letters.readback.lexing import Name, PdfError, Ref, read
from notify.letters.readback.xref import PACKED, PLAIN, read_index

_HEAD = re.compile(rb"[\0\t\n\f\r ]*(\d+)[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+obj(?![A-Za-z0-9])")
_BODY = re.compile(rb"[\0\t\n\f\r ]*stream(?:\r\n|\n)")
_TAIL = re.compile(rb"[\0\t\n\f\r ]*endstream(?![A-Za-z0-9])")
# The usual page stream, told by one look: its object number and its length, nothing else.
_FLAT = re.compile(
    rb"[\t\n\r ]*(\d+) 0 obj\s*<<\s*/(?:Length (\d+)\s*/Filter\s*/FlateDecode|Filter\s*/FlateDecode\s*/Length (\d+))"
    rb"\s*>>\s*stream\r?\n"
)
_OPEN_PACKS = 8  # object streams held open
_CACHED = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """A stream object: its dictionary and its bytes as they stand in the file."""

    entries: dict[str, Any]
    raw: bytes


class Book:
    """An open file; use it as a context manager. Raises PdfError, OSError."""

    def __init__(self, source: Path | bytes) -> None:
        self._mapped: mmap.mmap | None = None
        if isinstance(source, bytes):
            self.data: Any = source
        else:
            with source.open("rb") as stream:
                if not source.stat().st_size:
                    raise PdfError("vide")
                self.data = self._mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._packs: OrderedDict[int, tuple[list[int], bytes]] = OrderedDict()
        self._cache: dict[int, Any] = {}
        if self.data[:5] != b"%PDF-":
            raise PdfError("en-tête")
        self._index = read_index(self.data, self._stream_at)
        self.trailer = self._index.trailer
        if "Encrypt" in self.trailer:
            raise PdfError("Encrypt")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._mapped is not None:
            self._mapped.close()

    def get(self, number: int) -> Any:
        """The object of this number, kept for the next time (streams are not)."""
        if number in self._cache:
            return self._cache[number]
        kind, first, second = self._entry(number)
        value = self._plain(number, first) if kind == PLAIN else read(self._packed(first, second, number), 0).value
        if not isinstance(value, Stream) and len(self._cache) < _CACHED:
            self._cache[number] = value
        return value

    def resolve(self, value: Any) -> Any:
        """What a reference leads to; any other value is itself."""
        return self.get(value.number) if isinstance(value, Ref) else value

    def raw(self, number: int) -> bytes | None:
        """The text of an object that stands in an object stream, None when it stands in the file itself."""
        kind, first, second = self._entry(number)
        return self._packed(first, second, number) if kind == PACKED else None

    def content(self, number: int) -> bytes:
        """The inflated content of the stream of this number: the usual shape at a glance, any other in full."""
        kind, first, _second = self._entry(number)
        found = _FLAT.match(self.data, first) if kind == PLAIN else None
        if found is None or int(found[1]) != number:
            return self.decoded(self.get(number))
        end = found.end() + int(found[2] or found[3])
        if not _TAIL.match(self.data, end):
            raise PdfError("Length")
        return _inflated(self.data[found.end() : end])

    def decoded(self, stream: Any) -> bytes:
        """The inflated content of a stream object. Only FlateDecode, or no filter at all, is known."""
        if not isinstance(stream, Stream):
            raise PdfError("stream")
        filters, parameters = (self.resolve(stream.entries.get(key)) for key in ("Filter", "DecodeParms"))
        filters = filters if isinstance(filters, list) else [filters] if filters else []
        if not filters and not parameters:
            return stream.raw
        if filters != [Name("FlateDecode")] or "F" in stream.entries:
            raise PdfError("Filter")
        single = parameters[0] if isinstance(parameters, list) and len(parameters) == 1 else parameters
        try:
            return unpredicted(_inflated(stream.raw), self.resolve(single) or {})
        except (TypeError, AttributeError, KeyError) as error:
            raise PdfError("DecodeParms") from error

    def _entry(self, number: int) -> tuple[int, int, int]:
        index = self._index
        if not 0 < number < len(index.kinds) or not index.kinds[number]:
            raise PdfError(f"objet {number}")
        return index.kinds[number], index.first[number], index.second[number]

    def _stream_at(self, offset: int) -> tuple[dict[str, Any], bytes]:
        found = _HEAD.match(self.data, offset)
        value = self._plain(int(found[1]), offset) if found else None
        if not isinstance(value, Stream) or value.entries.get("Type") != "XRef":
            raise PdfError("xref")
        return value.entries, self.decoded(value)

    def _plain(self, number: int, offset: int) -> Any:
        """An object that stands in the file itself."""
        found = _HEAD.match(self.data, offset)
        if found is None or int(found[1]) != number:
            raise PdfError(f"objet {number}")
        token = read(self.data, found.end())
        body = _BODY.match(self.data, token.end)
        if body is None or not isinstance(token.value, dict):
            return token.value
        length = self._length(token.value.get("Length"))
        if not _TAIL.match(self.data, body.end() + length):
            raise PdfError("Length")
        return Stream(token.value, self.data[body.end() : body.end() + length])

    def _length(self, value: Any) -> int:
        """A length, or the plain object it refers to: one in an object stream might need itself to be read."""
        if isinstance(value, Ref):
            kind, first, _second = self._entry(value.number)
            found = _HEAD.match(self.data, first) if kind == PLAIN else None
            value = read(self.data, found.end()).value if found else None
        if not isinstance(value, int) or value < 0:
            raise PdfError("Length")
        return value

    def _packed(self, pack: int, place: int, number: int) -> bytes:
        """The text of an object in an object stream."""
        if pack not in self._packs:
            self._packs[pack] = self._pack(pack)
            if len(self._packs) > _OPEN_PACKS:
                self._packs.popitem(last=False)
        heads, body = self._packs[pack]
        if 2 * place + 1 >= len(heads) or heads[2 * place] != number:
            raise PdfError(f"objet {number}")
        following = heads[2 * place + 3] if 2 * place + 3 < len(heads) else len(body)
        return body[heads[2 * place + 1] : following]

    def _pack(self, number: int) -> tuple[list[int], bytes]:
        kind, offset, _ = self._entry(number)
        stream = self._plain(number, offset) if kind == PLAIN else None
        if not isinstance(stream, Stream) or stream.entries.get("Type") != "ObjStm":
            raise PdfError(f"objet {number}")
        first, body = stream.entries.get("First"), self.decoded(stream)
        if not isinstance(first, int) or not 0 <= first <= len(body):
            raise PdfError("ObjStm")
        words = body[:first].split()
        if len(words) % 2 or not all(word.isdigit() for word in words):
            raise PdfError("ObjStm")
        return [int(word) for word in words], body[first:]


def _inflated(raw: bytes) -> bytes:
    try:
        return inflate(raw)
    except ValueError as error:
        raise PdfError(str(error)) from error
