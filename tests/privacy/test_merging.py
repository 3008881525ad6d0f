"""Two who are one: never by itself, by two people, all of it, and back again to the last byte."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint
from django.test import Client

from audit.models import Entry
from cases.models import Draft
from deadlines.models import Deadline
from desk.queries import done_count, done_today, person_page, task_list
from desk.rules import TaskNarrow
from meetings.models import AgendaItem, Meeting
from notifications import actions as posting
from notifications.models import Letter
from oversight.models import ReasonedAccess, Signal
from people import actions as registering
from people.access import Actor, reading
from people.models import (
    Departure,
    IdentityNumber,
    PersonAccess,
    Relative,
    Representative,
    Resident,
    SourceSystem,
    StaffMember,
    TakenOver,
)
from people.queries import resident_id
from people.refusals import NotFound, Refused
from people.roles import Permission, Role
from privacy import actions, queries
from privacy.kinds import LEFT_WHERE_ALIKE, MOVED, NEVER_IN_THE_WAY, ONCE, STAYS
from privacy.models import Claim, Correction, Merge, MovedRow
from tests import given
from tests.whole import a_whole_town
from tildeling.town.law import decide as decide_prices

pytestmark = pytest.mark.django_db
# What only grows, or is about the merge itself: everything else comes back as it was.
GROWS = re.compile(r"^(audit_|privacy_m|django_|auth_|people_idempotent|.*event$)")
NOW, HOUR = given.NOW, dt.timedelta(hours=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def second(town: given.Town) -> Actor:
    return given.staff(Role.CASEWORKER, town.intake)


def everything() -> dict[str, list[str]]:
    """Every row of every table, as the database writes it out."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not GROWS.match(table):
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608 - the catalogue's
                found[table] = [text for (text,) in cursor.fetchall()]
    return found


def at_the_end() -> None:
    """What the database looks at when an act ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def pid(person: Resident) -> str:
    return str(person.public_id)


def propose(town: given.Town, kept: Resident, other: Resident, **told: Any) -> Merge:
    numbers = IdentityNumber.objects.filter(resident=kept, current=True)
    number = next((one.number for one in numbers), "")
    made = actions.propose_merge(
        pid(kept),
        other=pid(other),
        **({"number": number, "reason": "Samme person, registrert to ganger."} | told),
        actor=town.caseworker,
        at=NOW,
    )
    return Merge.objects.get(public_id=made["merge"])


def confirm(merge: Merge, who: Actor, *, at: dt.datetime = NOW) -> Any:
    merge.refresh_from_db()
    return actions.confirm_merge(str(merge.public_id), version=merge.version, actor=who, at=at)


def undo(merge: Merge, one: Actor, other: Actor, *, at: dt.datetime = NOW) -> Any:
    merge.refresh_from_db()
    key = str(merge.public_id)
    actions.propose_unmerge(
        key, version=merge.version, reason="De er to likevel.", actor=one, at=at
    )
    return actions.confirm_unmerge(key, version=merge.version + 1, actor=other, at=at)


def test_every_foreign_key_to_a_person_moves_or_stays_for_a_reason() -> None:
    found = {
        key for key, (model, _) in queries.person_keys().items() if not queries.is_history(model)
    }

    assert found == {*MOVED, *STAYS}
    assert all(STAYS.values()) and set(MOVED) >= LEFT_WHERE_ALIKE.keys()  # noqa: PT018 - one table


def test_what_the_database_allows_once_of_a_person_is_said_before_it_is_in_the_way() -> None:
    once = set()
    for key in MOVED:
        label, field = key.rsplit(".", 1)
        for one in apps.get_model(label)._meta.constraints:
            names = getattr(one, "fields", ())
            if isinstance(one, ExclusionConstraint):
                names = [name for name, _ in one.expressions if isinstance(name, str)]
            if isinstance(one, UniqueConstraint | ExclusionConstraint) and field in names:
                once.add(one.name)

    assert once == {*ONCE, *NEVER_IN_THE_WAY}


def test_nobody_merges_alone_whatever_account_they_use(town: given.Town, second: Actor) -> None:
    kept, other = (given.a_person(town.municipality, family=name) for name in ("Hansen", "Hanssen"))
    merge = propose(town, kept, other)

    with pytest.raises(Refused, match="En annen enn deg"):
        confirm(merge, town.caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(confirmed_by=merge.proposed_by, confirmed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 - at the end of the act
        Resident.objects.filter(pk=other.pk).update(merged_into=kept)
        at_the_end()
    assert not MovedRow.objects.exists()
    assert Resident.objects.filter(merged_into=None).count() == 2

    confirm(merge, second)
    at_the_end()
    # and what two have said of these two makes no third into the same
    third = given.a_person(town.municipality)
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 - at the end of the act
        Resident.objects.filter(pk=third.pk).update(merged_into=kept)
        at_the_end()

    # the old address leads on, nobody finds the one that is no more, both histories tell
    assert resident_id(pid(other), actor=town.caseworker) == kept.pk
    told = Entry.objects.filter(event="PersonsMerged")
    assert {entry.person_id for entry in told} == {kept.pk, other.pk}
    assert {entry.data["rows"] for entry in told} == {
        MovedRow.objects.exclude(model="people.Resident").count()
    }
    assert IdentityNumber.objects.filter(resident=kept).count() == 2
    assert IdentityNumber.objects.filter(resident=kept, current=True).count() == 1


def test_the_strictest_protection_holds_and_survives_the_way_back(
    town: given.Town, second: Actor
) -> None:
    kept, other = (given.a_person(town.municipality, family=name) for name in ("Hansen", "Hanssen"))
    Resident.objects.filter(pk=other.pk).update(protection="CONFIDENTIAL")
    merge = propose(town, kept, other)
    confirm(merge, second)
    kept.refresh_from_db()
    assert kept.protection == "CONFIDENTIAL"

    # made stricter while they were one: nobody knows of whom it was meant
    lead = given.staff(Role.CASEWORKER, town.intake)
    registering.set_protection(
        pid(other), protection="STRICT", version=kept.version, actor=lead, at=NOW
    )
    Resident.objects.filter(pk=kept.pk).update(protection="STRICT")
    for who in (town.caseworker, second):
        PersonAccess.objects.create(
            person=kept, staff_id=who.staff(), ground="assigned", from_at=NOW
        )
    undo(merge, town.caseworker, second)

    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.protection, other.protection) == ("STRICT", "STRICT")


def test_what_both_have_one_of_is_told_before_anybody_waits(town: given.Town) -> None:
    kept, other = (given.a_person(town.municipality, family=name) for name in ("Hansen", "Hanssen"))
    for person in (kept, other):
        Departure.objects.create(
            resident=person,
            moves_on=NOW.date(),
            receiving="Lier kommune",
            consent="NOT_ASKED",
            registered_by_id=town.caseworker.staff(),
            registered_at=NOW,
        )
    before = everything()

    with pytest.raises(Refused) as refused:
        propose(town, kept, other)

    assert refused.value.objections[0].sentence == ONCE["people_departure_one"]
    assert everything() == before
    assert not Merge.objects.exists()
    assert not Entry.objects.filter(event="MergeProposed").exists()


def test_letters_and_decisions_of_both_stand_still_while_it_is_proposed(town: given.Town) -> None:
    case = given.an_issued_decision(town).case
    letter = Letter.objects.filter(person=case.person).latest("pk")
    other = given.a_person(town.municipality, family="Hanssen")
    later = letter.hold_until + HOUR
    merge = propose(town, other, case.person)

    with pytest.raises(Refused, match="Til en annen har svart, sendes ingenting") as refused:
        posting.print_letters([str(letter.public_id)], actor=town.officer, at=later)
    assert refused.value.code == "stands_still"

    merge.refresh_from_db()
    actions.withdraw_merge(
        str(merge.public_id), version=merge.version, actor=town.caseworker, at=later
    )
    assert posting.print_letters([str(letter.public_id)], actor=town.officer, at=later)["printed"]


def test_a_merge_is_told_once_to_each_and_every_address_of_it_shows_its_button(
    town: given.Town, second: Actor
) -> None:
    # given two who are merged by another
    kept, other = (given.a_person(town.municipality, family=name) for name in ("Hansen", "Hanssen"))
    merge = propose(town, kept, other)
    confirm(merge, second)

    # then the person's page, the file of everything and what one has done today tell it once
    said = "Slått sammen med en annen registrering"
    page = person_page(pid(kept), actor=second, at=NOW, on=NOW.date())
    assert [row.sentence.startswith(said) for row in page.events].count(True) == 1
    acts = queries.everything(kept.pk, on=NOW.date()).acts
    assert [act["hva"].startswith(said) for act in acts].count(True) == 1
    assert [row.person for row in done_today(actor=second, on=NOW.date())] == ["HANSEN, Ola"]
    assert done_count(actor=second, on=NOW.date()) == 1

    # and the address of each act, opened, shows the page with its button
    client = Client()
    client.force_login(given.account_of(second))
    for act in ("opphev", "trekk", "avvik"):
        shown = client.get(f"/sammenslaing/{merge.public_id}/{act}/")
        assert shown.status_code == 200
        assert "Foreslå å oppheve" in shown.content.decode()


def test_the_task_says_who_it_is_and_whom_to_ask_where_the_person_has_blocked_it(
    town: given.Town, second: Actor
) -> None:
    # given a proposal of two, one of them blocked, and who works with both
    kept, other = (given.a_person(town.municipality, family=name) for name in ("Hansen", "Hanssen"))
    merge = propose(town, kept, other)
    works = given.staff(Role.CASEWORKER, town.intake)
    for one in (kept, other):
        given.a_case(town, person=one, unit=town.assessment, responsible=town.assessor)
        PersonAccess.objects.create(
            person=one, staff_id=works.staff(), ground="assigned", from_at=NOW
        )

    def task(who: Actor) -> tuple[str, str, str]:
        rows = task_list(actor=who, narrow=TaskNarrow(view="ufordelt"), on=NOW.date()).rows
        [row] = [row for row in rows if row.kind == "confirm_merge"]
        return row.person, row.url, row.services

    page = f"/sammenslaing/{merge.public_id}/"
    assert task(second) == ("HANSEN, Ola", page, "")

    # when the one is blocked
    Resident.objects.filter(pk=other.pk).update(blocked=True)

    # then who may answer has the page, and who may not reads whom to ask
    assert task(works) == ("HANSEN, Ola", page, "")
    name, url, asked = task(second)
    assert (name, url) == ("HANSEN, Ola", "")
    assert asked == (
        "Sperret av personen. Svares av en som arbeider med saken."
        f" Spør {StaffMember.objects.get(pk=town.caseworker.staff())}."
    )
    for who, answers in ((works, 200), (second, 403)):
        client = Client()
        client.force_login(given.account_of(who))
        assert client.get(page).status_code == answers


def test_who_is_kept_from_one_of_them_sees_no_proposal(town: given.Town) -> None:
    kept, other = (given.a_person(town.municipality, family=name) for name in ("Hansen", "Hanssen"))
    merge = propose(town, kept, other)
    mine = given.staff(Role.CASEWORKER, town.intake)
    StaffMember.objects.filter(pk=mine.staff()).update(resident=other)
    with pytest.raises(NotFound):
        confirm(merge, mine)


def rich(person: Resident, town: given.Town, meeting: Meeting) -> None:
    """A row by every foreign key that a whole town leaves empty."""
    near = given.a_person(town.municipality, family="Nabosen")
    who = StaffMember.objects.get(pk=town.caseworker.staff())
    Relative.objects.create(resident=person, name="Tora", relation="søster", valid_from=NOW.date())
    Relative.objects.create(
        resident=near, other=person, name="Ola", relation="bror", valid_from=NOW.date()
    )
    Representative.objects.create(
        resident=person, kind="GUARDIAN", name="Vera", personal_matters=True, economy=False,
        valid_from=NOW.date(),
    )  # fmt: skip
    Departure.objects.create(
        resident=person, moves_on=NOW.date(), receiving="Lier", consent="NOT_ASKED",
        registered_by=who, registered_at=NOW,
    )  # fmt: skip
    source = SourceSystem.objects.create(municipality=town.municipality, name="Gerica")
    TakenOver.objects.create(
        source=source, kind="PERSON", external_id="17", resident=person, at=NOW
    )
    StaffMember.objects.filter(pk=town.team_provider.staff()).update(resident=person)
    Draft.objects.create(
        owner=who, person=person, form="henvendelse", fields={"a": 1}, saved_at=NOW
    )
    ReasonedAccess.objects.create(
        municipality=town.municipality, staff=who, person=person, category="CALL",
        reason="Datteren ringte om ham.", from_at=NOW, to_at=NOW + HOUR, control_due_on=NOW.date(),
    )  # fmt: skip
    Signal.objects.create(
        municipality=town.municipality, staff=who, person=person, pattern="REFUSED", number=5,
        on=NOW.date(), found_at=NOW, due_on=NOW.date(),
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, person=person, position=90)
    claim = Claim.objects.create(
        municipality=town.municipality, person=person, kind="CORRECTION", from_whom="Personen",
        what="Navnet", received_on=NOW.date(), due_on=NOW.date(), registered_by=who,
        registered_at=NOW,
    )  # fmt: skip
    Correction.objects.create(
        municipality=town.municipality, claim=claim, person=person, field="doctor", old="A",
        new="B", corrected_by=who, corrected_at=NOW,
    )  # fmt: skip


@pytest.mark.proof
def test_merge_and_unmerge_is_nothing_for_every_person_of_a_whole_town() -> None:
    """Each into one who has been merged before, and apart again: every table is as it was."""
    whole = a_whole_town()
    town, second = whole.town, given.staff(Role.CASEWORKER, whole.town.intake)
    doubled, *rest = Resident.objects.filter(stands_still=False).order_by("-pk")
    first = given.a_person(town.municipality, family="Samlesen")
    for who in (town.caseworker, second):  # of somebody who works here, only the named see
        PersonAccess.objects.create(
            person=doubled, staff_id=who.staff(), ground="shared", from_at=NOW
        )
    rich(doubled, town, Meeting.objects.earliest("pk"))
    twice = given.a_person(town.municipality, family="Dobbeltsen")
    earlier = propose(town, doubled, twice)
    confirm(earlier, second)
    at_the_end()
    before, moved = everything(), 0

    for other in (doubled, *rest):
        merge = propose(town, first, other)
        moved += confirm(merge, second, at=NOW + HOUR)["rows"]
        at_the_end()
        assert not any(
            rows.exists()
            for key in MOVED
            for rows in [queries.rows_by(key, other.pk)]
            if key not in LEFT_WHERE_ALIKE
        )
        assert undo(merge, town.caseworker, second, at=NOW + 2 * HOUR)["left"] == 0
        at_the_end()
        assert everything() == before, other.pk

    keys = {f"{row.model}.{row.field}" for row in MovedRow.objects.all()}
    print(  # noqa: T201 - the figures are what is asked for
        f"{len(rest) + 1} merges undone, {moved} rows moved and back, {len(before)} tables alike"
    )
    assert keys >= set(MOVED)


@pytest.mark.proof
@pytest.mark.usefixtures("wednesday")
def test_two_of_one_name_merged_in_error_are_apart_the_next_day_and_their_readers_known(
    town: given.Town, second: Actor
) -> None:
    """Two Anne Hansen, born the same day, each with a decision and its time to complain."""
    born = dt.date(1941, 5, 17)
    two = [given.a_person(town.municipality, given="Anne", family="Hansen") for _ in range(2)]
    Resident.objects.filter(pk__in=[one.pk for one in two]).update(born_on=born)
    decide_prices(actor=town.administrator, at=NOW, from_on=given.LONG_AGO)
    # the one's by the coordinator, the other's quick: two open pathways would be told beforehand
    given.an_issued_decision(town, person=two[0])
    given.an_issued_decision(town, person=two[1], services=("trygghetsalarm",))

    def file(one: Resident) -> str:
        found = queries.everything(one.pk, on=NOW.date())
        return json.dumps(found.tables, default=str) + repr(found.papers)

    files = [file(one) for one in two]
    clocks = [list(Deadline.objects.filter(person=one).order_by("pk").values()) for one in two]
    merge = propose(town, *two)
    confirm(merge, second)
    at_the_end()
    assert file(two[0]) != files[0]

    # somebody answers the telephone, and reads of both as one, by the address of either
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    for one in two:
        page = client.get(f"/personer/{pid(one)}/", follow=True)
        assert page.status_code == 200
        assert page.content.decode().count("Vedtak fattet") >= 2

    next_day = NOW + dt.timedelta(days=1)
    undo(merge, town.caseworker, second, at=next_day)
    at_the_end()

    assert [file(one) for one in two] == files
    assert clocks == [
        list(Deadline.objects.filter(person=one).order_by("pk").values()) for one in two
    ]
    merge.refresh_from_db()
    assert merge.breach_due_at == next_day + dt.timedelta(hours=72)
    with reading(second, Permission.EDIT_PERSON, page="Slå sammen", at=next_day) as look:
        page_of = queries.merge_page(str(merge.public_id), actor=second, on=next_day.date())
        look.saw(persons=[page_of.kept_id, page_of.absorbed_id])
    [reader] = page_of.readers
    name = str(StaffMember.objects.get(pk=town.caseworker.staff()))
    assert (reader.who, reader.looks) == (name, 3)
    tasks = task_list(actor=second, narrow=TaskNarrow(view="ufordelt"), on=next_day.date()).rows
    assert [row.due_on for row in tasks if row.kind == "settle_breach"] == [
        (next_day + dt.timedelta(hours=72)).date()
    ]

    actions.settle_breach(
        str(merge.public_id), version=merge.version, breach="NOTIFIED",
        note="Begge er ringt, og meldt til Datatilsynet.", actor=second, at=next_day,
    )  # fmt: skip
    assert Entry.objects.filter(event="BreachSettled").count() == 1
