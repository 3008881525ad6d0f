"""What the tests of decisions do, in few words: each calls the one action and reads anew."""

import datetime as dt
from typing import Any, cast

import pytest
from django.db import transaction

from audit.models import Entry
from cases.models import Case
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions
from decisions.models import (
    Decision,
    DecisionLine,
    DecisionReturn,
    DecisionVersion,
    LocalRate,
    StepSeen,
)
from decisions.policy import Part
from decisions.rules import Typed
from notifications.models import Letter, Notice
from people.access import Actor
from people.models import Account, StaffMember, Unit
from people.refusals import Refused
from people.roles import Role
from people.signed_in import actor_for
from tests import given

# Considerations of somebody's own, for what is not granted as recommended.
INSTEAD = (
    "Trenger hjelp til morgenstell og legemidler. Hverdagsrehabilitering er prøvd, og datteren"
    " hjelper med begge deler."
)
ALL_PARTS = tuple(part.value for part in Part)


def the(case: Case) -> Decision:
    """The case's decision as it is stored now; the case is read anew too."""
    case.refresh_from_db()
    return Decision.objects.filter(case=case).latest("n")


def the_line(case: Case, position: int = 0) -> DecisionLine:
    return DecisionLine.objects.get(decision=the(case), position=position)


def save(case: Case, actor: Actor, at: dt.datetime = given.NOW, **typed: Any) -> Decision:
    """Save what is typed over the latest version."""
    actions.save_decision(
        case.pk, version=the(case).version, typed=cast("Typed", typed), actor=actor, at=at
    )
    return the(case)


def save_line(
    case: Case, actor: Actor, position: int = 0, at: dt.datetime = given.NOW, **typed: Any
) -> Decision:
    """Save what is typed on one line; the others stay. What is no grant has its own reasons."""
    lines = DecisionLine.objects.filter(decision=the(case)).order_by("position")
    rows = [
        {"id": str(line.public_id)} | (typed if line.position == position else {}) for line in lines
    ]
    said = {"considerations": INSTEAD} if typed.get("outcome", "GRANTED") != "GRANTED" else {}
    return save(case, actor, at, lines=rows, **said)


def submit(case: Case, actor: Actor, at: dt.datetime = given.NOW) -> Decision:
    actions.submit_decision(case.pk, version=the(case).version, actor=actor, at=at)
    return the(case)


def see_all(case: Case, actor: Actor, at: dt.datetime = given.NOW) -> None:
    for part in Part:
        actions.see_part(case.pk, part=part, version=the(case).version, actor=actor, at=at)


def approve(case: Case, actor: Actor, at: dt.datetime = given.NOW) -> Decision:
    actions.approve_decision(case.pk, version=the(case).version, seen=ALL_PARTS, actor=actor, at=at)
    return the(case)


def issue(case: Case, actor: Actor, at: dt.datetime = given.NOW) -> Decision:
    actions.issue_decision(case.pk, version=the(case).version, actor=actor, at=at)
    return the(case)


def written() -> tuple[int, ...]:
    """How much there is of everything an act on a decision could write."""
    return (
        Decision.objects.count(),
        Decision.objects.filter(submitted_at__isnull=False).count(),
        Decision.objects.filter(approved_at__isnull=False).count(),
        Decision.objects.filter(issued_at__isnull=False).count(),
        sum(Decision.objects.values_list("version", flat=True)),
        DecisionLine.objects.count(),
        DecisionVersion.objects.count(),
        DecisionReturn.objects.count(),
        StepSeen.objects.count(),
        Letter.objects.count(),
        Notice.objects.count(),
        Deadline.objects.count(),
        Deadline.objects.filter(met_at__isnull=False).count(),
        Entry.objects.count(),
        sum(Case.objects.values_list("version", flat=True)),
    )


def events(case: Case) -> list[str]:
    """The names of what happened to the case, oldest first."""
    return list(
        Entry.objects.filter(case_id=case.pk).order_by("at").values_list("event", flat=True)
    )


def last_event(case: Case, name: str) -> dict[str, Any]:
    """What the latest event of that name says."""
    data: dict[str, Any] = Entry.objects.filter(case_id=case.pk, event=name).latest("at").data
    return data


def approve_and_issue(case: Case, actor: Actor, at: dt.datetime = given.NOW) -> Decision:
    """Look at every part, approve and send."""
    see_all(case, actor, at)
    actions.approve_and_issue(case.pk, version=the(case).version, actor=actor, at=at)
    return the(case)


def an_open_deadline(
    case: Case, kind: Kind, *, actor: Actor, at: dt.datetime = given.NOW, key: str = "case"
) -> None:
    """A clock of the case that runs."""
    with transaction.atomic():
        open_deadline(case, kind, starts_on=at.date(), key=key, actor=actor, at=at)


def anew(actor: Actor) -> Actor:
    """The same person with the roles held now."""
    return actor_for(given.account_of(actor), at=given.NOW)


def another_account(actor: Actor) -> Actor:
    """The same person through another account."""
    account = Account(username=f"{given.account_of(actor).username}-2", staff_id=actor.staff())
    account.set_password(given.PASSWORD)
    account.save()
    return actor_for(account, at=given.NOW)


def refused(act: Any, *args: Any, **kwargs: Any) -> Refused:
    """The refusal of an act that wrote nothing at all."""
    before = written()
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert written() == before
    return caught.value


def a_price(
    town: given.Town, key: str, ore: int, unit: str, *, valid_to: dt.date | None = None
) -> LocalRate:
    return LocalRate.objects.create(
        municipality=town.municipality,
        key=key,
        amount_ore=ore,
        unit=unit,
        valid_from=dt.date(2025, 1, 1),
        valid_to=valid_to,
        decided_by="Kommunestyret 11.12.2024",
    )


def also(actor: Actor, role: Role, unit: Unit) -> Actor:
    """The same person with one role more."""
    given.a_role(StaffMember.objects.get(pk=actor.staff()), role, unit)
    return anew(actor)


def send(case: Case, actor: Actor, *, approve_only: bool = False) -> Decision:
    """Approve what waits, and send it unless told otherwise."""
    actions.approve_decision(case.pk, version=the(case).version, actor=actor, at=given.NOW)
    return the(case) if approve_only else issue(case, actor)
