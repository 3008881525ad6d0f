"""The guard: who is asking, what they may do and how much, and the transaction it stands in."""

from people.access.actor import SYSTEM_UNIT, Actor, Grant, Once, system
from people.access.ground import acts_in, acts_on, acts_on_nothing_yet, tell_where_it_lies
from people.access.guard import (
    Look,
    also_hidden,
    answered,
    deny,
    everywhere,
    gets_its_answer,
    reading,
    require,
    set_context,
    standing,
    stay_in,
    use_case,
)
from people.access.pace import tell_own_work

__all__ = [
    "SYSTEM_UNIT",
    "Actor",
    "Grant",
    "Look",
    "Once",
    "acts_in",
    "acts_on",
    "acts_on_nothing_yet",
    "also_hidden",
    "answered",
    "deny",
    "everywhere",
    "gets_its_answer",
    "reading",
    "require",
    "set_context",
    "standing",
    "stay_in",
    "system",
    "tell_own_work",
    "tell_where_it_lies",
    "use_case",
]
