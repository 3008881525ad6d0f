"""Whom staff are related to is closed to them everywhere, told by number, and ended by another."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Entry
from cases import actions as sharing
from cases.models import Case
from cases.queries import (
    disqualified_ids,
    entrusted,
    may_open_person,
    names_of_disqualified,
    visible,
)
from decisions.models import DecisionLine
from delivery.actions import confirm_order
from delivery.queries import View, order_page, orders, unanswered
from desk.queries import task_list
from desk.rules import TaskNarrow
from intake.queries import look_up, search
from people import actions
from people.access import Actor
from people.models import IdentityNumber, Relation, StaffMember, Unit
from people.queries import relation_facts, relations_of, works_here
from people.queries.relations import declared, staff_as_residents
from people.refusals import NotFound, Refused
from people.roles import Role
from people.rules import synthetic_number
from referrals.actions import receive_help
from referrals.queries import unit_help, unit_helps
from tests import given

pytestmark = pytest.mark.django_db
TODAY = given.NOW.date()
BORN = dt.date(1942, 3, 14)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def number_of(case: Case) -> str:
    return IdentityNumber.objects.get(resident=case.person_id, current=True).number


def declare(who: Actor, number: str, kind: str = "SIBLING") -> dict[str, str]:
    return actions.declare_relation(kind, number=number, words="søster", actor=who, at=given.NOW)


def test_who_is_told_of_is_closed_in_lists_search_counts_and_acts(
    town: given.Town, case: Case
) -> None:
    who = town.caseworker
    assert visible(who).filter(pk=case.pk).exists()
    number = number_of(case)

    declare(who, number)

    assert not visible(who).filter(pk=case.pk).exists()
    assert not entrusted(who).filter(pk=case.pk).exists()
    assert not may_open_person(case.person_id, actor=who)
    assert search("nordmann", actor=who, on=TODAY).hits == ()
    assert search(number, actor=who, on=TODAY).hits == ()
    assert search(case.reference, actor=who, on=TODAY).reference == ""
    found = look_up(number=number, actor=who, on=TODAY)
    unknown = look_up(number=synthetic_number(BORN, 399), actor=who, on=TODAY)
    assert found == unknown
    written = Entry.objects.count()
    with pytest.raises(NotFound):
        sharing.hold_case(
            case.pk, until=TODAY.replace(year=2027), reason="x", version=case.version,
            actor=who, at=given.NOW,
        )  # fmt: skip
    with pytest.raises(NotFound):
        actions.add_relative(
            str(case.person.public_id), name="En", relation="mor", actor=who, at=given.NOW
        )
    case.refresh_from_db()
    assert case.hold_until is None
    assert not case.person.relatives.exists()
    assert Entry.objects.count() == written
    # to others nothing changed; and to deal with the case they are out (fvl § 6)
    assert visible(town.chief).filter(pk=case.pk).exists()
    assert who.staff_id in disqualified_ids(case)
    assert names_of_disqualified(case, [who.staff_id]) == ("Kari Lie",)


def test_the_answer_is_the_same_for_somebody_who_is_not_known_and_holds_when_they_come(
    town: given.Town,
) -> None:
    who = town.caseworker
    number = synthetic_number(BORN, 398)
    assert set(declare(who, number)) == {"relation"}

    newcomer = given.a_person(town.municipality, number=number)
    case = given.a_case(town, person=newcomer, responsible=who)

    assert not visible(who).filter(pk=case.pk).exists()
    # nothing in the history says to whom
    entry = Entry.objects.get(event="RelationDeclared")
    assert entry.person_id is None
    assert number not in str(entry.data)


def test_a_leader_tells_and_ends_it_and_nobody_their_own(town: given.Town, case: Case) -> None:
    member = given.public_id_of(town.caseworker)
    told = actions.declare_relation_of(
        member, kind="EX_PARTNER", number=number_of(case), actor=town.chief, at=given.NOW
    )
    assert not visible(town.caseworker).filter(pk=case.pk).exists()
    with pytest.raises(Refused) as refused:
        actions.end_relation(
            member, relation=told["relation"], reason=" ", actor=town.chief, at=given.NOW
        )
    assert refused.value.code == "reason_missing"
    with pytest.raises(NotFound):  # not of their unit
        actions.end_relation(
            member, relation=told["relation"], reason="Feil.", actor=town.leader, at=given.NOW
        )
    assert not visible(town.caseworker).filter(pk=case.pk).exists()
    assert not Entry.objects.filter(event="RelationEnded").exists()

    actions.end_relation(
        member, relation=told["relation"], reason="Feil person.", actor=town.chief, at=given.NOW
    )
    assert visible(town.caseworker).filter(pk=case.pk).exists()
    assert [row.label for row in relations_of(town.caseworker.staff())] == ["Meg selv"]

    own = declare(town.chief, number_of(case))
    with pytest.raises(Refused) as refused:
        actions.end_relation(
            given.public_id_of(town.chief), relation=own["relation"], reason="Likevel ikke.",
            actor=town.chief, at=given.NOW,
        )  # fmt: skip
    assert refused.value.code == "own"
    assert not visible(town.chief).filter(pk=case.pk).exists()
    assert Entry.objects.filter(event="RelationEnded").count() == 1  # the one above


def test_what_is_wrong_is_said_at_once(town: given.Town, case: Case) -> None:
    with pytest.raises(Refused) as refused:
        declare(town.provider, "123", kind="COUSIN")
    assert [one.field for one in refused.value.objections] == ["kind", "number"]
    declare(town.provider, number_of(case))
    with pytest.raises(Refused) as refused:
        declare(town.provider, number_of(case), kind="SPOUSE")
    assert refused.value.code == "declared"
    assert Relation.objects.exclude(kind="ONESELF").count() == 1


def test_another_municipality_is_not_touched(town: given.Town, case: Case) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")
    declare(elsewhere.caseworker, number_of(case))

    assert visible(town.caseworker).filter(pk=case.pk).exists()
    assert not may_open_person(case.person_id, actor=elsewhere.caseworker)
    moved = replace(elsewhere.caseworker, municipality_id=town.municipality.pk)
    assert may_open_person(case.person_id, actor=moved)


def test_the_pages_tell_and_end(town: given.Town, case: Case) -> None:
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    assert "/profil/tilknytning/" in client.get("/profil/").content.decode()
    assert client.post("/profil/tilknytning/", {"number": "1"}).status_code == 422
    number = number_of(case)
    told = {"kind": "PARENT", "number": number, "words": "mor"}
    assert client.post("/profil/tilknytning/", told).status_code == 302
    shown = client.get("/profil/tilknytning/").content.decode()
    assert "Mor eller far" in shown
    assert number not in shown

    boss = Client()
    boss.force_login(given.account_of(town.chief))
    url = f"/fordeling/ansatte/{given.public_id_of(town.caseworker)}/tilknytning/"
    relation = Relation.objects.exclude(kind="ONESELF").get().public_id
    assert "Mor eller far" in boss.get(url).content.decode()
    assert boss.post(f"{url}avslutt/", {"relation": relation}).status_code == 422
    ended = boss.post(f"{url}avslutt/", {"relation": relation, "reason": "Feil person."})
    assert ended.status_code == 302
    assert "<strong>Mor eller far" not in boss.get(url).content.decode()
    again = boss.post(url, {"kind": "GUARDIAN", "number": number})
    assert again.status_code == 302


def test_at_the_unit_too_the_order_and_the_help_are_closed_to_a_sister_and_not_to_her_colleague(
    town: given.Town,
) -> None:
    decision = given.an_issued_decision(town, services=("helsetjenester_i_hjemmet",))
    order = str(DecisionLine.objects.get(decision=decision).public_id)
    referral = given.a_referral(town, person=decision.case.person, grade=None)
    help_ = given.some_help(town, referral, unit="hub-nord")
    sister = town.provider
    colleague = given.staff(Role.PROVIDER, Unit.objects.get(pk=min(sister.unit_ids)))

    def seen(who: Actor) -> list[int]:
        found = orders(actor=who, view=View.NEW, on=TODAY)
        tasks = task_list(actor=who, narrow=TaskNarrow(view="ufordelt"), on=TODAY)
        helps = unit_helps(actor=who, on=TODAY)
        return [
            len(found.rows),
            found.counts[View.NEW],
            unanswered(who),
            len(helps.rows),
            tasks.total,
        ]

    before = seen(sister)
    declare(sister, number_of(decision.case))

    assert seen(colleague) == before
    assert min(before) > 0
    assert seen(sister) == [0, 0, 0, 0, 0]
    entries = Entry.objects.count()
    for act in (
        lambda: order_page(order, actor=sister, on=TODAY),
        lambda: confirm_order(order, actor=sister, at=given.NOW),
        lambda: unit_help(str(help_.public_id), actor=sister, on=TODAY),
        lambda: receive_help(str(help_.public_id), version=1, actor=sister, at=given.NOW),
    ):
        with pytest.raises(NotFound):
            act()
    assert Entry.objects.count() == entries


@pytest.mark.asvs("V8.2.2")
def test_the_number_at_registration_closes_ones_own_record_to_one(
    town: given.Town, case: Case
) -> None:
    # given somebody who is registered as staff with the identity number of a person with a case
    def register(number: str) -> int:
        made = actions.create_staff(
            employee_number="40100",
            given_name="Nora",
            family_name="Vang",
            number=number,
            actor=town.administrator,
            at=given.NOW,
        )
        return int(made["id"])

    before = StaffMember.objects.count()
    with pytest.raises(Refused) as refusal:
        register("12345678901")
    assert [o.field for o in refusal.value.objections] == ["number"]
    assert StaffMember.objects.count() == before
    nora = register(number_of(case))

    # then they are that person for every rule and every signal, and it is told nowhere else
    assert relation_facts(case.person_id, staff_id=nora) == {"oneself"}
    assert works_here(case.person_id, actor=town.caseworker)
    assert staff_as_residents(town.municipality.pk) == {nora: case.person_id}
    untold = given.staff(Role.CASEWORKER, town.intake, told=False)
    assert declared([nora, untold.staff()]) == {nora}
    assert number_of(case) not in str(list(Entry.objects.values_list("data", flat=True)))
    with pytest.raises(IntegrityError, match="people_relation_once"), transaction.atomic():
        Relation.objects.create(
            municipality=town.municipality,
            staff_id=nora,
            kind="ONESELF",
            number=number_of(case),
            declared_by_id=nora,
            declared_at=given.NOW,
        )
