"""What runs is looked at anew: only what changed is written, and the new decision takes over."""

import datetime as dt
from typing import Any

import pytest

from assessments import actions as assessment_actions
from assessments import queries as assessment_queries
from assessments.models import Assessment, GivenBefore, Recommendation
from assessments.rules import TypedLine, TypedProposal
from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.rules import quantity_text
from cases.service_types import Unit as Counted
from cases.stages import Origin, Stage
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions as decision_actions
from decisions.models import Decision, DecisionLine
from decisions.queries import letter_preview
from delivery import actions, queries
from delivery.models import Order, Reassessed, RunningService
from delivery.rules import Reason
from intake.models import Application
from intake.queries import application_of
from notifications.letters import LetterKind
from notifications.models import Letter, Notice
from notifications.rules import as_text
from pathways import actions as pathway_actions
from people.access import Actor
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role, may
from tests import given
from tests.delivery.test_takeover import register, somebody

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]
DAY = dt.timedelta(days=1)
NOW = given.NOW
BEGUN = NOW + 7 * DAY
LATER = NOW + 60 * DAY
ASKED = {"reason": "OWN_WISH", "words": "Mer hjelp."}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    """Help at home that runs by the home service, 3,5 hours a week."""
    found = given.an_issued_decision(town).lines.get()
    actions.confirm_order(str(found.public_id), actor=town.provider, at=NOW)
    actions.start_order(
        str(found.public_id), starts_on=BEGUN.date(), version=1, actor=town.provider, at=BEGUN
    )
    return found


@pytest.fixture
def person(line: DecisionLine) -> Resident:
    return line.decision.case.person


def begin(line: DecisionLine, actor: Actor, **more: Any) -> dict[str, Any]:
    facts = {
        "services": [str(line.public_id)],
        "reason": Reason.EVALUATION.value,
        **more,
    }
    person = str(line.decision.case.person.public_id)
    return actions.begin_reassessment(person, **facts, actor=actor, at=LATER)


def report(line: DecisionLine, actor: Actor, **more: Any) -> dict[str, Any]:
    facts = {"words": "Trenger fem timer i uken, ikke tre og en halv.", **more}
    return actions.report_change(str(line.public_id), **facts, actor=actor, at=LATER)


def the(answer: dict[str, Any]) -> Case:
    return Case.objects.get(reference=answer["reference"])


def written() -> tuple[int, ...]:
    return (
        Case.objects.count(),
        Application.objects.count(),
        Reassessed.objects.count(),
        Recommendation.objects.count(),
        GivenBefore.objects.count(),
        Letter.objects.count(),
        Deadline.objects.count(),
        Entry.objects.count(),
    )


def assess_shortly(case: Case, actor: Actor) -> Assessment:
    """The few questions of a renewal: who, consent, own words and one score."""
    found = Assessment.objects.get(application__links__case=case, completed_at=None)
    variable = assessment_queries.assessment(case.pk, found.n, on=LATER.date()).expected[0].code
    saved = assessment_actions.save_assessment(
        case.pk,
        n=found.n,
        version=found.version,
        content={
            "participants": "Ola Nordmann",
            "consent": "YES",
            "capacity": "YES",
            "what_matters": "Det går bra som nå.",
        },
        scores={variable: 3},
        notes={},
        actor=actor,
        at=LATER,
    )
    assessment_actions.complete_assessment(
        case.pk, n=found.n, version=saved["version"], actor=actor, at=LATER
    )
    found.refresh_from_db()
    return found


def proposal(case: Case, *, quantity: str | None = None, why: str = "") -> TypedProposal:
    """What the page shows, with the person's view and perhaps another extent typed in."""
    stored = assessment_queries.proposal_of(Recommendation.objects.get(case=case))
    lines = tuple(
        TypedLine(
            service_key=one.service_key,
            quantity=quantity or quantity_text(one.quantity or 0, Counted(one.unit)),
            per=one.per,
            helpers=one.helpers,
            night=one.night,
            from_on=one.from_on,
            to_on=one.to_on,
        )
        for one in stored.lines
    )
    return TypedProposal(
        lines=lines,
        ladder_step=stored.ladder_step,
        why_not_lower=stored.why_not_lower,
        professional_assessment=why or stored.professional_assessment,
        persons_view="Ola vil ha det slik.",
        goal=stored.goal,
        evaluate_on=stored.evaluate_on,
    )


def send(case: Case, actor: Actor, **more: Any) -> Case:
    pathway_actions.send_recommendation(
        case.pk,
        version=Recommendation.objects.get(case=case).version,
        proposal=proposal(case, **more),
        actor=actor,
        at=LATER,
    )
    case.refresh_from_db()
    return case


def decide(town: given.Town, case: Case) -> Decision:
    decision_actions.draft_decision(case.pk, actor=town.officer, at=LATER)
    version = Decision.objects.get(case=case).version
    decision_actions.save_decision(
        case.pk,
        version=version,
        typed={"facts": "Ola trenger fortsatt hjelp."},
        actor=town.officer,
        at=LATER,
    )
    decision_actions.submit_and_issue(
        case.pk, version=Decision.objects.get(case=case).version, actor=town.officer, at=LATER
    )
    return Decision.objects.get(case=case)


# Begin


def test_a_reassessment_begins_with_what_the_person_has(
    town: given.Town, line: DecisionLine
) -> None:
    case = the(begin(line, town.caseworker))

    assert (case.origin, case.stage) == (Origin.REASSESSMENT, Stage.ASSESSMENT)
    assert [s.service_key for s in case.services.all()] == [line.service_key]
    assert Reassessed.objects.get(case=case).service == RunningService.objects.get()
    before = GivenBefore.objects.get(case=case)
    assert (before.order, before.quantity) == (line.public_id, 210)
    written = Recommendation.objects.get(case=case)
    first = line.decision.case.recommendation
    assert (written.goal, written.ladder_step) == (first.goal, first.ladder_step)
    assert written.professional_assessment == first.professional_assessment
    assert written.persons_view == ""
    assert written.services.get().quantity == 210
    row = assessment_queries.recommendation(case.pk, on=LATER.date())
    assert row is not None
    assert {"goal", "professional_assessment"} <= row.carried
    assert Entry.objects.filter(event="ReassessmentBegun", case_id=case.pk).count() == 1


def test_what_the_municipality_begins_itself_has_no_months_answer_and_no_confirmation(
    town: given.Town, line: DecisionLine
) -> None:
    before = Letter.objects.count()

    case = the(begin(line, town.caseworker))

    assert set(Deadline.objects.filter(case=case).values_list("kind", flat=True)) == {
        Kind.TARGET_DECISION
    }
    assert Letter.objects.count() == before
    application = Application.objects.get(links__case=case)
    assert (application.form, application.channel) == ("OWN_MOTION", "OFFICE")


def test_what_the_person_asks_for_is_a_soknad_from_the_first_contact(
    town: given.Town, line: DecisionLine
) -> None:
    called = LATER.date() - 3 * DAY

    case = the(
        begin(
            line,
            town.caseworker,
            reason="OWN_WISH",
            words="Jeg trenger hjelp om kvelden også.",
            received_on=called,
        )
    )

    assert case.received_on == called
    assert Application.objects.get(links__case=case).form == "APPLICATION"
    assert Deadline.objects.filter(case=case, kind=Kind.PRELIMINARY_ANSWER).exists()
    assert Letter.objects.filter(case=case, kind=LetterKind.RECEIPT).exists()


def test_a_renewal_begins_where_the_old_decision_stops_and_lasts_as_long(
    town: given.Town, line: DecisionLine
) -> None:
    ends = LATER.date() + 20 * DAY
    line.replaces = None
    RunningService.objects.update(valid_to=ends)

    case = the(begin(line, town.caseworker, reason="EXPIRY"))

    assert Recommendation.objects.get(case=case).services.get().from_on == ends


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"services": []}, "services_missing"),
        ({"reason": ""}, "reason_missing"),
        ({"reason": "UNIT"}, "reason_missing"),
        ({"reason": "CHANGE"}, "words_missing"),
        (ASKED | {"received_on": dt.date(2030, 1, 1)}, "received_ahead"),
        (ASKED | {"received_on": dt.date(2020, 1, 1)}, "received_long_ago"),
        ({"words": "a" * 5_001}, "text_too_long"),
    ],
)  # fmt: skip
def test_a_reassessment_says_what_and_why(
    town: given.Town, line: DecisionLine, changed: dict[str, Any], code: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        begin(line, town.caseworker, **changed)

    assert refusal.value.code == code
    assert written() == before


def test_a_service_that_is_looked_at_is_not_looked_at_twice(
    town: given.Town, line: DecisionLine
) -> None:
    first = begin(line, town.caseworker)
    before = written()

    with pytest.raises(Refused, match=first["reference"]) as refusal:
        begin(line, town.caseworker)

    assert refusal.value.code == "already_reassessed"
    assert written() == before


def test_only_whoever_may_open_the_person_begins(town: given.Town, line: DecisionLine) -> None:
    stranger = given.a_town("3305", "Kongsberg kommune").caseworker
    before = written()

    with pytest.raises(NotFound):
        begin(line, stranger)

    assert written() == before


@pytest.mark.parametrize("role", PEOPLE)
def test_only_those_who_work_on_cases_begin(
    town: given.Town, line: DecisionLine, role: Role
) -> None:
    actor = town.by_role()[role]
    # Who leads the performing unit sees the order only; who assessed it gave the case on long ago.
    has_it = role not in {Role.UNIT_LEADER, Role.ASSESSOR}
    if may(role, Permission.WORK_CASE) and has_it:
        begin(line, actor)
        return
    before = written()

    with pytest.raises(AccessDenied):
        begin(line, actor)

    assert written() == before


# The unit's message


def test_a_unit_tells_of_a_change_and_sees_that_it_waits(
    town: given.Town, line: DecisionLine
) -> None:
    wanted = LATER.date() + 5 * DAY

    case = the(report(line, town.provider, wanted_from=wanted, urgent=True))

    assert (case.origin, case.stage, case.urgent) == (
        Origin.CHANGE_MESSAGE, Stage.RECEIVED, True,
    )  # fmt: skip
    told = application_of(case.pk)
    assert told is not None
    assert told.own_words.startswith("Trenger fem")
    assert not told.persons_words  # the unit's words are never quoted as the person's
    assert Recommendation.objects.get(case=case).services.get().from_on == wanted
    assert not CaseAccess.objects.filter(case=case, staff_id=town.provider.staff_id).exists()
    page = queries.order_page(str(line.public_id), actor=town.provider, on=LATER.date())
    assert (page.row.status, page.row.looked_at_in) == ("Endring venter", case.reference)
    assert RunningService.objects.get().ends_on is None
    assert Entry.objects.filter(event="ChangeReported").count() == 1
    assert Notice.objects.get(case=case).staff_id == case.queue_owner_id


def test_a_unit_tells_once_and_only_of_what_runs(town: given.Town, line: DecisionLine) -> None:
    report(line, town.provider)
    before = written()

    with pytest.raises(Refused) as refusal:
        report(line, town.provider)

    assert refusal.value.code == "already_reassessed"
    assert written() == before


def test_a_change_is_told_in_words(town: given.Town, line: DecisionLine) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        report(line, town.provider, words=" ")

    assert refusal.value.code == "words_missing"
    assert written() == before


def test_another_unit_tells_nothing_of_the_order(town: given.Town, line: DecisionLine) -> None:
    before = written()

    with pytest.raises(NotFound):
        report(line, town.team_provider)

    assert written() == before


# Assess


def test_facts_are_carried_and_marked_and_never_scores_or_own_words(
    town: given.Town, person: Resident, line: DecisionLine
) -> None:
    case = the(begin(line, town.caseworker))

    found = Assessment.objects.get(application__links__case=case)
    row = assessment_queries.assessment(case.pk, found.n, on=LATER.date())
    assert found.carried_from is not None
    assert row.scores == {}
    assert (row.content.what_matters, row.content.consent) == ("", "")
    assert row.previous is not None
    assert row.previous.scores


# Unchanged


def test_an_unchanged_renewal_passes_the_coordinator_and_needs_few_answers(
    town: given.Town, line: DecisionLine
) -> None:
    case = the(begin(line, town.caseworker))
    assess_shortly(case, town.caseworker)

    send(case, town.caseworker)

    assert case.stage == Stage.DECISION
    assert case.coordinator_passed


def test_a_change_takes_the_whole_course_and_every_score(
    town: given.Town, line: DecisionLine
) -> None:
    case = the(begin(line, town.caseworker))
    found = assess_shortly(case, town.caseworker)

    with pytest.raises(Refused) as refusal:
        send(case, town.caseworker, quantity="5")

    codes = {one.code for one in refusal.value.objections}
    assert codes == {"assessment_not_whole", "change_not_reasoned"}  # last year's text is no reason
    case.refresh_from_db()
    assert case.stage == Stage.ASSESSMENT

    assessment_actions.edit_completed(case.pk, n=found.n, actor=town.caseworker, at=LATER)
    given.complete_the_assessment(case, actor=town.caseworker, at=LATER)
    why = "Ola har falt to ganger og trenger hjelp også om kvelden."
    assert send(case, town.caseworker, quantity="5", why=why).stage == Stage.RECOMMENDED


# Take over


def renewed(town: given.Town, line: DecisionLine, *, quantity: str = "3,5") -> DecisionLine:
    """The renewal decided: an order to the same unit."""
    case = the(begin(line, town.caseworker))
    assess_shortly(case, town.caseworker)
    send(case, town.caseworker)
    return decide(town, case).lines.get()


def test_the_new_order_takes_over_the_same_day_and_the_old_case_is_done(
    town: given.Town, line: DecisionLine
) -> None:
    new = renewed(town, line)
    order = str(new.public_id)
    old = line.decision.case

    assert new.replaces == line
    assert new.unit_performing == town.home_service
    # the letter says that the help goes on, and quotes what matters to the person
    letter = letter_preview(new.decision.case_id, 1, on=LATER.date())[0]
    said = as_text(letter.content).replace("\N{NO-BREAK SPACE}", " ")
    assert "fortsetter å gi deg helsetjenester i hjemmet." in said
    assert "før tjenesten starter" not in said
    assert "> Det går bra som nå." in said
    actions.confirm_order(order, actor=town.provider, at=LATER)
    starts = max(new.from_on or LATER.date(), LATER.date())
    actions.start_order(
        order, starts_on=starts, version=1, replace=True, actor=town.provider, at=LATER
    )

    running = RunningService.objects.get(ends_on=None)
    assert running.order.line == new
    assert RunningService.objects.exclude(pk=running.pk).get().ends_on == running.starts_on
    assert not Deadline.objects.filter(
        case=old, kind__in=[Kind.EVALUATION, Kind.DECISION_EXPIRY], met_at=None, cancelled_at=None
    ).exists()
    old.refresh_from_db()
    assert (old.stage, old.end_reason) == (Stage.ENDED, "COMPLETED")
    assert new.decision.case.reference in old.end_note


def test_an_unanswered_order_that_is_replaced_waits_for_nobody(town: given.Town) -> None:
    first = given.an_issued_decision(town).lines.get()
    case = given.a_case_to_decide(town, person=first.decision.case.person, at=LATER)
    given.a_drafted_decision(town, case, at=LATER)
    decision_actions.submit_and_issue(
        case.pk, version=Decision.objects.get(case=case).version, actor=town.officer, at=LATER
    )

    # what has never begun is not said to go on
    said = as_text(letter_preview(case.pk, 1, on=LATER.date())[0].content)
    assert "før tjenesten starter" in said
    rows = queries.orders(actor=town.provider, view=queries.View.NEW, on=LATER.date()).rows

    assert [row.public_id for row in rows] == [
        str(DecisionLine.objects.exclude(pk=first.pk).get().public_id)
    ]
    assert Order.objects.count() == 0


def test_what_was_decided_in_another_system_is_renewed_here_from_where_it_stops(
    town: given.Town,
) -> None:
    person = somebody(town)
    old = register(town, person)
    line = DecisionLine.objects.get(decision__case=old)

    case = the(begin(line, town.caseworker, reason="EXPIRY"))

    proposed = Recommendation.objects.get(case=case).services.get()
    assert (proposed.from_on, proposed.quantity) == (line.to_on, line.quantity)
    assert Assessment.objects.get(application__links__case=case).carried_from is None
    assert Reassessed.objects.get(case=case).service.case == old
