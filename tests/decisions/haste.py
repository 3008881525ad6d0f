"""What the tests of urgent help do, in few words."""

import datetime as dt
from typing import Any, cast

from cases.models import Case
from decisions import actions
from decisions.rules import Said
from people.access import Actor
from tests import given

HOME = "helsetjenester_i_hjemmet"


def said(
    town: given.Town, *, service: str = HOME, at: dt.datetime = given.NOW, **changes: Any
) -> Said:
    """Help from today, told to the daughter; `changes` say what was otherwise."""
    plain: dict[str, Any] = {
        "lines": [
            {
                "service_key": service,
                "quantity": "7",
                "unit_performing": town.home_service.key,
                "important": "Nøkkel hos nabo",
            }
        ],
        "from_on": at.date(),
        "to_on": None,
        "reason": "Ektefellen som hjalp, er lagt inn i dag.",
        "told": "Datteren Anne",
        "told_by": "Eva Lind",
        "told_at": at,
        "not_told_reason": "",
        "persons_view": "Ola vil ha hjelp hjemme.",
    }
    return cast("Said", plain | changes)


def give(
    case: Case,
    town: given.Town,
    actor: Actor | None = None,
    at: dt.datetime = given.NOW,
    **more: Any,
) -> dict[str, Any]:
    """Give the help, and read the case anew."""
    answer = actions.decide_urgently(
        case.pk, said=said(town, at=at, **more), actor=actor or town.officer, at=at
    )
    case.refresh_from_db()
    return answer
