"""The writes of deadlines: parts for the stages, use cases of the lists, and the clock's own."""

from deadlines.actions.again import count_all_again, count_deadline_again
from deadlines.actions.asked import drop_asked, follow_asking, move_asked, receive_answer
from deadlines.actions.by_hand import extend_deadline, settle_deadline
from deadlines.actions.clock import (
    escalate,
    follow_answer,
    follow_letter,
    prepare_partitions,
    remind,
    sweep,
)
from deadlines.actions.inbox import (
    assign_case,
    case_waits_before_the_law,
    follow_case,
    give_task,
    hold_task,
    resume_task,
    take_task,
    take_up_all,
)
from deadlines.actions.letting_go import give_tasks_back, let_go_of_work
from deadlines.actions.mandates import follow_mandate
from deadlines.actions.many import Opening, open_deadlines
from deadlines.actions.next import take_next
from deadlines.actions.own_terms import decide_own_term, end_own_term
from deadlines.actions.parts import (
    cancel_deadline,
    expect_deadline,
    meet_all,
    meet_deadline,
    open_deadline,
    pause_deadline,
    recompute_deadline,
    resume_deadline,
    start_deadline,
)
from deadlines.actions.several import Receipt, give_tasks, hold_tasks
from deadlines.actions.unread import follow_unread
from deadlines.actions.work import Given, Portion, give_work

__all__ = [
    "Given",
    "Opening",
    "Portion",
    "Receipt",
    "assign_case",
    "cancel_deadline",
    "case_waits_before_the_law",
    "count_all_again",
    "count_deadline_again",
    "decide_own_term",
    "drop_asked",
    "end_own_term",
    "escalate",
    "expect_deadline",
    "extend_deadline",
    "follow_answer",
    "follow_asking",
    "follow_case",
    "follow_letter",
    "follow_mandate",
    "follow_unread",
    "give_task",
    "give_tasks",
    "give_tasks_back",
    "give_work",
    "hold_task",
    "hold_tasks",
    "let_go_of_work",
    "meet_all",
    "meet_deadline",
    "move_asked",
    "open_deadline",
    "open_deadlines",
    "pause_deadline",
    "prepare_partitions",
    "receive_answer",
    "recompute_deadline",
    "remind",
    "resume_deadline",
    "resume_task",
    "settle_deadline",
    "start_deadline",
    "sweep",
    "take_next",
    "take_task",
    "take_up_all",
]
