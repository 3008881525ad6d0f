"""Reads of delivery: a unit's orders, what runs, what is promised, and whether a case is done."""

from delivery.queries.anew import AnewRow, looked_at_by, looked_at_in
from delivery.queries.asked import QuestionPage, question_page
from delivery.queries.done import (
    Completion,
    completion_of,
    is_left,
    missing_to_complete,
    orders_left,
)
from delivery.queries.landscape import RunningChoices, running_choices
from delivery.queries.leaving import (
    LeavingPage,
    Left,
    Paper,
    closed_by_death,
    closed_of,
    keeper,
    leaving_page,
    papers_of,
    people_of_unit,
    to_end,
    unanswered_units,
)
from delivery.queries.moves import DepartureRow, Undone, lock_departure, where_to
from delivery.queries.orders import (
    OrderList,
    OrderPage,
    View,
    find_source,
    order_page,
    orders,
    orders_of_case,
    protected_address,
    refused_orders,
    sent_order,
    source_in,
    unanswered,
)
from delivery.queries.placed import Source, all_lines, order_key, units_of
from delivery.queries.questions import CanTell, QuestionRow, questions_of_case, who_can_tell
from delivery.queries.renewal import ReassessPage, person_served, reassess_page
from delivery.queries.rows import OrderRow
from delivery.queries.services import (
    ComingRow,
    ServiceRow,
    coming,
    expired,
    obligations,
    services_now,
)
from delivery.queries.tasks import tasks_for
from delivery.queries.units import PerformingUnit, performing_units

__all__ = [
    "AnewRow",
    "CanTell",
    "ComingRow",
    "Completion",
    "DepartureRow",
    "LeavingPage",
    "Left",
    "OrderList",
    "OrderPage",
    "OrderRow",
    "Paper",
    "PerformingUnit",
    "QuestionPage",
    "QuestionRow",
    "ReassessPage",
    "RunningChoices",
    "ServiceRow",
    "Source",
    "Undone",
    "View",
    "all_lines",
    "closed_by_death",
    "closed_of",
    "coming",
    "completion_of",
    "expired",
    "find_source",
    "is_left",
    "keeper",
    "leaving_page",
    "lock_departure",
    "looked_at_by",
    "looked_at_in",
    "missing_to_complete",
    "obligations",
    "order_key",
    "order_page",
    "orders",
    "orders_left",
    "orders_of_case",
    "papers_of",
    "people_of_unit",
    "performing_units",
    "person_served",
    "protected_address",
    "question_page",
    "questions_of_case",
    "reassess_page",
    "refused_orders",
    "running_choices",
    "sent_order",
    "services_now",
    "source_in",
    "tasks_for",
    "to_end",
    "unanswered",
    "unanswered_units",
    "units_of",
    "where_to",
    "who_can_tell",
]
