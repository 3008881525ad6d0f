"""What somebody may change about their own screen, and the draft of what was sent too late.

No act: nothing in a case is touched.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from cases.actions import save_draft
from people.access import Actor
from people.models import Account
from people.refusals import AccessDenied, NotFound, Refused


@transaction.atomic(durable=True)
def choose_profile(
    account_id: int,
    *,
    language: str,
    scheme: str,
    shortcuts: bool,
    single_keys: bool,
    list_keys: bool,
) -> None:
    """Keep the choices of «Profil» for one account."""
    Account.objects.filter(pk=account_id).update(
        language=language,
        scheme=scheme,
        shortcuts=shortcuts,
        single_keys=single_keys,
        list_keys=list_keys,
    )


@transaction.atomic(durable=True)
def choose_scheme(account_id: int, *, scheme: str) -> None:
    """Keep the look alone, chosen in the user menu."""
    Account.objects.filter(pk=account_id).update(scheme=scheme)


def make_draft(
    form: str,
    *,
    fields: dict[str, Any],
    reference: str,
    person: str,
    actor: Actor,
    at: dt.datetime,
) -> bool:
    """Make words that were sent too late a draft; False where there is none to be kept of them.

    So it is where the writer may not write there any more, or it is longer than a draft may be.
    """
    try:
        save_draft(form, fields=fields, reference=reference, person=person, actor=actor, at=at)
    except (AccessDenied, NotFound, Refused):
        return False
    return True
