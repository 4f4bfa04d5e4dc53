"""La violation: ribbon, obligations, facts, populations, decisions, measures, documents and journal, in one scroll."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from breaches import permissions, queries
from breaches.law.clocks import PARIS
from breaches.law.follow_up import is_past
from breaches.models import Approval, Evidence, Measure, Member, SubjectKind
from breaches.states import BreachState, DutyState
from notify import wording
from notify.accounts.middleware import members_of
from notify.web import (
    breach_duties,
    breach_facts,
    breach_ribbon,
    duty_reasons,
    duty_words,
    journal_words,
    linked,
    links,
    orders,
)
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.awareness_file import awareness_file
from notify.web.breach_decisions import Decisions
from notify.web.case import Case
from notify.web.next_step import band_of
from notify.web.private_downloads import purged_among
from notify.web.sheet_case import SheetCase

JOURNAL_LINES = 8
ANSWERS = {
    SubjectKind.NOTIFICATION: "notification.approve",
    SubjectKind.COMMUNICATION: "communication.approve",
    SubjectKind.ASSESSMENT: "assessment.approve",
    SubjectKind.AWARENESS: "awareness.approve",
    SubjectKind.CONTROLLERS: "notices.approve",
}


@page("breach.view")
def breach(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The page of one breach, by role: the mailing service sees only what its mailing needs."""
    now = clock()
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    shared = {"breach": case.breach, "case": case, "now": now, "band": band_of(case, request.member, now)}
    if not permissions.may(request.member, "case.view"):
        return render(request, "web/breach/mailing.html", shared | _for_mailing(case, request.member, now))
    return render(request, "web/breach/breach.html", shared | _whole(case, request, now))


def _for_mailing(case: Case, member: Member, now: datetime) -> dict[str, Any]:
    """Its own duty, and the communications: no story, no evidence, no journal."""
    rows = breach_duties.rows(case, member, now)
    own = duty_words.title("rgpd_34")
    communications = [
        {"key": row.key, "state": row.get_state_display(), "count": row.recipient_count,
         "url": links.to_communication(case.breach, row)}
        for row in case.communications
    ]  # fmt: skip
    return {"duties": [row for row in rows if row["name"] == own], "communications": communications}


def _whole(case: Case, request: MemberRequest, now: datetime) -> dict[str, Any]:
    member = request.member
    duties = breach_duties.rows(case, member, now)
    may_answer = frozenset(str(kind) for kind, act in ANSWERS.items() if permissions.may(member, act))
    decisions = Decisions(case, _approvals(case), member, may_answer).blocks()
    matrix = breach_facts.matrix(case)
    pieces = sorted(case.breach.evidence.all(), key=lambda row: row.added_at)
    purged = purged_among(row.stored_as for row in pieces) if case.breach.closed_at else set()
    documents = [_document(row, member, gone=row.stored_as in purged) for row in pieces]
    journal = _journal(case, member)
    declared = SheetCase(case, now)
    return {
        "persons": _persons(matrix),
        "ribbon": breach_ribbon.of_case(case, now),
        "other_reading": breach_duties.other_reading(case),
        "duties": duties,
        "left_out": duty_reasons.left_out(case, now),
        "awareness": awareness_file(case),
        "story": breach_facts.story(case),
        "facts": breach_facts.listed(case),
        "flags": breach_facts.flags(case),
        "changes": breach_facts.changes(case),
        "reopened": breach_facts.reopened(case),
        "matrix": matrix,
        "decisions": decisions,
        "declarations": declared.listed() if case.is_open or declared.sent else [],
        "contradictions": declared.contradictions,
        "measures": [_measure(row, case, member, now) for row in sorted(case.breach.measures.all(), key=_by_creation)],
        "suites": _suites(case),
        "information": orders.information(case, member),
        "linked": linked.linked_files(case, member, members_of(request)),
        "documents": documents,
        "journal": journal,
        "readers": [each.name for each in case.able("case.view")],
        "may": _may(case, member),
        "index": _index(case, matrix, decisions, documents, journal, declared),
    }


def _came_back(case: Case) -> str:
    """How many letters and requests came back, for the side index."""
    count = len(case.breach.letters.all()) + len(case.breach.requests.all())
    return ngettext("{n} reçue", "{n} reçues", count).format(n=count) if count else "–"


def _suites(case: Case) -> dict[str, int]:
    """What came back and what of it waits, for the line of the page."""
    letters, requests = list(case.breach.letters.all()), list(case.breach.requests.all())
    waiting = sum(row.waits for row in letters) + sum(row.handled_on is None for row in requests)
    return {"letters": len(letters), "requests": len(requests), "waiting": waiting}


def _by_creation(row: Measure) -> datetime:
    return row.created_at


def _approvals(case: Case) -> list[Approval]:
    rows = (*case.notifications, *case.communications, *case.awareness_times, *(a.decision for a in case.assessments))
    found = Approval.objects.filter(subject_id__in=[row.pk for row in rows])
    return list(found.select_related("approver").order_by("at"))


def _persons(matrix: dict[str, Any] | None) -> int | None:
    counts = [column["persons"] for column in matrix["populations"]] if matrix else []
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _measure(row: Measure, case: Case, member: Member, now: datetime) -> dict[str, Any]:
    may = case.is_open and row.done_at is None and permissions.may(member, "measure.take")
    url = reverse("measure_complete", args=[case.breach.pk, row.pk]) if may else ""
    late = row.done_at is None and row.due_on is not None and is_past(row.due_on, now, PARIS)
    return {"row": row, "url": url, "late": late}


def _document(row: Evidence, member: Member, *, gone: bool) -> dict[str, Any]:
    lang = wording.language(get_language())
    kind = row.file_name.rsplit(".", 1)[-1].upper() if "." in row.file_name else _("Fichier")
    readable = permissions.may(member, "evidence.read") and not gone
    told = _("{kind} purgé, {size}") if gone else _("{kind} chiffré, {size}")
    return {
        "name": row.what,
        "url": reverse("evidence_file", args=[row.breach_id, row.pk]) if readable else "",
        "who": f"{row.added_by.name}, {wording.instant(row.added_at, year=False, lang=lang)}",
        "what": told.format(kind=kind, size=wording.size(row.size, lang=lang)),
        "hash": row.sha256,
    }


def _journal(case: Case, member: Member) -> dict[str, Any] | None:
    """The last lines and how many there are; None for roles that do not read the journal."""
    if not permissions.may(member, "journal.view"):
        return None
    entries = queries.journal_of(member, case.breach)
    return {"days": journal_words.days(entries[:JOURNAL_LINES]), "count": entries.count()}


def _may(case: Case, member: Member) -> dict[str, bool]:
    """Which links the page shows: only acts of the role, in the states where they make sense."""
    state, is_open = case.breach.state, case.is_open
    able = {act: permissions.may(member, act) for act in _ACTS}
    return {
        "describe": is_open and able["facts.describe"],
        "assess": is_open and case.version is not None and able["breach.assess"],
        "correct": is_open and case.correction is None and able["awareness.correct"],
        "measure": is_open and able["measure.take"],
        "evidence": state != BreachState.DISMISSED and able["evidence.add"],
        "close": state == BreachState.ASSESSED and able["breach.close"],
        "confirm": state == BreachState.REPORTED and able["breach.confirm"],
        "dismiss": (is_open or state == BreachState.REPORTED) and able["breach.dismiss"],
        "reopen": state == BreachState.DISMISSED and able["breach.dismiss"],
    }


_ACTS = (
    "facts.describe", "breach.assess", "awareness.correct", "measure.take", "evidence.add", "breach.close",
    "breach.confirm", "breach.dismiss",
)  # fmt: skip


def _index(
    case: Case,
    matrix: dict[str, Any] | None,
    decisions: list[dict[str, Any]],
    documents: list[dict[str, Any]],
    journal: dict[str, Any] | None,
    declared: SheetCase,
) -> list[dict[str, str]]:
    """Side index: where to, and how much there is."""
    live = [duty for duty in case.duties if duty.state != DutyState.NOT_REQUIRED]
    done = sum(duty.state == DutyState.FULFILLED for duty in live)
    waiting = sum(block.get("pending") == "waiting" for block in decisions)
    measures = list(case.breach.measures.all())
    lines = [
        ("obligations", _("Obligations"), _("{done} sur {n} faites").format(done=done, n=len(live)) if live else "–"),
        ("faits", _("Faits"), _("version {n}").format(n=case.version.number) if case.version else _("à décrire")),
        ("populations", _("Populations"), str(len(matrix["populations"])) if matrix else "–"),
        *_declarations(case, declared),
        ("decisions", _("Décisions"), _waiting_words(waiting) if waiting else str(len(decisions))),
        ("mesures", _("Mesures"), str(len(measures))),
        ("suites", _("Suites"), _came_back(case)),
        ("documents", _("Documents"), str(len(documents))),
    ]
    if journal is not None:
        count = journal["count"]
        lines.append(("journal", _("Journal"), ngettext("{n} ligne", "{n} lignes", count).format(n=count)))
    return [{"href": f"#{anchor}", "label": label, "count": count} for anchor, label, count in lines]


def _declarations(case: Case, declared: SheetCase) -> list[tuple[str, str, str]]:
    """The line of the side index: contradictions first, else how many sheets were sent."""
    if not (case.is_open or declared.sent):
        return []
    if count := len(declared.contradictions):
        text = ngettext("{n} contradiction", "{n} contradictions", count).format(n=count)
    else:
        count = len({row.version.code for row in declared.sent})
        text = ngettext("{n} transmise", "{n} transmises", count).format(n=count)
    return [("declarations", _("Déclarations"), text)]


def _waiting_words(count: int) -> str:
    return ngettext("{n} attendue", "{n} attendues", count).format(n=count)
