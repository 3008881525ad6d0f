"""Who may see whom: the table, rule by rule, and that the database's filters are the same rules."""

import datetime as dt
from dataclasses import fields, replace
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from cases.models import Case, CaseAccess
from cases.queries import (
    entrusted,
    entrusted_called,
    facts_of_case,
    facts_of_person,
    is_entrusted,
    is_visible,
    may_open_person,
    may_take_out,
    open_people,
    verdict_on_case,
    verdict_on_person,
    visible,
    visible_called,
)
from cases.rules import TABLE, Facts, Rule, Thing, decide
from people.access import Actor, reading
from people.kinds import RELATIONS, RelationKind
from people.models import (
    IdentityNumber,
    PersonAccess,
    Relation,
    Relative,
    Resident,
    StaffMember,
)
from people.roles import Permission, Role
from tests import given
from tests.depth import deep

NOTHING = Facts(
    system=False, here=True, oneself=False, family=False, ex_partner=False, guardian=False,
    works_here=False, protection="NONE", blocked=False, own=False, leads=False, unit=False,
    had=False, window=False, asked=False, order=False, meeting=False, earlier=False,
    telephone=False, reasoned=False, auditor=False, works=True,
)  # fmt: skip
STOPS = [row for row in TABLE if not row.lets_in]
GROUNDS = [row for row in TABLE if row.lets_in and row.rule is not Rule.SYSTEM]
# What makes each stop hold, and nothing else; and what must be known for it.
STOPPED: dict[Rule, dict[str, Any]] = {
    Rule.ELSEWHERE: {"here": False},
    Rule.ONESELF: {"oneself": True},
    Rule.FAMILY: {"family": True},
    Rule.EX_PARTNER: {"ex_partner": True},
    Rule.GUARDIAN: {"guardian": True},
    Rule.COLLEAGUE: {"works_here": True},
    Rule.STRICT: {"protection": "STRICT"},
    Rule.CONFIDENTIAL: {"protection": "CONFIDENTIAL"},
    Rule.BLOCKED: {"blocked": True},
}
CORE = (Rule.ELSEWHERE, Rule.ONESELF, Rule.FAMILY, Rule.EX_PARTNER, Rule.GUARDIAN)
NAMED = {"own", "leads", "asked"}
WRITTEN = NAMED | {"unit", "had", "window", "auditor"}
GROUND_FACTS = (
    "own", "leads", "unit", "had", "window", "asked", "order", "meeting", "earlier", "telephone",
    "reasoned", "auditor",
)  # fmt: skip


def but(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, **changes)


# The table


def test_every_rule_stands_once_in_the_order_it_is_told_and_says_something() -> None:
    assert [row.rule for row in TABLE] == [rule for rule in Rule if rule is not Rule.NO_GROUND]
    assert len({row.sentence for row in TABLE}) == len(TABLE)
    assert all(row.sentence.endswith(".") for row in TABLE)
    firsts = [row.lets_in for row in TABLE[1:]]
    assert firsts == sorted(firsts), "every stop stands before every ground"


@pytest.mark.parametrize("thing", Thing)
@pytest.mark.asvs("V16.5.3")
def test_nothing_known_opens_nothing(thing: Thing) -> None:
    verdict = decide(Facts(thing=thing))

    assert not verdict.allowed
    assert not verdict.can_be_reasoned
    assert "får ikke svar" in verdict.sentence


def test_without_a_ground_nobody_looks_but_may_say_why_they_must() -> None:
    verdict = decide(NOTHING)

    assert (verdict.allowed, verdict.rule, verdict.secret) == (False, Rule.NO_GROUND, False)
    assert verdict.can_be_reasoned
    assert not decide(but(NOTHING, works=False)).can_be_reasoned
    assert not decide(but(NOTHING, works=None)).can_be_reasoned


@pytest.mark.parametrize("row", GROUNDS, ids=lambda row: row.rule)
def test_each_ground_alone_lets_in_and_only_where_it_is_known(row: Any) -> None:
    fact = row.rule.lower()
    for thing in Thing:
        facts = but(NOTHING, thing=thing, **{fact: True})
        assert decide(facts).allowed == (thing in row.of)
        assert decide(facts, acting=True).allowed == (thing in row.of and row.acts)
        # A meeting or a reason opens nothing to take out.
        takes = row.acts or row.rule is Rule.AUDITOR
        assert decide(facts, taking=True).allowed == (thing in row.of and takes)
        if thing in row.of:
            assert decide(facts).rule is row.rule
            unsure = decide(but(facts, **{fact: None}))
            assert not unsure.allowed


@pytest.mark.parametrize("thing", Thing)
@pytest.mark.parametrize("rule", STOPPED)
def test_a_stop_holds_over_every_combination_of_grounds(rule: Rule, thing: Thing) -> None:
    """All 2^12 combinations of grounds: with the stop, and with what it rests on unknown."""
    applies = thing in next(row for row in STOPS if row.rule is rule).of
    spared = set() if rule in CORE else NAMED if rule in {Rule.COLLEAGUE, Rule.STRICT} else WRITTEN
    if thing is Thing.PERSON and spared == WRITTEN:
        spared = spared | {"telephone"}
    if thing is Thing.PERSON and rule is Rule.BLOCKED:
        spared = spared | {"reasoned"}
    [(fact, value)] = STOPPED[rule].items()

    for held in product((False, True), repeat=len(GROUND_FACTS)):
        grounds = dict(zip(GROUND_FACTS, held, strict=True))
        free = decide(but(NOTHING, thing=thing, **grounds))
        for told in (value, None):
            verdict = decide(but(NOTHING, thing=thing, **grounds, **{fact: told}))
            # An unknown protection may be the strictest.
            spares = NAMED if told is None and fact == "protection" else spared
            if not applies or any(grounds[name] for name in spares):
                assert verdict == free
            else:
                assert not verdict.allowed
                # A reason opens what is blocked, of the person and not the case, in an emergency.
                opens = told is not None and rule is Rule.BLOCKED and thing is Thing.PERSON
                assert verdict.can_be_reasoned == verdict.emergency_only == opens
                assert verdict.secret != opens


@for_all(
    st.builds(
        Facts,
        thing=st.sampled_from(Thing),
        system=st.sampled_from([False]),
        protection=st.sampled_from([None, "NONE", "CONFIDENTIAL", "STRICT"]),
        **{
            one.name: st.sampled_from([None, False, True])
            for one in fields(Facts)
            if one.name not in {"thing", "system", "protection"}
        },
    )
)
def test_to_know_less_never_opens_more(facts: Facts) -> None:
    for acting in (False, True):
        before = decide(facts, acting=acting)
        for one in fields(Facts):
            if one.name == "thing" or getattr(facts, one.name) is None:
                continue
            after = decide(but(facts, **{one.name: None}), acting=acting)
            assert before.allowed or not after.allowed
    if decide(facts, acting=True).allowed:
        assert decide(facts).allowed


def test_every_relation_that_can_be_told_makes_a_fact_that_stops() -> None:
    assert set(RELATIONS) == set(RelationKind)
    for row in RELATIONS.values():
        verdict = decide(but(NOTHING, own=True, **{row.fact: True}))
        assert not verdict.allowed


# The database


@pytest.fixture
def town(db: None) -> given.Town:
    return given.a_town()


ACCESS = (
    "", "own", "unit", "had", "had out", "window", "haste", "haste out", "order", "meeting",
    "earlier", "reasoned", "reasoned out",
)  # fmt: skip
GROUND_OF = {
    "own": "shared", "unit": "responsible unit", "had": "responsible unit", "window": "handover",
    "haste": "hastevedtak",
}  # fmt: skip
SITUATION = st.fixed_dictionaries(
    {
        "role": st.sampled_from([role for role in Role if role is not Role.SYSTEM]),
        "access": st.lists(st.sampled_from(ACCESS), max_size=3),
        "person_access": st.sampled_from(["", "own", "unit", "reasoned", "reasoned out"]),
        "protection": st.sampled_from(["NONE", "NONE", "CONFIDENTIAL", "STRICT"]),
        "blocked": st.booleans(),
        "works_here": st.sampled_from(["", "", "register", "told"]),
        "relation": st.sampled_from(
            ["", "", "", "ended", "relative", "relative of", *RelationKind]
        ),
        "elsewhere": st.sampled_from([False, False, False, True]),
        "below": st.booleans(),
        "shut": st.sampled_from([False, False, False, True]),
    }
)


def number_of(person: Resident) -> str:
    return IdentityNumber.objects.get(resident=person, current=True).number


def situate(town: given.Town, told: dict[str, Any]) -> tuple[Actor, Case]:  # noqa: C901 - a list
    """An actor with one role, a case of a person, and what lies between them."""
    unit = town.intake
    actor = given.staff(told["role"], town.municipality.units.get(key="helse-og-velferd")
                        if told["below"] else unit)  # fmt: skip
    other = given.staff(Role.CASEWORKER, town.office)
    person = given.a_person(town.municipality, protection=told["protection"])
    Resident.objects.filter(pk=person.pk).update(blocked=told["blocked"])
    case = given.a_case(town, person=person, unit=town.nursing_home, responsible=other)
    CaseAccess.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).update(shut_to_id=actor.staff_id if told["shut"] else None)
    hour = dt.timedelta(hours=1)
    for kind in dict.fromkeys(told["access"]):
        own = kind not in {"unit", "had", "had out", "window", "order", "earlier"}
        if not kind:
            continue
        lasts = {"reasoned": given.NOW + hour, "reasoned out": given.NOW - hour}
        row = CaseAccess(
            case=case,
            ground=GROUND_OF.get(kind.removesuffix(" out"), kind.removesuffix(" out")),
            from_at=given.NOW - 2 * hour,
            to_at=lasts.get(kind),
            until_at={
                "haste": given.NOW + 24 * hour, "haste out": given.NOW - 24 * hour,
                "had": given.NOW + 24 * hour, "had out": given.NOW - 24 * hour,
            }.get(kind),
            staff_id=actor.staff_id if own else None,
            unit=None if own else unit,
        )  # fmt: skip
        clash = CaseAccess.objects.filter(
            case=case, staff_id=row.staff_id, unit=row.unit, ground=row.ground, to_at=None
        )
        if row.to_at or not clash.exists():
            row.save()
    if kind := told["person_access"]:
        PersonAccess.objects.create(
            person=person,
            staff_id=None if kind == "unit" else actor.staff_id,
            unit=unit if kind == "unit" else None,
            ground="reasoned" if "reasoned" in kind else "coordinator",
            from_at=given.NOW - 2 * hour,
            to_at={"reasoned": given.NOW + hour, "reasoned out": given.NOW - hour}.get(kind),
        )
    if told["works_here"] == "register":
        StaffMember.objects.filter(pk=other.staff()).update(resident=person)
    if told["works_here"] == "told":
        relate(other, person, RelationKind.ONESELF)
    match told["relation"]:
        case "":
            pass
        case "ended":
            relation = relate(actor, person, RelationKind.SIBLING)
            Relation.objects.filter(pk=relation.pk).update(
                ended_at=given.NOW, ended_by=other.staff_id, ended_reason="Feil person."
            )
        case "relative" | "relative of":
            me = given.a_person(town.municipality, given="Meg")
            StaffMember.objects.filter(pk=actor.staff()).update(resident=me)
            pair = (person, me) if told["relation"] == "relative" else (me, person)
            Relative.objects.create(
                resident=pair[0], other=pair[1], name="En", relation="datter",
                valid_from=given.LONG_AGO, valid_to=given.LONG_AGO + dt.timedelta(days=9),
            )  # fmt: skip
        case kind:
            relate(actor, person, RelationKind(kind))
    if told["elsewhere"]:
        actor = replace(actor, municipality_id=actor.municipality_id + 1000)
    return actor, Case.objects.select_related("person").get(pk=case.pk)


def relate(actor: Actor, person: Resident, kind: RelationKind) -> Relation:
    return Relation.objects.create(
        municipality_id=person.municipality_id,
        staff_id=actor.staff(),
        kind=kind,
        number=number_of(person),
        declared_by_id=actor.staff(),
        declared_at=given.NOW,
    )


BASE: dict[str, Any] = {
    "role": Role.CASEWORKER, "access": [], "person_access": "", "protection": "NONE",
    "blocked": False, "works_here": "", "relation": "", "elsewhere": False, "below": False,
    "shut": False,
}  # fmt: skip


EXAMPLES = [
    BASE | {"access": ["unit"], "protection": "STRICT"},
    BASE | {"access": ["window"], "role": Role.UNIT_LEADER, "below": True, "protection": "STRICT"},
    BASE | {"role": Role.AUDITOR, "protection": "STRICT"},
    BASE | {"role": Role.ASSESSOR, "access": ["reasoned"]},
    BASE | {"access": ["had"]},
    BASE | {"access": ["had"], "protection": "CONFIDENTIAL"},
    BASE | {"access": ["had out"]},
    BASE | {"access": ["earlier"]},
    BASE | {"access": ["earlier", "order"], "protection": "CONFIDENTIAL"},
    BASE | {"access": ["earlier", "unit"], "protection": "CONFIDENTIAL"},
    BASE | {"access": ["earlier"], "blocked": True},
    BASE | {"access": ["earlier"], "works_here": "told"},
    BASE | {"access": ["earlier"], "role": Role.UNIT_LEADER, "below": True, "protection": "STRICT"},
    BASE | {"role": Role.ASSESSOR, "access": ["haste"], "protection": "STRICT"},
    BASE | {"role": Role.ASSESSOR, "access": ["haste out"]},
    BASE | {"role": Role.ASSESSOR, "access": ["reasoned"], "protection": "CONFIDENTIAL"},
    BASE | {"role": Role.ASSESSOR, "access": ["meeting"], "blocked": True},
    BASE | {"role": Role.ASSESSOR, "access": ["reasoned"], "blocked": True},
    BASE | {"role": Role.ASSESSOR, "person_access": "reasoned", "blocked": True},
    BASE | {"access": ["unit"], "blocked": True, "shut": True},
    BASE | {"access": ["unit", "own"], "blocked": True, "shut": True},
    BASE | {"access": ["had", "window", "earlier"], "blocked": True, "shut": True},
    BASE | {"access": ["unit"], "role": Role.UNIT_LEADER, "below": True, "shut": True},
    BASE | {"role": Role.ASSESSOR, "access": ["own"], "relation": "relative"},
    BASE | {"role": Role.ASSESSOR, "access": ["unit"], "works_here": "register"},
    BASE | {"role": Role.ASSESSOR, "person_access": "reasoned", "works_here": "told"},
]


def test_the_databases_filters_are_the_rules_where_they_meet(town: given.Town) -> None:
    for told in EXAMPLES:
        agrees(town, told)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@for_all(SITUATION)
def test_the_databases_filters_are_the_rules_asked_for_many(
    town: given.Town, told: dict[str, Any]
) -> None:
    agrees(town, told)


@pytest.mark.proof
@settings(
    max_examples=deep(600, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@for_all(SITUATION)
@pytest.mark.asvs("V8.2.2")
def test_the_databases_filters_are_the_rules_in_hundreds_of_situations(
    town: given.Town, told: dict[str, Any]
) -> None:
    agrees(town, told)


def agrees(town: given.Town, told: dict[str, Any]) -> None:
    with transaction.atomic():
        actor, case = situate(town, told)
        sees(actor, case)
        transaction.set_rollback(True)


def sees(actor: Actor, case: Case) -> None:
    with connection.cursor() as cursor:  # as the guard sets it
        midnight = given.NOW.replace(hour=0)
        cursor.execute(
            "SELECT set_config('tildeling.midnight', %s, true),"
            " set_config('tildeling.at', %s, true)",
            [midnight.isoformat(), given.NOW.isoformat()],
        )
    one = Case.objects.filter(pk=case.pk)
    verdict = verdict_on_case(case, actor=actor)
    facts = facts_of_case(case, actor=actor)
    assert visible(actor).filter(pk=case.pk).exists() == verdict.allowed, facts
    acts = verdict_on_case(case, actor=actor, acting=True)
    assert entrusted(actor).filter(pk__in=one).exists() == acts.allowed, facts
    # and the same of the one case, by the statement that is kept
    assert is_visible(case.pk, actor=actor) == verdict.allowed, facts
    assert is_entrusted(case.pk, actor=actor) == acts.allowed, facts
    found = (
        visible_called(case.reference, actor=actor),
        entrusted_called(case.reference, actor=actor),
    )
    assert found == (case.pk if verdict.allowed else None, case.pk if acts.allowed else None)
    takes = verdict_on_case(case, actor=actor, taking=True)
    assert may_take_out(case.pk, actor=actor) == takes.allowed, facts
    person = verdict_on_person(case.person, actor=actor)
    told = facts_of_person(case.person, actor=actor)
    assert may_open_person(case.person_id, actor=actor) == person.allowed, told
    assert open_people(actor).filter(pk=case.person_id).exists() == person.allowed
    writes = verdict_on_person(case.person, actor=actor, acting=True)
    assert may_open_person(case.person_id, actor=actor, acting=True) == writes.allowed, told
    if verdict.allowed and actor.may(Permission.FIND_PERSON):
        assert person.allowed, "who opens the case opens its person"


def test_what_is_kept_of_a_question_is_not_answered_for_who_only_reads(town: given.Town) -> None:
    """A caseworker and the same one as a reader are the same actor, but for what they may."""
    person = given.a_person(town.municipality)
    both = (town.caseworker, town.caseworker.as_reader())
    with reading(town.caseworker, Permission.OPEN_CASE, page="Test", at=given.NOW):
        told = [may_open_person(person.pk, actor=one) for one in both]
        asked = [open_people(one).filter(pk=person.pk).exists() for one in both]

    assert told == asked == [True, False]
