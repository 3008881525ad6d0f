"""Where sessions are kept: Django's own way, with the account beside them (SESSION_ENGINE)."""

from typing import Any, Final, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import OperationalError

from people.models import Session

STARTED: Final = "started"  # when whoever it is came in, in seconds; counts towards the day's end
KNOWN: Final = "known"  # when they last showed who they are, in seconds
HOW: Final = "how"  # by what they showed it: `password` or `provider`
PROVIDER_SESSION: Final = "provider_session"


class SessionStore(DatabaseSessions):
    """Sessions that can be found by their account."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our own table."""
        return Session

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django asks
        """Keep it. Raises UpdateError where it has been ended, OperationalError where nobody knows.

        Django says the first of both, and whoever is told so is taken for signed out.
        """
        try:
            super().save(must_create)
        except UpdateError as ended:
            if isinstance(ended.__context__, OperationalError):
                raise ended.__context__ from None
            raise

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row, with the account that the session is signed in with."""
        row = cast("Session", super().create_model_instance(data))
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.provider_session = data.get(PROVIDER_SESSION, "")
        return row
