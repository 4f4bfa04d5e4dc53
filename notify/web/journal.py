"""Journal et preuves: readable history, the chain verified on demand, the raw entries as JSON lines."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from breaches import journal as chain
from breaches import queries
from breaches.models import JournalEntry, Member
from notify.web import journal_words
from notify.web.access import MemberRequest, clock, page
from notify.web.forms.register import JournalFilter

PAGE = 60


@page("journal.view")
def journal(request: MemberRequest) -> HttpResponse:
    """Who did what, newest first; `verifier` in the address recomputes the whole chain."""
    breaches = list(queries.breaches_of(request.member).only("id", "reference", "title", "reported_at"))
    form = JournalFilter(
        request.GET or None, breaches=[(str(row.pk), f"{row.reference} · {row.title}") for row in breaches]
    )
    chosen = form.cleaned_data.get("violation") if form.is_bound and form.is_valid() else ""
    breach = next((row for row in breaches if str(row.pk) == chosen), None)
    shown = Paginator(queries.journal_of(request.member, breach), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "breach": breach,
        "page_obj": shown,
        "days": journal_words.days(shown),
        "head": queries.journal_of(request.member).first(),
        "checked": _checked(request.member) if "verifier" in request.GET else None,
    }
    return render(request, "web/journal/journal.html", context)


def _checked(member: Member) -> dict[str, Any]:
    read, divergence = chain.verify(member.organisation_id)
    return {"read": read, "divergence": divergence, "at": clock()}


@page("journal.view")  # type: ignore[arg-type]  # a streamed answer is one too
def journal_export(request: MemberRequest) -> StreamingHttpResponse:
    """Every entry of the organisation, oldest first: its place, its hash and the very text that was hashed."""
    response = StreamingHttpResponse(_lines(request.member), content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal.jsonl"'
    return response


def _lines(member: Member) -> Iterator[bytes]:
    entries = JournalEntry.objects.filter(organisation_id=member.organisation_id).order_by("seq")
    for entry in entries.iterator(chunk_size=2000):
        line = {"seq": entry.seq, "hash": entry.hash, "body": entry.body}
        yield (json.dumps(line, ensure_ascii=False) + "\n").encode()
