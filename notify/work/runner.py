"""The sweep: read the journal, claim, do, finish. Any number of beats and workers may run it at once."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from notify.work import claims
from notify.work.handlers import handler_for
from notify.work.models import Heartbeat, Work
from notify.work.relay import relay

logger = logging.getLogger(__name__)
BUDGET = 200  # rows a sweep: a long list is shared with the other workers and the next ring


def sweep(*, now: Callable[[], datetime], budget: int = BUDGET) -> int:
    """Do up to `budget` due rows; returns how many were claimed. `now` is called anew for each row."""
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": now()})
    done = 0
    while relay(now()):
        pass
    while done < budget and (work := claims.claim(now())):
        run(work, now)
        done += 1
        relay(now())
    return done


def run(work: Work, now: Callable[[], datetime]) -> None:
    """One claimed row. A failure is written to the row by its kind only: messages may hold what logs must not."""
    try:
        handler_for(work.kind)(work, now)
    except claims.LeaseLostError:
        logger.warning("work %s: lease lost", work.pk)
    except Exception as error:  # whatever broke, the row must be tried again or given to a person
        logger.warning("work %s (%s): %s", work.pk, work.kind, type(error).__name__)
        with transaction.atomic():
            died = claims.give_back(work, now(), type(error).__name__)
            if died and work.kind not in ("mail", "dead"):
                told = {"work": str(work.pk), "kind": work.kind}
                claims.plan([claims.Planned("dead", f"dead:{work.pk}", now(), told, work.organisation_id)], now())
        if died:
            logger.error("work %s (%s) is dead after %s attempts", work.pk, work.kind, work.attempts)
