"""The file of awareness: every hour that could be the one, who says so, on what evidence, and which is sealed."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches.models import Awareness
from breaches.states import AwarenessState
from notify import wording
from notify.web.case import Case

KINDS = {
    AwarenessState.CHOSEN: "done",
    AwarenessState.CORRECTION: "waiting",
    AwarenessState.CANDIDATE: "none",
    AwarenessState.SUPERSEDED: "none",
    AwarenessState.REFUSED: "none",
}


def awareness_file(case: Case) -> dict[str, Any] | None:
    """For `web/breach/awareness.html`; None before the confirmation."""
    times = case.awareness_times
    if not times:
        return None
    chosen = next((row for row in times if row.state == AwarenessState.CHOSEN), None)
    ruling = case.breach.aware_at
    return {
        "rows": [_row(row) for row in times],
        "ruling": ruling if chosen is not None and ruling != chosen.at else None,
    }


def _row(row: Awareness) -> dict[str, Any]:
    lang = wording.language(get_language())
    return {
        "at": row.at,
        "kind": KINDS[AwarenessState(row.state)],
        "state": str(row.get_state_display()),
        "reasons": row.reasons,
        "evidence": row.evidence,
        "said": _("{who}, {at}").format(who=row.author.name, at=wording.instant(row.created_at, year=False, lang=lang)),
        "seal": row.content_sha256[:8] if row.state != AwarenessState.CANDIDATE else "",
    }
