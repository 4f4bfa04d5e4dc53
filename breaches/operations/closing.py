"""The closing of a file: what is still open, which words stand for what the law leaves open, and the act itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from breaches import journal, permissions, queries
from breaches.errors import DomainError
from breaches.law.closing import Open, OpenItem, open_items, standing_in_the_way
from breaches.models import Breach, ClosingReason, Member
from breaches.operations.base import lock_breach, operation, tell
from breaches.operations.telling_controllers import UNSETTLED
from breaches.states import BreachState


class StillOpenError(DomainError):
    """What still stands in the way of closing."""

    message = "Le dossier ne peut se clôturer : {open}."


def left_open(breach: Breach, now: datetime, *, controllers: int = 0) -> tuple[OpenItem, ...]:
    """What is open in a file, reading through `all()` only; `controllers`: those not told yet, when it was counted."""
    return open_items(queries.standing(breach, now, controllers=controllers))


def untold_controllers(breach: Breach) -> int:
    """Controllers that a processor still has to tell (one query)."""
    return breach.controller_notices.filter(state__in=UNSETTLED).count()


def left_to_do(breach: Breach, now: datetime) -> list[str]:
    """What is open before a file closes, in the active language, one phrase each; empty when nothing is."""
    return [phrase(item) for item in left_open(breach, now)]


def phrase(item: OpenItem) -> str:
    """One open item in words, in the active language."""
    texts = {
        Open.DECISION: _("la décision du responsable est attendue"),
        Open.DUTIES: _("obligations ouvertes : {n}"),
        Open.NOTIFICATIONS: _("une notification n’est pas déposée"),
        Open.RATIFICATIONS: _("un dépôt sans accord attend sa ratification"),
        Open.ORDER: _("la CNIL demande d’informer les personnes, et rien n’est parti depuis"),
        Open.COMMUNICATIONS: _("une communication n’est pas remise"),
        Open.NOTICES: _("un envoi aux responsables de traitement n’est pas parti"),
        Open.CONTROLLERS: _("responsables de traitement pas encore prévenus : {n}"),
        Open.AWARENESS: _("une correction de la prise de connaissance attend un accord"),
        Open.LETTERS: _("courriers de la CNIL sans réponse : {n}"),
        Open.REQUESTS: _("demandes de personnes non traitées : {n}"),
        Open.DELAYS: _("un report demandé par une autorité court encore"),
        Open.COMPLEMENT: _("la notification n’est pas complétée"),
        Open.RECONCILIATION: _("lettres sans issue au rapprochement : {n}"),
        Open.MEASURES: _("mesures non faites : {n}"),
    }
    return texts[item.code].format(n=item.count)


@operation
def close_breach(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    lessons: str = "",
    justifications: Mapping[str, str] | None = None,
) -> Breach:
    """Close a file. `justifications` (by code of `law.closing.Open`) stand for what the law leaves open.

    Raises StillOpenError naming what is left, OutOfOrderError.
    """
    permissions.require(actor, "breach.close")
    breach = lock_breach(actor, breach_id)
    items: tuple[OpenItem, ...] = ()
    if breach.state == BreachState.ASSESSED:
        items = left_open(breach, now, controllers=untold_controllers(breach))
    left = standing_in_the_way(items, justifications or {})
    if left:
        raise StillOpenError(open=_(" ; ").join(phrase(item) for item in left))
    reasons = [
        ClosingReason(
            breach=breach, code=item.code.value, count=item.count, reasons=(justifications or {})[item.code].strip()
        )
        for item in items
    ]
    breach.close(lessons.strip() or breach.lessons, now)
    explained = {each.code: journal.commitment(each, "reasons") for each in reasons}
    entry = tell(
        "breach.closed", breach, now=now, actor=actor, rows=(breach,), lessons=journal.commitment(breach, "lessons"),
        **({"justified": explained} if explained else {}),
    )  # fmt: skip
    for each in reasons:
        each.entry = entry
        each.save(force_insert=True)
    return breach
