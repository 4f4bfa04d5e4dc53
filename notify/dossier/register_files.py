"""The register as files: CSV for any office suite of the country, XLSX written row by row."""

import csv
import io
from collections.abc import Iterable

import xlsxwriter

from notify.dossier.register import COLUMNS, Row

BOM = "\ufeff"  # Excel in France reads UTF-8 only when it sees one
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {"reference": 14, "state": 18, "aware_at": 22, "facts": 60, "risk": 46, "authority": 46, "subjects": 46}


def neutral(text: str) -> str:
    """`text` that no spreadsheet takes for a formula: an apostrophe before =, +, -, @, tab and return."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def as_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8 with a BOM, `;`, CRLF, formulas neutralised; the first line names the columns."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([label for _key, label in COLUMNS])
    for row in rows:
        writer.writerow([neutral(row.values[key]) for key, _label in COLUMNS])
    return (BOM + target.getvalue()).encode()


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """One sheet, every cell a text: no formula, no link, whatever somebody typed."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet("Registre")
    head, body = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.freeze_panes(1, 1)
    for place, (key, label) in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(key, 32))
        sheet.write_string(0, place, label, head)
    for line, row in enumerate(rows, start=1):
        for place, (key, _label) in enumerate(COLUMNS):
            sheet.write_string(line, place, row.values[key], body)
    book.close()
    return target.getvalue()
