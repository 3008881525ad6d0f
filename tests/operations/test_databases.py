"""The tests' own ground: the role they run as, and a database made anew after real commits."""

import threading

import pytest
from django.db import connection, connections, transaction

from people.models import Session
from tests.conftest import NOW


def keep_a_session(key: str) -> None:
    with transaction.atomic(durable=True):
        Session.objects.create(session_key=key, session_data="", expire_date=NOW)


@pytest.mark.django_db
@pytest.mark.asvs("V13.2.2")
def test_the_product_runs_as_the_application_and_what_a_test_looks_at_as_the_tests() -> None:
    def who() -> tuple[str, bool, bool, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, usesuper, usebypassrls, (SELECT count(*) FROM pg_class"
                " WHERE relowner = current_user::regrole) FROM pg_user"
                " WHERE usename = current_user"
            )
            found: tuple[str, bool, bool, int] = cursor.fetchone()
            return found

    before = who()
    with transaction.atomic(durable=True):
        within = who()

    assert within == ("tildeling_app", False, False, 0)
    assert before == who() == ("tildeling_test", False, True, 0)


@pytest.mark.django_db
def test_norwegian_letters_have_upper_and_lower_case() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÆØÅÉ'), initcap('øystein ås')")
        assert cursor.fetchone() == ("æøåé", "Øystein Ås")


@pytest.mark.django_db
def test_the_owner_is_out_of_reach_of_an_ordinary_test() -> None:
    with pytest.raises(AssertionError, match="'owner' are not allowed"):
        connections["owner"].cursor()


@pytest.mark.parametrize("time", ["first", "second"])
def test_real_commits_are_seen_by_threads_and_gone_afterwards(real_db: None, time: str) -> None:
    assert not Session.objects.exists(), f"left over before the {time} time"

    def in_a_thread() -> None:
        keep_a_session(threading.current_thread().name)
        connection.close()

    threads = [threading.Thread(target=in_a_thread) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Session.objects.count() == 4
