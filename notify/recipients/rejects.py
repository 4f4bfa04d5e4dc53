"""`rejets.csv`: the lines to correct, as a file to hand back to whoever made the export. Always stored encrypted."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from notify.recipients.outcomes import Rejected

COLUMNS = ("ligne", "lignes", "colonne", "motif", "trouve", "attendu", "texte_d_origine")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before a dangerous first character."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else cell


def reject_lines(rejects: Iterable[Rejected]) -> Iterator[bytes]:
    """The file by pieces: UTF-8 with BOM, `;`, every cell quoted and neutralised, CRLF."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + buffer.getvalue().encode()
    for reject in rejects:
        buffer.seek(0)
        buffer.truncate()
        cells = (str(reject.line), str(reject.lines), reject.column, reject.reason, reject.found, reject.expected)
        writer.writerow([neutralised(cell) for cell in (*cells, reject.text)])
        yield buffer.getvalue().encode()


def write_rejects(rejects: Iterable[Rejected], stream: BinaryIO) -> int:
    """Write the file, return the number of bytes. The stream is one that encrypts, or `play --out`."""
    return sum(stream.write(piece) for piece in reject_lines(rejects))
