"""Reads of meetings: the list, one meeting with its agenda, one item, what a case waits for."""

from meetings.queries.choices import (
    choices_of,
    deciding,
    left_before_conclusion,
    meeting_of,
    own_public_id,
    own_units,
    proposed_line,
)
from meetings.queries.merging import agenda_in_the_way
from meetings.queries.pages import (
    CaseLine,
    ItemRow,
    MeetingPage,
    MeetingRow,
    Present,
    Waits,
    coming,
    item_row,
    item_waited_for,
    meeting_page,
    meeting_rows,
    present_at,
    waits_for,
)
from meetings.queries.scope import day_of, find_item, find_meeting, must_run, runs

__all__ = [
    "CaseLine",
    "ItemRow",
    "MeetingPage",
    "MeetingRow",
    "Present",
    "Waits",
    "agenda_in_the_way",
    "choices_of",
    "coming",
    "day_of",
    "deciding",
    "find_item",
    "find_meeting",
    "item_row",
    "item_waited_for",
    "left_before_conclusion",
    "meeting_of",
    "meeting_page",
    "meeting_rows",
    "must_run",
    "own_public_id",
    "own_units",
    "present_at",
    "proposed_line",
    "runs",
    "waits_for",
]
