"""Which of the eight QR masks suits a kind of payload best: the penalties of ISO/IEC 18004, 7.8.3."""

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

_FINDER = np.array([1, 0, 1, 1, 1, 0, 1], dtype=np.uint8)

Modules = npt.NDArray[np.uint8]


def penalty(modules: Modules) -> int:
    """The score of a symbol without its quiet zone; the lower the easier to read."""
    lines = (modules, modules.T)
    return sum(_long_runs(line) + _finder_like(line) for line in lines) + _blocks(modules) + _imbalance(modules)


def _long_runs(modules: Modules) -> int:
    """3 points for five of one colour in a row, one more for each further one."""
    score = 0
    for line in modules:
        edges = np.flatnonzero(np.diff(line)) + 1
        runs = np.diff(np.concatenate(([0], edges, [len(line)])))
        score += int((runs[runs >= 5] - 2).sum())
    return score


def _blocks(modules: Modules) -> int:
    """3 points for each 2 by 2 square of one colour."""
    sums = modules[:-1, :-1] + modules[1:, :-1] + modules[:-1, 1:] + modules[1:, 1:]
    return 3 * int(((sums == 0) | (sums == 4)).sum())


def _finder_like(modules: Modules) -> int:
    """40 points for each 1:1:3:1:1 with four light modules before or after; outside the symbol all is light."""
    padded = np.pad(modules, ((0, 0), (4, 4)))
    found = np.logical_and.reduce(sliding_window_view(padded, 7, axis=1) == _FINDER, axis=2)
    light = ~np.logical_or.reduce(sliding_window_view(padded, 4, axis=1), axis=2)
    return 40 * int((found[:, 4:-4] & (light[:, :-11] | light[:, 11:])).sum())


def _imbalance(modules: Modules) -> int:
    """10 points for each full 5 % away from one half."""
    return 10 * int(abs(float(modules.mean()) * 100 - 50) / 5)
