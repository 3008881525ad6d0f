"""Every use case tried by every role: whoever may not is told so, and leaves a denial behind."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from audit.models import Denial
from people.access import Actor, system
from people.refusals import AccessDenied
from people.roles import ROLES, Role
from tests import given
from tests.architecture.test_actions import USE_CASES

APPROVED = Path(settings.BASE_DIR) / "tests" / "approved" / "roles.txt"
PARTITION = re.compile(r"_(default|\d+|y\d+.*)$")  # a month's part of the trail
PEOPLE_AND_CLOCK = [role for role in Role if role is not Role.INTEGRATION]


def the_actor(role: Role, town: given.Town) -> Actor:
    return system(town.municipality.pk) if role is Role.SYSTEM else town.by_role()[role]


def touched(cursor: Any) -> dict[str, int]:
    """How many rows this transaction has written in each table, also those it took back."""
    cursor.execute(
        "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
    )
    return dict(cursor.fetchall())


def is_denied(use_case: Callable[..., Any], actor: Actor) -> bool:
    """Whether the guard stops the actor. It asks before anything else, so nothing else is given."""
    try:
        use_case(actor=actor, at=given.NOW)
    except AccessDenied:
        return True
    except TypeError:  # let in, and there the facts were missing
        return False
    return False


@pytest.mark.django_db
@pytest.mark.parametrize("role", PEOPLE_AND_CLOCK)
@pytest.mark.asvs("V8.2.1", "V8.3.1")
def test_a_role_that_may_not_is_denied_and_only_the_denial_is_written(role: Role) -> None:
    actor = the_actor(role, given.a_town())
    stopped: list[str] = []

    with connection.cursor() as cursor:
        for name, use_case in USE_CASES:
            before = touched(cursor)
            if not is_denied(use_case, actor):
                continue
            stopped.append(f"{name.partition('.')[2]}: {use_case.permission}")
            after = touched(cursor)
            written = {table for table in after if after[table] != before.get(table, 0)}
            assert {PARTITION.sub("", table) for table in written} == {"audit_denial"}, name

    noted = Denial.objects.order_by("at", "id").values_list("what", flat=True)
    assert sorted(noted) == sorted(stopped)
    assert {d.staff_id for d in Denial.objects.all()} <= {actor.staff_id}


@pytest.mark.django_db
def test_who_may_do_what_is_as_approved() -> None:
    """Read the difference as a whole: each mark is a power over people's affairs."""
    town = given.a_town()
    actors = {role: the_actor(role, town) for role in PEOPLE_AND_CLOCK}
    wide = max(len(name) for name, _ in USE_CASES) + 2
    heads = [ROLES[role].label for role in actors]
    lines = [f"{'':{wide}}{'  '.join(heads)}"]
    for name, use_case in sorted(USE_CASES):
        marks = ["-" if is_denied(use_case, actor) else "may" for actor in actors.values()]
        cells = (f"{mark:{len(head)}}" for mark, head in zip(marks, heads, strict=True))
        lines.append(f"{name:{wide}}{'  '.join(cells)}".rstrip())
    text = "\n".join(lines) + "\n"

    if os.environ.get("APPROVE"):
        APPROVED.write_text(text, encoding="utf-8")
    assert text == APPROVED.read_text(encoding="utf-8")
