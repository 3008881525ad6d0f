"""The trunk: one function moves a case, one person is responsible, nothing is half-done."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from audit.models import Entry
from cases import actions
from cases.actions import end_access, give_access, give_responsibility, move
from cases.models import Case, CaseAccess, Draft, Responsibility
from cases.queries import visible
from cases.stages import MOVES, STAGES, EndReason, Stage, Step, Track
from deadlines.actions import assign_case
from people.access import Actor
from people.models import StaffMember, Unit
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import ROLES, Role, may
from people.signed_in import actor_for
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def someone_who_may(step: Step, town: given.Town) -> Actor:
    role = next(r for r in ROLES if may(r, MOVES[step].permission) and r is not Role.INTEGRATION)
    return town.by_role()[role]


@pytest.mark.parametrize("stage", Stage)
def test_a_step_is_taken_exactly_where_the_table_allows(
    stage: Stage, town: given.Town, now: dt.datetime
) -> None:
    for step in Step:
        case, actor = given.a_case(town, stage=stage), someone_who_may(step, town)
        if MOVES[step].target is Stage.ENDED:
            case.ended_at, case.end_reason = now, EndReason.WITHDRAWN
        before = Entry.objects.filter(event="CaseMoved").count()

        if stage in MOVES[step].sources:
            move(case, step, actor=actor, at=now)
            case.refresh_from_db()
            assert case.stage == (MOVES[step].target or stage), step
            assert Entry.objects.filter(event="CaseMoved").count() == before + 1, step
        else:
            with pytest.raises(Refused) as refusal:
                move(case, step, actor=actor, at=now)
            assert STAGES[stage].label in str(refusal.value), step
            assert refusal.value.code == "wrong_stage", step
            case.refresh_from_db()
            assert case.stage == stage, step
            assert Entry.objects.filter(event="CaseMoved").count() == before, step


@pytest.mark.parametrize("step", list(Step))
def test_a_step_needs_its_permission(step: Step, town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town, stage=min(MOVES[step].sources))
    for role, actor in town.by_role().items():
        if may(role, MOVES[step].permission):
            continue
        with pytest.raises(AccessDenied):
            move(case, step, actor=actor, at=now)
        case.refresh_from_db()
        assert case.stage in MOVES[step].sources


def test_references_count_up_within_the_year(town: given.Town) -> None:
    first, second = given.a_case(town), given.a_case(town)

    assert first.reference == "2026-00001"
    assert second.reference == "2026-00002"


def test_a_new_case_is_owned_by_the_queue_of_the_unit_that_takes_it(town: given.Town) -> None:
    case = given.a_case(town)

    assert case.responsible is None
    assert case.queue_owner_id == town.chief.staff_id
    assert CaseAccess.objects.filter(case=case, unit=town.intake, to_at=None).exists()


def test_responsibility_passes_without_a_gap(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)
    later = now + dt.timedelta(hours=2)

    give_responsibility(
        case,
        unit=town.assessment,
        staff=StaffMember.objects.get(pk=town.assessor.staff()),
        actor=town.caseworker,
        at=later,
    )

    rows = list(Responsibility.objects.filter(case=case).order_by("from_at"))
    assert [row.to_at for row in rows] == [later, None]
    assert rows[1].from_at == later
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_a_gap_in_responsibility(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)
    gap = now + dt.timedelta(hours=1)

    Responsibility.objects.filter(case=case).update(to_at=now + dt.timedelta(minutes=1))
    Responsibility.objects.create(
        case=case, unit=town.intake, queue_owner_id=town.chief.staff_id, from_at=gap
    )

    with (
        pytest.raises(IntegrityError, match="gap"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Responsibility.objects.filter(case=case, from_at=gap).delete()
    Responsibility.objects.filter(case=case).update(to_at=None)


def test_the_database_refuses_a_case_that_nobody_answers_for(town: given.Town) -> None:
    case = given.a_case(town)

    with pytest.raises(IntegrityError, match="one_responsible"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(responsible=None, queue_owner=None)


def test_a_case_is_taken_from_the_queue_by_the_first(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)
    colleague = given.staff(Role.CASEWORKER, town.intake)

    actions.take_case(case.pk, actor=town.caseworker, at=now)

    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id
    with pytest.raises(Stale, match="Kari Lie har allerede tatt saken"):
        actions.take_case(case.pk, actor=colleague, at=now)
    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id


def test_somebody_without_access_learns_who_can_give_it(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town, responsible=town.caseworker)

    with pytest.raises(AccessDenied, match="Kari Lie er ansvarlig"):
        actions.hold_case(
            case.pk,
            until=dt.date(2026, 4, 1),
            reason="venter",
            actor=town.officer,
            at=now,
        )


def test_each_ground_is_a_row_of_its_own_and_ends_alone(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)
    staff = StaffMember.objects.get(pk=town.assessor.staff())
    give_access(case, staff_id=staff.pk, ground="coordinator", at=now)
    give_access(case, unit=town.assessment, ground="order", at=now)
    give_responsibility(case, unit=town.assessment, staff=staff, actor=town.caseworker, at=now)

    end_access(case, "coordinator", staff_id=staff.pk, at=now)
    end_access(case, "order", unit_id=town.assessment.pk, at=now)
    assert visible(town.assessor).filter(pk=case.pk).exists()
    left = CaseAccess.objects.filter(case=case, to_at=None).values_list("ground", flat=True)
    assert sorted(left) == ["responsible", "responsible unit", "responsible unit"]


def test_another_municipality_and_a_protected_person_answer_like_nothing(
    town: given.Town, now: dt.datetime
) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")
    hidden = given.a_case(town, person=given.a_person(town.municipality, protection="STRICT"))

    for case, actor in [(given.a_case(elsewhere), town.caseworker), (hidden, town.officer)]:
        with pytest.raises(NotFound):
            actions.take_case(case.pk, actor=actor, at=now)


def test_a_stale_version_changes_nothing(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)

    with pytest.raises(Stale):
        actions.hold_case(
            case.pk,
            until=dt.date(2026, 4, 1),
            reason="venter på lege",
            version=case.version + 1,
            actor=town.caseworker,
            at=now,
        )

    case.refresh_from_db()
    assert case.hold_until is None
    assert not Entry.objects.filter(event="CaseHeld").exists()


def test_a_case_waits_only_for_a_reason_and_a_day_ahead(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)

    for until, reason, field in [
        (dt.date(2026, 3, 4), "venter", "until"),
        (dt.date(2026, 4, 1), "  ", "reason"),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.hold_case(case.pk, until=until, reason=reason, actor=town.caseworker, at=now)
        assert refusal.value.objections[0].field == field
    case.refresh_from_db()
    assert case.hold_until is None


def test_a_role_that_has_ended_bites_at_once(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)
    stranger = Actor(town.municipality.pk, town.caseworker.staff_id, 1, (), frozenset())

    with pytest.raises(AccessDenied):
        actions.take_case(case.pk, actor=stranger, at=now)


def test_an_order_opens_the_order_and_never_the_case(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town)

    give_access(case, unit=town.home_service, ground="order", at=now)

    assert not visible(town.leader).filter(pk=case.pk).exists()
    # until the unit gets the case for another reason
    give_access(case, unit=town.home_service, ground="responsible unit", at=now)
    assert visible(town.leader).filter(pk=case.pk).exists()


def test_a_case_is_given_only_to_somebody_who_can_work_on_it(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town)
    auditor = given.staff(Role.AUDITOR, town.intake)

    with pytest.raises(Refused) as refusal:
        assign_case(case.pk, staff_id=auditor.staff(), actor=town.chief, at=now)

    assert refusal.value.code == "not_in_unit"
    case.refresh_from_db()
    assert case.responsible_id is None


def with_two_roles(first: Actor, role: Role, unit: Unit) -> Actor:
    """Somebody with a second role, put into the database past the rule that keeps the two apart."""
    given.a_role(StaffMember.objects.get(pk=first.staff()), role, unit)
    return actor_for(given.account_of(first), at=given.NOW)


def test_who_reads_every_case_as_auditor_works_only_on_their_own(
    town: given.Town, now: dt.datetime
) -> None:
    # given a caseworker who is also auditor of the intake team
    both = with_two_roles(town.other_caseworker, Role.AUDITOR, town.intake)
    theirs, own = given.a_case(town), given.a_case(town, track=Track.OTHER)
    before = Entry.objects.count()

    # when a case of the intake team is to be worked on
    with pytest.raises(AccessDenied, match="er ansvarlig"):
        actions.hold_case(theirs.pk, until=dt.date(2026, 5, 1), reason="Ferie", actor=both, at=now)

    # then it can be read and is not touched, while their own team's can
    assert set(visible(both)) == {theirs, own}
    theirs.refresh_from_db()
    assert (theirs.hold_until, theirs.version) == (None, 1)
    assert Entry.objects.count() == before
    assert actions.take_case(own.pk, actor=both, at=now)


@override_settings(DRAFT_DAYS=10)
def test_a_draft_nobody_touches_or_whose_case_has_ended_is_forgotten(
    town: given.Town, now: dt.datetime
) -> None:
    case, ended = given.a_case(town), given.a_case(town)
    for form, about, days in [
        ("old", None, 11),
        ("new", None, 9),
        ("old in a case", case, 11),
        ("new in a case", case, 2),
        ("ended", ended, 2),
        ("ended just now", ended, 0),
    ]:
        Draft.objects.create(
            owner_id=town.assessor.staff(),
            form=form,
            case=about,
            fields={"words": "helse"},
            saved_at=now - dt.timedelta(days=days),
        )
    Case.objects.filter(pk=ended.pk).update(
        stage=Stage.ENDED, ended_at=now, end_reason=EndReason.COMPLETED
    )

    assert actions.purge_drafts(at=now) == 3

    left = set(Draft.objects.values_list("form", flat=True))
    assert left == {"new", "new in a case", "ended just now"}
    assert actions.purge_drafts(at=now) == 0


def test_a_draft_about_somebody_one_may_not_open_is_neither_kept_nor_thrown_away(
    town: given.Town, now: dt.datetime
) -> None:
    # given a draft about a person, of somebody who may open them no longer
    person = given.a_person(town.municipality)
    Draft.objects.create(
        owner_id=town.assessor.staff(), person=person, form="soknad", fields={}, saved_at=now
    )
    who = str(person.public_id)
    by: dict[str, Any] = {"actor": town.assessor, "at": now}

    with pytest.raises(AccessDenied):
        actions.save_draft("soknad", person=who, fields={"a": "b"}, **by)
    with pytest.raises(AccessDenied):
        actions.forget_draft("soknad", person=who, **by)

    assert Draft.objects.get().fields == {}
