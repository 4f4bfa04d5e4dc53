"""The register as an OpenDocument sheet (ODF 1.2), written by hand: a zip of small XML files, every cell a text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from notify.dossier.register import COLUMNS, Row

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile("^ | {2,}| $")
_DATE = (1980, 1, 1, 0, 0, 0)  # the same rows give the same bytes
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
) + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'  # fmt: skip
_MANIFEST = (
    _HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
    f'manifest:media-type="{MIMETYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)
_STYLES = (
    f'{_HEAD}<office:document-styles {_SPACE_NAMES} office:version="1.2"><office:styles/></office:document-styles>'
)
_AUTOMATIC = (
    '<office:automatic-styles><style:style style:name="head" style:family="table-cell"><style:text-properties '
    'fo:font-weight="bold"/></style:style><style:style style:name="body" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
    '<style:style style:name="wide" style:family="table-column"><style:table-column-properties '
    'style:column-width="6cm"/></style:style></office:automatic-styles>'
)


def as_ods(rows: Iterable[Row]) -> bytes:
    """One sheet « Registre »; no cell has a formula or a value type other than string."""
    labels = [label for _key, label in COLUMNS]
    lines = ([row.values[key] for key, _label in COLUMNS] for row in rows)
    return sheet_of("Registre", labels, lines)


def sheet_of(name: str, labels: list[str], lines: Iterable[list[str]]) -> bytes:
    """An ODS file of one sheet: a row of labels, then texts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        # The format wants its type first and stored, so that it stands at a fixed place of the file.
        package.writestr(zipfile.ZipInfo("mimetype", _DATE), MIMETYPE, zipfile.ZIP_STORED)
        for path, text in (
            ("META-INF/manifest.xml", _MANIFEST),
            ("styles.xml", _STYLES),
            ("content.xml", "".join(_content(name, labels, lines))),
        ):
            package.writestr(zipfile.ZipInfo(path, _DATE), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _content(name: str, labels: list[str], lines: Iterable[list[str]]) -> Iterator[str]:
    yield f'{_HEAD}<office:document-content {_SPACE_NAMES} office:version="1.2">{_AUTOMATIC}'
    yield f"<office:body><office:spreadsheet><table:table table:name={quoteattr(name)}>"
    yield f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(labels)}"/>'
    yield f"<table:table-header-rows>{_line(labels, 'head')}</table:table-header-rows>"
    for cells in lines:
        yield _line(cells, "body")
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _line(cells: list[str], style: str) -> str:
    return "<table:table-row>" + "".join(_cell(cell, style) for cell in cells) + "</table:table-row>"


def _cell(text: str, style: str) -> str:
    if not text:
        return f'<table:table-cell table:style-name="{style}"/>'
    lines = re.split("\r\n|\r|\n", _NOT_XML.sub("\ufffd", text))
    paragraphs = "".join(f"<text:p>{_run(line)}</text:p>" for line in lines)
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphs}</table:table-cell>'


def _run(line: str) -> str:
    """ODF folds blanks like HTML: repeated ones and tabs have elements of their own."""
    spaced = _SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
    return spaced.replace("\t", "<text:tab/>")
