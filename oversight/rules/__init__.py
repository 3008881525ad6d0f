"""Pure parts of control: when reasons are a habit, and when looks are unlike work."""

from oversight.rules.habits import too_many
from oversight.rules.signals import PATTERNS, Crowd, Day, Found, Visit, busiest, found_in

__all__ = [
    "PATTERNS",
    "Crowd",
    "Day",
    "Found",
    "Visit",
    "busiest",
    "found_in",
    "too_many",
]
