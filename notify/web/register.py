"""Registre (art. 33(5)): every breach, notified or not; search, filters, sort, and the same rows as files."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from breaches import queries
from breaches.law.vocabulary import Nature
from breaches.models import Member
from breaches.states import BreachState
from notify.dossier.register import COLUMNS, Row, rows_of
from notify.dossier.register_files import as_csv, as_xlsx
from notify.web.access import MemberRequest, clock, page
from notify.web.declaration_files import attachment
from notify.web.forms.register import RegisterFilter
from notify.wording import PARIS

PAGE = 25
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEYS: dict[str, Callable[[Row], Any]] = {
    "aware": lambda row: row.breach.aware_at or row.breach.reported_at,
    "reference": lambda row: row.breach.reference,
    "persons": lambda row: row.persons or 0,
}


@page("register.view")
def register(request: MemberRequest) -> HttpResponse:
    """The list on screen: what happened, how many, which decisions; each row opens on its whole record."""
    form = RegisterFilter(request.GET or None)
    rows = _rows(request.member)
    kept = _kept(rows, form)
    shown = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": shown,
        "rows": [_line(row) for row in shown],
        "count": len(kept),
        "total": len(rows),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/register/register.html", context)


@page("register.view")
def register_file(request: MemberRequest, kind: str) -> HttpResponse:
    """The rows on screen, all pages, as CSV or XLSX; always in French: this is what an inspector reads."""
    kept = _kept(_rows(request.member), RegisterFilter(request.GET or None))
    name = f"registre-{clock().astimezone(PARIS).date().isoformat()}.{kind}"
    if kind == "csv":
        return attachment(as_csv(kept), CSV, name)
    return attachment(as_xlsx(kept), XLSX, name)


def _rows(member: Member) -> list[Row]:
    with translation.override("fr"):
        return rows_of(queries.register(member))


def _kept(rows: list[Row], form: RegisterFilter) -> list[Row]:
    """Filtered and sorted; a filter that cannot be read filters nothing."""
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    words = str(chosen.get("q") or "").casefold().split()
    kept = [row for row in rows if _fits(row, chosen) and all(word in row.haystack() for word in words)]
    sort = chosen.get("sort") or "-aware"
    return sorted(kept, key=_KEYS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _fits(row: Row, chosen: dict[str, Any]) -> bool:
    outcome = {"notified": row.notified, "withheld": row.withheld, "open": _is_open(row)}
    wanted = (
        outcome.get(chosen.get("outcome") or "", True),
        not chosen.get("nature") or chosen["nature"] in row.natures,
        not chosen.get("state") or chosen["state"] == row.breach.state,
    )
    return all(wanted)


def _is_open(row: Row) -> bool:
    return not row.notified and not row.withheld and row.breach.state != BreachState.DISMISSED


def _line(row: Row) -> dict[str, Any]:
    return {
        "breach": row.breach,
        "persons": row.persons,
        "nature": _(" ; ").join(_(Nature(code).label) for code in row.natures),
        "kind": "done" if row.notified else "none" if row.withheld else "todo",
        "outcome": _outcome(row),
        "state": str(BreachState(row.breach.state).label),
        "record": [(label, row.values[key]) for key, label in COLUMNS],
    }


def _outcome(row: Row) -> str:
    if row.notified:
        return _("Notifiée, {receipt}").format(receipt=row.values["receipts"].split(" (")[0])
    if row.withheld:
        return _("Non notifiée, décidé et motivé")
    return _("Écartée") if row.breach.state == BreachState.DISMISSED else _("Pas encore notifiée")
