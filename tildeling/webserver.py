"""How the web server runs, in `make run` and in the container alike: threads, two workers."""

import os
from pathlib import Path

_memory = Path("/dev/shm")  # noqa: S108 - only gunicorn's heartbeat files, made by it alone

wsgi_app = "tildeling.wsgi"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
# A heartbeat on a busy disk would have live workers taken for dead.
worker_tmp_dir = str(_memory) if os.access(_memory, os.W_OK) else None
control_socket_disable = True
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5_000
max_requests_jitter = 500
limit_request_line = 4_094
accesslog = "-"
# Path without query string; nobody's address, name or browser.
access_log_format = '{"method":"%(m)s","path":"%(U)s","status":%(s)s,"ms":%(M)s}'
