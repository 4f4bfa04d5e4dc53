"""The SHA-256 of a letter's pages, on what is printed and not on how it is packed.

For each page in order: SHA-256 of its content streams, decoded, then for each XObject in the order of the names: the
name and the SHA-256 of that object made the same way. The letter's is the SHA-256 of its pages' digests in order.
Compression, object numbers and the file around it do not matter; fonts are not part of it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, StreamObject


class PageDigests:
    """Digests of the pages of one document; objects shared by many pages are read once."""

    def __init__(self, reader: PdfReader) -> None:
        self._pages = reader.pages
        self._shared: dict[tuple[int, int], bytes] = {}

    def letter(self, first_page: int, pages: int) -> str:
        """Of the letter that starts on `first_page` (from 1)."""
        chosen = range(first_page - 1, first_page - 1 + pages)
        return hashlib.sha256(b"".join(self._page(self._pages[number]) for number in chosen)).hexdigest()

    def _page(self, page: PageObject) -> bytes:
        return self._digest(_streams(page.get("/Contents")), page.get("/Resources"))

    def _digest(self, streams: Iterable[bytes], resources: Any) -> bytes:
        made = hashlib.sha256()
        for data in streams:
            made.update(data)
        inner = resources.get_object().get("/XObject") if resources is not None else None
        if inner is not None:
            objects = inner.get_object()
            for name in sorted(objects):
                made.update(str(name).encode() + self._object(objects.raw_get(name)))
        return made.digest()

    def _object(self, reference: Any) -> bytes:
        key = (getattr(reference, "idnum", -1), getattr(reference, "generation", -1))
        if key in self._shared:
            return self._shared[key]
        target = reference.get_object()
        digest = self._digest([target.get_data()], target.get("/Resources"))
        if key[0] >= 0:
            self._shared[key] = digest
        return digest


def _streams(contents: Any) -> Iterator[bytes]:
    found = contents.get_object() if contents is not None else None
    for part in found if isinstance(found, ArrayObject) else [found]:
        stream = part.get_object() if part is not None else None
        if isinstance(stream, StreamObject):
            yield stream.get_data()
