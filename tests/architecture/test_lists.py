"""Every list asks the database as often for twenty rows as for two."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import actions as casework
from cases.models import Case
from decisions.models import Decision, DecisionLine
from delivery import actions as delivering
from delivery.models import RunningService
from desk.queries import calendar_key
from desk.queries import cases as lists
from inspection import actions as inspecting
from meetings import actions as meeting_up
from oversight import actions as overseeing
from pathways import actions as coordinating
from people.access import Actor, deny, reading
from people.actions import create_token
from people.models import Municipality, Resident, UnitService
from people.roles import Permission, Role
from privacy import actions as claiming
from tests import given
from tildeling.town.law import decide as decide_prices

pytestmark = pytest.mark.django_db

NURSING, HELP = "helsetjenester_i_hjemmet", "praktisk_bistand_daglige_gjoremal"
FEW, MANY = 2, 20
A_ROW = 30  # bytes, at the very least


@dataclass(slots=True)
class Ground:
    """The town a group of lists is asked in, and what its addresses are about."""

    town: given.Town
    person: Resident
    case: Case
    at: dt.datetime
    meeting: str  # public id
    rows: int = 0
    keys: dict[int, str] = field(default_factory=dict)  # to the API, by member of staff


def one_more_in_the_office(ground: Ground) -> None:
    """A søknad of somebody new this morning, an old one of somebody known, and a colleague."""
    town, n = ground.town, ground.rows
    newcomer = given.a_person(town.municipality, given=f"Ola{n}")
    given.a_referral(town, person=newcomer, grade=1 + n % 4, at=given.NOW)
    long_ago = ground.at - dt.timedelta(days=40)
    given.a_registered_application(town, person=ground.person, at=long_ago)
    given.staff(Role.CASEWORKER, town.intake)
    claiming.register_claim(
        str(ground.person.public_id), kind="ACCESS", from_whom="Personen", what=f"Alt {n}",
        received_on=given.NOW.date(), actor=town.caseworker, at=given.NOW,
    )  # fmt: skip
    later = given.FAR_AHEAD + dt.timedelta(days=n)
    UnitService.objects.create(unit=town.team, service_key="bpa", valid_from=later)
    given.a_coming_policy(town, on=later)
    given.an_own_term(town, on=later)
    given.a_post_channel(town, on=later)
    given.a_post_setting(town, on=later)
    given.a_coming_urgency(town, on=later)
    case = given.a_case(town, responsible=town.caseworker, at=given.NOW)
    meeting_up.put_on_agenda(
        case.pk, meeting=ground.meeting, summary=f"Ny {n}", actor=town.caseworker, at=given.NOW
    )
    a_meeting(town, given.NOW + dt.timedelta(days=n + 1))
    with reading(
        town.caseworker, Permission.OPEN_CASE, page="Sak", at=ground.at + dt.timedelta(hours=n)
    ) as look:
        look.saw(persons=[ground.person.pk], case=ground.case.pk)


def a_meeting(town: given.Town, at: dt.datetime) -> str:
    """A meeting of the intake team."""
    return meeting_up.plan_meeting(
        unit=town.intake.pk,
        starts_at=at,
        place="Møterom 3",
        leader=given.public_id_of(town.caseworker),
        actor=town.caseworker,
        at=given.NOW,
    )["meeting"]


def one_more_on_its_way(ground: Ground) -> None:
    """A case offered to the coordinator, and one to be decided."""
    town = ground.town
    case = given.a_recommended_case(town, at=given.NOW)
    coordinating.propose_handover(
        case.pk,
        purpose="COORDINATION",
        to_staff=given.public_id_of(town.coordinator),
        actor=town.assessor,
        at=given.NOW,
    )
    given.a_case_to_decide(town, at=ground.at)


def one_more_at_the_unit(ground: Ground) -> None:
    """A service that runs without a valid vedtak, its change, and one that is confirmed."""
    town, begun = ground.town, ground.at - dt.timedelta(days=30)
    person = given.a_person(town.municipality)
    decision = given.an_issued_decision(town, person=person, services=(NURSING, HELP), at=begun)
    nursing, help_ = (_order(decision, service) for service in (NURSING, HELP))
    for order in (nursing, help_):
        delivering.confirm_order(order, actor=town.provider, at=begun)
    later = begun + dt.timedelta(days=7)
    delivering.start_order(
        nursing, starts_on=later.date(), version=1, actor=town.provider, at=later
    )
    RunningService.objects.update(valid_to=(ground.at - dt.timedelta(days=1)).date())
    given.an_issued_decision(town, person=person, services=(NURSING,), at=ground.at)
    given.some_help(town, given.a_referral(town, grade=None), unit="hub-nord")


def one_more_reason(ground: Ground) -> None:
    """A new colleague looks into a case that is not theirs."""
    town = ground.town
    who = given.staff(Role.ASSESSOR, town.assessment)
    case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    overseeing.give_reason(
        case.reference,
        category="EMERGENCY",
        reason=f"Ringte fra legevakten, {ground.rows}.",
        actor=who,
        at=ground.at + dt.timedelta(hours=ground.rows),
    )
    for _ in range(5):
        deny(who, "Sak: case 7", at=given.NOW)
    overseeing.look_for_signals(at=given.NOW)


def one_more_control(ground: Ground) -> None:
    """A sample is drawn, and what it gave is taken out."""
    town, at = ground.town, ground.at + dt.timedelta(hours=ground.rows)
    day = ground.at.date()
    inspecting.draw_sample("RANDOM", from_on=day, to_on=day, size=1, actor=town.auditor, at=at)
    inspecting.take_out(
        "CASE",
        purpose="CONTROL",
        form="zip",
        persons=[ground.person.pk],
        rows=ground.rows,
        sha256=f"{ground.rows:064}",
        case_id=ground.case.pk,
        actor=town.auditor,
        at=at,
    )


def one_more_in_the_case(ground: Ground) -> None:
    """The case waits, and is taken up again."""
    who = ground.town.caseworker
    casework.hold_case(
        ground.case.pk,
        until=ground.at.date() + dt.timedelta(days=9),
        reason=f"Ringer igjen, {ground.rows}.",
        actor=who,
        at=ground.at,
    )
    casework.resume_case(ground.case.pk, actor=who, at=ground.at)


def _order(decision: Decision, service: str) -> str:
    return str(DecisionLine.objects.get(decision=decision, service_key=service).public_id)


@dataclass(frozen=True, slots=True)
class Group:
    """Lists that grow together: what makes one more row, and each address with who asks."""

    grow: Callable[[Ground], None]
    paths: Mapping[str, str]
    heavy: bool = False  # long to grow: left to the proofs


GROUPS = {
    "the office": Group(
        one_more_in_the_office,
        {
            "/oppgaver/?vis=ufordelt": "caseworker",
            "/oppgaver/oppgaver.csv?vis=ufordelt": "caseworker",
            "/kalender/oppgaver.ics?vis=ufordelt&nokkel={calendar}": "caseworker",
            "/fordeling/": "chief",
            "/fordeling/ansatte/{colleague}/": "chief",
            "/tilganger/": "chief",
            "/saker/": "caseworker",
            "/saker/?frist=over": "chief",
            "/frister/": "caseworker",
            "/frister/?type=TARGET_DECISION": "chief",
            "/kalender/frister.ics?nokkel={calendar}&vis=alle": "caseworker",
            "/brev/": "caseworker",
            "/moter/": "caseworker",
            "/moter/{meeting}/": "caseworker",
            "/personer/{person}/": "caseworker",
            "/personer/{person}/innsyn/": "auditor",
            "/personer/{person}/rediger/dodsfall/": "caseworker",
            "/personer/{person}/rettigheter/": "caseworker",
            "/sok/ nordmann": "caseworker",
            "/oppsett/brukere/": "administrator",
            "/oppsett/tjenester/": "administrator",
            "/oppsett/sakens-gang/": "administrator",
            "/oppsett/frister/egne/": "administrator",
            "/oppsett/brev/": "administrator",
            "/oppsett/post/": "administrator",
            "/oppsett/hastegrad/": "administrator",
            "/api/v1/cases/": "caseworker",
            "/api/v1/cases/?stage=RECEIVED": "caseworker",
            "/api/v1/deadlines/": "caseworker",
            "/henvisninger/": "caseworker",
            "/api/v1/referrals/": "caseworker",
        },
        heavy=True,
    ),
    "the way to a decision": Group(
        one_more_on_its_way,
        {
            "/forlop/": "coordinator",
            "/oppgaver/": "coordinator",
            "/varsler/": "coordinator",
            "/saker/?ansvarlig=meg": "officer",
            "/oppgaver/?vis=mine": "officer",
            "/oppgaver/?vis=fullfort": "assessor",
            "/api/v1/cases/?responsible=me": "officer",
        },
        heavy=True,
    ),
    "the units": Group(
        one_more_at_the_unit,
        {
            "/bestillinger/": "provider",
            "/bestillinger/?vis=bekreftet": "provider",
            "/bestillinger/?vis=i-gang": "provider",
            "/bestillinger/?vis=endringer": "provider",
            "/bestillinger/uten-vedtak/": "leader",
            "/bestillinger/apne/": "leader",
            "/bestillinger/hjelp/": "provider",
            "/oppgaver/?vis=ufordelt": "provider",
            "/api/v1/orders/": "provider",
            "/api/v1/orders/?view=running": "provider",
        },
        heavy=True,
    ),
    "reasons": Group(one_more_reason, {"/innsyn/": "chief", "/innsyn/uvanlig/": "chief"}),
    "the auditor": Group(one_more_control, {"/internkontroll/": "auditor", "/uttrekk/": "auditor"}),
    "one case": Group(
        one_more_in_the_case,
        {
            "/saker/{case}/historikk/": "caseworker",
            "/saker/{case}/utskrift/": "caseworker",
            "/api/v1/cases/{case}/timeline/": "caseworker",
        },
    ),
}


def ground() -> Ground:
    town, at = given.a_town(), given.NOW - dt.timedelta(days=2)
    decide_prices(actor=town.administrator, at=at, from_on=given.LONG_AGO)
    person = given.a_person(town.municipality, given="Berit", family="Hansen")
    (case,) = given.a_registered_application(town, person=person, at=at)
    return Ground(town, person, case, at, a_meeting(town, given.NOW))


def grown(ground: Ground, group: Group, rows: int) -> None:
    while ground.rows < rows:
        group.grow(ground)
        ground.rows += 1


def asked(ground: Ground, path: str, actor: Actor) -> tuple[int, int]:
    """How many queries the list costs, and how long its answer is. Text after a space is posted."""
    account = given.account_of(actor)
    client = Client()
    client.force_login(account)
    headers = {}
    if path.startswith("/api/"):
        key = (
            ground.keys.get(account.pk)
            or create_token(account.username, password=given.PASSWORD, at=given.NOW)["token"]
        )
        ground.keys[account.pk] = key
        headers = {"Authorization": f"Bearer {key}"}
    address, _space, text = path.format(
        person=ground.person.public_id,
        case=ground.case.reference,
        meeting=ground.meeting,
        calendar=calendar_key(actor),
        colleague=given.public_id_of(ground.town.caseworker),
    ).partition(" ")

    def ask() -> tuple[int, bytes]:
        answer = client.post(address, {"q": text}) if text else client.get(address, headers=headers)
        return answer.status_code, answer.content

    ask()  # what is asked once and kept
    with CaptureQueriesContext(connection) as queries:
        status, content = ask()
    assert status == 200, path
    return len(queries), len(content)


def measured(ground: Ground, group: Group) -> dict[str, tuple[int, int]]:
    return {
        path: asked(ground, path, getattr(ground.town, who)) for path, who in group.paths.items()
    }


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.proof] if group.heavy else [])
        for name, group in GROUPS.items()
    ],
)
def test_a_list_costs_the_same_for_two_rows_and_for_twenty(name: str) -> None:
    group = GROUPS[name]
    with time_machine.travel(given.NOW):
        here = ground()
        grown(here, group, FEW)
        few = measured(here, group)
        grown(here, group, MANY)
        many = measured(here, group)

    assert {path: n for path, (n, _) in few.items()} == {path: n for path, (n, _) in many.items()}
    wanted = (MANY - FEW) * A_ROW
    same = [path for path in group.paths if many[path][1] - few[path][1] < wanted]
    assert same == [], "these lists have no more to show"


def test_a_list_that_asks_for_each_row_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    group = Group(one_more_in_the_office, {"/saker/": "caseworker"})
    told = lists._row

    def curious(*args: object) -> object:
        Municipality.objects.count()
        return told(*args)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(lists, "_row", curious)
    with time_machine.travel(given.NOW):
        here = ground()
        grown(here, group, 1)
        (before, _length), *_rest = measured(here, group).values()
        grown(here, group, 2)
        (after, _length), *_rest = measured(here, group).values()

    assert after > before
