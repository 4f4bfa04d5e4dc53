"""What the page of the controllers shows: counts by state, each notice with its clock, what may be done."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from breaches import permissions
from breaches.law.clocks import PARIS, deadline
from breaches.models import ControllerNotice, Duty, Member
from breaches.states import NoticeRoundState, NoticeState
from notify import wording
from notify.web.case import Case

MARKS = {
    NoticeState.DRAFTED: "todo",
    NoticeState.APPROVED: "waiting",
    NoticeState.SENT: "done",
    NoticeState.ACKNOWLEDGED: "done",
    NoticeState.FAILED: "late",
    NoticeState.SET_ASIDE: "none",
}
HEADS = (
    "envoi", "numero", "nom", "siren", "contact", "email", "personnes", "prise_en_charge", "etat", "prevenu_le",
    "remis_par", "message_id", "accuse_le", "reference", "motifs", "delai_heures", "terme_du_contrat", "en_retard",
)  # fmt: skip


def contract_due(row: ControllerNotice, duty: Duty | None) -> datetime | None:
    """When the contract wanted this controller told: hours from the awareness of the processor."""
    if duty is None or row.contract_hours is None:
        return None
    return deadline(duty.starts_at, row.contract_hours)


def is_late(row: ControllerNotice, duty: Duty | None, now: datetime) -> bool:
    """Told after the hours of the contract, or not told when they have passed."""
    due = contract_due(row, duty)
    return due is not None and row.state != NoticeState.SET_ASIDE and (row.told_at or now) > due


def line(row: ControllerNotice, case: Case, member: Member, now: datetime) -> dict[str, Any]:
    """One row of the list."""
    duty = case.duty("rgpd_33_2")
    late = is_late(row, duty, now)
    return {
        "row": row,
        "kind": "late" if late and row.told_at is None else MARKS[NoticeState(row.state)],
        "late": late,
        "due": contract_due(row, duty),
        "links": _links(row, case, member),
    }


def _links(row: ControllerNotice, case: Case, member: Member) -> list[dict[str, str]]:
    if not case.is_open or not permissions.may(member, "notices.send"):
        return []
    left, state = row.round.state == NoticeRoundState.SENDING, row.state
    acts = {
        "remise": (_("Remise autrement"), left and state in (NoticeState.APPROVED, NoticeState.FAILED)),
        "accuse": (_("Réception confirmée"), state == NoticeState.SENT),
        "echec": (_("Message revenu"), left and state == NoticeState.SENT),
        "ecart": (_("Écarter"), _may_be_set_aside(row)),
    }
    return [
        {"label": label, "url": reverse("notice_act", args=[row.breach_id, row.pk, kind])}
        for kind, (label, shown) in acts.items()
        if shown
    ]


def _may_be_set_aside(row: ControllerNotice) -> bool:
    early = row.round.state == NoticeRoundState.DRAFT and row.state == NoticeState.DRAFTED
    after = row.round.state == NoticeRoundState.SENDING and row.state in (NoticeState.APPROVED, NoticeState.FAILED)
    return early or after


def counts(rows: Iterable[ControllerNotice], duty: Duty | None, now: datetime) -> list[dict[str, Any]]:
    """How many notices are in each state, in the order of their life; then how many are late by contract."""
    rows = list(rows)
    found = Counter(row.state for row in rows)
    shown = [
        {"kind": MARKS[state], "label": str(state.label), "n": found[state]} for state in NoticeState if found[state]
    ]
    if late := sum(is_late(row, duty, now) for row in rows):
        shown.append({"kind": "late", "label": _("En retard sur le contrat"), "n": late})
    return shown


def state_csv(rows: Iterable[ControllerNotice], duty: Duty | None, now: datetime) -> bytes:
    """The state of every notice, `;` and UTF-8 with its mark, as spreadsheets open it; always in French."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in rows:
        due = contract_due(row, duty)
        writer.writerow([
            row.round.number, row.number, _safe(row.name), row.siren, _safe(row.contact), _safe(row.email),
            "" if row.persons is None else row.persons, _safe(row.services), str(row.get_state_display()),
            _at(row.told_at), _safe(row.by_hand), row.message_id if row.told_at and not row.by_hand else "",
            _at(row.acknowledged_at), _safe(row.reference), _safe(row.reasons), row.contract_hours or "", _at(due),
            "oui" if is_late(row, duty, now) else "non",
        ])  # fmt: skip
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _safe(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is quoted."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _at(when: datetime | None) -> str:
    return when.astimezone(PARIS).isoformat(timespec="minutes") if when else ""


def persons_words(row: ControllerNotice) -> str:
    """`1 200 personnes`, or that the number is not known yet."""
    if row.persons is None:
        return _("nombre non connu")
    return _("{n} personnes").format(n=wording.number(row.persons))
