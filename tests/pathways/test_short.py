"""Kartlegging and innstilling in one act: what it asks, what it writes, and what it refuses."""

import datetime as dt
from typing import Any

import pytest

from assessments.actions import register_and_start, save_assessment, start_assessment
from assessments.iplos import FEW, few_for, variables
from assessments.models import Assessment, Recommendation, Submission
from assessments.queries import short_page
from assessments.rules import TypedLine, TypedProposal, first_proposal, still_so
from assessments.rules.short import a_year_after
from audit.models import Entry
from cases.models import Case, PolicyRow
from cases.policy import SIMPLIFIED
from cases.stages import Stage, Track
from decisions import actions as deciding
from decisions.models import Decision
from delivery import actions as delivering
from intake.kinds import Channel, FromWhom
from intake.rules import Told
from pathways import actions
from pathways.models import Handover
from people.access import Actor
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.rules import PersonGiven
from tests import given
from tests.pathways.test_doors import signed_in

pytestmark = pytest.mark.django_db
NOW = given.NOW
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
ALARM = "trygghetsalarm"
TALK = {
    "participants": "Ola Nordmann",
    "consent": "YES",
    "capacity": "YES",
    "what_matters": "Bo hjemme.",
    "summary": "Har falt to ganger i høst.",
}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def called(town: given.Town, person: Resident, *services: str) -> Case:
    """A call is registered, and its kartlegging begun in the same act."""
    made = register_and_start(
        told=Told(
            channel=Channel.PHONE,
            from_whom=FromWhom.PERSON,
            received_on=TODAY,
            services=services or (ALARM,),
        ),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=town.caseworker,
        at=NOW,
    )
    return Case.objects.get(reference=made["started"])


def again(town: given.Town, *, reason: str = "EVALUATION", words: str = "") -> Case:
    """Help at home of 3,5 hours a week that has run for fifty days is looked at anew."""
    line = given.an_issued_decision(town, at=NOW - 60 * DAY).lines.get()
    order = str(line.public_id)
    delivering.confirm_order(order, actor=town.provider, at=NOW - 60 * DAY)
    began = NOW - 50 * DAY
    delivering.start_order(order, starts_on=began.date(), version=1, actor=town.provider, at=began)
    made = delivering.begin_reassessment(
        str(line.decision.case.person.public_id),
        services=[order],
        reason=reason,
        words=words,
        actor=town.caseworker,
        at=NOW,
    )
    return Case.objects.get(reference=made["reference"])


def proposal(case: Case, **changes: Any) -> TypedProposal:
    """What stands proposed of the case, or is proposed of one alarm, with the person's view."""
    stored = Recommendation.objects.filter(case=case).first()
    if stored is None:
        facts: dict[str, Any] = {
            "lines": (TypedLine(service_key=ALARM, quantity="1", from_on=TODAY),),
            "ladder_step": 3,
            "professional_assessment": "Alarmen gir rask hjelp.",
            "goal": "Trygg hjemme.",
            "evaluate_on": a_year_after(TODAY),
        }
    else:
        line = stored.services.get()
        facts = {
            "lines": (
                TypedLine(
                    service_key=line.service_key,
                    quantity=changes.pop("quantity", "3,5"),
                    from_on=TODAY,
                ),
            ),
            "ladder_step": stored.ladder_step,
            "why_not_lower": stored.why_not_lower,
            "professional_assessment": stored.professional_assessment,
            "goal": stored.goal,
            "evaluate_on": stored.evaluate_on,
        }
    return TypedProposal(**{**facts, "persons_view": "Ola er enig.", **changes})


def send(case: Case, actor: Actor, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "version": Assessment.objects.get(application__links__case=case).version,
        "content": TALK,
        "scores": {"bevege_inne": 3},
        "notes": {},
        "proposal_version": int(Recommendation.objects.filter(case=case).exists()),
        "proposal": changes.pop("proposal", None) or proposal(case),
    }
    return actions.assess_and_send(case.pk, **{**facts, **changes}, actor=actor, at=NOW)


def written() -> tuple[Any, ...]:
    return (
        list(Assessment.objects.order_by("pk").values_list("version", "completed_at", "summary")),
        list(Recommendation.objects.order_by("pk").values_list("version", "submitted_at")),
        Submission.objects.count(),
        Handover.objects.count(),
        Entry.objects.count(),
        list(Case.objects.order_by("pk").values_list("stage", "version")),
    )


def events(case: Case) -> list[str]:
    return list(Entry.objects.filter(case_id=case.pk, at=NOW).values_list("event", flat=True))


def test_one_act_completes_the_kartlegging_and_lays_the_case_with_those_who_decide(
    town: given.Town, person: Resident
) -> None:
    case = called(town, person)

    answer = send(case, town.caseworker)

    case.refresh_from_db()
    assert answer["coordinator_passed"] is True
    assert (case.stage, case.unit_id, case.responsible_id) == (
        Stage.DECISION,
        town.office.pk,
        None,
    )
    done = Assessment.objects.get()
    assert (done.completed_by_id, done.summary) == (town.caseworker.staff_id, TALK["summary"])
    assert Recommendation.objects.get().assessment_id == done.pk
    assert {"AssessmentCompleted", "RecommendationSubmitted"} <= set(events(case))


def test_everything_that_is_missing_of_both_is_said_at_once_and_nothing_is_written(
    town: given.Town, person: Resident
) -> None:
    case = called(town, person)
    before = written()

    with pytest.raises(Refused) as refusal:
        send(
            case,
            town.caseworker,
            content={"participants": ""},
            scores={},
            proposal=proposal(case, persons_view="", goal=""),
        )

    found = [o.code for o in refusal.value.objections]
    assert found == [
        *("participants_missing", "consent_missing", "capacity_missing", "what_matters_missing"),
        *(["score_missing"] * len(FEW[ALARM])),
        *("summary_missing", "persons_view_missing", "goal_missing"),
    ]
    assert written() == before


def test_who_may_not_assess_or_open_the_case_sends_nothing(
    town: given.Town, person: Resident
) -> None:
    case = called(town, person)
    before = written()[:4]

    for actor in (town.officer, town.coordinator, town.other_caseworker):
        with pytest.raises(AccessDenied):
            send(case, actor)

    assert written()[:4] == before


def test_what_another_has_written_meanwhile_is_not_gone_over(
    town: given.Town, person: Resident
) -> None:
    case = called(town, person)
    save_assessment(
        case.pk,
        n=1,
        version=1,
        content={"risk": "Løse tepper."},
        scores={},
        notes={},
        actor=town.caseworker,
        at=NOW,
    )
    before = written()

    with pytest.raises(Stale):
        send(case, town.caseworker, version=1)
    with pytest.raises(NotFound):
        send(case, town.caseworker, proposal_version=7)

    assert written() == before


def test_an_unchanged_renewal_needs_one_score_and_passes_the_coordinator(town: given.Town) -> None:
    case = again(town)

    answer = send(case, town.caseworker)

    assert (answer["coordinator_passed"], answer["proposed_to"]) == (True, "")


def test_a_change_needs_every_score_and_goes_by_the_coordinator(town: given.Town) -> None:
    case = again(town, reason="CHANGE", words="Trenger hjelp også om kvelden.")
    before = written()

    with pytest.raises(Refused) as refusal:
        send(case, town.caseworker, proposal=proposal(case, quantity="5"))

    codes = {o.code for o in refusal.value.objections}
    assert codes == {"score_missing", "change_not_reasoned"}  # last year's reasons are none
    more = proposal(case, quantity="5", professional_assessment="Falt to ganger på kvelden.")
    assert written() == before
    everything = {row.code: 3 for row in variables(on=TODAY)}
    answer = send(case, town.caseworker, proposal=more, scores=everything)
    assert (answer["coordinator_passed"], bool(answer["proposed_to"])) == (False, True)


def test_a_renewal_asks_for_the_whole_from_the_day_its_row_has_ended(town: given.Town) -> None:
    PolicyRow.objects.create(
        municipality=town.municipality,
        track=Track.HOME,
        renewal=True,
        coordinator="PASSED",
        two_persons="ALWAYS",
        two_units=True,
        approval="ADVERSE",
        simplified=True,
        decided_by="Kommunedirektøren 01.01.2026",
        valid_from=dt.date(2026, 1, 1),
        valid_to=TODAY,
    )
    case = again(town)

    with pytest.raises(Refused) as refusal:
        send(case, town.caseworker)

    assert {o.code for o in refusal.value.objections} == {"score_missing"}
    everything = {row.code: 3 for row in variables(on=TODAY)}
    answer = send(case, town.caseworker, scores=everything)
    assert answer["coordinator_passed"] is False


def test_the_page_is_there_only_as_long_as_the_service_takes_the_simplified_course(
    town: given.Town, person: Resident
) -> None:
    case = called(town, person)
    tomorrow = TODAY + DAY
    row = {"two_persons": "ALWAYS", "two_units": True, "approval": "ADVERSE"}
    PolicyRow.objects.create(
        municipality=town.municipality,
        track=Track.HOME,
        service_key=ALARM,
        coordinator="REQUIRED",
        **row,
        decided_by="Kommunedirektøren 01.03.2026",
        valid_from=tomorrow,
    )

    found = short_page(case.pk, on=TODAY)
    assert found is not None
    assert [row.code for row in found.few] == list(FEW[ALARM])
    assert short_page(case.pk, on=tomorrow) is None
    assert short_page(called(town, person, "helsetjenester_i_hjemmet").pk, on=TODAY) is None


def test_nobody_decides_on_what_they_sent_by_the_short_page(
    town: given.Town, person: Resident
) -> None:
    """The gates are the same: another person and another unit decides."""
    case = called(town, person)
    send(case, town.caseworker)
    deciding.draft_decision(case.pk, actor=town.officer, at=NOW)
    decision = Decision.objects.get(case=case)

    with pytest.raises(Refused) as refusal:
        deciding.submit_and_issue(case.pk, version=decision.version, actor=town.officer, at=NOW)

    assert [o.code for o in refusal.value.objections] == ["unit_missing", "fee_unknown"]
    assert decision.considerations == "Alarmen gir rask hjelp."
    assert "Har falt to ganger i høst." in decision.facts


# The rules


def test_a_small_service_has_its_few_questions_and_anything_else_all_of_them() -> None:
    everything = variables(on=TODAY)

    assert set(FEW) == {row.service_key for row in SIMPLIFIED if row.service_key}
    assert {code for codes in FEW.values() for code in codes} <= {row.code for row in everything}
    assert few_for([ALARM, "matombringing"], on=TODAY) == tuple(
        row for row in everything if row.code in {*FEW[ALARM], *FEW["matombringing"]}
    )
    assert few_for([ALARM, "bpa"], on=TODAY) == few_for([], on=TODAY) == everything


def test_what_must_be_judged_or_asked_is_not_proposed() -> None:
    found = first_proposal([ALARM, "matombringing"], on=dt.date(2028, 2, 29))

    assert [line.quantity for line in found.lines] == [1, None]
    assert (found.ladder_step, found.evaluate_on) == (3, dt.date(2029, 2, 28))
    assert (found.persons_view, found.goal, found.professional_assessment) == ("", "", "")


def test_what_was_told_is_laid_to_the_last_summary_once() -> None:
    assert still_so("Bor alene.", "Kveldshjelp.") == "Bor alene.\n\nKveldshjelp."
    assert still_so("Bor alene.\n\nKveldshjelp.", "Kveldshjelp.") == "Bor alene.\n\nKveldshjelp."
    assert (still_so("", "Kveldshjelp."), still_so("", "")) == ("Kveldshjelp.", "")


# The door


@pytest.mark.usefixtures("wednesday")
def test_what_is_not_scored_is_said_of_the_few_that_are_asked_at_their_fields(
    town: given.Town, person: Resident
) -> None:
    case = called(town, person)
    client, path = signed_in(town.caseworker), f"/saker/{case.reference}/kort/"
    facts = {"version": 0, "assessment_version": 1, "tjenester-TOTAL_FORMS": 0}

    answer = client.post(path, facts | {"_key": "k", "tjenester-INITIAL_FORMS": 0})

    assert answer.status_code == 422
    codes = {row.code for row in variables(on=TODAY)}
    wrong = codes & set(answer.context["form"].errors)
    assert wrong == set(FEW[ALARM])
    page = answer.content.decode()
    assert page.count("Velg en verdi for") == 2 * len(FEW[ALARM])  # in the summary, at the field


def typed(case: Case, **changes: Any) -> dict[str, Any]:
    """The page of a renewal as its button sends it."""
    stored = Recommendation.objects.get(case=case)
    return {
        "_key": "k",
        "version": stored.version,
        "assessment_version": 1,
        "present": ["Ola Nordmann"],
        "participants": "",
        "consent": "YES",
        "capacity": "YES",
        "same_matters": "on",
        "same_household": "on",
        "summary": "Bor alene.",
        "tjenester-TOTAL_FORMS": 1,
        "tjenester-INITIAL_FORMS": 0,
        "tjenester-0-service_key": stored.services.get().service_key,
        "tjenester-0-quantity": "3,5",
        "tjenester-0-from_on": TODAY.isoformat(),
        "ladder_step": stored.ladder_step,
        "why_not_lower": stored.why_not_lower,
        "professional_assessment": stored.professional_assessment,
        "persons_view": "Ola er enig.",
        "goal": stored.goal,
        "evaluate_on": (TODAY + 90 * DAY).isoformat(),
    } | changes


@pytest.mark.usefixtures("wednesday")
def test_the_page_shows_what_was_and_sends_only_what_is_answered_anew(town: given.Town) -> None:
    case = again(town, reason="CHANGE", words="Trenger hjelp også om kvelden.")
    client, path = signed_in(town.caseworker), f"/saker/{case.reference}/kort/"

    page = client.get(path).content.decode()
    refused = client.post(path, typed(case, same_household="", summary="Noe nytt."))
    answer = client.post(path, typed(case, _key="l"))

    assert "Trenger hjelp også om kvelden." in page  # laid to the facts, to be read over
    assert "checked" not in page  # nothing is chosen beforehand
    assert "Alminnelig husarbeid 3 – Middels behov" in page
    assert refused.status_code == 422
    assert "Noe nytt." in refused.content.decode()
    assert answer["Location"].endswith("/innstilling/")
    new = Assessment.objects.get(application__links__case=case)
    assert (new.participants, new.what_matters) == ("Ola Nordmann", "Klare morgenstellet selv.")
    scores = {s.variable: s.value for s in new.scores.all()}
    assert scores == dict.fromkeys(
        ("alminnelig_husarbeid", "skaffe_varer_tjenester", "bevege_ute"), 3
    )
    assert client.get(path)["Location"].endswith("/kartlegging/")


@pytest.mark.usefixtures("wednesday")
def test_two_who_write_at_once_keep_their_words_and_choose(town: given.Town) -> None:
    case = again(town)
    client, path = signed_in(town.caseworker), f"/saker/{case.reference}/kort/"
    save_assessment(
        case.pk,
        n=1,
        version=1,
        content={"risk": "Løse tepper."},
        scores={},
        notes={},
        actor=town.caseworker,
        at=NOW,
    )

    late = client.post(path, typed(case, summary="Noe nytt."))
    chosen = client.post(path, typed(case, _key="l", assessment_version=2))

    assert late.status_code == 409
    page = late.content.decode()
    assert "Noe nytt." in page
    assert 'name="assessment_version" value="2"' in page
    assert chosen.status_code == 302


def test_a_units_message_has_the_page_with_what_the_unit_wrote(town: given.Town) -> None:
    line = given.an_issued_decision(town, at=NOW - 60 * DAY).lines.get()
    order, began = str(line.public_id), NOW - 50 * DAY
    delivering.confirm_order(order, actor=town.provider, at=NOW - 60 * DAY)
    delivering.start_order(order, starts_on=began.date(), version=1, actor=town.provider, at=began)
    told = delivering.report_change(order, words="Trenger fem timer.", actor=town.provider, at=NOW)
    case = Case.objects.get(reference=told["reference"])
    start_assessment(case.pk, actor=town.caseworker, at=NOW)

    found = short_page(case.pk, on=TODAY)

    assert found is not None
    assert (found.from_running, found.told) == (True, "Trenger fem timer.")
    assert found.few == variables(on=TODAY)
