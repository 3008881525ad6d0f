"""A day at the office: cases at every stage and their people, for tests of the working surface."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate

from cases import actions as case_actions
from cases.models import Case
from decisions.models import Decision, DecisionLine
from delivery import actions as delivery_actions
from pathways import actions as pathway_actions
from people import actions as people_actions
from people.models import Resident
from tests import given


@dataclass(frozen=True, slots=True)
class Family:
    """A person with a service that runs, a new case, and those who stand by them."""

    town: given.Town
    person: Resident  # with a daughter who may know, a son who may not, and a guardian
    registered: Case  # taken by the caseworker
    running: Case  # given, and started


def a_family(at: dt.datetime = given.NOW) -> Family:
    """The person's story until `at`, told by the use cases."""
    town = given.a_town()
    person = given.a_person(town.municipality)
    _stand_by(town, person, at)
    running = _given(town, person, at - dt.timedelta(days=20))
    registered = given.a_registered_application(
        town, person=person, at=at - dt.timedelta(days=5), urgent=True
    )[0]
    case_actions.take_case(registered.pk, actor=town.caseworker, at=at)
    return Family(town, person, registered, running)


@dataclass(frozen=True, slots=True)
class Day:
    """What stands in the town that day."""

    town: given.Town
    person: Resident
    registered: Case  # that person's
    assessed: Case  # the assessor writes the recommendation
    held: Case  # the assessor's, on hold
    proposed: Case  # the coordinators have been asked
    running: Case  # that person's
    refused: Case  # the unit has refused the order
    sent: Case  # nobody has answered the order


def a_day(at: dt.datetime = given.NOW) -> Day:
    """The town at `at`; what is older was done some days before, by the use cases."""
    family = a_family(at)
    town = family.town
    given.a_registered_application(
        town,
        person=_other(town, "Per", "Lie", 1949),
        at=at - dt.timedelta(days=27),
        services=("bpa",),
    )
    assessed = given.an_assessed_case(
        town, person=_other(town, "Berit", "Hansen", 1935), at=at - dt.timedelta(days=24)
    )
    held = given.an_assessed_case(
        town, person=_other(town, "Åse", "Ødegård", 1951), completed=False, at=at
    )
    case_actions.hold_case(
        held.pk,
        until=localdate(at) + dt.timedelta(days=6),
        reason="Personen er på sykehus",
        actor=town.assessor,
        at=at,
    )
    proposed = given.a_recommended_case(town, person=_other(town, "Arne", "Kvam", 1947), at=at)
    pathway_actions.propose_handover(
        proposed.pk,
        purpose="COORDINATION",
        message="Datteren hjelper hver kveld, men reiser i mai.",
        actor=town.assessor,
        at=at,
    )
    refused = given.an_issued_decision(
        town, person=_other(town, "Liv", "Strand", 1939), at=at - dt.timedelta(days=2)
    )
    delivery_actions.refuse_order(
        line_of(refused), reason="Vi har ikke ledig kapasitet før mai.", actor=town.leader, at=at
    )
    sent = given.an_issued_decision(town, person=_other(town, "Odd", "Myhre", 1944), at=at)
    given.a_coordinated_case(town, person=_other(town, "Jan", "Foss", 1940), at=at)
    given.a_case_to_decide(town, person=_other(town, "Eli", "Haug", 1932), at=at)
    return Day(
        town=town,
        person=family.person,
        registered=family.registered,
        assessed=assessed,
        held=Case.objects.get(pk=held.pk),
        proposed=Case.objects.get(pk=proposed.pk),
        running=family.running,
        refused=refused.case,
        sent=sent.case,
    )


def line_of(decision: Decision) -> str:
    """The order of a decision with one line."""
    return str(DecisionLine.objects.get(decision=decision).public_id)


def _other(town: given.Town, name: str, family: str, year: int) -> Resident:
    return given.a_person(
        town.municipality, given=name, family=family, born_on=dt.date(year, 5, 17)
    )


def _given(town: given.Town, person: Resident, at: dt.datetime) -> Case:
    """A service that runs since some days."""
    decision = given.an_issued_decision(town, person=person, at=at)
    order, later = line_of(decision), at + dt.timedelta(days=8)
    delivery_actions.confirm_order(order, actor=town.provider, at=at)
    delivery_actions.start_order(
        order, starts_on=localdate(later), version=1, actor=town.provider, at=later
    )
    return Case.objects.get(pk=decision.case_id)


def _stand_by(town: given.Town, person: Resident, at: dt.datetime) -> None:
    for name, relation, told, scope in (
        ("Kari Nordmann", "datter", "YES", ""),
        ("Nils Nordmann", "sønn", "NO", ""),
        ("Tone Dahl", "nabo", "PARTLY", "bare praktisk hjelp"),
    ):
        people_actions.add_relative(
            str(person.public_id),
            name=name,
            relation=relation,
            phone="911 22 333",
            next_of_kin=told == "YES",
            may_be_told=told,
            told_scope=scope,
            actor=town.caseworker,
            at=at,
        )
    people_actions.add_representative(
        str(person.public_id),
        kind="GUARDIAN",
        name="Ola Vik",
        personal_matters=True,
        economy=True,
        phone="922 33 444",
        valid_from=localdate(at) - dt.timedelta(days=400),
        valid_to=localdate(at) + dt.timedelta(days=700),
        actor=town.caseworker,
        at=at,
    )
