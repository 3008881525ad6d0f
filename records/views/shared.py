"""What every page of notes and documents does first: whom it is about, and that it is recorded."""

import datetime as dt
import uuid
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from cases.queries import acting_in, acting_on
from people.access import Actor, Look, reading
from people.adapters import status_of
from people.roles import Permission
from records import queries


def subject(
    reference: str,
    public_id: uuid.UUID | None,
    *,
    permission: Permission,
    page: str,
    actor: Actor,
    at: dt.datetime,
) -> queries.Subject:
    """The case, or the person, that the address names, to write on; who looked is kept."""
    with reading(actor, permission, page=page, at=at) as look:
        return looked_up(reference, public_id, look=look, actor=actor, at=at, acting=True)


def looked_up(
    reference: str,
    public_id: uuid.UUID | None,
    *,
    look: Look,
    actor: Actor,
    at: dt.datetime,
    acting: bool = False,
) -> queries.Subject:
    """As `subject`, inside a reading that goes on; without `acting`, only to read."""
    on = localdate(at)
    found = (
        queries.subject_of_case(reference, actor=actor, on=on, acting=acting)
        if reference
        else queries.subject_of_person(str(public_id), actor=actor, on=on, acting=acting)
    )
    look.saw(persons=[found.person.id], case=found.case_id)
    return found


def writes_here(found: queries.Subject, actor: Actor) -> bool:
    """Whether who looks writes here too, and is offered it; inside the reading."""
    if found.case_id:
        return acting_in(found.case_id, actor=actor).may(Permission.WORK_CASE)
    return acting_on(found.person.id, actor=actor).may(Permission.WORK_CASE)


def page(
    request: HttpRequest,
    template: str,
    found: queries.Subject,
    form: Form | None = None,
    **more: Any,
) -> HttpResponse:
    """A page with the person on top, and the case's menu where there is one."""
    context = {"subject": found, "person": found.person, "case": found.case, "form": form}
    return render(
        request, f"records/{template}", context | more, status=status_of(form) if form else 200
    )
