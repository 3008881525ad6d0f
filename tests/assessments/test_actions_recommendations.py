"""The recommendation (innstilling): kept while it grows, sent whole, taken back, returned."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assessments import actions
from assessments.models import Recommendation, RecommendedService, Submission
from assessments.rules import TypedLine, TypedProposal
from audit.models import Entry
from cases.models import Case, CaseAccess, PolicyRow
from cases.stages import Stage, Track
from pathways.actions import send_recommendation, take_back_recommendation
from people.access import Actor
from people.models import Unit
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import ROLES, Permission, Role
from tests import given

pytestmark = pytest.mark.django_db
HOME_CARE = "helsetjenester_i_hjemmet"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.an_assessed_case(town)


def written() -> tuple[int, ...]:
    return (
        Recommendation.objects.count(),
        RecommendedService.objects.count(),
        Submission.objects.count(),
        Entry.objects.count(),
        sum(Recommendation.objects.values_list("version", flat=True)),
        sum(Case.objects.values_list("version", flat=True)),
    )


def send(case: Case, actor: Actor, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    keys = list(case.services.order_by("pk").values_list("service_key", flat=True))
    proposal = replace(given.a_proposal(*keys), **changes)
    version = Recommendation.objects.filter(case=case).values_list("version", flat=True).first()
    return send_recommendation(case.pk, version=version or 0, proposal=proposal, actor=actor, at=at)


# Write


def test_a_half_written_recommendation_is_kept_with_its_own_version(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    half = TypedProposal(
        lines=(TypedLine(service_key=HOME_CARE, quantity="3,5"),), goal="Klare stellet"
    )
    first = actions.save_recommendation(
        case.pk, version=0, proposal=half, actor=town.assessor, at=now
    )
    second = actions.save_recommendation(
        case.pk, version=1, proposal=replace(half, lines=()), actor=town.assessor, at=now
    )

    kept = given.the_recommendation(case)
    assert (first["version"], second["version"]) == (1, 2)
    assert (kept.goal, kept.submitted_at, kept.services.count()) == ("Klare stellet", None, 0)
    assert Entry.objects.filter(event="RecommendationSaved").count() == 2


def test_hours_are_kept_as_minutes_and_the_catalogue_says_the_unit(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    lines = (
        TypedLine(service_key=HOME_CARE, quantity="3:30", per="day", helpers=2, night=True),
        TypedLine(service_key="matombringing", quantity="3"),
        TypedLine(service_key="koordinator_ip"),
        TypedLine(service_key="trygghetsalarm", quantity="1", refuse=True),
    )
    actions.save_recommendation(
        case.pk, version=0, proposal=TypedProposal(lines=lines), actor=town.assessor, at=now
    )

    kept = RecommendedService.objects.order_by("position").values_list(
        "quantity", "unit", "per", "helpers", "night", "refuse"
    )
    assert list(kept) == [
        (210, "hours", "day", 2, True, False),
        (3, "meals", "week", 1, False, False),
        (1, "yes_no", "once", 1, False, False),
        (None, "", "", 1, False, True),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"quantity": "mye"}, "bad_quantity", "services.0.quantity"),
        ({"quantity": "-1"}, "bad_quantity", "services.0.quantity"),
        ({"quantity": "169"}, "bad_quantity", "services.0.quantity"),
        ({"per": "moon"}, "unknown_per", "services.0.per"),
        ({"helpers": 9}, "bad_helpers", "services.0.helpers"),
        ({"service_key": "massasje"}, "unknown_service", "services.0.service_key"),
        ({"service_key": "kommunal_ohd"}, "unknown_service", "services.0.service_key"),
        (
            {"from_on": dt.date(2026, 5, 1), "to_on": dt.date(2026, 5, 1)},
            "ends_before_start",
            "services.0.to_on",
        ),
    ],
)
def test_a_line_that_says_nothing_possible_is_refused_at_its_field(
    changes: dict[str, Any],
    code: str,
    field: str,
    town: given.Town,
    case: Case,
    now: dt.datetime,
) -> None:
    before = written()
    line = replace(TypedLine(service_key=HOME_CARE, quantity="3,5"), **changes)

    with pytest.raises(Refused) as refusal:
        actions.save_recommendation(
            case.pk,
            version=0,
            proposal=TypedProposal(lines=(line,)),
            actor=town.assessor,
            at=now,
        )

    assert [(o.code, o.field) for o in refusal.value.objections] == [(code, field)]
    assert written() == before


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"ladder_step": 8}, "unknown_step", "ladder_step"),
        ({"goal": "Mer 🌻"}, "not_fit_for_letter", "goal"),
        ({"persons_view": "x " * 50_000}, "text_too_long", "persons_view"),
        ({"professional_assessment": "a\x07"}, "unreadable_character", "professional_assessment"),
    ],
)
def test_a_text_or_step_that_cannot_be_kept_is_refused_at_its_field(
    changes: dict[str, Any],
    code: str,
    field: str,
    town: given.Town,
    case: Case,
    now: dt.datetime,
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        send(case, town.assessor, now, **changes)

    assert [(o.code, o.field) for o in refusal.value.objections] == [(code, field)]
    assert written() == before


def test_whoever_writes_on_an_old_reading_is_told_who_was_first(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    proposal = given.a_proposal()
    actions.save_recommendation(case.pk, version=0, proposal=proposal, actor=town.assessor, at=now)
    before = written()

    with pytest.raises(Stale, match=r"Liv Berg lagret en endring kl\. 10\.00"):
        actions.save_recommendation(case.pk, version=0, proposal=proposal, actor=colleague, at=now)
    with pytest.raises(NotFound):
        actions.save_recommendation(
            given.an_assessed_case(town).pk,
            version=3,
            proposal=proposal,
            actor=town.assessor,
            at=now,
        )

    assert Recommendation.objects.count() == before[0]


# Send


def test_where_the_coordinator_is_required_the_case_waits_with_its_sender(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    answer = send(case, town.assessor, now)

    case.refresh_from_db()
    sent = given.the_recommendation(case)
    assert (case.stage, case.coordinator_passed) == (Stage.RECOMMENDED, False)
    assert case.responsible_id == town.assessor.staff_id
    assert (sent.submitted_at, sent.unit, sent.recommended_by_id) == (
        now,
        town.assessment,
        town.assessor.staff_id,
    )
    assert sent.assessment is not None
    assert sent.submissions.get().content["goal"] == sent.goal
    assert (answer["submitted"], answer["coordinator_passed"]) == (True, False)
    event = Entry.objects.get(event="RecommendationSubmitted", case_id=case.pk)
    assert event.data["services"] == [HOME_CARE]


@pytest.mark.parametrize(
    ("services", "track"),
    [(("trygghetsalarm",), Track.HOME), (("bpa",), Track.OTHER)],
)
def test_where_policy_passes_the_coordinator_the_case_lies_in_the_offices_queue(
    services: tuple[str, ...], track: Track, town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town, services=services, track=track)

    assert (case.stage, case.coordinator_passed) == (Stage.DECISION, True)
    assert (case.unit, case.responsible, case.queue_owner_id) == (
        town.office,
        None,
        town.chief.staff_id,
    )
    assert CaseAccess.objects.filter(case=case, unit=town.office, to_at=None).exists()


def test_several_services_on_the_other_track_go_by_the_coordinator(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(
        town, services=("bpa", "avlastning_utenfor_institusjon"), track=Track.OTHER
    )

    assert (case.stage, case.coordinator_passed) == (Stage.RECOMMENDED, False)


def test_the_municipalitys_own_row_decides_whether_the_coordinator_is_passed(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    PolicyRow.objects.create(
        municipality=town.municipality,
        track=Track.HOME,
        coordinator="PASSED",
        two_persons="ALWAYS",
        two_units=True,
        approval="ADVERSE",
        decided_by="Kommunedirektøren 01.02.2026",
        valid_from=dt.date(2026, 2, 1),
    )

    send(case, town.assessor, now)

    case.refresh_from_db()
    assert (case.stage, case.coordinator_passed) == (Stage.DECISION, True)


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_sent(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.an_assessed_case(town, completed=False)
    before = written()

    with pytest.raises(Refused) as refusal:
        send_recommendation(
            case.pk, version=0, proposal=TypedProposal(), actor=town.assessor, at=now
        )

    assert [(o.code, o.field) for o in refusal.value.objections] == [
        ("services_missing", "services"),
        ("ladder_step_missing", "ladder_step"),
        ("assessment_missing", "professional_assessment"),
        ("persons_view_missing", "persons_view"),
        ("goal_missing", "goal"),
        ("evaluation_missing", "evaluate_on"),
        ("assessment_not_completed", ""),
    ]
    assert written() == before


def test_the_stored_recommendation_is_sent_as_it_is(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(NotFound):
        actions.submit_recommendation(case.pk, version=1, actor=town.assessor, at=now)
    actions.save_recommendation(
        case.pk, version=0, proposal=given.a_proposal(), actor=town.assessor, at=now
    )
    with pytest.raises(Stale):
        actions.submit_recommendation(case.pk, version=2, actor=town.assessor, at=now)

    answer = actions.submit_recommendation(case.pk, version=1, actor=town.assessor, at=now)

    assert (answer["stage"], answer["version"]) == ("RECOMMENDED", 2)


def test_a_refusal_is_recommended_without_step_and_goal(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    answer = send(
        case,
        town.assessor,
        now,
        lines=(TypedLine(service_key=HOME_CARE, refuse=True),),
        ladder_step=None,
        why_not_lower="",
        goal="",
        evaluate_on=None,
    )

    assert answer["submitted"] is True


def test_nothing_is_sent_where_nobody_decides(town: given.Town, now: dt.datetime) -> None:
    case = given.an_assessed_case(town, services=("trygghetsalarm",))
    Unit.objects.filter(pk=town.office.pk).update(decides=False)
    before = written()

    with pytest.raises(Refused, match="Ingen enhet kan fatte vedtak"):
        send(case, town.assessor, now)

    assert written() == before


@pytest.mark.parametrize(
    "role", [r for r in ROLES if Permission.ASSESS not in ROLES[r].permissions]
)
def test_only_those_who_assess_recommend(
    role: Role, town: given.Town, case: Case, now: dt.datetime
) -> None:
    if role in {Role.INTEGRATION, Role.SYSTEM}:
        return
    actor = town.by_role()[role]
    before = written()

    acts: list[Callable[[], object]] = [
        lambda: send(case, actor, now),
        lambda: actions.save_recommendation(
            case.pk, version=0, proposal=TypedProposal(), actor=actor, at=now
        ),
        lambda: actions.submit_recommendation(case.pk, version=1, actor=actor, at=now),
        lambda: take_back_recommendation(case.pk, version=1, actor=actor, at=now),
    ]
    for act in acts:
        with pytest.raises(AccessDenied):
            act()

    assert written() == before


def test_while_a_measure_is_tried_the_list_says_to_end_it_with_the_rest(town: given.Town) -> None:
    trial = given.a_trial(town)
    proposal = replace(given.a_proposal(HOME_CARE), goal="")

    with pytest.raises(Refused) as refusal:
        send_recommendation(
            trial.case_id, version=0, proposal=proposal, actor=town.assessor, at=given.NOW
        )

    codes = [objection.code for objection in refusal.value.objections]
    assert codes == ["goal_missing", "trial_not_ended"]
    assert not Submission.objects.exists()
