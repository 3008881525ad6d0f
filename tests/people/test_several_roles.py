"""Somebody with roles in two units: leads one, works in the other, and the record says which."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from audit.models import Entry, Read
from audit.words import filled
from cases.models import CaseAccess
from cases.queries import entrusted, visible
from deadlines.actions import assign_case, open_deadline, take_next
from deadlines.kinds import Kind
from deadlines.models import TaskState
from deadlines.rules import Offer
from decisions.models import DecisionLine
from delivery.actions import confirm_order
from desk.queries import next_tasks
from intake.actions import register_application
from notifications.actions import print_letters, stop_letter, undo_print
from notifications.models import Letter
from people.access import Actor, reading, standing
from people.models import IdentityNumber, Relation, Resident, RoleGrant, StaffMember, Unit
from people.queries import team_choices
from people.roles import Permission, Role
from people.rules import PersonGiven
from people.signed_in import actor_for
from records.models import Note
from rights.queries import rights
from tests import given, wall

pytestmark = pytest.mark.django_db
TODAY = given.NOW.date()


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def also(actor: Actor, role: Role, unit: Unit) -> Actor:
    """The same member of staff with one more role."""
    given.a_role(StaffMember.objects.get(pk=actor.staff()), role, unit)
    return actor_for(given.account_of(actor), at=given.NOW)


def test_who_leads_elsewhere_leads_nothing_where_they_only_work(town: given.Town) -> None:
    # given a case of kode 6 in the intake, and who works there and leads the nursing home
    case = given.a_case(town)
    Resident.objects.filter(pk=case.person_id).update(protection="STRICT")
    kari = also(given.staff(Role.CASEWORKER, town.intake), Role.UNIT_LEADER, town.nursing_home)

    # then she is no leader of the intake: neither its hidden cases nor its people are hers
    with wall.behind(), standing(kari, given.NOW):
        assert not visible(kari).filter(pk=case.pk).exists()
        assert {row.unit for row in rights(actor=kari, at=given.NOW).held} == {"Solbakken"}
        assert team_choices(kari, on=TODAY, besides=0) == []

    # and whoever does lead it is let in
    with wall.behind(), standing(town.chief, given.NOW):
        assert visible(town.chief).filter(pk=case.pk).exists()


def test_the_record_says_the_role_that_looked(town: given.Town) -> None:
    # given an order in the home service, and a caseworker who also performs there
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town, at=given.NOW))
    kari = also(given.staff(Role.CASEWORKER, town.intake), Role.PROVIDER, town.home_service)

    # when she opens the order
    with time_machine.travel(given.NOW, tick=False):
        answer = signed_in(kari).get(f"/bestillinger/{line.public_id}/")

    # then she did it as the one who performs
    assert answer.status_code == 200
    look = Read.objects.get(staff_id=kari.staff_id)
    assert (look.role, look.unit_id) == (Role.PROVIDER, town.home_service.pk)


def test_the_record_says_the_unit_that_has_the_case(town: given.Town) -> None:
    # given who worked first in the coordination, then in the intake, and leads the assessment
    case = given.a_case(town)
    kari = also(given.staff(Role.COORDINATOR, town.coordination), Role.CASEWORKER, town.intake)
    kari = also(kari, Role.UNIT_LEADER, town.assessment)

    # when she opens a case of the intake, and its person
    looks = looked_at(kari, f"/saker/{case.reference}/", f"/personer/{case.person.public_id}/")

    # then it is the caseworker of the intake who looked
    assert looks == [(Role.CASEWORKER, town.intake.pk)] * 2

    # and of one that the assessment has, its leader; of any, who leads above it
    other = given.a_case(town, unit=town.assessment, responsible=town.assessor)
    assert looked_at(kari, f"/saker/{other.reference}/")[-1:] == [
        (Role.UNIT_LEADER, town.assessment.pk)
    ]
    boss = also(given.staff(Role.COORDINATOR, town.coordination), Role.UNIT_LEADER, sector(town))
    assert looked_at(boss, f"/saker/{case.reference}/") == [(Role.UNIT_LEADER, sector(town).pk)]


def test_the_record_says_who_answered_where_no_unit_of_theirs_has_to_do_with_them(
    town: given.Town,
) -> None:
    # given somebody known here by no case, and an assessor who also answers the telephone
    ola = given.a_person(town.municipality)
    liv = also(given.staff(Role.ASSESSOR, town.assessment), Role.CASEWORKER, town.intake)

    # then whoever answers is who opened the page
    assert looked_at(liv, f"/personer/{ola.public_id}/") == [(Role.CASEWORKER, town.intake.pk)]


def test_an_act_is_on_record_in_the_role_held_where_the_case_and_the_person_lie(
    town: given.Town,
) -> None:
    # given who works first in the coordination, then in the intake, and leads the assessment
    case = given.a_case(town)
    other = given.a_case(town, unit=town.assessment, responsible=town.assessor)
    ola = given.a_person(town.municipality)
    kari = also(given.staff(Role.COORDINATOR, town.coordination), Role.CASEWORKER, town.intake)
    kari = also(kari, Role.UNIT_LEADER, town.assessment)

    # when she writes a note in a case of the intake, of the assessment, and on their persons
    in_intake, leads = (
        (Role.CASEWORKER, town.intake.pk),
        (Role.UNIT_LEADER, town.assessment.pk),
    )
    assert written(kari, f"/saker/{case.reference}/notater/nytt/") == in_intake
    assert written(kari, f"/saker/{other.reference}/notater/nytt/") == leads
    assert written(kari, f"/personer/{case.person.public_id}/notater/nytt/") == in_intake
    # then each is of the role that opens it; of whom no unit of hers has, of who answers there
    assert written(kari, f"/personer/{ola.public_id}/notater/nytt/") == (
        Role.COORDINATOR,
        town.coordination.pk,
    )
    assert [note.unit_id for note in Note.objects.order_by("pk")] == [
        town.intake.pk,
        town.assessment.pk,
        town.intake.pk,
        town.coordination.pk,
    ]


def test_an_act_that_moves_a_case_is_of_the_role_held_where_it_was(town: given.Town) -> None:
    # given who works in the coordination, and leads both the assessment and the intake
    case = given.a_case(town)
    boss = also(given.staff(Role.COORDINATOR, town.coordination), Role.UNIT_LEADER, town.assessment)
    boss = also(boss, Role.UNIT_LEADER, town.intake)

    assign_case(case.pk, staff_id=town.caseworker.staff(), actor=boss, at=given.NOW)

    acts = Entry.objects.filter(staff_id=boss.staff_id).values_list("role", "unit_id")
    assert set(acts) == {(Role.UNIT_LEADER, town.intake.pk)}


def test_what_is_given_next_is_of_the_role_held_where_it_lies_not_where_another_came_first(
    town: given.Town,
) -> None:
    # given who works in two units and is offered a task in each; the first is just taken
    kari = also(given.staff(Role.ASSESSOR, town.assessment), Role.CASEWORKER, town.intake)
    first, second = given.a_case(town, unit=town.assessment), given.a_case(town)
    month = Kind.PRELIMINARY_ANSWER
    for case in (first, second):
        open_deadline(case, month, starts_on=TODAY, actor=town.caseworker, at=given.NOW)
    with reading(kari, Permission.WORK_CASE, page="test", at=given.NOW):
        found = {one.case_id: one for one in next_tasks(actor=kari, on=TODAY)}
    taken, free = found[first.pk], found[second.pk]
    TaskState.objects.create(
        municipality=town.municipality,
        kind=taken.kind,
        key=taken.key,
        case=first,
        holder_id=town.assessor.staff(),
        changed_at=given.NOW,
    )

    take_next(offered=[taken, free], actor=kari, at=given.NOW)

    acts = Entry.objects.filter(staff_id=kari.staff_id).values_list("case_id", "role", "unit_id")
    assert set(acts) == {(second.pk, Role.CASEWORKER, town.intake.pk)}


def test_a_task_of_no_case_is_taken_in_the_role_held_where_the_person_is_known(
    town: given.Town,
) -> None:
    kari = also(given.staff(Role.ASSESSOR, town.assessment), Role.CASEWORKER, town.intake)
    person = given.a_case(town).person
    offer = Offer(None, None, person.pk, "letter_follow_up", "1", filled("Ingen har den."))

    take_next(offered=[offer], actor=kari, at=given.NOW)

    entry = Entry.objects.get(event="TaskTaken")
    assert (entry.role, entry.unit_id) == (Role.CASEWORKER, town.intake.pk)


def test_a_letter_is_stopped_and_printed_in_the_role_held_in_the_unit_that_posts_it(
    town: given.Town,
) -> None:
    # given who decides in the office, works in the intake, and two letters of the intake
    kari = also(given.staff(Role.DECISION_OFFICER, town.office), Role.CASEWORKER, town.intake)
    for _ in range(2):
        given.a_registered_application(town)
    stops, prints = Letter.objects.order_by("pk")
    assert {stops.unit_id, prints.unit_id} == {town.intake.pk}

    # when she stops one, and prints the other
    stop_letter(str(stops.public_id), actor=kari, at=given.NOW)
    at = given.NOW + dt.timedelta(hours=1)
    bundle = print_letters([str(prints.public_id)], actor=kari, at=at)["bundle"]
    undo_print(bundle, actor=kari, at=at)

    acts = Entry.objects.filter(staff_id=kari.staff_id).values_list("role", "unit_id")
    assert set(acts) == {(Role.CASEWORKER, town.intake.pk)}


def test_who_performs_in_two_units_answers_an_order_in_the_one_it_is_sent_to(
    town: given.Town,
) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town, at=given.NOW))
    kari = also(given.staff(Role.PROVIDER, town.nursing_home), Role.PROVIDER, town.home_service)

    confirm_order(str(line.public_id), version=0, actor=kari, at=given.NOW)

    acts = Entry.objects.filter(staff_id=kari.staff_id).values_list("role", "unit_id")
    assert set(acts) == {(Role.PROVIDER, town.home_service.pk)}


def test_a_system_sees_what_it_has_sent_and_no_more_of_the_unit(town: given.Town) -> None:
    of_others = given.a_case(town)
    system = given.staff(Role.INTEGRATION, town.intake)
    received = register_application(
        told=given.told(),
        given=PersonGiven(public_id=str(given.a_person(town.municipality).public_id)),
        actor=system,
        at=given.NOW,
    )

    with wall.behind(), standing(system, given.NOW):
        seen = {case.reference for case in visible(system)}
        assert (
            seen
            == {case.reference for case in entrusted(system)}
            == {case["reference"] for case in received["cases"]}
        )
    assert CaseAccess.objects.filter(case=of_others, unit=town.intake, to_at=None).exists()


@pytest.mark.parametrize("since", ["ex-partner", "kode 6", "another unit"])
def test_a_form_sent_again_shows_nothing_that_is_closed_since(town: given.Town, since: str) -> None:
    # given somebody who has shared a case by a form
    him = given.a_person(town.municipality, family="Lundsen")
    (case,) = given.a_registered_application(town, person=him)
    kari = given.staff(Role.CASEWORKER, town.intake)
    where = f"/saker/{case.reference}/tilgang/"
    sent = {
        "_key": uuid4().hex,
        "staff": given.public_id_of(town.assessor),
        "reason": "Hun tar samtalen i morgen.",
    }
    browser = signed_in(kari)
    with time_machine.travel(given.NOW, tick=False):
        assert browser.post(where, sent).status_code == 302

    # when the case is closed to them
    if since == "ex-partner":
        number = IdentityNumber.objects.get(resident=him).number
        Relation.objects.create(
            municipality=town.municipality,
            staff_id=kari.staff(),
            number=number,
            kind="EX_PARTNER",
            declared_by_id=kari.staff(),
            declared_at=given.NOW,
        )
    elif since == "kode 6":
        Resident.objects.filter(pk=him.pk).update(protection="STRICT")
    else:
        RoleGrant.objects.filter(staff_id=kari.staff_id).update(
            revoked_at=given.NOW, revoked="HAND"
        )
        also(kari, Role.COORDINATOR, town.coordination)

    # then neither the same form nor another under its key shows whose it was, now or ever
    for later in (dt.timedelta(0), dt.timedelta(days=4)):
        with time_machine.travel(given.NOW + later, tick=False):
            browser = signed_in(kari)
            for body in (sent, {"_key": sent["_key"], "staff": "", "reason": ""}):
                answer = browser.post(where, body)
                assert answer.status_code in {302, 403, 404}, answer.status_code
                assert "lundsen" not in answer.content.decode().lower()
    assert CaseAccess.objects.filter(case=case, ground="shared").count() == 1


def looked_at(actor: Actor, *pages: str) -> list[tuple[str, int | None]]:
    """In which role and unit the record says that the actor opened the pages, all so far."""
    with time_machine.travel(given.NOW, tick=False):
        browser = signed_in(actor)
        for page in pages:
            assert browser.get(page).status_code == 200, page
    return list(Read.objects.filter(staff_id=actor.staff_id).values_list("role", "unit_id"))


def written(actor: Actor, where: str) -> tuple[str, int | None]:
    """In which role and unit the record says that the actor wrote a note."""
    sent = {"kind": "OTHER", "occurred_on": f"{TODAY:%d.%m.%Y}", "text": "Ringte tilbake."}
    with time_machine.travel(given.NOW, tick=False):
        answer = signed_in(actor).post(where, sent)
    assert answer.status_code == 302, answer.content.decode()
    note = Note.objects.latest("pk")
    entry = Entry.objects.get(event="NoteWritten", data__note=str(note.public_id))
    return entry.role, entry.unit_id


def sector(town: given.Town) -> Unit:
    """The unit above all others."""
    return Unit.objects.get(municipality=town.municipality, key="helse-og-velferd")


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(given.account_of(actor))
    return browser
