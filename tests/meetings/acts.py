"""What tests of meetings are given: a meeting, its agenda, who is there."""

import datetime as dt

from cases.models import Case
from meetings import actions
from meetings.models import AgendaItem, Meeting
from people.access import Actor
from people.models import Unit
from tests import given
from tests.given import NOW

MEETS = NOW + dt.timedelta(days=1, hours=1)  # Thursday, eleven in the morning in Oslo
LATER = MEETS + dt.timedelta(days=7)


def a_meeting(
    town: given.Town, *, unit: Unit | None = None, starts: dt.datetime = MEETS
) -> Meeting:
    """A meeting of forvaltningen (or `unit`, which Kari Lie's is), planned today."""
    here = unit or town.office
    who = town.officer if here == town.office else town.caseworker
    made = actions.plan_meeting(
        unit=here.pk,
        starts_at=starts,
        place="Møterom 3",
        leader=given.public_id_of(who),
        actor=who,
        at=NOW,
    )
    return Meeting.objects.get(public_id=made["meeting"])


def put(case: Case, meeting: Meeting, *, by: Actor, line: str = "Vil ha hjelp om kvelden") -> None:
    """The case is put on the agenda."""
    actions.put_on_agenda(case.pk, meeting=str(meeting.public_id), summary=line, actor=by, at=NOW)


def gather(meeting: Meeting, *who: Actor, by: Actor, at: dt.datetime = MEETS) -> None:
    """They are noted as present."""
    ids = [given.public_id_of(one) for one in who]
    actions.note_attendance(str(meeting.public_id), staff=ids, actor=by, at=at)


def item_of(case: Case) -> AgendaItem:
    """The item the case stands on, the last one."""
    return AgendaItem.objects.filter(cases__case=case).order_by("-pk")[0]


def nobody_is(case: Case, *, by: Actor, at: dt.datetime = MEETS) -> None:
    """«Ingen er inhabile»."""
    actions.clear_impartiality(str(item_of(case).public_id), nobody=True, actor=by, at=at)


def conclude(case: Case, *, by: Actor, at: dt.datetime = MEETS) -> None:
    """The conclusion of the case's item is written."""
    actions.conclude_item(
        str(item_of(case).public_id), text="Prøv hverdagsrehabilitering først.", actor=by, at=at
    )
