"""What is decided of rights and of looks, as dated rows: how long, how often, how many."""

from people.policy.pace import PACES, SENTENCES, WINDOWS, Limit, PaceRow, pace_for
from people.policy.rights import POLICIES, RightsPolicy, rights_policy_on

__all__ = [
    "PACES",
    "POLICIES",
    "SENTENCES",
    "WINDOWS",
    "Limit",
    "PaceRow",
    "RightsPolicy",
    "pace_for",
    "rights_policy_on",
]
