"""QR and DataMatrix symbols at the speed of a table: for one kind and one payload length a symbol is a base, XORed with
one pattern for each bit of the payload that is set.

Reed-Solomon, placement and masking are linear over GF(2) once version, level and mask are fixed, so the symbol is drawn
a few hundred times when a letter is compiled and never again. The mask of a QR code is chosen then, for the average of
the probes and not for each symbol as the standard asks: readers take its number from the symbol itself.
"""

import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_128
from typing import Literal

import numpy as np
import numpy.typing as npt
import segno
from PIL import Image

from notify.letters.engine import datamatrix
from notify.letters.engine.errors import EngineError
from notify.letters.engine.masks import penalty

Bytes = npt.NDArray[np.uint8]
Ecc = Literal["L", "M", "Q", "H"]

_FIRST, _LAST = 0x20, 0x7E
_BITS = 7
_LONGEST = 128  # a symbol printed in a corner of a letter; the table grows with the square of the length
_HEADER = struct.Struct(">4s2sHBBB")  # mark, kind, length, size, quiet, shift
_MARK = b"NLC1"
_BLOCK = 2048  # payloads at a time: their rows stay in the cache while every position is added
_OWN_PROBES = 16


class CodeLengthError(EngineError):
    """Payloads of another length than the one that was compiled, or a length that no symbol has."""

    message = "Codes de {found} caractères : {expected} attendus."


class CodeCharacterError(EngineError):
    """A payload with something else than printable ASCII."""

    message = (
        "Code n° {row}, caractère {position} : octet {found}, alors que seuls les caractères ASCII imprimables "
        "(de 0x20 à 0x7E) sont admis."
    )


class CodeShapeError(EngineError):
    """Payloads that are not rows of bytes."""

    message = "Les codes doivent former un tableau d’octets à deux dimensions : {found} trouvé."


class CodeNotLinearError(EngineError):
    """The drawing of a probe differs from the table: the encoder does not encode as it was understood."""

    message = "Les symboles {found} ne s’obtiennent pas par combinaison : aucun n’est produit."


class CodeFileError(EngineError):
    """Bytes that are not a compiled code."""

    message = "Ce fichier n’est pas un code compilé : {found} octets lus, {expected} attendus."


@dataclass(frozen=True, slots=True)
class Layout:
    """What the symbols of a code have in common: "qr" or "dm", characters, light modules wanted around.

    `shift` is added to a character before its bits are taken (DataMatrix writes A as 66).
    """

    kind: str
    length: int
    quiet: int
    shift: int


@dataclass(frozen=True, slots=True)
class LinearCode:
    """All symbols of one kind and payload length. Equal codes draw equal symbols.

    `size` is modules a side. `base` and `patterns` are packed rows: patterns hold, for each character and each of its
    bits from the lowest, what that bit changes.
    """

    layout: Layout
    size: int
    base: bytes
    patterns: bytes

    @property
    def kind(self) -> str:
        """The symbology, "qr" or "dm"."""
        return self.layout.kind

    @property
    def length(self) -> int:
        """Characters of a payload."""
        return self.layout.length

    @property
    def quiet(self) -> int:
        """Light modules wanted around the symbol."""
        return self.layout.quiet

    @property
    def row_bytes(self) -> int:
        """Bytes of one row of modules, the last one filled up with zeros."""
        return -(-self.size // 8)

    def rows(self, payload: bytes) -> bytes:
        """The symbol: packed rows, highest bit first, 1 is black. Raises CodeLengthError, CodeCharacterError."""
        if len(payload) != self.length:
            raise CodeLengthError(found=len(payload), expected=self.length)
        return self.many(np.frombuffer(payload, dtype=np.uint8).reshape(1, -1)).tobytes()

    def many(self, payloads: Bytes) -> Bytes:
        """The symbols of payloads [n, length] as an array [n, size * row_bytes]. Raises as `rows`, CodeShapeError."""
        self._refuse_misfits(payloads)
        table = _table(self)
        drawn = np.empty((len(payloads), table.shape[2]), dtype=np.uint64)
        scratch = np.empty((min(_BLOCK, len(payloads)), table.shape[2]), dtype=np.uint64)
        for start in range(0, len(payloads), _BLOCK):
            block = payloads[start : start + _BLOCK]
            target, added = drawn[start : start + _BLOCK], scratch[: len(block)]
            characters = (block.T - np.uint8(_FIRST)).astype(np.intp)
            # mode="clip" spares numpy a copy of the result; nothing is clipped, the characters were checked.
            np.take(table[0], characters[0], axis=0, out=target, mode="clip")
            for position in range(1, self.length):
                np.take(table[position], characters[position], axis=0, out=added, mode="clip")
                np.bitwise_xor(target, added, out=target)
        return np.ascontiguousarray(drawn.view(np.uint8)[:, : len(self.base)])

    def png(self, payload: bytes) -> bytes:
        """The symbol in its quiet zone, one pixel a module, one bit a pixel."""
        side = self.size + 2 * self.quiet
        symbol = Image.frombytes("1", (self.size, self.size), self.rows(payload), "raw", "1;I")
        page = Image.new("1", (side, side), 1)
        page.paste(symbol, (self.quiet, self.quiet))
        written = io.BytesIO()
        page.save(written, "PNG", optimize=True)
        return written.getvalue()

    def to_bytes(self) -> bytes:
        """Everything `from_bytes` needs."""
        header = _HEADER.pack(_MARK, self.kind.encode(), self.length, self.size, self.quiet, self.layout.shift)
        return header + self.base + self.patterns

    @classmethod
    def from_bytes(cls, data: bytes) -> "LinearCode":
        """What `to_bytes` wrote. Raises CodeFileError."""
        if len(data) < _HEADER.size or not data.startswith(_MARK):
            raise CodeFileError(found=len(data), expected=_HEADER.size)
        _, kind, length, size, quiet, shift = _HEADER.unpack_from(data)
        row = -(-size // 8) * size
        expected = _HEADER.size + row * (1 + _BITS * length)
        if len(data) != expected:
            raise CodeFileError(found=len(data), expected=expected)
        base_end = _HEADER.size + row
        layout = Layout(kind.decode(), length, quiet, shift)
        return cls(layout, size, data[_HEADER.size : base_end], data[base_end:])

    def _refuse_misfits(self, payloads: Bytes) -> None:
        if payloads.ndim != 2 or payloads.dtype != np.uint8:
            raise CodeShapeError(found=f"{payloads.dtype} {payloads.shape}")
        if payloads.shape[1] != self.length:
            raise CodeLengthError(found=payloads.shape[1], expected=self.length)
        if payloads.size and (payloads.min() < _FIRST or payloads.max() > _LAST):
            row, position = map(int, np.argwhere((payloads < _FIRST) | (payloads > _LAST))[0])
            raise CodeCharacterError(row=row + 1, position=position + 1, found=f"0x{payloads[row, position]:02X}")


@lru_cache(maxsize=16)
def _table(code: LinearCode) -> npt.NDArray[np.uint64]:
    """What each character adds at each position: [length, 95, 64-bit words]. The base is in the first position."""
    patterns = np.frombuffer(code.patterns, dtype=np.uint8).reshape(code.length, _BITS, -1)
    values = np.arange(_FIRST, _LAST + 1) + code.layout.shift
    table = np.zeros((code.length, len(values), -(-len(code.base) // 8) * 8), dtype=np.uint8)
    added = table[:, :, : len(code.base)]
    for bit in range(_BITS):
        added[:, (values >> bit & 1).astype(bool)] ^= patterns[:, bit, np.newaxis]
    added[0] ^= np.frombuffer(code.base, dtype=np.uint8)
    return table.view(np.uint64)


def qr_code(length: int, *, ecc: Ecc = "M", probes: Sequence[bytes] = ()) -> LinearCode:
    """QR symbols of exactly `length` characters, in byte mode, in the smallest version.

    The mask is the best for the average of the probes: give some payloads like those to come.
    Raises CodeLengthError, CodeCharacterError, CodeNotLinearError.
    """
    _refuse_length(length, _LONGEST)
    probes = tuple(probes) or _own_probes(length)
    version = segno.make_qr(bytes(length), error=ecc, mode="byte", mask=0, boost_error=False).version

    def draw(values: bytes, mask: int) -> Bytes:
        symbol = segno.make_qr(values, error=ecc, version=version, mode="byte", mask=mask, boost_error=False)
        return np.array(symbol.matrix, dtype=np.uint8)

    mask = min(range(8), key=lambda mask: sum(penalty(draw(probe, mask)) for probe in probes))
    return _compiled(Layout("qr", length, quiet=4, shift=0), lambda values: draw(values, mask), probes)


def datamatrix_code(length: int, *, probes: Sequence[bytes] = ()) -> LinearCode:
    """DataMatrix symbols (ECC 200, square) of exactly `length` characters, one codeword a character.

    There is no mask to choose: the probes are only compared. Raises as `qr_code`.
    """
    _refuse_length(length, datamatrix.LONGEST)
    symbol = datamatrix.symbol_for(length)
    layout = Layout("dm", length, quiet=1, shift=1)
    return _compiled(layout, lambda values: datamatrix.modules(values, symbol), tuple(probes) or _own_probes(length))


def _refuse_length(length: int, longest: int) -> None:
    if not 1 <= length <= longest:
        raise CodeLengthError(found=length, expected=f"1 à {longest}")


def _own_probes(length: int) -> tuple[bytes, ...]:
    """Codes like ours, always the same: capitals and digits."""
    alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUV"
    found = (shake_128(bytes([number])).digest(length) for number in range(_OWN_PROBES))
    return tuple(bytes(alphabet[value % len(alphabet)] for value in values) for values in found)


def _compiled(layout: Layout, draw: Callable[[bytes], Bytes], probes: Sequence[bytes]) -> LinearCode:
    """Draw the symbol of no bit and of each single bit; then see that the probes come out as they are drawn."""
    length = layout.length
    base = draw(bytes(length))
    single = (bytes(at) + bytes([1 << bit]) + bytes(length - at - 1) for at in range(length) for bit in range(_BITS))
    patterns = b"".join(_packed(draw(values) ^ base) for values in single)
    code = LinearCode(layout, len(base), _packed(base), patterns)
    for probe in probes:
        if code.rows(probe) != _packed(draw(bytes(value + layout.shift for value in probe))):
            raise CodeNotLinearError(found=layout.kind)
    return code


def _packed(modules: Bytes) -> bytes:
    return np.packbits(modules, axis=1).tobytes()
