"""Running decisions made before the system: registered by hand, as what they are."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.stages import Origin, Stage
from deadlines.kinds import Kind
from deadlines.models import Deadline, LedgerEntry
from decisions.models import Decision, DecisionLine
from delivery import actions
from delivery.models import Order, RunningService
from delivery.queries import services_now
from delivery.rules import DecisionGiven, ServiceGiven
from notifications.models import Letter, Notice
from people.models import Resident, SourceSystem
from people.refusals import AccessDenied, Refused
from tests import given
from tests.given import NOW, Town

TODAY = NOW.date()
MORNING_CARE = ServiceGiven(
    service_key="helsetjenester_i_hjemmet",
    quantity="3,5",
    per="week",
    unit="hub-nord",
    from_on=dt.date(2025, 6, 1),
    to_on=dt.date(2026, 6, 1),
    starts_on=dt.date(2023, 2, 1),
    legal_basis="hol_3_2_nr_6_a",
    important="Nøkkelboks ved døren.",
)
GIVEN = DecisionGiven(
    reference="2025/118",
    decided_on=dt.date(2025, 5, 20),
    evaluate_on=dt.date(2026, 4, 1),
    goal="Bo hjemme.",
    services=(MORNING_CARE,),
)


def somebody(town: Town) -> Resident:
    """A person whom the officer may open, for another case they have here."""
    person = given.a_person(town.municipality, family="Aas")
    given.a_case(
        town, person=person, unit=town.office, responsible=town.officer, services=("matombringing",)
    )
    return person


def register(town: Town, person: Resident, told: DecisionGiven = GIVEN) -> Case:
    answer = actions.register_running(
        str(person.public_id), source="Gerica", given=told, actor=town.officer, at=NOW
    )
    return Case.objects.get(reference=answer["reference"])


@pytest.mark.django_db
def test_a_running_decision_is_a_case_where_its_services_run() -> None:
    town = given.a_town()
    person = somebody(town)

    case = register(town, person)

    assert (case.stage, case.origin) == (Stage.DELIVERY, Origin.TRANSFERRED)
    assert case.received_on == GIVEN.decided_on
    assert (case.unit, case.responsible) == (town.intake, None)
    assert case.queue_owner_id == town.chief.staff_id
    decision = Decision.objects.get(case=case)
    assert (str(decision.imported_from), decision.imported_ref) == ("Gerica", "2025/118")
    assert decision.issued_at == dt.datetime(2025, 5, 20, 10, 0, tzinfo=dt.UTC)
    service = RunningService.objects.get(case=case)
    assert (service.starts_on, service.valid_to) == (dt.date(2023, 2, 1), dt.date(2026, 6, 1))
    (now,) = services_now(person.pk, on=TODAY)
    assert (now.extent, now.unit) == ("3,5 t/uke", "Hjemmetjenesten Nord")


@pytest.mark.django_db
def test_what_nobody_here_ordered_is_refused_back_to_whoever_answers_for_the_case() -> None:
    town = given.a_town()
    case = register(town, somebody(town))
    RunningService.objects.filter(case=case).delete()  # an order its unit has not answered yet
    Order.objects.filter(case=case).delete()
    line = DecisionLine.objects.get(decision__case=case)

    actions.refuse_order(str(line.public_id), reason="Fullt.", actor=town.provider, at=NOW)

    assert Order.objects.get(case=case).returned_to_id == case.queue_owner_id
    assert Notice.objects.filter(staff_id=case.queue_owner_id, case=case).count() == 1


@pytest.mark.django_db
def test_nobody_decided_it_here_and_no_letter_of_ours_told_it() -> None:
    town = given.a_town()

    case = register(town, somebody(town))

    decision = Decision.objects.get(case=case)
    assert (decision.decided_by, decision.approved_by, decision.submitted_at) == (None, None, None)
    assert decision.letter is None
    assert not Letter.objects.filter(case=case).exists()
    assert not Deadline.objects.filter(case=case, kind__startswith="COMPLAINT").exists()


@pytest.mark.django_db
def test_its_expiry_and_its_evaluation_come_by_themselves() -> None:
    town = given.a_town()

    case = register(town, somebody(town))

    assert dict(Deadline.objects.filter(case=case).values_list("kind", "due_on")) == {
        Kind.DECISION_EXPIRY: dt.date(2026, 5, 3),  # 28 days before the last
        Kind.EVALUATION: dt.date(2026, 4, 1),
    }
    assert LedgerEntry.objects.filter(deadline__case=case, act="OPENED").count() == 2


@pytest.mark.django_db
def test_without_a_day_of_evaluation_it_is_evaluated_ninety_days_from_now() -> None:
    town = given.a_town()

    case = register(town, somebody(town), replace(GIVEN, evaluate_on=None))

    evaluation = Deadline.objects.get(case=case, kind=Kind.EVALUATION)
    assert evaluation.due_on == TODAY + dt.timedelta(days=90)


@pytest.mark.django_db
def test_the_history_says_once_where_it_comes_from() -> None:
    town = given.a_town()

    case = register(town, somebody(town))

    (entry,) = Entry.objects.filter(case_id=case.pk)
    assert entry.event == "RunningTakenOver"
    assert (entry.data["source"], entry.data["decided_on"]) == ("Gerica", "20.05.2025")
    assert entry.staff_id == town.officer.staff_id


@pytest.mark.django_db
def test_the_unit_that_performs_sees_the_order_and_can_end_it() -> None:
    town = given.a_town()
    case = register(town, somebody(town))
    order = Order.objects.get(case=case)
    assert CaseAccess.objects.get(case=case, unit=town.home_service).ground == "order"

    actions.end_order(
        str(order.line.public_id) if order.line else "",
        code="GOAL_REACHED",
        ends_on=TODAY,
        version=order.version,
        actor=town.provider,
        at=NOW,
    )

    order.refresh_from_db()
    assert order.state == "ENDED"


@pytest.mark.django_db
def test_what_is_not_known_of_it_is_left_open() -> None:
    town = given.a_town()
    bare = replace(GIVEN, goal="", services=(replace(MORNING_CARE, legal_basis="", to_on=None),))

    case = register(town, somebody(town), bare)

    line = DecisionLine.objects.get(decision__case=case)
    assert (line.legal_basis, line.complaint_route, line.fee_text) == ("", "", "")
    assert not Deadline.objects.filter(case=case, kind=Kind.DECISION_EXPIRY).exists()


@pytest.mark.django_db
def test_a_decision_that_has_run_out_is_registered_and_shown_as_without_a_valid_vedtak() -> None:
    town = given.a_town()
    person = somebody(town)
    old = replace(GIVEN, services=(replace(MORNING_CARE, to_on=dt.date(2026, 1, 1)),))

    register(town, person, old)

    (now,) = services_now(person.pk, on=TODAY)
    assert now.without_decision_since == dt.date(2026, 1, 1)


@pytest.mark.django_db
def test_everything_wrong_is_said_at_once_and_nothing_is_written() -> None:
    town = given.a_town()
    person = somebody(town)
    before = (Case.objects.count(), Entry.objects.count())
    wrong = DecisionGiven(
        reference=" ",
        decided_on=TODAY + dt.timedelta(days=1),
        services=(
            replace(
                MORNING_CARE,
                quantity="mye",
                unit="forvaltningen",
                starts_on=TODAY + dt.timedelta(days=1),
                to_on=dt.date(2025, 1, 1),
                legal_basis="hol_3_8",
            ),
        ),
    )

    with pytest.raises(Refused) as refused:
        actions.register_running(
            str(person.public_id), source=" ", given=wrong, actor=town.officer, at=NOW
        )

    assert {(o.field, o.code) for o in refused.value.objections} == {
        ("source", "source"),
        ("reference", "reference_missing"),
        ("decided_on", "date_ahead"),
        ("services.0.quantity", "bad_quantity"),
        ("services.0.legal_basis", "unknown_basis"),
        ("services.0.unit", "unknown_unit"),
        ("services.0.starts_on", "not_started"),
        ("services.0.to_on", "period_backwards"),
    }
    assert (Case.objects.count(), Entry.objects.count()) == before
    assert not SourceSystem.objects.exists()


@pytest.mark.django_db
def test_the_same_reference_is_not_registered_twice() -> None:
    town = given.a_town()
    person = somebody(town)
    register(town, person)
    other = replace(
        GIVEN, services=(replace(MORNING_CARE, service_key="trygghetsalarm", quantity="1", per=""),)
    )

    with pytest.raises(Refused) as refused:
        register(town, person, other)

    assert refused.value.code == "registered_before"
    assert Decision.objects.filter(imported_ref="2025/118").count() == 1


@pytest.mark.django_db
def test_a_service_the_person_has_is_not_registered_beside_itself() -> None:
    town = given.a_town()
    person = somebody(town)
    register(town, person)

    with pytest.raises(Refused) as refused:
        register(town, person, replace(GIVEN, reference="2025/119"))

    assert refused.value.code == "already_running"
    assert RunningService.objects.count() == 1


@pytest.mark.django_db
def test_a_person_one_may_not_open_is_not_registered_on() -> None:
    town = given.a_town()
    stranger = given.a_person(town.municipality)

    with pytest.raises(AccessDenied):
        register(town, stranger)

    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_the_database_takes_no_letter_or_decider_on_what_was_decided_elsewhere() -> None:
    town = given.a_town()
    source = SourceSystem.objects.create(municipality=town.municipality, name="Gerica")
    case = given.a_case(town)
    told = {"case": case, "n": 1, "written_by_id": town.officer.staff(), "written_at": NOW}

    for wrong in (
        {"imported_from": source, "imported_ref": " "},
        {"imported_from": None, "imported_ref": "1"},
        {"imported_from": source, "imported_ref": "1", "decided_by_id": town.officer.staff()},
    ):
        with pytest.raises(IntegrityError, match="imported_or_ours"), transaction.atomic():
            Decision.objects.create(**told, **wrong)


@pytest.mark.django_db
def test_one_of_ours_is_still_not_issued_without_its_letter() -> None:
    town = given.a_town()
    case = given.a_case(town)
    decision = Decision.objects.create(
        case=case, n=1, written_by_id=town.officer.staff(), written_at=NOW
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(issued_at=NOW)
