"""From the journal to the work list: every entry is read once, in order, by the table of reactions."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from breaches.models import JournalEntry, Organisation
from notify.work.claims import plan
from notify.work.models import JournalCursor
from notify.work.points import reached
from notify.work.reactions import reactions_to

CHUNK = 500


def relay(now: datetime) -> int:
    """Plan the work of all entries not read yet; returns how many were read.

    The cursor moves in the transaction of the rows it planned: after a crash either both happened or none.
    """
    return sum(_relay_one(pk, now) for pk in Organisation.objects.values_list("pk", flat=True))


def _relay_one(organisation_id: UUID, now: datetime) -> int:
    JournalCursor.objects.get_or_create(organisation_id=organisation_id)
    last = JournalEntry.objects.filter(organisation_id=organisation_id).order_by("-seq").values_list("seq", flat=True)
    cursor = JournalCursor.objects.get(organisation_id=organisation_id)
    if (last.first() or 0) <= cursor.seq:
        return 0
    with transaction.atomic():
        cursors = JournalCursor.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        held = cursors.filter(organisation_id=organisation_id).first()
        if held is None:
            return 0
        entries = list(
            JournalEntry.objects.filter(organisation_id=organisation_id, seq__gt=held.seq).order_by("seq")[:CHUNK]
        )
        for entry in entries:
            plan(reactions_to(entry), now)
            held.seq = entry.seq
        held.save()
        reached("relay.before_commit")
    reached("relay.after_commit")
    return len(entries)
