"""What somebody is writing (utkast): not an act, so no trail and no version."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localdate

from cases.models import Case, Draft
from cases.queries import about, person_of_draft
from people.access import Actor, everywhere, standing, use_case
from people.refusals import Refused
from people.roles import Permission

LONGEST = 200_000  # characters in all fields together
AFTER_THE_END: Final = dt.timedelta(days=1)  # for who was writing when the case ended


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

    `reference` and `person` (public id) say what it is about; for what is typed about an order,
    the order says it. Raises NotFound or AccessDenied for a case or person the actor may not open,
    Refused for more text than a form can hold.
    """
    if sum(len(str(value)) for value in fields.values()) > LONGEST:
        raise Refused("Teksten er for lang til å lagres som utkast.", code="draft_too_long")
    found = about(form, reference=reference, person=person, actor=actor, on=localdate(at))
    Draft.objects.update_or_create(
        owner_id=actor.staff(),
        form=form[:80],
        **found,
        defaults={"fields": _storable(fields), "saved_at": at},
    )
    return {"saved_at": at.isoformat()}


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


def discard_all_drafts(case: Case, forms: Collection[str]) -> None:
    """Forget what anybody had written in these forms about a locked case: the act is done."""
    Draft.objects.filter(case=case, form__in=forms).delete()


def purge_drafts(*, at: dt.datetime) -> int:
    """Forget what nobody has touched for DRAFT_DAYS, or for a day in an ended case; how many.

    It is text about health that its writer keeps after the access has ended. Safe to run twice.
    """
    old = Q(saved_at__lt=at - dt.timedelta(days=settings.DRAFT_DAYS))
    ended = Q(case__ended_at__isnull=False, saved_at__lt=at - AFTER_THE_END)
    gone = 0
    for actor in everywhere():
        with standing(actor, at):
            gone += Draft.objects.filter(old | ended).delete()[0]
    return gone


@use_case(Permission.KEEP_DRAFTS)
def forget_draft(form: str, *, person: str = "", actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Throw away one's own draft of a form that has no case yet, to start anew.

    Raises NotFound or AccessDenied for a person the actor may not open.
    """
    person_id = person_of_draft(person, actor=actor)
    discard_drafts(None, form, owner_id=actor.staff(), person_id=person_id)
    return {"forgotten_at": at.isoformat()}
