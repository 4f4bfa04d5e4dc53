"""Registre (art. 33(5)): every breach, notified or not; search, filters, sort, and the same rows as files."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from breaches import permissions, queries
from breaches.law.vocabulary import Nature
from breaches.models import Member
from breaches.states import BreachState
from notify.dossier.former_rows import former_rows
from notify.dossier.register import COLUMNS, Row, Subjects, rows_of
from notify.dossier.register_files import as_csv, as_xlsx
from notify.dossier.register_ods import as_ods
from notify.dossier.register_pdf import as_pdf
from notify.pdf import PdfUnavailableError
from notify.web import refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.declaration_files import attachment
from notify.web.forms.register import FORMER, RegisterFilter
from notify.web.register_choice import kept, outcome
from notify.wording import PARIS

PAGE = 25
TABLES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (as_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}
_MARKS = {"notified": "done", "withheld": "none", "dismissed": "none", "open": "todo", FORMER: "none"}


@page("register.view")
def register(request: MemberRequest) -> HttpResponse:
    """The list on screen: what happened, how many, which decisions; each row opens on its whole record."""
    form, now = RegisterFilter(request.GET or None), clock()
    rows = _rows(request.member)
    found = kept(rows, form, now)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": shown,
        "rows": [_line(row, row.late(now)) for row in shown],
        "count": len(found),
        "total": len(rows),
        "query": request.GET.urlencode(),
        "may_import": permissions.may(request.member, "register.import"),
    }
    return render(request, "web/register/register.html", context)


@page("register.view")
def register_file(request: MemberRequest, kind: str) -> HttpResponse:
    """The rows on screen, all pages, as a file; always in French: this is what an inspector reads."""
    now = clock()
    found = kept(_rows(request.member), RegisterFilter(request.GET or None), now)
    name = f"registre-{now.astimezone(PARIS).date().isoformat()}.{kind}"
    if kind != "pdf":
        write, content_type = TABLES[kind]
        return attachment(write(found), content_type, name)
    try:
        return attachment(as_pdf(found, request.member.organisation, now=now), "application/pdf", name)
    except PdfUnavailableError as error:
        refusals.tell(request, error)
        return redirect(f"{reverse('register')}?{request.GET.urlencode()}")


def _rows(member: Member) -> list[Row]:
    with translation.override("fr"):
        return [*rows_of(queries.register(member)), *former_rows(queries.former_lines(member))]


def _line(row: Row, late: bool) -> dict[str, Any]:
    return {
        "breach": row.breach,
        "former": row.former_id,
        "title": row.title,
        "at": row.at if row.former_id or (row.breach and row.breach.aware_at) else None,
        "reference": row.values["reference"],
        "persons": row.persons,
        "nature": _(" ; ").join(_(Nature(code).label) for code in row.natures),
        "kind": _MARKS[outcome(row)],
        "outcome": _outcome(row),
        "late": late,
        "informed": row.subjects == Subjects.INFORMED,
        "state": str(BreachState(row.breach.state).label) if row.breach else row.values["state"],
        "record": [(label, row.values[key]) for key, label in COLUMNS],
    }


def _outcome(row: Row) -> str:
    if row.notified:
        receipt = row.values["receipts"].split(" (")[0]
        return _("Notifiée, {receipt}").format(receipt=receipt) if receipt else _("Notifiée")
    return {
        "withheld": _("Non notifiée, décidé et motivé"),
        "dismissed": _("Écartée, sans violation de données"),
        "open": _("Pas encore notifiée"),
        FORMER: _("Notification non renseignée"),
    }[outcome(row)]
