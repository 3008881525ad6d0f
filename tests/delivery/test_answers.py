"""A granted line is an order; its unit confirms or refuses, and it is sent elsewhere."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from audit.models import Entry
from cases.models import CaseAccess
from cases.queries import Scope
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions.models import DecisionLine
from delivery import actions, queries
from delivery.models import Order, Redirection
from delivery.queries import View
from delivery.refusals import VersionNeeded
from delivery.rules import Act, State
from notifications.models import Notice
from people.access import Actor
from people.models import StaffMember
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission, Role, may
from people.signed_in import actor_for
from tests import given

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]
TODAY = dt.date(2026, 3, 4)
TOLD = "Ringt i dag."


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    """A granted line sent to the home service, from 11 March."""
    return DecisionLine.objects.get(decision=given.an_issued_decision(town))


def written() -> tuple[int, ...]:
    """How much there is of everything an act on an order could write."""
    return (
        Order.objects.count(),
        sum(Order.objects.values_list("version", flat=True)),
        Redirection.objects.count(),
        CaseAccess.objects.filter(to_at=None).count(),
        Deadline.objects.filter(met_at=None, cancelled_at=None).count(),
        Notice.objects.count(),
        Entry.objects.count(),
    )


def listed(actor: Actor, view: View = View.NEW, on: dt.date = TODAY) -> list[str]:
    return [row.public_id for row in queries.orders(actor=actor, view=view, on=on).rows]


def confirm(line: DecisionLine, actor: Actor, at: dt.datetime, **more: Any) -> dict[str, Any]:
    return actions.confirm_order(str(line.public_id), **more, actor=actor, at=at)


def refuse(line: DecisionLine, actor: Actor, at: dt.datetime, **more: Any) -> dict[str, Any]:
    facts = {"reason": "Ingen ledig kapasitet.", **more}
    return actions.refuse_order(str(line.public_id), **facts, actor=actor, at=at)


# Derived


def test_a_granted_line_is_an_order_from_the_moment_it_is_issued(
    town: given.Town, line: DecisionLine
) -> None:
    rows = queries.orders(actor=town.provider, view=View.NEW, on=TODAY)

    assert not Order.objects.exists()
    assert [row.public_id for row in rows.rows] == [str(line.public_id)]
    assert rows.counts[View.NEW] == 1
    row = rows.rows[0]
    assert (row.state, row.status, row.version) == (State.SENT, "Sendt", 0)
    assert row.extent == "3,5 t/uke"
    assert row.answer_due_at is not None
    assert queries.unanswered(town.provider) == 1
    assert queries.unanswered(town.team_provider) == 0


def test_a_trial_is_an_order_to_the_named_team(town: given.Town, now: dt.datetime) -> None:
    trial = given.a_trial(town)

    rows = queries.orders(actor=town.team_provider, view=View.NEW, on=TODAY).rows

    assert [(row.public_id, row.origin) for row in rows] == [(str(trial.public_id), "Utprøving")]
    assert listed(town.provider) == []


def test_units_see_their_own_orders_and_leaders_those_below(
    town: given.Town, line: DecisionLine
) -> None:
    assert listed(town.leader) == [str(line.public_id)]
    assert listed(town.chief) == [str(line.public_id)]
    for stranger in (town.team_provider, given.staff(Role.UNIT_LEADER, town.nursing_home)):
        assert listed(stranger) == []
        with pytest.raises(NotFound):
            queries.order_page(str(line.public_id), actor=stranger, on=TODAY)


def test_a_provider_sees_what_the_job_needs_and_cannot_open_the_case(
    town: given.Town, line: DecisionLine
) -> None:
    page = queries.order_page(str(line.public_id), actor=town.provider, on=TODAY)

    assert page.goal == "Klare morgenstellet selv innen våren."
    assert page.ordered_by == "Nina Moe"
    assert page.address == "Storgata 1, 3015 Drammen"
    assert not town.provider.may(Permission.OPEN_CASE)


# Confirm


def test_confirming_writes_the_answer_and_stops_its_clock(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    answer = confirm(line, town.provider, now)

    order = Order.objects.get()
    assert (order.state, order.unit, order.number) == ("CONFIRMED", town.home_service, 1)
    assert order.answered_by_id == town.provider.staff_id
    assert order.planned_start_on == line.from_on
    assert (answer["state"], answer["version"]) == ("CONFIRMED", 1)
    assert Deadline.objects.get(kind=Kind.ORDER_CONFIRMATION).met_at == now
    assert Entry.objects.filter(event="OrderConfirmed", case_id=order.case_id).count() == 1
    assert queries.unanswered(town.provider) == 0


def test_a_day_outside_the_period_is_refused_at_the_field(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        confirm(line, town.provider, now, planned_start_on=dt.date(2026, 3, 10))

    assert refusal.value.objections[0].field == "planned_start_on"
    assert written() == before


def test_a_second_answer_learns_who_was_first(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    colleague = given.staff(Role.PROVIDER, town.home_service)
    confirm(line, town.provider, now)
    before = written()

    with pytest.raises(Stale, match=r"«Bekreftet» av .* kl\. 10\.00") as refusal:
        confirm(line, colleague, now, version=0)
    assert refusal.value.code == "already_answered"
    with pytest.raises(VersionNeeded) as needed:
        refuse(line, colleague, now)
    assert needed.value.status == 428
    with pytest.raises(Refused) as again:
        confirm(line, colleague, now, version=1)
    assert again.value.code == "wrong_state"
    assert written() == before


def test_an_order_of_another_unit_or_municipality_is_not_there(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")
    before = written()

    for actor in (town.team_provider, town.chief, elsewhere.provider):
        with pytest.raises(NotFound):
            confirm(line, actor, now)
    for nonsense in ("x", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(NotFound):
            actions.confirm_order(nonsense, actor=town.provider, at=now)
    assert written() == before


def test_nobody_takes_an_order_they_have_decided(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    given.a_role(StaffMember.objects.get(pk=town.officer.staff()), Role.PROVIDER, town.home_service)
    decider = actor_for(given.account_of(town.officer), at=now)
    before = written()

    with pytest.raises(Refused, match="En annen i enheten") as refusal:
        confirm(line, decider, now)

    assert refusal.value.code == "own_order"
    assert written() == before


@pytest.mark.parametrize("role", [r for r in PEOPLE if not may(r, Permission.DELIVER)])
def test_answering_needs_its_permission(
    town: given.Town, line: DecisionLine, now: dt.datetime, role: Role
) -> None:
    actor = town.by_role()[role]
    before = written()

    acts: list[Callable[[], object]] = [
        lambda: confirm(line, actor, now),
        lambda: refuse(line, actor, now),
        lambda: actions.start_order(
            str(line.public_id), starts_on=TODAY, version=1, actor=actor, at=now
        ),
        lambda: actions.end_order(
            str(line.public_id), code="MOVED", version=1, actor=actor, at=now
        ),
    ]
    for act in acts:
        with pytest.raises(AccessDenied):
            act()
    assert written() == before


# Refuse


def test_a_refusal_goes_back_to_the_named_decider_and_closes_the_case_to_the_unit(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    case = line.decision.case
    assert CaseAccess.objects.filter(case=case, unit=town.home_service, to_at=None).exists()

    refuse(line, town.provider, now)

    order = Order.objects.get()
    assert (order.state, order.refuse_reason) == ("REFUSED", "Ingen ledig kapasitet.")
    assert order.returned_to_id == town.officer.staff_id
    assert Notice.objects.filter(staff_id=town.officer.staff_id).count() == 1
    assert not CaseAccess.objects.filter(case=case, unit=town.home_service, to_at=None).exists()
    assert Deadline.objects.get(kind=Kind.ORDER_CONFIRMATION).met_at == now
    assert listed(town.provider) == []
    assert listed(town.provider, View.ENDED) == [str(line.public_id)]
    assert [row.status for row in queries.obligations(actor=town.officer, on=TODAY)] == ["Avvist"]


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "reason_missing"), ("a" * 5_001, "text_too_long")]
)
def test_nobody_refuses_without_a_reason(
    town: given.Town, line: DecisionLine, now: dt.datetime, reason: str, code: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        refuse(line, town.provider, now, reason=reason)

    assert (refusal.value.code, refusal.value.objections[0].field) == (code, "reason")
    assert written() == before


def test_a_unit_that_finds_it_cannot_refuses_what_it_confirmed(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    confirm(line, town.provider, now)

    refuse(line, town.provider, now, version=1)

    order = Order.objects.get()
    assert (order.state, order.version) == ("REFUSED", 2)


# Send elsewhere


def redirect(line: DecisionLine, actor: Actor, at: dt.datetime, **more: Any) -> None:
    facts = {"to_unit": "solbakken", "told": TOLD, **more}
    actions.redirect_order(str(line.public_id), **facts, actor=actor, at=at)


def test_a_refused_order_is_sent_to_another_unit_as_a_new_number(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    refuse(line, town.provider, now)
    nurse = given.staff(Role.PROVIDER, town.nursing_home)

    redirect(line, town.officer, now, version=1)

    sent = Redirection.objects.get()
    assert (sent.number, sent.told) == (2, TOLD)
    assert Order.objects.get().reordered_at == now
    assert listed(nurse) == [str(line.public_id)]
    assert listed(town.provider) == []
    row = queries.orders(actor=town.provider, view=View.ENDED, on=TODAY).rows[0]
    assert (row.state, row.current) == (State.REFUSED, False)
    case = line.decision.case
    assert CaseAccess.objects.filter(case=case, unit=town.nursing_home, to_at=None).exists()
    due = Deadline.objects.get(kind=Kind.ORDER_CONFIRMATION, met_at=None, cancelled_at=None)
    assert (due.key, due.unit) == (f"order:{line.public_id}:2", town.nursing_home)
    target = Deadline.objects.get(kind=Kind.TARGET_START, cancelled_at=None)
    assert (target.unit, target.starts_on) == (town.nursing_home, TODAY)
    with pytest.raises(NotFound):
        confirm(line, town.provider, now)

    confirm(line, nurse, now, version=0)

    assert Order.objects.get(number=2).unit == town.nursing_home
    assert not Deadline.objects.filter(
        kind=Kind.ORDER_CONFIRMATION, met_at=None, cancelled_at=None
    ).exists()


def test_an_order_nobody_has_answered_may_be_sent_elsewhere(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    redirect(line, town.officer, now)

    assert listed(town.provider) == []
    assert Deadline.objects.get(
        kind=Kind.ORDER_CONFIRMATION, key=f"order:{line.public_id}"
    ).cancelled_at


@pytest.mark.parametrize(
    ("to_unit", "code"),
    [
        ("hub-nord", "same_unit"),
        ("forvaltningen", "unit_not_performing"),
        ("x", "unit_not_performing"),
    ],
)
def test_an_order_goes_to_another_unit_that_performs(
    town: given.Town, line: DecisionLine, now: dt.datetime, to_unit: str, code: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        redirect(line, town.officer, now, to_unit=to_unit)

    assert refusal.value.code == code
    assert written() == before


@pytest.mark.parametrize(("told", "code"), [(" ", "told_missing"), ("a" * 301, "text_too_long")])
def test_nobody_gets_another_unit_than_the_letter_says_without_being_told(
    town: given.Town, line: DecisionLine, now: dt.datetime, told: str, code: str
) -> None:
    refuse(line, town.provider, now)
    before = written()

    with pytest.raises(Refused) as refusal:
        redirect(line, town.officer, now, version=1, told=told)

    assert (refusal.value.code, refusal.value.objections[0].field) == (code, "told")
    assert written() == before


def test_the_answer_is_due_anew_from_the_day_the_order_is_sent_on(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    refuse(line, town.provider, now)

    redirect(line, town.officer, now + dt.timedelta(days=5), version=1)

    due = Deadline.objects.get(kind=Kind.ORDER_CONFIRMATION, met_at=None, cancelled_at=None)
    assert due.due_on == dt.date(2026, 3, 10)


def test_a_trial_that_ends_stops_the_clock_of_the_team_it_was_sent_on_to(
    town: given.Town, now: dt.datetime
) -> None:
    trial = given.a_trial(town)
    actions.refuse_order(str(trial.public_id), reason="Ferie.", actor=town.team_provider, at=now)
    actions.redirect_order(
        str(trial.public_id), to_unit="hub-nord", version=1, actor=town.assessor, at=now
    )

    given.end_the_trial(trial, actor=town.assessor)

    running = Deadline.objects.filter(
        kind=Kind.ORDER_CONFIRMATION, met_at=None, cancelled_at=None, case=trial.case
    )
    assert not running.exists()


# What is left of it with the unit


@pytest.mark.parametrize("how", ["refused", "ended"])
def test_a_unit_keeps_nothing_of_the_person_when_it_is_done_with_the_order(
    town: given.Town, line: DecisionLine, now: dt.datetime, how: str
) -> None:
    if how == "refused":
        refuse(line, town.provider, now)
    else:
        confirm(line, town.provider, now)
        actions.end_order(
            str(line.public_id),
            code="OTHER",
            reason="Flyttet til datteren.",
            version=1,
            actor=town.provider,
            at=now,
        )

    for actor in (town.provider, town.leader):
        page = queries.order_page(str(line.public_id), actor=actor, on=TODAY)
        assert page.person is None
        assert (page.address, page.phone, page.goal, page.important) == ("", "", "", "")
        assert page.row.service == "Helsetjenester i hjemmet"
        (row,) = queries.orders(actor=actor, view=View.ENDED, on=TODAY).rows
        for shown in (page.row, row):
            assert (shown.person, shown.age, shown.extent, shown.end_reason) == ("", None, "", "")
            assert shown.person_id == line.decision.case.person_id
    assert row.refuse_reason == ("Ingen ledig kapasitet." if how == "refused" else "")
    assert queries.obligations(actor=town.leader, on=TODAY) == []
    asked = queries.sent_order(str(line.public_id), actor=town.officer, on=TODAY)
    assert (asked.person is not None, asked.row.person) == (True, "NORDMANN, Ola")


def test_the_unit_an_order_is_sent_on_to_sees_what_the_job_needs(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    refuse(line, town.provider, now)
    redirect(line, town.officer, now, version=1)

    nurse = given.staff(Role.PROVIDER, town.nursing_home)
    page = queries.order_page(str(line.public_id), actor=nurse, on=TODAY)

    assert (page.row.state, page.phone) == (State.SENT, "911 11 111")
    assert (page.row.told, page.row.sent_on) == (TOLD, TODAY)
    (left,) = queries.orders(actor=town.provider, view=View.ENDED, on=TODAY).rows
    assert (left.person, left.current, left.unit) == ("", False, "Hjemmetjenesten Nord")
    for view in (View.NEW, View.CONFIRMED, View.CHANGES, View.RUNNING):
        assert listed(town.provider, view) == []


# The same question, the same number


def test_the_menu_and_the_tab_count_the_same_orders(town: given.Town, now: dt.datetime) -> None:
    lines = [DecisionLine.objects.get(decision=given.an_issued_decision(town)) for _ in range(3)]
    confirm(lines[0], town.provider, now)

    counts = queries.orders(actor=town.provider, view=View.NEW, on=TODAY).counts

    assert queries.unanswered(town.provider) == counts[View.NEW] == 2
    assert counts[View.CONFIRMED] == 1
    assert listed(town.provider, View.CONFIRMED) == [str(lines[0].public_id)]
    assert str(lines[0].public_id) not in listed(town.provider)


def test_a_measure_with_the_services_own_name_is_said_once(
    town: given.Town, now: dt.datetime
) -> None:
    trial = given.a_trial(town, service="hverdagsrehabilitering")

    (row,) = queries.orders(actor=town.team_provider, view=View.NEW, on=TODAY).rows
    assert (row.service, row.extent) == ("Hverdagsrehabilitering", "")

    actions.confirm_order(str(trial.public_id), actor=town.team_provider, at=now)
    actions.start_order(
        str(trial.public_id), starts_on=TODAY, version=1, actor=town.team_provider, at=now
    )
    (service,) = queries.services_now(trial.case.person_id, on=TODAY)
    assert (service.service, service.extent) == ("Hverdagsrehabilitering", "")


# Who can take it


def test_the_units_that_give_the_service_stand_first_and_the_others_may_be_chosen(
    town: given.Town,
) -> None:
    def usual(service_key: str) -> dict[str, bool]:
        units = queries.performing_units(town.municipality.pk, service_key=service_key, on=TODAY)
        return {unit.key: unit.usual for unit in units}

    at_home = usual("helsetjenester_i_hjemmet")
    assert at_home == {"hub-nord": True, "fagteam": True, "solbakken": False}
    inside = usual("langtidsopphold_institusjon")
    assert inside == {"hub-nord": False, "fagteam": False, "solbakken": True}


def test_an_order_a_unit_has_taken_is_not_taken_from_it(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    confirm(line, town.provider, now)
    before = written()

    with pytest.raises(Refused) as refusal:
        redirect(line, town.officer, now, version=1)

    assert refusal.value.code == "wrong_state"
    assert written() == before


def test_only_those_who_may_decide_send_it_elsewhere(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    before = written()[:-1]

    for actor, denied in (
        (town.provider, AccessDenied),
        (town.leader, NotFound),
        (town.assessor, AccessDenied),
        (given.a_town("3024", "Bærum kommune").officer, NotFound),
    ):
        with pytest.raises(denied):
            redirect(line, actor, now)
    assert Redirection.objects.count() == 0
    assert written()[:3] == before[:3]


def test_a_trial_refused_by_its_team_goes_back_to_who_started_it(
    town: given.Town, now: dt.datetime
) -> None:
    trial = given.a_trial(town)
    actions.refuse_order(str(trial.public_id), reason="Ferie.", actor=town.team_provider, at=now)
    assert Order.objects.get().returned_to_id == town.assessor.staff_id

    actions.redirect_order(
        str(trial.public_id), to_unit="hub-nord", version=1, actor=town.assessor, at=now
    )

    assert listed(town.provider) == [str(trial.public_id)]


def test_a_confirmed_order_of_a_case_that_has_ended_shows_nothing_of_the_person(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    confirm(line, town.provider, now)
    given.end_by_death(line.decision.case, actor=town.officer, at=now)

    page = queries.order_page(str(line.public_id), actor=town.provider, on=TODAY)
    (row,) = queries.orders(actor=town.provider, view=View.CONFIRMED, on=TODAY).rows
    assert (page.person, page.goal, page.important, page.may_see_address) == (None, "", "", False)
    assert (page.row.person, row.person, row.hidden) == ("", "", True)
    assert page.may == {Act.REFUSE, Act.END, Act.ASK}
    later = Scope(actor=town.provider, on=dt.date(2026, 4, 1))
    assert [task for branch in queries.tasks_for(later) for task in branch] == []
    asked = queries.sent_order(str(line.public_id), actor=town.officer, on=TODAY)
    assert asked.row.person == "NORDMANN, Ola"


def test_an_unanswered_order_of_a_case_that_has_ended_is_no_order(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    given.end_by_death(line.decision.case, actor=town.officer, at=now)

    assert listed(town.provider) == []
    assert queries.order_page(str(line.public_id), actor=town.provider, on=TODAY).person is None
    assert queries.obligations(actor=town.chief, on=TODAY) == []
    with pytest.raises(Refused) as refusal:
        confirm(line, town.provider, now)
    assert refusal.value.code == "case_ended"
