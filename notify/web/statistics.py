"""Statistics of a year: charts with the same numbers as tables, the national figures beside, one CSV."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import permissions, queries
from breaches.errors import DomainError
from notify.dossier import national
from notify.dossier.models import NationalFile
from notify.dossier.register import Row, rows_of
from notify.dossier.register_files import BOM, neutral
from notify.dossier.statistics import Line, Table, Year, figures, years_of
from notify.dossier.units import Trend, trend
from notify.web import refusals, spoken
from notify.web.access import MemberRequest, clock, page
from notify.web.charts import chart_of
from notify.web.declaration_files import attachment
from notify.web.forms.statistics import NationalForm
from notify.wording import PARIS

_HEAD = ("Année", "Tableau", "Ligne", "Organisme : nombre", "Organisme : part", "France : nombre", "France : part")


@page("register.view")
def statistics(request: MemberRequest) -> HttpResponse:
    """The page; `annee` chooses the year, anything else shows the present one."""
    return _show(request, NationalForm())


@page("register.view")
def statistics_csv(request: MemberRequest) -> HttpResponse:
    """Every table of the year in one file, in French."""
    found, rows, _file = _figures(request)
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEAD)
    for table in found.tables:
        writer.writerows(_cells(found.year, table, line) for line in table.lines)
    writer.writerows(_unit_cells(trend(rows, found.year)))
    content = (BOM + target.getvalue()).encode()
    return attachment(content, "text/csv; charset=utf-8", f"statistiques-{found.year}.csv")


def _cells(year: int, table: Table, line: Line) -> list[str]:
    theirs = "" if line.national is None else str(line.national)
    cells = [str(year), table.title, line.label, str(line.own), _csv_share(table.share(line)), theirs,
             _csv_share(table.national_share(line))]  # fmt: skip
    return [neutral(cell) for cell in cells]


def _unit_cells(repeats: Trend) -> Iterator[list[str]]:
    """One line a unit and year, without shares: they are read along the years."""
    for unit in repeats.units:
        for year, count in zip(repeats.years, unit.counts, strict=True):
            cells = [str(year), "Répétitions par service", unit.name, str(count), "", "", ""]
            yield [neutral(cell) for cell in cells]


def _csv_share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %".replace(".", ",")


@require_POST
@page("register.import")
def import_national(request: MemberRequest) -> HttpResponse:
    """Keep the counts of the CNIL's file, for comparison only."""
    form = NationalForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        file, made = national.import_national(
            actor=request.member, data=form.cleaned_data["file"].read(), now=clock()
        )  # fmt: skip
    except DomainError as error:
        refusals.put(form, error)
        return _show(request, form, status=422)
    if made:
        text = _("Le fichier de la CNIL est lu : {count} notifications, pour comparaison seulement.")
        messages.success(request, text.format(count=spoken.number(file.rows)))
    else:
        messages.info(request, _("Ce fichier est déjà lu : rien n’a changé."))
    return redirect("register_statistics")


def _figures(request: MemberRequest) -> tuple[Year, list[Row], NationalFile | None]:
    with translation.override("fr"):
        rows = rows_of(queries.register(request.member))
    asked, present = request.GET.get("annee", ""), clock().astimezone(PARIS).year
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else present
    file = national.latest(request.member.organisation)
    theirs = national.of_year(file, year) if file else None
    return figures(rows, year, sector=request.member.organisation.sector, national=theirs), rows, file


def _show(request: MemberRequest, form: NationalForm, status: int = 200) -> HttpResponse:
    found, rows, file = _figures(request)
    context: dict[str, Any] = {
        "figures": found,
        "rate": None if found.rate is None else _share(found.rate),
        "years": years_of(rows, clock().astimezone(PARIS).year, found.year),
        "tables": [_drawn(table) for table in found.tables],
        "trend": (repeats := trend(rows, found.year)),
        "trend_chart": chart_of(repeats.table()),
        "file": file,
        "covered": file is not None and file.first_month[:4] <= str(found.year) <= file.last_month[:4],
        "former": queries.former_lines(request.member).count(),
        "form": form,
        "may_import": permissions.may(request.member, "register.import"),
    }
    return render(request, "web/register/statistics.html", context, status=status)


def _drawn(table: Table) -> dict[str, Any]:
    return {
        "table": table,
        "chart": chart_of(table),
        "lines": [
            {
                "label": _(line.label),
                "own": line.own, "share": _share(table.share(line)),
                "national": line.national, "national_share": _share(table.national_share(line)),
            }
            for line in table.lines
        ],
    }  # fmt: skip


def _share(share: float | None) -> str:
    return "–" if share is None else _("{share} %").format(share=spoken.number(100 * share, 1))
