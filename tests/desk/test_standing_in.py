"""What who is away has to do reaches who stands in, else the leader; and goes back by itself."""

import datetime as dt

import pytest

from cases.actions import take_case
from cases.models import Case
from deadlines.actions import sweep
from desk import queries
from desk.rules import TaskNarrow
from people.access import Actor, reading
from people.actions import end_absence, register_absence
from people.models import Account, RoleGrant, StaffMember
from people.roles import Permission, Role
from people.signed_in import actor_for
from tests import given

pytestmark = pytest.mark.django_db
TODAY = given.NOW.date()
DAY = dt.timedelta(days=1)


def mine(actor: Actor, *, on: dt.date = TODAY) -> list[tuple[str, str]]:
    """The tasks in somebody's own list that are in a case, with whose they are."""
    account = Account.objects.get(staff_id=actor.staff())
    today = actor_for(account, at=given.NOW + (on - TODAY))
    with reading(today, Permission.OPEN_CASE, page="test", at=given.NOW):
        found = queries.task_list(actor=today, narrow=TaskNarrow(), on=on)
        counts = queries.task_counts(actor=today, on=on)
    assert counts["mine"] == found.total
    return [(row.reference, row.for_whom) for row in found.rows]


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def away(who: Actor, town: given.Town, *, days: int = 3, stand_in: Actor | None = None) -> str:
    answer = register_absence(
        given.public_id_of(who),
        from_on=TODAY,
        to_on=TODAY + days * DAY,
        stand_in=given.public_id_of(stand_in) if stand_in else "",
        actor=town.chief,
        at=given.NOW,
    )
    return answer["absence"]


def test_it_reaches_who_stands_in_under_the_name_of_who_is_away_and_goes_back(
    case: Case, town: given.Town
) -> None:
    deputy, other = (given.staff(Role.CASEWORKER, town.intake) for _ in range(2))
    kari = str(StaffMember.objects.get(pk=town.caseworker.staff()))
    assert mine(deputy) == []

    absence = away(town.caseworker, town, stand_in=deputy)

    assert (case.reference, kari) in mine(deputy)
    assert mine(other) == []
    assert (case.reference, kari) not in mine(town.chief)
    assert (case.reference, "") in mine(town.caseworker)  # and stays theirs
    assert mine(deputy, on=TODAY + 3 * DAY) == []  # the absence is over
    end_absence(
        given.public_id_of(town.caseworker), absence=absence, actor=town.chief, at=given.NOW
    )
    assert mine(deputy) == []


def test_who_registers_the_absence_reads_where_the_work_goes_meanwhile(
    town: given.Town, wednesday: dt.datetime
) -> None:
    from tests.desk.test_doors import shown  # noqa: PLC0415 - only here

    page = shown(town.chief, f"/fordeling/ansatte/{given.public_id_of(town.caseworker)}/fravaer/")

    assert "Stedfortrederen ser oppgavene og får varslene så lenge." in page
    assert "Uten stedfortreder gjør lederen det." in page


def test_where_nobody_stands_in_or_is_away_too_it_reaches_the_leader(
    case: Case, town: given.Town
) -> None:
    deputy = given.staff(Role.CASEWORKER, town.intake)
    kari = str(StaffMember.objects.get(pk=town.caseworker.staff()))
    absence = away(town.caseworker, town)
    assert (case.reference, kari) in mine(town.chief)

    end_absence(
        given.public_id_of(town.caseworker), absence=absence, actor=town.chief, at=given.NOW
    )
    assert (case.reference, kari) not in mine(town.chief)
    away(town.caseworker, town, stand_in=deputy)
    away(deputy, town)
    assert (case.reference, kari) in mine(town.chief)


def test_who_chooses_sees_which_of_them_is_away_too(
    town: given.Town, wednesday: dt.datetime
) -> None:
    from tests.desk.test_doors import shown  # noqa: PLC0415 - only here

    gone, here = (given.staff(Role.CASEWORKER, town.intake) for _ in range(2))
    away(gone, town)

    page = shown(town.chief, f"/fordeling/ansatte/{given.public_id_of(town.caseworker)}/fravaer/")

    last = f"{TODAY + 2 * DAY:%d.%m.}"
    gone_name, here_name = (StaffMember.objects.get(pk=one.staff()) for one in (gone, here))
    assert f"{gone_name} (borte til og med {last})" in page
    assert f"{here_name} (borte" not in page
    assert str(here_name) in page


def test_what_was_passed_on_to_a_leader_who_is_away_or_gone_reaches_who_leads_meanwhile(
    town: given.Town,
) -> None:
    # given a month that has passed, and was passed on to the unit's own leader
    leader = given.staff(Role.UNIT_LEADER, town.intake)
    deputy, other = (given.staff(Role.CASEWORKER, town.intake) for _ in range(2))
    [case] = given.a_registered_application(town, received_on=TODAY - 40 * DAY)
    take_case(case.pk, actor=town.caseworker, at=given.NOW)
    sweep(at=given.NOW)
    name = str(StaffMember.objects.get(pk=leader.staff()))
    assert passed_on(leader) == [("mine", case.reference, "")]
    assert passed_on(deputy) == passed_on(town.chief) == []

    # then it is the stand-in's while the leader is away
    absence = away(leader, town, stand_in=deputy)
    assert passed_on(deputy) == [("mine", case.reference, name)]
    assert passed_on(town.chief) == []
    end_absence(given.public_id_of(leader), absence=absence, actor=town.chief, at=given.NOW)
    assert passed_on(deputy) == []

    # and with no stand-in, who leads above
    away(leader, town)
    assert passed_on(town.chief) == [("mine", case.reference, name)]

    # and when the leader leads no more, it is there to be taken, by who leads
    RoleGrant.objects.filter(staff_id=leader.staff()).update(revoked_at=given.NOW - DAY)
    assert passed_on(town.chief) == [("ufordelt", case.reference, "")]
    assert passed_on(deputy) == passed_on(other) == []


def passed_on(actor: Actor) -> list[tuple[str, str, str]]:
    """What was passed on, in somebody's own list or nobody's, with whose it is."""
    today = actor_for(Account.objects.get(staff_id=actor.staff()), at=given.NOW)
    with reading(today, Permission.OPEN_CASE, page="test", at=given.NOW):
        return [
            (view, row.reference, row.for_whom)
            for view in ("mine", "ufordelt")
            for row in queries.task_list(actor=today, narrow=TaskNarrow(view=view), on=TODAY).rows
            if row.kind == "deadline_overdue"
        ]


def test_the_page_says_for_whom(case: Case, town: given.Town, wednesday: dt.datetime) -> None:
    from tests.desk.test_doors import shown  # noqa: PLC0415 - only here

    deputy = given.staff(Role.CASEWORKER, town.intake)
    away(town.caseworker, town, stand_in=deputy)

    page = shown(deputy, "/oppgaver/")

    assert f"Deg, for {StaffMember.objects.get(pk=town.caseworker.staff())}" in page
    assert case.reference in page
