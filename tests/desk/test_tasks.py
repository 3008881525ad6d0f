"""The inbox: whose a task is, when it waits, what narrows it, and what it costs."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from cases import actions as case_actions
from cases.models import Case, CaseService
from cases.queries import Scope, branch
from cases.stages import Stage
from deadlines import actions as deadline_actions
from deadlines.kinds import Kind
from decisions import actions as decision_actions
from delivery import actions as delivery_actions
from desk import queries
from desk.queries import TaskList, TaskRow
from desk.queries import tasks as inbox
from desk.rules import TaskNarrow
from intake import actions as intake_actions
from intake.kinds import Form
from people.access import Actor
from people.models import Resident, StaffMember, Unit
from people.roles import Role
from people.rules import PersonGiven
from tests import given
from tests.desk.day import a_day, line_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def asked(actor: Actor, *, on: dt.date = TODAY, page: int = 1, **narrow: Any) -> TaskList:
    return queries.task_list(actor=actor, narrow=TaskNarrow(**narrow), on=on, page=page)


def rows(actor: Actor, view: str = "mine", **narrow: Any) -> tuple[TaskRow, ...]:
    return asked(actor, view=view, **narrow).rows


def kinds(actor: Actor, view: str = "mine", **narrow: Any) -> list[str]:
    return [row.kind for row in rows(actor, view, **narrow)]


def cost(actor: Actor, **narrow: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        asked(actor, **narrow)
    return len(captured)


# --- whose ------------------------------------------------------------------------------


def test_a_leader_sees_the_units_whole_queue_and_who_can_do_what_they_cannot(
    town: given.Town,
) -> None:
    # given a case to decide that nobody has, and a leader who decides nothing
    leader = given.staff(Role.UNIT_LEADER, town.office, given="Gro", family="Holm")
    case = given.a_case_to_decide(town)
    with transaction.atomic():
        case_actions.give_responsibility(
            case, unit=case.unit, staff=None, actor=town.officer, at=given.NOW
        )

    (theirs,) = [row for row in rows(town.officer, "ufordelt") if row.kind == "write_decision"]
    (seen,) = [row for row in rows(leader, "ufordelt") if row.kind == "write_decision"]

    # then the leader can give it, not do it, and reads who can
    assert (theirs.may_take, theirs.doers) == (True, None)
    assert (seen.may_take, seen.may_give, seen.url) == (False, True, f"/saker/{case.reference}/")
    assert seen.doers
    names = {StaffMember.objects.get(pk=who.staff()) for who in (town.officer, town.approver)}
    assert set(seen.doers) == {str(name) for name in names}
    assert {row.key for row in rows(leader, "ufordelt")} >= {
        row.key for row in rows(town.officer, "ufordelt")
    }


def test_a_task_about_one_of_two_services_names_the_one(town: given.Town) -> None:
    case = given.a_case_to_decide(town, services=("helsetjenester_i_hjemmet", "trygghetsalarm"))
    decision = given.a_drafted_decision(town, case)
    for line in decision.lines.all():
        deadline_actions.open_deadline(
            case,
            Kind.DECISION_EXPIRY,
            starts_on=TODAY,
            key=f"order:{line.public_id}",
            actor=town.officer,
            at=given.NOW,
        )

    found = [row for row in rows(town.officer) if row.kind == "deadline_decision_expiry"]

    assert {row.services for row in found} == {"Helsetjenester i hjemmet", "Trygghetsalarm"}


def test_a_task_is_its_holders_and_the_others_see_it_nowhere(town: given.Town) -> None:
    given.an_assessed_case(town)

    (row,) = rows(town.assessor)

    assert (row.kind, row.title, row.mine) == ("write_recommendation", "Skriv innstilling", True)
    assert row.url == f"/saker/{row.reference}/innstilling/"
    assert row.person == "NORDMANN, Ola"
    assert row.services == "Helsetjenester i hjemmet"
    assert rows(town.caseworker) == rows(town.caseworker, "ufordelt") == ()


def test_what_nobody_has_taken_is_the_units_and_of_no_other_unit(town: given.Town) -> None:
    given.a_registered_application(town)

    assert "start_assessment" in kinds(town.caseworker, "ufordelt")
    assert rows(town.caseworker) == ()
    assert kinds(town.assessor, "ufordelt") == kinds(town.officer, "ufordelt") == []


def test_a_unit_that_has_sent_the_case_on_is_not_asked_to_take_it(town: given.Town) -> None:
    case = given.a_recommended_case(town, services=("trygghetsalarm",))
    assert case.unit_id == town.office.pk

    assert kinds(town.officer, "ufordelt") == ["write_decision"]
    assert kinds(town.assessor, "ufordelt") == []


def test_taking_a_task_makes_it_ones_own(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    deadline_actions.take_task(
        case.pk, kind="start_assessment", key=case.reference, actor=town.caseworker, at=given.NOW
    )

    assert kinds(town.caseworker) == ["start_assessment"]
    assert "start_assessment" not in kinds(town.caseworker, "ufordelt")
    assert case.responsible_id is None


def test_approvals_are_shown_to_approvers_and_not_to_who_wrote_them(town: given.Town) -> None:
    case = given.a_case_to_decide(town, refuse=True)
    decision = given.a_drafted_decision(town, case)
    decision_actions.submit_decision(
        case.pk, version=decision.version, actor=town.officer, at=given.NOW
    )

    assert kinds(town.approver, "godkjenning") == ["approve_decision"]
    assert kinds(town.officer, "godkjenning") == []
    assert queries.task_counts(actor=town.approver, on=TODAY)["godkjenning"] == 1


def test_an_enquiry_promised_to_somebody_is_their_task_without_a_case(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    made = intake_actions.register_enquiry(
        told=given.told(
            form=Form.ENQUIRY,
            services=(),
            follow_up="Ring tilbake",
            follow_up_by=given.public_id_of(town.caseworker),
        ),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=town.caseworker,
        at=given.NOW,
    )

    (row,) = rows(town.caseworker)

    assert row.url == f"/henvendelser/{made['application']}/"
    assert (row.reference, row.may_take, row.may_hold) == ("", False, False)


# --- a unit that performs sees no more than its order ---------------------------------------


def test_a_provider_sees_the_ordered_service_and_nothing_else_of_the_case(
    town: given.Town,
) -> None:
    decision = given.an_issued_decision(town)
    CaseService.objects.create(case=decision.case, service_key="bpa")  # asked for, not ordered
    case_actions.hold_case(
        decision.case_id,
        until=TODAY + dt.timedelta(days=9),
        reason="Personen er på sykehus",
        actor=town.officer,
        at=given.NOW,
    )

    (row,) = rows(town.provider, "ufordelt")

    assert (row.title, row.services) == ("Bekreft bestilling", "Helsetjenester i hjemmet")
    assert row.url.startswith("/bestillinger/")
    assert (row.reference, row.hold_reason) == ("", "")
    assert not any((row.may_take, row.may_hold, row.may_give))


# --- waiting ----------------------------------------------------------------------------


def held(town: given.Town, *, days: int) -> Case:
    case = given.an_assessed_case(town)
    deadline_actions.hold_task(
        case.pk,
        kind="write_recommendation",
        key=case.reference,
        until=TODAY + dt.timedelta(days=days),
        reason="Venter på legen",
        actor=town.assessor,
        at=given.NOW,
    )
    return case


def test_a_task_on_hold_stands_under_its_wait_with_reason_and_day(town: given.Town) -> None:
    held(town, days=5)

    assert rows(town.assessor) == ()
    (row,) = rows(town.assessor, "vent")
    assert (row.status, row.hold_reason) == ("På vent", "Venter på legen")
    assert row.hold_until == TODAY + dt.timedelta(days=5)
    assert (row.may_resume, row.may_hold, row.waited_out) == (True, False, False)


def test_on_its_day_it_is_back_among_ones_own_and_the_tab_says_so(town: given.Town) -> None:
    held(town, days=5)
    later = TODAY + dt.timedelta(days=5)

    found = asked(town.assessor, on=later)

    assert [row.waited_out for row in found.rows] == [True]
    assert found.counts["vent"] == 1
    assert found.counts["waited_out"] == 1


def test_a_case_on_hold_takes_its_tasks_along_until_the_law_is_near(town: given.Town) -> None:
    # given a case that waits as long as the law lets it: to the reminder of the preliminary answer
    case = given.a_registered_application(town)[0]
    case_actions.take_case(case.pk, actor=town.caseworker, at=given.NOW)
    reminded = dt.date(2026, 3, 30)
    case_actions.hold_case(
        case.pk,
        until=reminded,
        reason="Personen er på reise",
        actor=town.caseworker,
        at=given.NOW,
    )

    # when the last day of the wait has come
    eve = reminded - dt.timedelta(days=1)

    # then its tasks stand among what waits, and only the case itself can be taken up
    assert "start_assessment" not in [row.kind for row in asked(town.caseworker, on=eve).rows]
    waiting = queries.task_list(actor=town.caseworker, narrow=TaskNarrow(view="vent"), on=eve)
    assert [(row.kind, row.may_resume) for row in waiting.rows] == [("start_assessment", False)]

    # and with the reminder the work and the clock are there together, by themselves
    found = [row.kind for row in asked(town.caseworker, on=reminded).rows]
    assert {"deadline_preliminary_answer", "start_assessment"} <= set(found)


# --- filters, order, pages --------------------------------------------------------------


def test_filters_narrow_and_the_tabs_keep_their_numbers(town: given.Town) -> None:
    zone = Unit.objects.create(
        municipality=town.municipality, key="vest", kind="DISTRICT", valid_from=given.LONG_AGO
    )
    person = given.a_person(town.municipality)
    Resident.objects.filter(pk=person.pk).update(district=zone)
    near = given.a_registered_application(town, person=person, urgent=True)[0]
    given.a_registered_application(town, services=("matombringing",))

    def found(**narrow: Any) -> list[str]:
        shown = asked(town.caseworker, view="ufordelt", kind="start_assessment", **narrow)
        assert shown.counts["ufordelt"] == 2
        return [row.reference for row in shown.rows]

    assert len(found()) == 2
    assert found(urgent=True) == [near.reference]
    assert near.reference not in found(urgent=False)
    assert found(service="helsetjenester_i_hjemmet") == [near.reference]
    assert found(zone=zone.pk) == [near.reference]
    assert found(due_within=0) == []
    assert len(found(due_within=30)) == 2


def test_asking_zone_by_zone_does_not_find_a_protected_person(town: given.Town) -> None:
    zone = Unit.objects.create(
        municipality=town.municipality, key="vest", kind="DISTRICT", valid_from=given.LONG_AGO
    )
    person = given.a_person(town.municipality, protection="STRICT")
    Resident.objects.filter(pk=person.pk).update(district=zone)
    given.a_registered_application(town, person=person)

    assert rows(town.caseworker, "ufordelt", zone=zone.pk) == ()
    assert rows(town.caseworker, "ufordelt") != ()


def test_a_page_after_the_last_is_the_last(town: given.Town) -> None:
    for _ in range(3):
        given.an_assessed_case(town)

    found = queries.task_list(actor=town.assessor, narrow=TaskNarrow(), on=TODAY, page=9, size=2)

    assert (found.page, found.pages, found.total, len(found.rows)) == (2, 2, 3, 1)


# --- done today -------------------------------------------------------------------------


def test_what_one_completed_today_is_told_in_words_and_yesterday_is_not(town: given.Town) -> None:
    case = given.an_assessed_case(town)

    found = queries.done_today(actor=town.assessor, on=TODAY)

    assert {row.sentence for row in found} == {
        "Kartleggingen er fullført og låst (versjon 1)",
        "Kartlegging startet (versjon 1)",
    }
    assert {row.url for row in found} == {f"/saker/{case.reference}/"}
    assert queries.done_count(actor=town.assessor, on=TODAY) == 2
    assert queries.done_today(actor=town.assessor, on=TODAY + dt.timedelta(days=1)) == ()
    assert queries.done_today(actor=town.caseworker, on=TODAY) == ()


def test_a_refused_order_stands_under_done_without_the_case_one_may_not_open(
    town: given.Town,
) -> None:
    decision = given.an_issued_decision(town)
    delivery_actions.refuse_order(
        line_of(decision), reason="Fullt", actor=town.provider, at=given.NOW
    )

    (row,) = queries.done_today(actor=town.provider, on=TODAY)

    assert row.sentence == "Bestilling avvist av utførende enhet"
    assert (row.reference, row.url, row.services) == ("", "", "")


# --- what it stands on ------------------------------------------------------------------


def test_a_kind_nobody_has_described_leads_to_the_case_and_breaks_nothing(
    town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = given.a_case(town, responsible=town.caseworker)

    def tomorrow(scope: Scope) -> list[Any]:
        return [
            branch(
                Case.objects.filter(pk=case.pk),
                kind="a_kind_of_tomorrow",
                key="reference",
                case="pk",
                person="person_id",
                unit="unit_id",
                holder="responsible_id",
                due=None,
            )
        ]

    monkeypatch.setattr(inbox, "SOURCES", (*inbox.SOURCES, tomorrow))
    inbox._union.cache_clear()

    found = {row.kind: row for row in rows(town.caseworker)}

    inbox._union.cache_clear()
    assert found["a_kind_of_tomorrow"].title == "Oppgave i saken"
    assert found["a_kind_of_tomorrow"].url == f"/saker/{case.reference}/"


def test_writing_the_statement_asks_the_database_of_rules_alone(town: given.Town) -> None:
    inbox._union.cache_clear()
    for actor in town.by_role().values():
        with CaptureQueriesContext(connection) as captured:
            inbox._union(actor, TODAY)
        # but for what the municipality has decided of its own deadlines
        assert {"deadlines_ownterm" in one["sql"] for one in captured} <= {True}


def test_a_role_given_today_is_another_statement(town: given.Town) -> None:
    before = inbox._union(town.assessor, TODAY)
    more = given.staff(Role.APPROVER, town.office)

    assert inbox._union(more, TODAY) != before


@pytest.mark.parametrize("view", ["mine", "ufordelt", "vent", "godkjenning"])
def test_the_inbox_costs_the_same_for_two_tasks_and_for_twenty(view: str, town: given.Town) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            given.a_case(town, stage=Stage.ASSESSMENT, responsible=town.caseworker)
            given.a_case(town)

    more(2)
    few = cost(town.caseworker, view=view)
    more(18)

    assert cost(town.caseworker, view=view) == few


def test_the_tabs_number_what_their_lists_hold_with_the_nearest_day_first() -> None:
    on = localdate(given.NOW)
    for actor in a_day().town.by_role().values():
        counts = queries.task_counts(actor=actor, on=on)
        for view in ("mine", "ufordelt", "vent", "godkjenning"):
            found = queries.task_list(actor=actor, narrow=TaskNarrow(view=view), on=on)
            due = [row.due_on or dt.date.max for row in found.rows]
            assert found.total == counts[view]
            assert due == sorted(due)
