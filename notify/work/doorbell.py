"""Ring after an act: the sweep then runs within the second instead of at the next beat. A lost ring loses nothing."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from kombu.exceptions import OperationalError

from notify.work.tasks import sweep

logger = logging.getLogger(__name__)


def ring() -> bool:
    """Ask a worker to sweep now; False (and a log line) when the broker does not answer."""
    try:
        sweep.apply_async(expires=60, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("doorbell: the broker does not answer (%s); the next beat will sweep", type(error).__name__)
        return False
    return True


class DoorbellMiddleware:
    """Rings after each successful POST, outside of any transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400:
            ring()
        return response
