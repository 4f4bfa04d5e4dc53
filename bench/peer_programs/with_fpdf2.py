"""fpdf2: cells and justified multi_cells at the places of the letter."""

import logging
from functools import partial
from io import BytesIO

from fpdf import FPDF
from worker import Draw, Job, Letter, qr_png, run

INK, SOFT, RULE = (22, 32, 42), (75, 86, 97), (207, 212, 214)
logging.getLogger("fontTools").setLevel(logging.ERROR)  # a line for each table of each subset


def prepare(job: Job) -> Draw:
    """Nothing is kept: a document loads its fonts itself, that is its interface."""
    return partial(draw, job)


def draw(job: Job, letters: list[Letter]) -> bytes:
    """A document of some letters."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0
    for name, path in job["fonts"].items():
        pdf.add_font(name, fname=path)
    for letter in letters:
        pdf.add_page()
        draw_placed(pdf, job, letter)
        draw_body(pdf, job["parts"], letter)
    return bytes(pdf.output())


def draw_placed(pdf: FPDF, job: Job, letter: Letter) -> None:
    """Logo, sender, address, heading and foot at their places."""
    parts = job["parts"]
    pdf.image(job["logo"], 20, 14, 20, 10)
    pdf.set_text_color(*INK)
    lines(pdf, "sans-bold", 8, 44, 14, 3.6, parts["sender"][:1])
    lines(pdf, "sans", 8, 44, 17.6, 3.6, parts["sender"][1:])
    lines(pdf, "sans", 9, 112.5, 59.2, 3.3, [letter[f"line{number}"] for number in range(1, 7)])
    reference, dated = parts["heading"]
    lines(pdf, "sans", 8.5, 20, 59.2, 4.2, [f"{reference} {letter['reference']}", f"{dated} {letter['date']}"])
    pdf.set_text_color(*SOFT)
    lines(pdf, "sans", 7.5, 20, 285, 3.4, parts["footer"])
    pdf.set_text_color(*INK)


def draw_body(pdf: FPDF, parts: dict[str, list[str]], letter: Letter) -> None:
    """Subject, salutation, justified paragraphs, table, signature and code, one below the other."""
    pdf.set_xy(20, 105)
    paragraph(pdf, "serif-bold", 12, 6, parts["subject"][0], "L", 2)
    for text in (letter["salutation"], *parts["body"]):
        paragraph(pdf, "serif", 9.6, 4.3, text, "J", 1.8)
    top = draw_table(pdf, parts, letter, pdf.get_y() + 2) + 3
    lines(pdf, "serif-bold", 9.6, 20, top + 4, 4.3, parts["signature"][:1])
    lines(pdf, "serif", 9.6, 20, top + 8.3, 4.3, parts["signature"][1:])
    pdf.image(BytesIO(qr_png(letter["code"])), 168, top, 22, 22)


def draw_table(pdf: FPDF, parts: dict[str, list[str]], letter: Letter, top: float) -> float:
    """Label and value of four rows; where the table ends."""
    pdf.set_draw_color(*RULE)
    pdf.set_line_width(0.2)
    pdf.set_font("sans", size=8.5)
    pdf.set_xy(20, top)
    values = (letter["file_number"], letter["account"], letter["updated"], letter["code"])
    for label, value in zip(parts["label"], values, strict=True):
        pdf.set_x(20)
        pdf.set_text_color(*SOFT)
        pdf.cell(60, 4.8, label, border="B")
        pdf.set_text_color(*INK)
        pdf.cell(60, 4.8, value, border="B", new_x="LMARGIN", new_y="NEXT")
    return float(pdf.get_y())


def paragraph(pdf: FPDF, font: str, size: float, pitch: float, text: str, align: str, after: float) -> None:
    """A paragraph as wide as the text column, and the space after it."""
    pdf.set_font(font, size=size)
    pdf.set_x(20)
    pdf.multi_cell(170, pitch, text, align=align, new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(pdf.get_y() + after)


def lines(pdf: FPDF, font: str, size: float, left: float, top: float, pitch: float, texts: list[str]) -> None:
    """Lines of text at a place, in mm."""
    pdf.set_font(font, size=size)
    for number, text in enumerate(texts):
        pdf.set_xy(left, top + pitch * number)
        pdf.cell(0, pitch, text)


if __name__ == "__main__":
    run("fpdf2", prepare)
