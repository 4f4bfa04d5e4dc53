"""Where Pango 1.50 may end a line, between two characters of a proven alphabet.

The table was found by experiment: for each pair of classes, hundreds of random contexts gave one answer, or one that
the character before settles. A test asks Pango again. What is not in the alphabet is refused, never guessed: soft
hyphens, tabs, newlines, combining marks, right-to-left letters, the middle dot (kerned by three glyphs in our faces).
"""

import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from itertools import compress, count

from notify.letters.engine.errors import UnprovenError

NBSP = "\u00a0"
THIN = "\u202f"


class Verdict(IntEnum):
    """Whether a line may end between two characters."""

    NEVER = 0
    ALWAYS = 1
    NUMERIC = 2  # unless a digit comes before
    SPACE = 3  # after a space, which is dropped
    GUARDED = 4  # after a space, unless what stands before the space forbids it
    UNSURE = 5


_PLAIN = (Verdict.SPACE, Verdict.ALWAYS)
_WORD = "L"
_DIGIT = "9"
_LETTER_RANGES = (
    (0x41, 0x5A),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x24F),
    (0x2B0, 0x2B8),
    (0x1D49, 0x1D49),
    (0x1E00, 0x1EFF),
)
_LIKE_LETTERS = "&@_*=#§×²³ªº"
_PUNCTUATION = ".,;:!?'’\"“”«»()[]-–—/%€°+…" + NBSP + THIN
# One row for each left class, one column for each class of _COLUMNS: B always, n numeric, ? unsure, . never.
_COLUMNS = "L9([—%€°+" + NBSP + THIN  # before any other character a line never ends
_ROWS = {
    "L9": "....B......",
    ".,;:": ".nBBBnnnn..",
    "!?…": "BBBBBBBBB..",
    "'’\"“”«»([" + NBSP + THIN: "...........",
    ")]": "..BBBnnnn..",
    "-": "B.BBBBBBBBB",
    "–": "BBBBBBBBBBB",
    "—": "BBBB.BBBB..",
    "/": "BnBBBnnnn..",
    "%€°+": "..??BBBBB..",
}
_SIGNS = {".": Verdict.NEVER, "B": Verdict.ALWAYS, "n": Verdict.NUMERIC, "?": Verdict.UNSURE}
_TABLE = {
    (left, column): _SIGNS[sign]
    for lefts, row in _ROWS.items()
    for left in lefts
    for column, sign in zip(_COLUMNS, row, strict=True)
}
_NO_BREAK_AFTER_SPACE = frozenset(".,;:!?)]/ ")
_OPENINGS = "(["
_QUOTES = "\"'«»’“”"
_GUARDED = frozenset("([—")


def in_alphabet(char: str) -> bool:
    """Whether the behaviour of this character is proven."""
    digit = char.isascii() and char.isdigit()
    return digit or char == " " or char in _PUNCTUATION or char in _LIKE_LETTERS or _letter(char)


def _letter(char: str) -> bool:
    code = ord(char)
    return any(low <= code <= high for low, high in _LETTER_RANGES) and unicodedata.category(char).startswith("L")


def is_letter(char: str) -> bool:
    """A letter of the Latin script, which decides the script of what surrounds it."""
    return _letter(char) or char in "ªº"


def _class(char: str) -> str:
    if char.isascii() and char.isdigit():
        return _DIGIT
    return _WORD if char in _LIKE_LETTERS or char.isalpha() else char


def verdict(left: str, right: str) -> Verdict:
    """Whether a line may end between these two characters of the alphabet."""
    if left == " ":
        if right in _NO_BREAK_AFTER_SPACE:
            return Verdict.UNSURE  # a space that cannot end a line: bad typography, not reproduced
        return Verdict.GUARDED if right in _GUARDED else Verdict.SPACE
    if right == " ":
        # After an opening bracket a space ends no line; a thin space before one has a width of its own.
        return Verdict.UNSURE if left in _OPENINGS or left == THIN else Verdict.NEVER
    if left == THIN and right == NBSP:
        return Verdict.UNSURE
    return _TABLE.get((_class(left), _class(right)), Verdict.NEVER)


def allows(sign: Verdict, before: str, right: str) -> bool | None:
    """The verdict in context: `before` stands before the left character, empty at the start. None: not proven."""
    if sign is Verdict.NUMERIC:
        return None if before and before in ",./:;" else not (before.isascii() and before.isdigit())
    if sign is Verdict.GUARDED:
        closed = _QUOTES if right in _OPENINGS else "—"
        return None if before and before in closed else True
    return None if sign is Verdict.UNSURE else sign is not Verdict.NEVER


def line_ends(pairs: Sequence[str], signs: Sequence[Verdict]) -> list[int]:
    """Where a line may end in a text, given as its pairs of characters and their verdicts. Raises UnprovenError."""
    ends = []
    for index in compress(count(), signs):
        sign = signs[index]
        if sign not in _PLAIN:
            allowed = allows(sign, pairs[index - 1][0] if index else "", pairs[index][1])
            if allowed is None:
                raise UnprovenError("une suite de signes dont la coupure n’est pas éprouvée")
            if not allowed:
                continue
        ends.append(index + 1)
    if not ends or ends[-1] != len(pairs):
        ends.append(len(pairs))
    return ends


def boundary(left: str, right: str) -> bool:
    """Whether a line may end between two boxes: WeasyPrint asks Pango about these two characters alone."""
    if left == " ":
        return right not in _NO_BREAK_AFTER_SPACE
    sign = _TABLE.get((_class(left), _class(right)), Verdict.NEVER)
    if right == " " or left in _OPENINGS:
        return False
    if sign is Verdict.UNSURE:
        return True
    return sign is not Verdict.NEVER
