"""What the watch writes: heartbeats, tries, what must never be, and alarms."""

from watch.actions.alarms import look, tell_of_database
from watch.actions.check import check, check_now, keep
from watch.actions.pulse import beat, begin, fail, finish
from watch.actions.work import Done, attempt, each, let_work_go, park, try_again

__all__ = [
    "Done",
    "attempt",
    "beat",
    "begin",
    "check",
    "check_now",
    "each",
    "fail",
    "finish",
    "keep",
    "let_work_go",
    "look",
    "park",
    "tell_of_database",
    "try_again",
]
