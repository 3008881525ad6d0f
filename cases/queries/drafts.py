"""What a draft is about, and who else is writing in the same form."""

import datetime as dt
from typing import Any, Final, Protocol

from django.db.models import Q
from django.utils.timezone import localdate

from cases.models import Draft
from cases.queries.pages import staff_names
from cases.queries.scope import find, may_open_person
from people.access import Actor
from people.queries import resident_id
from people.refusals import AccessDenied

STILL_WRITING: Final = dt.timedelta(minutes=2)  # since the last key


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


def about(form: str, *, reference: str, person: str, actor: Actor, on: dt.date) -> dict[str, Any]:
    """What a draft in `form` is about: `case_id` and `person_id`, either of them perhaps None.

    Raises NotFound or AccessDenied for a case or person (public id) the actor may not open.
    """
    case_id = case_of_draft(form, actor=actor, on=on)
    if case_id is None and reference:
        case_id = find(reference, actor=actor)
    return {"case_id": case_id, "person_id": person_of_draft(person, actor=actor)}


def person_of_draft(public_id: str, *, actor: Actor) -> int | None:
    """Whom a draft is about; None where it is nobody yet. Raises NotFound or AccessDenied."""
    if not public_id:
        return None
    person_id = resident_id(public_id, actor=actor)
    if not may_open_person(person_id, actor=actor):
        raise AccessDenied(what="draft about a person")
    return person_id


def writing_now(
    form: str, *, reference: str = "", person: str = "", actor: Actor, at: dt.datetime
) -> list[str]:
    """The names of the others who write in this form now, or in a part of it (`form/…`).

    Read from what is kept of their typing, so it says nothing of who only looks, and it locks
    nothing. Raises NotFound or AccessDenied for a case or person the actor may not open.
    """
    found = about(form, reference=reference, person=person, actor=actor, on=localdate(at))
    if found["case_id"] is None and found["person_id"] is None:
        return []
    drafts = Draft.objects.filter(
        Q(form=form) | Q(form__startswith=f"{form}/"), saved_at__gt=at - STILL_WRITING, **found
    ).exclude(owner_id=actor.staff())
    return sorted(staff_names(set(drafts.values_list("owner_id", flat=True))).values())
