"""One PDF a letter: the plain letter's pages and text, a file of its own, the same bytes each time."""

import io
import shutil
import subprocess

import numpy as np
import pikepdf
import pypdfium2
import pytest

from notify.letters.engine import Field, Kind, Sheet, SingleWriter, Template, compile_letter, plain_letter
from notify.pdf import PdfMetadata

HTML = """<html lang=fr><body><header data-code="{{code}}"><p>{{code}}</p>
<div class=to>{{#lines}}<p>{{.}}</p>{{/lines}}</div></header><p>{{name}},</p>
{{#child}}<p>Cette lettre concerne {{child}}, dont vous êtes le représentant légal, et personne d’autre.</p>{{/child}}
<p class=end>{{name}}</p><p class=next>Fin, {{name}}</p></body></html>"""
CSS = """@page { size: A4; margin: 20mm; @top-right { content: "Lettre " string(code) } }
html { font: 11pt/15pt "Notify Serif" } header { height: 60mm; string-set: code attr(data-code) }
.to { position: absolute; left: 90mm; top: 30mm; font: 9pt/12pt "Notify Sans"; white-space: nowrap }
.end { text-align: right } .next { break-before: page }"""
FIELDS = (Field("code"), Field("lines", Kind.LINES, 6), Field("name"), Field("child"))
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("qpdf", "pdftotext", "pdfinfo"))), reason="qpdf or poppler-utils is not on this machine"
)
RECORDS = (
    {"code": "7KD4-0001", "lines": ("MADAME LE GOUËVEC", "35000 RENNES"), "name": "Madame Le Gouëvec"},
    {"code": "7KD4-0002", "lines": ("A", "B", "C", "35000 RENNES"), "name": "Griffith Fjäll fi"},
    {"code": "7KD4-0003", "lines": ("ĐẶNG",), "name": "Đặng Văn Ő", "child": "Emma Le Goff"},
    {"code": "7KD4-0004", "lines": (), "name": "P 2 s T’AV"},
)


def template(**options) -> Template:
    return Template(HTML, FIELDS, Sheet((CSS,), PdfMetadata(title="Essai"), **options))


@pytest.fixture(scope="module")
def untagged():
    made = template()
    return made, SingleWriter(compile_letter(made))


def dots(data: bytes) -> list[np.ndarray]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=150 / 72, grayscale=True).to_numpy().astype(int) for page in document]


def words(tmp_path, data: bytes, *options: str) -> str:
    path = tmp_path / "letter.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["code"])
def test_a_letter_alone_is_the_plain_letter_dot_for_dot(untagged, tmp_path, record):
    made, writer = untagged
    expected, pages = plain_letter(made, record)

    found = writer.write(record)

    assert len(dots(found)) == pages == 2
    assert all(np.abs(one - other).max() <= 8 for one, other in zip(dots(found), dots(expected), strict=True))
    assert words(tmp_path, found, "-layout") == words(tmp_path, expected, "-layout")
    path = tmp_path / "letter.pdf"
    path.write_bytes(found)
    subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=True)


def test_each_letter_has_an_identifier_of_its_own_and_the_same_bytes_each_time(untagged):
    made, writer = untagged

    first, alone = list(writer.many(RECORDS)), [SingleWriter(compile_letter(made)).write(one) for one in RECORDS]

    assert first == alone
    identifiers = {bytes(pikepdf.open(io.BytesIO(data)).trailer.ID[0]) for data in first}
    assert len(identifiers) == len(RECORDS)


def test_fonts_are_embedded_with_the_text_of_each_glyph(untagged):
    _made, writer = untagged
    with pikepdf.open(io.BytesIO(writer.write(RECORDS[2]))) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                assert "/ToUnicode" in font
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_a_usual_letter_carries_smaller_fonts_than_a_rare_one(untagged):
    _made, writer = untagged

    assert len(writer.write(RECORDS[0])) < len(writer.write(RECORDS[2]))


def test_a_tagged_letter_keeps_its_structure(tmp_path):
    made = template(tags=True, variant="pdf/ua-1")
    writer = SingleWriter(compile_letter(made))
    found, (expected, _pages) = writer.write(RECORDS[0]), plain_letter(made, RECORDS[0])
    structures = []
    for name, data in (("found", found), ("expected", expected)):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        told = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True)
        structures.append(told.stdout)

    assert structures[0] == structures[1] != ""
    with pikepdf.open(io.BytesIO(found)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "fr"
