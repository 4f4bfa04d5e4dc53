"""Separator sheets: which letters follow, in large type, with no name on them."""

import io
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from pypdf import PdfReader

from notify.letters.package.print_file import PlacedLetter
from notify.pdf import PdfMetadata, render_pdf

TITLE = "Feuille de séparation"
STYLE = """
@page { size: A4; margin: 40mm 20mm }
body { font-family: "Notify Sans"; font-size: 14pt; line-height: 1.6 }
section + section { break-before: page }
h1 { font-size: 30pt; margin: 0 0 12mm }
.ranks { font-size: 22pt; font-weight: 700 }
"""


def separator_pages(runs: Sequence[Sequence[PlacedLetter]], *, archival_level: str) -> PdfReader:
    """One page for each run of letters; PDF/A like the letters when they are. Raises PdfUnavailableError."""
    body = format_html_join(
        "",
        "<section><h1>{}</h1><p class='ranks'>{} à {}</p><p>{} lettres, de {} à {}.</p>"
        "<p>À retirer : cette feuille n’est pas postée.</p></section>",
        ((TITLE, r[0].rank, r[-1].rank, len(r), r[0].place.code, r[-1].place.code) for r in runs),
    )
    html = format_html("<html lang='fr'><body>{}</body></html>", body)
    variant = "pdf/a-3u" if archival_level else None
    data = render_pdf(html, metadata=PdfMetadata(title=TITLE), stylesheets=[STYLE], variant=variant)
    return PdfReader(io.BytesIO(data))
