"""Where the address goes, in millimetres from the top left of an A4 sheet: one table for the French windows.

What is always visible whatever the play of the sheet, in DL and C6/5 envelopes: x 109 to 190, y 59 to 79 through a
35 mm window, y 49 to 79 through a 45 mm one. Nothing else may be printed in x 88 to 210, y 33 to 103.
"""

from dataclasses import dataclass

PT = 25.4 / 72  # millimetres


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """Top left corner, line pitch and widest line in mm, type size in points."""

    x: float
    y: float
    pitch: float
    width: float
    lines: int
    size: float = 9.0


INLAND = AddressBlock(x=112.5, y=59.2, pitch=3.3, width=77.5, lines=6)
# The country is a seventh line: it starts higher and needs the 45 mm window, or a carrier sheet.
ABROAD = AddressBlock(x=112.5, y=55.9, pitch=3.3, width=77.5, lines=7)

KEEP_CLEAR = (88.0, 33.0, 210.0, 103.0)  # x0, y0, x1, y1


def block_for(country: str) -> AddressBlock:
    """The block of an address, abroad when it has a country line."""
    return ABROAD if country else INLAND


# What a 45 mm window always shows; the lines of every address stand in it (x0, y0, x1, y1).
WINDOW_45 = (109.0, 49.0, 190.0, 79.5)
