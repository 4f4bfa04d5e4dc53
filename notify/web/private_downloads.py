"""Files of the private store on their way out: decrypted in memory, never in a temporary file, never cached.

The journal entry comes first: whoever calls `attachment` has written it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpResponse

from notify.recipients import store
from notify.recipients.models import PrivateFile


def attachment(file: PrivateFile, *, name: str, content_type: str) -> HttpResponse:
    """The clear bytes as a download. Raises VaultError before anything leaves, Http404 once it is purged."""
    response = HttpResponse(clear_bytes(file), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def clear_bytes(file: PrivateFile) -> bytes:
    """The clear bytes. Raises VaultError, Http404 once the file is purged."""
    try:
        return store.read(file)
    except store.PurgedFileError as error:
        raise Http404 from error


def purged_among(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these files of the store were purged; no query when there are none to look at."""
    wanted = list(ids)
    found = PrivateFile.objects.filter(pk__in=wanted).exclude(purged_at=None)
    return set(found.values_list("pk", flat=True)) if wanted else set()
