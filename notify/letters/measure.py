"""Measured width of an address line: a line that leaves the window is an error before anything is printed."""

from collections.abc import Iterable, Mapping
from functools import cache

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # the package publishes no types

from breaches.errors import DomainError
from notify.letters.content import LetterRecord
from notify.letters.geometry import INLAND, PT, AddressBlock, block_for
from notify.pdf import font_path

FAMILY = "Notify Sans"


class AddressDoesNotFitError(DomainError):
    """Address lines wider than the window, or too many of them. Carries the ids of the rows."""

    message = (
        "{count} adresses ne tiennent pas dans la fenêtre de l’enveloppe. Abrégez-les à la source : "
        "lignes {recipients}."
    )


@cache
def _advances() -> tuple[Mapping[str, float], float]:
    """Advance of each character and of a missing one, in thousandths of the type size."""
    with font_path(FAMILY).open("rb") as stream:
        font = TTFont(stream)
        scale = 1000 / font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        table = {chr(point): widths[glyph][0] * scale for point, glyph in font.getBestCmap().items()}
    return table, max(table.values())


def line_width(text: str, size: float) -> float:
    """Width in mm of a line set in our sans at `size` points, without kerning, as the stylesheet sets it."""
    table, widest = _advances()
    return sum(table.get(letter, widest) for letter in text) / 1000 * size * PT


def printed_width(text: str) -> float:
    """Width in mm of a line at the type size of the address blocks."""
    return line_width(text, INLAND.size)


def fits(lines: Iterable[str], block: AddressBlock) -> bool:
    """Whether an address stays inside its block."""
    given = tuple(lines)
    return len(given) <= block.lines and all(line_width(line, block.size) <= block.width for line in given)


def refuse_overflow(records: Iterable[LetterRecord]) -> None:
    """Raise AddressDoesNotFitError naming every letter whose address leaves the window."""
    wrong = [record.recipient for record in records if not fits(record.address_lines, block_for(record.country))]
    if wrong:
        raise AddressDoesNotFitError(count=len(wrong), recipients=", ".join(wrong))
