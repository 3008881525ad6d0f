"""What cases are opened, shared, held and set up by."""

from cases.views.access import impartiality, share, take_back_disqualification, unshare
from cases.views.drafts import forget_draft, others, save_draft
from cases.views.setup import (
    policies,
    policy_end,
    policy_new,
    unit_service_end,
    unit_service_new,
    unit_services,
)
from cases.views.work import hold, resume, take

__all__ = [
    "forget_draft",
    "hold",
    "impartiality",
    "others",
    "policies",
    "policy_end",
    "policy_new",
    "resume",
    "save_draft",
    "share",
    "take",
    "take_back_disqualification",
    "unit_service_end",
    "unit_service_new",
    "unit_services",
    "unshare",
]
