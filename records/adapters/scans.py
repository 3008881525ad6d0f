"""The folder where scanners lay files: one folder below it for each municipality.

    3301/            what waits
    3301/arbeid/     what a worker has taken
    3301/lagt-inn/   what lies in the inbox now
    3301/avvist/     what was not taken, each with a text that says why

A file is moved and never removed. One that a worker took and did not finish is taken again.
"""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TAKEN: Final = "arbeid"
DONE: Final = "lagt-inn"
ASIDE: Final = "avvist"
STILL_WRITTEN: Final = dt.timedelta(seconds=10)  # younger than this, the scanner may be at it
FORGOTTEN: Final = dt.timedelta(minutes=10)  # taken by a worker that is no more
HALF: Final = (".tmp", ".part", ".filepart", ".crdownload")


@dataclass(frozen=True, slots=True)
class Scan:
    """A file this process has taken."""

    path: Path
    home: Path  # the municipality's folder
    size: int  # bytes

    @property
    def name(self) -> str:
        """As the scanner called it."""
        return self.path.name

    def read(self) -> bytes:
        """What it holds; never of anything that it points at."""
        handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            return file.read()

    def done(self) -> None:
        """It lies in the inbox."""
        _move(self.path, self.home / DONE)

    def back(self) -> None:
        """It waits where the scanner laid it, and is tried again at the next look."""
        _move(self.path, self.home)

    def aside(self, reason: str) -> None:
        """It was not taken; `reason` is laid beside it."""
        moved = _move(self.path, self.home / ASIDE)
        moved.with_name(f"{moved.name}.txt").write_text(f"{reason}\n", encoding="utf-8")


def municipalities(folder: Path) -> list[str]:
    """The numbers of those that have a folder here."""
    if not folder.is_dir():
        return []
    return sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name.isdigit()
    )


def waiting(folder: Path, code: str, *, at: dt.datetime) -> Iterator[Scan]:
    """Take the files of a municipality one by one, oldest first."""
    home = folder / code
    for path in _old_enough(home / TAKEN, at - FORGOTTEN):
        yield Scan(path, home, path.lstat().st_size)
    for path in _old_enough(home, at - STILL_WRITTEN):
        try:
            taken = _move(path, home / TAKEN)
            os.utime(taken, (at.timestamp(), at.timestamp()), follow_symlinks=False)
        except FileNotFoundError:  # another worker was faster
            continue
        yield Scan(taken, home, taken.lstat().st_size)


def _old_enough(folder: Path, before: dt.datetime) -> list[Path]:
    """Whole files of the folder itself: no links, no hidden ones, none that is being written."""
    if not folder.is_dir():
        return []
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith(".") or entry.name.lower().endswith(HALF)
            if hidden or not entry.is_file(follow_symlinks=False):
                continue
            written = entry.stat(follow_symlinks=False).st_mtime
            if written <= before.timestamp():
                found.append((written, entry.name))
    return [folder / name for _, name in sorted(found)]


def _move(path: Path, folder: Path) -> Path:
    """Into `folder`, under a name that nothing there has."""
    folder.mkdir(exist_ok=True)
    target, n = folder / path.name, 1
    while target.exists() or target.is_symlink():
        n += 1
        target = folder / f"{path.stem}-{n}{path.suffix}"
    path.rename(target)
    return target
