"""The containers' health checks: python -m tildeling.alive web|worker|beat|watchdog; 0: well."""

import http.client
import os
import socket
import sys
import time
from contextlib import closing
from pathlib import Path

from tildeling.celery import app

BEAT_FILE = Path("/tmp/beat")  # noqa: S108 - the container's own; docker-compose.yml names it
WATCHDOG_FILE = Path("/tmp/watchdog")  # noqa: S108 - likewise
WATCHDOG_LOOKS_WITHIN = 180  # seconds; it looks every half minute, and may wait for the database
BEAT_WRITES_WITHIN = 600  # seconds; it writes every three minutes


def web() -> bool:
    """The web server answers."""
    port = int(os.environ.get("WEB_BIND", "0.0.0.0:8000").rpartition(":")[2])
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=4)) as asked:
        asked.request("GET", "/healthz", headers={"Host": host})
        return asked.getresponse().status == http.client.OK


def worker() -> bool:
    """This container's worker answers through the broker."""
    node = f"celery@{socket.gethostname()}"
    return bool(app.control.ping(destination=[node], timeout=8))


def beat() -> bool:
    """The clock has lately noted what it has done."""
    written = [file.stat().st_mtime for file in BEAT_FILE.parent.glob(f"{BEAT_FILE.name}*")]
    return bool(written) and time.time() - max(written) < BEAT_WRITES_WITHIN


def watchdog() -> bool:
    """The watchdog has lately looked."""
    return (
        WATCHDOG_FILE.exists()
        and time.time() - WATCHDOG_FILE.stat().st_mtime < WATCHDOG_LOOKS_WITHIN
    )


CHECKS = {"web": web, "worker": worker, "beat": beat, "watchdog": watchdog}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
