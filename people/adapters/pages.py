"""What pages with a form share: who posts, whether the act was carried out, and what is shown."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Final, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from people.access import Actor, Once
from people.adapters.doors import attempt, status_of
from people.signed_in import actor_of, body_hash

R = TypeVar("R")
IN_AN_ADDRESS: Final = re.compile(r"[-\w]{1,200}", re.ASCII)


def who(request: HttpRequest) -> tuple[Actor, dt.datetime]:
    """The actor and the moment of the request. Raises AccessDenied."""
    at = timezone.now()
    return actor_of(request, at=at), at


def to_be_told(request: HttpRequest, actor: Actor) -> tuple[Actor, str]:
    """The actor of an act whose answer is a page to come back to, and the key of that page.

    The answer is kept under the request's own key (`people.queries.receipt`). Without one, or with
    one that stands in no address, it gets another: the same for the same.
    """
    before = actor.once
    key = before.key if before else uuid.uuid4().hex
    if not IN_AN_ADDRESS.fullmatch(key):
        key = hashlib.sha256(key.encode()).hexdigest()
    route = f"{request.method} {request.path}"[:200]
    return replace(actor, once=Once(route, key, body_hash(request))), key


def posted(request: HttpRequest) -> QueryDict | None:
    """What was typed and sent; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def typed(request: HttpRequest, name: str) -> str:
    """One text that is sent outside a form (a search, a draft's name), as a database can take it:
    forms refuse the zero character at its field, here it is left out.
    """
    return str(request.POST.get(name, "")).replace("\0", "")


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
