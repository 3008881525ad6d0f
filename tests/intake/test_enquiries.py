"""A henvendelse may end on the telephone page, be followed up, or become a søknad."""

import datetime as dt
from typing import Any

import pytest

from audit.models import Entry
from cases.models import Case
from cases.queries import Scope, may_open_person
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake import actions, queries
from intake.kinds import ASK_THE_PERSON, Form, FromWhom
from intake.models import Application
from intake.queries import Registered
from intake.rules import Introduced
from notifications.models import Notice
from people import actions as registering
from people.access import Actor
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Role
from people.rules import PersonGiven
from tests import given

pytestmark = pytest.mark.django_db

ENQUIRY: dict[str, Any] = {
    "form": Form.ENQUIRY,
    "services": (),
    "own_words": "Lurer på hva matombringing koster.",
}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def public(actor: Actor) -> str:
    return str(given.account_of(actor).staff.public_id)


def enquire(town: given.Town, person: Resident, at: dt.datetime, **changes: Any) -> Registered:
    return actions.register_enquiry(
        told=given.told(**ENQUIRY | changes),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=town.caseworker,
        at=at,
    )


def tasks_of(actor: Actor, now: dt.datetime) -> list[dict[str, Any]]:
    scope = Scope(actor=actor, on=given.NOW.date())
    return [row for rows in queries.tasks_for(scope) for row in rows]


def test_an_enquiry_may_end_on_the_telephone_page(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    answer = enquire(town, person, now)

    assert answer["cases"] == []
    assert Application.objects.get().follow_up_by is None
    assert not Deadline.objects.exists()
    assert Entry.objects.filter(event="EnquiryRegistered", person_id=person.pk).count() == 1
    assert not tasks_of(town.caseworker, now)


def test_a_promise_is_a_named_persons_task_and_opens_the_person_until_it_is_kept(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    # given an assessor who may not open the person
    assert not may_open_person(person.pk, actor=town.assessor)

    # when the caller is promised that she will call back
    answer = enquire(
        town, person, now, follow_up="Ring tilbake", follow_up_by=public(town.assessor)
    )

    # then she has the task, within a week, and may open the person
    [task] = tasks_of(town.assessor, now)
    assert (task["task_person"], task["task_key"]) == (person.pk, answer["application"])
    assert task["task_due"] == dt.date(2026, 3, 9)
    assert may_open_person(person.pk, actor=town.assessor)

    # and when she has called, both are gone
    actions.follow_up_enquiry(
        answer["application"], note="Ringte. Fikk vite prisen.", actor=town.assessor, at=now
    )
    assert not tasks_of(town.assessor, now)
    assert not may_open_person(person.pk, actor=town.assessor)
    with pytest.raises(Refused, match="allerede fulgt opp"):
        actions.follow_up_enquiry(
            answer["application"], note="Igjen", actor=town.caseworker, at=now
        )


def test_a_caller_nobody_knew_becomes_a_contact_who_is_told_nothing_until_the_person_is_asked(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    whom = PersonGiven(public_id=str(person.public_id))
    told = given.told(**ENQUIRY | {"from_whom": FromWhom.RELATIVE})

    # when it is not said who it is, or by somebody who may not edit the person, nothing is written
    with pytest.raises(Refused) as refusal:
        actions.register_enquiry(
            told=told,
            given=whom,
            introduced=Introduced(name=" ", relation=""),
            actor=town.caseworker,
            at=now,
        )
    assert [o.field for o in refusal.value.objections] == ["other_name", "other_relation"]
    eva = Introduced(name="Eva  Moen", relation="søster", phone="911 22 333")
    with pytest.raises(AccessDenied):
        actions.register_enquiry(
            told=told, given=whom, introduced=eva, actor=town.coordinator, at=now
        )
    assert not Entry.objects.exists()
    assert not Application.objects.exists()

    # when it is, the caller stands as a contact with «nei», and whoever took the call is to ask
    actions.register_enquiry(told=told, given=whom, introduced=eva, actor=town.caseworker, at=now)
    relative = person.relatives.get()
    assert (relative.name, relative.may_be_told) == ("Eva Moen", "NO")
    [task] = tasks_of(town.caseworker, now)
    assert task["task_holder"] == town.caseworker.staff_id
    assert Application.objects.get().follow_up == ASK_THE_PERSON

    # and is not registered twice
    with pytest.raises(Refused, match="registrert fra før"):
        actions.register_enquiry(
            told=told, given=whom, introduced=eva, actor=town.caseworker, at=now
        )
    assert person.relatives.count() == 1


def test_an_enquiry_made_a_soknad_keeps_its_first_day(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    # given an enquiry of the third of March, to be followed up
    before = enquire(
        town,
        person,
        now,
        received_on=dt.date(2026, 3, 3),
        follow_up="Ring tilbake",
        follow_up_by=public(town.caseworker),
    )

    # when the person applies a week later
    later = now + dt.timedelta(days=7)
    answer = actions.make_application(
        before["application"], services=["matombringing"], actor=town.caseworker, at=later
    )

    # then the case's month runs from the first contact, and the promise is kept
    case = Case.objects.get()
    assert [c["reference"] for c in answer["cases"]] == [case.reference]
    assert case.received_on == dt.date(2026, 3, 3)
    assert Deadline.objects.get(kind=Kind.PRELIMINARY_ANSWER).due_on == dt.date(2026, 4, 3)
    enquiry = Application.objects.get(public_id=before["application"])
    assert enquiry.became == Application.objects.get(public_id=answer["application"])
    assert enquiry.followed_up_at == later
    with pytest.raises(Refused, match="allerede registrert"):
        actions.make_application(
            before["application"], services=["matombringing"], actor=town.caseworker, at=later
        )
    assert Case.objects.count() == 1


def test_a_melding_needs_the_persons_wish_to_become_a_soknad(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    message = enquire(
        town,
        person,
        now,
        form=Form.MESSAGE,
        from_whom=FromWhom.DOCTOR,
        follow_up="Hør om personen ønsker å søke",
        follow_up_by=public(town.caseworker),
    )

    with pytest.raises(Refused) as refusal:
        actions.make_application(
            message["application"], services=["trygghetsalarm"], actor=town.caseworker, at=now
        )
    assert refusal.value.code == "not_the_persons"
    assert not Case.objects.exists()

    actions.make_application(
        message["application"],
        services=["trygghetsalarm"],
        person_knows=True,
        actor=town.caseworker,
        at=now,
    )
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"own_words": " "}, "own_words_missing"),
        ({"services": ("matombringing",)}, "enquiry_with_services"),
        ({"follow_up": "Ring tilbake"}, "follow_up_by_missing"),
        ({"follow_up": "Ring tilbake", "follow_up_by": "nobody"}, "no_such_colleague"),
        ({"form": Form.APPLICATION}, "is_an_application"),
        ({"form": Form.MESSAGE, "from_whom": FromWhom.DOCTOR}, "follow_up_missing"),
        ({"follow_up_on": dt.date(2026, 3, 1)}, "day_passed"),
        ({"follow_up_on": dt.date(2026, 5, 1)}, "after_a_month"),
    ],
)
def test_an_enquiry_that_lacks_something_is_refused_whole(
    changes: dict[str, Any], code: str, town: given.Town, person: Resident, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        enquire(town, person, now, **changes)

    assert code in [o.code for o in refusal.value.objections]
    assert not Application.objects.exists()
    assert not Entry.objects.exists()


def test_somebody_elses_promise_is_not_found(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    answer = enquire(
        town, person, now, follow_up="Ring tilbake", follow_up_by=public(town.caseworker)
    )

    with pytest.raises(NotFound):
        actions.follow_up_enquiry(answer["application"], note="Ja", actor=town.assessor, at=now)
    with pytest.raises(AccessDenied):
        actions.follow_up_enquiry(answer["application"], note="Ja", actor=town.provider, at=now)
    assert Application.objects.get().followed_up_at is None


def test_another_municipality_finds_nothing(person: Resident, now: dt.datetime) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")

    with pytest.raises(NotFound):
        enquire(elsewhere, person, now)

    assert not Application.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_register_may_register(
    role: Role, town: given.Town, person: Resident, now: dt.datetime
) -> None:
    actor = town.by_role().get(role)
    if actor is None:
        return
    for act in (actions.register_application, actions.register_enquiry):
        told = given.told(**(ENQUIRY if act is actions.register_enquiry else {}))
        who = PersonGiven(public_id=str(person.public_id))
        if role in {Role.CASEWORKER, Role.COORDINATOR}:
            act(told=told, given=who, actor=actor, at=now)
        else:
            with pytest.raises(AccessDenied):
                act(told=told, given=who, actor=actor, at=now)


def test_a_leader_gives_a_promise_to_another_and_the_access_goes_with_it(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    # given what Kari promised, and a leader of her unit
    leader = given.staff(Role.UNIT_LEADER, town.intake, given="Gro", family="Holm")
    liv = given.staff(Role.ASSESSOR, town.intake, given="Liv", family="Aas")
    promised = {"follow_up": "Ring tilbake", "follow_up_by": public(town.caseworker)}
    enquiry = enquire(town, person, now, **promised)["application"]
    staff_id = town.caseworker.staff()
    assert [one.by for one in queries.promises_of(staff_id, actor=leader, on=now.date())] == [
        "Kari Lie"
    ]
    [seen] = tasks_of(leader, now)
    assert seen["task_holder"] == staff_id

    # then not to a stranger, to herself, or by who leads another unit; and nothing is written
    before = Entry.objects.count()
    for receiver, code in ((town.officer, "not_in_unit"), (town.caseworker, "already_theirs")):
        with pytest.raises(Refused) as refused:
            actions.give_enquiry(enquiry, staff_id=receiver.staff(), actor=leader, at=now)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        actions.give_enquiry(enquiry, staff_id=liv.staff(), actor=town.leader, at=now)
    assert Entry.objects.count() == before

    # and to who is away only when that is known
    registering.register_absence(
        public(liv),
        from_on=now.date(),
        to_on=now.date() + dt.timedelta(days=1),
        actor=leader,
        at=now,
    )
    before = Entry.objects.count()
    with pytest.raises(Refused, match="kryss av for å gi likevel"):
        actions.give_enquiry(enquiry, staff_id=liv.staff(), actor=leader, at=now)
    assert Entry.objects.count() == before

    # when it is given to Liv, she has the task and may open the person, told once
    assert not may_open_person(person.pk, actor=liv)
    actions.give_enquiry(enquiry, staff_id=liv.staff(), also_away=True, actor=leader, at=now)
    assert [task["task_key"] for task in tasks_of(liv, now)] == [enquiry]
    assert may_open_person(person.pk, actor=liv)
    assert not tasks_of(town.caseworker, now)
    assert Notice.objects.filter(staff_id=liv.staff_id).count() == 1
    assert Entry.objects.filter(event="EnquiryGiven").count() == 1

    # and what she had ends when it goes back
    actions.give_enquiry(enquiry, staff_id=staff_id, actor=leader, at=now)
    assert not may_open_person(person.pk, actor=liv)
