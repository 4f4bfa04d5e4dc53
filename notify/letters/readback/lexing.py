"""The words of PDF: numbers, names, strings, arrays, dictionaries, references and operators, read from bytes."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

DEPTH = 64  # arrays within arrays: deeper is a hostile file

_SPACE = rb"[\0\t\n\f\r ]"
_TOKEN = re.compile(
    rb"(?:" + _SPACE + rb"|%[^\r\n]*)*+(?:"
    rb"(?P<ref>\d+" + _SPACE + rb"+\d+" + _SPACE + rb"+R(?![A-Za-z0-9]))"
    rb"|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?![A-Za-z0-9.]))"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<plain>\([^()\\\r]*\))"
    rb"|(?P<string>\()"
    rb"|(?P<open><<)|(?P<close>>>)|(?P<hex><[0-9A-Fa-f\0\t\n\f\r ]*>)"
    rb"|(?P<left>\[)|(?P<right>\])"
    rb"|(?P<word>[A-Za-z0-9'\"*]+))"
)
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")
_PIECE = re.compile(rb"[^()\\\r]+|[()\r]|\\(?:[0-7]{1,3}|\r\n|[\s\S])")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_WORDS = {b"true": True, b"false": False, b"null": None}


class PdfError(ValueError):
    """The bytes are not a PDF that we read; the text is a word of the PDF vocabulary, never content."""


class Name(str):
    """A PDF name, without its slash."""

    __slots__ = ()


class Word(bytes):
    """An operator, or a keyword such as endobj."""

    __slots__ = ()


class Ref(NamedTuple):
    """A reference to an indirect object."""

    number: int


class Token(NamedTuple):
    """A value and where it stands."""

    value: Any
    start: int
    end: int


_CLOSERS = (Word(b"]"), Word(b">>"))


def read(data: Any, pos: int, depth: int = 0) -> Token:
    """The value that begins at or after `pos` (bytes or a mapped file). Raises PdfError."""
    found = _TOKEN.match(data, pos)
    if found is None or depth > DEPTH:
        raise PdfError("syntaxe")
    kind = str(found.lastgroup)
    start = found.start(kind)
    return _READERS[kind](data, found.group(kind), start, depth)


def _name(_data: Any, raw: bytes, start: int, _depth: int) -> Token:
    plain = _HASH.sub(lambda found: bytes.fromhex(found[1].decode()), raw[1:])
    return Token(Name(plain.decode("latin-1")), start, start + len(raw))


def _number(_data: Any, raw: bytes, start: int, _depth: int) -> Token:
    return Token(float(raw) if b"." in raw else int(raw), start, start + len(raw))


def _ref(_data: Any, raw: bytes, start: int, _depth: int) -> Token:
    return Token(Ref(int(raw.split()[0])), start, start + len(raw))


def _plain(_data: Any, raw: bytes, start: int, _depth: int) -> Token:
    return Token(raw[1:-1], start, start + len(raw))


def _hex(_data: Any, raw: bytes, start: int, _depth: int) -> Token:
    digits = b"".join(raw[1:-1].replace(b"\0", b"").split())
    return Token(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), start, start + len(raw))


def _string(data: Any, _raw: bytes, start: int, _depth: int) -> Token:
    """A string with escapes or inner parentheses."""
    parts: list[bytes] = []
    level, pos = 1, start + 1
    while found := _PIECE.match(data, pos):
        piece, pos = found.group(), found.end()
        level += {b"(": 1, b")": -1}.get(piece, 0)
        if level == 0:
            return Token(b"".join(parts), start, pos)
        parts.append(_unescaped(piece))
    raise PdfError("chaîne ouverte")


def _unescaped(piece: bytes) -> bytes:
    if piece == b"\r":
        return b"\n"
    if piece[:1] != b"\\":
        return piece
    rest = piece[1:]
    return bytes([int(rest, 8) & 255]) if rest.isdigit() and rest < b"8" else _ESCAPES.get(rest, rest)


def _array(data: Any, _raw: bytes, start: int, depth: int) -> Token:
    values, end = _until(data, start + 1, _CLOSERS[0], depth)
    return Token(values, start, end)


def _dictionary(data: Any, _raw: bytes, start: int, depth: int) -> Token:
    values, end = _until(data, start + 2, _CLOSERS[1], depth)
    keys = values[::2]
    if len(values) % 2 or not all(isinstance(key, Name) for key in keys) or len(set(keys)) != len(keys):
        raise PdfError("dictionnaire")
    return Token(dict(zip(keys, values[1::2], strict=True)), start, end)


def _until(data: Any, pos: int, closer: Word, depth: int) -> tuple[list[Any], int]:
    values: list[Any] = []
    while True:
        token = read(data, pos, depth + 1)
        pos = token.end
        if isinstance(token.value, Word):
            if token.value == closer:
                return values, pos
            raise PdfError("syntaxe")
        values.append(token.value)


def _word(_data: Any, raw: bytes, start: int, _depth: int) -> Token:
    return Token(_WORDS.get(raw, Word(raw)), start, start + len(raw))


_READERS: dict[str, Callable[[Any, bytes, int, int], Token]] = {
    "ref": _ref,
    "number": _number,
    "name": _name,
    "plain": _plain,
    "string": _string,
    "hex": _hex,
    "open": _dictionary,
    "left": _array,
    "close": _word,
    "right": _word,
    "word": _word,
}
