"""Nothing starts on settings with which something acknowledged could be lost or done twice."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings
from django.core.checks import run_checks

from tests import databases
from tests.faults.processes import run_of
from tildeling import embedded
from tildeling.celery import app
from watch.adapters import dangers, dangers_of_broker, dangers_of_database, refuse
from watch.apps import own_settings

THEIRS = {"fsync", "full_page_writes", "synchronous_commit"}


def test_our_own_settings_are_without_danger() -> None:
    assert dangers() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("task_always_eager", True, "inside the request"),
        ("task_acks_late", False, "lost with its worker"),
        ("task_reject_on_worker_lost", False, "child process"),
        ("broker_transport_options", {"visibility_timeout": 600}, "waits for ever"),
        (
            "broker_transport_options",
            {"visibility_timeout": 500, "socket_timeout": 2},
            "audit.tasks.check may take 280 s",
        ),
    ],
)
def test_a_dangerous_setting_of_ours_is_refused(name: str, value: object, said: str) -> None:
    before, app.conf[name] = app.conf[name], value
    try:
        with pytest.raises(SystemExit, match=said):
            refuse()
        assert any(said in str(message.msg) for message in own_settings())
    finally:
        app.conf[name] = before
    assert dangers() == []


def test_a_task_that_may_take_longer_than_the_broker_waits_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app.tasks["audit.tasks.seal"], "time_limit", 300)

    assert [one.what.split()[0] for one in dangers()] == ["audit.tasks.seal"]


@pytest.mark.django_db
def test_the_database_of_the_tests_could_lose_what_was_saved_and_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It really runs so: for speed, and nobody misses it."""
    assert dangers_of_database() == []
    monkeypatch.setattr(settings, "THROWAWAY_DATABASE", False)

    found = dangers_of_database()

    assert {one.what.split()[1] for one in found} == THEIRS
    with pytest.raises(SystemExit, match="fsync is off"):
        refuse()
    assert len(run_checks(databases=["default"], tags=["database"])) >= len(THEIRS)


@pytest.mark.django_db
def test_so_is_what_only_another_role_would_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "THROWAWAY_DATABASE", False)
    own = f"ALTER ROLE tildeling_reader IN DATABASE {databases.MINE}"
    with databases.owner() as cursor:
        cursor.execute(f"{own} SET synchronous_commit = off")
        found = " ".join(one.what for one in dangers_of_database())
        cursor.execute(f"{own} RESET ALL")

    assert f"synchronous_commit=off for tildeling_reader in {databases.MINE}" in found
    assert "tildeling_reader" not in str(dangers_of_database())


def test_a_broker_that_forgets_is_refused(
    broker: embedded.Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", broker.url)
    assert dangers_of_broker() == []
    with closing(redis.Redis.from_url(broker.url)) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        found = dangers_of_broker()
        client.config_set("maxmemory-policy", "noeviction")

    assert [one.id for one in found] == ["watch.E004"]
    assert "allkeys-lru" in found[0].what


@pytest.fixture
def safe_server(tmp_path: Path) -> Iterator[embedded.PostgreSQL]:
    """A PostgreSQL as `make run` starts it."""
    with embedded.PostgreSQL(tmp_path / "postgres") as server:
        yield server
    server.remove()


@pytest.mark.proof
def test_web_worker_clock_and_check_start_on_a_safe_server_and_on_no_other(
    safe_server: embedded.PostgreSQL, broker: embedded.Valkey, tmp_path: Path
) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": safe_server.app_url,
        "MIGRATION_DATABASE_URL": "",
        "REDIS_URL": broker.url,
        "THROWAWAY_DATABASE": "0",
    }
    beat = ["celery", "--app=tildeling", "beat", f"--schedule={tmp_path / 'beat'}", "--pidfile="]
    starts = {
        "check": ["manage.py", "check", "--database=default"],
        "web": ["-c", "import tildeling.wsgi"],
        "worker": ["-m", "celery", "--app=tildeling", "worker", "--pool=solo", "--without-mingle"],
        "clock": ["-m", *beat],
    }

    assert run_of(starts["check"], env)[0] == 0

    with closing(psycopg2.connect(safe_server.owner_url)) as connection:
        connection.autocommit = True
        for how in (
            "ALTER ROLE tildeling_app SET synchronous_commit = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "ALTER SYSTEM SET fsync = off",
            "SELECT pg_reload_conf()",
        ):
            connection.cursor().execute(how)
    said = {name: run_of(command, env) for name, command in starts.items()}

    assert [name for name, (code, _) in said.items() if code == 0] == []
    for name, (_, text) in said.items():
        assert {setting for setting in THEIRS if setting in text} == THEIRS, (name, text[-2000:])
