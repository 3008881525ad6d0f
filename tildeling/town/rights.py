"""Rights in the town: a role that ends in ten days, and a relation that is told."""

import datetime as dt

from django.utils.timezone import localdate

from people import actions
from people.models import Account
from people.roles import Role
from tildeling.town.residents import number_of
from tildeling.town.staff import Crew


def give_and_tell(units: dict[str, int], crew: Crew, now: dt.datetime) -> None:
    """Ida Krog helps at Solbakken for some days more, and Randi Foss has a sister in the town.

    What leaders are to go through, the clock asks them when it looks for the first time.
    """
    on = localdate(now)
    actions.give_role(
        Account.objects.get(username="utforer").staff_id,
        unit_id=units["solbakken"],
        role=Role.PROVIDER,
        valid_from=on - dt.timedelta(days=200),
        valid_to=on + dt.timedelta(days=10),
        actor=crew("systemansvarlig", now),
        at=now,
    )
    actions.declare_relation(
        "SIBLING",
        number=number_of("hilde"),
        words="søsteren min",
        actor=crew("utforer3", now),
        at=now,
    )
