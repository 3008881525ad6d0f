"""What tests are given: plain typed functions that make people, units, staff and cases.

Rows that a use case makes in the product are made by that use case here too, unless the test is
about something lower down. Identity numbers are synthetic (month + 80).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from assessments import actions as assessment_actions
from assessments.iplos import variables
from assessments.models import Assessment, Recommendation, Trial
from assessments.rules import TypedLine, TypedProposal
from cases import actions as case_actions
from cases.models import Case
from cases.service_types import Unit as Counted
from cases.service_types import service_type
from cases.stages import EndReason, Stage, Track
from decisions import actions as decision_actions
from decisions.models import Decision, DecisionLine
from decisions.policy import Part
from intake import actions as intake_actions
from intake.kinds import Channel, FromWhom
from intake.models import Application, ApplicationCase
from intake.rules import Told
from pathways import actions as pathway_actions
from people.access import Actor, Once
from people.models import (
    Account,
    IdentityNumber,
    Municipality,
    Resident,
    RoleGrant,
    StaffMember,
    Unit,
    UnitIntakeRule,
    UnitKind,
    UnitName,
)
from people.roles import ROLES, Role
from people.rules import PersonGiven, synthetic_number
from people.signed_in import actor_for

PASSWORD = "demo-tildeling"
NOW = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)
LONG_AGO = dt.date(2020, 1, 1)
FAR_AHEAD = dt.date(2035, 1, 1)
_serial = count(1)


@dataclass(frozen=True, slots=True)
class Town:
    """A small municipality: units of every kind on the path and one member of staff per role."""

    municipality: Municipality
    intake: Unit  # mottaks- og kartleggingsteam (home track)
    assessment: Unit  # kartleggings- og vurderingsavdelingen
    coordination: Unit
    office: Unit  # helse- og velferdsforvaltningen: decides
    office_team: Unit  # forvaltningen's team: intake and assessment on the other track
    home_service: Unit  # performs
    team: Unit  # performs trials
    nursing_home: Unit  # performs
    chief: Actor  # leads everything: owner of every queue
    caseworker: Actor  # in intake
    other_caseworker: Actor  # in office_team: registers, assesses and recommends on the other track
    assessor: Actor
    coordinator: Actor
    officer: Actor  # decides, in office
    approver: Actor  # in office
    leader: Actor  # leads home_service
    provider: Actor  # in home_service
    team_provider: Actor  # in team
    auditor: Actor
    administrator: Actor

    def by_role(self) -> dict[Role, Actor]:
        """One actor for every role a person can hold."""
        return {
            Role.CASEWORKER: self.caseworker,
            Role.ASSESSOR: self.assessor,
            Role.COORDINATOR: self.coordinator,
            Role.DECISION_OFFICER: self.officer,
            Role.APPROVER: self.approver,
            Role.UNIT_LEADER: self.leader,
            Role.PROVIDER: self.provider,
            Role.AUDITOR: self.auditor,
            Role.SYSTEM_ADMINISTRATOR: self.administrator,
        }


def a_municipality(code: str = "3301", name: str = "Drammen kommune") -> Municipality:
    return Municipality.objects.create(
        code=code,
        name=name,
        organisation_number="921234554" if code == "3301" else f"99{code}000"[:9],
        address="Postboks 7500",
        postal="3008 Drammen",
        phone="32 04 00 00",
    )


def a_unit(
    municipality: Municipality,
    key: str,
    kind: str,
    *,
    name: str = "",
    parent: Unit | None = None,
    performs: bool = False,
    decides: bool = False,
) -> Unit:
    unit = Unit.objects.create(
        municipality=municipality,
        key=key,
        kind=kind,
        parent=parent,
        performs=performs,
        decides=decides,
        valid_from=LONG_AGO,
    )
    UnitName.objects.create(unit=unit, name=name or key, valid_from=LONG_AGO)
    return unit


def staff(
    role: Role,
    unit: Unit,
    *,
    username: str = "",
    given: str = "",
    family: str = "",
    at: dt.datetime = NOW,
) -> Actor:
    """A member of staff with an account and one role in `unit`, as an actor."""
    n = next(_serial)
    person = StaffMember.objects.create(
        municipality=unit.municipality,
        employee_number=f"{n}",
        given_name=given or ROLES[role].label,
        family_name=family or f"Nr{n}",
        email=f"ansatt{n}@tildeling.invalid",
        phone="32 04 00 00",
    )
    RoleGrant.objects.create(
        staff=person, unit=unit, role=role, valid_from=LONG_AGO, valid_to=FAR_AHEAD
    )
    account = Account(username=username or f"bruker{n}", staff=person)
    account.set_password(PASSWORD)
    account.save()
    return actor_for(account, at=at)


def with_key(actor: Actor, key: str, *, body: str = "", route: str = "POST /") -> Actor:
    """The actor of a request that carries an idempotency key."""
    return replace(actor, once=Once(route, key, body))


def account_of(actor: Actor) -> Account:
    return Account.objects.get(staff_id=actor.staff())


def public_id_of(actor: Actor) -> str:
    """The public id of the member of staff behind an actor."""
    return str(StaffMember.objects.get(pk=actor.staff()).public_id)


def a_town(code: str = "3301", name: str = "Drammen kommune") -> Town:
    """The town of most tests. User names are those of the demo for the first municipality."""
    m = a_municipality(code, name)
    sector = a_unit(m, "helse-og-velferd", UnitKind.STAFF_FUNCTION, name="Helse og velferd")
    intake = a_unit(m, "mottak", UnitKind.INTAKE_TEAM, name="Mottaksteam Nord", parent=sector)
    assessment = a_unit(
        m, "kartlegging", UnitKind.ASSESSMENT, name="Kartleggingsavdelingen", parent=sector
    )
    coordination = a_unit(
        m, "forlop", UnitKind.COORDINATION, name="Forløpskoordinatorene", parent=sector
    )
    office = a_unit(
        m,
        "forvaltningen",
        UnitKind.OFFICE,
        name="Helse- og velferdsforvaltningen",
        parent=sector,
        decides=True,
    )
    office_team = a_unit(
        m, "forvaltningen-team", UnitKind.OFFICE_TEAM, name="Forvaltningen team 1", parent=sector
    )
    home_service = a_unit(
        m,
        "hub-nord",
        UnitKind.HOME_SERVICE,
        name="Hjemmetjenesten Nord",
        parent=sector,
        performs=True,
    )
    team = a_unit(m, "fagteam", UnitKind.TEAM, name="Fagteam Nord", parent=sector, performs=True)
    nursing_home = a_unit(
        m, "solbakken", UnitKind.NURSING_HOME, name="Solbakken", parent=sector, performs=True
    )
    UnitIntakeRule.objects.create(unit=intake, track=Track.HOME, valid_from=LONG_AGO)
    UnitIntakeRule.objects.create(unit=office_team, track=Track.OTHER, valid_from=LONG_AGO)

    def user(name: str) -> str:
        return name if code == "3301" else f"{name}-{code}"

    return Town(
        municipality=m,
        intake=intake,
        assessment=assessment,
        coordination=coordination,
        office=office,
        office_team=office_team,
        home_service=home_service,
        team=team,
        nursing_home=nursing_home,
        chief=staff(Role.UNIT_LEADER, sector, username=user("virksomhetsleder")),
        caseworker=staff(
            Role.CASEWORKER, intake, username=user("saksbehandler"), given="Kari", family="Lie"
        ),
        other_caseworker=staff(Role.CASEWORKER, office_team, username=user("saksbehandler2")),
        assessor=staff(
            Role.ASSESSOR, assessment, username=user("kartlegger"), given="Liv", family="Berg"
        ),
        coordinator=staff(Role.COORDINATOR, coordination, username=user("koordinator")),
        officer=staff(
            Role.DECISION_OFFICER, office, username=user("vedtak"), given="Nina", family="Moe"
        ),
        approver=staff(
            Role.APPROVER, office, username=user("godkjenner"), given="Eva", family="Lind"
        ),
        leader=staff(Role.UNIT_LEADER, home_service, username=user("enhetsleder")),
        provider=staff(Role.PROVIDER, home_service, username=user("utforer")),
        team_provider=staff(Role.PROVIDER, team, username=user("utforer2")),
        auditor=staff(Role.AUDITOR, sector, username=user("kontrollor")),
        administrator=staff(Role.SYSTEM_ADMINISTRATOR, sector, username=user("systemansvarlig")),
    )


def a_person(
    municipality: Municipality,
    *,
    given: str = "Ola",
    family: str = "Nordmann",
    born_on: dt.date = dt.date(1942, 3, 14),
    number: str | None = None,
    language: str = "nb",
    protection: str = "NONE",
) -> Resident:
    """A resident with a synthetic number."""
    n = next(_serial)
    person = Resident.objects.create(
        municipality=municipality,
        given_name=given,
        family_name=family,
        born_on=born_on,
        sex="M",
        address="Storgata 1",
        postal="3015 Drammen",
        phone="911 11 111",
        language=language,
        protection=protection,
    )
    IdentityNumber.objects.create(
        resident=person,
        municipality=municipality,
        number=number or synthetic_number(born_on, n % 300),
        kind="FNR",
        registered_at=NOW,
    )
    return person


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


def a_recommended_case(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    track: Track = Track.HOME,
    refuse: bool = False,
    at: dt.datetime = NOW,
) -> Case:
    """A case whose recommendation is sent: it waits for the coordinator, or for the decision.

    Where the coordinator is passed (simplified course; one service on the other track) the case
    lies in the office's queue.
    """
    case = an_assessed_case(town, person=person, services=services, track=track, at=at)
    assessment_actions.send_recommendation(
        case.pk,
        version=0,
        proposal=a_proposal(*services, at=at, refuse=refuse),
        actor=town.assessor if track is Track.HOME else town.other_caseworker,
        at=at,
    )
    case.refresh_from_db()
    return case


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


def a_case_to_decide(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    track: Track = Track.HOME,
    refuse: bool = False,
    officer: Actor | None = None,
    at: dt.datetime = NOW,
) -> Case:
    """A case at «Til vedtak», taken by the officer, with a sent recommendation."""
    case = a_recommended_case(
        town, person=person, services=services, track=track, refuse=refuse, at=at
    )
    if case.stage == Stage.RECOMMENDED:
        pathway_actions.propose_handover(
            case.pk,
            purpose="COORDINATION",
            message="",
            actor=town.assessor if track is Track.HOME else town.other_caseworker,
            at=at,
        )
        pathway_actions.accept_handover(case.pk, actor=town.coordinator, at=at)
        pathway_actions.send_to_decision(case.pk, actor=town.coordinator, at=at)
    case_actions.take_case(case.pk, actor=officer or town.officer, at=at)
    case.refresh_from_db()
    return case


def a_drafted_decision(
    town: Town,
    case: Case,
    *,
    unit: Unit | None = None,
    actor: Actor | None = None,
    at: dt.datetime = NOW,
) -> Decision:
    """The draft of a case to decide, with a performing unit on every line: it lacks nothing."""
    actor = actor or town.officer
    answer = decision_actions.draft_decision(case.pk, actor=actor, at=at)
    key = (unit or town.home_service).key
    decision = Decision.objects.get(case=case, n=answer["n"])
    lines = DecisionLine.objects.filter(decision=decision).order_by("position")
    decision_actions.save_decision(
        case.pk,
        version=decision.version,
        typed={
            "facts": "Ola trenger hjelp til morgenstell og legemidler hver dag.",
            "lines": [
                {
                    "id": str(line.public_id),
                    "unit_performing": key,
                    "reason": "" if line.outcome == "GRANTED" else "Du klarer dette selv i dag.",
                }
                for line in lines
            ],
        },
        actor=actor,
        at=at,
    )
    decision.refresh_from_db()
    case.refresh_from_db()
    return decision


def an_issued_decision(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    unit: Unit | None = None,
    at: dt.datetime = NOW,
) -> Decision:
    """A grant on the home track, issued by the officer: its lines are orders to `unit`."""
    case = a_case_to_decide(town, person=person, services=services, at=at)
    decision = a_drafted_decision(town, case, unit=unit, at=at)
    decision_actions.submit_and_issue(case.pk, version=decision.version, actor=town.officer, at=at)
    decision.refresh_from_db()
    return decision


def a_refusal(town: Town, *, person: Resident | None = None, at: dt.datetime = NOW) -> Decision:
    """A refusal on the home track, approved and issued; its letter waits to be posted."""
    case = a_case_to_decide(town, person=person, refuse=True, at=at)
    decision = a_drafted_decision(town, case, at=at)
    decision_actions.submit_decision(case.pk, version=decision.version, actor=town.officer, at=at)
    decision.refresh_from_db()
    for part in Part:
        decision_actions.see_part(
            case.pk, part=part, version=decision.version, actor=town.approver, at=at
        )
    decision_actions.approve_and_issue(
        case.pk, version=decision.version, actor=town.approver, at=at
    )
    decision.refresh_from_db()
    return decision
