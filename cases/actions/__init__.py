"""What can be done to a case itself; the stages build their use cases of these parts."""

from cases.actions.access import (
    end_access,
    end_haste_access,
    end_meeting_access,
    end_own_access,
    give_access,
    let_read_earlier,
    let_units_go,
)
from cases.actions.closing import tell_closing
from cases.actions.drafts import (
    discard_all_drafts,
    discard_drafts,
    forget_draft,
    purge_drafts,
    save_draft,
)
from cases.actions.handing import tell_giving_back
from cases.actions.impartiality import (
    declare_disqualified,
    disqualify,
    take_back_disqualification,
)
from cases.actions.parts import (
    add_service,
    close_case,
    give_responsibility,
    move,
    must_be_written,
    open_case,
    remove_service,
)
from cases.actions.policy import decide_policy, end_policy
from cases.actions.queue import (
    HOLDING,
    assign,
    hold_case,
    resume_case,
    take,
    take_case,
)
from cases.actions.sharing import (
    end_what_a_reason_opened,
    end_what_reasons_opened,
    let_in_for_a_reason,
    let_units_in,
    share_case,
    unshare_case,
)
from cases.actions.transferred import Transferred, open_transferred
from cases.actions.waiting import tell_waiting

__all__ = [
    "HOLDING",
    "Transferred",
    "add_service",
    "assign",
    "close_case",
    "decide_policy",
    "declare_disqualified",
    "discard_all_drafts",
    "discard_drafts",
    "disqualify",
    "end_access",
    "end_haste_access",
    "end_meeting_access",
    "end_own_access",
    "end_policy",
    "end_what_a_reason_opened",
    "end_what_reasons_opened",
    "forget_draft",
    "give_access",
    "give_responsibility",
    "hold_case",
    "let_in_for_a_reason",
    "let_read_earlier",
    "let_units_go",
    "let_units_in",
    "move",
    "must_be_written",
    "open_case",
    "open_transferred",
    "purge_drafts",
    "remove_service",
    "resume_case",
    "save_draft",
    "share_case",
    "take",
    "take_back_disqualification",
    "take_case",
    "tell_closing",
    "tell_giving_back",
    "tell_waiting",
    "unshare_case",
]
