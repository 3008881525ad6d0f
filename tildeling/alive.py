"""The containers' health checks: python -m tildeling.alive web|worker|beat; exits 0 when well."""

import http.client
import os
import socket
import sys
import time
from contextlib import closing
from pathlib import Path

from tildeling.celery import app

BEAT_FILE = Path("/tmp/beat")  # noqa: S108 - the container's own; docker-compose.yml names it
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


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
