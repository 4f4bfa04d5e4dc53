"""One file for one sending of the short form, however many times and however fast the button is pressed."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from breaches.errors import DomainError
from breaches.models import Breach, Member
from notify.web.models import ShortFile


class SentElsewhereError(DomainError):
    """An identifier of sending that another organisation used: forged, or copied with its page."""

    message = "Cette page a déjà servi. Rechargez-la, puis recommencez."


def record_once(member: Member, once: UUID, now: datetime, record: Callable[[], Breach]) -> tuple[Breach, bool]:
    """The file that `record` opens, and whether it was opened now; a second sending waits and gives the first back.

    The identifier is written first, in the same transaction: while one sending is being recorded, the database holds
    the others; when it is undone, so is its mark. Raises what `record` raises, and SentElsewhereError.
    """
    try:
        with transaction.atomic():
            sent = ShortFile(once=once, organisation_id=member.organisation_id, at=now)
            sent.save(force_insert=True)
            sent.breach = record()
            sent.save(update_fields=["breach"])
            return sent.breach, True
    except IntegrityError:
        found = ShortFile.objects.filter(once=once, organisation_id=member.organisation_id).select_related("breach")
        if (first := found.first()) is None or first.breach is None:
            raise SentElsewhereError() from None
        return first.breach, False
