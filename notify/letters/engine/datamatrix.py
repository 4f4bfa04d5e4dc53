"""DataMatrix ECC 200, square symbols of one Reed-Solomon block, from ISO/IEC 16022.

One fixed encodation: each character is its ASCII codeword (value + 1) and pairs of digits are not compacted. With it,
every module is an affine function over GF(2) of the codeword bits, whatever the payload.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

_FIELD = 0x12D  # x^8 + x^5 + x^3 + x^2 + 1, ISO/IEC 16022 5.7
_PAD = 129

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A square symbol: modules a side with its finder patterns, regions a side, data and check codewords (table 7)."""

    size: int
    regions: int
    data: int
    checks: int

    @property
    def mapping(self) -> int:
        """Modules a side without the finder patterns."""
        return self.size - 2 * self.regions


SYMBOLS = tuple(
    Symbol(*row)
    for row in (
        (10, 1, 3, 5),
        (12, 1, 5, 7),
        (14, 1, 8, 10),
        (16, 1, 12, 12),
        (18, 1, 18, 14),
        (20, 1, 22, 18),
        (22, 1, 30, 20),
        (24, 1, 36, 24),
        (26, 1, 44, 28),
        (32, 2, 62, 36),
        (36, 2, 86, 42),
        (40, 2, 114, 48),
        (44, 2, 144, 56),
        (48, 2, 174, 68),
    )
)


LONGEST = SYMBOLS[-1].data


def symbol_for(length: int) -> Symbol:
    """The smallest symbol for so many characters, at most LONGEST."""
    return next(symbol for symbol in SYMBOLS if symbol.data >= length)


def modules(codewords: Sequence[int], symbol: Symbol) -> npt.NDArray[np.uint8]:
    """The symbol as a matrix of 0 and 1 (1 is black) for the codewords of the message, before padding."""
    data = padded(codewords, symbol.data)
    stream = np.array([*data, *check_codewords(data, symbol.checks)], dtype=np.uint8)
    rows, columns = placement(symbol.mapping)
    inner = _unused_corner(symbol.mapping)
    inner[rows, columns] = np.unpackbits(stream)
    return _with_finders(inner, symbol)


def padded(codewords: Sequence[int], capacity: int) -> list[int]:
    """Filled up with pads: the first plain, the others scrambled by their place only (253-state algorithm, 5.2.3)."""
    filled = list(codewords)
    if len(filled) < capacity:
        filled.append(_PAD)
    for place in range(len(filled) + 1, capacity + 1):
        scrambled = _PAD + 149 * place % 253 + 1
        filled.append(scrambled if scrambled <= 254 else scrambled - 254)
    return filled


@cache
def _powers() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(powers of 2 in the field, twice over; logarithm of each element, 0 for 0)."""
    powers, logarithms, value = [0] * 510, [0] * 256, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logarithms[value] = exponent
        value <<= 1
        value ^= _FIELD if value > 255 else 0
    return tuple(powers), tuple(logarithms)


def _times(left: int, right: int) -> int:
    powers, logarithms = _powers()
    return powers[logarithms[left] + logarithms[right]] if left and right else 0


@cache
def _generator(count: int) -> tuple[int, ...]:
    """Coefficients, highest first and without the leading 1, of (x - 2^1) … (x - 2^count) (annex E)."""
    powers, _ = _powers()
    polynomial = [1]
    for exponent in range(1, count + 1):
        shifted = [*polynomial, 0]
        for place, coefficient in enumerate(polynomial):
            shifted[place + 1] ^= _times(coefficient, powers[exponent])
        polynomial = shifted
    return tuple(polynomial[1:])


def check_codewords(data: Sequence[int], count: int) -> list[int]:
    """The remainder of the division by the generator polynomial."""
    generator = _generator(count)
    remainder = [0] * count
    for codeword in data:
        factor = codeword ^ remainder[0]
        remainder = [
            following ^ _times(factor, coefficient)
            for following, coefficient in zip([*remainder[1:], 0], generator, strict=True)
        ]
    return remainder


# ---------------------------------------------------------------- where each bit goes (annex F)

_UTAH = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))


def _corners(side: int) -> tuple[tuple[Cell, ...], ...]:
    """The four codewords that are broken over the corners of the mapping matrix."""
    last = side - 1
    return (
        ((last, 0), (last, 1), (last, 2), (0, last - 1), (0, last), (1, last), (2, last), (3, last)),
        ((last - 2, 0), (last - 1, 0), (last, 0), (0, last - 3), (0, last - 2), (0, last - 1), (0, last), (1, last)),
        ((last - 2, 0), (last - 1, 0), (last, 0), (0, last - 1), (0, last), (1, last), (2, last), (3, last)),
        ((last, 0), (last, last), (0, last - 2), (0, last - 1), (0, last), (1, last - 2), (1, last - 1), (1, last)),
    )


def _corner_at(row: int, column: int, side: int) -> int | None:
    """Which corner pattern starts at this place of the walk."""
    if row == side and column == 0:
        return 0
    if row == side - 2 and column == 0 and side % 8:
        return 2 if side % 8 == 4 else 1
    if row == side + 4 and column == 2 and side % 8 == 0:
        return 3
    return None


def _wrapped(row: int, column: int, side: int) -> Cell:
    """A module that leaves the matrix comes in again on the other side, shifted."""
    shift = 4 - (side + 4) % 8
    if row < 0:
        row, column = row + side, column + shift
    if column < 0:
        row, column = row + shift, column + side
    return row, column


@cache
def placement(side: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """(rows, columns) of every bit of the codeword stream, in the order of the stream."""
    taken: dict[Cell, None] = {}
    row, column = 4, 0
    while row < side or column < side:
        corner = _corner_at(row, column, side)
        if corner is not None:
            taken.update(dict.fromkeys(_corners(side)[corner]))
        row, column = _diagonal(row, column, -2, side, taken)
        row, column = _diagonal(row + 1, column + 3, 2, side, taken)
        row, column = row + 3, column + 1
    places = np.array(list(taken), dtype=np.intp)
    return places[:, 0], places[:, 1]


def _diagonal(row: int, column: int, step: int, side: int, taken: dict[Cell, None]) -> Cell:
    """One sweep up (-2) or down (2): a codeword wherever its last module lies inside and is free; where it ended."""
    while True:
        if 0 <= row < side and 0 <= column < side and (row, column) not in taken:
            taken.update(dict.fromkeys(_wrapped(row + down, column + right, side) for down, right in _UTAH))
        row, column = row + step, column - step
        if not (row >= 0 and column < side if step < 0 else row < side and column >= 0):
            return row, column


def _unused_corner(side: int) -> npt.NDArray[np.uint8]:
    """An empty mapping matrix; where four modules are left over they carry a fixed pattern."""
    inner = np.zeros((side, side), dtype=np.uint8)
    if side * side % 8:
        inner[-1, -1] = inner[-2, -2] = 1
    return inner


def _with_finders(inner: npt.NDArray[np.uint8], symbol: Symbol) -> npt.NDArray[np.uint8]:
    """Each region in its frame: solid on the left and below, alternating above and on the right."""
    side = symbol.mapping // symbol.regions
    drawn = np.zeros((symbol.size, symbol.size), dtype=np.uint8)
    for down in range(symbol.regions):
        for right in range(symbol.regions):
            frame = drawn[down * (side + 2) : (down + 1) * (side + 2), right * (side + 2) : (right + 1) * (side + 2)]
            frame[0, ::2] = frame[1::2, -1] = 1
            frame[:, 0] = frame[-1, :] = 1
            frame[1:-1, 1:-1] = inner[down * side : (down + 1) * side, right * side : (right + 1) * side]
    return drawn
