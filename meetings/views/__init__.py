"""Pages of meetings: the list, one meeting, its items, and «Til møte» on a case."""

from meetings.views.cases import put_case, take_case_off
from meetings.views.items import impartiality, item, move, own_note, postpone, take_off
from meetings.views.meetings import (
    attendance,
    change_meeting,
    end_meeting,
    meeting,
    meeting_list,
    new_meeting,
    printed,
    wall,
)

__all__ = [
    "attendance",
    "change_meeting",
    "end_meeting",
    "impartiality",
    "item",
    "meeting",
    "meeting_list",
    "move",
    "new_meeting",
    "own_note",
    "postpone",
    "printed",
    "put_case",
    "take_case_off",
    "take_off",
    "wall",
]
