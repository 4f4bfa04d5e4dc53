"""Every hour of awareness that was ever said, in words: the one that rules, the corrections, those set aside."""

from collections.abc import Iterable

from breaches.law.french_dates import french_datetime
from breaches.models import Awareness, Breach
from breaches.states import AwarenessState

_CORRECTED = (AwarenessState.CORRECTION, AwarenessState.SUPERSEDED, AwarenessState.REFUSED)


def corrections(breach: Breach) -> list[Awareness]:
    """Times that a correction proposed, refused or replaced, oldest first; with one of them, the chosen time too."""
    times = sorted(breach.awareness_times.all(), key=lambda row: row.at)
    touched = [row for row in times if row.state in _CORRECTED]
    return [row for row in times if row in touched or row.state == AwarenessState.CHOSEN] if touched else []


def in_words(rows: Iterable[Awareness]) -> list[str]:
    """`Heure remplacée : lundi … (motifs)`, in French: these lines go into documents."""
    return [f"{_label(row)} : {french_datetime(row.at)}. {row.reasons}{_piece(row)}" for row in rows]


def _label(row: Awareness) -> str:
    return str(AwarenessState(row.state).label)


def _piece(row: Awareness) -> str:
    return f" Pièce : {row.evidence}." if row.evidence else ""
