"""Everything that runs in production, as production starts it, and a supervisor that starts again.

Web, worker, relay (a worker of the post alone), clock, watchdog, broker, PostgreSQL and a mail
server. What ends is started again after a moment, also PostgreSQL, whose first start after SIGKILL
may fail on its lock file.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from tests.faults.campaign.place import Place
from tests.faults.processes import QUIET, ROOT
from tildeling import embedded
from tildeling.mailbox import Mailbox

# Ends with us, whatever becomes of us: asked of the kernel by the child itself.
WITH_US = "import ctypes,os,sys;ctypes.CDLL(None).prctl(1,9);os.execvp(sys.argv[1],sys.argv[1:])"
CELERY = ("-m", "celery", "--app", "tildeling")
BEAT = ("--pidfile=", "--loglevel=INFO")


class TooLateError(AssertionError):
    """Something did not come in its time; the message says what."""


def within(seconds: float, holds: Callable[[], Any], what: str) -> float:
    """Wait until `holds`; how long it took. Raises TooLateError."""
    begun = time.monotonic()
    while True:
        if holds():
            return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            message = f"{what}: not within {seconds:.0f} s"
            raise TooLateError(message)
        time.sleep(0.1)


class Program:
    """One process of ours; whoever looks after it starts it again while it is `wanted`."""

    def __init__(self, name: str, arguments: list[str], env: dict[str, str], log: Path) -> None:
        self.name, self.log, self.env = name, log, env
        self._command = [sys.executable, "-c", WITH_US, sys.executable, *arguments]
        self.wanted = False
        self.starts = 0

    def wrap(self, *arguments: str) -> None:
        """From its next start on, run it by another Python program."""
        self._command[4:4] = arguments

    def start(self) -> None:
        self.starts += 1
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL,
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        self.wanted = True  # now there is something for the supervisor to look after

    @property
    def pid(self) -> int:
        return self.process.pid

    def runs(self) -> bool:
        return self.process.poll() is None

    def children(self) -> list[int]:
        """The processes it has started itself."""
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
            return [int(pid) for pid in told.split()]
        return []

    def send(self, number: int) -> None:
        """To it and to what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def end(self, seconds: float = 0) -> None:
        """For good; with `seconds` it may end by itself first."""
        self.wanted = False
        if seconds and self.runs():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.send(signal.SIGKILL)
        self.process.wait()


ALL = ("web", "worker", "relay", "clock", "watchdog")


class Estate:
    """All of it; `more` are settings of the application beside those of every scenario."""

    def __init__(
        self,
        place: Place,
        *,
        parts: Sequence[str] = ALL,
        queues: str = "clock,post",
        **more: str,
    ) -> None:
        self.place = place
        self.postgres = place.postgres
        self.broker = embedded.Valkey(place.directory / "broker")
        self.mailbox = Mailbox(place.directory / "mail")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.env = {
            **os.environ,
            **place.settings(),
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "EMAIL_URL": self.mailbox.email_url,
            "SWEEP_SECONDS": "2",
            "SEND_SECONDS": "2",
            "SEAL_SECONDS": "2",
            **more,
        }
        self.logs = place.directory / "log"
        self.logs.mkdir(exist_ok=True)
        var = place.directory / "var"
        worker = [*CELERY, "worker", "--loglevel=INFO", *QUIET]
        self.web = self.program("web", "-m", "gunicorn", "--config", "tildeling/webserver.py")
        self.worker = self.program("worker", *worker, f"--queues={queues}", "--concurrency=2")
        self.relay = self.program(
            "relay", *worker, "--queues=post", "--concurrency=1", "--hostname=post@%h"
        )
        self.clock = self.program("clock", *CELERY, "beat", f"--schedule={var}/beat", *BEAT)
        self.dog = self.program("watchdog", "manage.py", "watchdog")
        every = [self.web, self.worker, self.relay, self.clock, self.dog]
        self.programs = [one for one in every if one.name in parts]
        self.servers: list[embedded.PostgreSQL | embedded.Valkey] = [self.postgres, self.broker]
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self.trouble: list[str] = []

    def program(self, name: str, *arguments: str, **env: str) -> Program:
        return Program(name, list(arguments), self.env | env, self.logs / f"{name}.log")

    def __enter__(self) -> Self:
        self.place.begin_anew()
        for log in self.logs.iterdir():
            log.unlink()
        self.postgres.start()
        self.broker.start()
        self.mailbox.__enter__()
        for one in self.programs:
            one.start()
        self._keeper.start()
        try:
            if self.web in self.programs:
                within(90, self._up, "the web server")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        for one in self.programs:
            one.wanted = False
            if one.starts:
                one.send(signal.SIGCONT)
        self._keeper.join(60)
        for one in self.programs:
            if one.starts:
                one.end()
        _close_django()
        for server in self.servers:
            with contextlib.suppress(OSError):
                if server.process:
                    server.process.send_signal(signal.SIGCONT)
            server.stop()
        self.mailbox.__exit__()

    def _up(self) -> bool:
        if self.web.starts > 3:
            message = f"the web server does not start: {self.said('web')[-400:]}"
            raise TooLateError(message)
        return self.answers()

    def answers(self) -> bool:
        """Whether the web server answers at all."""
        with contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return b" 200 " in line.recv(64)
        return False

    def done_since(self, moment: float, name: str = "notifications.tasks.send_due") -> bool:
        """Whether a nudge was done, or a part alive, after a moment (of `time.time`)."""
        with contextlib.suppress(Exception):
            return bool(
                self.place.ask(
                    "SELECT 1 FROM watch_heartbeat WHERE name = %s AND at > to_timestamp(%s)",
                    name,
                    moment,
                )
            )
        return False

    def said(self, name: str) -> str:
        """What a program has written to its log."""
        return (self.logs / f"{name}.log").read_text(errors="replace")

    def _keep(self) -> None:
        """Start again what ends, as docker, systemd or `make run` do."""
        while not self._stopping.wait(0.1):
            for server in self.servers:
                try:
                    if server.ended():
                        server.revive()
                except embedded.ServerError as error:  # tried again, as by any supervisor
                    self.trouble.append(f"{server.name}: {error}"[:300])
                    self._stopping.wait(0.5)
            for one in self.programs:
                if one.wanted and not one.runs():
                    one.start()


def _close_django() -> None:
    from django.db import connections

    connections.close_all()
