"""The PDF door: HTML that we made → PDF. The only importer of WeasyPrint, and nothing is ever fetched through it.

WeasyPrint needs system libraries (Pango) that a machine may lack: it is imported on first use, so that without them the
rest of the site runs.
"""

import base64
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from breaches.errors import DomainError

_FONTS = (
    ("Notify Serif", 400, "normal", "font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    ("Notify Serif", 400, "italic", "font_source_serif_pro", "SourceSerifPro-It.ttf"),
    ("Notify Serif", 700, "normal", "font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
    ("Notify Sans", 400, "normal", "font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("Notify Sans", 700, "normal", "font_source_sans_pro", "SourceSansPro-Bold.ttf"),
)
_per_thread = threading.local()
# A line for each page of each letter says nothing to whoever reads the log.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class PdfUnavailableError(DomainError):
    """WeasyPrint or its libraries are missing on this machine."""

    message = (
        "La production de PDF n’est pas disponible sur cette machine. Installez les bibliothèques de WeasyPrint "
        "(libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0, fonts-dejavu-core), puis recommencez."
    )


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """What the document says of itself. `created` is an aware instant; without it the PDF carries no date."""

    title: str
    author: str = ""
    subject: str = ""
    created: datetime | None = None
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """A rendered document: its bytes, its number of pages, and the page (from 1) where each HTML id starts."""

    content: bytes
    pages: int
    anchors: Mapping[str, int]


def pdf_available() -> bool:
    """Whether this machine can render."""
    try:
        _engine()
    except PdfUnavailableError:
        return False
    return True


def render_pdf(
    html: str,
    *,
    metadata: PdfMetadata,
    stylesheets: Sequence[str] = (),
    variant: str | None = None,
    tags: bool = False,
) -> bytes:
    """The bytes of `render_document`."""
    return render_document(html, metadata=metadata, stylesheets=stylesheets, variant=variant, tags=tags).content


def render_document(
    html: str,
    *,
    metadata: PdfMetadata,
    stylesheets: Sequence[str] = (),
    variant: str | None = None,
    tags: bool = False,
) -> PdfDocument:
    """Render HTML with stylesheets given as text; the families "Notify Serif" and "Notify Sans" are always there.

    The same input gives the same bytes on the same machine. `variant` is a WeasyPrint one (pdf/ua-1, pdf/a-3u).
    Only `data:` addresses are followed. Raises PdfUnavailableError.
    """
    document = lay_out(html, metadata=metadata, stylesheets=stylesheets, variant=variant, tags=tags)
    content: bytes = document.write_pdf(pdf_variant=variant, pdf_tags=tags or None, pdf_identifier=True)
    anchors: dict[str, int] = {}
    for number, page in enumerate(document.pages, start=1):
        for name in page.anchors:
            anchors.setdefault(name, number)
    return PdfDocument(content, len(document.pages), anchors)


def lay_out(
    html: str,
    *,
    metadata: PdfMetadata,
    stylesheets: Sequence[str] = (),
    variant: str | None = None,
    tags: bool = False,
) -> Any:
    """The WeasyPrint document of the same arguments, laid out and not yet written: for the letter engine.

    Raises PdfUnavailableError.
    """
    engine = _engine()
    fonts = _thread_fonts(engine)
    fetcher = _closed_fetcher()
    sheets = [fonts.stylesheet, *(_stylesheet(engine, text, fonts, fetcher) for text in stylesheets)]
    source = engine.HTML(string=html, url_fetcher=fetcher, base_url=None)
    document = source.render(
        stylesheets=sheets, font_config=fonts.configuration, pdf_variant=variant, pdf_tags=tags or None
    )
    _describe(document.metadata, metadata)
    return document


def write_whole(document: Any, *, variant: str | None = None, tags: bool = False) -> bytes:
    """The PDF of a document with whole fonts and nothing compressed: what the letter engine compiles."""
    content: bytes = document.write_pdf(
        pdf_variant=variant, pdf_tags=tags or None, pdf_identifier=True, full_fonts=True, uncompressed_pdf=True
    )
    return content


def font_features(style: Mapping[str, Any]) -> dict[str, int]:
    """The OpenType features that WeasyPrint gives to Pango for a computed style."""
    names = ("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric",
             "variant_alternates", "variant_east_asian", "feature_settings")  # fmt: skip
    features: dict[str, int] = _engine().text.fonts.font_features(*(style[f"font_{name}"] for name in names))
    return features


def engine_version() -> str:
    """WeasyPrint's version, which a compiled letter is bound to."""
    return str(_engine().__version__)


@cache
def _engine() -> Any:
    """The weasyprint module. OSError is what a missing shared library raises."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailableError from error
    return weasyprint


@cache
def _closed_fetcher() -> Any:
    """A fetcher for `data:` addresses; every other one is refused before anything is opened."""
    base: Any = _engine().urls.URLFetcher

    class ClosedFetcher(base):  # type: ignore[misc]  # the base is only known once weasyprint is imported
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    return ClosedFetcher()


@dataclass(frozen=True, slots=True)
class _Fonts:
    configuration: Any
    stylesheet: Any


def _thread_fonts(engine: Any) -> _Fonts:
    """Our fonts, loaded once a thread: a Pango font map is not to be shared between threads."""
    fonts: _Fonts | None = getattr(_per_thread, "fonts", None)
    if fonts is None:
        configuration = engine.text.fonts.FontConfiguration()
        sheet = engine.CSS(string=font_faces(), font_config=configuration, url_fetcher=_closed_fetcher())
        fonts = _per_thread.fonts = _Fonts(configuration, sheet)
    return fonts


def _stylesheet(engine: Any, text: str, fonts: _Fonts, fetcher: Any) -> Any:
    return engine.CSS(string=text, font_config=fonts.configuration, url_fetcher=fetcher)


@cache
def font_faces() -> str:
    """`@font-face` rules with the fonts inside, so that a PDF does not depend on the fonts of the machine."""
    rules = []
    for family, weight, style, package, name in _FONTS:
        data = base64.b64encode((files(package) / "files" / name).read_bytes()).decode()
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
            f'src: url("data:font/ttf;base64,{data}") format("truetype") }}'
        )
    return "\n".join(rules)


def font_path(family: str, weight: int = 400) -> Any:
    """The TrueType file of one of our upright faces, to measure text with. KeyError when there is none."""
    faces = {(name, bold): (package, file) for name, bold, style, package, file in _FONTS if style == "normal"}
    package, file = faces[family, weight]
    return files(package) / "files" / file


def _describe(target: Any, metadata: PdfMetadata) -> None:
    target.title = metadata.title
    target.authors = [metadata.author] if metadata.author else []
    target.description = metadata.subject or None
    target.lang = metadata.language
    target.generator = "notify"
    if metadata.created is not None:
        stamp = metadata.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        target.created = target.modified = stamp
