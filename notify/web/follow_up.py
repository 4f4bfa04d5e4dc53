"""Suites: what comes back after the notice, who answers by when, and what still keeps the file open."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breaches import permissions, queries
from breaches.law.clocks import PARIS
from breaches.law.follow_up import is_past
from breaches.models import AuthorityLetter, DisclosureDelay, Evidence, LegalHold, Measure, Member, RightsRequest
from breaches.operations import closing, retaining
from breaches.states import RetentionKind
from notify.dossier import follow_up as paper
from notify.pdf import PdfUnavailableError
from notify.web import refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.declaration_files import attachment
from notify.web.follow_up_words import day_words
from notify.web.next_step import band_on_page
from notify.web.private_downloads import purged_among

Row = dict[str, Any]
ACTS = (
    "measure.take", "letter.receive", "letter.answer", "request.receive", "request.extend", "request.handle",
    "delay.record", "delay.lift", "links.record", "lessons.record", "hold.place", "hold.release", "breach.close",
    "evidence.read",
)  # fmt: skip


@page("case.view")
def follow_up(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Everything that follows, in one scroll."""
    now = clock()
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    view = FollowUp(case, request.member, now)
    context = {
        "breach": case.breach, "case": case, "now": now, "band": band_on_page(case, request, now), "view": view,
        "may": view.may, "index": view.index(),
    }  # fmt: skip
    return render(request, "web/follow_up/page.html", context)


@page("case.view")
def follow_up_file(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The same on paper, in French, for whoever inspects the file."""
    breach = queries.load_file(breach_or_404(request, breach_id))
    try:
        content = paper.as_pdf(breach, now=clock())
    except PdfUnavailableError as error:
        refusals.tell(request, error)
        return redirect("follow_up", breach_id=breach.pk)
    response = attachment(content, "application/pdf", f"{breach.reference}-suites.pdf")
    response["Cache-Control"] = "no-store"
    return response


class FollowUp:
    """The rows of the page for one member. Reads through `all()`, and the holds and purges of this file."""

    def __init__(self, case: Case, member: Member, now: datetime) -> None:
        self.case, self.breach, self.member, self.now = case, case.breach, member, now
        able = {act.replace(".", "_"): permissions.may(member, act) for act in ACTS}
        pieces = self.breach.evidence.all()
        self.purged = purged_among(row.stored_as for row in pieces) if self.breach.closed_at else set()
        opened = ("measure_take", "delay_record", "lessons_record")
        self.may = {act: may and (case.is_open or act not in opened) for act, may in able.items()}

    def open_items(self) -> list[Row]:
        """What stands between this file and its closing."""
        untold = closing.untold_controllers(self.breach)
        items = closing.left_open(self.breach, self.now, controllers=untold)
        return [{"text": closing.phrase(item), "justifiable": item.justifiable} for item in items]

    def measures(self) -> list[Row]:
        """Measures with owner and day; those that are done last."""
        rows = sorted(self.breach.measures.all(), key=lambda row: (row.done_at is not None, row.created_at))
        return [self._measure(row) for row in rows]

    def _measure(self, row: Measure) -> Row:
        may = self.case.is_open and row.done_at is None and self.may["measure_take"]
        url = reverse("measure_complete", args=[self.breach.pk, row.pk]) if may else ""
        if row.done_at is not None:
            told = _("Faite {day}").format(day=day_words(row.done_at.astimezone(PARIS).date()))
            return {"row": row, "url": url, "kind": "done", "state": told}
        return {"row": row, "url": url} | self._due(row.due_on, _("À faire"))

    def _due(self, due_on: date | None, waits: str) -> Row:
        """The mark of a row that waits, and its day."""
        if due_on is None:
            return {"kind": "todo", "state": waits}
        hint = _("pour le {day}").format(day=day_words(due_on))
        if is_past(due_on, self.now, PARIS):
            return {"kind": "late", "state": _("En retard"), "hint": hint}
        return {"kind": "todo", "state": waits, "hint": hint}

    def letters(self) -> list[Row]:
        """Letters of the CNIL, those that wait for an answer first."""
        rows = sorted(self.breach.letters.all(), key=lambda row: (not row.waits, row.received_on))
        return [self._letter(row) for row in rows]

    def _letter(self, row: AuthorityLetter) -> Row:
        told: Row = {"row": row, "received": day_words(row.received_on), "url": ""}
        told |= {"file": self._file(row.evidence_id), "answer_file": self._file(row.answer_evidence_id)}
        if row.answered_on is not None:
            mark = {"kind": "done", "state": _("Répondu {day}").format(day=day_words(row.answered_on))}
            if row.due_on and row.answered_on > row.due_on:
                mark = {"kind": "late", "state": _("Répondu en retard, {day}").format(day=day_words(row.answered_on))}
            return told | mark
        if self.may["letter_answer"]:
            told["url"] = reverse("letter_answer", args=[self.breach.pk, row.pk])
        if row.due_on is None:
            return told | {"kind": "none", "state": _("Sans réponse attendue")}
        return told | self._due(row.due_on, _("À répondre"))

    def _file(self, evidence_id: Any) -> Row | None:
        found: Evidence | None = next((row for row in self.breach.evidence.all() if row.pk == evidence_id), None)
        if found is None:
            return None
        readable = self.may["evidence_read"] and found.stored_as not in self.purged
        url = reverse("evidence_file", args=[self.breach.pk, found.pk]) if readable else ""
        return {"name": found.file_name, "hash": found.sha256, "url": url}

    def requests(self) -> list[Row]:
        """Requests of data subjects, the soonest term first, those handled last."""
        rows = sorted(self.breach.requests.all(), key=lambda row: (row.handled_on is not None, row.due_on))
        return [self._request(row) for row in rows]

    def _request(self, row: RightsRequest) -> Row:
        told: Row = {"row": row, "received": day_words(row.received_on), "acts": []}
        if row.handled_on is not None:
            late = row.handled_on > row.due_on
            words = _("Traitée en retard, {day}") if late else _("Traitée {day}")
            state = words.format(day=day_words(row.handled_on))
            return told | {"kind": "late" if late else "done", "state": state}
        if self.may["request_handle"]:
            told["acts"].append(
                (_("Inscrire la suite donnée"), reverse("request_handle", args=[self.breach.pk, row.pk]))
            )
        over = is_past(row.due_on, self.now, PARIS)
        if self.may["request_extend"] and row.extended_on is None and not over:
            told["acts"].append((_("Prolonger de deux mois"), reverse("request_extend", args=[self.breach.pk, row.pk])))
        return told | self._due(row.due_on, _("À traiter"))

    def delays(self) -> list[Row]:
        """Delays asked by an authority, the latest first."""
        rows = sorted(self.breach.delays.all(), key=lambda row: row.starts_on, reverse=True)
        return [self._delay(row) for row in rows]

    def _delay(self, row: DisclosureDelay) -> Row:
        runs = row.runs_on(self.now.astimezone(PARIS).date())
        told: Row = {"row": row, "from": day_words(row.starts_on), "until": day_words(row.until_on), "url": ""}
        if runs:
            url = reverse("delay_lift", args=[self.breach.pk, row.pk]) if self.may["delay_lift"] else ""
            return told | {"url": url, "kind": "waiting", "state": _("Jusqu’au {day}").format(day=told["until"])}
        ended = row.lifted_on or row.until_on
        return told | {"kind": "none", "state": _("Terminé {day}").format(day=day_words(ended))}

    @property
    def hold(self) -> LegalHold | None:
        """The hold that stands."""
        return self.breach.holds.select_related("placed_by").filter(released_at=None).first()

    @property
    def may_release(self) -> bool:
        """Somebody else than the one who placed it, but in a one-person practice."""
        hold = self.hold
        alone = self.breach.organisation.sole_practitioner
        return self.may["hold_release"] and hold is not None and (alone or hold.placed_by_id != self.member.pk)

    def kept(self) -> list[Row]:
        """Each kind of object: until when it is kept in this file, or when it was purged."""
        rules = queries.retention_rules(self.breach.organisation_id)
        purged = {row.kind: row for row in self.breach.purges.all()}
        return [
            {"label": str(kind.label), "purge": purged.get(kind), "due": retaining.due_at(self.breach, rules.get(kind)),
             "rule": rules.get(kind)}
            for kind in RetentionKind
        ]  # fmt: skip

    def index(self) -> list[dict[str, str]]:
        """Side index: where to, and how much there is."""
        left = len(self.open_items())
        waiting = ngettext("{n} ouvert", "{n} ouverts", left).format(n=left) if left else _("rien")
        lines = (
            ("cloture", _("Avant de clôturer"), waiting),
            ("mesures", _("Mesures"), str(len(self.breach.measures.all()))),
            ("courriers", _("Courriers de la CNIL"), str(len(self.breach.letters.all()))),
            ("demandes", _("Demandes"), str(len(self.breach.requests.all()))),
            ("report", _("Report demandé"), str(len(self.breach.delays.all()))),
            ("references", _("Références"), "–"),
            ("enseignements", _("Enseignements"), "–"),
            ("conservation", _("Conservation"), _("gelé") if self.hold else "–"),
        )
        return [{"href": f"#{anchor}", "label": label, "count": count} for anchor, label, count in lines]
