"""What can be done with meetings (tildelingsmøter): plan, agenda, who is there, conclude, end."""

from meetings.actions.agenda import move_item, put_on_agenda, take_off_agenda
from meetings.actions.plan import change_meeting, end_meeting, end_past_access, plan_meeting
from meetings.actions.settle import add_own_note, conclude_item, postpone_item, take_item_off
from meetings.actions.table import clear_impartiality, note_attendance

__all__ = [
    "add_own_note",
    "change_meeting",
    "clear_impartiality",
    "conclude_item",
    "end_meeting",
    "end_past_access",
    "move_item",
    "note_attendance",
    "plan_meeting",
    "postpone_item",
    "put_on_agenda",
    "take_item_off",
    "take_off_agenda",
]
