"""One program in one directory: started, held, ended with us. What both servers have in common."""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final, Self, cast

LONGEST_SOCKET_PATH: Final = 100  # the kernel's limit is 107 bytes


class ServerError(Exception):
    """A server did not start; the message says what to do."""


class AlreadyRunningError(ServerError):
    """Another process runs a server on this directory."""


def _prctl() -> Callable[[int, int], object]:
    """Linux's prctl; elsewhere nothing. Looked up now: a child before exec must do little."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            return cast("Callable[[int, int], object]", ctypes.CDLL(None).prctl)
    return lambda option, argument: None


PRCTL: Final = _prctl()


def end_with_parent() -> None:
    """In the child, before exec: ask the kernel for SIGTERM when the parent is gone."""
    PRCTL(1, signal.SIGTERM)


def interrupt_with_parent() -> None:
    """For PostgreSQL, to which SIGTERM means: wait until everybody has left."""
    PRCTL(1, signal.SIGINT)


def inside(package: str, path: str) -> Path | None:
    """A path inside an installed package, found without importing it; None if not there."""
    spec = importlib.util.find_spec(package)
    for place in (spec and spec.submodule_search_locations) or []:
        if (Path(place) / path).exists():
            return Path(place) / path
    return None


def short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def private_directory(path: Path, account: pwd.struct_passwd | None = None) -> Path:
    """Make `path` a directory only `account` (we, by default) may enter; refuse another's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    ours = {os.geteuid()} | ({account.pw_uid} if account else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        message = f"{path} belongs to another user; remove it."
        raise ServerError(message)
    if account and found.st_uid != account.pw_uid:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)
    return path


class Server:
    """One program in one directory, held by a lock for as long as it runs."""

    name: str

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets = self._socket_directory()
        self._lock: IO[str] | None = None

    def _socket_directory(self) -> Path:
        name = f"tildeling-{self.name}-{os.geteuid()}-{short(self.directory)}"
        place = Path("/tmp") / name  # noqa: S108 - short, and checked to be ours
        if os.access(place.parent, os.W_OK) and len(os.fsencode(place)) < LONGEST_SOCKET_PATH:
            return place
        return self.directory / "s"

    def _hold(self) -> None:
        """Take the directory for ourselves."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock = (self.directory / f"{self.name}.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            message = f"Another process runs {self.name} in {self.directory}."
            raise AlreadyRunningError(message) from error

    def _spawn(self, command: list[str], **how: Any) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal is ours to pass on
                preexec_fn=interrupt_with_parent,  # noqa: PLW1509 - starters have one thread
                **how,
            )

    def _said(self) -> str:
        """The end of the server's log."""
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""

    def ended(self) -> bool:
        """True when it was started and has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def revive(self) -> None:
        """Start it again on what it had stored."""
        raise NotImplementedError

    def stop(self, signal_number: int = signal.SIGINT) -> None:
        """Stop the server, kill it if it will not, and let the directory go."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal_number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    def start(self) -> Self:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()
