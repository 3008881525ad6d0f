"""The town's allocation meetings: one held last week, one tomorrow with an agenda to talk over."""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate, make_aware

from cases.models import Case
from meetings import actions as meeting_up
from meetings.models import AgendaItem, Meeting
from meetings.rules import Declared
from people.access import Actor
from people.models import StaffMember, Unit
from tildeling.town.staff import Crew, username_of
from tildeling.town.stories import office_time

UNIT: Final = "forvaltningen"
TABLE: Final = ("vedtak", "godkjenner", "saksbehandler2", "koordinator", "kartlegger")
PLACE: Final = "Møterom Bragernes, 3. etasje"
TEN: Final = dt.time(10)
COMING: Final = 4  # cases on the agenda to come
LINES: Final = (
    "Hvor mye hjelp trengs om morgenen, og kan noe trenes opp?",
    "Korttidsopphold eller rehabilitering hjemme?",
    "Er trygghetsalarm nok om natten?",
    "Flere tjenester på en gang: hva prøves først?",
)


def meet(crew: Crew, now: dt.datetime) -> None:
    """Hold one with its conclusion and somebody out of the room, and plan the next."""
    held_on = office_time(now - dt.timedelta(days=7))
    cases = list(
        Case.objects.filter(
            ended_at=None,
            responsible__isnull=False,
            stage="ASSESSMENT",
            opened_at__lt=held_on - dt.timedelta(days=2),
            person__protection="NONE",
        ).order_by("reference")
    )
    able = [case for case in cases if case.unit_id in _responsible(crew, case, now).unit_ids]
    if len(able) <= COMING:
        return
    _held(crew, able[0], held_on)
    planned = office_time(now - dt.timedelta(days=1))
    tomorrow = localdate(now) + dt.timedelta(days=1)
    while tomorrow.weekday() > 4:
        tomorrow += dt.timedelta(days=1)
    meeting = _plan(crew, make_aware(dt.datetime.combine(tomorrow, TEN)), planned)
    for case, line in zip(able[1 : COMING + 1], LINES, strict=True):
        _put(crew, case, meeting, line, planned)


def _held(crew: Crew, case: Case, at: dt.datetime) -> None:
    starts = make_aware(dt.datetime.combine(localdate(at), TEN))
    meeting = _plan(crew, starts, at - dt.timedelta(days=2))
    _put(crew, case, meeting, LINES[0], at - dt.timedelta(days=1))
    leader = crew("vedtak", starts)
    present = [_public_id(crew, name, starts) for name in TABLE]
    meeting_up.note_attendance(meeting, staff=present, actor=leader, at=starts)
    item = str(AgendaItem.objects.get(meeting__public_id=meeting).public_id)
    meeting_up.clear_impartiality(
        item,
        nobody=False,
        declared=[Declared(_public_id(crew, "koordinator", starts), "FAMILY")],
        actor=leader,
        at=starts + dt.timedelta(minutes=1),
    )
    meeting_up.conclude_item(
        item,
        text="Prøv hverdagsrehabilitering i fire uker, og mål på nytt før omfanget settes.",
        actor=leader,
        at=starts + dt.timedelta(minutes=10),
    )
    version = Meeting.objects.get(public_id=meeting).version
    over = starts + dt.timedelta(minutes=20)
    meeting_up.end_meeting(meeting, version=version, actor=leader, at=over)


def _plan(crew: Crew, starts: dt.datetime, at: dt.datetime) -> str:
    unit = Unit.objects.get(key=UNIT)
    return meeting_up.plan_meeting(
        unit=unit.pk,
        starts_at=starts,
        place=PLACE,
        leader=_public_id(crew, "vedtak", at),
        actor=crew("vedtak", at),
        at=at,
    )["meeting"]


def _put(crew: Crew, case: Case, meeting: str, line: str, at: dt.datetime) -> None:
    meeting_up.put_on_agenda(
        case.pk, meeting=meeting, summary=line, actor=_responsible(crew, case, at), at=at
    )


def _responsible(crew: Crew, case: Case, at: dt.datetime) -> Actor:
    return crew(username_of(case.responsible_id or 0), at)


def _public_id(crew: Crew, username: str, at: dt.datetime) -> str:
    return str(StaffMember.objects.get(pk=crew(username, at).staff()).public_id)
