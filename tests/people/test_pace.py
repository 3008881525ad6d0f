"""Who looks up more persons than work asks for is stopped, told why, and known to the leader."""

import datetime as dt

import pytest

from audit.models import Denial, Read
from audit.reads import NUMBER
from people.access import Actor, reading
from people.models import PersonAccess, Resident, Stop
from people.policy import PACES, Limit, pace_for
from people.refusals import TooMany
from people.roles import Permission, Role
from tests import given

MORNING = dt.datetime(2026, 3, 4, 6, 30, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def many(town: given.Town, count: int) -> list[Resident]:
    """Persons nobody has anything to do with."""
    return Resident.objects.bulk_create(
        Resident(
            municipality=town.municipality,
            given_name="Ola",
            family_name=f"Nr{n}",
            born_on=dt.date(1942, 3, 14),
        )
        for n in range(count)
    )


def opened(
    people: list[Resident],
    who: Actor,
    *,
    at: dt.datetime = given.NOW,
    step: dt.timedelta = SECOND,
) -> int:
    """How many of them could be opened, one after the other, until one could not."""
    for n, person in enumerate(people):
        try:
            look_at([person], who, at=at + n * step)
        except TooMany:
            return n
    return len(people)


def look_at(people: list[Resident], who: Actor, *, at: dt.datetime, asked: str = "") -> None:
    with reading(who, Permission.OWN_NOTICES, page="Personoversikt", at=at) as look:
        look.asked(asked)
        look.saw(persons=[person.pk for person in people])


@pytest.mark.django_db
def test_more_persons_than_work_asks_for_are_stopped_by_hour_day_list_and_number() -> None:
    town = given.a_town()
    people = many(town, 620)
    minute, at = 60 * SECOND, given.NOW
    most = pace_for([Role.PROVIDER], on=at.date()).most
    # given one who goes fast, one who goes slowly, and one who takes lists
    assert opened(people, town.provider, at=at) == most[Limit.HOUR]
    assert opened(people, town.team_provider, at=MORNING, step=minute) == most[Limit.DAY]
    look_at(people[:500], town.leader, at=at)
    stopped = Stop.objects.get(staff_id=town.team_provider.staff())
    assert (stopped.limit, stopped.most, stopped.opened_at) == ("DAY", 150, None)

    # then nothing of the one too many was shown, the attempt is on record, once more is no news
    again = MORNING + 151 * minute
    with pytest.raises(TooMany, match="Du har åpnet 150 personer i dag"):
        look_at([people[200]], town.team_provider, at=again)
    assert Stop.objects.filter(staff_id=town.team_provider.staff()).count() == 1
    assert not Read.objects.filter(person_ids=[people[200].pk]).exclude(
        staff_id=town.provider.staff()
    )
    denied = Denial.objects.filter(staff_id=town.team_provider.staff())
    assert {row.what for row in denied} == {"Personoversikt: too many (DAY)"}
    assert denied.count() == 2

    # those who were open stay open; an hour, and a day, go by
    look_at([people[3]], town.team_provider, at=again)
    look_at([people[200]], town.provider, at=at + 62 * minute)
    look_at([people[200]], town.team_provider, at=MORNING + dt.timedelta(days=1))

    # lists are counted apart, and so are numbers, found or not
    look_at(people[:500], town.assessor, at=at)
    look_at(people[:500], town.assessor, at=at + minute)
    look_at(people[:500], town.assessor, at=at + 2 * minute)
    for n in range(30):
        look_at([], town.officer, at=at + n * SECOND, asked=f"1403421{n:04d}")
    look_at([], town.officer, at=at + minute, asked="140342 1")
    with pytest.raises(TooMany, match="30 fødselsnumre"):
        look_at([], town.officer, at=at + minute, asked="140342 12345")
    assert Read.objects.filter(ground=NUMBER, person_ids=[]).count() == 30
    look_at([], town.officer, at=at + 11 * minute, asked="14034212345")


@pytest.mark.django_db
def test_what_one_has_in_ones_own_name_does_not_count_toward_the_day() -> None:
    town = given.a_town()
    people = many(town, 240)
    PersonAccess.objects.bulk_create(
        PersonAccess(person=one, staff_id=town.caseworker.staff(), ground="x", from_at=MORNING)
        for one in people[:30]
    )

    found = opened(people, town.caseworker, at=MORNING, step=90 * SECOND)

    assert found == 30 + pace_for([Role.CASEWORKER], on=MORNING.date()).most[Limit.DAY]


def test_every_role_has_a_limit_and_the_widest_of_those_held_counts() -> None:
    on = given.NOW.date()
    for role in Role:
        row = pace_for([role], on=on)
        assert set(row.most) == set(Limit)
        assert role is Role.INTEGRATION or row.most[Limit.HOUR] <= 200
        assert role is Role.INTEGRATION or row.most[Limit.DAY] <= 200
    both = pace_for([Role.PROVIDER, Role.UNIT_LEADER], on=on)
    assert both == pace_for([Role.UNIT_LEADER], on=on)
    assert pace_for([], on=on).role is None
    assert all(row.valid_from <= on for row in PACES)
