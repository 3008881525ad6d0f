"""What the pages over several stages say: a case, its services and history, a person, the lists."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import trail
from cases import actions as case_actions
from cases.models import Case, CaseAccess
from cases.stages import Stage
from deadlines import actions as deadline_actions
from delivery import actions as delivery_actions
from desk import queries
from desk.queries import Overview, PersonPage
from desk.rules import CaseNarrow, EventNarrow
from intake import actions as intake_actions
from pathways import actions as pathway_actions
from people.access import Actor, system
from people.events import ResidentEdited
from people.models import PersonAccess, Resident, StaffMember
from people.refusals import AccessDenied, NotFound
from people.roles import Role
from people.rules import PersonGiven
from tests import given
from tests.desk.day import Family, a_family, line_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def open_page(case: Case, actor: Actor, *, at: dt.datetime = given.NOW) -> Overview:
    return queries.overview(case.pk, actor=actor, at=at)


def person_page(person: Resident, actor: Actor) -> PersonPage:
    return queries.person_page(str(person.public_id), actor=actor, at=given.NOW, on=TODAY)


def cost(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


# --- one case ---------------------------------------------------------------------------


def test_a_received_case_says_who_has_it_since_when_and_what_is_next(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    later = given.NOW + dt.timedelta(days=1)
    case_actions.take_case(case.pk, actor=town.caseworker, at=later)

    page = open_page(case, town.caseworker, at=later)

    assert page.case.responsible == "Kari Lie"
    assert page.case.responsible_since == later
    first = page.steps[0]
    assert (first.title, first.button, first.primary) == ("Kartlegging", "Start kartlegging", True)
    assert first.due_on == dt.date(2026, 3, 25)  # the local target
    assert first.responsible == "Kari Lie, Mottaksteam Nord"
    assert page.asked is not None
    assert page.asked.own_words == "Jeg vil klare morgenstellet selv."
    assert page.by_channel == "på telefon"
    assert {row.label for row in page.deadlines} == {"Foreløpig svar", "Lokalt mål vedtak"}
    assert [letter.recipient for letter in page.letters] == ["Ola Nordmann"]


def test_an_untaken_case_can_be_taken_by_the_unit_that_has_it_alone(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    far = given.staff(Role.CASEWORKER, town.office_team)

    assert open_page(case, town.caseworker).may.take
    assert not open_page(case, far).may.take


def test_the_choices_are_those_the_stage_and_the_role_allow(town: given.Town) -> None:
    case = given.a_registered_application(
        town, services=("helsetjenester_i_hjemmet", "praktisk_bistand_daglige_gjoremal")
    )[0]

    def labels(actor: Actor) -> list[str]:
        return [choice.label for choice in open_page(case, actor).choices]

    assert labels(town.caseworker) == [
        "Send foreløpig svar …",
        "Be om opplysninger …",
        "Send forhåndsvarsel …",
        "Del saken …",
        "Gi hjelp uten vedtak …",
        "Trekk søknaden …",
        "Avslutt uten vedtak …",
        "Trenger hjelp nå …",
    ]
    given.a_registered_application(town, person=case.person)
    assert "Slå sammen med annen sak …" in labels(town.caseworker)
    assert labels(town.auditor) == ["Send foreløpig svar …"]
    assert not open_page(case, town.auditor).may.work


def test_a_decided_case_can_lapse_or_be_completed_and_no_more_withdrawn(town: given.Town) -> None:
    decision = given.an_issued_decision(town)

    labels = [choice.label for choice in open_page(decision.case, town.officer).choices]

    assert labels == ["Avslutt som bortfalt …", "Avslutt saken …"]


def test_the_receiver_of_a_handover_answers_it_before_anything_else(town: given.Town) -> None:
    case = given.a_recommended_case(town)
    pathway_actions.propose_handover(
        case.pk, purpose="COORDINATION", message="", actor=town.assessor, at=given.NOW
    )

    theirs, mine = open_page(case, town.coordinator), open_page(case, town.assessor)

    assert theirs.may.receive
    assert not any(step.primary for step in theirs.steps)
    assert not mine.may.receive
    waits = next(step for step in mine.steps if step.title == "Forløpskoordinator")
    assert waits.waits_for == "Venter på svar fra Forløpskoordinatorene"
    assert not any(step.primary for step in mine.steps)


def test_who_is_proposed_as_responsible_is_told_so(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    case_actions.take_case(case.pk, actor=town.caseworker, at=given.NOW)
    pathway_actions.propose_handover(
        case.pk,
        purpose="RESPONSIBILITY",
        message="Jeg går av vakt.",
        to_unit=town.assessment.key,
        actor=town.caseworker,
        at=given.NOW,
    )

    page = open_page(case, town.assessor)

    assert page.may.receive
    assert page.pathway.pending is not None
    assert page.pathway.pending.message == "Jeg går av vakt."
    assert page.case.responsible == "Kari Lie"


def test_where_policy_passes_the_coordinator_it_is_shown_as_passed(town: given.Town) -> None:
    case = given.a_recommended_case(town, services=("trygghetsalarm",))

    page = open_page(case, town.officer)

    passed = next(step for step in page.steps if step.title == "Forløpskoordinator")
    assert passed.waits_for == "Passert etter kommunens regel for tjenesten"


def test_a_refusal_waits_for_its_letter_and_then_for_its_end(town: given.Town) -> None:
    decision = given.a_refusal(town)

    end = open_page(decision.case, town.officer).steps[-1]

    assert end.title == "Avslutt saken"
    assert end.status == "Kan ikke startes ennå"
    assert "ikke kommet fram" in end.waits_for


def test_cases_of_the_same_application_are_linked_if_one_may_open_them(town: given.Town) -> None:
    cases = given.a_registered_application(
        town, services=("helsetjenester_i_hjemmet", "langtidsopphold_institusjon")
    )
    here = next(case for case in cases if case.unit_id == town.intake.pk)
    there = next(case for case in cases if case != here)

    colleague = given.staff(Role.CASEWORKER, town.intake)

    assert open_page(here, town.chief).siblings == (there.reference,)
    assert open_page(here, colleague).siblings == ()


def test_an_ended_case_says_why_and_has_nothing_next(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    intake_actions.end_case(
        case.pk,
        reason="WITHDRAWN",
        asked_by="Ola Nordmann",
        asked_on=TODAY,
        confirmed="På telefon",
        told="Personen på telefon",
        actor=town.caseworker,
        at=given.NOW,
    )

    page = open_page(case, town.caseworker)

    assert (page.case.end_reason, page.case.end_told) == ("Trukket", "Personen på telefon")
    assert not any((page.steps, page.choices))
    assert not page.may.work


def test_the_page_costs_the_same_for_a_long_case_and_a_short_one(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    case_actions.take_case(case.pk, actor=town.caseworker, at=given.NOW)
    few = cost(lambda: open_page(case, town.caseworker))
    for n in range(20):
        deadline_actions.take_task(
            case.pk, kind=f"k{n}", key="1", actor=town.caseworker, at=given.NOW
        )

    assert cost(lambda: open_page(case, town.caseworker)) == few


# --- services of a case -----------------------------------------------------------------


def sentences(case: Case, actor: Actor, *, at: dt.datetime = given.NOW) -> list[str]:
    page = queries.services_page(case.pk, actor=actor, at=at)
    return [owed.sentence for owed in page.owed]


def test_an_order_nobody_has_answered_is_owed_in_plain_words(town: given.Town) -> None:
    case = given.an_issued_decision(town).case

    (sentence,) = sentences(case, town.officer)
    assert sentence == (
        "Helsetjenester i hjemmet ble sendt til Hjemmetjenesten Nord 04.03.2026 og er ikke"
        " bekreftet. Svar senest 05.03.2026 kl. 12.00."
    )
    late = given.NOW + dt.timedelta(days=2)
    page = queries.services_page(case.pk, actor=town.officer, at=late)
    assert [owed.urgent for owed in page.owed] == [True]
    assert "Svaret skulle kommet 05.03.2026 kl. 12.00." in page.owed[0].sentence


def test_a_refused_order_says_why_and_only_who_may_gets_the_link(town: given.Town) -> None:
    decision = given.an_issued_decision(town)
    delivery_actions.refuse_order(
        line_of(decision), reason="Ingen ledig.", actor=town.leader, at=given.NOW
    )

    theirs = queries.services_page(decision.case_id, actor=town.officer, at=given.NOW)
    others = queries.services_page(decision.case_id, actor=town.chief, at=given.NOW)

    assert theirs.owed[0].sentence == (
        "Helsetjenester i hjemmet er avvist av Hjemmetjenesten Nord: «Ingen ledig.» Bestillingen"
        " må sendes til en annen enhet."
    )
    assert theirs.owed[0].url == f"/bestillinger/{line_of(decision)}/send/"
    assert others.owed[0].url == ""


def test_a_refused_order_is_the_next_step_of_its_case(town: given.Town) -> None:
    decision = given.an_issued_decision(town)
    order = line_of(decision)
    delivery_actions.refuse_order(order, reason="Fullt.", actor=town.provider, at=given.NOW)

    page = queries.overview(decision.case_id, actor=town.officer, at=given.NOW)

    (step,) = [step for step in page.steps if step.primary]
    assert step.button == "Send til en annen enhet"
    assert step.waits_for == "Avvist av Hjemmetjenesten Nord: «Fullt.»"
    assert (step.responsible, step.url) == ("Nina Moe", f"/bestillinger/{order}/send/")


def test_a_confirmed_order_is_owed_until_it_has_started(town: given.Town) -> None:
    decision = given.an_issued_decision(town)
    order = line_of(decision)
    delivery_actions.confirm_order(order, actor=town.provider, at=given.NOW)
    (sentence,) = sentences(decision.case, town.officer)
    assert sentence == (
        "Helsetjenester i hjemmet er bekreftet av Hjemmetjenesten Nord og starter etter planen"
        " 11.03.2026."
    )
    later = given.NOW + dt.timedelta(days=9)
    assert "skulle startet" in sentences(decision.case, town.officer, at=later)[0]

    delivery_actions.start_order(
        order, starts_on=dt.date(2026, 3, 12), version=1, actor=town.provider, at=later
    )
    page = queries.services_page(decision.case_id, actor=town.officer, at=later)
    assert (page.owed, page.all_given) == ((), True)
    (line,) = page.decided[0].lines
    assert line.order is not None
    assert (line.order.status, line.order.started_on) == ("I gang", dt.date(2026, 3, 12))


def test_a_refused_line_has_its_reason_and_no_order(town: given.Town) -> None:
    decision = given.a_refusal(town)

    page = queries.services_page(decision.case_id, actor=town.officer, at=given.NOW)

    (line,) = page.decided[0].lines
    assert (line.outcome, line.order, line.extent) == ("Avslått", None, "")
    assert line.reason
    assert (page.owed, page.all_given) == ((), False)


def test_a_case_without_decision_has_no_services(town: given.Town) -> None:
    case = given.an_assessed_case(town)

    page = queries.services_page(case.pk, actor=town.assessor, at=given.NOW)

    assert not any((page.decided, page.trials, page.owed))


# --- history ----------------------------------------------------------------------------


@pytest.fixture
def long_case(town: given.Town) -> Case:
    return given.an_issued_decision(town).case


def events(case: Case, **narrow: Any) -> list[str]:
    found = queries.history(case.pk, reference=case.reference, narrow=EventNarrow(**narrow))
    return [event.sentence for event in found.events]


def test_a_move_says_where_the_case_stands_and_a_handover_who_got_it(long_case: Case) -> None:
    found = events(long_case)

    assert "Saken er nå «Vedtak fattet»" in found
    assert "Ansvaret er gitt videre – Nina Moe, Helse- og velferdsforvaltningen" in found
    assert "Overføring foreslått: Til forløpskoordinator – Forløpskoordinatorene" in found
    assert not any("Fatt vedtak" in sentence for sentence in found)


def test_a_task_is_named_as_in_the_inbox(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    deadline_actions.take_task(
        case.pk, kind="RECEIVE_RESPONSIBILITY", key="x", actor=town.caseworker, at=given.NOW
    )

    assert "Oppgaven «Du er foreslått som ansvarlig» er tatt" in events(case)


@pytest.mark.parametrize(
    ("area", "first"),
    [
        ("vedtak", "Vedtak 1 er fattet: Innvilget"),
        ("kartlegging", "Innstillingen er sendt"),
        ("brev", "Brev lagt til utsending: Vedtak"),
        ("forlop", "Forløpskoordinator sendte saken til vedtak"),
    ],
)
def test_the_history_is_narrowed_to_an_area(long_case: Case, area: str, first: str) -> None:
    found = events(long_case, area=area)

    assert first in found
    assert 0 < len(found) < len(events(long_case))


def test_the_history_is_narrowed_to_who_acted_and_says_who_can_be_chosen(
    town: given.Town, long_case: Case
) -> None:
    offered = dict(queries.who_acted(long_case.pk, on=TODAY))

    assert offered[f"a{town.officer.staff_id}"] == "Nina Moe"
    assert offered[f"e{town.assessment.pk}"] == "Kartleggingsavdelingen"
    by_officer = queries.history(
        long_case.pk,
        reference=long_case.reference,
        narrow=EventNarrow(who=f"a{town.officer.staff_id}"),
    )
    assert {event.by for event in by_officer.events} == {
        "Nina Moe, Helse- og velferdsforvaltningen"
    }
    assert by_officer.shown < by_officer.total


def test_both_days_of_a_period_are_included_by_oslos_calendar(long_case: Case) -> None:
    half_past_midnight = dt.datetime(2026, 3, 4, 23, 30, tzinfo=dt.UTC)
    trail.record(
        ResidentEdited(case_id=long_case.pk, person_id=long_case.person_id, changed=["phone"]),
        actor=system(long_case.municipality_id),
        at=half_past_midnight,
    )
    edited = "Personopplysninger er endret"

    assert edited not in events(long_case, from_on=TODAY, to_on=TODAY)
    assert edited in events(long_case, from_on=TODAY + dt.timedelta(days=1))
    assert edited in events(long_case, to_on=TODAY + dt.timedelta(days=1))


def test_what_can_be_opened_has_its_link(long_case: Case) -> None:
    found = queries.history(long_case.pk, reference=long_case.reference)

    links = {event.event: event.url for event in found.events if event.url}
    assert links["DecisionIssued"] == f"/saker/{long_case.reference}/vedtak/1/"
    assert links["AssessmentCompleted"] == f"/saker/{long_case.reference}/kartlegging/1/"
    assert links["LetterQueued"].startswith("/brev/")


def test_the_history_is_read_page_by_page(long_case: Case) -> None:
    whole = events(long_case)
    first = queries.history(long_case.pk, reference=long_case.reference, size=10)
    last = queries.history(long_case.pk, reference=long_case.reference, size=10, page=99)

    assert [event.sentence for event in first.events] == whole[:10]
    assert (last.page, last.pages) == (first.pages, first.pages)
    assert last.events[-1].sentence == whole[-1]


# --- one person -------------------------------------------------------------------------


@pytest.fixture
def family() -> Family:
    return a_family()


def test_the_telephone_page_says_what_runs_who_has_it_and_who_may_be_told(family: Family) -> None:
    page = person_page(family.person, family.town.caseworker)

    assert [row.reference for row in page.cases] == [
        family.registered.reference,
        family.running.reference,
    ]
    # theirs, and what was before it: to who has no case of the person, none
    assert page.open_to_me == {family.registered.reference, family.running.reference}
    assert page.mine_to_act == {family.registered.reference}
    elsewhere = given.staff(Role.CASEWORKER, family.town.office_team)
    assert person_page(family.person, elsewhere).open_to_me == set()
    assert page.says_all
    (service,) = page.services
    assert (service.service, service.extent) == ("Helsetjenester i hjemmet", "3,5 t/uke")
    assert [relative.told for relative in page.person.relatives] == [
        "Kan få opplysninger: ja",
        "Kan få opplysninger: nei",
        "Kan få opplysninger: delvis (bare praktisk hjelp)",
    ]
    assert {row.reference for row in page.deadlines} == page.open_to_me
    assert {letter.reference for letter in page.letters} == page.open_to_me
    assert len(page.contacts) == 2
    assert page.may_register
    assert len(page.events) == 5


@pytest.mark.parametrize("protection", ["CONFIDENTIAL", "STRICT"])
def test_the_page_lists_no_case_that_answers_as_if_it_were_not_there(
    family: Family, protection: str
) -> None:
    # given who has one case of somebody with a protected address, who has another one elsewhere
    town = family.town
    Resident.objects.filter(pk=family.person.pk).update(protection=protection)
    other = given.a_case(
        town, person=family.person, unit=town.office_team, responsible=town.other_caseworker
    )
    lead = town.other_caseworker
    shut = [family.registered.reference, family.running.reference]

    # when they open the page
    page = person_page(family.person, lead)
    browser = Client()
    browser.force_login(given.account_of(lead))
    with time_machine.travel(given.NOW, tick=False):
        shown = browser.get(f"/personer/{family.person.public_id}/").content.decode()
        answers = [browser.get(f"/saker/{one}/").status_code for one in shut]

    # then theirs alone stands there, and that there are more only where that is no secret
    assert answers == [404, 404]
    assert [row.reference for row in (*page.cases, *page.ended)] == [other.reference]
    assert not [one for one in shut if one in shown]
    assert ("Personen har flere saker." in shown) is (protection == "CONFIDENTIAL")


def test_somebody_with_one_case_is_not_told_what_the_others_are_about(family: Family) -> None:
    page = person_page(family.person, family.town.officer)

    assert page.open_to_me == {family.running.reference}
    assert not page.says_all
    assert not page.may_register
    assert not any((page.contacts, page.colleagues))
    assert {row.reference for row in page.deadlines} == {family.running.reference}
    assert "Saken er tatt fra køen" in {
        event.sentence for event in person_page(family.person, family.town.caseworker).events
    }
    heard = {event.at for event in page.events}
    assert heard  # what happened in the officer's own case, and to the person


def test_what_happens_in_a_case_one_may_not_open_is_not_told(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    given.a_registered_application(town, person=case.person)

    heard = [event.sentence for event in person_page(case.person, town.assessor).events]

    assert "Kartleggingen er fullført og låst (versjon 1)" in heard
    assert not any("Søknad registrert" in sentence for sentence in heard)


def test_without_a_ground_there_is_no_page(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    for actor in (town.assessor, town.officer, town.leader, town.provider, town.administrator):
        with pytest.raises(AccessDenied):
            person_page(person, actor)
    with pytest.raises(NotFound):
        person_page(person, elsewhere.caseworker)


def test_a_written_access_to_the_person_opens_the_page_without_the_cases(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    PersonAccess.objects.create(
        person=case.person,
        staff=StaffMember.objects.get(pk=town.assessor.staff()),
        ground="pathway",
        from_at=given.NOW,
    )

    page = person_page(case.person, town.assessor)

    assert page.open_to_me == frozenset()
    assert not any((page.deadlines, page.letters))
    assert [event.sentence for event in page.events] == []


def test_a_blocked_person_is_an_identity_and_nothing_else(family: Family) -> None:
    Resident.objects.filter(pk=family.person.pk).update(blocked=True)

    stranger = given.staff(family.town.caseworker.grants[0].role, family.town.intake)
    CaseAccess.objects.filter(unit=family.town.intake).delete()

    page = person_page(family.person, stranger)

    assert page.blocked
    assert page.person.list_name == "NORDMANN, Ola"
    known = page.person
    assert not any((known.details, known.relatives, known.representatives))
    assert not any((page.cases, page.services, page.events, page.letters, page.contacts))
    assert not page.may_register


def test_a_protected_address_is_not_among_the_details(family: Family) -> None:
    Resident.objects.filter(pk=family.person.pk).update(protection="STRICT")

    page = person_page(family.person, family.town.caseworker)

    assert page.person.details[0].lower().endswith("fortrolig adresse")
    assert not any("Storgata" in line for line in page.person.details)


def test_nothing_stops_by_itself_when_somebody_dies(family: Family) -> None:
    Resident.objects.filter(pk=family.person.pk).update(died_on=TODAY)

    page = person_page(family.person, family.town.caseworker)

    assert [service.service for service in page.outlived] == ["Helsetjenester i hjemmet"]


def test_an_enquiry_one_was_writing_comes_back(family: Family) -> None:
    case_actions.save_draft(
        "henvendelse",
        fields={"own_words": "Hva koster middag?"},
        person=str(family.person.public_id),
        actor=family.town.caseworker,
        at=given.NOW,
    )

    kept = person_page(family.person, family.town.caseworker).kept

    assert kept is not None
    assert kept.fields == {"own_words": "Hva koster middag?"}


def test_the_telephone_page_costs_the_same_for_two_cases_and_for_twenty(town: given.Town) -> None:
    person = given.a_person(town.municipality)

    def more(number: int) -> None:
        for _ in range(number):
            given.a_case(town, person=person, responsible=town.caseworker)
            intake_actions.register_enquiry(
                told=given.told(form="ENQUIRY", services=()),
                given=PersonGiven(public_id=str(person.public_id)),
                actor=town.caseworker,
                at=given.NOW,
            )

    more(2)
    few = cost(lambda: person_page(person, town.caseworker))
    more(18)

    assert cost(lambda: person_page(person, town.caseworker)) == few


# --- the list of cases ------------------------------------------------------------------


def references(actor: Actor, **narrow: Any) -> list[str]:
    found = queries.case_list(actor=actor, narrow=CaseNarrow(**narrow), on=TODAY)
    return [row.reference for row in found.rows]


def test_the_list_has_the_open_cases_one_may_open_longest_waiting_first(town: given.Town) -> None:
    new = given.a_case(town)
    old = given.a_case(town, at=given.NOW - dt.timedelta(days=9))
    given.a_case(town, stage=Stage.ENDED)

    assert references(town.caseworker) == [old.reference, new.reference]
    assert references(town.assessor) == []


def test_the_list_is_narrowed_by_stage_service_responsible_and_deadline(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    alarm = given.a_case(town, services=("trygghetsalarm",), stage=Stage.ASSESSMENT)
    late = given.a_registered_application(town, at=given.NOW - dt.timedelta(days=60))[0]
    ended = given.a_case(town, stage=Stage.ENDED)
    me = town.caseworker

    assert references(me, stages=("ASSESSMENT",)) == [alarm.reference]
    assert references(me, stages=("ENDED",)) == [ended.reference]
    assert references(me, service="trygghetsalarm") == [alarm.reference]
    assert references(me, responsible="me") == [case.reference]
    assert references(me, responsible=given.public_id_of(me)) == [case.reference]
    assert references(me, overdue=True) == [late.reference]
    assert ended.reference in references(me, ended=True)


def test_the_list_costs_the_same_for_two_cases_and_for_twenty(town: given.Town) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            given.a_registered_application(town)

    def ask() -> None:
        queries.case_list(actor=town.caseworker, narrow=CaseNarrow(), on=TODAY)

    more(2)
    few = cost(ask)
    more(18)

    assert cost(ask) == few
