"""Which handler does which kind of work."""

from collections.abc import Callable
from datetime import datetime

from breaches.errors import DomainError
from notify.alerts import daily, firing, follow_up, mailing, notices
from notify.dossier import rendering
from notify.letters import production
from notify.retention.daily import fire_retention
from notify.work.models import Work

Handler = Callable[[Work, Callable[[], datetime]], None]


class UnknownWorkError(DomainError):
    """A kind of work that nobody here knows: a newer version wrote it."""

    message = "Ce travail est d’un genre inconnu : {kind}."


HANDLERS: dict[str, Handler] = {
    "reminder": firing.fire_reminder,
    "complement": firing.fire_complement,
    "news": firing.fire_news,
    "dead": firing.fire_dead,
    "follow_up": follow_up.fire_follow_up,
    "retention": fire_retention,
    "daily": daily.fire_daily,
    "mail": mailing.send_mail,
    "dossier": rendering.render_dossier,
    "lot": production.produce_lot,
    "notice": notices.send_notice,
}


def handler_for(kind: str) -> Handler:
    """The handler of a kind. Raises UnknownWorkError."""
    if kind not in HANDLERS:
        raise UnknownWorkError(kind=kind)
    return HANDLERS[kind]
