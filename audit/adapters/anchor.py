"""The anchor: the blocks' hashes in a file outside the database, which is only added to."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.rules import Seal, seal_of


class AnchorError(Exception):
    """The file cannot be written, or does not belong to this database; says which."""


def seals(path: Path, *, since: int = 1) -> Iterator[Seal]:
    """What the file tells of block `since` and later, in its order.

    A line that was cut while it was written is passed over: if it was whole once, its block
    will be missed. Raises OSError when there is no file.
    """
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if since > 1 and _number(line) < since:
                continue
            if found := seal_of(line):
                yield found


def last(path: Path) -> Seal | None:
    """The last whole line; None without one, or without a file. Raises AnchorError."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 65_536))
            tail = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise AnchorError(message) from error
    return next((found for line in reversed(tail) if (found := seal_of(line))), None)


def add(path: Path, new: Sequence[Seal]) -> None:
    """Write seals at the end, on the disk before this returns. Raises AnchorError.

    Only what follows the last line is added, so that two who write at once add it once.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        file = os.open(path, flags, mode=0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            _append(file, path, new)
        finally:
            os.close(file)
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise AnchorError(message) from error


def _append(file: int, path: Path, new: Sequence[Seal]) -> None:
    before = last(path)
    fresh = [seal for seal in new if before is None or seal.block > before.block]
    text = "".join(f"{seal.line()}\n" for seal in fresh)
    if text and not _ends_a_line(path):
        text = "\n" + text  # the last line was cut while it was written
    content = text.encode()
    while content:
        content = content[os.write(file, content) :]
    os.fsync(file)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _number(line: str) -> int:
    """The block of a line, read from its first words; 0 when it has none."""
    head = line[:40].partition(":")[2].partition(",")[0].strip()
    return int(head) if head.isdecimal() else 0
