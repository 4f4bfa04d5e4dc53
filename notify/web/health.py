"""For machines: does the site answer, and does the work move. No personal data, no session."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notify.work.models import Heartbeat, Work

SILENT = timedelta(minutes=5)
UNAVAILABLE = 503


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's own signature
    """`ok` when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=UNAVAILABLE, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # Django's own signature
    """Ages in seconds: of the oldest work that is due (`outbox_age`), of the last sweep (`heartbeat_age`, null: never).

    503 when the database does not answer or no sweep was seen for five minutes.
    """
    try:
        state = _state()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=UNAVAILABLE)
    silent = state["heartbeat_age"] is None or state["heartbeat_age"] > SILENT.total_seconds()
    return JsonResponse({"database": "ok", **state}, status=UNAVAILABLE if silent else 200)


def _state() -> dict[str, int | None]:
    now = timezone.now()
    waiting = Work.objects.filter(done_at=None, dead_at=None, run_at__lte=now).order_by("run_at")
    oldest = waiting.values_list("run_at", flat=True).first()
    beat = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    return {
        "outbox_age": int((now - oldest).total_seconds()) if oldest else 0,
        "outbox_due": waiting.count(),
        "outbox_dead": Work.objects.exclude(dead_at=None).count(),
        "heartbeat_age": int((now - beat).total_seconds()) if beat else None,
    }
