"""What doors to a case share: whose step it is in the API, and the draft that is brought back."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from cases.queries import DraftRow, find
from people.access import reading
from people.adapters import Door, expected_version
from people.roles import Permission


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


def tell_of_draft(request: HttpRequest, kept: DraftRow | None) -> None:
    """«Utkastet ditt fra kl. 10.42 er hentet fram.», where there is one."""
    if kept is not None:
        when = f"{localtime(kept.saved_at):%H.%M}"
        messages.info(request, _("Utkastet ditt fra kl. %(when)s er hentet fram.") % {"when": when})
