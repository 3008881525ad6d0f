"""«Trenger hjelp nå»: who decides and is there, what is asked for, and what was answered."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cases.models import Case, CaseAccess
from cases.queries import disqualified_ids, opened_to_no_more
from decisions.models import UrgentRequest
from decisions.policy import OVERTAKEN
from decisions.queries.people import deciding_unit, in_force
from decisions.rules import haste_last_day
from people.access import Actor
from people.models import RoleGrant, StaffMember
from people.queries import away_until
from people.roles import ROLES, Permission


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What was asked for last in a case, and the answer."""

    by: str
    at: dt.datetime
    to: str  # empty: the first who can
    why: str
    open: bool
    last_day: dt.date  # that who was asked may open the case for it
    answer: str  # why it is not urgent, or what came before an answer
    overtaken: bool  # nobody answered
    answered_by: str


@dataclass(frozen=True, slots=True)
class AskPage:
    """Everything on «Trenger hjelp nå»: who can be asked (public id, name), and what was."""

    deciders: tuple[tuple[str, str], ...]
    one_only: bool  # the case is opened to nobody who is not named for it
    asked: AskedRow | None
    may_ask: bool
    may_decide: bool  # and so gives the help, and asks nobody


def ask_page(case_id: int, *, actor: Actor, on: dt.date) -> AskPage:
    """The page for a case the caller may open."""
    case = Case.objects.select_related("person").get(pk=case_id)
    asked = asked_row(case_id)
    there = who_decides_now(case, on=on)
    before = open_request(case_id)
    return AskPage(
        deciders=tuple((str(one.public_id), str(one)) for one in there),
        one_only=bool(opened_to_no_more([case.person])),
        asked=asked,
        may_ask=before is None or bool(still_to_ask(before, there, actor=actor, on=on)),
        may_decide=deciding_unit(actor, on=on) is not None,
    )


def still_to_ask(
    before: UrgentRequest | None, there: Sequence[StaffMember], *, actor: Actor, on: dt.date
) -> list[StaffMember]:
    """Who, of those who are there, may be asked though `before` waits for its answer.

    Whoever asked may ask another than those who were asked; a colleague too, when none of those is
    there any more. After the last day it is asked anew, of all.
    """
    if before is None or on > haste_last_day(before.asked_on):
        return list(there)
    reached = {before.to_id} if before.to_id else _let_in(before.case_id)
    here = {one.pk for one in there}
    if before.asked_by_id != actor.staff_id and reached & here:
        return []
    return [one for one in there if one.pk not in reached]


def _let_in(case_id: int) -> set[int | None]:
    """Who may open the case in their own name: all who were asked at once are among them."""
    given = CaseAccess.objects.filter(case_id=case_id, to_at=None, staff__isnull=False)
    return set(given.values_list("staff_id", flat=True))


def asked_row(case_id: int) -> AskedRow | None:
    """What was asked for last in the case, open or answered."""
    row = (
        UrgentRequest.objects.filter(case_id=case_id)
        .select_related("asked_by", "to", "closed_by")
        .order_by("-pk")
        .first()
    )
    if row is None:
        return None
    return _row(row)


def asked_now(case_ids: Collection[int]) -> dict[int, AskedRow]:
    """What waits for an answer in each of these cases; in one query."""
    waiting = UrgentRequest.objects.filter(case_id__in=case_ids, closed_at=None)
    return {row.case_id: _row(row) for row in waiting.select_related("asked_by", "to", "closed_by")}


def _row(row: UrgentRequest) -> AskedRow:
    return AskedRow(
        by=str(row.asked_by),
        at=row.asked_at,
        to=str(row.to) if row.to else "",
        why=row.why,
        open=row.closed_at is None,
        last_day=haste_last_day(row.asked_on),
        answer=row.answer,
        overtaken=row.answer in OVERTAKEN,
        answered_by=str(row.closed_by) if row.closed_by else "",
    )


def open_request(case_id: int) -> UrgentRequest | None:
    """What waits for an answer in the case."""
    return (
        UrgentRequest.objects.filter(case_id=case_id, closed_at=None)
        .select_related("asked_by")
        .first()
    )


def who_decides_now(case: Case, *, on: dt.date) -> list[StaffMember]:
    """Who decides in the municipality that day, is not away and not disqualified, by name.

    Never whom the case is about.
    """
    roles = [role for role, row in ROLES.items() if Permission.DECIDE in row.permissions]
    grants = RoleGrant.objects.filter(
        in_force(on),
        role__in=roles,
        revoked_at=None,
        unit__decides=True,
        unit__municipality_id=case.municipality_id,
        staff__left_on=None,
    ).exclude(staff_id__in=disqualified_ids(case))
    found = list(
        StaffMember.objects.filter(pk__in=grants.values("staff_id"))
        .exclude(resident_id=case.person_id)
        .order_by("family_name", "given_name", "pk")
    )
    away = away_until([one.pk for one in found], on=on)
    return [one for one in found if one.pk not in away]
