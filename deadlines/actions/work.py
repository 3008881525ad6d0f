"""A leader shares work out: new cases from the queue, or all that somebody who is away has.

A case and what is to be done in it go together. What is wrong with one stops no other.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypedDict

from django.utils.timezone import localdate

from audit import trail
from audit.events import Event
from audit.words import filled, mark
from cases.actions import assign
from cases.legal import Despite
from cases.models import Case
from cases.queries import find, lock
from deadlines.actions.inbox import (
    follow_case,
    given_to,
    must_be_able,
    receiver_of,
    tell_of_work,
)
from deadlines.queries import task_state
from people.access import Actor, use_case
from people.models import StaffMember
from people.queries import away_until
from people.refusals import AccessDenied, NotFound, Objection, Refused
from people.roles import Permission


class Portion(TypedDict):
    """The work in one case and who is to have it: the case itself, tasks in it (kind, key)."""

    reference: str
    staff_id: int
    case: bool
    tasks: Sequence[tuple[str, str]]


class Given(TypedDict):
    """What became of one portion; `why` is empty when it was given."""

    reference: str
    staff_id: int
    why: str


@use_case(Permission.DISTRIBUTE)
def give_work(
    work: Sequence[Portion],
    *,
    from_staff: int | None = None,
    also_away: bool = False,
    actor: Actor,
    at: dt.datetime,
) -> list[Given]:
    """Give each portion to one in the units one leads (Fordel, Omfordel), and tell the receivers.

    `from_staff` is who has it now; None: cases nobody has taken. What has gone to somebody else
    meanwhile is left there. Raises Refused when nothing is chosen, for somebody who works in no
    unit one leads, and for somebody away today, until `also_away` says that it is known.
    """
    if not work:
        raise Refused("Velg minst én sak.", code="none_chosen")
    wanted = sorted({one["staff_id"] for one in work})
    receivers = {pk: receiver_of(pk, actor=actor, at=at) for pk in wanted}
    if not also_away:
        _warn_of_absence(receivers, on=localdate(at))
    events: list[Event] = []
    told: dict[str, Given] = {}
    for one in sorted(work, key=lambda each: each["reference"]):  # locked in one order
        why = ""
        try:
            case = lock(
                find(one["reference"], actor=actor), actor=actor, despite=Despite.HANDING_OVER
            )
            events += _give(
                case, one, receivers[one["staff_id"]], from_staff=from_staff, actor=actor, at=at
            )
        except Refused as refusal:
            why = refusal.objections[0].sentence
        except NotFound as unknown:
            why = unknown.sentence
        except AccessDenied as denied:
            trail.deny(f"give work: {denied.what}", actor=actor, at=at)
            why = denied.sentence
        told[one["reference"]] = Given(
            reference=one["reference"], staff_id=one["staff_id"], why=why
        )
    trail.record_all(events, actor=actor, at=at)
    for pk, receiver in receivers.items():
        given = [one["reference"] for one in told.values() if one["staff_id"] == pk]
        tell_of_work(receiver, [ref for ref in given if not told[ref]["why"]], actor=actor, at=at)
    return [told[one["reference"]] for one in work]


def _warn_of_absence(receivers: Mapping[int, StaffMember], *, on: dt.date) -> None:
    """Raise Refused with everybody who is away, unless the leader has been told."""
    away = away_until(list(receivers), on=on)
    if away:
        raise Refused.all(
            [
                Objection(
                    filled(
                        "{staff} er borte til og med {day}. Velg en annen, eller kryss av for"
                        " å gi likevel.",
                        staff=receivers[pk],
                        day=f"{day:%d.%m.%Y}",
                    ),
                    "away",
                    "also_away",
                )
                for pk, day in sorted(away.items())
            ]
        )


def _give(
    case: Case,
    one: Portion,
    receiver: StaffMember,
    *,
    from_staff: int | None,
    actor: Actor,
    at: dt.datetime,
) -> list[Event]:
    """Part: what happened. Raises Refused, with nothing written, for what another has by now."""
    if receiver.pk == from_staff:
        raise Refused(filled("{staff} har saken fra før.", staff=receiver), code="already_theirs")
    if one["case"] and case.responsible_id != from_staff:
        raise Refused(
            filled("{staff} har saken nå.", staff=case.responsible)
            if case.responsible
            else mark("Saken ligger i enhetens kø nå."),
            code="elsewhere",
        )
    for kind, _key in one["tasks"]:
        must_be_able(receiver, kind, at=at)
    # The case first: who is responsible for it may open it, and so be given what is in it.
    events: list[Event] = []
    if one["case"]:
        events.append(assign(case, staff_id=receiver.pk, actor=actor, at=at))
        given_up = {receiver.pk} if from_staff is None else {receiver.pk, from_staff}
        follow_case(case, given_up=given_up, at=at)
    for kind, key in one["tasks"]:
        state = task_state(case.pk, kind=kind, key=key)
        if state is None or state.holder_id in {None, from_staff}:
            events.append(given_to(case, receiver, kind=kind, key=key, actor=actor, at=at))
    if not events:
        raise Refused("Noen andre har tatt oppgavene.", code="elsewhere")
    return events
