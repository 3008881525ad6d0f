"""Who else comes in: a system that sends applications, and groups of the municipality's sign-in."""

import datetime as dt

from django.utils.timezone import localdate

from entrance import actions
from people.roles import Role
from tildeling.town.staff import Crew


def open_doors(units: dict[str, int], crew: Crew, now: dt.datetime) -> None:
    """The form portal may send in; two groups give roles, once a provider is set up."""
    administrator, today = crew("systemansvarlig", now), localdate(now)
    actions.make_client(
        name="Skjemaportalen",
        unit_id=units["mottak"],
        scopes=["intake:write", "documents:write"],
        last_on=today + dt.timedelta(days=300),
        actor=administrator,
        at=now,
    )
    for group, role, unit in (
        ("tildeling-mottak", Role.CASEWORKER, "mottak"),
        ("tildeling-vedtak", Role.DECISION_OFFICER, "forvaltningen"),
    ):
        actions.add_mapping(
            claim="groups",
            value=group,
            role=role,
            unit_id=units[unit],
            valid_from=today,
            actor=administrator,
            at=now,
        )
