"""Virtual time: work that falls due between two events runs at its own instant, in order."""

from datetime import datetime

from django.db.models import QuerySet

from notify.work.models import Work
from notify.work.relay import relay
from notify.work.runner import sweep


class VirtualClock:
    """The play's clock. It only goes forward, from due work to due work."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def advance(self, to: datetime) -> None:
        """Do everything that falls due up to `to`, each thing at its own instant, then stand at `to`."""
        while relay(self.now):
            pass
        while (work := _due(to).first()) is not None:
            self.now = max(self.now, work.run_at)
            if not sweep(now=lambda: self.now):
                break  # somebody else holds it
        self.now = max(self.now, to)


def _due(to: datetime) -> "QuerySet[Work]":
    return Work.objects.filter(run_at__lte=to, done_at=None, dead_at=None).order_by("run_at", "created_at")


def broken_work() -> list[tuple[str, str, int]]:
    """Work that failed and is not done: kind, kind of error, attempts."""
    rows = Work.objects.filter(done_at=None).exclude(error="").order_by("created_at")
    return list(rows.values_list("kind", "error", "attempts"))
