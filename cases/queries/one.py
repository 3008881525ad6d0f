"""Whether one row is among those a filter lets an actor have, by a statement that is kept.

It is asked on every page and in every act, and to write it in SQL takes several times as long as
the database needs to answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from people.access import Actor

Filter = Callable[[Actor], QuerySet[Any]]

STATEMENTS: Final = 1_000
"""How many a process keeps, of some kilobytes each: an actor has a handful."""
SOUGHT: Final[Mapping[str, Any]] = {"pk": -7_301_977, "reference": "\x7f the one sought \x7f"}
"""What stands in a kept statement where the one that is asked about comes."""


def one_of(those: Filter, actor: Actor, field: str, value: int | str) -> int | None:
    """The id of the one row among `those` with that pk or reference; none where it is not.

    `those` is a function of a module, for it is what the statement is kept by.
    """
    statement = _statement(those, replace(actor, once=None), field, reads_only=actor.reads_only)
    if statement is None:
        return None
    sql, values = statement
    with connection.cursor() as cursor:
        cursor.execute(sql, [value if one == SOUGHT[field] else one for one in values])
        row = cursor.fetchone()
    return row[0] if row else None


@lru_cache(maxsize=STATEMENTS)
def _statement(
    those: Filter, actor: Actor, field: str, *, reads_only: bool
) -> tuple[str, tuple[Any, ...]] | None:
    """The question in SQL, with what stands for the one; none where no row can answer it.

    By all that an actor is: who gets a role or loses one is another actor at the next request. The
    day and the hour are the database's own. `reads_only` is not part of what makes two the same.
    """
    asked = those(actor).filter(**{field: SOUGHT[field]}).values_list("pk", flat=True)[:1]
    try:
        return asked.query.sql_with_params()
    except EmptyResultSet:
        return None
