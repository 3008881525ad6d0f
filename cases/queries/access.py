"""What is known of an actor and one case or person, for the rules (`cases.rules.access`)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from cases.models import Case, CaseAccess
from cases.models.support import EARLIER, HANDOVER_WINDOW, HASTE, MEETING, ORDER
from cases.rules import Facts, Thing, Verdict, decide
from people.access import Actor
from people.models import PersonAccess, Resident
from people.models.access import INSPECTED, REASONED
from people.queries import related_staff, relation_facts, works_here
from people.roles import Permission, may

# As people.access has set them for the transaction; without it, no day is today and no time now.
MIDNIGHT: Final = RawSQL("nullif(current_setting('tildeling.midnight', true), '')::timestamptz", [])
NOW: Final = RawSQL("nullif(current_setting('tildeling.at', true), '')::timestamptz", [])
GROUNDS: Final = (
    "own", "leads", "unit", "had", "window", "asked", "meeting", "earlier", "reasoned",
)  # fmt: skip


def access_in_force() -> Q:
    """Access that nobody has ended and that has not ended by itself, on the day of the read."""
    return Q(to_at=None) & (Q(until_at=None) | Q(until_at__gt=MIDNIGHT))


def not_shut_to(actor: Actor) -> Q:
    """Access that is one's own, or one's unit's to a case that is not shut to oneself: registering
    it opens nothing of what the person has blocked, where the case comes to one's own unit either.
    """
    return Q(unit=None) | ~Q(case__shut_to_id=actor.staff_id or 0)


def closed_to(case: Case) -> frozenset[int]:
    """Who can be given neither the case nor its queue by who leads what, since it is closed to
    them: staff ids of who is related to the person, and of who only registered it (`shut_to`).
    """
    related = related_staff(case.person_id)
    return related if case.shut_to_id is None else related | {case.shut_to_id}


def units_that_work(actor: Actor) -> frozenset[int]:
    """The units whose cases the actor works on; a system that sends cases in works on none."""
    return actor.units_with(Permission.WORK_CASE)


def may_hold(actor: Actor) -> bool:
    """Whether written access in the actor's own name counts: who works on cases, or sends them."""
    return any(
        may(grant.role, Permission.OPEN_CASE) and not may(grant.role, Permission.AUDIT)
        for grant in actor.grants
    )


def verdict_on_case(
    case: Case, *, actor: Actor, acting: bool = False, taking: bool = False
) -> Verdict:
    """Whether `actor` may open the case, act in it, or take it out, and by which rule."""
    return decide(facts_of_case(case, actor=actor), acting=acting, taking=taking)


def verdict_on_person(person: Resident, *, actor: Actor, acting: bool = False) -> Verdict:
    """Whether `actor` may open the person's page, or write on it, and by which rule."""
    return decide(facts_of_person(person, actor=actor), acting=acting)


def verdict_on_work(person: Resident, *, actor: Actor) -> Verdict:
    """Whether `actor` works with the person, controls it, or has given a reason: who opens what the
    person has blocked. To answer the telephone is not enough for that.
    """
    return decide(replace(facts_of_person(person, actor=actor), telephone=False))


def facts_of_case(case: Case, *, actor: Actor) -> Facts:
    """What is known of an actor and a case."""
    return _facts(case.person, Thing.CASE, _grounds(CaseAccess, Q(case=case), actor), actor)


def facts_of_person(person: Resident, *, actor: Actor) -> Facts:
    """What is known of an actor and a person: grounds to the person, or to any of their cases."""
    written = _grounds(PersonAccess, Q(person=person), actor)
    if actor.may(Permission.FIND_PERSON) or actor.may(Permission.REGISTER_APPLICATION):
        cases = _grounds(CaseAccess, Q(case__person=person), actor)
        if person.blocked:
            cases["reasoned"] = False  # a reason opens what is blocked of the person alone
        written = {name: held or cases[name] for name, held in written.items()}
    else:
        written = dict.fromkeys(written, False)
    return _facts(person, Thing.PERSON, written, actor)


def own_work(person_ids: set[int], *, actor: Actor) -> set[int]:
    """Whom of `person_ids` the actor works with in their own name: not by a meeting or a reason."""
    return own_work_of(person_ids, staff_id=actor.staff_id)


def own_work_of(person_ids: set[int], *, staff_id: int | None) -> set[int]:
    """The same, of any of the staff."""
    given = {MEETING, REASONED, INSPECTED}
    of_cases = CaseAccess.objects.filter(
        access_in_force(), staff_id=staff_id, case__person_id__in=person_ids
    ).exclude(ground__in=given)
    of_persons = PersonAccess.objects.filter(
        to_at=None, staff_id=staff_id, person_id__in=person_ids
    ).exclude(ground__in=given)
    cases = of_cases.values_list("case__person_id", flat=True)
    return {*cases, *of_persons.values_list("person_id", flat=True)}


def lies_with(person_id: int, case_id: int | None, *, ordered: bool) -> list[int]:
    """The units through which a case is open, or a person through any of theirs: first who answers
    for an open case, then who has it still, last who reads what was before. `ordered`: first the
    units with an order, which open nothing else.
    """
    about = Q(case_id=case_id) if case_id else Q(case__person_id=person_id)
    rows = CaseAccess.objects.filter(access_in_force(), about, unit__isnull=False)
    of_cases = rows.values_list(
        "unit_id", "ground", "until_at", "case__unit_id", "case__ended_at", "pk"
    )
    found = sorted(
        (
            ((ground == ORDER) is not ordered, ended is not None, ground == EARLIER,
             unit_id != answers, until_at is not None, pk), unit_id
        )
        for unit_id, ground, until_at, answers, ended, pk in of_cases
        if ordered or ground != ORDER
    )  # fmt: skip
    units = [unit_id for _, unit_id in found if unit_id]
    if case_id:
        return units
    of_person = PersonAccess.objects.filter(person_id=person_id, to_at=None, unit__isnull=False)
    return [*units, *(pk for pk in of_person.values_list("unit_id", flat=True) if pk)]


def _facts(person: Resident, thing: Thing, grounds: Mapping[str, bool], actor: Actor) -> Facts:
    related = relation_facts(person.pk, staff_id=actor.staff_id)
    finds = actor.may(Permission.OPEN_CASE if thing is Thing.CASE else Permission.FIND_PERSON)
    return Facts(
        thing=thing,
        system=thing is Thing.CASE and actor.may(Permission.SYSTEM),
        here=person.municipality_id == actor.municipality_id,
        oneself="oneself" in related,
        family="family" in related,
        ex_partner="ex_partner" in related,
        guardian="guardian" in related,
        works_here=works_here(person.pk, actor=actor),
        protection=person.protection,
        blocked=person.blocked,
        order=False,  # an order is opened as one, by whoever gives it
        telephone=thing is Thing.PERSON and actor.may(Permission.REGISTER_APPLICATION),
        auditor=actor.may(Permission.AUDIT),
        works=finds and not actor.may(Permission.AUDIT),
        **grounds,
    )


def _grounds(
    model: type[CaseAccess] | type[PersonAccess], about: Q, actor: Actor
) -> dict[str, bool]:
    """The written grounds, each as it is in force at the moment of the transaction."""
    of_cases = model is CaseAccess
    works = units_that_work(actor) if of_cases else actor.unit_ids
    led = actor.led_unit_ids
    if of_cases and not may_hold(actor):
        return dict.fromkeys(GROUNDS, False)
    midnight, now = _today()
    found = dict.fromkeys(GROUNDS, False)
    in_force = Q()
    if of_cases:
        in_force = (access_in_force() | Q(to_at__isnull=False)) & not_shut_to(actor)
    until = "until_at" if of_cases else "to_at"
    rows = model.objects.filter(about, in_force).values_list(
        "staff_id", "unit_id", "ground", "from_at", "to_at", until
    )
    for staff_id, unit_id, ground, from_at, to_at, until_at in rows:
        mine = staff_id == actor.staff()
        if to_at is not None:
            found["reasoned"] |= mine and ground == REASONED and now is not None and now < to_at
        elif ground == MEETING:
            found["meeting"] |= mine and midnight is not None and from_at >= midnight
        elif ground == EARLIER:
            found["earlier"] |= unit_id in works or unit_id in led
        elif ground != ORDER:
            found["own"] |= mine and ground != HASTE
            found["asked"] |= mine and ground == HASTE
            found["leads"] |= unit_id in led
            name = "window" if ground == HANDOVER_WINDOW else "had" if until_at else "unit"
            found[name] |= unit_id in works or unit_id in led
    return found


def read_on() -> dt.date | None:
    """The day of the read or act that asks; unknown outside of one."""
    midnight, _now = _today()
    return localdate(midnight) if midnight else None


def _today() -> tuple[dt.datetime | None, dt.datetime | None]:
    """Midnight and now, as the guard has told them; unknown outside a read or an act."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nullif(current_setting('tildeling.midnight', true), '')::timestamptz,"
            " nullif(current_setting('tildeling.at', true), '')::timestamptz"
        )
        midnight, now = cursor.fetchone()
        return midnight, now
