"""Which of the two encodings a file uses, and its text by physical lines.

UTF-8 (with or without BOM) when every byte agrees, else Windows-1252. Latin-1 never: it reads any byte without an
error, so a wrong guess would change names silently.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext, gettext_noop

from breaches.errors import DomainError

CHUNK = 64 * 1024  # bytes
LINE_MAX = 64 * 1024  # characters

_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")  # a CR that ends the buffer may be half of a CRLF
_CP1252_HOLES = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_UTF8_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_UTF8_LATIN = re.compile(rb"\xc3[\x80-\xbf]")
_FOREIGN_FORMATS = {
    b"PK\x03\x04": gettext_noop("un classeur (xlsx, ods) ou une archive"),
    b"\xd0\xcf\x11\xe0": gettext_noop("un ancien classeur (xls)"),
    b"%PDF": gettext_noop("un PDF"),
    b"\xff\xfe": gettext_noop("un texte en UTF-16"),
    b"\xfe\xff": gettext_noop("un texte en UTF-16"),
}


class FileError(DomainError):
    """The whole file is refused; nothing of it was kept."""

    default_field = "file"


class NotCsvError(FileError):
    """A known format that is not CSV."""

    message = "Ce fichier n’est pas un CSV : c’est {found}. Enregistrez-le au format CSV, en UTF-8 ou en Windows-1252."


class UndecodableBytesError(FileError):
    """A byte that neither encoding explains."""

    message = (
        "Ligne {line} : {found} ne se lit pas en {expected}. Exportez de nouveau le fichier dans un seul codage, "
        "UTF-8 de préférence."
    )


class ControlCharacterError(FileError):
    """NUL or a C1 control: invisible, and read differently by each program."""

    message = "Ligne {line} : caractère de commande {found}, interdit dans une liste. Retirez-le à la source."


class LineTooLongError(FileError):
    """A physical line that no patient file has."""

    message = "Ligne {line} : plus de {expected} caractères sans fin de ligne. Ce n’est pas une liste."


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes say: Python codec name, size in bytes, SHA-256 (hex) of the file as received."""

    encoding: str
    size: int
    sha256: str


def scan(stream: BinaryIO) -> Scan:
    """Read a seekable stream once from its start and tell its encoding.

    Raises NotCsvError, UndecodableBytesError, ControlCharacterError.
    """
    stream.seek(0)
    head = stream.read(4)
    for signature, found in _FOREIGN_FORMATS.items():
        if head.startswith(signature):
            raise NotCsvError(found=gettext(found))
    digest, size = _digest(stream)
    if (at := _find(stream, re.compile(rb"\x00"))) is not None:
        raise ControlCharacterError(line=_line_at(stream, at), found="NUL")
    return Scan(_encoding(stream, head.startswith(codecs.BOM_UTF8)), size, digest)


def _digest(stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(stream):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _encoding(stream: BinaryIO, bom: bool) -> str:
    wrong = _first_not_utf8(stream)
    if wrong is None:
        if (at := _find(stream, _UTF8_C1)) is not None:
            raise ControlCharacterError(line=_line_at(stream, at), found="C1 (U+0080–U+009F)")
        return "utf-8-sig" if bom else "utf-8"
    if bom or _mostly_utf8(stream):
        raise UndecodableBytesError(line=_line_at(stream, wrong), found=_byte(stream, wrong), expected="UTF-8")
    if (at := _find(stream, _CP1252_HOLES)) is not None:
        found, expected = _byte(stream, at), gettext("UTF-8 ni en Windows-1252")
        raise UndecodableBytesError(line=_line_at(stream, at), found=found, expected=expected)
    return "cp1252"


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk


def _find(stream: BinaryIO, pattern: "re.Pattern[bytes]") -> int | None:
    """Offset of the first match of a pattern of one or two bytes, or None."""
    offset, last = 0, b""
    for chunk in _chunks(stream):
        if match := pattern.search(last + chunk):
            return offset - len(last) + match.start()
        offset, last = offset + len(chunk), chunk[-1:]
    return None


def _first_not_utf8(stream: BinaryIO) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    offset = 0
    for chunk in _chunks(stream):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return offset - pending + error.start
        offset += len(chunk)
    pending = len(decoder.getstate()[0])
    return offset - pending if pending else None


def _mostly_utf8(stream: BinaryIO) -> bool:
    """UTF-8 with a few damaged bytes: as Windows-1252 every good accent would become two wrong characters."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = wrong = 0
    for chunk in _chunks(stream):
        good += len(_UTF8_LATIN.findall(chunk))
        wrong += decoder.decode(chunk).count("\ufffd")
    return good > wrong


def _byte(stream: BinaryIO, offset: int) -> str:
    stream.seek(offset)
    return gettext("l’octet 0x{code}").format(code=stream.read(1).hex().upper())


def _line_at(stream: BinaryIO, offset: int) -> int:
    """Physical line (from 1) of a byte: CR, LF and CRLF each end one line."""
    ends, position, last = 0, 0, b""
    for chunk in _chunks(stream):
        part = chunk[: offset - position]
        ends += part.count(b"\n") + part.count(b"\r") - (last + part).count(b"\r\n")
        position += len(chunk)
        last = chunk[-1:]
        if position >= offset:
            break
    return ends + 1


def decoded_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Physical lines with their ends, from the stream's position. Raises LineTooLongError."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    count, rest, final = 0, "", False
    while not final:
        chunk = stream.read(CHUNK)
        final = not chunk
        rest += decoder.decode(chunk, final)
        start = 0
        for end in _LINE_END.finditer(rest):
            count += 1
            yield _bounded(rest[start : end.end()], count)
            start = end.end()
        rest = _bounded(rest[start:], count + 1)
    if rest:
        yield rest


def _bounded(line: str, number: int) -> str:
    if len(line) > LINE_MAX:
        raise LineTooLongError(line=number, expected=LINE_MAX)
    return line
