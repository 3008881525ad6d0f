"""What pages with a form share: who posts, whether the act was carried out, and what is shown."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from people.access import Actor
from people.adapters.doors import attempt, status_of
from people.signed_in import actor_of

R = TypeVar("R")


def who(request: HttpRequest) -> tuple[Actor, dt.datetime]:
    """The actor and the moment of the request. Raises AccessDenied."""
    at = timezone.now()
    return actor_of(request, at=at), at


def posted(request: HttpRequest) -> QueryDict | None:
    """What was typed and sent; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def carried_out(form: BaseForm, act: Callable[[], R]) -> R | None:
    """What `act` answers, once the form is right; None where it was not sent, wrong or refused.

    What is wrong stands at the form's fields, and the typed text stays.
    """
    return attempt(form, act) if form.is_valid() else None


def renew(form: BaseForm, version: int) -> None:
    """After Stale the form carries the version its page shows: pressing again is a choice."""
    if status_of(form) == HTTPStatus.CONFLICT and isinstance(form.data, QueryDict):
        typed = form.data.copy()  # of several ticked, each
        typed["version"] = str(version)
        form.data = typed
