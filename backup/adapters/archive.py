"""One file with everything: made of a running database, checked, and restored from.

Inside it is a tar: `database/…` are the pieces of PostgreSQL's own dump (`pg_dump -Fc`),
`documents/…` the files that lie outside it, each under the hash of what it holds, and
`manifest.json` what it should be. Nothing of it lies on a disk unenciphered, on the way in or out.
"""

import datetime as dt
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from django.conf import settings
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class, named as one

from audit.adapters import seals
from backup.adapters import age, postgres
from backup.refusals import (
    ANCHOR_DIFFERS,
    BROKEN,
    DIFFERS,
    NEWER,
    NO_KEY,
    NO_SECRET,
    NOT_DUMPED,
    NOT_EMPTY,
    NOT_LOADED,
    NOT_OURS,
    OTHER_FILE,
    SEAL_DIFFERS,
    WRONG_KEY,
    BackupRefused,
)
from records.adapters import FileLostError, LocalStore

FORMAT: Final = 2
PIECE: Final = 4 * 1024 * 1024  # bytes of the dump under one name
DOCUMENT: Final = re.compile(r"[0-9a-f]{64}")
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, or is whole: what is said of it. Numbers and digests only."""

    path: Path
    made_at: str
    rows: int
    tables: int
    documents: int
    bytes: int
    sha256: str  # of the file itself
    missing: tuple[str, ...]  # documents the database names and the file does not have


def make(directory: Path, *, at: dt.datetime) -> Made:
    """Make a backup in `directory`, under a name that says when. Raises BackupRefused.

    It has its name when it is whole and written to the disk: a backup that was broken off has none.
    """
    try:
        age.check_public(settings.BACKUP_PUBLIC_KEY)
    except age.KeyUnknownError:
        raise BackupRefused(NO_KEY) from None
    directory.mkdir(parents=True, exist_ok=True)
    whole = directory / f"tildeling-{at:%Y%m%dT%H%M%SZ}.age"
    half = whole.with_suffix(".half")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            counted = _Summed(file)
            manifest = _write(cast("BinaryIO", counted), at)
            file.flush()
            os.fsync(file.fileno())
        half.rename(whole)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    _sync(directory)
    return _made(whole, manifest, counted.sum.hexdigest())


class _Summed:
    """A file that is written to, and the sum of what was."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = sha256()

    def write(self, body: bytes) -> int:
        self.sum.update(body)
        return self._file.write(body)


def check(path: Path, secret: str, *, digest: str = "") -> Made:
    """Read a backup to its end: it is whole, and for this key. Raises BackupRefused.

    `digest`: the file's own SHA-256, as it was said when it was made: it must be that very file.
    """
    with path.open("rb") as file:
        found = _expected(file, digest)
        manifest = _checked(file, secret)
    return _made(path, manifest, found)


def restore(path: Path, secret: str, *, digest: str = "") -> Made:
    """Put a backup into the empty database of MIGRATION_DATABASE_URL, and its files beside those
    that are there. The whole file is checked before anything is restored. Raises BackupRefused.

    `digest` as in `check`.
    """
    with path.open("rb") as file:  # once: another of its name is another file
        found = _expected(file, digest)
        manifest = _checked(file, secret)
        if postgres.unknown(manifest["migrations"]):
            raise BackupRefused(NEWER)
        with postgres.target() as connection:
            if not postgres.is_empty(connection):
                raise BackupRefused(NOT_EMPTY)
            postgres.make_roles(connection)
            _restore_documents(file, secret)
            _restore_database(file, secret)
            _compare(connection, manifest)
            postgres.note_copy(connection, manifest["made_at"])
    return _made(path, manifest, found)


def _expected(file: BufferedReader, digest: str) -> str:
    """The file's SHA-256, which must be `digest` where one is said."""
    found = file_digest(file, "sha256").hexdigest()
    if digest and found != digest.strip().lower():
        raise BackupRefused(OTHER_FILE)
    return found


def _compare(connection: Connection, manifest: dict[str, Any]) -> None:
    """What was restored against the manifest, and against the anchor where it is here."""
    with connection:
        found, seal = postgres.sums(connection), postgres.seal(connection)
    tables = manifest["tables"]
    differ = sorted(n for n in found.keys() | tables.keys() if found.get(n) != tables.get(n))
    if differ:
        raise BackupRefused(DIFFERS.format(tables=", ".join(differ)))
    if seal != manifest["seal"]:
        raise BackupRefused(SEAL_DIFFERS)
    try:
        anchored = list(seals(Path(settings.TRAIL_ANCHOR_FILE)))
    except OSError:  # no anchor here: verify_trail is told where it lies
        return
    with connection:
        blocks = postgres.blocks(connection)
    if any(blocks.get(one.block, one.hash) != one.hash for one in anchored):
        raise BackupRefused(ANCHOR_DIFFERS)


def _write(file: BinaryIO, at: dt.datetime) -> dict[str, Any]:
    sealed = age.Writer(file, settings.BACKUP_PUBLIC_KEY)
    with (
        tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|") as tar,
        postgres.snapshot() as now,
    ):
        dump = _write_dump(tar, now.name)
        manifest = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "server": now.server,
            "postgres": now.version,
            "migrations": now.migrations,
            "seal": now.seal,
            "tables": now.tables,
            "dump": dump,
            "named": now.documents,
            **_write_documents(tar, now.documents),
        }
        _add(tar, MANIFEST, json.dumps(manifest).encode())
    sealed.close()
    return manifest


def _write_dump(tar: tarfile.TarFile, snapshot: str) -> dict[str, Any]:
    digest, size, number = sha256(), 0, 0
    with postgres.dumping(snapshot) as program:
        while piece := program.out.read(PIECE):
            number += 1
            size += len(piece)
            digest.update(piece)
            _add(tar, f"database/{number:06}", piece)
        if why := program.end():
            raise BackupRefused(NOT_DUMPED.format(why=why))
    return {"pieces": number, "bytes": size, "sha256": digest.hexdigest()}


def _write_documents(tar: tarfile.TarFile, named: list[str]) -> dict[str, Any]:
    """How many files lie outside the database, and which of those it names are not there, or not
    what they were; None and none where they lie in a bucket of its own.

    One that is lost keeps nobody from having the rest: the backup is made, and says so.
    """
    if settings.DOCUMENT_BUCKET:
        return {"documents": None, "missing": []}
    store, kept = LocalStore(Path(settings.DOCUMENT_ROOT)), set()
    there = {path.name for path in store.root.glob("??/??/*") if DOCUMENT.fullmatch(path.name)}
    for digest in sorted(there):
        with suppress(FileLostError):
            _add(tar, f"documents/{digest}", store.get(digest))
            kept.add(digest)
    return {"documents": len(kept), "missing": sorted(set(named) - kept)}


def _add(tar: tarfile.TarFile, name: str, body: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(body), 0o600
    tar.addfile(member, BytesIO(body))


def _checked(file: BinaryIO, secret: str) -> dict[str, Any]:
    """The manifest of a file that is whole and holds what it says."""
    digest, pieces, documents = sha256(), 0, set()
    manifest: dict[str, Any] = {}
    for name, body in _members(file, secret):
        kind, _, rest = name.partition("/")
        if kind == "database":
            pieces += 1
            digest.update(body)
        elif kind == "documents" and sha256(body).hexdigest() == rest:
            documents.add(rest)
        elif name == MANIFEST:
            manifest = json.loads(body)
    if manifest.get("format") != FORMAT:
        raise BackupRefused(NOT_OURS)
    said = manifest["dump"]["pieces"], manifest["dump"]["sha256"], manifest["documents"] or 0
    if (pieces, digest.hexdigest(), len(documents)) != said:
        raise BackupRefused(BROKEN)
    if manifest["documents"] is not None:  # not what the manifest says, but what is in the file
        manifest["missing"] = sorted(set(manifest["named"]) - documents)
    return manifest


def _restore_documents(file: BinaryIO, secret: str) -> None:
    store = LocalStore(Path(settings.DOCUMENT_ROOT))
    for name, body in _members(file, secret):
        if name.startswith("documents/"):
            store.put(body)


def _restore_database(file: BinaryIO, secret: str) -> None:
    with postgres.loading() as program:
        try:
            for name, body in _members(file, secret):
                if name.startswith("database/"):
                    program.into.write(body)
            why = program.end()
        except BrokenPipeError:
            why = program.end() or "pg_restore"
    if why:
        raise BackupRefused(NOT_LOADED.format(why=why))


def _members(file: BinaryIO, secret: str) -> Iterator[tuple[str, bytes]]:
    """Name and body of everything inside, in order, and the end of the file reached."""
    try:
        file.seek(0)
        opened = age.Reader(file, secret)
        with tarfile.open(fileobj=cast("IO[bytes]", opened), mode="r|") as tar:
            for member in tar:
                body = tar.extractfile(member)
                yield member.name, body.read() if body else b""
        while opened.read(PIECE):  # what pads a tar; a file cut within it is no whole file
            pass
    except age.KeyUnknownError:
        raise BackupRefused(NO_SECRET) from None
    except age.WrongKeyError:
        raise BackupRefused(WRONG_KEY) from None
    except age.BrokenFileError:
        raise BackupRefused(BROKEN) from None
    except tarfile.TarError:
        raise BackupRefused(NOT_OURS) from None


def _made(path: Path, manifest: dict[str, Any], digest: str) -> Made:
    return Made(
        path=path,
        made_at=manifest["made_at"],
        rows=sum(rows for rows, _ in manifest["tables"].values()),
        tables=len(manifest["tables"]),
        documents=manifest["documents"] or 0,
        bytes=path.stat().st_size,
        sha256=digest,
        missing=tuple(manifest["missing"]),
    )


def _sync(directory: Path) -> None:
    """Have the name on the disk too."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
