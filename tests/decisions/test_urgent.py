"""Hastevedtak: help starts from any stage, what was not met is a deviation, and it is written."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.rules import Extent
from cases.service_types import Per, Unit, service_type
from cases.stages import MOVES, UNDECIDED, EndReason, Stage, Step
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions, queries
from decisions.models import Decision, DecisionLine, Deviation, UrgentDecision
from decisions.policy import Gate
from decisions.rules import (
    GateFacts,
    Running,
    Said,
    UrgentFacts,
    UrgentLine,
    covers,
    unmet,
    urgent_objections,
)
from delivery import actions as delivery_actions
from delivery.models import RunningService
from delivery.queries import orders_of_case
from intake import actions as intake_actions
from notifications.models import Notice
from people.models import IdentityNumber, Resident
from people.refusals import Refused, Stale
from people.roles import Role
from tests import given
from tests.decisions.acts import (
    also,
    events,
    last_event,
    refused,
    save,
    submit,
    the,
    the_line,
)
from tests.decisions.haste import HOME, give, said

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 4)
db = pytest.mark.django_db


# The rules, without a database


def facts(line: dict[str, Any] | None = None, **changes: Any) -> UrgentFacts:
    """A hastevedtak that nothing refuses, with what a test says otherwise."""
    words: dict[str, Any] = {
        "from_on": TODAY,
        "to_on": None,
        "reason": "Kan ikke vente.",
        "told": "Datteren",
        "told_by": "Eva Lind",
        "told_at": given.NOW,
    }
    one: dict[str, Any] = {
        "name": "Helsetjenester i hjemmet",
        "service": service_type(HOME, on=TODAY),
        "extent": Extent(420, Unit.HOURS, Per.WEEK),
        "unit_chosen": True,
        "unit_performs": True,
    }
    texts = Said(**words | changes.pop("said", {}))  # type: ignore[typeddict-item]  # of a test
    whole: dict[str, Any] = {
        "on": TODAY,
        "at": given.NOW,
        "said": texts,
        "lines": (UrgentLine(**one | (line or {})),),
        "died_on": None,
        "deciding_unit": 1,
    }
    return UrgentFacts(**whole | changes)


HAS_MORE = Running(Extent(600, Unit.HOURS, Per.WEEK), None)
HAS_LESS = Running(Extent(60, Unit.HOURS, Per.WEEK), None)
UNTIL = Running(Extent(60, Unit.HOURS, Per.WEEK), TODAY + 2 * DAY)


@pytest.mark.parametrize(
    ("what", "codes"),
    [
        (facts(), []),
        (facts(died_on=TODAY), ["person_dead"]),
        (facts(deciding_unit=None), ["unit_does_not_decide"]),
        (facts(lines=()), ["no_lines"]),
        (facts({"service": None}), ["unknown_service"]),
        (facts({"extent": None}), ["extent_missing"]),
        (facts({"unit_chosen": False, "unit_performs": False}), ["unit_missing"]),
        (facts({"unit_performs": False}), ["unit_not_performing"]),
        (facts({"running": (HAS_MORE, HAS_LESS)}), ["takes_away"]),
        (facts({"running": (HAS_LESS,)}), []),
        (facts({"running": (HAS_LESS,)}, said={"to_on": TODAY + DAY}), ["takes_away"]),
        (facts({"running": (UNTIL,)}, said={"to_on": TODAY + DAY}), ["takes_away"]),
        (facts({"running": (UNTIL,)}, said={"to_on": TODAY + 2 * DAY}), []),
        (facts(said={"from_on": None}), ["from_missing"]),
        (facts(said={"from_on": TODAY + 8 * DAY}), ["not_now"]),
        (facts(said={"from_on": TODAY - 8 * DAY}), ["not_now"]),
        (facts(said={"to_on": TODAY}), ["period_backwards"]),
        (facts(said={"reason": "  "}), ["reason_missing"]),
        (facts(said={"told": ""}), ["told_missing"]),
        (facts(said={"told": "", "not_told_reason": "Sover."}), []),
        (facts(said={"told_by": ""}), ["told_by_missing"]),
        (facts(said={"told_at": None}), ["told_at_missing"]),
        (facts(said={"told_at": given.NOW + DAY}), ["told_later"]),
        (facts(said={"reason": "x" * 5_001}), ["text_too_long"]),
    ],
)
def test_what_refuses_urgent_help_and_nothing_else(what: UrgentFacts, codes: list[str]) -> None:
    assert [objection.code for objection in urgent_objections(what)] == codes


@pytest.mark.parametrize(
    ("line", "said", "is_covered"),
    [
        ({}, {}, True),
        ({}, {"from_on": None}, False),
        ({}, {"from_on": TODAY - DAY}, False),
        ({}, {"to_on": TODAY + 2 * DAY}, True),
        ({}, {"to_on": TODAY + 3 * DAY}, False),
        ({}, {"to_on": None}, False),
        ({"extent": Extent(60, Unit.HOURS, Per.WEEK)}, {}, True),
        ({"extent": Extent(600, Unit.HOURS, Per.WEEK)}, {}, False),
        ({"extent": None}, {}, False),
    ],
)
def test_what_is_given_covers_as_much_those_days(
    line: dict[str, Any], said: dict[str, Any], *, is_covered: bool
) -> None:
    has = Running(Extent(420, Unit.HOURS, Per.WEEK), TODAY + 2 * DAY, TODAY)
    wanted = facts(line, said={"to_on": TODAY + 2 * DAY} | said)
    assert covers(has, wanted.lines[0], wanted.said) is is_covered


def test_a_gate_is_unmet_exactly_where_it_is_asked_for_and_not_met() -> None:
    pairs = {
        Gate.ASSESSMENT: ("assessment_asked", "assessed"),
        Gate.COORDINATOR: ("coordinator_asked", "coordinated"),
        Gate.APPROVAL: ("approval_asked", "approved"),
        Gate.CHILD: ("child", "childs_interest"),
    }
    for gate, (asked, met) in pairs.items():
        for is_asked, is_met in product((True, False), repeat=2):
            found = unmet(GateFacts(**{asked: is_asked, met: is_met}))
            assert (gate in found) is (is_asked and not is_met), (gate, is_asked, is_met)
    for asked_two, alone in product((True, False), repeat=2):
        found = unmet(GateFacts(two_asked=asked_two, alone=alone))
        assert (Gate.TWO_PERSONS in found) is (asked_two and alone)
    nothing = GateFacts(
        assessment_asked=False, coordinator_asked=False, recommended=True, view=True, told=True
    )
    assert unmet(nothing) == ()
    assert unmet(GateFacts(disqualified=True, assessment_asked=False, coordinator_asked=False)) == (
        Gate.RECOMMENDATION,
        Gate.IMPARTIAL,
        Gate.VIEW,
        Gate.TOLD,
    )


def test_help_may_be_given_from_every_stage_where_nothing_is_decided() -> None:
    assert MOVES[Step.DECIDE_URGENTLY].sources == UNDECIDED
    assert MOVES[Step.DECIDE_URGENTLY].target is Stage.DECISION


# Given


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def received(town: given.Town, person: Resident | None = None) -> Case:
    """A registered application nobody has looked at, shared with the officer on duty."""
    resident = person or given.a_person(town.municipality)
    (case,) = given.a_registered_application(town, person=resident)
    CaseAccess.objects.create(
        case=case, staff_id=town.officer.staff(), ground="shared", from_at=given.NOW
    )
    return case


@db
def test_help_starts_at_once_where_nothing_has_been_done_and_is_written_the_next_day(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    IdentityNumber.objects.filter(resident=person).delete()
    case = received(town, person)

    # given: somebody without kartlegging, and without a number, gets help now
    answer = give(case, town)

    decision, line, urgent = the(case), the_line(case), UrgentDecision.objects.get()
    assert (case.stage, case.responsible_id) == (Stage.DECISION, town.officer.staff())
    assert (case.decided_urgently_at, case.unit) == (now, town.office)
    assert (urgent.by_id, urgent.at, urgent.told) == (town.officer.staff(), now, "Datteren Anne")
    assert (line.urgent, line.outcome, line.unit_performing) == (
        urgent,
        "GRANTED",
        town.home_service,
    )
    assert decision.issued_at is None
    assert decision.facts == "Ektefellen som hjalp, er lagt inn i dag."
    assert decision.persons_view == "Ola vil ha hjelp hjemme."
    assert answer["orders"] == [str(line.public_id)]
    # then the order is with the unit, and its people are told
    (order,) = orders_of_case(case.pk, on=TODAY)
    assert (order.public_id, order.state, order.urgent) == (str(line.public_id), "SENT", True)
    assert CaseAccess.objects.filter(case=case, unit=town.home_service, ground="order").exists()
    told = set(Notice.objects.filter(key__endswith=":urgent").values_list("staff_id", flat=True))
    assert told == {town.leader.staff(), town.provider.staff()}
    # the clocks run
    clocks = {d.kind: d for d in Deadline.objects.filter(case=case, met_at=None)}
    assert clocks[Kind.URGENT_WRITTEN].due_on == TODAY + DAY
    assert clocks[Kind.ORDER_CONFIRMATION].unit == town.home_service
    assert clocks[Kind.DEVIATION_CONTROL].due_on == dt.date(2026, 3, 11)
    # what was not met stands open, by name
    rows = queries.deviations_of_case(case.pk)
    assert [row.gate for row in rows] == [
        Gate.ASSESSMENT,
        Gate.RECOMMENDATION,
        Gate.COORDINATOR,
        Gate.TWO_PERSONS,
    ]
    assert {row.responsible_id for row in rows} == {town.officer.staff()}
    assert {row.control_on for row in rows} == {dt.date(2026, 3, 11)}
    assert events(case).count("HelpGivenUrgently") == 1
    assert "4 avvik" in last_event(case, "HelpGivenUrgently")["deviations"]
    # and the case never ends as if nothing was decided
    with pytest.raises(Refused, match="hastevedtak"):
        intake_actions.end_case(
            case.pk,
            reason=EndReason.NOT_WISHED,
            told="Ola",
            explanation="Ola ønsker ikke å søke.",
            actor=town.officer,
            at=now,
        )

    # when the unit starts the same day, and the officer writes the next
    delivery_actions.confirm_order(str(line.public_id), actor=town.provider, at=now)
    delivery_actions.start_order(
        str(line.public_id), starts_on=TODAY, version=1, actor=town.provider, at=now
    )
    case.refresh_from_db()
    assert case.stage == Stage.DECISION
    assert not Deadline.objects.filter(case=case, kind=Kind.EVALUATION).exists()
    tomorrow = now + DAY
    for change in ({"outcome": "REFUSED"}, {"quantity": "3"}, {"to_on": TODAY + 2 * DAY}):
        why = refused(
            save, case, town.officer, tomorrow, lines=[{"id": str(line.public_id), **change}]
        )
        assert why.code == "given_orally"
    assert refused(save, case, town.officer, tomorrow, lines=[]).code == "given_orally"
    alone = {"alone_reason": "", "considerations": "Trengs.", "goal": "Trygg."}
    save(case, town.officer, tomorrow, **alone, evaluate_on=TODAY + 14 * DAY)
    why = refused(
        actions.submit_decision, case.pk, version=the(case).version, actor=town.officer, at=tomorrow
    )
    assert str(why).startswith("Du ga hjelpen muntlig.")
    save(case, town.officer, tomorrow, alone_reason="Ingen andre var på jobb.")
    save(
        case,
        town.officer,
        tomorrow,
        considerations="Du kunne ikke være hjemme uten hjelp.",
        goal="Være trygg hjemme.",
        evaluate_on=TODAY + 14 * DAY,
    )
    letter = queries.letter_preview(case.pk, 1, on=tomorrow.date())[0].content
    actions.submit_and_issue(case.pk, version=the(case).version, actor=town.officer, at=tomorrow)

    # then it is one order, already running, and the case has gone on to it
    case.refresh_from_db()
    decision = the(case)
    assert case.stage == Stage.DELIVERY
    assert decision.issued_at == tomorrow
    assert decision.recommended_by_id == town.officer.staff()
    assert decision.alone_reason
    assert RunningService.objects.get().order.line == line
    assert [row.public_id for row in orders_of_case(case.pk, on=TODAY)] == [str(line.public_id)]
    assert last_event(case, "DecisionIssuedAlone")["orders"] == []
    assert Deadline.objects.get(case=case, kind=Kind.URGENT_WRITTEN).met_at == tomorrow
    assert Deadline.objects.get(case=case, kind=Kind.EVALUATION).due_on == TODAY + 14 * DAY
    assert UrgentDecision.objects.get().written_at == tomorrow
    assert " ".join(letter.lead[1:]) == (
        "Hjelpen kunne ikke vente. Den 4. mars 2026 kl. 10.00 bestemte vi at du skulle få den med"
        " en gang. Dette brevet er det skriftlige vedtaket."
        " Datteren Anne fikk beskjed muntlig 4. mars 2026 kl. 10.00."
    )
    # and what was never done is for another to look at
    assert len(queries.deviations_of_case(case.pk, open_only=True)) == 4
    control(town, case, tomorrow)


def control(town: given.Town, case: Case, at: dt.datetime) -> None:
    """Not by who answers for it, not without words, not twice; the last meets the clock."""
    first, *rest = [row.public_id for row in queries.deviations_of_case(case.pk, open_only=True)]
    other = also(town.officer, Role.APPROVER, town.office)

    def look(*chosen: str, found: str = "Hjelpen var nødvendig.", actor: Any = None) -> list[str]:
        done = actions.control_deviations(
            case.pk, deviations=chosen, found=found, actor=actor or town.approver, at=at
        )
        assert [one["deviation"] for one in done] == list(chosen)
        return [one["why"] for one in done]

    before = events(case)
    wrong = refused(look, found=" ")
    assert [one.field for one in wrong.objections] == ["deviations", "found"]
    assert look(first, actor=other) == ["Du svarer for avviket selv. En annen må kontrollere det."]
    assert events(case) == before
    assert look(first) == [""]
    # several at once, by one reason; what is wrong with one stops no other, each is an event
    clock = Deadline.objects.filter(case=case, kind=Kind.DEVIATION_CONTROL)
    assert clock.filter(met_at=None).exists()
    assert look(first, "6f2f9d2e-0000-4000-8000-000000000000", *rest) == [
        "Avviket er allerede lukket.",
        "Vi finner ikke avviket.",
        *([""] * len(rest)),
    ]
    assert not clock.filter(met_at=None).exists()
    assert queries.deviations_of_case(case.pk, open_only=True) == ()
    row = queries.deviations_of_case(case.pk)[0]
    assert (row.closed_text, bool(row.closed_by)) == ("Hjelpen var nødvendig.", True)
    assert events(case).count("DeviationControlled") == 4


@db
def test_gates_met_by_the_writing_close_by_rule(town: given.Town, now: dt.datetime) -> None:
    # given a recommended case that no coordinator has seen, with nobody told and no view
    case = given.a_recommended_case(town)
    CaseAccess.objects.create(case=case, unit=town.office, ground="shared", from_at=now)
    give(case, town, told="", not_told_reason="Ingen svarer.", persons_view="")
    rows = queries.deviations_of_case(case.pk, open_only=True)
    assert [row.gate for row in rows] == [Gate.COORDINATOR, Gate.TOLD]  # the view stood there

    # when it is written as it was said, from the recommendation
    decision = the(case)
    assert decision.considerations.startswith("Trenger hjelp til morgenstell og legemidler.")
    assert DecisionLine.objects.get(decision=decision).quantity == 420  # and not 3,5 hours
    actions.renew_draft(case.pk, version=decision.version, actor=town.officer, at=now)
    assert DecisionLine.objects.get(decision=decision).quantity == 420
    save(case, town.officer, facts="Ola trenger hjelp.")
    actions.submit_and_issue(case.pk, version=the(case).version, actor=town.officer, at=now)

    # then what the letter met is closed by rule, and the rest waits for control
    case.refresh_from_db()
    assert case.stage == Stage.DECIDED  # the unit has not begun
    told = Deviation.objects.get(gate=Gate.TOLD)
    assert (told.closed_how, told.closed_by) == ("RULE", None)
    assert last_event(case, "DeviationsMet")["gates"] == ["TOLD"]
    assert [row.gate for row in queries.deviations_of_case(case.pk, open_only=True)] == [
        Gate.COORDINATOR
    ]


@db
def test_help_is_given_while_a_decision_waits_for_approval_and_the_approval_is_asked_anew(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case_to_decide(town, refuse=True)
    given.a_drafted_decision(town, case)
    submit(case, town.officer)
    assert case.stage == Stage.APPROVAL

    give(case, town)

    assert case.stage == Stage.DECISION
    decision = the(case)
    assert (decision.n, decision.submitted_at) == (1, None)
    line = the_line(case)
    assert (line.outcome, line.quantity) == ("GRANTED", 420)


@db
def test_a_second_hastevedtak_gives_other_help_and_never_the_same_twice(
    town: given.Town, now: dt.datetime
) -> None:
    case = received(town)
    version = case.version
    give(case, town)
    before = Entry.objects.count()

    # the same by somebody who pressed at the same time: told who was first
    with pytest.raises(Stale, match="ga denne hjelpen"):
        actions.decide_urgently(
            case.pk, said=said(town), version=version, actor=town.officer, at=now
        )
    with pytest.raises(Stale):
        actions.decide_urgently(
            case.pk,
            said=said(town, service="matombringing"),
            version=version,
            actor=town.officer,
            at=now,
        )
    assert Entry.objects.count() == before

    line = {"service_key": "matombringing", "quantity": "7", "unit_performing": "hjemmetjeneste"}
    give(case, town, lines=[line | {"unit_performing": town.home_service.key}])
    assert Decision.objects.count() == 1
    assert DecisionLine.objects.filter(urgent__isnull=False).count() == 2
    assert Deadline.objects.filter(case=case, kind=Kind.URGENT_WRITTEN).count() == 2


@db
def test_a_refused_hastevedtak_writes_nothing(town: given.Town, now: dt.datetime) -> None:
    case = received(town)

    def act(**changes: Any) -> None:
        actions.decide_urgently(case.pk, said=said(town, **changes), actor=town.officer, at=now)

    why = refused(act, reason="", told="", told_by="", persons_view="Ja \U0001f600")
    assert {o.code for o in why.objections} == {"reason_missing", "told_missing", "unprintable"}
    assert refused(act, lines=[{"service_key": "finnes_ikke"}]).code == "unknown_service"
    bad = {"service_key": HOME, "quantity": "mye", "unit_performing": town.home_service.key}
    assert {o.code for o in refused(act, lines=[bad]).objections} >= {"bad_quantity"}
    row = said(town)["lines"][0]
    assert "same_service_twice" in {o.code for o in refused(act, lines=[row, row]).objections}
    Resident.objects.filter(pk=case.person_id).update(died_on=TODAY)
    assert refused(act).code == "person_dead"
    assert not Deviation.objects.exists()


@db
@pytest.mark.parametrize(
    ("day", "due"),
    [
        (dt.date(2026, 11, 20), dt.date(2026, 11, 23)),  # Friday
        (dt.date(2026, 11, 21), dt.date(2026, 11, 23)),  # Saturday
        (dt.date(2026, 12, 24), dt.date(2026, 12, 28)),  # Christmas, then a weekend
        (dt.date(2027, 3, 24), dt.date(2027, 3, 30)),  # before Maundy Thursday
    ],
)
def test_it_is_written_the_next_working_day(day: dt.date, due: dt.date) -> None:
    from deadlines.kinds import row_of  # noqa: PLC0415  # of this test alone
    from deadlines.rules import compute  # noqa: PLC0415  # the same

    assert compute(row_of(Kind.URGENT_WRITTEN, on=day), day).due_on == due


@db
def test_the_database_holds_what_was_said(town: given.Town) -> None:
    case = received(town)
    give(case, town)
    line, urgent = the_line(case), UrgentDecision.objects.get()
    deviation = Deviation.objects.first()
    assert deviation is not None

    def never(model: Any, pk: int, **changes: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=pk).update(**changes)

    never(DecisionLine, line.pk, quantity=1)
    never(DecisionLine, line.pk, outcome="REFUSED")
    never(DecisionLine, line.pk, urgent=None)
    never(UrgentDecision, urgent.pk, reason="Noe annet")
    never(Deviation, deviation.pk, reason="Noe annet")
    never(
        Deviation,
        deviation.pk,
        closed_at=given.NOW,
        closed_how="CONTROL",
        closed_by=deviation.responsible,
        closed_text="Selv",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        line.delete()
    DecisionLine.objects.filter(pk=line.pk).update(legal_basis="", important="Ring på.")


@db
def test_help_during_a_trial_leaves_the_trial_to_be_ended(
    town: given.Town, now: dt.datetime
) -> None:
    trial = given.a_trial(town)
    case = trial.case
    CaseAccess.objects.create(case=case, unit=town.office, ground="shared", from_at=now)

    give(case, town)
    assert case.stage == Stage.DECISION
    given.end_the_trial(trial, actor=town.assessor)

    case.refresh_from_db()
    assert case.stage == Stage.DECISION
