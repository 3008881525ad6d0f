"""Rights in the town: a role that ends, one that waits for a yes, and a relation that is told."""

import datetime as dt

from django.utils.timezone import localdate

from people import actions
from people.models import Account
from people.roles import Role
from rights import actions as rights
from tildeling.town.residents import number_of
from tildeling.town.staff import Crew, say_yes


def give_and_tell(units: dict[str, int], crew: Crew, now: dt.datetime) -> None:
    """Ida Krog helps at Solbakken for some days more, and Randi Foss has a sister in the town.

    Trine Selje begins in Mottak when Gro Holm has said yes, and given her the code.

    What leaders are to go through, the clock asks them when it looks for the first time.
    """
    on = localdate(now)
    made = rights.give_role(
        Account.objects.get(username="utforer").staff_id,
        unit_id=units["solbakken"],
        role=Role.PROVIDER,
        valid_from=on - dt.timedelta(days=200),
        valid_to=on + dt.timedelta(days=10),
        actor=crew("systemansvarlig", now),
        at=now,
    )
    say_yes(str(made["proposal"]), at=now)
    new = actions.create_staff(
        employee_number="1040",
        given_name="Trine",
        family_name="Selje",
        title="Saksbehandler",
        email="trine.selje@tildeling.invalid",
        actor=crew("systemansvarlig", now),
        at=now,
    )
    rights.give_role(
        int(new["id"]),
        unit_id=units["mottak"],
        role=Role.CASEWORKER,
        valid_from=on,
        valid_to=on + dt.timedelta(days=200),
        actor=crew("systemansvarlig", now),
        at=now,
    )
    rights.create_account(
        int(new["id"]), username="saksbehandler4", actor=crew("systemansvarlig", now), at=now
    )
    actions.declare_relation(
        "SIBLING",
        number=number_of("hilde"),
        words="søsteren min",
        actor=crew("utforer3", now),
        at=now,
    )
