"""What can be done to people, units, staff and keys."""

from people.actions.absence import end_absence, register_absence, set_capacity
from people.actions.close import (
    add_relative,
    add_representative,
    edit_relative,
    end_relative,
    end_representative,
    introduce,
)
from people.actions.dated import end_row, give_way, later_objections
from people.actions.directory import Followed, follow_directory
from people.actions.found import found_municipality, set_in_administrator
from people.actions.leaving import (
    end_departure,
    note_death,
    note_departure,
    note_handed,
    withdraw_death,
)
from people.actions.letting_go import let_go, tell_letting_go
from people.actions.numbers import give_number
from people.actions.pace import open_again
from people.actions.relations import (
    declare_oneself,
    declare_relation,
    declare_relation_of,
    end_relation,
)
from people.actions.residents import (
    admit,
    edit_resident,
    register_resident,
    set_protection,
    tell_protection,
)
from people.actions.saved import delete_view, rename_view, save_view
from people.actions.sessions import end_sessions, forget_results, forget_sessions
from people.actions.staff import create_staff, grant_objections, grant_role, revoke_role
from people.actions.takeover import PersonTaken, note_units, source_system, take_over_people
from people.actions.tokens import (
    create_token,
    guesses_left,
    issue_token,
    note_guess,
    renew_calendar,
    revoke_token,
    sign_in,
)
from people.actions.units import (
    add_intake_rule,
    add_unit_service,
    close_unit,
    create_unit,
    end_unit_service,
    merge_units,
    rename_unit,
)

__all__ = [
    "Followed",
    "PersonTaken",
    "add_intake_rule",
    "add_relative",
    "add_representative",
    "add_unit_service",
    "admit",
    "close_unit",
    "create_staff",
    "create_token",
    "create_unit",
    "declare_oneself",
    "declare_relation",
    "declare_relation_of",
    "delete_view",
    "edit_relative",
    "edit_resident",
    "end_absence",
    "end_departure",
    "end_relation",
    "end_relative",
    "end_representative",
    "end_row",
    "end_sessions",
    "end_unit_service",
    "follow_directory",
    "forget_results",
    "forget_sessions",
    "found_municipality",
    "give_number",
    "give_way",
    "grant_objections",
    "grant_role",
    "guesses_left",
    "introduce",
    "issue_token",
    "later_objections",
    "let_go",
    "merge_units",
    "note_death",
    "note_departure",
    "note_guess",
    "note_handed",
    "note_units",
    "open_again",
    "register_absence",
    "register_resident",
    "rename_unit",
    "rename_view",
    "renew_calendar",
    "revoke_role",
    "revoke_token",
    "save_view",
    "set_capacity",
    "set_in_administrator",
    "set_protection",
    "sign_in",
    "source_system",
    "take_over_people",
    "tell_letting_go",
    "tell_protection",
    "withdraw_death",
]
