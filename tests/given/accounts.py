"""Roles and accounts as the product gives them: one gives, another says yes; the owner chooses."""

import datetime as dt

from entrance.actions import choose_password
from entrance.models import EntryCode
from people.access import Actor
from people.models import Account
from people.signed_in import colleague
from rights import actions
from rights.models import Proposal
from tests.given.town import PASSWORD

CODE = "ABCD-EFGH-JKLM-NPQR"


def said_yes(made: dict[str, str | int], *, at: dt.datetime) -> int:
    """The id of the role that was given, once whoever is asked has said yes."""
    row = Proposal.objects.get(public_id=str(made["proposal"]))
    if row.asked_of is None:
        return int(made["grant"])
    by = colleague(row.asked_of, at=at)
    return actions.answer_role(str(row.public_id), yes=True, actor=by, at=at)["grant"]


def handed_out(made: dict[str, str | int], *, by: Actor | None = None, at: dt.datetime) -> str:
    """The code of an account, from whoever hands it out."""
    row = EntryCode.objects.get(public_id=str(made["code"]))
    giver = row.asked_of or row.asked_by
    actor = by or colleague(giver, at=at)
    actions.give_code(str(row.public_id), code=CODE, actor=actor, at=at)
    return CODE


def a_chosen_account(
    staff_id: int, *, username: str, by: Actor, at: dt.datetime, password: str = PASSWORD
) -> Account:
    """An account whose owner has chosen the password."""
    made = actions.create_account(staff_id, username=username, actor=by, at=at)
    code = handed_out(made, at=at)
    return Account.objects.get(
        pk=choose_password(username, code=code, password=password, at=at, address="10.0.0.1")
    )
