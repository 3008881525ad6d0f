"""Whether what somebody has on their screen was protected after they opened it."""

import datetime as dt

from django.db import connection


def shielded_since(staff_id: int, since: dt.datetime) -> bool:
    """Whether somebody they have looked at has had their address protected since; one question.

    Also of whom is hidden from them by now. It tells neither whom nor how many.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT shielded_since(%s, %s)", [staff_id, since])
        return bool(cursor.fetchone()[0])
