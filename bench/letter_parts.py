"""The letter of the measures: its fixed words, read from letter_sheet.html, and its HTML for given records.

Every peer draws the same words in the same fonts at the same places; only the HTML one reads the stylesheet.
"""

import base64
import struct
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from string import Template

HERE = Path(__file__).resolve().parent


class _Parts(HTMLParser):
    """Texts of the elements that carry data-part, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open = ""

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = dict(attrs).get("data-part") or ""

    def handle_endtag(self, _tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found.setdefault(self._open, []).append(data)


def parts() -> dict[str, list[str]]:
    """sender, heading, subject, body, label, signature, footer → their texts."""
    parser = _Parts()
    parser.feed((HERE / "letter_sheet.html").read_text(encoding="utf-8"))
    return parser.found


def letter_style() -> str:
    """The stylesheet; it asks for the families that notify.pdf brings."""
    return (HERE / "letter.css").read_text(encoding="utf-8")


def letter_html(letters: Iterable[tuple[Mapping[str, str], bytes]]) -> str:
    """The document of some letters: (fields, PNG of the QR code) of each."""
    page, sheet = _templates()
    logo = data_uri(logo_png())
    sheets = (
        sheet.substitute({name: escape(text) for name, text in fields.items()}, logo=logo, qr=data_uri(qr))
        for fields, qr in letters
    )
    return page.substitute(sheets="\n".join(sheets))


@cache
def _templates() -> tuple[Template, Template]:
    names = ("letter.html", "letter_sheet.html")
    page, sheet = (Template((HERE / name).read_text(encoding="utf-8")) for name in names)
    return page, sheet


def data_uri(png: bytes) -> str:
    """A picture inside an attribute."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@cache
def logo_png(width: int = 240, height: int = 120) -> bytes:
    """Three waves in colour: a picture of the size of a usual logo, made here so that nothing is shipped."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        for x in range(width):
            wave = (x // 2 + (y * y) // 40) % 80
            inside = 8 < x < width - 8 and wave < 48
            rows += bytes((15 + wave, 74 + wave, 124 + wave // 2)) if inside else b"\xff\xff\xff"
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in pieces
    )
