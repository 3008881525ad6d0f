"""A case that begins from what the person has: an application of its own, and its clocks."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate

from cases.actions import open_case
from cases.models import Case
from cases.stages import Origin, Track
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from intake.actions.letters import confirm
from intake.actions.receive import must_live, start_clocks, unit_of, write_down
from intake.kinds import Form
from intake.models import ApplicationCase
from intake.rules import Told
from people.access import Actor
from people.models import Resident


def open_from_running(
    person: Resident,
    *,
    services: Sequence[str],
    track: Track,
    origin: Origin,
    told: Told,
    actor: Actor,
    at: dt.datetime,
) -> Case:
    """Open the case in which what a person has is looked at anew, with an application of its own.

    Where the person asks (`told.form` APPLICATION) the law's month runs and they get the
    confirmation; what the municipality begins itself, or a performing unit reports, has the local
    target alone. The opener gets no access by having opened it.

    Raises Refused for somebody who is dead, and when no unit takes such cases.
    """
    must_live(person)
    application = write_down(person, told=told, actor=actor, at=at)
    case = open_case(
        person,
        services=services,
        track=track,
        received_on=told.received_on,
        unit=unit_of(person, track, services, on=localdate(at)),
        origin=origin,
        urgent=told.urgent,
        lets_in=False,
        actor=actor,
        at=at,
    )
    ApplicationCase.objects.create(application=application, case=case)
    if told.form is Form.APPLICATION:
        start_clocks(case, actor=actor, at=at)
        confirm(application, cases=[case], actor=actor, at=at)
    else:
        open_deadline(case, Kind.TARGET_DECISION, starts_on=case.received_on, actor=actor, at=at)
    return case
