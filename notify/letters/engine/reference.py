"""The reference rendering: what WeasyPrint makes of a template filled with given values, read back to be compiled."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from notify.letters.engine.boxes import Layout, layout_of
from notify.letters.engine.tokens import Op, operators
from notify.pdf import PdfMetadata, lay_out, render_document, write_whole


@dataclass(frozen=True, slots=True)
class Sheet:
    """What surrounds the text: style sheets, metadata, PDF variant, tags."""

    css: tuple[str, ...] = ()
    metadata: PdfMetadata = field(default_factory=lambda: PdfMetadata(title=""))
    variant: str | None = None
    tags: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ReferencePage:
    """A page of the reference: its operators and its dictionary in the file."""

    ops: tuple[Op, ...]
    dictionary: DictionaryObject
    height: float


@dataclass(frozen=True, slots=True, repr=False)
class Reference:
    """A rendering with whole fonts: its pages, its layout, its file."""

    reader: PdfReader
    pages: tuple[ReferencePage, ...]
    layout: Layout
    fonts: Mapping[str, Any]  # resource name → font dictionary


def render(html: str, sheet: Sheet) -> Reference:
    """Lay out and read back. Raises PdfUnavailableError, CompileError."""
    document = lay_out(html, metadata=sheet.metadata, stylesheets=sheet.css, variant=sheet.variant, tags=sheet.tags)
    reader = PdfReader(io.BytesIO(write_whole(document, variant=sheet.variant, tags=sheet.tags)))
    pages, fonts = [], {}
    for page in reader.pages:
        contents = page.get_contents()
        ops = tuple(operators(contents.get_data())) if contents is not None else ()
        pages.append(ReferencePage(ops, page, float(page.mediabox.height)))
        resources: Any = page["/Resources"].get_object()
        found = resources.get("/Font", {})
        fonts.update({str(name): entry.get_object() for name, entry in found.items()})
    return Reference(reader, tuple(pages), layout_of(document), fonts)


def plain_pdf(html: str, sheet: Sheet) -> tuple[bytes, int]:
    """The same letter as WeasyPrint writes it by itself, fonts cut to what is used, and its pages."""
    document = render_document(
        html, metadata=sheet.metadata, stylesheets=sheet.css, variant=sheet.variant, tags=sheet.tags
    )
    return document.content, document.pages
