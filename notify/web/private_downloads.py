"""Files of the private store on their way out: decrypted in memory, never in a temporary file, never cached.

The journal entry comes first: whoever calls `attachment` has written it.
"""

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
