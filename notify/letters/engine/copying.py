"""Objects of another PDF (read by pypdf) copied under new numbers: images and states of the reference, whole pages."""

from collections.abc import Mapping
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from notify.letters.engine.objects import ObjectWriter, stream_body, text_string


class Copier:
    """Copies what an object needs, each thing once for each source file."""

    def __init__(self, writer: ObjectWriter) -> None:
        self.writer = writer
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, Any]] = []

    def know(self, item: Any, number: int) -> None:
        """Give an object of the source a number of our own: it is referred to, and written by the caller."""
        reference = item.indirect_reference
        self._numbers[id(reference.pdf), reference.idnum] = number

    def body(self, item: Any, instead: Mapping[str, bytes] | None = None) -> bytes:
        """The bytes of an object; `instead` gives entries of the outermost dictionary, an empty one drops it."""
        written = self._written(item, instead or {})
        while self._waiting:
            number, found = self._waiting.pop()
            self.writer.put(number, self._written(found, {}))
        return written

    def _written(self, item: Any, instead: Mapping[str, bytes]) -> bytes:
        if isinstance(item, IndirectObject):
            return b"%d 0 R" % self._number(item)
        if isinstance(item, StreamObject):
            return self._stream(item)
        if isinstance(item, DictionaryObject):
            return self._dictionary(item, instead)
        if isinstance(item, ArrayObject):
            return b"[%b]" % b" ".join(self._written(entry, {}) for entry in item)
        return _scalar(item)

    def _number(self, reference: IndirectObject) -> int:
        key = (id(reference.pdf), reference.idnum)
        if key not in self._numbers:
            self._numbers[key] = self.writer.reserve()
            self._waiting.append((self._numbers[key], reference.get_object()))
        return self._numbers[key]

    def _dictionary(self, item: DictionaryObject, instead: Mapping[str, bytes]) -> bytes:
        entries = {str(key): self._written(item.raw_get(key), {}) for key in item if str(key) not in instead}
        entries.update((key, value) for key, value in instead.items() if value)
        return b"<<%b>>" % b"".join(key.encode() + b" " + value for key, value in entries.items())

    def _stream(self, item: StreamObject) -> bytes:
        entries = {str(key): self._written(item.raw_get(key), {}) for key in item if key != "/Length"}
        data = item._data  # as encoded in its file: nothing is decoded on the way
        return stream_body(bytes(data), b"".join(key.encode() + b" " + value for key, value in entries.items()))


def _scalar(item: Any) -> bytes:
    if isinstance(item, NameObject):
        return item.encode("latin-1") if item.isascii() else _name(item)
    if isinstance(item, BooleanObject):
        return b"true" if item.value else b"false"
    if isinstance(item, NullObject) or item is None:
        return b"null"
    if isinstance(item, (NumberObject, FloatObject)):
        return str(item).encode()
    if isinstance(item, ByteStringObject):
        return b"<%b>" % bytes(item).hex().encode()
    if isinstance(item, TextStringObject):
        return text_string(str(item))
    raise TypeError(f"unexpected object of a PDF: {type(item).__name__}")


def _name(item: str) -> bytes:
    return b"/" + b"".join(b"#%02x" % byte if byte > 0x7E else bytes([byte]) for byte in item[1:].encode())
