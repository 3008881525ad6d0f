"""Recommendations, trials and what the coordinator does with them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from assessments import actions as assessment_actions
from assessments.models import Recommendation, Trial
from assessments.rules import TypedLine, TypedProposal
from cases import actions as case_actions
from cases.models import Case
from cases.service_types import Unit as Counted
from cases.service_types import service_type
from cases.stages import EndReason, Track
from pathways import actions as pathway_actions
from people.access import Actor
from people.models import (
    Resident,
)
from tests.given.cases import an_assessed_case
from tests.given.ready import ready
from tests.given.town import NOW, Town


def a_proposal(*services: str, at: dt.datetime = NOW, refuse: bool = False) -> TypedProposal:
    """A recommendation of these services that lacks nothing: 3,5 hours, or one of each."""
    day = at.date()
    return TypedProposal(
        lines=tuple(
            TypedLine(
                service_key=key,
                quantity="3,5" if service_type(key, on=day).unit is Counted.HOURS else "1",
                from_on=day + dt.timedelta(days=7),
                refuse=refuse,
            )
            for key in services or ("helsetjenester_i_hjemmet",)
        ),
        ladder_step=4,
        why_not_lower="Hverdagsrehabilitering er prøvd og strekker ikke til.",
        professional_assessment="Trenger hjelp til morgenstell og legemidler.",
        persons_view="Ola er enig i forslaget.",
        goal="Klare morgenstellet selv innen våren.",
        evaluate_on=day + dt.timedelta(days=90),
    )


@ready
def a_recommended_case(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    track: Track = Track.HOME,
    refuse: bool = False,
    at: dt.datetime = NOW,
) -> Case:
    """A case whose recommendation is sent, over the API: it waits for somebody to propose it to the
    coordinator, or for the decision.

    Where the coordinator is passed (simplified course; one service on the other track) the case
    lies in the office's queue.
    """
    case = an_assessed_case(town, person=person, services=services, track=track, at=at)
    actor = town.assessor if track is Track.HOME else town.other_caseworker
    proposal = a_proposal(*services, at=at, refuse=refuse)
    kept = assessment_actions.save_recommendation(
        case.pk, version=0, proposal=proposal, actor=actor, at=at
    )
    assessment_actions.submit_recommendation(case.pk, version=kept["version"], actor=actor, at=at)
    case.refresh_from_db()
    return case


@ready
def a_coordinated_case(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    at: dt.datetime = NOW,
) -> Case:
    """A recommended case the coordinator has accepted; it stands at HANDOVER."""
    case = a_recommended_case(town, person=person, services=services, at=at)
    pathway_actions.propose_handover(
        case.pk, purpose="COORDINATION", message="", actor=town.assessor, at=at
    )
    pathway_actions.accept_handover(case.pk, actor=town.coordinator, at=at)
    case.refresh_from_db()
    return case


@ready
def a_trial(
    town: Town,
    *,
    person: Resident | None = None,
    service: str = "helsetjenester_i_hjemmet",
    at: dt.datetime = NOW,
) -> Trial:
    """A trial of ten days that starts today, with the team to answer."""
    case = an_assessed_case(town, person=person, services=[service], at=at)
    day = at.date()
    assessment_actions.start_trial(
        case.pk,
        team=town.team.key,
        measure="Hverdagsrehabilitering",
        service_key=service,
        goal="Klare morgenstellet selv.",
        starts_on=day,
        planned_end_on=day + dt.timedelta(days=10),
        actor=town.assessor,
        at=at,
    )
    return Trial.objects.get(case=case)


def end_the_trial(trial: Trial, *, actor: Actor, at: dt.datetime = NOW) -> None:
    """End a trial today, with a result."""
    trial.refresh_from_db()
    assessment_actions.end_trial(
        trial.case_id,
        trial=str(trial.public_id),
        version=trial.version,
        result="Klarte morgenstellet selv.",
        ended_on=at.date() + dt.timedelta(days=1),
        actor=actor,
        at=at,
    )


def end_by_death(case: Case, *, actor: Actor, at: dt.datetime = NOW) -> None:
    """End a case because the person has died; what runs is ended by its units."""
    with transaction.atomic():
        case.refresh_from_db()
        case_actions.close_case(case, EndReason.LAPSED_DEATH, told="", note="", actor=actor, at=at)


def recommend_again(case: Case, *, actor: Actor, at: dt.datetime = NOW) -> None:
    """Send a recommendation that came back once more, as it stands."""
    stored = Recommendation.objects.get(case=case)
    assessment_actions.submit_recommendation(case.pk, version=stored.version, actor=actor, at=at)
    case.refresh_from_db()


def the_recommendation(case: Case) -> Recommendation:
    """The recommendation of a case that has one."""
    return Recommendation.objects.get(case=case)
