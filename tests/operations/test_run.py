"""`make run` as its user meets it: an address, a restart of what dies, a clean stop."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tildeling.embedded import AlreadyRunningError, PostgreSQL

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def soon(ask: Callable[[], T | None], seconds: float = 60) -> T:
    """The first answer that is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s")


class Running:
    """One `make run`, without the set-up and the demo town, on a directory of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.said = var.parent / f"{var.name}.said"
        env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "VAR_DIR": str(var), "DEMO": "0"}
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tildeling.run"], cwd=ROOT, env=env, stdout=said, stderr=said
            )
        self.address = soon(self._address)

    def _address(self) -> str | None:
        assert self.process.poll() is None, self.said.read_text()
        found = re.search(r"http://\S+(?=\n)", self.said.read_text())
        return found[0] if found else None

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=15) as answer:  # noqa: S310 - ours
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def health(self) -> dict[str, str]:
        status, body = self.get("/readyz")
        found: dict[str, str] = json.loads(body) if status else {}
        return found

    def children(self) -> set[int]:
        """The ids of all processes below ours."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
        found, new = set[int](), {self.process.pid}
        while new:
            found |= new
            new = {pid for pid, parent in parents.items() if parent in new}
        return found - {self.process.pid}

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def program(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path / "vår egen")
    yield started
    if started.process.poll() is None:
        started.stop()
    PostgreSQL(started.var / "postgres").remove()


@pytest.mark.proof
def test_what_dies_is_started_again_and_all_ends_at_once_when_asked(running: Running) -> None:
    # given the application, which answers
    assert running.get("/healthz")[0] == 200
    assert running.health()["broker"] == "ok"
    before = running.children()
    direct = {pid for pid in before if "postgres: " not in program(pid)}
    assert len(direct) >= 7, [program(pid) for pid in direct]

    # when every server and every process is killed
    for pid in direct:
        os.kill(pid, signal.SIGKILL)

    # then all come back, at the same address
    soon(lambda: not alive(before))
    soon(lambda: running.health().get("status") == "ready" and running.health()["broker"] == "ok")
    again = running.children()
    assert any(" worker " in program(pid) for pid in again)
    assert any(" beat " in program(pid) for pid in again)

    # and a polite end leaves nothing behind
    start = time.monotonic()
    assert running.stop(signal.SIGTERM) == 0, running.said.read_text()
    assert time.monotonic() - start < 10
    assert not alive(again)


@pytest.mark.proof
def test_two_run_side_by_side_and_neither_outlives_its_starter(
    running: Running, tmp_path: Path
) -> None:
    other = Running(tmp_path / "en annen")
    assert other.address != running.address
    assert other.get("/healthz")[0] == running.get("/healthz")[0] == 200

    children = other.children()
    other.stop(signal.SIGKILL)

    soon(lambda: not alive(children), seconds=15)
    assert running.get("/healthz")[0] == 200
    PostgreSQL(other.var / "postgres").remove()


def test_a_directory_is_served_by_one_server_at_a_time(tmp_path: Path) -> None:
    with PostgreSQL(tmp_path, throwaway=True) as server, pytest.raises(AlreadyRunningError):
        PostgreSQL(tmp_path, throwaway=True).start()
    server.remove()


def test_only_the_password_lets_the_owner_in(tmp_path: Path) -> None:
    with PostgreSQL(tmp_path / "a", throwaway=True) as server:
        kept = tmp_path / "a" / "owner-password"
        assert kept.stat().st_mode & 0o077 == 0
        assert server.answers()
        kept.write_text("something else")
        assert not server.answers()
    server.remove()


@pytest.mark.proof
def test_a_directory_that_was_removed_leaves_nothing_in_the_way_of_the_next(tmp_path: Path) -> None:
    """As root the data of a directory closed to others lies outside it, under the same name."""
    directory = tmp_path / "vår egen"
    PostgreSQL(directory, throwaway=True).start().stop()
    shutil.rmtree(directory)

    again = PostgreSQL(directory, throwaway=True).start()

    assert again.answers()
    again.stop()
    again.remove()
