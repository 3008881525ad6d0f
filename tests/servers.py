"""A private PostgreSQL for one test run, started before Django reads its settings.

A pytest plugin (`-p tests.servers` in pyproject.toml). With TEST_DATABASE_URL (the application's
role) and TEST_MIGRATION_DATABASE_URL (a superuser that owns) set, that server is used and none
is started. Only the process that began the run starts and stops anything; xdist's workers find
DATABASE_URL, MIGRATION_DATABASE_URL and TEST_RUN in their environment.
"""

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tildeling import embedded

PREFIX = "tildeling-test-"


class PrivateServers:
    """What one test run has started."""

    def __init__(self) -> None:
        self.postgres: embedded.PostgreSQL | None = None

    def start_postgres(self) -> None:
        os.environ["TEST_RUN"] = f"{os.getpid()}"
        if given := os.environ.get("TEST_DATABASE_URL"):
            os.environ["DATABASE_URL"] = given
            os.environ["MIGRATION_DATABASE_URL"] = os.environ["TEST_MIGRATION_DATABASE_URL"]
            return
        _clear_leftovers()
        directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        # Root's PostgreSQL runs as another account, which has to get through.
        directory.chmod(0o711)
        self.postgres = embedded.PostgreSQL(directory, throwaway=True).start()
        os.environ["DATABASE_URL"] = self.postgres.app_url
        os.environ["MIGRATION_DATABASE_URL"] = self.postgres.owner_url

    def stop(self) -> None:
        if self.postgres:
            self.postgres.stop()
            self.postgres.remove()
            self.postgres = None


def _clear_leftovers() -> None:
    """Remove the directories of runs that were killed."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = directory.name.removeprefix(PREFIX).split("-")[0]
        with contextlib.suppress(PermissionError, ValueError):
            try:
                os.kill(int(pid), 0)
            except ProcessLookupError:
                embedded.PostgreSQL(directory).remove()


SERVERS = PrivateServers()


def _begins_the_run(config: pytest.Config) -> bool:
    helps = config.known_args_namespace.help or config.known_args_namespace.version
    return "PYTEST_XDIST_WORKER" not in os.environ and not helps


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start PostgreSQL: a wrapper, so that it comes before pytest-django's own hook."""
    if _begins_the_run(early_config):
        SERVERS.start_postgres()
    try:
        return (yield)
    except BaseException:
        SERVERS.stop()
        raise


def pytest_unconfigure() -> None:
    """Stop it at the end, also after Ctrl-C."""
    SERVERS.stop()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Generator[embedded.Valkey, None, None]:
    """A private Valkey, for tests with real Celery processes; its `url` is their REDIS_URL."""
    with embedded.Valkey(tmp_path_factory.mktemp("broker")) as valkey:
        yield valkey
