"""Nobody gives a role alone, and nobody sets another's password: not the administrator either."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Entry
from desk.queries import task_list
from desk.rules import TaskNarrow
from entrance.actions import choose_password
from entrance.models import EntryCode
from notifications.models import Notice
from people import actions as people
from people.access import Actor, reading
from people.actions import sign_in
from people.models import Account, RoleGrant, Session, StaffMember
from people.policy import rights_policy_on
from people.refusals import NotFound, Refused, Slowed
from people.roles import Permission, Role
from people.rules import synthetic_number
from people.signed_in import actor_for
from rights import actions, queries
from rights.models import Proposal
from tests import given

pytestmark = pytest.mark.django_db
NOW = given.NOW
TODAY = dt.date(2026, 3, 4)
BORN = dt.date(1979, 2, 3)
OWN = "mitt eget passord 7"
ROLE: dict[str, Any] = {"role": "CASEWORKER", "valid_from": TODAY, "valid_to": dt.date(2026, 9, 1)}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def somebody_new(town: given.Town) -> StaffMember:
    made = people.create_staff(
        employee_number="40100",
        given_name="Nora",
        family_name="Vang",
        email="nora@tildeling.invalid",
        actor=town.administrator,
        at=NOW,
    )
    return StaffMember.objects.get(pk=int(made["id"]))


def written() -> tuple[int, ...]:
    counted = (Entry, Notice, RoleGrant, Proposal, Account, EntryCode)
    return tuple(model._default_manager.count() for model in counted)


def told(staff_id: int) -> list[str]:
    return [n.sentence for n in Notice.objects.filter(staff_id=staff_id, kind="RIGHTS")]


def kinds(actor: Actor) -> set[tuple[str, str]]:
    with reading(actor, Permission.OWN_NOTICES, page="Mine oppgaver", at=NOW):
        found = task_list(actor=actor, narrow=TaskNarrow(), on=TODAY)
    return {(row.kind, row.url) for row in found.rows}


@pytest.mark.asvs("V2.3.5", "V6.2.1", "V6.4.1")
def test_an_administrator_alone_opens_nothing_and_the_owner_alone_knows_the_password(
    town: given.Town,
) -> None:
    # given somebody the administrator registers: without a role they get no account
    nora = somebody_new(town)
    before = written()
    with pytest.raises(Refused) as refusal:
        actions.create_account(nora.pk, username="nora", actor=town.administrator, at=NOW)
    assert refusal.value.code == "no_role"
    assert written() == before

    # when a role and an account are given
    made = actions.give_role(
        nora.pk, unit_id=town.intake.pk, actor=town.administrator, at=NOW, **ROLE
    )
    account = actions.create_account(nora.pk, username="Nora", actor=town.administrator, at=NOW)

    # then there is no role and no password yet: the leader is asked both, and both are told at once
    assert not RoleGrant.objects.filter(staff=nora).exists()
    assert not Account.objects.get(staff=nora).has_usable_password()
    assert len(told(nora.pk)) == 2
    assert len(told(town.chief.staff())) == 2
    asked = {
        ("answer_role", f"/tilganger/rolle/{made['proposal']}/"),
        ("give_code", f"/tilganger/kode/{account['code']}/"),
    }
    assert asked <= kinds(town.chief)

    # and who gave them can answer neither, nor any leader of another unit
    before = written()
    for other in (town.administrator, town.leader):
        with pytest.raises(NotFound):
            actions.answer_role(str(made["proposal"]), yes=True, actor=other, at=NOW)
        with pytest.raises(NotFound):
            actions.give_code(str(account["code"]), code=given.CODE, actor=other, at=NOW)
    assert written() == before

    # when the leader has, Nora chooses a password that nobody else has seen
    grant = given.said_yes(made, at=NOW)
    code = given.handed_out(account, at=NOW)
    choose_password("nora", code=code.lower(), password=OWN, at=NOW, address="10.0.0.1")
    nora_in = sign_in("nora", password=OWN, at=NOW, address="10.0.0.1")
    assert nora_in is not None
    assert [g.role for g in actor_for(nora_in, at=NOW).grants] == [Role.CASEWORKER]
    assert RoleGrant.objects.get(pk=grant).staff == nora
    events = Entry.objects.filter(event__in=["RoleProposed", "RoleGiven", "CodeGiven"])
    assert {(e.event, e.staff_id) for e in events} == {
        ("RoleProposed", town.administrator.staff()),
        ("RoleGiven", town.chief.staff()),
        ("CodeGiven", town.chief.staff()),
    }
    assert given.CODE not in str(list(Entry.objects.values_list("data", flat=True)))


def test_nobody_takes_over_the_account_of_somebody_who_works_here(town: given.Town) -> None:
    kari = given.account_of(town.caseworker)
    before = written()

    # a second account
    with pytest.raises(Refused) as refusal:
        actions.create_account(kari.staff_id, username="kari2", actor=town.administrator, at=NOW)
    assert refusal.value.code == "has_account"
    # oneself, and a system
    for staff in (town.administrator.staff(),):
        with pytest.raises(Refused, match="din egen konto"):
            actions.create_account(staff, username="to", actor=town.administrator, at=NOW)
    assert written() == before

    # closed, and opened again: no password is set, and the code is the leader's to hand out
    actions.close_account(kari.pk, actor=town.administrator, at=NOW)
    with pytest.raises(Refused, match="stengt"):
        actions.ask_code(kari.pk, actor=town.administrator, at=NOW)
    made = actions.open_account(kari.pk, actor=town.administrator, at=NOW)
    kari.refresh_from_db()
    assert kari.is_active
    assert not kari.has_usable_password()
    assert sign_in(kari.username, password=given.PASSWORD, at=NOW, address="10.0.0.2") is None
    with pytest.raises(NotFound):
        given.handed_out(made, by=town.administrator, at=NOW)
    code = given.handed_out(made, at=NOW)
    choose_password(kari.username, code=code, password=OWN, at=NOW, address="10.0.0.1")
    assert sign_in(kari.username, password=OWN, at=NOW, address="10.0.0.1") == kari
    with pytest.raises(IntegrityError, match="given_by_another"), transaction.atomic():
        EntryCode.objects.filter(public_id=str(made["code"])).update(
            given_by=town.administrator.staff()
        )


@pytest.mark.asvs("V6.3.1", "V6.4.1", "V6.6.3")
def test_a_code_opens_once_for_a_day_and_is_not_to_be_guessed(town: given.Town) -> None:
    kari = given.account_of(town.caseworker)
    made = actions.ask_code(kari.pk, actor=town.administrator, at=NOW)
    # the old password holds until a new one is chosen
    assert sign_in(kari.username, password=given.PASSWORD, at=NOW, address="10.0.0.1") == kari
    code = given.handed_out(made, at=NOW)

    def choose(typed: str, *, password: str = OWN, hours: float = 0) -> int:
        at = NOW + dt.timedelta(hours=hours)
        return choose_password(kari.username, code=typed, password=password, at=at, address="1")

    digest = Account.objects.get(pk=kari.pk).password
    with pytest.raises(Refused) as refusal:
        choose(code, password="kort")
    assert refusal.value.code == "weak_password"
    for typed, hours in (("AAAA-AAAA-AAAA-AAAA", 0), (code, 24), (code, 100)):
        with pytest.raises(Refused) as refusal:
            choose(typed, hours=hours)
        assert refusal.value.code == "wrong_code"
    assert Account.objects.get(pk=kari.pk).password == digest
    with pytest.raises(IntegrityError, match="used_as_given"), transaction.atomic():
        EntryCode.objects.update(used_at=NOW + dt.timedelta(hours=25))

    # a code asked for anew puts the one before aside, and one is used once
    anew = actions.ask_code(kari.pk, actor=town.administrator, at=NOW)
    with pytest.raises(Refused):
        choose(code)
    choose(given.handed_out(anew, at=NOW))
    with pytest.raises(Refused):
        choose(code)
    for _ in range(5):
        with pytest.raises(Refused):
            choose("BBBB-BBBB-BBBB-BBBB")
    with pytest.raises(Slowed):
        choose("BBBB-BBBB-BBBB-BBBB")


def test_where_nobody_else_can_answer_the_role_stands_is_told_and_asked_of_later(
    town: given.Town,
) -> None:
    # given a municipality where nobody leads at the top
    RoleGrant.objects.filter(staff_id=town.chief.staff()).delete()
    nora = somebody_new(town)

    made = actions.give_role(
        nora.pk, unit_id=town.intake.pk, actor=town.administrator, at=NOW, **ROLE
    )

    # then it stands, and every leader there is knows
    assert RoleGrant.objects.get(pk=int(made["grant"])).staff == nora
    assert len(told(town.leader.staff())) == 1
    # and the administrator's own no or yes counts nothing; a leader who comes later may end it
    with pytest.raises(NotFound):
        actions.answer_role(str(made["proposal"]), yes=True, actor=town.administrator, at=NOW)
    leader = given.staff(Role.UNIT_LEADER, town.intake)
    with pytest.raises(Refused, match="hvorfor"):
        actions.answer_role(str(made["proposal"]), yes=False, actor=leader, at=NOW)
    assert RoleGrant.objects.get(pk=int(made["grant"])).revoked_at is None
    actions.answer_role(
        str(made["proposal"]), yes=False, reason="Kjenner ingen Nora", actor=leader, at=NOW
    )
    assert RoleGrant.objects.get(pk=int(made["grant"])).revoked_at == NOW
    assert Entry.objects.filter(event="RoleTurnedDown").count() == 1
    with pytest.raises(IntegrityError, match="answered_by_another"), transaction.atomic():
        Proposal.objects.update(answered_by=town.administrator.staff())


def test_whoever_controls_is_answered_for_at_the_top_alone(town: given.Town) -> None:
    # given an auditor's role in a unit with a leader of its own
    leader = given.staff(Role.UNIT_LEADER, town.office)
    auditor = given.staff(Role.AUDITOR, town.office)
    RoleGrant.objects.exclude(valid_from=dt.date(2026, 1, 1)).delete()
    grant = RoleGrant.objects.get(staff_id=auditor.staff())
    april = dt.datetime(2026, 4, 1, 9, 0, tzinfo=dt.UTC)
    assert queries.reviewer_of(grant, on=april.date()) == town.chief.staff()
    actions.look_over(at=april)

    # then the leader of the unit is not asked, sees no such line, and can end no such role
    leader = actor_for(given.account_of(leader), at=april)
    chief = actor_for(given.account_of(town.chief), at=april)
    theirs = queries.find_review
    with reading(leader, Permission.REVIEW_RIGHTS, page="Tilganger", at=april):
        shown = queries.rights(actor=leader, at=april)
        asked = [queries.review(r.public_id, actor=leader, at=april) for r in shown.reviews]
    assert all(line.grant_id != grant.pk or line.own for r in asked for line in r.lines)
    with reading(chief, Permission.REVIEW_RIGHTS, page="Tilganger", at=april):
        reviews = queries.rights(actor=chief, at=april).reviews
        mine = next(
            r.public_id
            for r in reviews
            if grant.pk
            in {x.grant_id for x in queries.review(r.public_id, actor=chief, at=april).lines}
        )
        assert theirs(mine, actor=chief)
    end = [{"grant": grant.pk, "keep": False, "reason": "Spør for mye"}]
    before = written()
    with pytest.raises((NotFound, Refused)):
        actions.answer_review(mine, answers=end, actor=leader, at=april)  # type: ignore[arg-type]  # as typed
    assert written() == before
    assert RoleGrant.objects.get(pk=grant.pk).revoked_at is None
    # a new one is asked of the top as well
    kari = somebody_new(town)
    made = actions.give_role(
        kari.pk,
        unit_id=town.office.pk,
        actor=town.administrator,
        at=NOW,
        **(ROLE | {"role": "AUDITOR"}),
    )
    assert Proposal.objects.get(public_id=str(made["proposal"])).asked_of_id == town.chief.staff()


@pytest.mark.asvs("V7.5.3")
@time_machine.travel(NOW, tick=False)
def test_the_pages_of_it_from_a_role_to_the_first_sign_in(town: given.Town) -> None:
    nora = somebody_new(town)
    user = f"/oppsett/brukere/{nora.public_id}/"
    admin, chief, hers = Client(), Client(), Client()
    admin.force_login(given.account_of(town.administrator))
    chief.force_login(given.account_of(town.chief))
    # without having shown lately who one is, one is asked again
    session = admin.session
    session["known"] = NOW.timestamp() - 400
    session.save()
    assert "/logg-inn/igjen/" in admin.get(f"{user}rolle/").headers["Location"]
    session["known"] = NOW.timestamp()
    session.save()

    typed = {
        "role": "CASEWORKER",
        "unit_id": town.intake.pk,
        "valid_from": "04.03.2026",
        "valid_to": "31.08.2026",
    }
    admin.post(f"{user}rolle/", typed)
    page = admin.post(f"{user}konto/", {"username": "nora"}, follow=True).content.decode()
    assert "må si ja først" in page
    row, expected = Proposal.objects.get(), EntryCode.objects.get()
    chief.post(f"/tilganger/rolle/{row.public_id}/", {"answer": "YES"})
    shown = chief.post(f"/tilganger/kode/{expected.public_id}/", {"_key": "k"})
    assert shown.status_code == 200
    code = shown.context["code"]
    # the same form once more shows nothing
    again = chief.post(f"/tilganger/kode/{expected.public_id}/", {"_key": "k"}, follow=True)
    assert "allerede vist" in again.content.decode()
    assert code not in again.content.decode()

    chosen = {"username": "nora", "code": code, "password": OWN, "again": OWN}
    wrong = hers.post("/logg-inn/ny/", chosen | {"again": "noe annet 12345"})
    assert wrong.status_code == 422
    assert SESSION_KEY not in hers.session
    assert hers.post("/logg-inn/ny/", chosen).headers["Location"] == "/"
    assert Session.objects.filter(account__username="nora").count() == 1

    # one page asks once more before a role or an account is taken away
    grant, account = RoleGrant.objects.get(staff=nora), Account.objects.get(staff=nora)
    assert admin.get(f"{user}rolle/{grant.pk}/trekk/").status_code == 200
    assert admin.get(f"{user}konto/{account.pk}/steng/").status_code == 200
    grant.refresh_from_db()
    assert grant.revoked_at is None
    admin.post(f"{user}konto/{account.pk}/steng/")
    page = admin.get(user).content.decode()
    assert f"{user}konto/{account.pk}/apne/" in page
    assert hers.get("/profil/").status_code == 302


def test_who_has_not_told_their_own_number_has_it_as_a_task_until_they_do(
    town: given.Town,
) -> None:
    def asked(who: Actor) -> list[tuple[str, dt.date | None]]:
        with reading(who, Permission.OPEN_CASE, page="Mine oppgaver", at=NOW) as look:
            rows = task_list(actor=who, narrow=TaskNarrow(view="mine"), on=TODAY).rows
            look.saw(persons=[row.person_id for row in rows if row.person_id])
        return [(row.url, row.due_on) for row in rows if row.kind == "own_number"]

    new = given.staff(Role.CASEWORKER, town.intake, told=False)
    first = dt.date(TODAY.year, 1, 1)  # the role that is held now

    days = dt.timedelta(days=rights_policy_on(TODAY).number_days)
    assert asked(new) == [("/profil/tilknytning/", first + days)]
    assert asked(town.caseworker) == []  # nobody is asked for another, nor who has told it

    people.declare_relation("ONESELF", number=synthetic_number(BORN, 3), actor=new, at=NOW)
    assert asked(new) == []
