"""Saved views: a list with its filters, kept under a name for oneself or for a unit one leads."""

import datetime as dt
import re
import uuid
from typing import Final

from audit import trail
from audit.words import filled, mark
from people.access import Actor, use_case
from people.events import ViewDeleted, ViewRenamed, ViewSaved
from people.models import SavedView
from people.queries import lock_staff, lock_unit
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission
from people.rules import unwritable

MOST: Final = 20  # views of one list, for one owner: more would be a list to search in
LONGEST: Final = 60
A_NUMBER: Final = re.compile(r"\d{6}")  # a date of birth, or the number of a person
CODES: Final = re.compile(r"([a-z]+=[A-Za-z0-9_-]+(&[a-z]+=[A-Za-z0-9_-]+)*)?")
UNKNOWN: Final = mark("Vi finner ikke visningen. Kanskje noen har slettet den.")


@use_case(Permission.SAVE_VIEWS)
def save_view(
    *, page: str, query: str, name: str, unit_id: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Keep a list's filters under a name (Lagre denne visningen).

    `query` is the list's address after the question mark, of codes only. With `unit_id` it is for
    everybody there, by whoever leads it. Raises Refused for the name; AccessDenied for the unit.
    """
    if not CODES.fullmatch(query) or A_NUMBER.search(query):
        raise Refused("Visningen kan ikke lagres. Velg filtrene på nytt.", code="bad_query")
    if unit_id is None:
        lock_staff(actor.staff(), actor=actor)
        owner = {"staff_id": actor.staff(), "unit_id": None}
    else:
        if unit_id not in actor.led_unit_ids:
            raise AccessDenied("Bare lederen kan lagre visninger for enheten.", what="unit view")
        lock_unit(unit_id, actor=actor)
        owner = {"staff_id": None, "unit_id": unit_id}
    beside = SavedView.objects.filter(page=page, **owner)
    if beside.count() >= MOST:
        raise Refused(
            filled("Det er {most} lagrede visninger fra før. Slett en du ikke bruker.", most=MOST),
            code="too_many",
        )
    view = SavedView.objects.create(
        municipality_id=actor.municipality_id,
        page=page,
        query=query,
        name=_named(name, [other.name for other in beside]),
        created_at=at,
        **owner,
    )
    trail.record(ViewSaved(name=view.name, unit_id=unit_id), actor=actor, at=at)
    return {"view": str(view.public_id)}


@use_case(Permission.SAVE_VIEWS)
def rename_view(view_id: str, *, name: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Call a saved view something else (Endre navn). Raises NotFound, Refused."""
    view = _lock(view_id, actor)
    beside = SavedView.objects.filter(page=view.page, staff=view.staff_id, unit=view.unit_id)
    before, view.name = view.name, _named(name, [v.name for v in beside.exclude(pk=view.pk)])
    view.save(update_fields=["name"])
    trail.record(ViewRenamed(before=before, name=view.name), actor=actor, at=at)
    return {"view": str(view.public_id)}


@use_case(Permission.SAVE_VIEWS)
def delete_view(view_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Throw a saved view away (Slett visningen); the tasks in it stay. Raises NotFound."""
    view = _lock(view_id, actor)
    view.delete()
    trail.record(ViewDeleted(name=view.name, unit_id=view.unit_id), actor=actor, at=at)
    return {"view": view_id}


def _lock(view_id: str, actor: Actor) -> SavedView:
    """One's own view, or one of a unit one leads; its owner is locked, as where views are made."""
    try:
        found = SavedView.objects.get(
            public_id=uuid.UUID(view_id), municipality_id=actor.municipality_id
        )
    except (ValueError, SavedView.DoesNotExist):
        raise NotFound(UNKNOWN) from None
    if found.unit_id is not None:
        if found.unit_id not in actor.led_unit_ids:
            raise NotFound(UNKNOWN)
        lock_unit(found.unit_id, actor=actor)
    elif found.staff_id == actor.staff():
        lock_staff(actor.staff(), actor=actor)
    else:
        raise NotFound(UNKNOWN)
    view = SavedView.objects.filter(pk=found.pk).first()
    if view is None:
        raise NotFound(UNKNOWN)
    return view


def _named(text: str, taken: list[str]) -> str:
    """The name as it is kept. Raises Refused."""
    name = " ".join(text.split())
    problem = ""
    if not name:
        problem = mark("Skriv hva visningen skal hete.")
    elif len(name) > LONGEST:
        problem = mark("Navnet kan ha inntil 60 tegn. Kort det ned.")
    elif unwritable(name):
        problem = mark("Navnet har tegn som ikke kan brukes. Skriv det med bokstaver.")
    elif A_NUMBER.search(name):
        problem = mark("Navnet kan ikke ha nummeret til en person. Skriv hva visningen viser.")
    elif name.casefold() in {other.casefold() for other in taken}:
        problem = mark("Det finnes en visning med dette navnet. Velg et annet.")
    if problem:
        raise Refused(problem, code="bad_name", field="name")
    return name
