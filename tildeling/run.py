"""`make run`: starts everything one machine needs, keeps it running, stops it on Ctrl-C.

PostgreSQL and Valkey are embedded unless DATABASE_URL and REDIS_URL are set. Any setting of
.env.example in the environment goes before what is chosen here.
"""

import contextlib
import fcntl
import http.client
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import psycopg2

from tildeling import embedded

ROOT: Final = Path(__file__).resolve().parent.parent
VAR: Final = Path(os.environ.get("VAR_DIR") or ROOT / "var")
LOGS: Final = VAR / "log"
DEMO_USERS: Final = {
    "saksbehandler": "registers and follows cases",
    "kartlegger": "assesses and recommends",
    "koordinator": "coordinates pathways",
    "vedtak": "decides",
    "godkjenner": "approves decisions",
    "leder-mottak": "leads the intake and distributes what is new",
    "enhetsleder": "leads a performing unit",
    "utforer": "performs the service",
    "kontrollor": "audits",
    "systemansvarlig": "looks after the system",
}
DEMO_PASSWORD: Final = "demo-tildeling"  # noqa: S105 - for invented people, in demo mode only
PATIENCE: Final = 6.0  # seconds a child has to stop before it is killed


class StopError(Exception):
    """Something could not start; the message says what to do."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what was done and how long it took."""
    start = time.monotonic()
    yield
    print(f"  {name:<28}{time.monotonic() - start:6.1f} s", flush=True)


class Child:
    """A program that is started again when it ends by itself."""

    def __init__(
        self, name: str, command: list[str], env: dict[str, str], keeps: tuple[int, ...] = ()
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.keeps = keeps
        self.log = LOGS / f"{name}.log"
        self.log.unlink(missing_ok=True)
        self.ends = 0
        self.again_at = 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=self.keeps,
                start_new_session=True,  # Ctrl-C in the terminal is ours to pass on
                preexec_fn=embedded.end_with_parent,  # noqa: PLW1509 - we have one thread
            )

    def look_after(self) -> None:
        """Start it again if it has ended, later each time it ends."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.again_at:
            wait = min(2.0**self.ends - 1, 15)
            self.ends += 1
            self.again_at = now + wait
            print(f"  {self.name} ended ({self.process.returncode}); see {self.log}", flush=True)
        if now >= self.again_at:
            self.again_at = 0.0
            self.process = self._start()

    def signal(self, number: int) -> None:
        """To the program and to what it has started itself."""
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


def free_socket(first: int) -> socket.socket:
    """A listening socket on `first` or the next free port; it is ours from here on."""
    for port in range(first, first + 200):
        with contextlib.suppress(OSError):
            opened = socket.create_server(("127.0.0.1", port), backlog=128)
            opened.set_inheritable(True)
            return opened
    message = f"No free port from {first} on."
    raise StopError(message)


def secret_key() -> str:
    """SECRET_KEY, made at first start and readable by us alone."""
    kept = VAR / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def settings(databases: dict[str, str], broker_url: str, base_url: str) -> dict[str, str]:
    """The environment of the application's processes."""
    own_database = "DATABASE_URL" in os.environ
    return {
        "DJANGO_SETTINGS_MODULE": "tildeling.settings",
        "SECRET_KEY": secret_key(),
        "BASE_URL": base_url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "HTTPS": "0",
        # Invented people are never put into a database somebody brought along.
        "DEMO": "0" if own_database else "1",
        "SYNTHETIC_NUMBERS": "0" if own_database else "1",
        "WHITENOISE_USE_FINDERS": "1",
        "VAR_DIR": str(VAR),
        **databases,
        "REDIS_URL": broker_url,
        **os.environ,
        "PYTHONUNBUFFERED": "1",
    }


def manage(env: dict[str, str], *arguments: str, quiet: bool = True) -> None:
    """Run one command of manage.py; StopError with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**env, "LOG_LEVEL": "WARNING"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        check=False,
    )
    if done.returncode:
        said = (done.stdout or b"").decode(errors="replace")
        message = f"manage.py {' '.join(arguments)} failed.\n{said[-4000:]}"
        raise StopError(message)


def migrate(env: dict[str, str]) -> None:
    as_owner = ["--database=owner"] if env.get("MIGRATION_DATABASE_URL") else []
    with step("tables"):
        manage(env, "migrate", "--verbosity=0", "--no-input", *as_owner)


def has_cases(database_url: str) -> bool:
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM cases_case)")
        found = cursor.fetchone()
    return bool(found and found[0])


def load_demo_town(env: dict[str, str], postgres: embedded.PostgreSQL | None) -> None:
    """Load the demo town into an empty database; one that was interrupted is begun anew."""
    if env["DEMO"] not in {"1", "true", "yes", "on"}:
        return
    begun = (postgres.directory if postgres else VAR) / "demo-town-begun"
    if postgres and begun.exists():
        postgres.begin_anew()
        migrate(env)
    if has_cases(env.get("MIGRATION_DATABASE_URL") or env["DATABASE_URL"]):
        return
    begun.touch()
    with step("demo town"):
        manage(env, "demo_town", quiet=False)
    begun.unlink()


def wait_until_answers(opened: socket.socket, web: Child, seconds: float = 60) -> None:
    """Wait for the web server's first answer; StopError if it does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        asked = http.client.HTTPConnection("127.0.0.1", opened.getsockname()[1], timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException), closing(asked):
            asked.request("GET", "/healthz")
            asked.getresponse().read()
            return
        if web.process.poll() is not None:
            break
        time.sleep(0.1)
    said = web.log.read_text(errors="replace")[-4000:]
    message = f"The web server did not start:\n{said}"
    raise StopError(message)


class Application:
    """All that `make run` starts."""

    def __init__(self, held: ExitStack) -> None:
        self.held = held
        self.postgres: embedded.PostgreSQL | None = None
        self.valkey: embedded.Valkey | None = None
        self.children: list[Child] = []
        self.stopping = False

    def start(self) -> None:
        print("Starting tildeling", flush=True)
        # Held by us, so that what is started again finds its port as it was.
        web, smtp, mail = (
            self.held.enter_context(free_socket(first)) for first in (8000, 8725, 8825)
        )
        databases = self._databases()
        base_url = f"http://127.0.0.1:{web.getsockname()[1]}"
        mail_url = f"http://127.0.0.1:{mail.getsockname()[1]}/"
        env = settings(databases, self._broker(), base_url)
        env.setdefault("EMAIL_URL", f"smtp://127.0.0.1:{smtp.getsockname()[1]}")
        env.setdefault("MAIL_CAPTURE_URL", mail_url)
        migrate(env)
        load_demo_town(env, self.postgres)
        # Only the two above may become the owner.
        env.pop("MIGRATION_DATABASE_URL", None)
        with step("web, worker, clock, watch"):
            self._start_children(env, web, smtp, mail)
        self._keep_environment(env)
        self._greet(env)

    def _databases(self) -> dict[str, str]:
        if "DATABASE_URL" in os.environ:
            return {}
        with step("PostgreSQL"):
            self.postgres = self.held.enter_context(embedded.PostgreSQL(VAR / "postgres"))
        return {
            "DATABASE_URL": self.postgres.app_url,
            "MIGRATION_DATABASE_URL": self.postgres.owner_url,
            "READER_DATABASE_URL": self.postgres.reader_url,
            # It belongs to this cluster: who removes var/postgres begins both anew.
            "TRAIL_ANCHOR_FILE": str(self.postgres.directory / "trail-anchor.jsonl"),
        }

    def _broker(self) -> str:
        if given := os.environ.get("REDIS_URL"):
            return given
        with step("Valkey"):
            self.valkey = self.held.enter_context(embedded.Valkey(VAR / "valkey"))
        return self.valkey.url

    def _start_children(
        self, env: dict[str, str], web: socket.socket, smtp: socket.socket, mail: socket.socket
    ) -> None:
        python = [sys.executable, "-m"]
        gunicorn = [*python, "gunicorn", "--config", "tildeling/webserver.py"]
        celery = [*python, "celery", "--app", "tildeling"]
        worker = [*celery, "worker", "--queues=clock,post", "--concurrency=1", "--loglevel=INFO"]
        worker += ["--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", f"--schedule={VAR / 'beat'}", "--pidfile="]
        mailbox = [*python, "tildeling.mailbox", "--directory", str(VAR / "mail")]
        mailbox += ["--smtp-fd", str(smtp.fileno()), "--web-fd", str(mail.fileno())]

        def start(name: str, command: list[str], *keeps: int) -> Child:
            child = Child(name, command, env, keeps)
            self.children.append(child)
            return child

        server = start("web", [*gunicorn, "--bind", f"fd://{web.fileno()}"], web.fileno())
        start("worker", worker)
        start("clock", beat)
        start("watchdog", [sys.executable, "manage.py", "watchdog", f"--memory={VAR / 'watchdog'}"])
        start("mail", mailbox, smtp.fileno(), mail.fileno())
        wait_until_answers(web, server)

    def _keep_environment(self, env: dict[str, str]) -> None:
        """For manage.py beside a running application: set -a; . var/run.env"""
        kept = VAR / "run.env"
        kept.unlink(missing_ok=True)
        kept.touch(mode=0o600)
        ours = {name: value for name, value in env.items() if name not in os.environ}
        kept.write_text("".join(f"{key}={shlex.quote(ours[key])}\n" for key in sorted(ours)))
        self.held.callback(kept.unlink, missing_ok=True)

    def _greet(self, env: dict[str, str]) -> None:
        lines = ["", f"Tildeling runs at  {env['BASE_URL']}", ""]
        if env["DEMO"] == "1":
            lines += [f"Log in with the password  {DEMO_PASSWORD}  as"]
            lines += [f"  {name:<17}{does}" for name, does in DEMO_USERS.items()]
            lines.append("")
        lines += [f"E-mail that is sent:  {env['MAIL_CAPTURE_URL']}"]
        lines += [f"Logs: {LOGS}", "Ctrl-C stops everything."]
        print("\n".join(lines), flush=True)

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        """The signal handler; a second signal while starting ends it at once."""
        if not self.children or self.stopping:
            raise KeyboardInterrupt
        self.stopping = True

    def look_after(self) -> None:
        """Keep everything running until asked to stop."""
        while not self.stopping:
            for server in (self.postgres, self.valkey):
                if server and server.ended():
                    print(f"  {server.name} ended; starting it again", flush=True)
                    server.revive()
            for child in self.children:
                child.look_after()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask every child to stop, and then the servers they use."""
        start = time.monotonic()
        for child in self.children:
            child.signal(signal.SIGTERM)
        for child in self.children:
            left = max(0.0, start + PATIENCE - time.monotonic())
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(left)
            child.signal(signal.SIGKILL)  # also what it may have left behind
            child.process.wait()
        self.held.close()
        print(f"Stopped in {time.monotonic() - start:.1f} s", flush=True)


def hold_clone(held: ExitStack) -> None:
    """One `make run` at a time in a clone."""
    lock = held.enter_context((VAR / "run.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = "This clone is running already; see the terminal that runs it."
        raise StopError(message) from error


def main() -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        application = Application(held)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, application.stop_soon)
        try:
            hold_clone(held)
            application.start()
            application.look_after()
        except (StopError, embedded.ServerError) as error:
            print(f"\n{error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nInterrupted", flush=True)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            application.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
