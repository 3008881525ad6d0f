"""What the forms of meetings ask about: units of one's own, a case's line, who decides."""

import datetime as dt
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from assessments.queries import recommendation
from cases.queries import CaseHead, office, unit_names
from meetings.models import AgendaItem, Meeting
from meetings.queries.pages import MeetingRow, cases_seen, item_row
from meetings.queries.scope import day_of, find_item, ready_for
from meetings.rules import proposed_summary, readiness_objections
from people.access import Actor
from people.models import StaffMember
from people.refusals import Objection
from people.roles import Permission


def own_units(actor: Actor, *, on: dt.date) -> list[tuple[int, str]]:
    """The units one may plan a meeting for: where one works on cases, and for leaders below."""
    units = actor.units_with(Permission.WORK_CASE) | actor.led_unit_ids
    return sorted(unit_names(units, on=on).items(), key=lambda row: row[1])


def choices_of(rows: Sequence[MeetingRow]) -> tuple[tuple[str, str], ...]:
    """Meetings to choose among: «tirsdag 24.11. kl. 10.00, Forvaltningen (Møterom 3)»."""
    return tuple((row.public_id, _named(row)) for row in rows)


def _named(row: MeetingRow) -> str:
    starts = localtime(row.starts_at)
    when = f"{date_format(starts, 'l d.m.')} kl. {starts:%H.%M}"
    return f"{when}, {row.unit} ({row.place})"


def meeting_of(item_id: str, *, actor: Actor) -> str:
    """The address of the meeting an item stands in. Raises NotFound."""
    return f"/moter/{find_item(item_id, actor=actor).meeting.public_id}/"


def own_public_id(actor: Actor) -> str:
    """The public id of the one who asks."""
    return str(StaffMember.objects.values_list("public_id", flat=True).get(pk=actor.staff()))


def proposed_line(case: CaseHead, *, on: dt.date) -> str:
    """The line of the agenda as the case's facts give it, to be written on."""
    found = recommendation(case.id, on=on)
    sent = found if found and found.submitted_at else None
    lines = [f"{row.service}: {row.text}" for row in sent.lines] if sent else []
    return proposed_summary(services=case.title, stage=gettext(case.stage_label), recommended=lines)


def left_before_conclusion(item: AgendaItem, *, actor: Actor, on: dt.date) -> tuple[Objection, ...]:
    """What stands in the way of a conclusion by the one who looks."""
    ids = cases_seen(item_row(item, actor=actor, on=on))
    return tuple(readiness_objections(ready_for(item.meeting, item, ids, actor=actor, on=on)))


def deciding(meeting: Meeting) -> str:
    """The unit that makes the decision; the meeting only advises."""
    on = day_of(meeting)
    try:
        unit = office(meeting.municipality_id, on=on)
    except LookupError:
        return ""
    return unit_names([unit.pk], on=on)[unit.pk]
