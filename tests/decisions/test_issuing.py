"""Issuing: letters, orders and clocks at once, then fixed; and what is sent back."""

import datetime as dt

import pytest

from assessments.models import Recommendation
from cases.models import Case, CaseAccess
from cases.stages import Origin, Stage
from deadlines.actions import receive_answer, sweep
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions
from decisions.queries import granted_lines, previous_extent
from intake.actions import ask_party, send_preliminary_reply
from intake.models import Application, Form
from notifications.actions import print_letters
from notifications.models import Letter, LetterFile
from people.models import Representative, RoleGrant, Unit
from people.refusals import Stale
from people.roles import Role
from tests import given
from tests.decisions.acts import (
    a_price,
    an_open_deadline,
    approve_and_issue,
    events,
    issue,
    last_event,
    refused,
    save_line,
    submit,
    the,
    the_line,
    written,
)

pytestmark = pytest.mark.django_db
HOME = "helsetjenester_i_hjemmet"
DAY = dt.timedelta(days=1)


# Issue


def test_issuing_sends_the_letter_orders_the_service_and_starts_the_clocks(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    answer = actions.submit_and_issue(
        drafted.pk, version=the(drafted).version, actor=town.officer, at=now
    )

    decision, line = the(drafted), the_line(drafted)
    assert decision.issued_at == now
    assert drafted.stage == Stage.DECIDED
    assert answer["orders"] == [str(line.public_id)]
    assert list(granted_lines()) == [line]
    letter = Letter.objects.get()
    assert decision.letter == letter
    assert LetterFile.objects.get().sha256 == letter.sha256
    assert letter.hold_until == now + dt.timedelta(minutes=10)
    order = f"order:{line.public_id}"
    clocks = {d.kind: d for d in Deadline.objects.filter(case=drafted)}
    assert clocks[Kind.COMPLAINT_PBRL].provisional
    assert clocks[Kind.COMPLAINT_PBRL].key == letter.key
    assert clocks[Kind.ORDER_CONFIRMATION].due_at == dt.datetime(2026, 3, 5, 11, tzinfo=dt.UTC)
    assert clocks[Kind.ORDER_CONFIRMATION].unit == town.home_service
    assert clocks[Kind.ORDER_CONFIRMATION].key == clocks[Kind.TARGET_START].key == order
    assert clocks[Kind.EVALUATION].due_on == decision.evaluate_on
    assert Kind.DECISION_EXPIRY not in clocks
    assert CaseAccess.objects.filter(case=drafted, unit=town.home_service, to_at=None).exists()
    assert events(drafted).count("DecisionIssued") == 1
    assert last_event(drafted, "DecisionIssued")["outcomes"] == "Innvilget"


def test_issuing_stops_the_reply_that_says_it_takes_time(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    send_preliminary_reply(drafted.pk, why="Vi venter på fastlegen.", actor=town.officer, at=now)

    actions.submit_and_issue(drafted.pk, version=the(drafted).version, actor=town.officer, at=now)

    states = dict(Letter.objects.values_list("kind", "state"))
    assert states == {"PRELIMINARY_REPLY": "STOPPED", "DECISION": "HELD"}
    assert last_event(drafted, "LetterStopped")["because"].startswith("Vedtaket er fattet.")


def test_issuing_meets_the_preliminary_answer_and_the_local_target(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case_to_decide(town)
    for kind in (Kind.PRELIMINARY_ANSWER, Kind.TARGET_DECISION):
        an_open_deadline(case, kind, actor=town.officer)
    went_up = f"reply:{case.reference}:00:1"  # the month of a case that went up in it
    an_open_deadline(case, Kind.PRELIMINARY_ANSWER, actor=town.officer, key=went_up)
    given.a_drafted_decision(town, case)

    actions.submit_and_issue(case.pk, version=the(case).version, actor=town.officer, at=now)

    met = Deadline.objects.filter(case=case, met_at=now).values_list("kind", "key")
    assert set(met) == {
        (Kind.PRELIMINARY_ANSWER, "case"),
        (Kind.PRELIMINARY_ANSWER, went_up),
        (Kind.TARGET_DECISION, "case"),
    }


def test_a_grant_that_ends_has_its_need_seen_to_before(town: given.Town, drafted: Case) -> None:
    ends = given.NOW.date() + 90 * DAY
    save_line(drafted, town.officer, to_on=ends)
    submit(drafted, town.officer)

    issue(drafted, town.officer)

    expiry = Deadline.objects.get(kind=Kind.DECISION_EXPIRY)
    # `to_on` is the first day without: the term runs back from the last day with help
    assert expiry.due_on == ends - DAY - 28 * DAY


def test_each_route_has_its_own_time_to_complain(town: given.Town, now: dt.datetime) -> None:
    a_price(town, "trygghetsalarm", 0, "måned")
    case = given.a_case_to_decide(town, services=(HOME, "trygghetsalarm"))
    given.a_drafted_decision(town, case)
    save_line(case, town.officer, 1, legal_basis="lokalt_tilbud")
    submit(case, town.officer)

    issue(case, town.officer)

    kinds = set(Deadline.objects.filter(provisional=True).values_list("kind", flat=True))
    assert kinds == {Kind.COMPLAINT_PBRL, Kind.COMPLAINT_FVL}
    text = str(Letter.objects.get().content)
    assert "Statsforvalteren. Fristen er 4 uker" in text
    assert "klagenemnd. Fristen er 3 uker" in text


def test_what_is_refused_is_never_to_be_evaluated_though_a_day_was_proposed(
    town: given.Town, drafted: Case
) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Behovet kan dekkes på annen måte.")
    assert the(drafted).evaluate_on is not None
    submit(drafted, town.officer)

    approve_and_issue(drafted, town.approver)

    assert not Deadline.objects.filter(case=drafted, kind=Kind.EVALUATION).exists()


def test_a_refused_line_is_no_order(town: given.Town) -> None:
    case = given.a_case_to_decide(town, refuse=True)
    given.a_drafted_decision(town, case)
    submit(case, town.officer)
    approve_and_issue(case, town.approver)

    assert the(case).issued_at is not None
    assert not granted_lines().exists()
    assert not Deadline.objects.filter(kind=Kind.ORDER_CONFIRMATION).exists()
    assert Deadline.objects.filter(kind=Kind.COMPLAINT_PBRL).exists()


def test_guardian_and_agent_get_their_copies(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality)
    for kind, name in (("GUARDIAN", "Ola Vik"), ("AGENT", "Kari Dahl")):
        Representative.objects.create(
            resident=person,
            kind=kind,
            name=name,
            address="Torget 2",
            postal="3017 Drammen",
            personal_matters=True,
            economy=False,
            valid_from=given.LONG_AGO,
        )
    case = given.a_case_to_decide(town, person=person)
    given.a_drafted_decision(town, case)

    actions.submit_and_issue(case.pk, version=the(case).version, actor=town.officer, at=now)

    to = list(the(case).letters.order_by("pk").values_list("letter__name", flat=True))
    assert to == ["Kari Dahl", "Ola Nordmann", "Ola Vik"]
    assert Deadline.objects.get(kind=Kind.COMPLAINT_PBRL).key == the(case).letter.key  # type: ignore[union-attr]  # issued


def test_the_page_cannot_skip_the_approver(town: given.Town, drafted: Case) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")

    refusal = refused(
        actions.submit_and_issue,
        drafted.pk,
        version=the(drafted).version,
        actor=town.officer,
        at=given.NOW,
    )

    assert refusal.code == "approval_required"


def test_nothing_is_issued_that_is_not_submitted_or_by_somebody_else(
    town: given.Town, drafted: Case
) -> None:
    other = given.staff(Role.DECISION_OFFICER, town.office)

    assert refused(issue, drafted, town.officer).code == "not_submitted"
    submit(drafted, town.officer)
    assert refused(issue, drafted, other).code == "not_the_decider"


def test_issued_once_and_never_again(town: given.Town, drafted: Case) -> None:
    submit(drafted, town.officer)
    issued = issue(drafted, town.officer)
    before = written()

    with pytest.raises(Stale) as caught:
        actions.issue_decision(drafted.pk, version=issued.version, actor=town.officer, at=given.NOW)

    assert caught.value.code == "already_issued"
    assert "allerede fattet av Nina Moe kl. 10.00" in str(caught.value)
    assert written() == before


def test_the_same_key_gives_the_same_answer_and_one_decision(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    version = the(drafted).version
    actor = given.with_key(town.officer, "k1")

    first = actions.submit_and_issue(drafted.pk, version=version, actor=actor, at=now)
    again = actions.submit_and_issue(drafted.pk, version=version, actor=actor, at=now)

    assert first == again
    assert Letter.objects.count() == 1


def test_what_stands_in_the_way_on_the_day_of_issue_stops_it(
    town: given.Town, drafted: Case
) -> None:
    submit(drafted, town.officer)
    Unit.objects.filter(pk=town.home_service.pk).update(valid_to=given.NOW.date() + DAY)

    assert refused(issue, drafted, town.officer).code == "unit_not_performing"


def test_the_decider_takes_it_back_before_it_is_issued(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)
    other = given.staff(Role.DECISION_OFFICER, town.office)
    assert (
        refused(
            actions.take_back_decision,
            drafted.pk,
            version=the(drafted).version,
            actor=other,
            at=now,
        ).code
        == "not_the_decider"
    )

    actions.take_back_decision(drafted.pk, version=the(drafted).version, actor=town.officer, at=now)

    assert the(drafted).submitted_at is None
    assert drafted.stage == Stage.DECISION
    assert events(drafted).count("DecisionTakenBack") == 1


# Sent back


def test_a_recommendation_sent_back_makes_the_recommender_responsible_again(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    actions.return_recommendation(
        drafted.pk,
        code="EXTENT",
        reason="Hvorfor 3,5 timer og ikke 2?",
        version=drafted.version,
        actor=town.officer,
        at=now,
    )

    drafted.refresh_from_db()
    told = Recommendation.objects.get(case=drafted)
    assert drafted.stage == Stage.ASSESSMENT
    assert (drafted.responsible_id, drafted.unit) == (town.assessor.staff_id, town.assessment)
    assert (told.return_code, told.submitted_at) == ("EXTENT", None)
    back = drafted.returns.get()
    assert (back.what, back.to_id) == ("RECOMMENDATION", town.assessor.staff_id)
    assert events(drafted).count("RecommendationReturned") == 1
    assert the(drafted).issued_at is None  # the draft is kept


def test_a_decision_on_a_recommendation_that_was_sent_back_is_submitted_no_more(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    before = submit(drafted, town.officer)

    actions.return_recommendation(
        drafted.pk, code="FACTS", reason="Ring fastlegen.", actor=town.officer, at=now
    )

    decision = the(drafted)
    assert before.submitted_at is not None
    assert (decision.submitted_at, decision.decided_by) == (None, None)
    assert decision.version == before.version + 1  # whoever read the submitted one is told
    given.recommend_again(drafted, actor=town.assessor)
    Case.objects.filter(pk=drafted.pk).update(stage=Stage.DECISION)
    refusal = refused(
        actions.issue_decision, drafted.pk, version=decision.version, actor=town.officer, at=now
    )
    assert refusal.objections[0].code == "not_submitted"


def test_a_recommender_who_has_left_gets_nothing_and_the_queue_does(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    RoleGrant.objects.filter(staff_id=town.assessor.staff_id).update(revoked_at=now)

    actions.return_recommendation(
        drafted.pk, code="FACTS", reason="Ring fastlegen.", actor=town.officer, at=now
    )

    drafted.refresh_from_db()
    assert (drafted.responsible, drafted.unit) == (None, town.assessment)
    assert drafted.queue_owner_id == town.chief.staff_id


def test_nothing_is_sent_back_without_a_coded_reason_in_words(
    town: given.Town, drafted: Case
) -> None:
    for code, reason, field in [
        ("", "Fordi.", "code"),
        ("LETTER", "Fordi.", "code"),  # only for decisions
        ("FACTS", "  ", "reason"),
        ("FACTS", "x" * 6_000, "reason"),
    ]:
        refusal = refused(
            actions.return_recommendation,
            drafted.pk,
            code=code,
            reason=reason,
            actor=town.officer,
            at=given.NOW,
        )
        assert refusal.objections[0].field == field, (code, reason[:10])


# Taking something away


def test_less_than_the_person_has_is_refused_until_there_is_an_advance_notice(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    given.an_issued_decision(town, person=person, at=now - 30 * DAY)
    case = given.a_case_to_decide(town, person=person)
    given.a_drafted_decision(town, case)
    save_line(case, town.officer, quantity="2")

    refusal = refused(submit, case, town.officer)

    assert refusal.code == "advance_notice_missing"
    assert "3,5 timer/uke" in str(refusal)


def test_less_is_decided_when_who_was_warned_has_been_heard(
    town: given.Town, now: dt.datetime
) -> None:
    # given a case that would reduce what the person has, and a notice of it
    person = given.a_person(town.municipality)
    given.an_issued_decision(town, person=person, at=now - 30 * DAY)
    case = given.a_case_to_decide(town, person=person)
    given.a_drafted_decision(town, case)
    save_line(case, town.officer, quantity="2")
    ask_party(
        case.pk,
        kind=Kind.ADVANCE_NOTICE,
        what="Vi vurderer to timer i uken.",
        why="Du klarer mer selv nå.",
        answer_by=now.date() + 14 * DAY,
        actor=town.officer,
        at=now,
    )
    case.refresh_from_db()

    # while it is not sent, and while the time to speak runs, it is refused
    assert refused(submit, case, town.officer).code == "advance_notice_not_sent"
    at = now + dt.timedelta(hours=1)
    letter = Letter.objects.get(kind="ADVANCE_NOTICE")
    bundle = print_letters([str(letter.public_id)], actor=town.officer, at=at)["bundle"]
    actions.post_letters(bundle, posted_on=at.date(), actor=town.officer, at=at)
    sweep(at=at)
    assert refused(submit, case, town.officer).code == "advance_notice_runs"

    # when the person has answered, it may be decided
    clock = Deadline.objects.get(case=case, kind=Kind.ADVANCE_NOTICE)
    receive_answer(str(clock.public_id), arrived_on=at.date(), actor=town.officer, at=at)
    assert submit(case, town.officer).submitted_at is not None


def test_a_service_that_has_ended_is_not_taken_away(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality)
    before = given.an_issued_decision(town, person=person, at=now - 30 * DAY)
    actions.note_end(before.lines.get(), ended_on=now.date())
    actions.note_end(before.lines.get(), ended_on=now.date())
    case = given.a_case_to_decide(town, person=person)
    given.a_drafted_decision(town, case)
    save_line(case, town.officer, quantity="2")

    assert submit(case, town.officer).submitted_at is not None


def test_own_motion_cannot_refuse_what_runs(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality)
    given.an_issued_decision(town, person=person, at=now - 30 * DAY)
    case = given.a_case_to_decide(town, person=person, refuse=True)
    Case.objects.filter(pk=case.pk).update(origin=Origin.REASSESSMENT)
    Application.objects.filter(links__case=case).update(form=Form.OWN_MOTION)
    given.a_drafted_decision(town, case)

    assert refused(submit, case, town.officer).code == "advance_notice_missing"


def test_more_than_before_shows_the_unit_what_is_new(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality)
    given.an_issued_decision(town, person=person, at=now - 30 * DAY)
    case = given.a_case_to_decide(town, person=person)
    given.a_drafted_decision(town, case)
    save_line(case, town.officer, quantity="5")
    submit(case, town.officer)
    issue(case, town.officer)

    before = previous_extent(the_line(case))

    assert before is not None
    assert before[0].quantity == 210
