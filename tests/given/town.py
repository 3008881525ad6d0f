"""Municipalities, units, staff and residents."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import count

from cases.stages import Track
from people.access import Actor, Once
from people.kinds import RelationKind
from people.models import (
    Account,
    IdentityNumber,
    Municipality,
    Relation,
    Resident,
    RoleGrant,
    StaffMember,
    Unit,
    UnitIntakeRule,
    UnitKind,
    UnitName,
    UnitService,
)
from people.roles import ROLES, Role
from people.rules import synthetic_number
from people.signed_in import actor_for
from tests import wall
from tests.given.ready import ready

PASSWORD = "demo-tildeling"
NOW = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)
LONG_AGO = dt.date(2020, 1, 1)
FAR_AHEAD = dt.date(2035, 1, 1)
READY_NUMBERS = 100  # the numbers before are for what stands ready (tests/ready.py)
_serial = count(READY_NUMBERS)


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
    made = Municipality.objects.create(
        code=code,
        name=name,
        organisation_number="921234554" if code == "3301" else f"99{code}000"[:9],
        address="Postboks 7500",
        postal="3008 Drammen",
        phone="32 04 00 00",
    )
    if Municipality.objects.count() == 1:
        wall.at_home(made.pk)
    return made


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
    told: bool = True,
) -> Actor:
    """A member of staff with an account and one role in `unit`, as an actor.

    They have told their own identity number, which is nobody's here, unless not `told`.
    """
    n = next(_serial)
    person = StaffMember.objects.create(
        municipality=unit.municipality,
        employee_number=f"{n}",
        given_name=given or ROLES[role].label,
        family_name=family or f"Nr{n}",
        email=f"ansatt{n}@tildeling.invalid",
        phone="32 04 00 00",
    )
    a_role(person, role, unit)
    if told:
        Relation.objects.create(
            municipality=unit.municipality,
            staff=person,
            kind=RelationKind.ONESELF,
            number=f"{n:011}",
            declared_by=person,
            declared_at=NOW,
        )
    account = Account(username=username or f"bruker{n}", staff=person)
    account.set_password(PASSWORD)
    account.save()
    return actor_for(account, at=at)


def a_role(person: StaffMember, role: Role, unit: Unit) -> None:
    """A role held from LONG_AGO and till FAR_AHEAD, each year given anew."""
    RoleGrant.objects.bulk_create(
        RoleGrant(
            staff=person,
            unit=unit,
            role=role,
            valid_from=dt.date(year, 1, 1),
            valid_to=dt.date(year + 1, 1, 1),
        )
        for year in range(LONG_AGO.year, FAR_AHEAD.year)
    )


def with_key(actor: Actor, key: str, *, body: str = "", route: str = "POST /") -> Actor:
    """The actor of a request that carries an idempotency key."""
    return replace(actor, once=Once(route, key, body))


def account_of(actor: Actor) -> Account:
    return Account.objects.get(staff_id=actor.staff())


def public_id_of(actor: Actor) -> str:
    """The public id of the member of staff behind an actor."""
    return str(StaffMember.objects.get(pk=actor.staff()).public_id)


@ready
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
    # Of the other services nothing is said: any unit that performs may give them.
    UnitService.objects.create(unit=team, service_key="lokaliseringsteknologi", valid_from=LONG_AGO)

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
    of_the_day = n if n < READY_NUMBERS else READY_NUMBERS + n % (300 - READY_NUMBERS)
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
        number=number or synthetic_number(born_on, of_the_day),
        kind="FNR",
        registered_at=NOW,
    )
    return person
