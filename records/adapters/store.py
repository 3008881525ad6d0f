"""Where files lie: outside the database, each under the SHA-256 of what it holds.

`FileStore` is the port. `LocalStore` keeps them on a disk, `s3.BucketStore` in a bucket; another (a
WORM archive) needs the same two functions and a line in `adapters.file_store`.
"""

import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol


class FileLostError(Exception):
    """The store has no such file, or it is no longer what it was."""


class StoreDownError(Exception):
    """The store does not answer: nothing is known of the file, and nothing was kept."""


class FileStore(Protocol):
    """Keeps files by what they hold: the same file twice is one."""

    def put(self, body: bytes) -> str:
        """Keep `body` for good, and return its SHA-256. It is safely written on return.

        Raises StoreDownError where it cannot be kept now: the disk is full, or not there.
        """
        ...

    def get(self, digest: str) -> bytes:
        """What was put. Raises FileLostError if it is gone or changed."""
        ...


class LocalStore:
    """A folder on this machine, or one that is mounted there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, body: bytes) -> str:
        """Write to a file beside, to the disk, and only then under its name."""
        try:
            return self._put(body)
        except OSError as error:
            raise StoreDownError(type(error).__name__) from error

    def _put(self, body: bytes) -> str:
        digest = sha256(body).hexdigest()
        path = self._path(digest)
        if path.exists():
            with suppress(FileLostError):
                self.get(digest)
                return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, half = tempfile.mkstemp(prefix="half-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(half).replace(path)
        except BaseException:
            Path(half).unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """The file, if it still is what its name says."""
        try:
            body = self._path(digest).read_bytes()
        except OSError as error:
            raise FileLostError(type(error).__name__) from error
        if sha256(body).hexdigest() != digest:
            raise FileLostError("changed")
        return body

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:4] / digest


def _sync(folder: Path) -> None:
    """Have the name on the disk too, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
