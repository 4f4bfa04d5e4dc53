"""Play into the configured database: once for a scenario, all of it or nothing, up to the real now."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from breaches import journal
from breaches.models import JournalEntry
from notify.accounts.validators import DEMO_PASSWORD
from notify.scenarios.instants import Shift
from notify.scenarios.playing import Result, play
from notify.scenarios.scenario import Event, Scenario

PLAYED = "scenario.played"


def already_played(scenario: Scenario) -> bool:
    """Whether the journal of this database tells that this very file was played."""
    return JournalEntry.objects.filter(kind=PLAYED, body__contains=scenario.sha256).exists()


def play_into(
    scenario: Scenario, *, shift: Shift, letters: int | None, now: datetime, watch: Callable[[Event, str], None]
) -> Result:
    """Play in one transaction; a failure leaves the database as it was. The journal remembers the file's hash.

    Only in the demonstration do new people get a log-in, with the password that it prints.
    """
    password = DEMO_PASSWORD if settings.NOTIFY_DEMO else None
    with transaction.atomic():
        result = play(scenario, shift=shift, letters=letters, until=now, password=password, watch=watch)
        if result.failures:
            transaction.set_rollback(True)
        else:
            _remember(result)
    return result


def _remember(result: Result) -> None:
    with journal.scenario_clock():
        journal.append(
            PLAYED, organisation_id=result.stage.organisation.pk, now=result.now, actor=None,
            breach_id=result.stage.breach_id,
            payload={"sha256": result.scenario.sha256, "events": result.played, "to_come": len(result.to_come)},
        )  # fmt: skip
