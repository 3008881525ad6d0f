"""What a performing unit is to give without a decision: what the job needs, never the case."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from cases.queries import PersonHead, person_head, person_heads
from delivery.queries import units_of
from people.access import Actor
from people.models import StaffMember
from people.queries import kept_from
from people.refusals import NotFound
from people.roles import Permission
from referrals.models import TO_RECEIVE, Help
from referrals.queries.helps import HelpRow, rows_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class UnitHelp:
    """Help one's unit is to give, and to whom."""

    row: HelpRow
    person: PersonHead


@dataclass(frozen=True, slots=True)
class UnitHelps:
    """One page of them."""

    rows: tuple[UnitHelp, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class UnitHelpPage:
    """One of them: whom to ring about it, and whether the reader may take it on."""

    row: HelpRow
    person: PersonHead
    decided_by_phone: str
    may_receive: bool


def unit_helps(*, actor: Actor, on: dt.date, page: int = 1, size: int = PAGE) -> UnitHelps:
    """What goes on or is to begin in the actor's units: what nobody has taken on comes first."""
    found = _theirs(actor)
    pages = max(1, -(-found.count() // size))
    page = min(max(1, page), pages)
    waits = ExpressionWrapper(TO_RECEIVE, output_field=BooleanField())
    shown = found.annotate(waits=waits).order_by("-waits", "starts_on", "pk")
    helps = list(shown[(page - 1) * size : page * size])
    people = person_heads({help_.person_id for help_ in helps}, on=on)
    rows = zip(rows_of(helps, on=on), helps, strict=True)
    return UnitHelps(
        tuple(UnitHelp(row, people[help_.person_id]) for row, help_ in rows), page, pages
    )


def unit_help(public_id: str, *, actor: Actor, on: dt.date) -> UnitHelpPage:
    """One of them, while it goes on. Raises NotFound: unknown, ended and hidden answer alike."""
    found = _theirs(actor).filter(public_id=public_id)
    help_ = found.first()
    if help_ is None:
        raise NotFound("Vi finner ikke hjelpen.", what="help")
    delivers = help_.unit_id in actor.units_with(Permission.DELIVER)
    return UnitHelpPage(
        row=rows_of([help_], on=on)[0],
        person=person_head(help_.person_id, on=on),
        decided_by_phone=StaffMember.objects.get(pk=help_.decided_by_id).phone,
        may_receive=delivers and found.filter(TO_RECEIVE).exists(),
    )


def _theirs(actor: Actor) -> QuerySet[Help]:
    """What goes on in the actor's units, of nobody they are related to."""
    ours = Help.objects.filter(unit__in=units_of(actor), ended_on=None)
    return ours.exclude(person_id__in=kept_from(actor))
