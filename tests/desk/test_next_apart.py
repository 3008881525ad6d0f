"""«Gi meg neste» gives what is of no case too: in the same line, for some days."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connections, transaction
from django.utils.timezone import localdate

from audit.models import Entry
from cases.models import Case
from deadlines import actions
from deadlines.models import TaskState
from deadlines.rules import Offer
from desk.queries import next_tasks
from notifications.actions import send_letter_without_case
from notifications.letters import Language, LetterKind
from notifications.models import Letter
from people.access import Actor, reading
from people.actions import declare_relation
from people.models import IdentityNumber, Resident, RoleGrant, StaffMember
from people.refusals import Refused
from people.roles import Permission, Role
from privacy.actions import register_claim
from tests import given
from tests.desk.test_doors import signed_in
from tests.desk.test_next import due
from tests.notifications import samples
from tests.notifications.posting import person_of

TODAY = given.NOW.date()
DAY = dt.timedelta(days=1)


def a_claim(person: Resident, by: Actor, *, received_on: dt.date) -> str:
    made = register_claim(
        str(person.public_id),
        kind="CORRECTION",
        from_whom="Personen selv",
        what="Etternavnet er feil skrevet.",
        received_on=received_on,
        actor=by,
        at=given.NOW,
    )
    return str(made["claim"])


def a_letter(case: Case, by: Actor, *, key: str, at: dt.datetime) -> Letter:
    """To be printed and posted, and of no case."""
    with transaction.atomic():
        return send_letter_without_case(
            case.person,
            LetterKind.DECISION,
            samples.granted(Language.BOKMAL),
            unit=case.unit,
            recipient=person_of(case),
            key=key,
            actor=by,
            at=at,
        )


def line(actor: Actor, *, at: dt.datetime = given.NOW) -> tuple[Offer, ...]:
    with reading(actor, Permission.WORK_CASE, page="test", at=at):
        return next_tasks(actor=actor, on=localdate(at))


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_a_claim_the_law_s_day_has_passed_for_comes_before_a_case_that_has_time() -> None:
    # given a case with five days left of its month, and a claim whose month is over
    town = given.a_town()
    case = given.a_case(town)
    due(case, 5, town)
    claim = a_claim(case.person, town.caseworker, received_on=TODAY - 40 * DAY)
    deputy = given.staff(Role.UNIT_LEADER, town.intake)
    chief = given.staff(Role.UNIT_LEADER, town.intake)
    assert line(chief)[0].kind == "answer_claim"

    shown = signed_in(chief).post("/oppgaver/neste/", {"_key": "1"}, follow=True)
    said = shown.content.decode()

    # then its page is opened, and it says why and for how long
    assert shown.redirect_chain[-1][0] == f"/rettigheter/{claim}/"
    assert "Du fikk denne fordi fristen gikk ut 23.02.2026: Svar på krav om innsyn" in said
    assert "er din til og med 04.03.2026" in said
    taken = Entry.objects.get(event="TaskTaken")
    assert (taken.case_id, taken.staff_id, taken.data["key"]) == (None, chief.staff_id, claim)
    # and it is theirs, nobody else's, until then
    assert claim in signed_in(chief).get("/oppgaver/").content.decode()
    for one in (chief, deputy):
        assert claim not in [offer.key for offer in line(one)]
        assert claim not in signed_in(one).get("/oppgaver/?vis=ufordelt").content.decode()
    # and then the unit's again, who does not do it keeps it from nobody
    assert claim in [offer.key for offer in line(deputy, at=given.NOW + DAY)]
    with time_machine.travel(given.NOW + 4 * DAY, tick=False):
        again = signed_in(deputy).post("/oppgaver/neste/", {"_key": "2"})
        assert again["Location"] == f"/rettigheter/{claim}/"
    assert TaskState.objects.get(key=claim).holder_id == deputy.staff_id


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
@pytest.mark.parametrize(("days_ago", "kept"), [(26, 2), (0, 3)])
def test_what_is_taken_is_kept_some_days_and_not_past_its_own_day(days_ago: int, kept: int) -> None:
    # given a claim that is due in two days, or in a month
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    claim = a_claim(case.person, town.caseworker, received_on=TODAY - days_ago * DAY)
    chief, deputy = (given.staff(Role.UNIT_LEADER, town.intake) for _ in range(2))

    # when somebody takes it
    shown = signed_in(chief).post("/oppgaver/neste/", {"_key": "1"}, follow=True)

    # then it is theirs to that day, and is offered to others the day after
    last = TODAY + kept * DAY
    assert f"er din til og med {last:%d.%m.%Y}" in shown.content.decode()
    assert claim not in [offer.key for offer in line(deputy, at=given.NOW + kept * DAY)]
    assert claim in [offer.key for offer in line(deputy, at=given.NOW + (kept + 1) * DAY)]
    with time_machine.travel(given.NOW + (kept + 1) * DAY, tick=False):
        signed_in(deputy).post("/oppgaver/neste/", {"_key": "2"})
    assert TaskState.objects.get(key=claim).holder_id == deputy.staff_id


@pytest.mark.django_db
def test_a_letter_of_no_case_is_given_to_who_posts_and_not_to_who_is_related() -> None:
    town = given.a_town()
    now = dt.datetime.now(dt.UTC)
    case = given.a_case(town, responsible=town.other_caseworker)
    letter = a_letter(case, town.caseworker, key="svar:1", at=now - 20 * DAY)
    number = IdentityNumber.objects.get(resident=case.person).number
    related = given.staff(Role.CASEWORKER, town.intake)
    declare_relation("SIBLING", number=number, actor=related, at=given.NOW)

    none = signed_in(related).post("/oppgaver/neste/", {"_key": "1"}, follow=True)
    given_now = signed_in(town.caseworker).post("/oppgaver/neste/", {"_key": "2"}, follow=True)

    assert "Enheten har ingen ufordelte oppgaver som du kan ta nå." in none.content.decode()
    assert given_now.redirect_chain[-1][0] == f"/brev/{letter.public_id}/oppfolging/"
    assert given_now.status_code == 200
    assert Entry.objects.get(event="TaskTaken").person_id == case.person_id


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_whose_role_ends_keeps_no_task_of_no_case() -> None:
    town = given.a_town()
    case = given.a_case(town)
    claim = a_claim(case.person, town.caseworker, received_on=TODAY)
    chief = given.staff(Role.UNIT_LEADER, town.intake)
    other = given.staff(Role.UNIT_LEADER, town.intake)
    offer = next(one for one in line(chief) if one.key == claim)
    actions.take_next(offered=[offer], actor=chief, at=given.NOW)

    with transaction.atomic():
        staff = StaffMember.objects.get(pk=chief.staff())
        RoleGrant.objects.filter(staff=staff).update(revoked_at=given.NOW)
        actions.let_go_of_work(staff, actor=other, at=given.NOW)

    assert TaskState.objects.get(key=claim).holder_id is None
    assert claim in [one.key for one in line(other)]


@pytest.mark.usefixtures("real_db")
def test_of_four_who_press_at_once_two_get_the_two_letters_there_are() -> None:
    town = given.a_town()
    now = dt.datetime.now(dt.UTC)
    case = given.a_case(town, responsible=town.other_caseworker)
    letters = {
        str(a_letter(case, town.caseworker, key=f"svar:{n}", at=now - 20 * DAY).public_id)
        for n in range(2)
    }
    people = [given.staff(Role.CASEWORKER, town.intake) for _ in range(4)]
    lines = [line(actor, at=now) for actor in people]  # all have seen the same
    got: list[str] = []
    together = threading.Barrier(len(people))

    def press(n: int) -> None:
        together.wait()
        try:
            got.append(actions.take_next(offered=lines[n], actor=people[n], at=now)["key"])
        except Refused as refused:
            got.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == sorted([*letters, "none_left", "none_left"])
    assert TaskState.objects.filter(case=None).count() == 2
