"""A preliminary reply has answered the person when its letter is posted, and not before."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.actions import take_case
from cases.models import Case
from cases.queries import Scope
from cases.stages import Stage
from deadlines.actions import follow_answer, sweep
from deadlines.kinds import Kind
from deadlines.models import Deadline, LedgerEntry
from deadlines.queries import deadline_of, deadlines_of_case
from decisions.actions import post_letters
from intake import actions
from notifications import queries as post
from notifications.actions import (
    mark_returned,
    print_letters,
    renew_letter,
    stop_letter,
    undo_print,
)
from notifications.models import Letter, Notice
from people.access import system
from people.refusals import Refused
from tests import given

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
PROMISED = dt.date(2026, 4, 20)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_registered_application(town)[0]


@pytest.fixture
def month(case: Case) -> Deadline:
    return Deadline.objects.get(case=case, kind=Kind.PRELIMINARY_ANSWER)


def replied(
    case: Case, town: given.Town, at: dt.datetime, *, expected_on: dt.date | None = PROMISED
) -> Letter:
    """The letter of a preliminary reply, in the queue."""
    case.refresh_from_db()
    actions.send_preliminary_reply(
        case.pk,
        why="Vi venter på opplysninger fra fastlegen.",
        expected_on=expected_on,
        version=case.version,
        actor=town.caseworker,
        at=at,
    )
    return Letter.objects.filter(kind="PRELIMINARY_REPLY").latest("pk")


def posted(letter: Letter, town: given.Town, at: dt.datetime, on: dt.date | None = None) -> None:
    """The letter printed, posted, and seen by the clock."""
    bundle = print_letters([str(letter.public_id)], actor=town.caseworker, at=at)["bundle"]
    post_letters(bundle, posted_on=on or at.date(), actor=town.caseworker, at=at)
    sweep(at=at)


def came_back(letter: Letter, town: given.Town, at: dt.datetime) -> None:
    mark_returned(str(letter.public_id), returned_on=at.date(), actor=town.caseworker, at=at)
    sweep(at=at)


def test_the_month_is_met_when_the_letter_is_posted_and_not_when_it_is_written(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    # given a reply in the queue
    letter = replied(case, town, now)
    sweep(at=now)
    month.refresh_from_db()
    assert "fastlegen" in str(letter.content)
    assert month.met_at is None

    # when it is posted, as is said two days later
    posted(letter, town, now + 2 * DAY, on=now.date())

    # then the month was met that day, by that letter
    month.refresh_from_db()
    row = deadline_of(case.pk, Kind.PRELIMINARY_ANSWER, on=now.date())
    assert month.met_letter == letter.key
    assert row is not None
    assert row.met_on == now.date()
    event = Entry.objects.get(event="MetByLetter")
    assert event.data["posted_on"] == f"{now:%d.%m.%Y}"

    # and the day that was promised stands
    notice = Deadline.objects.get(case=case, kind=Kind.DELAY_NOTICE)
    assert (notice.due_on, notice.met_at) == (PROMISED, None)
    assert not follow_answer(month.pk, actor=system(town.municipality.pk), at=now + 2 * DAY)


def test_a_reply_that_is_stopped_leaves_the_month_open_with_a_task(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    letter = replied(case, town, now)  # while nobody had taken the case
    take_case(case.pk, actor=town.caseworker, at=now)

    stop_letter(str(letter.public_id), actor=town.caseworker, at=now)
    sweep(at=now)

    month.refresh_from_db()
    assert month.met_at is None
    [task] = [
        row for one in post.tasks_for(Scope(actor=town.caseworker, on=now.date())) for row in one
    ]
    assert (task["task_kind"], task["task_holder"]) == (
        "letter_follow_up",
        town.caseworker.staff_id,
    )


def test_a_reply_nobody_prints_is_reminded_of_as_if_it_were_not_written(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    replied(case, town, now)

    sweep(at=now + 27 * DAY)

    month.refresh_from_db()
    assert month.met_at is None
    assert month.reminded_at is not None


def test_a_reply_that_comes_back_opens_the_month_again_and_the_responsible_is_told(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    # given a reply that was posted
    take_case(case.pk, actor=town.caseworker, at=now)
    letter = replied(case, town, now)
    posted(letter, town, now)

    # when it comes back
    came_back(letter, town, now + 7 * DAY)

    # then the month is open, and says why
    month.refresh_from_db()
    assert (month.met_at, month.met_letter, month.reminded_at) == (None, "", None)
    acts = LedgerEntry.objects.filter(deadline=month).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["OPENED", "MET", "REOPENED"]
    [row] = [
        row
        for row in deadlines_of_case(case.pk, on=(now + 7 * DAY).date())
        if row.kind is Kind.PRELIMINARY_ANSWER
    ]
    assert "Åpen igjen fra onsdag 11.03.2026: Brevet kom ikke fram." in row.explanation
    told = Notice.objects.get(staff_id=town.caseworker.staff_id, key__contains=letter.key)
    assert told.sentence.startswith("Det foreløpige svaret")
    assert Entry.objects.filter(event="OpenAgain").count() == 1

    # and the same letter sent anew meets it again
    anew = renew_letter(str(letter.public_id), actor=town.caseworker, at=now + 8 * DAY)["letter"]
    sweep(at=now + 8 * DAY)
    month.refresh_from_db()
    assert month.met_at is None
    second = Letter.objects.get(public_id=anew)
    posted(second, town, now + 9 * DAY)
    month.refresh_from_db()
    assert month.met_letter == letter.key

    # and when that one comes back too, the responsible is told once more
    came_back(second, town, now + 14 * DAY)
    month.refresh_from_db()
    assert month.met_at is None
    assert Notice.objects.filter(key__contains=letter.key).count() == 2


def test_a_second_reply_keeps_the_first_promise_when_it_is_posted_and_gives_another(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    # given a promise, and a second reply in the queue
    first = replied(case, town, now)
    posted(first, town, now)
    promise = Deadline.objects.get(case=case, kind=Kind.DELAY_NOTICE)
    second = replied(case, town, now + DAY, expected_on=PROMISED + 14 * DAY)
    sweep(at=now + DAY)
    promise.refresh_from_db()
    assert promise.met_at is None

    # when it is posted
    posted(second, town, now + DAY)

    # then the first promise is met, and the second stands
    promise.refresh_from_db()
    assert promise.met_letter == second.key
    left = Deadline.objects.get(case=case, kind=Kind.DELAY_NOTICE, met_at=None)
    assert left.due_on == PROMISED + 14 * DAY

    # and should it come back, the promise is open again, but not the month
    came_back(second, town, now + 8 * DAY)
    promise.refresh_from_db()
    month.refresh_from_db()
    assert promise.met_at is None
    assert month.met_letter == first.key


def test_a_case_that_was_split_after_the_reply_follows_the_same_letter(
    town: given.Town, now: dt.datetime
) -> None:
    # given a reply that was posted before the case was split
    [case] = given.a_registered_application(
        town, services=("helsetjenester_i_hjemmet", "trygghetsalarm")
    )
    letter = replied(case, town, now)
    posted(letter, town, now)
    done = actions.split_case(
        case.pk, services=["trygghetsalarm"], actor=town.caseworker, at=now + DAY
    )
    sweep(at=now + DAY)
    month = Deadline.objects.get(
        case__reference=done["new_reference"], kind=Kind.PRELIMINARY_ANSWER
    )
    assert month.met_letter == letter.key

    # when the letter comes back
    came_back(letter, town, now + 7 * DAY)

    # then the new case has had no answer either
    month.refresh_from_db()
    assert month.met_at is None


def waits(case: Case, kind: Kind) -> list[dt.date | None]:
    """The days of a case's open deadlines of a kind."""
    found = Deadline.objects.filter(case=case, kind=kind, met_at=None, cancelled_at=None)
    return list(found.order_by("due_on").values_list("due_on", flat=True))


def test_a_case_that_was_split_after_a_promise_keeps_the_promised_day(
    town: given.Town, now: dt.datetime
) -> None:
    # given a reply that promised a day for both services
    [case] = given.a_registered_application(
        town, services=("helsetjenester_i_hjemmet", "trygghetsalarm")
    )
    posted(replied(case, town, now), town, now)

    done = actions.split_case(
        case.pk, services=["trygghetsalarm"], actor=town.caseworker, at=now + DAY
    )
    sweep(at=now + DAY)

    # then both cases have it, each kept by its own next reply
    new = Case.objects.get(reference=done["new_reference"])
    assert waits(new, Kind.DELAY_NOTICE) == waits(case, Kind.DELAY_NOTICE) == [PROMISED]
    again = PROMISED + 14 * DAY
    posted(replied(new, town, now + DAY, expected_on=again), town, now + DAY)
    assert (waits(new, Kind.DELAY_NOTICE), waits(case, Kind.DELAY_NOTICE)) == ([again], [PROMISED])


def test_the_day_that_was_promised_in_a_case_is_kept_where_it_goes_up(
    town: given.Town, now: dt.datetime
) -> None:
    # given a promise in each of two cases; the later case is the one that stays
    into, case = two_cases(town)
    posted(replied(into, town, now, expected_on=PROMISED + DAY), town, now)
    posted(replied(case, town, now), town, now)

    actions.merge_cases(case.pk, into=into.reference, actor=town.caseworker, at=now)
    sweep(at=now)

    # then both days stand, and one reply later than both keeps them
    assert waits(into, Kind.DELAY_NOTICE) == [PROMISED, PROMISED + DAY]
    assert waits(into, Kind.PRELIMINARY_ANSWER) == []
    posted(replied(into, town, now + DAY, expected_on=None), town, now + DAY)
    assert waits(into, Kind.DELAY_NOTICE) == []


def test_the_month_of_a_case_nobody_answered_runs_on_where_it_goes_up(
    town: given.Town, now: dt.datetime
) -> None:
    # given a case whose party has had no reply, and another whose has
    into, case = two_cases(town)
    posted(replied(into, town, now, expected_on=None), town, now)
    [month] = waits(case, Kind.PRELIMINARY_ANSWER)

    actions.merge_cases(case.pk, into=into.reference, actor=town.caseworker, at=now)
    sweep(at=now + DAY)

    # then the reply that was sent before has not answered it, and the next does
    assert waits(into, Kind.PRELIMINARY_ANSWER) == [month]
    posted(replied(into, town, now + DAY, expected_on=None), town, now + DAY)
    assert waits(into, Kind.PRELIMINARY_ANSWER) == []


def two_cases(town: given.Town) -> tuple[Case, Case]:
    """Two cases of one person; the first was opened last."""
    person = given.a_person(town.municipality)
    [case] = given.a_registered_application(town, person=person, services=["trygghetsalarm"])
    [into] = given.a_registered_application(town, person=person, services=["matombringing"])
    return into, case


def test_a_letter_that_comes_back_after_the_decision_asks_for_no_preliminary_reply(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    letter = replied(case, town, now)
    posted(letter, town, now)
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)

    came_back(letter, town, now + 7 * DAY)

    month.refresh_from_db()
    assert month.met_letter == letter.key
    assert not follow_answer(month.pk, actor=system(town.municipality.pk), at=now + 7 * DAY)
    assert not Entry.objects.filter(event="OpenAgain").exists()


def test_a_month_that_the_decision_met_follows_no_letter(
    town: given.Town, case: Case, month: Deadline, now: dt.datetime
) -> None:
    Deadline.objects.filter(pk=month.pk).update(met_at=now)
    letter = replied(case, town, now)
    posted(letter, town, now)
    came_back(letter, town, now + 7 * DAY)

    month.refresh_from_db()
    assert (month.met_at, month.met_letter) == (now, "")


# When nothing takes time any more


def test_an_unsent_reply_and_confirmation_are_stopped_when_the_case_ends(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    reply = replied(case, town, now)

    _withdraw(case, town, now)

    reply.refresh_from_db()
    assert (reply.state, reply.stop_reason) == ("STOPPED", "CASE_ENDED")
    assert Letter.objects.get(kind="RECEIPT").state == "STOPPED"
    assert Letter.objects.get(kind="ENDED").state == "HELD"
    told = Entry.objects.filter(event="LetterStopped", case_id=case.pk)
    assert told.count() == 2
    queue = post.print_queue(town.caseworker, at=now + DAY)
    assert [row.kind for row in queue.ready] == ["Saken er avsluttet"]
    assert queue.open == ()  # nobody has anything to follow up
    with pytest.raises(Refused):
        renew_letter(str(reply.public_id), actor=town.caseworker, at=now)


def test_a_printed_reply_goes_though_the_case_ends(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    reply = replied(case, town, now)
    bundle = print_letters([str(reply.public_id)], actor=town.caseworker, at=now)["bundle"]

    _withdraw(case, town, now)

    reply.refresh_from_db()
    assert reply.state == "SENDING"

    # when the printer had jammed after all, it goes no more
    undo_print(bundle, actor=town.caseworker, at=now)

    reply.refresh_from_db()
    assert (reply.state, reply.stop_reason) == ("STOPPED", "CASE_ENDED")


def test_a_waiting_reply_is_stopped_when_its_case_goes_up_in_another(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    [into] = given.a_registered_application(town, person=person, services=["matombringing"])
    [case] = given.a_registered_application(town, person=person, services=["trygghetsalarm"])
    gone, stands = replied(case, town, now), replied(into, town, now)

    actions.merge_cases(case.pk, into=into.reference, actor=town.caseworker, at=now)

    gone.refresh_from_db()
    stands.refresh_from_db()
    assert (gone.state, gone.stop_reason) == ("STOPPED", "CASE_ENDED")
    assert stands.state == "HELD"


def test_the_confirmation_goes_while_another_case_of_the_application_waits(
    town: given.Town, now: dt.datetime
) -> None:
    first, second = given.a_registered_application(
        town, services=("helsetjenester_i_hjemmet", "bpa")
    )

    _withdraw(first, town, now)
    assert Letter.objects.get(kind="RECEIPT").state == "HELD"

    _withdraw(second, town, now)
    assert Letter.objects.get(kind="RECEIPT").state == "STOPPED"


def _withdraw(case: Case, town: given.Town, at: dt.datetime) -> None:
    actions.end_case(
        case.pk,
        reason="WITHDRAWN",
        told="Ola Nordmann på telefon",
        asked_by="Ola Nordmann",
        asked_on=at.date(),
        confirmed="på telefon",
        actor=town.caseworker,
        at=at,
    )
