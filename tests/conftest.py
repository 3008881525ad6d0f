"""What every test may ask for: the database behind its wall, a fixed now, real commits."""

import datetime as dt
import gc
import os
from collections.abc import Generator, Iterator

import pytest
import time_machine
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import databases, wall
from tests.depth import deep
from tests.given import ready

wall.build()

# Steady on every commit; `make proof` looks wider, with other examples each time.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("long", max_examples=deep(2_000, 500), deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_finish() -> None:
    """What stays for the whole run is not looked through for garbage: a tenth of it all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """When the test's own transaction is over, what stood ready for it is taken away."""
    try:
        yield
    finally:
        ready.take_away()


NOW = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def now() -> dt.datetime:
    """Wednesday 4 March 2026, ten in the morning in Oslo."""
    return NOW


@pytest.fixture
def wednesday() -> Iterator[dt.datetime]:
    """The doors' clock is set to NOW and runs: no midnight, weekend or holiday comes between."""
    with time_machine.travel(NOW):
        yield NOW


@pytest.fixture(autouse=True)
def back_in_the_present() -> Iterator[None]:
    """A test that leaves the clock set would fail another, which then has no cause to be found."""
    yield
    assert not time_machine.escape_hatch.is_travelling()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """In pytest-django's place: migrate as the owner once a run, then run as tildeling_app."""
    with django_db_blocker.unblock():
        databases.make(tests=len(request.session.items))
    yield
    with django_db_blocker.unblock():
        databases.drop()


@pytest.fixture
def real_db(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database with real commits: for threads, other processes and the browser.

    No transaction is wrapped around the test; afterwards the database is made anew.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("Ask for real_db or for django_db, not for both.")
    with django_db_blocker.unblock():
        yield
        databases.copy()
