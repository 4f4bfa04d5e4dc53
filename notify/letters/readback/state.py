"""The graphics state: what q saves and Q brings back."""

from dataclasses import dataclass, field, replace
from typing import Any

from notify.letters.readback.faults import ClippedError, HiddenTextError, ReadBackError
from notify.letters.readback.marks import EVERYWHERE, IDENTITY, Matrix, Window

_WHITE = 0.97  # a grey lighter than this does not show on paper
_FAINT = 0.1
_SHOWN = (0, 2)  # text rendering modes that fill the letters


@dataclass(frozen=True, slots=True)
class State:
    """Replaced, never changed: a saved state is the object itself."""

    matrix: Matrix = IDENTITY
    clip: Window = EVERYWHERE
    plain_clip: bool = True  # every clip so far was a rectangle
    white: bool = False
    alpha: float = 1.0
    line: float = 1.0
    font: Any = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def hides(self) -> type[ReadBackError] | None:
        """Why text set in this state would not be seen."""
        if self.white or self.alpha < _FAINT or self.mode not in _SHOWN:
            return HiddenTextError
        return None if self.plain_clip else ClippedError


@dataclass(slots=True)
class Drawing:
    """The path being built, in mm, and the text matrices."""

    points: list[tuple[float, float]] = field(default_factory=list)
    rectangles: int = 0
    other: bool = False
    clips: bool = False
    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    in_text: bool = False

    def clear(self) -> None:
        """After a painting operator."""
        self.points, self.rectangles, self.other, self.clips = [], 0, False, False


def painted(state: State, operator: str, values: tuple[float, ...]) -> State:
    """The state after a colour operator. CMYK is white at zero, all others at one."""
    white = all(value <= 1 - _WHITE for value in values) if operator == "k" else min(values, default=0.0) >= _WHITE
    return replace(state, white=white)
