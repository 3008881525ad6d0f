"""What somebody is writing (utkast): not an act, so no trail and no version."""

import datetime as dt
from typing import Any

from cases.models import Case, Draft
from cases.queries import find, may_open_person
from people.access import Actor, use_case
from people.queries import resident_id
from people.refusals import AccessDenied, Refused
from people.roles import Permission

LONGEST = 200_000  # characters in all fields together


@use_case(Permission.KEEP_DRAFTS)
def save_draft(
    form: str,
    *,
    fields: dict[str, Any],
    actor: Actor,
    at: dt.datetime,
    reference: str = "",
    person: str = "",
) -> dict[str, str]:
    """Keep what is typed in `form`, for the person who types it.

    `reference` and `person` (public id) say what it is about. Raises NotFound or AccessDenied for
    a case or person the actor may not open, Refused for more text than a form can hold.
    """
    if sum(len(str(value)) for value in fields.values()) > LONGEST:
        raise Refused("Teksten er for lang til å lagres som utkast.", code="draft_too_long")
    case_id = find(reference, actor=actor) if reference else None
    person_id = _person_id(person, actor)
    about: dict[str, Any] = {"case_id": case_id, "person_id": person_id}
    Draft.objects.update_or_create(
        owner_id=actor.staff(),
        form=form[:80],
        **about,
        defaults={"fields": _storable(fields), "saved_at": at},
    )
    return {"saved_at": at.isoformat()}


def _person_id(public_id: str, actor: Actor) -> int | None:
    """Whom the draft is about; None where it is nobody yet. Raises as the use cases."""
    if not public_id:
        return None
    person_id = resident_id(public_id, actor=actor)
    if not may_open_person(person_id, actor=actor):
        raise AccessDenied(what="draft about a person")
    return person_id


def _storable(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields without the one character that PostgreSQL cannot keep (NUL)."""
    return {
        name: [text.replace("\0", "") for text in value]
        if isinstance(value, list)
        else str(value).replace("\0", "")
        for name, value in fields.items()
    }


def discard_drafts(
    case: Case | None, form: str, *, owner_id: int, person_id: int | None = None
) -> None:
    """Forget what `owner_id` had written in `form`, once it is submitted.

    About a case, a person, or (both None) nobody yet.
    """
    about: dict[str, Any] = {"case": case, "person_id": person_id}
    Draft.objects.filter(form=form, owner_id=owner_id, **about).delete()


@use_case(Permission.KEEP_DRAFTS)
def forget_draft(form: str, *, person: str = "", actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Throw away one's own draft of a form that has no case yet, to start anew.

    Raises NotFound or AccessDenied for a person the actor may not open.
    """
    person_id = _person_id(person, actor)
    discard_drafts(None, form, owner_id=actor.staff(), person_id=person_id)
    return {"forgotten_at": at.isoformat()}
