"""Documents in an S3-compatible store, each under the SHA-256 of what it holds."""

from hashlib import sha256
from typing import Any, Final

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from records.adapters.store import FileLostError, StoreDownError

PATIENCE: Final = "20s"  # for one answer; somebody waits at the screen


class BucketStore:
    """One bucket. A put is answered when the store has written it, so no half file has a name."""

    def __init__(self, bucket: str, *, endpoint: str, region: str, key: str, secret: str) -> None:
        options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        self._store = S3Store(
            bucket,
            region=region,
            access_key_id=key,
            secret_access_key=secret,
            virtual_hosted_style_request=not endpoint,
            client_options={"timeout": PATIENCE, "allow_http": endpoint.startswith("http://")},
            retry_config={"max_retries": 2},
            **options,
        )

    def put(self, body: bytes) -> str:
        """Write it, also where it lies: the same again, or whole again. Raises StoreDownError.

        Nothing is read first: a store that lets us only write answers no to that, and whoever
        uploads holds the case meanwhile.
        """
        digest = sha256(body).hexdigest()
        try:
            self._store.put(_path(digest), body, use_multipart=False)
        except BaseError as error:
            raise StoreDownError(type(error).__name__) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The file, if it still is what its name says. Raises FileLostError, StoreDownError."""
        try:
            body = bytes(self._store.get(_path(digest)).bytes())
        except (FileNotFoundError, NotFoundError) as error:
            raise FileLostError(type(error).__name__) from error
        except BaseError as error:
            raise StoreDownError(type(error).__name__) from error
        if sha256(body).hexdigest() != digest:
            raise FileLostError("changed")
        return body


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
