"""Cases are split and merged as steps, and nobody loses a day by it."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.models import Case, CaseService
from cases.stages import Stage, Track
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake import actions
from intake.models import ApplicationCase
from people.refusals import NotFound, Refused, Stale
from tests import given

pytestmark = pytest.mark.django_db

HOME = ("helsetjenester_i_hjemmet", "trygghetsalarm")


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def held(case: Case) -> list[str]:
    return list(
        CaseService.objects.filter(case=case, removed_at=None)
        .order_by("pk")
        .values_list("service_key", flat=True)
    )


def test_a_split_case_gives_its_services_a_case_with_the_same_first_contact(
    town: given.Town, now: dt.datetime
) -> None:
    # given a case with two services, received in February
    [case] = given.a_registered_application(town, services=HOME, received_on=dt.date(2026, 2, 20))

    # when the alarm is split off
    answer = actions.split_case(
        case.pk, services=["trygghetsalarm"], version=case.version, actor=town.caseworker, at=now
    )

    # then the new case is of the same application, with the same first day and clock
    new = Case.objects.get(reference=answer["new_reference"])
    assert (held(case), held(new)) == ([HOME[0]], [HOME[1]])
    assert (new.split_from, new.received_on, new.unit) == (case, case.received_on, case.unit)
    links = ApplicationCase.objects.filter(case__in=[case, new])
    assert links.values("application").distinct().count() == 1
    due = Deadline.objects.filter(kind=Kind.PRELIMINARY_ANSWER).values_list("due_on", flat=True)
    assert set(due) == {dt.date(2026, 3, 20)}
    assert Entry.objects.filter(event="CaseSplit").count() == 1


def test_a_part_split_to_the_other_track_goes_to_the_unit_that_takes_it(
    town: given.Town, now: dt.datetime
) -> None:
    [case] = given.a_registered_application(town, services=HOME)
    CaseService.objects.create(case=case, service_key="bpa")

    answer = actions.split_case(case.pk, services=["bpa"], actor=town.caseworker, at=now)

    new = Case.objects.get(reference=answer["new_reference"])
    assert (new.track, new.unit) == (Track.OTHER, town.office_team)


def test_a_case_split_while_it_is_assessed_goes_on_being_assessed(
    town: given.Town, now: dt.datetime
) -> None:
    [case] = given.a_registered_application(town, services=HOME)
    Case.objects.filter(pk=case.pk).update(stage=Stage.ASSESSMENT)

    answer = actions.split_case(case.pk, services=["trygghetsalarm"], actor=town.caseworker, at=now)

    assert Case.objects.get(reference=answer["new_reference"]).stage == Stage.ASSESSMENT


@pytest.mark.parametrize(
    ("services", "code"),
    [([], "services_missing"), (["bpa"], "services_missing"), (list(HOME), "nothing_left")],
)
def test_what_cannot_be_split_is_refused(
    services: list[str], code: str, town: given.Town, now: dt.datetime
) -> None:
    [case] = given.a_registered_application(town, services=HOME)

    with pytest.raises(Refused) as refusal:
        actions.split_case(case.pk, services=services, actor=town.caseworker, at=now)

    assert refusal.value.code == code
    assert Case.objects.count() == 1
    assert held(case) == list(HOME)


def test_two_cases_become_one_and_the_first_contact_counts(
    town: given.Town, now: dt.datetime
) -> None:
    # given two cases of one person, the later one received first
    person = given.a_person(town.municipality)
    [target] = given.a_registered_application(town, person=person, services=HOME[:1])
    [case] = given.a_registered_application(
        town, person=person, services=HOME[1:], received_on=dt.date(2026, 2, 20)
    )

    # when the second goes up in the first
    actions.merge_cases(
        case.pk, into=target.reference, version=case.version, actor=town.caseworker, at=now
    )

    # then it has ended, and the first has its service and its day
    case.refresh_from_db()
    target.refresh_from_db()
    assert (case.stage, case.end_reason, case.merged_into) == (Stage.ENDED, "MERGED", target)
    assert held(target) == list(HOME)
    assert target.received_on == dt.date(2026, 2, 20)
    due = Deadline.objects.get(case=target, kind=Kind.PRELIMINARY_ANSWER).due_on
    assert due == dt.date(2026, 3, 20)
    assert Entry.objects.filter(event="CasesMerged", case_id=case.pk).count() == 1


def test_cases_that_do_not_belong_together_are_not_merged(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    [case] = given.a_registered_application(town, person=person, services=HOME[:1])
    [other] = given.a_registered_application(town, services=HOME[:1])
    [elsewhere] = given.a_registered_application(town, person=person, services=("bpa",))
    [decided] = given.a_registered_application(town, person=person, services=HOME[1:])
    Case.objects.filter(pk=decided.pk).update(stage=Stage.DECISION)

    for into, code in [
        (other, "another_person"),
        (elsewhere, "another_track"),
        (decided, "wrong_stage"),
        (case, "same_case"),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.merge_cases(case.pk, into=into.reference, actor=town.caseworker, at=now)
        assert refusal.value.code == code
    with pytest.raises(NotFound):
        actions.merge_cases(case.pk, into="2026-99999", actor=town.caseworker, at=now)
    with pytest.raises(Stale):
        actions.merge_cases(
            case.pk, into=decided.reference, version=99, actor=town.caseworker, at=now
        )
    case.refresh_from_db()
    assert case.stage == Stage.RECEIVED
    assert not Entry.objects.filter(event="CasesMerged").exists()
