"""The writes of the post: parts for those who write letters, use cases of queue and notices."""

from notifications.actions.answered import need_no_more
from notifications.actions.channels import (
    decide_post_channel,
    end_post_channel,
    set_post_channel,
)
from notifications.actions.copies import LetGo, let_go
from notifications.actions.dead import stop_letters_to_the_dead, tell_who_printed_to_the_living
from notifications.actions.digest import claim_digest, close_digest, email_digest
from notifications.actions.notices import (
    digest_off_by_link,
    notify,
    pass_on_notice,
    read_notices,
    switch_notices,
)
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
from notifications.actions.relay import carry, claim, hand_over
from notifications.actions.setting import decide_post_setting, end_post_setting
from notifications.actions.told import ask, doubt_delivery, take_news
from notifications.actions.unopened import tell_of_unopened

__all__ = [
    "LetGo",
    "ask",
    "carry",
    "claim",
    "claim_digest",
    "close_digest",
    "decide_post_channel",
    "decide_post_setting",
    "digest_off_by_link",
    "doubt_delivery",
    "email_digest",
    "end_post_channel",
    "end_post_setting",
    "hand_over",
    "let_go",
    "mark_posted",
    "mark_returned",
    "need_no_more",
    "notify",
    "pass_on_notice",
    "print_letters",
    "read_notices",
    "renew_letter",
    "renewed",
    "send_letter",
    "send_letter_without_case",
    "set_post_channel",
    "settle_letter",
    "stop",
    "stop_letter",
    "stop_letters_to_the_dead",
    "stop_waiting",
    "switch_notices",
    "take_news",
    "tell_of_unopened",
    "tell_who_printed_to_the_living",
    "undo_print",
]
