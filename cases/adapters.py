"""What doors to a case share: whose step it is in the API, drafts, and who else is writing."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from cases.queries import DraftRow, draft, find
from people.access import Actor, reading
from people.adapters import Door, expected_version
from people.roles import Permission

OURS: Final = "_"  # fields of the frame, not of the form


class CaseDoor(Door):
    """A step on a case. If-Match carries the version of the case, or of what the step is on."""

    page: ClassVar[str]  # what the look is called on record

    def step(self, request: Request, reference: str) -> dict[str, Any]:
        """The case's id, the version, the actor and the moment.

        Raises MissingPrecondition, Stale, NotFound and AccessDenied.
        """
        version = expected_version(request)
        return self.unread_step(request, reference) | {"version": version}

    def unread_step(self, request: Request, reference: str) -> dict[str, Any]:
        """The same without a version, for a step on what nobody changes or what is not there yet.

        Raises NotFound and AccessDenied.
        """
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page=self.page, at=at):
            case_id = find(reference, actor=actor)
        return {"case_id": case_id, "actor": actor, "at": at}


def draft_fields(posted: QueryDict) -> dict[str, Any]:
    """What was typed of a posted form: not what is the frame's, nor any password, nor the zero
    character, which nothing keeps.
    """
    kept = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in posted.lists()
    }
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in kept.items()
        if values
        and not name.startswith(OURS)
        and name != "csrfmiddlewaretoken"
        and "password" not in name
    }


def tell_of_draft(request: HttpRequest, kept: DraftRow | None) -> None:
    """«Utkastet ditt fra kl. 10.42 er hentet fram.», where there is one."""
    if kept is not None:
        when = f"{localtime(kept.saved_at):%H.%M}"
        messages.info(request, _("Utkastet ditt fra kl. %(when)s er hentet fram.") % {"when": when})


def brought_back(
    request: HttpRequest,
    form: BaseForm,
    name: str,
    *,
    actor: Actor,
    at: dt.datetime,
    case_id: int | None = None,
    person_id: int | None = None,
) -> dict[str, Any]:
    """Fill a form that is opened with what the actor had typed in it; what its page then shows.

    The act that the form is for must forget it (`cases.actions.discard_drafts`).
    """
    if not actor.may(Permission.KEEP_DRAFTS):
        return {}
    with reading(actor, Permission.KEEP_DRAFTS, page="Utkast", at=at):
        # A name may have come in by the address (which task); no draft has a zero character in it.
        called = name.replace("\0", "")
        kept = draft(owner_id=actor.staff(), form=called, case_id=case_id, person_id=person_id)
    if not form.is_bound:
        typed = kept.fields if kept else {}
        form.initial = {
            **form.initial,
            **{field: text for field, text in typed.items() if field != "version"},
        }
        tell_of_draft(request, kept)
    return {"draft": name, "saved_at": kept.saved_at if kept else None}


def writing_words(names: Sequence[str]) -> str:
    """«Kari Lie redigerer denne nå»; empty when nobody is."""
    if not names:
        return ""
    *others, last = names
    who = _("%(others)s og %(last)s") % {"others": ", ".join(others), "last": last}
    return _("%(who)s redigerer denne nå") % {"who": who if others else last}
