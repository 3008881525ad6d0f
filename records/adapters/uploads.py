"""Stops an upload where it is too large, so that nobody fills the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class Capped(FileUploadHandler):
    """Lets through what may be uploaded and one piece more: the form sees that it is too large."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand on a piece; drop all that comes after the first too many."""
        return raw_data if start <= settings.DOCUMENT_MAX_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""
