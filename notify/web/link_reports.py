"""How often a report link is used from one address, and sending once: told with counts, never with addresses."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from breaches import operations, permissions
from breaches.models import Member, Organisation
from breaches.operations import Report
from notify.web.models import LinkReport

MOST_AN_HOUR = 20
_HOUR = timedelta(hours=1)


def address_of(request: HttpRequest) -> str:
    """A keyed digest of the caller's address; behind the proxy that the settings trust, of the one it forwards."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    return salted_hmac("notify.web.link_reports", address, algorithm="sha256").hexdigest()


def free_again_at(address: str, now: datetime) -> datetime | None:
    """When this address may send again, None when it may now. Counted in the database: every process sees it."""
    recent = LinkReport.objects.filter(address=address, at__gt=now - _HOUR).order_by("-at")
    instants = list(recent.values_list("at", flat=True)[:MOST_AN_HOUR])
    return instants[-1] + _HOUR if len(instants) == MOST_AN_HOUR else None


def send_once(
    organisation: Organisation, once: UUID, report: Report, *, address: str, actor: Member | None, now: datetime
) -> LinkReport:
    """Record the report, once for each `once`; a second sending gives the first one back.

    Raises the refusals of `operations.report_incident`: then nothing is written. Digests older than an hour are erased.
    """
    LinkReport.objects.filter(at__lte=now - _HOUR).exclude(address="").update(address="")
    try:
        with transaction.atomic():
            sent = LinkReport(once=once, organisation=organisation, address=address, at=now)
            sent.save(force_insert=True)
            sent.report = operations.report_incident(actor=actor, now=now, report=report, organisation=organisation)
            sent.save(update_fields=["report"])
    except IntegrityError:
        return LinkReport.objects.select_related("report").get(once=once, organisation=organisation)
    return sent


def reporter_of(member: Member | None, organisation: Organisation) -> Member | None:
    """The signed-in member when the link is of their own organisation; else the report has no account behind it."""
    mine = member is not None and member.organisation_id == organisation.pk
    return member if mine and permissions.may(member, "incident.report") else None
