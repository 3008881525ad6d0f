"""Which case a draft is of, where only the app that owns its form can tell."""

import datetime as dt
from typing import Final, Protocol

from people.access import Actor


class CaseOf(Protocol):
    """Finds the case of a draft in `form` for somebody who may write it; raises for others."""

    def __call__(self, form: str, *, actor: Actor, on: dt.date) -> int: ...


_OWNERS: Final[dict[str, CaseOf]] = {}


def tell_case_of(prefix: str, case_of: CaseOf) -> None:
    """Let the app whose forms begin with `prefix` say which case a draft is of.

    A performing unit may not open the case, so its page cannot name it.
    """
    _OWNERS[prefix] = case_of


def case_of_draft(form: str, *, actor: Actor, on: dt.date) -> int | None:
    """The case a draft in `form` is of by its owner's word; None where the page must say it."""
    for prefix, case_of in _OWNERS.items():
        if form.startswith(prefix):
            return case_of(form, actor=actor, on=on)
    return None
