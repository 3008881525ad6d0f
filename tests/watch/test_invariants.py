"""What must never be: nothing of it in a whole town, and a planted breach of each is found."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import time_machine
from django.utils.timezone import localdate
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one
from pytest_django import DjangoDbBlocker

from deadlines import actions as clock
from deadlines.kinds import KINDS
from notifications import tasks as post
from tests import databases
from tests.given import NOW, ready
from tests.whole import a_whole_town
from watch import actions
from watch.kinds import INVARIANTS

PLANTED = Path(__file__).with_name("planted.sql").read_text(encoding="utf-8")
LATER = NOW + dt.timedelta(hours=1)

# What tests make faster than people do: cases nobody registered, and letters nobody posted.
AS_REGISTERED = """
INSERT INTO deadlines_deadline (public_id, municipality_id, kind, key, case_id, provisional,
                                starts_on, due_on, basis, opened_at, met_letter)
SELECT gen_random_uuid(), municipality_id, 'TARGET_DECISION', 'case', id, false, '2026-03-04',
       '2026-04-04', '{}', '2026-03-04 09:00+00', ''
FROM cases_case c WHERE ended_at IS NULL
AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id);
INSERT INTO deadlines_ledgerentry (deadline_id, act, at, "on", due_after, reason, basis,
                                   municipality_id%(more)s)
SELECT d.id, 'OPENED', d.opened_at, d.starts_on, d.due_on, '', '{}', d.municipality_id%(values)s
FROM deadlines_deadline d
WHERE NOT EXISTS (SELECT FROM deadlines_ledgerentry l WHERE l.deadline_id = d.id);
UPDATE notifications_letter SET hold_until = '2026-03-04 09:00+00'
WHERE state IN ('HELD', 'SENDING');
"""


@pytest.fixture(scope="module")
def whole_town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A whole town with real commits, an hour later: the clock and the post have been round."""
    with django_db_blocker.unblock():
        a_whole_town()
        ready.stays()
        with databases.owner(databases.MINE) as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                AS_REGISTERED.replace("%(more)s", ", rule").replace("%(values)s", ", ''")
            )
        clock.sweep(at=LATER)
        with time_machine.travel(LATER):
            post.send_due()
        yield
        databases.copy()


def asked(cursor: Cursor, key: str) -> list[int]:
    cursor.execute("SELECT min(id) FROM people_municipality")
    here = cursor.fetchone()
    given = {"here": here and here[0], "at": LATER, "on": localdate(LATER)}
    cursor.execute(INVARIANTS[key].sql, given)
    return [pk for (pk,) in cursor.fetchall()]


def planted(key: str) -> str:
    """The statements of one breach, with the rows they name filled in."""
    parts = dict(re.findall(r"^-- (\S+)\n(.*?)\n\n", f"{PLANTED}\n\n", re.MULTILINE | re.DOTALL))
    return re.sub(r"(?<!:):[a-z]+", lambda name: str(parts.get(name[0], name[0])), parts[key])


@pytest.mark.usefixtures("whole_town")
def test_in_a_whole_town_nothing_is_that_must_never_be(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        found = actions.check_now(at=LATER)

    assert [(row.invariant.key, row.ids) for _, rows in found for row in rows] == []
    assert len(found) == 1
    assert len(INVARIANTS) >= 25


@pytest.mark.usefixtures("whole_town")
@pytest.mark.parametrize("key", INVARIANTS)
def test_a_planted_breach_is_found(key: str) -> None:
    with closing(psycopg2.connect(databases.owner_url(databases.MINE))) as connection:
        with connection.cursor() as cursor:
            assert asked(cursor, key) == []
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(planted(key))

            assert asked(cursor, key) != []
        connection.rollback()


def test_what_is_passed_on_is_what_the_kinds_of_deadlines_say() -> None:
    sql = INVARIANTS["deadline_not_escalated"].sql
    said = {
        (row.kind.value, row.escalate_days_after)
        for row in KINDS
        if row.escalate_days_after is not None
    }

    for kind, days in said:
        assert f"('{kind}', {days})" in sql, (kind, days)
