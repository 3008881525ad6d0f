"""What is next in a case, told from where it stands and who looks."""

from dataclasses import replace

import pytest

from cases.stages import OPEN, Stage
from desk.rules import CANNOT_START, NextStep, Refusal, Where, next_steps, rail
from people.roles import ROLES, Permission, Role

EVERYTHING = frozenset(Permission)
PLAIN = Where(reference="2026-00001", stage=Stage.RECEIVED, holder="Liv Berg", may=EVERYTHING)


def at(stage: Stage, **facts: object) -> Where:
    """A case at `stage`, as it usually is there."""
    order = list(Stage)
    usual: dict[str, object] = {
        "stage": stage,
        "assessing": stage in {Stage.ASSESSMENT, Stage.TRIAL},
        "assessed": order.index(stage) > order.index(Stage.TRIAL),
        "tried": stage is Stage.TRIAL,
        "decision": 1 if order.index(stage) > order.index(Stage.DECISION) else 0,
        "granted": stage in {Stage.DECIDED, Stage.DELIVERY},
    }
    return replace(PLAIN, **(usual | facts))  # type: ignore[arg-type]  # names of fields


def primary(where: Where) -> NextStep | None:
    found = [step for step in next_steps(where) if step.primary]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_somebody_who_may_do_all_has_exactly_one_button_wherever_the_case_stands(
    stage: Stage,
) -> None:
    step = primary(at(stage))

    assert step is not None
    assert step.button
    assert step.url.startswith("/saker/2026-00001/")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stage", sorted(OPEN))
def test_a_role_has_at_most_one_button_and_never_one_it_may_not_press(
    stage: Stage, role: Role
) -> None:
    where = at(stage, may=ROLES[role].permissions)
    needed = {
        Stage.RECEIVED: Permission.ASSESS,
        Stage.ASSESSMENT: Permission.ASSESS,
        Stage.TRIAL: Permission.ASSESS,
        Stage.RECOMMENDED: Permission.HAND_OVER,
        Stage.HANDOVER: Permission.COORDINATE,
        Stage.DECISION: Permission.DECIDE,
        Stage.APPROVAL: Permission.APPROVE,
    }

    step = primary(where)

    assert (step is not None) == (stage not in needed or needed[stage] in where.may)


REFUSAL = Refusal(
    service="Helsetjenester i hjemmet",
    unit="Hjemmetjenesten Nord",
    reason="Vi har ikke folk.",
    holder="Nina Moe",
    url="/bestillinger/1/send/",
    permission=Permission.DECIDE,
)


def test_help_no_unit_gives_comes_before_everything_else_and_names_who_must_act() -> None:
    step = primary(at(Stage.DECIDED, refused=(REFUSAL, REFUSAL)))

    assert step is not None
    assert (step.title, step.button) == (REFUSAL.service, "Send til en annen enhet")
    assert (step.responsible, step.url) == ("Nina Moe", REFUSAL.url)
    assert step.waits_for == "Avvist av Hjemmetjenesten Nord: «Vi har ikke folk.»"


def test_who_may_not_send_it_on_sees_who_must_and_keeps_their_own_step() -> None:
    where = at(Stage.DECIDED, refused=(REFUSAL,), may=ROLES[Role.CASEWORKER].permissions)

    (shown,) = [step for step in next_steps(where) if step.refused]
    assert (shown.url, shown.primary, shown.responsible) == ("", False, "Nina Moe")
    own = primary(where)
    assert own is not None
    assert own.button == "Se tjenestene"


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_what_cannot_start_has_no_link_and_says_what_it_waits_for(stage: Stage) -> None:
    for step in next_steps(at(stage, why_not_done="Tjenesten er ikke avsluttet.")):
        if step.status == CANNOT_START:
            assert not step.url
            assert step.waits_for


def test_an_ended_case_has_no_steps_and_nothing_is_now() -> None:
    where = at(Stage.ENDED, ended=True, assessed=True)

    assert next_steps(where) == ()
    assert "now" not in {place.state for place in rail(where)}


@pytest.mark.parametrize(
    ("facts", "button"),
    [
        ({"assessed": False, "assessing": True}, "Fortsett kartleggingen"),
        ({"assessed": True, "assessing": False}, "Skriv innstilling"),
        ({"assessed": True, "assessing": False, "recommending": True}, "Fortsett på innstillingen"),
        ({"assessed": False, "assessing": False, "simplified": True}, "Skriv innstilling"),
    ],
)
def test_in_the_assessment_what_is_next_follows_from_what_is_done(
    facts: dict[str, object], button: str
) -> None:
    step = primary(at(Stage.ASSESSMENT, **facts))

    assert step is not None
    assert step.button == button


def test_the_simplified_course_says_that_no_assessment_is_asked() -> None:
    first = next_steps(at(Stage.DECISION, simplified=True, assessed=False))[0]

    assert first.title == "Kartlegging"
    assert first.waits_for == "Kreves ikke i forenklet løp"


def test_the_coordinators_step_is_shown_as_passed_where_policy_passes_it() -> None:
    steps = {step.title: step for step in next_steps(at(Stage.DECISION, passed=True))}

    assert steps["Forløpskoordinator"].waits_for == "Passert etter kommunens regel for tjenesten"
    assert not steps["Forløpskoordinator"].status


def test_a_case_on_a_track_without_coordinator_has_no_such_step() -> None:
    titles = [step.title for step in next_steps(at(Stage.ASSESSMENT, coordinated=False))]

    assert "Forløpskoordinator" not in titles


def test_while_a_receiver_is_asked_nobody_is_told_to_hand_over_again() -> None:
    assert primary(at(Stage.RECOMMENDED, proposed=True)) is None


def test_whoever_wrote_a_decision_is_not_shown_to_its_approval() -> None:
    where = at(Stage.APPROVAL, own_decision=True)
    approval = next(step for step in next_steps(where) if step.title == "Godkjenning")

    assert primary(where) is None
    assert not approval.url


def test_a_case_on_hold_says_so_where_it_stands() -> None:
    assert next_steps(at(Stage.RECEIVED, waits=True))[0].status == "På vent"


def test_when_nothing_is_left_the_case_is_to_be_ended() -> None:
    step = primary(at(Stage.DELIVERY, done=True))

    assert step is not None
    assert step.button == "Avslutt saken"
    assert step.url == "/saker/2026-00001/fullfor/"


def test_a_refusal_says_that_nothing_is_granted_and_waits_until_the_party_is_told() -> None:
    where = at(Stage.DECIDED, granted=False, why_not_done="Brevet har ikke kommet fram ennå.")
    service, end = next_steps(where)[-2:]

    assert service.waits_for == "Ingen tjeneste er innvilget"
    assert (end.status, end.waits_for) == (CANNOT_START, "Brevet har ikke kommet fram ennå.")


def test_the_rail_shows_a_trial_nobody_made_as_passed() -> None:
    states = [place.state for place in rail(at(Stage.DECISION))]

    assert states == ["done", "done", "passed", "done", "now", "next"]


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        ({}, 1),
        ({"assessing": True}, 2),
        ({"assessed": True, "deciding": True, "decision": 1}, 4),
        ({"assessed": True, "decision": 1}, 5),
        ({"assessed": True, "decision": 1, "granted": True}, 6),
    ],
)
def test_the_rail_of_an_ended_case_shows_how_far_it_came(
    facts: dict[str, object], reached: int
) -> None:
    where = replace(PLAIN, stage=Stage.ENDED, ended=True, **facts)  # type: ignore[arg-type]  # names of fields
    states = [place.state for place in rail(where)]

    assert all(state != "next" for state in states[:reached])
    assert all(state == "next" for state in states[reached:])
