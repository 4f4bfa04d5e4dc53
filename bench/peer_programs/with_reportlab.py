"""ReportLab: the body by platypus (Paragraph, Table, a frame), the placed blocks on the canvas of the page."""

from functools import partial
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from worker import Draw, Job, Letter, qr_png, run

INK, SOFT, RULE = HexColor("#16202a"), HexColor("#4b5661"), HexColor("#cfd4d6")
BODY = ParagraphStyle(
    "body", fontName="serif", fontSize=9.6, leading=4.3 * mm, alignment=TA_JUSTIFY, spaceAfter=1.8 * mm, textColor=INK
)
TITLE = ParagraphStyle("title", BODY, fontName="serif-bold", fontSize=12, leading=6 * mm, spaceAfter=2 * mm)
TABLE = [
    ("FONT", (0, 0), (-1, -1), "sans", 8.5, 4.6 * mm),
    ("TEXTCOLOR", (0, 0), (0, -1), SOFT),
    ("LINEBELOW", (0, 0), (-1, -1), 0.2 * mm, RULE),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]


def prepare(job: Job) -> Draw:
    """Fonts are registered once, as its manual says; the subset is made for each document."""
    for name, path in job["fonts"].items():
        pdfmetrics.registerFont(TTFont(name, path))
    return partial(draw, job["parts"], ImageReader(job["logo"]))


def draw(parts: dict[str, list[str]], logo: ImageReader, letters: list[Letter]) -> bytes:
    """One page template a letter, so that the placed blocks are drawn with its fields."""
    written = BytesIO()
    document = BaseDocTemplate(written, pagesize=A4)
    story: list[Flowable] = []
    for number, letter in enumerate(letters):
        frame = Frame(20 * mm, 12 * mm, 170 * mm, 180 * mm, 0, 0, 0, 0)
        placed = partial(draw_placed, parts, logo, letter)
        document.addPageTemplates(PageTemplate(str(number), [frame], onPage=placed))
        story += [NextPageTemplate(str(number)), PageBreak()] if number else []
        story += body(parts, letter)
    document.build(story)
    return written.getvalue()


def body(parts: dict[str, list[str]], letter: Letter) -> list[Flowable]:
    """What flows: subject, salutation, paragraphs, table, signature and code."""
    values = (letter["file_number"], letter["account"], letter["updated"], letter["code"])
    rows = list(zip(parts["label"], values, strict=True))
    close = Table([[signature(parts), Code(letter["code"])]], [148 * mm, 22 * mm], style=TABLE[3:])
    return [
        Paragraph(parts["subject"][0], TITLE),
        Paragraph(letter["salutation"], BODY),
        *(Paragraph(text, BODY) for text in parts["body"]),
        Spacer(0, 2 * mm),
        Table(rows, [60 * mm, 60 * mm], 4.8 * mm, style=TABLE, hAlign="LEFT"),
        Spacer(0, 3 * mm),
        close,
    ]


def signature(parts: dict[str, list[str]]) -> list[Flowable]:
    """Name in bold, function below."""
    bold = ParagraphStyle("signer", BODY, fontName="serif-bold", spaceAfter=0)
    return [Spacer(0, 4 * mm), Paragraph(parts["signature"][0], bold), Paragraph(parts["signature"][1], BODY)]


class Code(Flowable):
    """The QR code as a picture of 22 mm."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.width = self.height = 22 * mm
        self.code = code

    def draw(self) -> None:
        """Called by the frame."""
        self.canv.drawImage(ImageReader(BytesIO(qr_png(self.code))), 0, 0, self.width, self.height)


def draw_placed(
    parts: dict[str, list[str]], logo: ImageReader, letter: Letter, canvas: Canvas, _document: BaseDocTemplate
) -> None:
    """Logo, sender, address, heading and foot at their places."""
    canvas.drawImage(logo, 20 * mm, A4[1] - 24 * mm, 20 * mm, 10 * mm)
    canvas.setFillColor(INK)
    for place, text in enumerate(parts["sender"]):
        lines(canvas, "sans" if place else "sans-bold", 8, 44, 17 + 3.6 * place, 0, [text])
    lines(canvas, "sans", 9, 112.5, 61.9, 3.3, [letter[f"line{number}"] for number in range(1, 7)])
    reference, dated = parts["heading"]
    lines(canvas, "sans", 8.5, 20, 62.4, 4.2, [f"{reference} {letter['reference']}", f"{dated} {letter['date']}"])
    canvas.setFillColor(SOFT)
    lines(canvas, "sans", 7.5, 20, 287.5, 0, parts["footer"])


def lines(canvas: Canvas, font: str, size: float, left: float, top: float, pitch: float, texts: list[str]) -> None:
    """Lines of text; `top` is the first base line, in mm from the top of the sheet."""
    canvas.setFont(font, size)
    for number, text in enumerate(texts):
        canvas.drawString(left * mm, A4[1] - (top + pitch * number) * mm, text)


if __name__ == "__main__":
    run("reportlab", prepare)
