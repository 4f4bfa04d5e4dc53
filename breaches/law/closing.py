"""When a file may close: what is still open, what may be explained in words and what may not.

A pure function over counts, so that the page, the operation and a reader see the same list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Open(StrEnum):
    """One kind of thing that keeps a file open."""

    DECISION = "decision"
    DUTIES = "duties"
    NOTIFICATIONS = "notifications"
    RATIFICATIONS = "ratifications"
    ORDER = "order"
    COMMUNICATIONS = "communications"
    NOTICES = "notices"
    CONTROLLERS = "controllers"
    AWARENESS = "awareness"
    LETTERS = "letters"
    REQUESTS = "requests"
    DELAYS = "delays"
    COMPLEMENT = "complement"
    RECONCILIATION = "reconciliation"
    MEASURES = "measures"


# What no text of the law requires to be done before the file closes; the reason then stays in the record (art. 33(5)).
JUSTIFIABLE = frozenset({Open.COMPLEMENT, Open.RECONCILIATION, Open.MEASURES})


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of each are open in a file. `decided`: the latest assessment has its decision."""

    decided: bool = True
    duties: int = 0
    notifications: int = 0
    ratifications: int = 0
    order: int = 0
    communications: int = 0
    notices: int = 0
    controllers: int = 0
    awareness: int = 0
    letters: int = 0
    requests: int = 0
    delays: int = 0
    complement: int = 0
    reconciliation: int = 0
    measures: int = 0


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One line of the list: what, how many, whether words may stand for it."""

    code: Open
    count: int

    @property
    def justifiable(self) -> bool:
        """Whether a written reason may stand for it (art. 33(5) asks to document, not to finish, these)."""
        return self.code in JUSTIFIABLE


def open_items(standing: Standing) -> tuple[OpenItem, ...]:
    """All that is still open, what cannot be explained away first (house rule that serves art. 33(5))."""
    counts: list[tuple[Open, int]] = [
        (code, int(getattr(standing, code.value))) for code in Open if code is not Open.DECISION
    ]
    if not standing.decided:
        counts.insert(0, (Open.DECISION, 1))
    found = [OpenItem(code, count) for code, count in counts if count]
    return tuple(sorted(found, key=lambda item: item.justifiable))


def standing_in_the_way(items: tuple[OpenItem, ...], reasons: Mapping[str, str]) -> tuple[OpenItem, ...]:
    """Items that still refuse the closing once `reasons` (by code) are given (house rule that serves art. 33(5))."""
    return tuple(item for item in items if not (item.justifiable and reasons.get(item.code.value, "").strip()))
