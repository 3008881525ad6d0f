"""Help given orally stays: not sent back, put away, let fall or shortened; and more may be given.

What is told is decided. So it is always somebody's to write, and nothing that comes after takes
anything of it away.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases import actions as case_actions
from cases.models import Case, CaseAccess
from cases.queries import Scope
from cases.stages import EndReason, Stage
from deadlines import actions as deadline_actions
from deadlines.kinds import Kind
from deadlines.models import Deadline, TaskState
from decisions import actions, queries
from decisions.models import DecisionLine
from delivery import actions as delivery_actions
from delivery.models import RunningService
from delivery.queries import orders_of_case
from intake import actions as intake_actions
from intake.queries import tasks_for as intake_tasks
from people.access import Actor
from people.models import Resident
from people.refusals import Refused, Stale
from referrals import actions as referral_actions
from tests import given
from tests.decisions.acts import refused, save, submit, the
from tests.decisions.haste import HOME, give, said

DAY = dt.timedelta(days=1)
NOW = given.NOW
TODAY = NOW.date()
SATURDAY = dt.date(2026, 3, 7)
pytestmark = pytest.mark.django_db


def received(town: given.Town, person: Resident) -> Case:
    """A registered application, shared with the officer on duty."""
    (case,) = given.a_registered_application(town, person=person)
    CaseAccess.objects.create(
        case=case, staff_id=town.officer.staff(), ground="shared", from_at=NOW
    )
    return case


def tasks(actor: Actor, on: dt.date = TODAY) -> list[tuple[str, int | None, dt.date | None]]:
    """Kind, holder and day of everything the actor is asked to do with decisions."""
    rows = [row for branch in queries.tasks_for(Scope(actor, on)) for row in branch]
    return [(row["task_kind"], row["task_holder"], row["task_due"]) for row in rows]


def write(case: Case, actor: Actor, at: dt.datetime) -> None:
    """Write what a letter of help without kartlegging lacks."""
    save(
        case,
        actor,
        at,
        considerations="Du kunne ikke være hjemme uten hjelp.",
        goal="Være trygg hjemme.",
        evaluate_on=TODAY + 14 * DAY,
        alone_reason="Ingen andre var på jobb.",
    )


def hours(quantity: str, town: given.Town) -> list[dict[str, str]]:
    return [
        {"service_key": HOME, "quantity": quantity, "unit_performing": town.home_service.key},
    ]


def test_what_is_told_waits_for_nothing_and_is_always_somebodys_to_write(
    town: given.Town, now: dt.datetime
) -> None:
    # given a case that waits for help without a decision, and whose tasks wait too
    person = given.a_person(town.municipality)
    other, case = received(town, person), received(town, person)
    given.some_help(town, case)
    case.refresh_from_db()
    target = Deadline.objects.get(case=case, kind=Kind.TARGET_DECISION)
    assert case.hold_until is not None
    assert target.paused_on == TODAY
    deadline_actions.hold_task(
        case.pk,
        kind="issue_decision",
        key=case.reference,
        until=TODAY + DAY,
        reason="Ferie",
        actor=town.officer,
        at=now,
    )

    give(case, town)

    # then it waits no more, and neither does what is done with it
    stands = Case.objects.get(pk=case.pk)
    assert (stands.hold_until, stands.hold_reason) == (None, "")
    assert Deadline.objects.get(pk=target.pk).paused_on is None
    assert TaskState.objects.get().hold_until is None
    giver, due = town.officer.staff_id, TODAY + DAY
    assert tasks(town.officer) == [("write_urgent_decision", giver, due)]
    nothing_puts_it_away(town, case, other, now)

    # and it is found wherever its case might stand
    Case.objects.filter(pk=case.pk).update(
        stage=Stage.ASSESSMENT, responsible=town.assessor.staff_id
    )
    assert tasks(town.officer) == [("write_urgent_decision", giver, due)]
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECISION, responsible=giver)

    # what is written and not sent has the same day
    write(case, town.officer, now)
    submit(case, town.officer)
    assert tasks(town.officer) == [("issue_decision", giver, due)]
    actions.take_back_decision(case.pk, version=the(case).version, actor=town.officer, at=now)

    # nobody writes to who has died: the case lapses, and that is somebody's task
    Resident.objects.filter(pk=person.pk).update(died_on=TODAY)
    assert tasks(town.officer) == []
    rows = [row for branch in intake_tasks(Scope(town.officer, TODAY)) for row in branch]
    assert ("lapse_after_death", case.reference, giver) in {
        (row["task_kind"], row["task_key"], row["task_holder"]) for row in rows
    }
    intake_actions.end_case(
        case.pk, reason=EndReason.LAPSED_DEATH, told="", actor=town.officer, at=now
    )
    case.refresh_from_db()
    assert case.stage == Stage.ENDED


def nothing_puts_it_away(town: given.Town, case: Case, other: Case, at: dt.datetime) -> None:
    """No return, no wait, no merger either way, no end but death; and nothing is written."""
    before = Entry.objects.count()

    until = {"until": TODAY + 40 * DAY, "reason": "Venter på legen"}
    help_ = given.help_to_give(TODAY, service_key="fysioterapi")
    task = {"kind": "write_urgent_decision", "key": case.reference}
    acts: list[tuple[Any, dict[str, Any]]] = [
        (actions.return_recommendation, {"code": "BASIS", "reason": "Skriv mer."}),
        (case_actions.hold_case, until),
        (deadline_actions.hold_task, task | until),
        (referral_actions.give_help, help_),
    ]
    for act, words in acts:
        assert refused(act, case.pk, **words, actor=town.officer, at=at).code == "decided_urgently"
    for end in (EndReason.LAPSED_MOVED, EndReason.MERGED, EndReason.WITHDRAWN):
        with pytest.raises(Refused, match="Skriv det ferdig"), transaction.atomic():
            case_actions.close_case(case, end, told="Ola", note="", actor=town.officer, at=at)
    case.refresh_from_db()
    into = refused(
        intake_actions.merge_cases, other.pk, into=case.reference, actor=town.officer, at=at
    )
    assert into.code == "wrong_stage"
    with pytest.raises(IntegrityError, match="unwritten_never_waits"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(hold_until=TODAY + DAY, hold_reason="Ferie")
    assert Entry.objects.count() == before
    case.refresh_from_db()
    assert case.stage == Stage.DECISION


def test_more_and_longer_help_is_given_while_the_first_is_unwritten(
    town: given.Town, now: dt.datetime
) -> None:
    case = received(town, given.a_person(town.municipality))
    give(case, town, to_on=SATURDAY)
    (first,) = DecisionLine.objects.filter(urgent__isnull=False)

    # the same again is given already; less or shorter takes away
    covered: list[dict[str, Any]] = [{}, {"to_on": SATURDAY - DAY}, {"lines": hours("3", town)}]
    for changes in covered:
        with pytest.raises(Stale, match="allerede bestilt"):
            actions.decide_urgently(
                case.pk,
                said=said(town, **({"to_on": SATURDAY} | changes)),
                actor=town.officer,
                at=now,
            )
    short: dict[str, Any] = {"to_on": SATURDAY - DAY, "lines": hours("14", town)}
    why = refused(
        actions.decide_urgently, case.pk, said=said(town, **short), actor=town.officer, at=now
    )
    assert (why.code, why.objections[0].field) == ("takes_away", "to_on")

    # when more is needed before the unit has answered: one order, in the place of the first
    give(case, town, lines=hours("14", town), to_on=SATURDAY)
    second = DecisionLine.objects.get(replaces=first)
    assert [row.public_id for row in orders_of_case(case.pk, on=TODAY)] == [str(second.public_id)]
    running = Deadline.objects.filter(case=case, met_at=None, cancelled_at=None)
    assert set(running.filter(key__startswith="order:").values_list("key", flat=True)) == {
        f"order:{second.public_id}"
    }

    # and on Friday it is needed for longer, from Saturday: both are orders, each for its days
    friday = now + 2 * DAY
    start(town, second, TODAY, now)
    give(case, town, at=friday, lines=hours("14", town), from_on=SATURDAY)
    third = DecisionLine.objects.get(urgent__isnull=False, from_on=SATURDAY)
    assert third.replaces is None
    assert {row.public_id for row in orders_of_case(case.pk, on=friday.date())} == {
        str(second.public_id),
        str(third.public_id),
    }

    # then one letter tells all three, and the help goes on, to be evaluated
    write(case, town.officer, friday)
    actions.submit_and_issue(case.pk, version=the(case).version, actor=town.officer, at=friday)
    content = queries.letter_preview(case.pk, 1, on=friday.date())[0].content
    assert str(content).count("bestemte vi at du skulle få den med") == 3
    assert str(content).count("14 timer/uke") >= 2
    start(town, third, SATURDAY, friday + DAY, replace=True)
    case.refresh_from_db()
    assert case.stage == Stage.DELIVERY
    assert RunningService.objects.get(ends_on=None).order.line == third
    assert Deadline.objects.get(case=case, kind=Kind.EVALUATION).cancelled_at is None


def start(
    town: given.Town, line: DecisionLine, on: dt.date, at: dt.datetime, *, replace: bool = False
) -> None:
    """The unit confirms the order, and begins."""
    order = str(line.public_id)
    delivery_actions.confirm_order(order, actor=town.provider, at=at)
    delivery_actions.start_order(
        order, starts_on=on, version=1, replace=replace, actor=town.provider, at=at
    )


def test_help_with_a_last_day_never_ends_what_goes_on(town: given.Town, now: dt.datetime) -> None:
    # given a service that is granted until further notice from the 11th
    person = given.a_person(town.municipality)
    granted = given.an_issued_decision(town, person=person).lines.get()
    begins = dt.date(2026, 3, 11)
    assert (granted.from_on, granted.to_on) == (begins, None)
    case = received(town, person)

    # then help over those days lasts as long
    week: dict[str, Any] = {"to_on": begins + DAY}
    why = refused(
        actions.decide_urgently, case.pk, said=said(town, **week), actor=town.officer, at=now
    )
    assert (why.code, why.objections[0].field) == ("takes_away", "to_on")

    # and until then it leaves the other where it stands
    give(case, town, to_on=begins)
    assert DecisionLine.objects.get(urgent__isnull=False).replaces is None
    assert [row.state for row in orders_of_case(granted.decision.case_id, on=TODAY)] == ["SENT"]

    # but what is more, until further notice, takes its place
    give(case, town, lines=hours("14", town), at=now + 8 * DAY)
    assert DecisionLine.objects.get(urgent__isnull=False, quantity=840).replaces_id in {
        granted.pk,
        DecisionLine.objects.get(urgent__isnull=False, quantity=420).pk,
    }
