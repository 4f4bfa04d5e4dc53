"""The calendar feed of a member: an address nobody guesses, kept only as its hash, revocable, with a limit of reads."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Member
from notify.alerts import deadlines, ics
from notify.alerts.models import CalendarFeed

READS_AN_HOUR = 60
RIGHT = "case.view"
_HOUR = timedelta(hours=1)


class FeedUnknownError(DomainError):
    """No such address, or one that was revoked, or whose member may no longer see the files."""

    message = "Cette adresse de calendrier n’existe pas, ou plus."


class FeedTooOftenError(DomainError):
    """More reads within the hour than any calendar needs."""

    message = "Cette adresse est lue trop souvent. Réessayez dans une heure."


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def live_feed(member: Member) -> CalendarFeed | None:
    """The feed of this member that works now."""
    return CalendarFeed.objects.filter(member=member, revoked_at=None).first()


def open_feed(member: Member, now: datetime) -> str:
    """A new address; the former one stops working. Returns its secret part, which is nowhere else. Told in the journal.

    Raises PermissionRefusedError.
    """
    permissions.require(member, RIGHT)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        journal.lock_head(member.organisation_id)
        CalendarFeed.objects.filter(member=member, revoked_at=None).update(revoked_at=now)
        CalendarFeed.objects.create(member=member, token_sha256=_hash(token), created_at=now, window_at=now)
        journal.append("feed.opened", organisation_id=member.organisation_id, now=now, actor=member, payload={})
    return token


def revoke_feed(member: Member, now: datetime) -> bool:
    """The address stops working at once. False when there was none."""
    with transaction.atomic():
        journal.lock_head(member.organisation_id)
        stopped = CalendarFeed.objects.filter(member=member, revoked_at=None).update(revoked_at=now)
        if stopped:
            journal.append("feed.revoked", organisation_id=member.organisation_id, now=now, actor=member, payload={})
    return bool(stopped)


def read_feed(token: str, now: datetime) -> bytes:
    """The open clocks of the member's organisation. Raises FeedUnknownError, FeedTooOftenError."""
    live = CalendarFeed.objects.filter(token_sha256=_hash(token), revoked_at=None)
    feed = live.select_related("member__organisation").first()
    if feed is None or not permissions.may(feed.member, RIGHT):
        raise FeedUnknownError()
    _count(feed, now)
    house = feed.member.organisation
    with translation.override("fr"):
        name = _("Échéances – {organisation}").format(organisation=house.name)
        return ics.calendar(name, deadlines.entries(deadlines.files_under_way(house)), now=now)


def _count(feed: CalendarFeed, now: datetime) -> None:
    """One conditional UPDATE a read: any number of servers share the limit."""
    rows = CalendarFeed.objects.filter(pk=feed.pk)
    if rows.filter(window_at__lte=now - _HOUR).update(window_at=now, reads=1):
        return
    if not rows.filter(Q(reads__lt=READS_AN_HOUR)).update(reads=F("reads") + 1):
        raise FeedTooOftenError()
