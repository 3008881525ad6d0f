"""The clock: it tells once, follows the letters, and never keeps others waiting."""

import datetime as dt
import uuid
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import translation

from audit.models import Entry
from cases.models import Case
from deadlines import actions, queries, tasks
from deadlines.kinds import Kind
from deadlines.models import Deadline, LedgerEntry
from notifications.letters import LetterKind, LetterState
from notifications.models import Letter, Notice
from notifications.queries import notices_of
from people.access import system
from people.models import RoleGrant
from people.refusals import AccessDenied
from tests import given
from watch.kinds import TRIES
from watch.models import Attempt

RECEIVED = dt.date(2026, 3, 4)


def _at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)


@pytest.fixture
def town(db: None) -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def _preliminary(case: Case, town: given.Town) -> Deadline:
    return actions.open_deadline(
        case, Kind.PRELIMINARY_ANSWER, starts_on=RECEIVED, actor=town.caseworker, at=given.NOW
    )


# --- reminders --------------------------------------------------------------------------


def test_the_holder_is_told_once_when_the_day_is_near(case: Case, town: given.Town) -> None:
    deadline = _preliminary(case, town)  # due Saturday 4 April, told from 30 March

    early = actions.sweep(at=_at(dt.date(2026, 3, 29)))
    near = actions.sweep(at=_at(dt.date(2026, 3, 30)))
    again = actions.sweep(at=_at(dt.date(2026, 3, 31)))

    deadline.refresh_from_db()
    assert [done["reminded"] for done in (early, near, again)] == [0, 1, 0]
    [notice] = notices_of(town.caseworker)
    assert notice.sentence == f"Foreløpig svar i sak {case.reference} har frist 04.04.2026."
    with translation.override("nn"):
        [notice] = notices_of(town.caseworker)
    assert notice.sentence == f"Førebels svar i sak {case.reference} har frist 04.04.2026."
    assert deadline.reminded_at == _at(dt.date(2026, 3, 30))
    assert Entry.objects.get(event="ReminderSent").role == "SYSTEM"


def test_the_leader_is_told_once_when_the_day_has_passed(case: Case, town: given.Town) -> None:
    deadline = _preliminary(case, town)

    same_day = actions.sweep(at=_at(dt.date(2026, 4, 4)))
    after = actions.sweep(at=_at(dt.date(2026, 4, 5)))
    again = actions.sweep(at=_at(dt.date(2026, 4, 6)))

    deadline.refresh_from_db()
    assert [done["escalated"] for done in (same_day, after, again)] == [0, 1, 0]
    told = Notice.objects.filter(staff_id=town.chief.staff_id)
    assert "Over fristen" in told.get().sentence
    assert Entry.objects.filter(event="DeadlineEscalated").count() == 1


def test_an_order_nobody_confirmed_by_noon_goes_to_the_units_leader(
    case: Case, town: given.Town
) -> None:
    actions.open_deadline(
        case,
        Kind.ORDER_CONFIRMATION,
        key="order:1",
        starts_on=RECEIVED,
        unit=town.home_service,
        actor=town.officer,
        at=given.NOW,
    )

    before = actions.sweep(at=dt.datetime(2026, 3, 5, 10, 59, tzinfo=dt.UTC))
    noon = actions.sweep(at=dt.datetime(2026, 3, 5, 11, 0, tzinfo=dt.UTC))  # 12.00 in Oslo

    assert (before["escalated"], noon["escalated"]) == (0, 1)
    assert Notice.objects.get().staff_id == town.leader.staff_id


def test_a_unit_without_a_leader_keeps_nothing_from_being_told(
    case: Case, town: given.Town
) -> None:
    RoleGrant.objects.filter(role="UNIT_LEADER").update(revoked_at=given.NOW)
    _preliminary(case, town)

    done = actions.sweep(at=_at(dt.date(2026, 4, 6)))

    assert done == {"reminded": 1, "escalated": 1, "followed": 0, "failed": 0}
    assert set(Notice.objects.values_list("staff_id", flat=True)) == {town.caseworker.staff_id}


@pytest.mark.parametrize("state", ["met", "cancelled", "ended"])
def test_nobody_is_told_of_what_is_over(state: str, case: Case, town: given.Town) -> None:
    _preliminary(case, town)
    if state == "met":
        actions.meet_deadline(case, Kind.PRELIMINARY_ANSWER, actor=town.caseworker, at=given.NOW)
    elif state == "cancelled":
        actions.cancel_deadline(
            case, Kind.PRELIMINARY_ANSWER, reason="Trukket", actor=town.caseworker, at=given.NOW
        )
    else:
        Case.objects.filter(pk=case.pk).update(
            stage="ENDED", ended_at=given.NOW, end_reason="WITHDRAWN"
        )

    done = actions.sweep(at=_at(dt.date(2026, 5, 1)))

    assert done["reminded"] == done["escalated"] == 0
    assert not Notice.objects.exists()


def test_what_was_met_between_the_list_and_the_claim_is_left_alone(
    case: Case, town: given.Town
) -> None:
    deadline = _preliminary(case, town)
    actions.meet_deadline(case, Kind.PRELIMINARY_ANSWER, actor=town.caseworker, at=given.NOW)

    told = actions.remind(
        deadline.pk, actor=system(town.municipality.pk), at=_at(dt.date(2026, 4, 1))
    )

    assert not told
    assert not Entry.objects.filter(event="ReminderSent").exists()


def test_after_an_extension_the_holder_is_told_anew(case: Case, town: given.Town) -> None:
    deadline = actions.open_deadline(
        case, Kind.EVALUATION, starts_on=RECEIVED, actor=town.caseworker, at=given.NOW
    )  # due 2 June
    actions.sweep(at=_at(dt.date(2026, 5, 30)))
    actions.extend_deadline(
        str(deadline.public_id),
        until=dt.date(2026, 7, 1),
        reason="Reise",
        actor=town.caseworker,
        at=_at(dt.date(2026, 5, 31)),
    )

    june = actions.sweep(at=_at(dt.date(2026, 6, 1)))
    late = actions.sweep(at=_at(dt.date(2026, 6, 25)))

    assert (june["reminded"], late["reminded"]) == (0, 1)
    assert Notice.objects.count() == 2


def test_the_clock_serves_one_municipality_at_a_time(case: Case, town: given.Town) -> None:
    deadline = _preliminary(case, town)
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    told = actions.remind(
        deadline.pk, actor=system(elsewhere.municipality.pk), at=_at(dt.date(2026, 4, 1))
    )

    assert not told


def test_only_the_system_reminds(case: Case, town: given.Town) -> None:
    deadline = _preliminary(case, town)

    with pytest.raises(AccessDenied):
        actions.remind(deadline.pk, actor=town.chief, at=given.NOW)


def test_one_deadline_that_fails_does_not_keep_the_others_waiting(
    case: Case, town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _preliminary(case, town)
    other = given.a_case(town, responsible=town.caseworker)
    _preliminary(other, town)
    whole = actions.clock._sentence

    def breaks(deadline: Deadline, label: str) -> str:
        if deadline.pk == first.pk:
            raise RuntimeError("broken")
        return whole(deadline, label)

    monkeypatch.setattr(actions.clock, "_sentence", breaks)

    done = actions.sweep(at=_at(dt.date(2026, 3, 31)))

    first.refresh_from_db()
    assert (done["reminded"], done["failed"]) == (1, 1)
    assert first.reminded_at is None  # it is tried again


@pytest.mark.usefixtures("real_db")
def test_two_workers_at_once_tell_the_holder_exactly_once() -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    with transaction.atomic():
        deadline = _preliminary(case, town)
    together, told = Barrier(2), []

    def work() -> None:
        try:
            together.wait(timeout=10)
            told.append(
                actions.remind(
                    deadline.pk,
                    actor=system(town.municipality.pk),
                    at=_at(dt.date(2026, 4, 1)),
                )
            )
        finally:
            connection.close()

    for _ in range(5):
        Deadline.objects.filter(pk=deadline.pk).update(reminded_at=None)
        told.clear()
        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(told) == [False, True]

    assert Entry.objects.filter(event="ReminderSent").count() == 5


# --- complaints and letters -------------------------------------------------------------


def _letter(
    case: Case, town: given.Town, *, key: str = "decision:1", replaces: Letter | None = None
) -> Letter:
    return Letter.objects.create(
        municipality=town.municipality,
        kind=LetterKind.DECISION,
        case=case,
        person_id=case.person_id,
        recipient_kind="PERSON",
        name="Ola Nordmann",
        address="Storgata 1\n3015 Drammen",
        language="nb",
        title="Vedtak",
        content={},
        words="0" * 64,
        sha256="0" * 64,
        key=key,
        unit=town.office,
        owner_id=town.caseworker.staff(),
        queued_at=given.NOW,
        hold_until=given.NOW,
        replaces=replaces,
    )


def _posted(letter: Letter, town: given.Town, *, reached_on: dt.date) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT,
        printed_at=given.NOW,
        printed_by=town.caseworker.staff_id,
        bundle=uuid.uuid4(),
        posted_on=reached_on - dt.timedelta(days=3),
        posted_by=town.caseworker.staff_id,
        reached_on=reached_on,
        reached_assumed=True,
    )


def _expected(case: Case, town: given.Town) -> Deadline:
    return actions.expect_deadline(
        case, Kind.COMPLAINT_PBRL, key="decision:1", actor=town.officer, at=given.NOW
    )


def test_the_time_to_complain_runs_from_the_day_the_letter_arrived(
    case: Case, town: given.Town
) -> None:
    letter, deadline = _letter(case, town), _expected(case, town)

    waiting = actions.sweep(at=given.NOW)
    _posted(letter, town, reached_on=dt.date(2026, 3, 9))
    arrived = actions.sweep(at=_at(dt.date(2026, 3, 6)))
    again = actions.sweep(at=_at(dt.date(2026, 3, 7)))

    deadline.refresh_from_db()
    assert [done["followed"] for done in (waiting, arrived, again)] == [0, 1, 0]
    assert deadline.due_on == dt.date(2026, 4, 7)  # Easter Monday 6 April moves
    row = queries.deadlines_of_case(case.pk, on=dt.date(2026, 3, 10))[0]
    assert row.assumed
    assert "Dagen brevet kom fram, er antatt." in row.explanation
    event = Entry.objects.get(event="ComplaintClockStarted")
    assert event.data["assumed"] == " (antatt)"


def test_a_longer_time_that_was_granted_stands_when_the_letter_arrived_another_day(
    case: Case, town: given.Town
) -> None:
    # given an assumed day, and more time to complain than it gave
    letter, deadline = _letter(case, town), _expected(case, town)
    _posted(letter, town, reached_on=dt.date(2026, 3, 9))
    actions.sweep(at=_at(dt.date(2026, 3, 9)))
    granted = dt.date(2026, 4, 30)
    actions.extend_deadline(
        str(deadline.public_id),
        until=granted,
        reason="Personen venter på hjelp til å klage.",
        actor=town.caseworker,
        at=_at(dt.date(2026, 3, 10)),
    )

    # when it was read before that, then the time ends as granted, and its ledger says so
    Letter.objects.filter(pk=letter.pk).update(reached_on=dt.date(2026, 3, 7))
    assert actions.sweep(at=_at(dt.date(2026, 4, 8)))["followed"] == 1
    deadline.refresh_from_db()
    assert (deadline.starts_on, deadline.due_on) == (dt.date(2026, 3, 7), granted)
    last = LedgerEntry.objects.filter(deadline=deadline).latest("pk")
    assert (last.act, last.due_before, last.due_after, last.reason) == (
        "EXTENDED",
        dt.date(2026, 4, 7),
        granted,
        "Personen venter på hjelp til å klage.",
    )

    # and a later day gives the law's own time, where that ends later
    Letter.objects.filter(pk=letter.pk).update(reached_on=dt.date(2026, 4, 9))
    actions.sweep(at=_at(dt.date(2026, 4, 9)))
    deadline.refresh_from_db()
    assert deadline.due_on == dt.date(2026, 5, 7)


def test_a_letter_that_came_back_stops_the_time_until_it_is_sent_anew(
    case: Case, town: given.Town
) -> None:
    letter, deadline = _letter(case, town), _expected(case, town)
    _posted(letter, town, reached_on=dt.date(2026, 3, 9))
    actions.sweep(at=_at(dt.date(2026, 3, 9)))

    # when it comes back
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.RETURNED,
        returned_on=dt.date(2026, 3, 12),
        returned_by=town.caseworker.staff_id,
        reached_on=None,
        reached_assumed=False,
    )
    stopped = actions.sweep(at=_at(dt.date(2026, 3, 12)))
    still = actions.sweep(at=_at(dt.date(2026, 3, 12), hour=10))

    # then the time does not run
    deadline.refresh_from_db()
    assert (stopped["followed"], still["followed"]) == (1, 0)
    assert deadline.provisional
    assert deadline.due_on is None

    # and runs anew from the letter that replaces it
    anew = _letter(case, town, key="decision:1+", replaces=letter)
    _posted(anew, town, reached_on=dt.date(2026, 3, 19))
    started = actions.sweep(at=_at(dt.date(2026, 3, 19)))
    deadline.refresh_from_db()
    assert started["followed"] == 1
    assert deadline.due_on == dt.date(2026, 4, 16)
    assert [e.act for e in LedgerEntry.objects.filter(deadline=deadline).order_by("pk")] == [
        "EXPECTED",
        "STARTED",
        "RECOMPUTED",
        "STARTED",
    ]


def test_a_complaint_started_by_hand_is_left_alone(case: Case, town: given.Town) -> None:
    actions.expect_deadline(
        case, Kind.COMPLAINT_PBRL, key="told in person", actor=town.officer, at=given.NOW
    )
    actions.start_deadline(
        case,
        Kind.COMPLAINT_PBRL,
        key="told in person",
        starts_on=RECEIVED,
        actor=town.officer,
        at=given.NOW,
    )

    assert actions.sweep(at=_at(dt.date(2026, 3, 6)))["followed"] == 0


# --- the process itself -----------------------------------------------------------------


def test_the_nudges_of_beat_do_what_is_due(case: Case, town: given.Town) -> None:
    assert tasks.sweep(something_newer=1)["failed"] == 0
    assert tasks.prepare_partitions() >= 0


def test_an_escalation_is_claimed_once_and_a_letter_that_says_nothing_new_changes_nothing(
    case: Case, town: given.Town
) -> None:
    deadline, actor = _preliminary(case, town), system(town.municipality.pk)
    late = _at(dt.date(2026, 4, 6))

    assert actions.escalate(deadline.pk, actor=actor, at=late)
    assert not actions.escalate(deadline.pk, actor=actor, at=late)
    assert not actions.follow_letter(deadline.pk, actor=actor, at=late)
    assert not actions.follow_letter(0, actor=actor, at=late)


def test_what_is_put_aside_takes_no_place_from_what_comes_after(
    case: Case, town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a sweep of one at a time, and an earlier deadline that nobody tries any longer
    monkeypatch.setattr("deadlines.queries.clock.AT_ONCE", 1)
    late = _at(dt.date(2026, 4, 6))
    aside = _preliminary(given.a_case(town, responsible=town.caseworker), town)
    for work in ("remind", "escalate"):
        Attempt.objects.create(
            municipality=town.municipality,
            work=work,
            row=aside.pk,
            tries=TRIES,
            begun_at=given.NOW,
            parked_at=given.NOW,
        )
    next_one = _preliminary(case, town)

    done = actions.sweep(at=late)

    assert (done["reminded"], done["escalated"]) == (1, 1)
    next_one.refresh_from_db()
    assert next_one.escalated_at == late
