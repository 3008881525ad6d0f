"""Sharing work out: evenly by rule, row by row in the act, and told to who receives it."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils.timezone import localdate
from hypothesis import given as tried
from hypothesis import strategies as st

from audit.models import Denial, Entry, Read
from cases import actions as casework
from cases.models import Case
from deadlines import actions
from deadlines.models import TaskState
from desk import queries
from desk.rules import Hand, spread
from intake import actions as intake
from intake.kinds import Form
from notifications.models import Notice
from people import actions as registering
from people.access import Actor
from people.models import StaffMember
from people.refusals import NotFound, Refused
from people.roles import Role
from people.rules import PersonGiven
from tests import given

TODAY = dt.date(2026, 3, 4)
HANDS = st.lists(
    st.builds(
        Hand,
        st.integers(1, 9),
        st.integers(0, 30),
        st.one_of(st.none(), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda hand: hand.staff_id,
)
CASES = st.lists(st.tuples(st.uuids().map(str), st.integers(1, 8)), max_size=30)


# --- the rule ---------------------------------------------------------------------------


@tried(cases=CASES, hands=HANDS)
def test_every_case_has_a_receiver_and_one_persons_cases_the_same(
    cases: list[tuple[str, int]], hands: list[Hand]
) -> None:
    found = spread(cases, hands)

    assert set(found) == {reference for reference, _person in cases}
    assert set(found.values()) <= {hand.staff_id for hand in hands}
    of_person: dict[int, set[int]] = {}
    for reference, person in cases:
        of_person.setdefault(person, set()).add(found[reference])
    assert all(len(receivers) == 1 for receivers in of_person.values())


@tried(n=st.integers(0, 40), hands=HANDS)
def test_nobody_gets_more_while_another_with_room_has_fewer(n: int, hands: list[Hand]) -> None:
    found = spread([(str(one), one) for one in range(n)], hands)  # each of another person

    given_to = {hand.staff_id: list(found.values()).count(hand.staff_id) for hand in hands}
    for one in hands:
        if not given_to[one.staff_id]:
            continue
        before_last = one.after(given_to[one.staff_id] - 1)
        assert all(before_last <= other.after(given_to[other.staff_id]) for other in hands)


def test_nobody_to_give_to_gives_nothing() -> None:
    assert spread([("2026-00001", 1)], []) == {}


# --- the act ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Team:
    """A town whose intake has three on it, and its leader."""

    town: given.Town
    leader: Actor
    kari: Actor
    per: Actor
    liv: Actor


@pytest.fixture
def team() -> Team:
    town = given.a_town()
    return Team(
        town,
        leader=given.staff(Role.UNIT_LEADER, town.intake, given="Gro", family="Holm"),
        kari=town.caseworker,
        per=given.staff(Role.CASEWORKER, town.intake, given="Per", family="Dal"),
        liv=given.staff(Role.CASEWORKER, town.intake, given="Liv", family="Aas"),
    )


def some_cases(team: Team, n: int, at: dt.datetime = given.NOW) -> list[Case]:
    return [given.a_registered_application(team.town, at=at)[0] for _ in range(n)]


def portion(case: Case, to: Actor, *, tasks: tuple[tuple[str, str], ...] = ()) -> actions.Portion:
    return actions.Portion(reference=case.reference, staff_id=to.staff(), case=True, tasks=tasks)


def written() -> tuple[int, int, int]:
    return Entry.objects.count(), Notice.objects.count(), TaskState.objects.count()


@pytest.mark.django_db
def test_new_cases_go_to_those_chosen_one_taken_meanwhile_is_left_and_the_receivers_are_told(
    team: Team,
) -> None:
    first, second, third = some_cases(team, 3)
    casework.take_case(third.pk, actor=team.liv, at=given.NOW)

    done = actions.give_work(
        [portion(first, team.kari), portion(second, team.per), portion(third, team.kari)],
        actor=team.leader,
        at=given.NOW,
    )

    assert [one["why"] for one in done] == ["", "", "Liv Aas har saken nå."]
    for case, holder in ((first, team.kari), (second, team.per), (third, team.liv)):
        case.refresh_from_db()
        assert case.responsible_id == holder.staff_id
    assert Entry.objects.filter(event="CaseAssigned").count() == 2
    told = {notice.staff_id: notice.sentence for notice in Notice.objects.filter(kind="TASK")}
    assert set(told) == {team.kari.staff_id, team.per.staff_id}

    # and who is not asked, who is of another unit, or nobody: refused whole
    before = written()
    for work, code in (
        ([], "none_chosen"),
        ([portion(first, team.town.assessor)], "not_in_unit"),
    ):
        with pytest.raises(Refused) as refused:
            actions.give_work(work, from_staff=team.kari.staff(), actor=team.leader, at=given.NOW)
        assert refused.value.code == code
    assert written() == before


@pytest.mark.django_db
def test_somebody_away_is_given_to_only_when_that_is_known(team: Team) -> None:
    (case,) = some_cases(team, 1)
    registering.register_absence(
        given.public_id_of(team.per),
        from_on=TODAY,
        to_on=TODAY + dt.timedelta(days=7),
        actor=team.leader,
        at=given.NOW,
    )
    before = written()

    with pytest.raises(Refused, match=r"Per Dal er borte til og med 10\.03\.2026") as refused:
        actions.give_work([portion(case, team.per)], actor=team.leader, at=given.NOW)
    assert (refused.value.code, written()) == ("away", before)

    (done,) = actions.give_work(
        [portion(case, team.per)], also_away=True, actor=team.leader, at=given.NOW
    )
    assert done["why"] == ""
    (load,) = [
        one
        for one in queries.loads([team.town.intake.pk], actor=team.leader, on=TODAY)
        if one.who.name == "Per Dal"
    ]
    assert (load.who.open_cases, load.who.away_until) == (1, TODAY + dt.timedelta(days=6))


@pytest.mark.django_db
def test_all_that_one_has_goes_to_several_with_what_they_had_taken_in_the_cases_of_others(
    team: Team,
) -> None:
    own, also, others = some_cases(team, 3)
    for case, holder in ((own, team.per), (also, team.per), (others, team.liv)):
        casework.take_case(case.pk, actor=holder, at=given.NOW)
    task = ("start_assessment", others.reference)
    actions.give_task(
        others.pk,
        kind=task[0],
        key=task[1],
        staff_id=team.per.staff(),
        actor=team.leader,
        at=given.NOW,
    )

    work = queries.work_of(team.per.staff(), actor=team.leader, on=TODAY)
    found = {one.row.reference: one for one in work.portions}
    assert {reference: one.is_theirs for reference, one in found.items()} == {
        own.reference: True,
        also.reference: True,
        others.reference: False,
    }
    assert found[others.reference].given_apart == (task,)
    assert found[own.reference].given_apart == ()
    assert "Start kartlegging" in found[own.reference].titles

    receivers = [team.kari, team.liv, team.kari]
    done = actions.give_work(
        [
            actions.Portion(
                reference=reference,
                staff_id=receiver.staff(),
                case=one.is_theirs,
                tasks=one.given_apart,
            )
            for (reference, one), receiver in zip(found.items(), receivers, strict=True)
        ],
        from_staff=team.per.staff(),
        actor=team.leader,
        at=given.NOW,
    )

    assert [one["why"] for one in done] == ["", "", ""]
    assert queries.work_of(team.per.staff(), actor=team.leader, on=TODAY).portions == ()
    others.refresh_from_db()
    assert others.responsible_id == team.liv.staff_id  # the case was never Per's
    assert not Case.objects.filter(responsible_id=team.per.staff_id).exists()


@pytest.mark.django_db
def test_a_case_and_its_next_step_are_never_two_persons_unless_a_leader_gave_the_step_apart(
    team: Team,
) -> None:
    def holder_of(case: Case) -> tuple[str, ...]:
        return tuple(
            one.who.name
            for one in queries.loads([team.town.intake.pk], actor=team.leader, on=TODAY)
            if case.reference
            in {
                row.row.reference
                for row in queries.work_of(one.who.id, actor=team.leader, on=TODAY).portions
            }
        )

    taken, apart = some_cases(team, 2)
    # when the step is taken, the case is no longer among the new ones
    actions.take_task(
        taken.pk, kind="start_assessment", key=taken.reference, actor=team.liv, at=given.NOW
    )
    new = queries.new_cases(actor=team.leader, unit_id=team.town.intake.pk, on=TODAY)
    assert [row.reference for row in new] == [apart.reference]
    assert holder_of(taken) == ("Liv Aas",)

    # when the case is given, the step goes along; given back and on by hand, it does not stay
    actions.give_work(
        [portion(taken, team.per)], from_staff=team.liv.staff(), actor=team.leader, at=given.NOW
    )
    assert holder_of(taken) == ("Per Dal",)
    step = {"kind": "start_assessment", "key": taken.reference}
    actions.give_task(taken.pk, **step, staff_id=team.liv.staff(), actor=team.leader, at=given.NOW)
    assert set(holder_of(taken)) == {"Liv Aas", "Per Dal"}
    for giver, receiver in ((team.per, team.kari), (team.kari, team.liv), (team.liv, team.per)):
        (done,) = actions.give_work(
            [portion(taken, receiver)],
            from_staff=giver.staff(),
            actor=team.leader,
            at=given.NOW,
        )
        assert done["why"] == ""
        if receiver is team.kari:  # Liv had it by hand, for a reason: it stays, and is said
            said = queries.tasks_in([taken.pk], actor=team.leader, on=TODAY)
            assert [(one.title, one.holder) for one in said[taken.pk]] == [
                ("Start kartlegging", "Liv Aas")
            ]
    assert holder_of(taken) == ("Per Dal",)


# --- the pages --------------------------------------------------------------------------


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_the_leader_chooses_confirms_and_reads_what_became_of_each(team: Team) -> None:
    cases = some_cases(team, 3, at=dt.datetime.now(dt.UTC))
    client = signed_in(team.leader)
    registering.set_capacity(
        given.public_id_of(team.kari), capacity=20, actor=team.leader, at=given.NOW
    )

    page = client.get("/fordeling/?velg=alle").content.decode()
    assert page.count(" checked") == 3
    assert "0 av 20 saker" in page
    chosen = {"sak": [case.reference for case in cases], "enhet": str(team.town.intake.pk)}

    # nobody chosen: the page again, with what was ticked
    missing = client.post("/fordeling/gi/", chosen)
    assert missing.status_code == 422
    assert "Velg hvem som skal ha sakene." in missing.content.decode()
    assert missing.content.decode().count(" checked") == 3

    hands = [str(one.staff()) for one in (team.kari, team.per)]
    plan = client.post("/fordeling/gi/", chosen | {"til": hands})
    assert plan.status_code == 200
    assert plan.content.decode().count(" selected") == 3
    assert not Case.objects.exclude(responsible=None).exists()

    filled = {f"til.{case.reference}": hands[n % 2] for n, case in enumerate(cases)}
    sent = chosen | {"til": hands, "bekreft": "1", "_key": "once"} | filled
    told = client.post("/fordeling/gi/", sent)
    page = f"/fordeling/kvittering/once/?enhet={team.town.intake.pk}"
    assert (told.status_code, told["Location"]) == (302, page)
    for receipt in [client.get(page).content.decode() for _ in range(2)]:  # gone back to
        assert "3 av 3 saker er gitt." in receipt
        assert f'href="/fordeling/?enhet={team.town.intake.pk}"' in receipt
    assert signed_in(team.town.leader).get(page).status_code == 404
    assert Case.objects.filter(responsible_id=team.kari.staff_id).count() == 2
    assert client.post("/fordeling/gi/", sent)["Location"] == page
    assert Entry.objects.filter(event="CaseAssigned").count() == 3
    assert Read.objects.filter(page="Fordeling").exists()

    # and what Kari has can be opened, her absence registered, by her leader only
    work = f"/fordeling/ansatte/{given.public_id_of(team.kari)}/"
    assert client.get(work).content.decode().count('name="sak"') == 2
    away = {"from_on": "2026-03-04", "last_on": "2026-03-10"}
    assert client.post(f"{work}fravaer/", away)["Location"] == work
    assert "Borte fra 04.03.2026 til og med 10.03.2026" in client.get(work).content.decode()
    warned = client.post(
        "/fordeling/gi/",
        {"fra": given.public_id_of(team.per), "sak": cases[1].reference, "til": hands[0]},
    )
    assert "Kari Lie er borte til og med 10.03.2026" in warned.content.decode()
    assert signed_in(team.town.leader).get(work).status_code == 404
    for actor in (team.kari, team.town.provider):
        assert signed_in(actor).get("/fordeling/").status_code == 403
        assert signed_in(actor).get(work).status_code == 403
    assert Denial.objects.filter(what__startswith="Fordeling").count() == 4


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_the_pages_of_a_leader_agree_and_say_what_cannot_be_given_here(team: Team) -> None:
    waits, step = some_cases(team, 2, at=dt.datetime.now(dt.UTC))
    casework.hold_case(
        waits.pk, until=dt.date(2026, 3, 20), reason="Ferie", actor=team.leader, at=given.NOW
    )
    casework.take_case(step.pk, actor=team.liv, at=given.NOW)
    person = given.a_person(team.town.municipality)
    intake.register_enquiry(
        told=given.told(
            form=Form.ENQUIRY,
            services=(),
            follow_up="Ring tilbake",
            follow_up_by=given.public_id_of(team.liv),
        ),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=team.kari,
        at=given.NOW,
    )
    client = signed_in(team.leader)

    # a case that waits says so; what each has is the same number on both pages
    page = client.get("/fordeling/").content.decode()
    assert "til 20.03." in page
    (liv,) = [
        one
        for one in queries.loads([team.town.intake.pk], actor=team.leader, on=TODAY)
        if one.who.name == "Liv Aas"
    ]
    own = queries.task_counts(actor=team.liv, on=TODAY)["mine"]
    assert (liv.who.open_cases, liv.tasks) == (1, own)
    work = f"/fordeling/ansatte/{given.public_id_of(team.liv)}/"
    for shown in (page, client.get(work).content.decode()):
        assert f"1 sak · {own} oppgaver" in shown

    # and what Liv promised is given from there
    (promised,) = queries.work_of(team.liv.staff(), actor=team.leader, on=TODAY).promises
    assert promised.person == ""
    assert promised.give_url in client.get(work).content.decode()
    assert client.get(promised.give_url).content.decode().count('name="staff"') == 3
    sent = {"staff": str(team.per.staff())}
    assert client.post(promised.give_url, sent)["Location"] == "/fordeling/"
    assert not queries.work_of(team.liv.staff(), actor=team.leader, on=TODAY).promises
    assert signed_in(team.kari).get(promised.give_url).status_code == 403


# --- who is away, and how much each can have --------------------------------------------


@pytest.mark.django_db
def test_absence_is_days_without_a_reason_once_a_day_and_ends_when_they_are_back(
    team: Team,
) -> None:
    per, day = given.public_id_of(team.per), dt.timedelta(days=1)

    def away(first: dt.date, until: dt.date, actor: Actor = team.leader) -> str:
        return registering.register_absence(
            per, from_on=first, to_on=until, actor=actor, at=given.NOW
        )["absence"]

    absence = away(TODAY - day, TODAY + 7 * day)
    later = away(TODAY + 30 * day, TODAY + 31 * day)
    before = Entry.objects.count()
    for first, until, code in (
        (TODAY, TODAY, "period"),
        (TODAY - 9 * day, TODAY, "past"),
        (TODAY + 40 * day, TODAY + 900 * day, "too_long"),
        (TODAY + 6 * day, TODAY + 8 * day, "overlaps"),
    ):
        with pytest.raises(Refused) as refused:
            away(first, until)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        away(TODAY + 60 * day, TODAY + 61 * day, team.town.leader)
    with pytest.raises(Refused):
        registering.set_capacity(per, capacity=501, actor=team.leader, at=given.NOW)
    assert Entry.objects.count() == before

    for one in (absence, later):
        registering.end_absence(per, absence=one, actor=team.leader, at=given.NOW)
    staff = StaffMember.objects.get(pk=team.per.staff())
    (left,) = staff.absences.all()
    assert (left.from_on, left.to_on) == (TODAY - day, localdate(given.NOW))
    with pytest.raises(Refused):
        registering.end_absence(per, absence=absence, actor=team.leader, at=given.NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_whose_work_is_given_on_is_said_to_own_the_queue_and_where_to_share_it_out(
    team: Team,
) -> None:
    # given two cases nobody has taken, one that somebody has, and one elsewhere
    waiting, _second, taken = some_cases(team, 3)
    casework.take_case(taken.pk, actor=team.liv, at=given.NOW)
    waiting.refresh_from_db()
    owner = waiting.queue_owner
    assert owner is not None
    colleague = given.staff(Role.UNIT_LEADER, team.town.intake)
    client = Client()
    client.force_login(given.account_of(colleague))

    page = client.get(f"/fordeling/ansatte/{owner.public_id}/").content.decode()
    others = client.get(f"/fordeling/ansatte/{given.public_id_of(team.per)}/").content.decode()

    # then it says so, does not count what is taken, and leads to the unit's queue
    assert f"{owner} er køansvarlig for 2 saker i " in page
    assert "Køen følger ikke med når du gir arbeidet videre." in page
    link = f"/fordeling/?enhet={team.town.intake.pk}"
    assert f'href="{link}"' in page
    assert waiting.reference in client.get(link).content.decode()
    assert "køansvarlig" not in others
