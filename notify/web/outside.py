"""What leaves the system at minute 0: the calendar of a file, its paper sheet, and a member's own calendar address."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from breaches import queries
from breaches.errors import DomainError
from notify.alerts import feeds
from notify.alerts.deadlines import entries
from notify.alerts.ics import calendar
from notify.dossier.countdown import countdown_sheet
from notify.web import links, refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.declaration_files import attachment

ICS = "text/calendar; charset=utf-8"


@require_safe
@page("case.view")
def deadlines_file(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """All clocks of one file with their alarms, for any calendar."""
    breach = queries.load_file(breach_or_404(request, breach_id))
    with translation.override("fr"):
        content = calendar(breach.reference, entries([breach], done=True), now=clock())
    return attachment(content, ICS, f"{breach.reference}-echeances.ics")


@require_safe
@page("case.view")
def countdown_file(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The paper sheet of one file."""
    breach = queries.load_file(breach_or_404(request, breach_id))
    try:
        content = countdown_sheet(breach, now=clock())
    except DomainError as error:
        refusals.tell(request, error)
        return redirect(links.to_breach(breach))
    return attachment(content, "application/pdf", f"{breach.reference}-decompte.pdf")


@never_cache
@page(feeds.RIGHT)
def calendar_address(request: MemberRequest) -> HttpResponse:
    """The member's own address: made, renewed, revoked. It is shown on the answer that made it, and never again."""
    address = ""
    if request.method == "POST" and request.POST.get("act") == "revoke":
        if feeds.revoke_feed(request.member, clock()):
            messages.success(request, _("L’adresse est révoquée : elle ne répond plus."))
        return redirect("calendar_address")
    if request.method == "POST":
        token = feeds.open_feed(request.member, clock())
        address = settings.NOTIFY_BASE_URL + reverse("calendar_feed", args=[token])
    context = {"address": address, "feed": feeds.live_feed(request.member)}
    return render(request, "web/members/calendar.html", context)


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - the address alone opens it
    """The feed that a calendar reads without signing in."""
    try:
        content = feeds.read_feed(token, clock())
    except feeds.FeedUnknownError as error:
        return HttpResponse(str(error), status=404, content_type="text/plain; charset=utf-8")
    except feeds.FeedTooOftenError as error:
        answer = HttpResponse(str(error), status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = "3600"
        return answer
    answer = attachment(content, ICS, "echeances.ics")
    answer["X-Robots-Tag"] = "noindex"
    return answer
