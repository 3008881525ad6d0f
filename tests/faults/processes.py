"""Real processes to kill: worker and clock as production starts them, and a broker to empty."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from tildeling.embedded import Valkey
from tildeling.mailbox import Mailbox

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("worker", "--queues=clock,post", "--concurrency=1", "--loglevel=INFO")
QUIET = ("--without-gossip", "--without-mingle")


def soon(holds: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
    """Wait until `holds`; the test fails when it does not."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)


class Celery:
    """A worker or the clock, in a process group of its own, so that SIGKILL takes all of it."""

    def __init__(self, *arguments: str, env: dict[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", "celery", "--app", "tildeling", *arguments]
        self._env = env
        self.log = log

    def start(self) -> None:
        with self.log.open("ab") as said:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of the process, and of its group."""
        return self._process.pid

    def die(self) -> None:
        """As when the machine is switched off: no goodbye, nothing put away."""
        assert self._process.poll() is None, self.log.read_text(encoding="utf-8")[-4_000:]
        self.end()

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Machinery:
    """Broker, worker, clock and mail server, as beside the web process in production."""

    def __init__(self, directory: Path, *, level: str = "INFO") -> None:
        self.broker = Valkey(directory / "broker").start()
        self.mailbox = Mailbox(directory / "mail")
        self.env = env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": self.mailbox.email_url,
            "SWEEP_SECONDS": "1",
            "SEND_SECONDS": "1",
            "LOG_LEVEL": level,
        }
        clock = ("beat", f"--schedule={directory / 'beat'}", "--pidfile=")
        self.worker = Celery(*WORKER, *QUIET, env=env, log=directory / "worker.log")
        self.clock = Celery(*clock, env=env, log=directory / "clock.log")
        self.kills = 0

    def __enter__(self) -> Self:
        self.mailbox.__enter__()
        self.worker.start()
        self.clock.start()
        return self

    def __exit__(self, *error: object) -> None:
        for process in (self.clock, self.worker):
            process.end()
        self.broker.stop()
        self.mailbox.__exit__(*error)

    def lose_worker(self) -> None:
        self.kills += 1
        self.worker.die()
        self.worker.start()

    def lose_clock(self) -> None:
        self.clock.die()
        self.clock.start()

    def lose_broker(self) -> None:
        """The broker dies, and everything that lay in it is gone."""
        assert self.broker.process is not None
        self.broker.process.kill()
        self.broker.process.wait()
        shutil.rmtree(self.broker.directory / "data")
        (self.broker.directory / "data").mkdir(mode=0o700)
        self.broker.revive()

    def lose_all(self) -> None:
        self.lose_broker()
        self.lose_clock()
        self.lose_worker()

    def message_ids(self) -> list[str]:
        """Of every e-mail that has reached the mail server, in whatever order."""
        return [str(mail["Message-ID"]) for mail in self.mailbox.mails.all()]


def run_of(command: list[str], env: dict[str, str], *, seconds: float = 60) -> tuple[int, str]:
    """How a Python program ended and what it said; it fails where it does not end."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
