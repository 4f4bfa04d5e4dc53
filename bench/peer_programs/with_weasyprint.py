"""WeasyPrint through the product's own PDF door, as the plain renderer uses it. Runs with the product's packages."""

from letter_parts import letter_html, letter_style
from worker import Draw, Job, Letter, qr_png, run

from notify.pdf import PdfMetadata, render_pdf


def prepare(job: Job) -> Draw:
    """Fonts and their configuration are kept from one document to the next; the HTML is laid out each time."""
    metadata, style = PdfMetadata(title=job["title"]), letter_style()

    def draw(letters: list[Letter]) -> bytes:
        html = letter_html((letter, qr_png(letter["code"])) for letter in letters)
        return render_pdf(html, metadata=metadata, stylesheets=(style,))

    return draw


if __name__ == "__main__":
    run("weasyprint", prepare)
