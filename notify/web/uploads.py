"""Uploads stay in memory: a file with identities never touches a temporary directory in clear."""

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

UPLOAD_LIMIT = 128 * 1024 * 1024


class MemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Django's memory handler for every size up to UPLOAD_LIMIT; a larger upload is cut, not spilled to disk."""

    def handle_raw_input(  # type: ignore[no-untyped-def]  # Django's own signature, untyped there
        self,
        input_data,  # noqa: ARG002  # see above
        META,  # noqa: ARG002, N803  # see above
        content_length,
        boundary,  # noqa: ARG002  # see above
        encoding=None,  # noqa: ARG002  # see above
    ):
        """Take every upload below the limit into memory."""
        self.activated = content_length <= UPLOAD_LIMIT

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the chunk; stop the whole upload when memory was refused."""
        if not self.activated:
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)
