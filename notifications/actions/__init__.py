"""The writes of the post: parts for those who write letters, use cases of queue and notices."""

from notifications.actions.dead import stop_letters_to_the_dead, tell_who_printed_to_the_living
from notifications.actions.notices import email_notice, notify, read_notices
from notifications.actions.parts import (
    mark_posted,
    renewed,
    send_letter,
    send_letter_without_case,
    stop,
    stop_waiting,
)
from notifications.actions.queue import (
    mark_returned,
    print_letters,
    renew_letter,
    settle_letter,
    stop_letter,
    undo_print,
)

__all__ = [
    "email_notice",
    "mark_posted",
    "mark_returned",
    "notify",
    "print_letters",
    "read_notices",
    "renew_letter",
    "renewed",
    "send_letter",
    "send_letter_without_case",
    "settle_letter",
    "stop",
    "stop_letter",
    "stop_letters_to_the_dead",
    "stop_waiting",
    "tell_who_printed_to_the_living",
    "undo_print",
]
