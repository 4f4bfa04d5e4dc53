"""Les faits: plain questions, populations as blocks that come and go, a new version at each save."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from breaches import operations, queries
from breaches.errors import DomainError, StaleVersionError
from breaches.models import FactsVersion
from notify.web import drafts, facts_words, links, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms import rows
from notify.web.forms.facts import CONSEQUENCES, SECTIONS
from notify.web.forms.facts_set import INDEX, FactsSet
from notify.web.forms.populations import AFTER_NUMBERS, BEFORE_NUMBERS, NUMBERS
from notify.web.next_step import band_on_page

DRAFT = "facts"


@page("facts.describe")
def facts(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Show the facts, add or remove a population, save a new version."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    if request.method != "POST" and not case.is_open:
        messages.info(request, _("Les faits se décrivent sur une violation confirmée et ouverte."))
        return redirect(links.to_breach(case.breach))
    if request.method != "POST":
        return _shown(request, case)
    if "discard" in request.POST:
        drafts.forget(request.member, DRAFT, case.breach.pk)
        return redirect(reverse("breach_facts", args=[case.breach.pk]))
    indexes = rows.changed(request.POST, INDEX)
    if indexes is not None:
        typed = FactsSet.typed(request.POST, indexes)
        return _page(request, case, typed, expected=request.POST.get("expected_version", ""))
    return _saved(request, case, FactsSet(request.POST))


def _shown(request: MemberRequest, case: Case) -> HttpResponse:
    draft = drafts.initial(request.member, DRAFT, case.breach.pk)
    if draft:
        posted = drafts.as_posted(draft)
        return _page(request, case, FactsSet.typed(posted), expected=posted.get("expected_version", ""), resumed=True)
    return _page(request, case, FactsSet(facts=case.version.facts if case.version else None))


def _saved(request: MemberRequest, case: Case, posted: FactsSet) -> HttpResponse:
    if not posted.is_valid():
        return _page(request, case, posted, expected=request.POST.get("expected_version", ""), status=422)
    told, before = posted.facts(), case.version
    if before is not None and before.facts == told:
        drafts.forget(request.member, DRAFT, case.breach.pk)
        messages.info(request, _("Rien n’a changé : la version {n} reste la dernière.").format(n=before.number))
        return redirect(links.to_breach(case.breach, "faits"))
    try:
        version = operations.describe(
            actor=request.member, breach_id=case.breach.pk, now=clock(), facts=told,
            expected_version=rows.expected_version(request.POST),
        )  # fmt: skip
    except DomainError as error:
        return _refused(request, case, posted, error)
    drafts.forget(request.member, DRAFT, case.breach.pk)
    messages.success(request, _message(before, version))
    return redirect(links.to_breach(case.breach, "faits"))


def _message(before: FactsVersion | None, version: FactsVersion) -> str:
    if before is None:
        return _("Les faits sont enregistrés, version 1.")
    where = [change["where"] for change in facts_words.differences(before.facts, version.facts)]
    told = _("Les faits sont enregistrés, version {n}. Changé depuis la précédente : {where}.")
    return told.format(n=version.number, where=", ".join(dict.fromkeys(where)))


def _refused(request: MemberRequest, case: Case, posted: FactsSet, error: DomainError) -> HttpResponse:
    """What was typed stays; a stale form shows what the other person changed, and may then be saved over it."""
    posted.form.add_error(None, refusals.text(error))
    changed: list[dict[str, str]] = []
    if isinstance(error, StaleVersionError):
        seen = next((v for v in case.versions if v.number == rows.expected_version(request.POST)), None)
        if case.version is not None:
            changed = facts_words.differences(seen.facts if seen else {}, case.version.facts)
    return _page(request, case, posted, status=422, meanwhile=changed)


def _page(
    request: MemberRequest,
    case: Case,
    shown: FactsSet,
    *,
    expected: str = "",
    resumed: bool = False,
    meanwhile: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock()
    context = {
        "breach": case.breach, "case": case, "now": now, "band": band_on_page(case, request, now), "draft": DRAFT,
        "shown": shown, "flags": shown.flags, "errors": shown.errors() if shown.form.is_bound else [],
        "sections": [_section(shown, *section) for section in SECTIONS],
        "consequences": _section(shown, *CONSEQUENCES),
        "populations": [_population(index, form, shown) for index, form in shown.blocks],
        "expected": expected or (case.version.number if case.version else 0),
        "resumed": resumed, "meanwhile": meanwhile,
        "saved_at": drafts.saved_at(request.member, DRAFT, case.breach.pk),
    }  # fmt: skip
    return render(request, "web/breach/facts.html", context, status=status)


def _section(shown: FactsSet, title: Any, note: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {"title": title, "note": note, "fields": [shown.form[name] for name in names]}


def _population(index: int, form: Any, shown: FactsSet) -> dict[str, Any]:
    """One block; with several on the page, those that are named and have nothing to correct are folded."""
    prefix = f"{form.prefix}-"
    wrong = form.is_bound and bool(form.errors)
    flagged = any(name.startswith(prefix) for name in shown.flags)
    name = str(form["name"].value() or "")
    return {
        "index": index,
        "key": form["key"],
        "name": name,
        "persons": _count(form),
        "folds": bool(name) and len(shown.populations) > 1,
        "open": wrong or flagged,
        "before": [form[name] for name in BEFORE_NUMBERS],
        "numbers": [form[name] for name in NUMBERS],
        "after": [form[name] for name in AFTER_NUMBERS],
    }


def _count(form: Any) -> int | None:
    """The number of people as it stands in the block, when it can be read."""
    persons = {}
    for name in NUMBERS:
        with suppress(ValidationError):
            persons[name.removeprefix("persons__")] = form.fields[name].clean(str(form[name].value() or ""))
    return facts_words.best_count({"persons": persons})
