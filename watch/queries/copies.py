"""Whether this database stands where it was born, or is a restored copy, which sends nothing.

`may_send` is asked of the database in every claim; its triggers ask it once more.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, F, Func

from watch.kinds import Said
from watch.models import Release

# In a filter over rows that say whose they are: whose post may leave from here.
MAY_SEND = Func(F("municipality_id"), function="may_send", output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Copy:
    """A restored copy that may send nothing; how old what was restored is, where that is known."""

    made_at: dt.datetime | None


def may_send(municipality_id: int | None = None) -> bool:
    """Whether a municipality's post may leave from here; without one, whether anybody's may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT may_send(%s)", [municipality_id])
        return bool(cursor.fetchone()[0])


def copy(municipality_id: int | None = None) -> Copy | None:
    """The copy that one looks at, while it is silent; None where all is as it should be."""
    if may_send(municipality_id):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(copied_at) FROM watch_place WHERE server = this_server()")
        return Copy(cursor.fetchone()[0])


def this_server() -> str:
    """Where this is, as the database names it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT this_server()")
        return str(cursor.fetchone()[0])


def proposed(municipality_id: int) -> Release | None:
    """What somebody has proposed here and nobody has answered, with who did."""
    return (
        Release.objects.filter(municipality_id=municipality_id, server=this_server())
        .exclude(answer=Said.NO)
        .select_related("proposed_by")
        .first()
    )
