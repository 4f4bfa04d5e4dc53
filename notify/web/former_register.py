"""Take over an old register: choose the file, say which column is which, read what would happen, then confirm."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from breaches import operations
from breaches.errors import DomainError
from notify.dossier.former_reading import DryRun, dry_run
from notify.web import refusals, spoken
from notify.web.access import MemberRequest, clock, page
from notify.web.forms.former_register import MappingForm, OldRegisterForm, carried, uncarried
from notify.web.forms.register import FORMER
from notify.wording import PARIS

FAULTS_SHOWN = 100


@page("register.import")
def take_over(request: MemberRequest) -> HttpResponse:
    """Three steps on one address; nothing is written before the last one, which reads the same bytes again."""
    if request.method != "POST":
        return _show(request, OldRegisterForm())
    if "content" in request.POST and "file" not in request.FILES:
        return _mapped(request)
    form = OldRegisterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    data = form.cleaned_data["file"].read()
    run = _read(form, data)
    if run is None:
        return _show(request, form, status=422)
    return _show(request, form=None, run=run, mapping=MappingForm(run=run, initial={"content": carried(data)}))


def _mapped(request: MemberRequest) -> HttpResponse:
    """The file came back with the page: read it again with the columns chosen, take it over when that is asked."""
    form, data = OldRegisterForm({}), uncarried(request.POST["content"])
    if data is None:
        form.add_error("file", _("Le fichier n’est plus dans la page. Choisissez-le de nouveau."))
        return _show(request, form, status=422)
    plain = _read(form, data)
    if plain is None:
        return _show(request, form, status=422)
    mapping = MappingForm(request.POST, run=plain)
    if not mapping.is_valid():
        return _show(request, None, run=plain, mapping=mapping, status=422)
    keys = [mapping.cleaned_data[f"column-{number}"] for number in range(len(plain.header))]
    run = dry_run(data, today=_today(), mapping=keys)
    if request.POST.get("act") != "import" or not run.ready:
        status = 200 if request.POST.get("act") != "import" else 422
        return _show(request, None, run=run, mapping=mapping, status=status)
    return _take_over(request, run, mapping)


def _take_over(request: MemberRequest, run: DryRun, mapping: MappingForm) -> HttpResponse:
    try:
        operations.take_over_register(
            actor=request.member, now=clock(), sha256=run.sha256, lines=run.lines, blank=run.blank
        )
    except DomainError as error:
        refusals.put(mapping, error)
        return _show(request, None, run=run, mapping=mapping, status=422)
    text = _("Le registre est repris : {count} lignes, marquées « Repris d’un ancien registre ».")
    messages.success(request, text.format(count=spoken.number(run.accepted)))
    return redirect(f"{reverse('register')}?state={FORMER}")


def _today() -> date:
    today: date = clock().astimezone(PARIS).date()
    return today


def _read(form: OldRegisterForm, data: bytes) -> DryRun | None:
    try:
        return dry_run(data, today=_today())
    except DomainError as error:
        refusals.put(form, error)
        return None


def _show(request: MemberRequest, form: OldRegisterForm | None, status: int = 200, **step: Any) -> HttpResponse:
    run: DryRun | None = step.get("run")
    context = {
        "form": form or step["mapping"], "upload": form, "run": run, "mapping": step.get("mapping"),
        "faults": run.faults[:FAULTS_SHOWN] if run else (),
        "more_faults": max(0, len(run.faults) - FAULTS_SHOWN) if run else 0,
        "ready": run is not None and run.ready and not step["mapping"].errors,
    }  # fmt: skip
    return render(request, "web/register/take_over.html", context, status=status)
