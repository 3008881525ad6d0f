"""Relays to kill: each a process of its own that does what the worker does, as fast as it can."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
# The worker's own task over and over, with waits of seconds where they are minutes.
RELAY = """
import django, os, time
django.setup()
from notifications.rules import sending
import notifications.actions.relay as relay
from datetime import timedelta
relay.CLAIM = timedelta(seconds=float(os.environ["CLAIM_SECONDS"]))
relay.LOOK_AFTER = sending.LOOK_AFTER = relay.CLAIM
from notifications.tasks import relay_letters
print("ready", flush=True)
while True:
    relay_letters()
    time.sleep(0.05)
"""


class Relays:
    """Some of them at once; one that dies is started again, as by a supervisor."""

    def __init__(self, count: int, log: Path, *, claim_seconds: float, env: dict[str, str]) -> None:
        self.kills = 0
        self._log = log
        self._env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            **env,
            "CLAIM_SECONDS": str(claim_seconds),
        }
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[bytes]] = []
        self._count = count

    def __enter__(self) -> Self:
        self._running = [self._start() for _ in range(self._count)]
        return self

    def __exit__(self, *_error: object) -> None:
        for one in self._running:
            with contextlib.suppress(ProcessLookupError):
                one.kill()
            one.wait()

    def kill_one(self) -> None:
        """As when the machine is switched off; another takes its place."""
        with self._lock:
            slot = self.kills % len(self._running)
            self.kills += 1
            self._running[slot].send_signal(signal.SIGKILL)
            self._running[slot].wait()
            self._running[slot] = self._start()

    def said(self) -> str:
        """What they have written to their log."""
        return self._log.read_text(encoding="utf-8")

    def ready(self) -> None:
        """Wait until all of the first have begun."""
        end = time.monotonic() + 60
        while self.said().count("ready") < self._count and time.monotonic() < end:
            time.sleep(0.1)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-c", RELAY], cwd=ROOT, env=self._env, stdout=said, stderr=said
            )
