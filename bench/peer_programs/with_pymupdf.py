"""PyMuPDF: Story lays out HTML in boxes of the page, one story a box."""

import base64
from functools import partial
from html import escape
from io import BytesIO

import pymupdf
from worker import Draw, Job, Letter, qr_png, run

MM = 72 / 25.4
SHEET = pymupdf.paper_rect("a4")
CSS = """
@font-face { font-family: serif; src: url(serif.ttf) }
@font-face { font-family: serif; src: url(serif-bold.ttf); font-weight: bold }
@font-face { font-family: sans; src: url(sans.ttf) }
@font-face { font-family: sans; src: url(sans-bold.ttf); font-weight: bold }
body { margin: 0; font-family: serif; font-size: 9.6pt; line-height: 12.19pt; color: #16202a }
p, h1, table { margin: 0; padding: 0 }
h1 { font-size: 12pt; line-height: 17pt; margin-bottom: 5.7pt }
.body { text-align: justify; margin-bottom: 5.1pt }
.sans { font-family: sans }
td { padding: 0; font-family: sans; font-size: 8.5pt; line-height: 13pt; width: 170pt }
td { border-bottom: 0.5pt solid #cfd4d6 }
.label { color: #4b5661 }
"""


def prepare(job: Job) -> Draw:
    """Fonts and logo are in an archive that all documents share."""
    archive = pymupdf.Archive()
    for name, path in job["fonts"].items():
        with open(path, "rb") as font:
            archive.add((font.read(), f"{name}.ttf"))
    with open(job["logo"], "rb") as logo:
        return partial(draw, job["parts"], archive, logo.read())


def draw(parts: dict[str, list[str]], archive: pymupdf.Archive, logo: bytes, letters: list[Letter]) -> bytes:
    """A document of some letters, one page each."""
    written = BytesIO()
    writer = pymupdf.DocumentWriter(written)
    for letter in letters:
        device = writer.begin_page(SHEET)
        for box, html in blocks(parts, logo, letter):
            story = pymupdf.Story(html=html, user_css=CSS, archive=archive)
            more, _filled = story.place(pymupdf.Rect(*(side * MM for side in box)))
            if more:
                raise ValueError(f"the block at {box} is too small")
            story.draw(device)
        writer.end_page()
    writer.close()
    document = pymupdf.open("pdf", written.getvalue())
    document.subset_fonts()  # the writer embeds whole fonts: cut, then compressed, is quicker
    return bytes(document.tobytes(deflate=True))


def blocks(
    parts: dict[str, list[str]], logo: bytes, letter: Letter
) -> list[tuple[tuple[float, float, float, float], str]]:
    """The boxes of the page in mm and what is in them."""
    reference, dated = parts["heading"]
    heading = [f"{reference} {letter['reference']}", f"{dated} {letter['date']}"]
    address = [letter[f"line{number}"] for number in range(1, 7)]
    signature = parts["signature"]
    return [
        ((20, 14, 40, 24.5), picture(logo, 20, 10)),
        ((44, 14, 104, 30), lines([f"<b>{escape(parts['sender'][0])}</b>", *map(escape, parts["sender"][1:])], 8, 3.6)),
        ((112.5, 59.2, 200, 80), lines(map(escape, address), 9, 3.3)),
        ((20, 59.2, 86, 70), lines(map(escape, heading), 8.5, 4.2)),
        ((20, 105, 190, 282), flow(parts, letter)),
        ((20, 259, 100, 275), f"<p><b>{escape(signature[0])}</b></p><p>{escape(signature[1])}</p>"),
        ((168, 255, 191, 278), picture(qr_png(letter["code"]), 22, 22)),
        ((20, 285, 190, 291), lines(map(escape, parts["footer"]), 7.5, 3.4)),
    ]


def flow(parts: dict[str, list[str]], letter: Letter) -> str:
    """Subject, salutation, paragraphs and table."""
    values = (letter["file_number"], letter["account"], letter["updated"], letter["code"])
    rows = "".join(
        f'<tr><td class="label">{escape(label)}</td><td>{escape(value)}</td></tr>'
        for label, value in zip(parts["label"], values, strict=True)
    )
    body = "".join(f'<p class="body">{escape(text)}</p>' for text in (letter["salutation"], *parts["body"]))
    return f"<h1>{escape(parts['subject'][0])}</h1>{body}<table>{rows}</table>"


def lines(texts: "map[str] | list[str]", size: float, pitch: float) -> str:
    """Lines in the sans serif at a fixed pitch."""
    style = f"font-size: {size}pt; line-height: {pitch * MM:.2f}pt"
    return "".join(f'<p class="sans" style="{style}">{text}</p>' for text in texts)


def picture(png: bytes, width: float, height: float) -> str:
    """A picture of a size in mm."""
    data = base64.b64encode(png).decode()
    return f'<img src="data:image/png;base64,{data}" width="{width * MM:.2f}" height="{height * MM:.2f}">'


if __name__ == "__main__":
    run("pymupdf", prepare)
