"""Cases, søknader and kartlegginger, as far as the assessment goes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from assessments import actions as assessment_actions
from assessments.iplos import variables
from assessments.models import Assessment
from cases import actions as case_actions
from cases.models import Case, PolicyRow
from cases.stages import Stage, Track
from deadlines.kinds import Kind
from deadlines.models import OwnTerm
from intake import actions as intake_actions
from intake.kinds import Channel, FromWhom
from intake.models import Application, ApplicationCase
from intake.rules import Told
from notifications.models import PostChannel, PostSetting
from people.access import Actor
from people.models import (
    Resident,
    StaffMember,
    Unit,
)
from people.rules import PersonGiven
from tests import wall
from tests.given.ready import ready
from tests.given.town import FAR_AHEAD, NOW, Town, a_person


def a_case(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    track: Track = Track.HOME,
    stage: Stage = Stage.RECEIVED,
    unit: Unit | None = None,
    responsible: Actor | None = None,
    at: dt.datetime = NOW,
) -> Case:
    """A bare case at `stage`, without the application and papers a real one has there.

    For tests of the trunk and of lists. Whoever is responsible, and the unit, may open it.
    """
    actor = responsible or town.caseworker
    wall.at_home(town.municipality.pk)
    with transaction.atomic():
        case = case_actions.open_case(
            person or a_person(town.municipality),
            services=services,
            track=track,
            received_on=at.date(),
            unit=unit or (town.intake if track is Track.HOME else town.office_team),
            responsible=StaffMember.objects.get(pk=actor.staff()) if responsible else None,
            actor=actor,
            at=at,
        )
    if stage is not Stage.RECEIVED:
        Case.objects.filter(pk=case.pk).update(
            stage=stage,
            ended_at=at if stage is Stage.ENDED else None,
            end_reason="WITHDRAWN" if stage is Stage.ENDED else "",
        )
        case.refresh_from_db()
    return case


def an_application(*cases: Case, at: dt.datetime = NOW) -> Application:
    """The søknad that became these cases of one person; a bare one, without letters and clocks."""
    application = Application.objects.create(
        municipality=cases[0].municipality,
        person=cases[0].person,
        form="APPLICATION",
        channel="PHONE",
        from_whom="PERSON",
        own_words="Jeg vil klare morgenstellet selv.",
        received_on=cases[0].received_on,
        registered_at=at,
    )
    for case in cases:
        ApplicationCase.objects.create(application=application, case=case)
    return application


def told(**changes: Any) -> Told:
    """A person's own call this morning about help at home; `changes` say what was otherwise."""
    plain: dict[str, Any] = {
        "channel": Channel.PHONE,
        "from_whom": FromWhom.PERSON,
        "received_on": dt.date(2026, 3, 4),
        "services": ("helsetjenester_i_hjemmet",),
        "own_words": "Jeg vil klare morgenstellet selv.",
    }
    return Told(**plain | changes)


@ready
def a_registered_application(
    town: Town, *, person: Resident | None = None, at: dt.datetime = NOW, **changes: Any
) -> list[Case]:
    """The cases a søknad became, registered as in the product: with clocks and confirmation."""
    resident = person or a_person(town.municipality)
    made = intake_actions.register_application(
        told=told(**{"received_on": localdate(at)} | changes),
        given=PersonGiven(public_id=str(resident.public_id)),
        actor=town.caseworker,
        at=at,
    )
    references = [case["reference"] for case in made["cases"]]
    return list(Case.objects.filter(reference__in=references).order_by("pk"))


@ready
def an_assessed_case(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    track: Track = Track.HOME,
    completed: bool = True,
    at: dt.datetime = NOW,
) -> Case:
    """A case with a kartlegging begun or completed, by the assessor or forvaltningen's team."""
    assessor = town.assessor if track is Track.HOME else town.other_caseworker
    unit = town.assessment if track is Track.HOME else town.office_team
    case = a_case(
        town,
        person=person,
        services=services,
        track=track,
        unit=unit,
        responsible=assessor,
        at=at,
    )
    an_application(case, at=at)
    assessment_actions.start_assessment(case.pk, actor=assessor, at=at)
    if completed:
        complete_the_assessment(case, actor=assessor, at=at)
    case.refresh_from_db()
    return case


def complete_the_assessment(
    case: Case, *, actor: Actor, at: dt.datetime = NOW, value: int = 3
) -> Assessment:
    """Fill in and complete the open kartlegging of a case: every variable scored `value`."""
    found = Assessment.objects.get(application__links__case=case, completed_at=None)
    assessment_actions.save_assessment(
        case.pk,
        n=found.n,
        version=found.version,
        content={
            "participants": "Ola Nordmann og datteren",
            "consent": "YES",
            "capacity": "YES",
            "what_matters": "Klare morgenstellet selv.",
            "summary": "Bor alene og trenger hjelp til morgenstell og legemidler.",
        },
        scores={variable.code: value for variable in variables(on=at.date())},
        notes={},
        actor=actor,
        at=at,
    )
    found.refresh_from_db()
    assessment_actions.complete_assessment(
        case.pk, n=found.n, version=found.version, actor=actor, at=at
    )
    found.refresh_from_db()
    return found


def an_own_term(town: Town, *, on: dt.date = FAR_AHEAD) -> OwnTerm:
    """A length of the municipality's own that holds on a day far ahead, and so for nothing here."""
    return OwnTerm.objects.create(
        municipality=town.municipality,
        kind=Kind.TARGET_DECISION,
        length=14,
        decided_by="Rådet 01.02.2026",
        valid_from=on,
        valid_to=on + dt.timedelta(days=1),
    )


def a_post_channel(town: Town, *, on: dt.date = FAR_AHEAD) -> PostChannel:
    """A way to send letters that holds on a day far ahead, and so for none here."""
    return PostChannel.objects.create(
        municipality=town.municipality,
        channel="PRINT",
        decided_by="Kommunedirektøren 01.02.2026",
        valid_from=on,
        valid_to=on + dt.timedelta(days=1),
    )


def a_post_setting(town: Town, *, on: dt.date = FAR_AHEAD) -> PostSetting:
    """Days in the post that hold on a day far ahead, and so for no letter here."""
    return PostSetting.objects.create(
        municipality=town.municipality,
        assumed_days=4,
        digest_hour=8,
        unheard_days=3,
        decided_by="Kommunedirektøren 01.02.2026",
        valid_from=on,
        valid_to=on + dt.timedelta(days=1),
    )


def an_hour_for_e_mail(town: Town, hour: int = 0) -> PostSetting:
    """The daily e-mail goes from that hour; from midnight, whenever the test is run."""
    return PostSetting.objects.create(
        municipality=town.municipality,
        assumed_days=5,
        digest_hour=hour,
        decided_by="Kommunedirektøren",
        valid_from=dt.date(2020, 1, 1),
    )


def a_coming_policy(town: Town, *, on: dt.date = FAR_AHEAD) -> PolicyRow:
    """A rule of the path that holds on a day far ahead, and so of no case here."""
    return PolicyRow.objects.create(
        municipality=town.municipality,
        track=Track.HOME,
        coordinator="PASSED",
        two_persons="ALWAYS",
        two_units=True,
        approval="ADVERSE",
        simplified=True,
        decided_by="Kommunedirektøren 01.02.2026",
        valid_from=on,
        valid_to=on + dt.timedelta(days=1),
    )
