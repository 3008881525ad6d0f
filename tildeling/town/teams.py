"""What leaders say of their teams: who is away, how much each can have, and a view for all."""

import datetime as dt

from django.utils.timezone import localdate

from people import actions
from people.models import Account
from tildeling.town.staff import Crew

CAPACITY = {"saksbehandler": 25, "kartlegger": 15, "kartlegger2": 12}
WEEK = dt.timedelta(days=7)


def lead(crew: Crew, now: dt.datetime) -> None:
    """Siri Aas is away for a week, so that her work must be shared out; and what each can have."""
    leader, on = crew("leder-mottak", now), localdate(now)
    for username, capacity in CAPACITY.items():
        actions.set_capacity(_known_as(username), capacity=capacity, actor=leader, at=now)
    actions.register_absence(
        _known_as("kartlegger2"), from_on=on, to_on=on + WEEK, actor=leader, at=now
    )
    actions.save_view(
        page="/oppgaver/",
        query="vis=ufordelt&haster=ja",
        name="Haster i mottak",
        unit_id=leader.grants[0].unit_id,
        actor=leader,
        at=now,
    )
    actions.save_view(
        page="/oppgaver/",
        query="vis=mine&frist=7",
        name="Denne uken",
        actor=crew("saksbehandler", now),
        at=now,
    )


def _known_as(username: str) -> str:
    """The public id of the member of staff behind a user name."""
    return str(Account.objects.select_related("staff").get(username=username).staff.public_id)
