"""Which file store the settings name: a disk, or a bucket of an S3-compatible service."""

from functools import cache
from pathlib import Path

from django.conf import settings

from records.adapters.s3 import BucketStore
from records.adapters.store import FileStore, LocalStore


def file_store() -> FileStore:
    """The bucket if there is one, else the folder."""
    if not settings.DOCUMENT_BUCKET:
        return LocalStore(Path(settings.DOCUMENT_ROOT))
    return _bucket(
        settings.DOCUMENT_BUCKET,
        settings.DOCUMENT_S3_ENDPOINT,
        settings.DOCUMENT_S3_REGION,
        settings.DOCUMENT_S3_KEY,
        settings.DOCUMENT_S3_SECRET,
    )


@cache
def _bucket(bucket: str, endpoint: str, region: str, key: str, secret: str) -> BucketStore:
    """One for the process: it keeps its connections."""
    return BucketStore(bucket, endpoint=endpoint, region=region, key=key, secret=secret)
