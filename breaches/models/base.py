"""What every row of the record has in common."""

import secrets
import uuid

from django.db import models


def new_salt() -> str:
    """A random salt for the journal's commitments to the row's free texts."""
    return secrets.token_hex(16)


class Record(models.Model):
    """A row with an identifier made by us and a salt for its commitments in the journal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    class Meta:
        abstract = True


class StatefulRecord(Record):
    """A row with a state: `last_entry` ties each change of state to the journal entry that tells it.

    A trigger refuses a change of state that keeps `last_entry` (see `breaches.guards`).
    """

    last_entry = models.ForeignKey("breaches.JournalEntry", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True
