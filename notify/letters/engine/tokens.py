"""Content streams cut into operators, operands kept as the bytes they are. PDF 32000-1, 7.8.2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notify.letters.engine.errors import CompileError

_TOKEN = re.compile(
    rb"\s*(?:(?P<operand>\[(?:[^\[\]()<>]|<[0-9A-Fa-f\s]*>|\((?:\\.|[^()\\])*\))*\]"
    rb"|<<(?:[^<>()]|<[0-9A-Fa-f\s]*>|\((?:\\.|[^()\\])*\))*>>"
    rb"|<[0-9A-Fa-f\s]*>|\((?:\\.|[^()\\])*\)|/[^\s/<>\[\](){}%]*|[-+.]?\d[\d.]*|[-+.]\d*|true|false|null)"
    rb"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*))"
)


@dataclass(frozen=True, slots=True)
class Op:
    """An operator with its operands as written."""

    operands: tuple[bytes, ...]
    name: bytes

    def __bytes__(self) -> bytes:
        return b" ".join((*self.operands, self.name))


def operators(content: bytes) -> Iterator[Op]:
    """The operators of a content stream. Raises CompileError where the bytes are not understood."""
    operands: list[bytes] = []
    place, end = 0, len(content.rstrip())
    while place < end:
        found = _TOKEN.match(content, place)
        if not found:
            raise CompileError(reason=f"flux de page illisible à l’octet {place}")
        place = found.end()
        if found.lastgroup == "operand":
            operands.append(found.group("operand"))
            continue
        name = found.group("operator")
        if name == b"BI":
            raise CompileError(reason="une image en ligne n’est pas attendue dans le rendu de référence")
        yield Op(tuple(operands), name)
        operands = []
