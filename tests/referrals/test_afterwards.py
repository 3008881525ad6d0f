"""What becomes of the case when help has ended, and of the queue when the facts change."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from cases import actions as cases
from cases.models import Case
from cases.queries import Scope, visible
from cases.stages import Stage
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions as decisions
from delivery.actions import register_death, register_departure
from intake import actions as intake
from intake.models import Application
from intake.rules import Correction
from notifications.models import Notice
from people.access import Actor
from people.refusals import NotFound, Refused, Stale
from people.rules import Moving
from referrals import actions, queries
from referrals.models import Help
from tests import given
from tests.pathways.test_races import at_once

DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()


def end(help_: Help, actor: Actor, at: dt.datetime) -> None:
    """End help of a case that goes on."""
    help_.refresh_from_db()
    actions.end_help(
        help_.case_id,
        help_id=str(help_.public_id),
        result="Klarer mer selv.",
        ended_on=at.date(),
        close=False,
        version=help_.version,
        actor=actor,
        at=at,
    )


def waiting(actor: Actor, on: dt.date, *, over: bool = False) -> queries.Queue:
    return queries.queue(actor=actor, narrow=queries.Narrow(over=over), on=on)


def clock(case: Case, kind: Kind) -> Deadline:
    return Deadline.objects.get(case=case, kind=kind)


def due(case: Case, kind: Kind) -> dt.date:
    on = clock(case, kind).due_on
    assert on is not None
    return on


@pytest.mark.django_db
def test_a_case_is_back_in_the_queue_and_its_month_runs_when_the_last_help_has_ended() -> None:
    # given: two kinds of help are the answer, each by itself
    town = given.a_town()
    case = given.a_referral(town, services=("ergoterapi", "fysioterapi"))
    first = given.some_help(town, case)
    later = given.NOW + DAY
    second = given.some_help(
        town, case, at=later, service_key="fysioterapi", planned_end_on=TODAY + 5 * DAY
    )
    held = Case.objects.get(pk=case.pk)
    assert held.hold_until == TODAY + 42 * DAY  # the longest of them
    assert waiting(town.caseworker, TODAY).total == 0

    end(first, town.caseworker, given.NOW + 2 * DAY)
    assert clock(case, Kind.PRELIMINARY_ANSWER).met_at == given.NOW
    end(second, town.caseworker, given.NOW + 3 * DAY)

    again = Case.objects.get(pk=case.pk)
    assert (again.stage, again.hold_until) == (Stage.RECEIVED, None)
    assert clock(case, Kind.PRELIMINARY_ANSWER).met_at is None
    assert clock(case, Kind.TARGET_DECISION).paused_on is None
    assert waiting(town.caseworker, TODAY + 3 * DAY).total == 1

    # a first contact put right moves the wait everywhere
    application = Application.objects.get()
    intake.correct_application(
        case.pk,
        told=Correction(
            own_words=application.own_words,
            from_whom=application.from_whom,
            contact_name="",
            contact_phone="",
            channel=application.channel,
            received_on=TODAY - 40 * DAY,
            reason="Brevet kom i januar.",
        ),
        version=application.version,
        actor=town.caseworker,
        at=given.NOW + 3 * DAY,
    )
    found = waiting(town.caseworker, TODAY)
    assert (found.rows[0].wait.over, found.rows[0].start_by) == (26, TODAY - 26 * DAY)
    assert (found.over, waiting(town.caseworker, TODAY, over=True).total) == (1, 1)

    # and nobody waits who has died
    case.person.refresh_from_db()
    register_death(
        str(case.person.public_id),
        died_on=TODAY,
        version=case.person.version,
        actor=town.caseworker,
        at=given.NOW + 4 * DAY,
    )
    assert waiting(town.caseworker, TODAY + 4 * DAY).total == 0


@pytest.mark.django_db
def test_help_answers_for_no_case_that_is_split_from_where_it_is_given() -> None:
    # given help that is the answer, in a case of two services
    town = given.a_town()
    case = given.a_referral(town, services=("ergoterapi", "fysioterapi"))
    given.some_help(town, case)

    # when the other service goes on by itself
    done = intake.split_case(
        case.pk, services=["fysioterapi"], actor=town.caseworker, at=given.NOW + DAY
    )

    # then nobody has been written to about it: its month runs from the first contact
    new = Case.objects.get(reference=done["new_reference"])
    assert clock(new, Kind.PRELIMINARY_ANSWER).met_at is None
    assert due(new, Kind.PRELIMINARY_ANSWER) == due(case, Kind.PRELIMINARY_ANSWER)
    assert clock(case, Kind.PRELIMINARY_ANSWER).met_at == given.NOW


@pytest.mark.django_db
def test_a_case_waits_for_the_last_of_its_help_whichever_of_it_is_answered_or_ended() -> None:
    town = given.a_town()
    case = given.a_referral(town, services=("ergoterapi", "fysioterapi"))
    long = given.some_help(town, case, planned_end_on=TODAY + 90 * DAY)
    short = given.some_help(town, case, service_key="fysioterapi", planned_end_on=TODAY + 20 * DAY)
    actions.continue_help(
        case.pk,
        help_id=str(short.public_id),
        why="Mer trening.",
        planned_end_on=TODAY + 30 * DAY,
        version=1,
        actor=town.caseworker,
        at=given.NOW,
    )
    case.refresh_from_db()
    assert case.hold_until == TODAY + 90 * DAY

    end(long, town.caseworker, given.NOW + DAY)

    case.refresh_from_db()
    assert case.hold_until == TODAY + 30 * DAY


@pytest.mark.django_db
def test_a_case_that_was_set_to_wait_by_hand_waits_as_it_was_set_whatever_its_help_does() -> None:
    town = given.a_town()
    case = given.a_referral(town)
    set_by_hand = (TODAY + 20 * DAY, "Venter på epikrise")
    cases.hold_case(
        case.pk, until=set_by_hand[0], reason=set_by_hand[1], actor=town.caseworker, at=given.NOW
    )

    help_ = given.some_help(town, case)
    case.refresh_from_db()
    assert (case.hold_until, case.hold_reason) == set_by_hand
    end(help_, town.caseworker, given.NOW + DAY)

    case.refresh_from_db()
    assert (case.hold_until, case.hold_reason) == set_by_hand
    assert clock(case, Kind.TARGET_DECISION).paused_on is None


@pytest.mark.django_db
def test_a_first_contact_put_right_while_help_is_given_counts_when_the_clocks_run_again(
    now: dt.datetime,
) -> None:
    town = given.a_town()
    case, other = (
        given.a_referral(town, person=given.a_person(town.municipality)) for _ in range(2)
    )
    help_ = given.some_help(town, case)
    # given that the first contact of both was ten days before, and help of twenty days for one
    for one in (case, other):
        written = Application.objects.get(links__case=one)
        told = Correction(
            own_words=written.own_words,
            from_whom=written.from_whom,
            contact_name=written.contact_name,
            contact_phone=written.contact_phone,
            channel=written.channel,
            received_on=localdate(now) - dt.timedelta(days=10),
            reason="Brevet kom før.",
        )
        intake.correct_application(
            one.pk, told=told, version=written.version, actor=town.caseworker, at=now
        )
    stood = dt.timedelta(days=20)
    help_.refresh_from_db()
    end(help_, town.caseworker, now + stood)

    # then the month is that of a case without help, and the target has stood for those days
    assert clock(case, Kind.PRELIMINARY_ANSWER).met_at is None
    assert due(case, Kind.PRELIMINARY_ANSWER) == due(other, Kind.PRELIMINARY_ANSWER)
    target = due(case, Kind.TARGET_DECISION)
    assert target == due(other, Kind.TARGET_DECISION) + stood

    # and put right once more, it has stood as long
    written = Application.objects.get(links__case=case)
    earlier = replace(told, received_on=told.received_on - dt.timedelta(days=7))
    intake.correct_application(
        case.pk, told=earlier, version=written.version, actor=town.caseworker, at=now + stood
    )
    assert due(case, Kind.TARGET_DECISION) == target - dt.timedelta(days=7)


@pytest.mark.django_db
def test_help_that_ends_after_the_decision_only_lets_the_case_out_of_its_wait() -> None:
    town = given.a_town()
    case = given.a_case_to_decide(town)
    help_ = given.some_help(town, case, actor=town.officer)
    decision = given.a_drafted_decision(town, case)
    at = given.NOW + DAY
    decisions.submit_and_issue(case.pk, version=decision.version, actor=town.officer, at=at)
    clocks = Deadline.objects.filter(case=case).exclude(kind=Kind.HELP_GATE).order_by("pk")
    before = list(clocks.values_list("kind", "met_at", "due_on", "paused_on"))

    end(help_, town.officer, at + DAY)

    case.refresh_from_db()
    assert (case.stage, case.hold_until, case.hold_reason) == (Stage.DECIDED, None, "")
    assert list(clocks.values_list("kind", "met_at", "due_on", "paused_on")) == before


@pytest.mark.django_db
def test_help_of_somebody_who_moves_is_to_be_ended_by_then() -> None:
    town = given.a_town()
    help_ = given.some_help(town)
    register_departure(
        str(help_.person.public_id),
        moving=Moving(moves_on=TODAY + 7 * DAY, receiving="Asker kommune"),
        actor=town.caseworker,
        at=given.NOW,
    )
    (task,) = [row for rows in queries.tasks_for(Scope(town.caseworker, TODAY)) for row in rows]
    assert (task["task_kind"], task["task_due"]) == ("END_HELP", TODAY + 7 * DAY)


@pytest.mark.usefixtures("real_db")
def test_the_same_help_given_at_once_from_two_cases_is_given_once_and_refused_in_words() -> None:
    town = given.a_town()
    one = given.a_referral(town)
    other = given.a_referral(town, person=one.person)
    facts = given.help_to_give(TODAY)

    answers = at_once(
        *(
            partial(actions.give_help, case.pk, **facts, actor=town.caseworker, at=given.NOW)
            for case in (one, other)
        )
    )

    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["already_given"]
    assert Help.objects.count() == 1


@pytest.mark.django_db
def test_a_case_with_help_that_goes_on_does_not_go_up_in_another() -> None:
    town = given.a_town()
    helped = given.a_referral(town)
    other = given.a_referral(town, person=helped.person, services=("fysioterapi",))
    help_ = given.some_help(town, helped)

    def merge(case: Case, into: Case) -> str:
        try:
            intake.merge_cases(case.pk, into=into.reference, actor=town.caseworker, at=given.NOW)
        except Refused as refused:
            return refused.code
        return ""

    assert merge(helped, other) == merge(other, helped) == "help_is_the_answer"
    actions.require_decision(
        helped.pk,
        help_id=str(help_.public_id),
        why="Varer lenger.",
        version=1,
        actor=town.caseworker,
        at=given.NOW,
    )
    assert merge(helped, other) == "help_goes_on"
    assert Case.objects.filter(stage=Stage.RECEIVED).count() == 2
    assert merge(other, helped) == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_the_unit_that_is_to_give_help_is_told_sees_what_it_needs_and_takes_it_on() -> None:
    # given: nobody is named, so the unit has it, from its first day
    town = given.a_town()
    case = given.a_referral(town)
    help_ = given.some_help(town, case, unit="hub-nord")
    notice = Notice.objects.get(staff_id=town.leader.staff_id)
    assert (notice.case, notice.key) == (None, f"help:{help_.public_id}")
    provider = Client()
    provider.force_login(given.account_of(town.provider))
    page = f"/bestillinger/hjelp/{help_.public_id}/"
    assert page in provider.get("/oppgaver/?vis=ufordelt").content.decode()
    assert page in provider.get("/bestillinger/hjelp/").content.decode()
    assert "Ergoterapi gis etter faglig vurdering." in provider.get(page).content.decode()
    assert provider.get(f"/saker/{case.reference}/").status_code in {403, 404}

    # another unit sees nothing of it
    with pytest.raises(NotFound):
        actions.receive_help(
            str(help_.public_id), version=1, actor=town.team_provider, at=given.NOW
        )
    assert provider.post(page, {"version": 1, "_key": "t"}).status_code == 302

    help_.refresh_from_db()
    assert help_.received_by_id == town.provider.staff_id
    for rows in queries.tasks_for(Scope(town.provider, TODAY)):
        assert not rows.exists()
    with pytest.raises(Stale):
        actions.receive_help(str(help_.public_id), version=1, actor=town.leader, at=given.NOW)

    # who is named is told, and opens the case; a unit nobody delivers in must have one named
    named = given.some_help(
        town, given.a_referral(town), performer=given.public_id_of(town.assessor)
    )
    told = Notice.objects.get(staff_id=town.assessor.staff_id)
    assert told.case_id == named.case_id
    with pytest.raises(Refused) as refused:
        given.some_help(town, given.a_referral(town), unit="mottak")
    assert refused.value.code == "nobody_receives"


@pytest.mark.django_db
def test_who_gives_help_has_the_case_for_it_until_the_last_of_it_ends() -> None:
    # given: one gives two kinds of help in a case
    town = given.a_town()
    case = given.a_referral(town, services=("ergoterapi", "fysioterapi"))
    by = given.public_id_of(town.assessor)
    own: dict[str, Any] = {"actor": town.caseworker, "at": given.NOW}
    one = given.some_help(town, case, performer=by)
    other = given.some_help(town, case, performer=by, service_key="fysioterapi")

    def may_open() -> bool:
        return visible(town.assessor).filter(pk=case.pk).exists()

    # then the end of one leaves the case, and its day 10, to who gives the other
    end(one, town.caseworker, given.NOW)
    assert may_open()
    on = TODAY + 11 * DAY
    tasks = [row for rows in queries.tasks_for(Scope(town.assessor, on)) for row in rows]
    assert [row["task_holder"] for row in tasks] == [town.assessor.staff_id]

    # and to be let in by hand besides is another ground: each ends by itself
    cases.share_case(case.pk, staff=by, reason="Skal være med i hele saken.", **own)
    cases.unshare_case(case.pk, staff=by, **own)
    assert may_open()
    cases.share_case(case.pk, staff=by, reason="Skal være med likevel.", **own)
    end(other, town.caseworker, given.NOW)
    assert may_open()
    cases.unshare_case(case.pk, staff=by, **own)
    assert not may_open()


@pytest.mark.django_db
def test_who_was_let_in_by_hand_and_then_gave_help_is_still_in_when_it_ends() -> None:
    town = given.a_town()
    case = given.a_referral(town)
    by = given.public_id_of(town.assessor)
    cases.share_case(case.pk, staff=by, reason="Hele saken.", actor=town.caseworker, at=given.NOW)

    end(given.some_help(town, case, performer=by), town.caseworker, given.NOW)

    assert visible(town.assessor).filter(pk=case.pk).exists()
