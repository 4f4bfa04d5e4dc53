"""What the names of a content stream stand for: fonts, graphics states, images and forms."""

from typing import Any

from notify.letters.readback.file import Book
from notify.letters.readback.fonts import Font
from notify.letters.readback.lexing import PdfError, Ref


class Resources:
    """A resource dictionary; fonts are read on first use, once a file."""

    def __init__(self, book: Book, entries: Any, fonts: dict[int, Font]) -> None:
        self._book = book
        self._entries = book.resolve(entries) or {}
        self._fonts = fonts
        self._named: dict[str, Font] = {}
        if not isinstance(self._entries, dict):
            raise PdfError("Resources")

    def font(self, name: str) -> Font:
        """The font of this name. Raises PdfError."""
        if name not in self._named:
            entry = self._entry("Font", name)
            number = entry.number if isinstance(entry, Ref) else -1
            font = self._fonts.get(number) or Font(self._book, self._book.resolve(entry))
            self._named[name] = font
            if number >= 0:
                self._fonts[number] = font
        return self._named[name]

    def state(self, name: str) -> dict[str, Any]:
        """The graphics state of this name, its values resolved."""
        entry = self._book.resolve(self._entry("ExtGState", name))
        if not isinstance(entry, dict):
            raise PdfError("ExtGState")
        return {key: self._book.resolve(value) for key, value in entry.items()}

    def drawn(self, name: str) -> Any:
        """The stream of an image or a form."""
        return self._book.resolve(self._entry("XObject", name))

    def of_form(self, form: Any) -> "Resources":
        """The resources of a form, ours when it names none."""
        own = form.entries.get("Resources")
        return self if own is None else Resources(self._book, own, self._fonts)

    def content(self, form: Any) -> bytes:
        """The inflated content of a form."""
        return self._book.decoded(form)

    def _entry(self, kind: str, name: str) -> Any:
        table = self._book.resolve(self._entries.get(kind))
        if not isinstance(table, dict) or name not in table:
            raise PdfError(kind)
        return table[name]
