"""Who is signed in where: a session knows its account, so that all of one person's can be ended."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from people.models.staff import Account


class Session(AbstractBaseSession):
    """A browser that has come in, or is on its way in (no account yet).

    What it holds is signed and of no interest here; `account` and `provider_session` are copied
    out of it when it is saved (people.adapters.sessions).
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    # A digest of what whoever vouched for the person calls this session; empty for a password's.
    provider_session = models.CharField(max_length=64, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        indexes = [
            models.Index(
                fields=["provider_session"],
                name="people_session_provider",
                condition=~models.Q(provider_session=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.expire_date:%Y-%m-%d %H:%M}"
