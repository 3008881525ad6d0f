"""What is known of everybody's looks on one day, for the rules that tell work from what is not."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.db.models import Count, IntegerField, Max, Q, Value
from django.db.models.functions import Least, Upper
from django.utils.timezone import localdate, localtime, make_aware

from audit import reads
from cases.models import Case, CaseAccess, Responsibility
from cases.models.support import EARLIER, RESPONSIBLE
from cases.stages import EndReason
from oversight.models import ReasonedAccess
from oversight.policy import SignalPolicy
from oversight.queries.alone import ALONE, written_alone
from oversight.rules import Crowd, Day, Visit, busiest
from people.models import PersonAccess, Resident, RoleGrant, StaffMember, Stop, Unit
from people.models.access import INSPECTED, REASONED
from people.queries.relations import staff_as_residents
from people.roles import Permission, Role, may

EXPORTS: Final = "nedlasting|PDF|Utskrift|ZIP|Uttrekk"  # in the name of a look
AT_THE_UNIT: Final = frozenset({"Bestilling", "Fortrolig adresse"})  # the door knew the order
SELF_GIVEN: Final = (REASONED, INSPECTED)  # no task: a reason, or a sample to control
NO_WORK: Final = frozenset({"AccessRefused"})  # who was refused has done nothing for anybody
HOUR: Final = dt.timedelta(hours=1)
Written = tuple[int, int | None, int | None]  # who wrote, of which person, in which case


class Nothing(NamedTuple):
    """A case one member of staff opened and ended on one day, alone."""

    staff_id: int
    person_id: int
    opened_at: dt.datetime


def visits_on(
    day: dt.date, *, municipality_id: int, at: dt.datetime, policy: SignalPolicy
) -> list[Visit]:
    """Every visit of the day that is old enough for its task to have come."""
    since, until = span_of(day)
    settled = at - dt.timedelta(minutes=policy.settle_minutes)
    found = [
        one
        for one in reads.openings(municipality_id, since=since, until=until)
        if one.times[-1] <= settled
    ]
    people = Resident.objects.in_bulk({one.person_id for one in found})
    staff = StaffMember.objects.in_bulk({one.staff_id for one in found})
    known = _Known(municipality_id, day, people, staff.values(), policy)
    return [
        _visit(one, people[one.person_id], staff[one.staff_id], known, day)
        for one in found
        if one.person_id in people and one.staff_id in staff
    ]


def days_on(
    day: dt.date, visits: Collection[Visit], *, municipality_id: int, policy: SignalPolicy
) -> list[Day]:
    """What everybody did in all on the day."""
    since, until = span_of(day)
    strangers: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.idle:
            strangers[visit.staff_id].append(visit)
    refused = reads.refused(municipality_id, since=since, until=until)
    reasons = _reasons(municipality_id, until=until, policy=policy)
    stops = Stop.objects.filter(municipality_id=municipality_id, at__gte=since, at__lt=until)
    stopped = {stop.staff_id: (stop.most, stop.unit_id) for stop in stops.order_by("at")}
    tallies = {
        one.staff_id: one
        for one in reads.tallies(municipality_id, since=since, until=until, exports=EXPORTS)
    }
    units = dict(
        RoleGrant.objects.filter(staff__municipality_id=municipality_id)
        .order_by("-pk")
        .values_list("staff_id", "unit_id")
    )
    found = []
    for staff_id in sorted({*tallies, *refused, *stopped}):
        tally, theirs = tallies.get(staff_id), strangers[staff_id]
        found.append(
            Day(
                staff_id=staff_id,
                unit_id=tally.unit_id if tally else units.get(staff_id),
                strangers=len(theirs),
                in_an_hour=busiest(sorted(one.first_at for one in theirs), within=HOUR),
                numbers=tally.numbers if tally else 0,
                unknown=tally.unknown if tally else 0,
                refused=refused.get(staff_id, 0),
                exports=tally.exports if tally else 0,
                reasons=reasons.get(staff_id, 0),
                stopped=stopped.get(staff_id, (0, None))[0],
                answers=_may(tally.roles if tally else (), Permission.REGISTER_APPLICATION),
            )
        )
    return found


def crowds_of(visits: Iterable[Visit]) -> list[Crowd]:
    """For each person the staff who had nothing to do with them and looked all the same."""
    found: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.idle:
            found[visit.person_id].append(visit)
    return [
        Crowd(person_id, first.staff_id, first.unit_id, len(theirs))
        for person_id, theirs in found.items()
        for first in [min(theirs, key=lambda one: one.first_at)]
    ]


def span_of(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From midnight to midnight."""
    since = make_aware(dt.datetime.combine(day, dt.time.min))
    return since, make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


class _Known:
    """What is asked once for all visits of a day."""

    def __init__(
        self,
        municipality_id: int,
        day: dt.date,
        people: Collection[int],
        staff: Iterable[StaffMember],
        policy: SignalPolicy,
    ) -> None:
        self.day, self.policy = day, policy
        ours = RoleGrant.objects.filter(staff__municipality_id=municipality_id)
        self.units: dict[int, set[int]] = defaultdict(set)  # of the day, and below those one leads
        self.ever: dict[int, set[int]] = defaultdict(set)
        below = _below(municipality_id)
        for grant in ours:
            self.ever[grant.staff_id].add(grant.unit_id)
            if grant.valid_from <= day < grant.valid_to and grant.revoked_at is None:
                led = below[grant.unit_id] if grant.role == Role.UNIT_LEADER else set()
                self.units[grant.staff_id] |= {grant.unit_id} | led
        selves = staff_as_residents(municipality_id)
        self.staff_of = {person: pk for pk, person in selves.items()}
        self.homes = Resident.objects.in_bulk({selves[one.pk] for one in staff if one.pk in selves})
        self.home_of = {pk: self.homes.get(person) for pk, person in selves.items()}
        self.access = _access(people)
        since, until = span_of(day)
        self.alone = written_alone(municipality_id, since=since, until=until, access=self.access)
        rows = reads.acted(
            municipality_id, since=since, until=until, besides=NO_WORK, outside_cases=ALONE
        )
        self.nothing = _led_to_nothing(municipality_id, since, until, rows)
        self.acted = _acted(rows, self.nothing) | self.alone.shared
        names = {one.family_name.upper() for one in staff}
        self.namesakes = dict(
            Resident.objects.filter(municipality_id=municipality_id)
            .annotate(name=Upper("family_name"))
            .filter(name__in=names)
            .values_list("name")
            .annotate(Count("pk"))
        )
        cases = Case.objects.filter(person_id__in=people).exclude(pk__in=self.nothing)
        closed = cases.values("person_id")
        self.closed = {
            row["person_id"]: row["last"]
            for row in closed.annotate(last=Max("ended_at"), open=Count("pk", Q(ended_at=None)))
            if not row["open"]
        }

    def needs(self, person_id: int, staff_id: int) -> list[Any]:
        """The access to a person that counts for one of the staff: not what a case opened that they
        registered themself that day, and ended the same day, nor what they promised themself to do.
        """
        own = {pk: one for pk, one in self.nothing.items() if one.staff_id == staff_id}
        begun = {one.opened_at for one in own.values()}
        return [
            row
            for row in self.access.get(person_id, [])
            if row[4] not in own
            and not (row[5] == EARLIER and row[2] in begun)
            and (row[0], person_id, row[2]) not in self.alone.gave_themself
        ]


def _visit(
    one: reads.Opening, person: Resident, staff: StaffMember, known: _Known, day: dt.date
) -> Visit:
    first, last = one.times[0], one.times[-1]
    grace = dt.timedelta(days=known.policy.grace_days)
    settle = dt.timedelta(minutes=known.policy.settle_minutes)
    rows = known.needs(person.pk, staff.pk)
    mine = [row for row in rows if row[0] == staff.pk]
    units = known.units[staff.pk]
    theirs = [row for row in rows if row[1] in units]
    home = known.home_of.get(staff.pk)
    worked = known.ever.get(known.staff_of.get(person.pk, 0), set())
    ends = [row[3] for row in mine if row[3] is not None]
    closed = known.closed.get(person.pk)
    unit = bool(AT_THE_UNIT & set(one.grounds)) or any(
        _holds(row, first, last + settle, grace) for row in theirs
    )
    wrote = (staff.pk, person.pk) in known.alone.wrote
    return Visit(
        staff_id=staff.pk,
        person_id=person.pk,
        unit_id=one.unit_id,
        first_at=first,
        times=tuple(localtime(at) for at in one.times),
        own=(staff.pk, person.pk) in known.acted
        or (wrote and unit)  # the work was theirs to write of
        or any(_holds(row, first, last + settle, grace) for row in mine),
        unit=unit,
        wrote=wrote,
        reasoned=REASONED in one.grounds,
        inspects=_may(one.roles, Permission.AUDIT),
        shifts=_may(one.roles, Permission.DELIVER),
        ended_days=(day - localdate(max(ends))).days if ends else None,
        namesakes=known.namesakes.get(person.family_name.upper())
        if staff.family_name.upper() == person.family_name.upper()
        else None,
        same_address=home is not None
        and home.pk != person.pk
        and bool(home.address)
        and _place(home) == _place(person),
        colleagues=bool(worked & known.ever[staff.pk]),
        closed_days=(day - localdate(closed)).days if closed else None,
        dead_days=(day - person.died_on).days if person.died_on else None,
        protected=person.protection != "NONE",
    )


def _place(person: Resident) -> tuple[str, str]:
    return person.address.casefold().strip(), person.postal.casefold().strip()


def _holds(row: Any, first: dt.datetime, last: dt.datetime, grace: dt.timedelta) -> bool:
    """Whether access was in force at some moment of a visit, or had just ended."""
    _staff, _unit, from_at, to_at, _case, _ground = row
    return bool(from_at <= last and (to_at is None or to_at + grace > first))


def _access(people: Collection[int]) -> dict[int, list[Any]]:
    """By person: to whom access was ever given, when, to which case and on what ground; not by a
    reason of one's own.
    """
    found: dict[int, list[Any]] = defaultdict(list)
    of_persons = PersonAccess.objects.filter(person_id__in=people).exclude(ground__in=SELF_GIVEN)
    of_cases = CaseAccess.objects.filter(case__person_id__in=people).exclude(ground__in=SELF_GIVEN)
    held = Responsibility.objects.filter(case__person_id__in=people, staff__isnull=False)
    when, until = ("staff_id", "unit_id", "from_at"), Least("to_at", "until_at")
    for person_id, *row in [
        *of_persons.values_list("person_id", *when, "to_at", Value(None, IntegerField()), "ground"),
        *of_cases.values_list("case__person_id", *when, until, "case_id", "ground"),
        *held.values_list("case__person_id", *when, "to_at", "case_id", Value(RESPONSIBLE)),
    ]:
        found[person_id].append(row)
    return found


def _acted(rows: Collection[Written], nothing: Mapping[int, Nothing]) -> set[tuple[int, int]]:
    """Who wrote something of which person; not about a case of theirs that led to nothing, nor
    what goes with it.
    """
    made_up = {(one.staff_id, one.person_id) for one in nothing.values()}
    ids = {case or 0 for _staff, person, case in rows if person is None}
    whose = dict(Case.objects.filter(pk__in=ids).values_list("pk", "person_id"))
    found = ((staff, person or whose.get(case or 0, 0), case) for staff, person, case in rows)
    return {
        (staff, person)
        for staff, person, case in found
        if person and case not in nothing and (case is not None or (staff, person) not in made_up)
    }


def _led_to_nothing(
    municipality_id: int, since: dt.datetime, until: dt.datetime, rows: Collection[Written]
) -> dict[int, Nothing]:
    """The cases that were opened and ended on the day, in which one member of staff alone did
    anything: whoever registers a søknad only so as to look is one of those.

    Merged into another, a case goes on there. What is left open somebody else gets to see.
    """
    hands: dict[int, set[int]] = defaultdict(set)
    for staff_id, _person, case in rows:
        hands[case or 0].add(staff_id)
    gone = Case.objects.filter(
        municipality_id=municipality_id,
        opened_at__gte=since,
        opened_at__lt=until,
        ended_at__lt=until,
    ).exclude(end_reason=EndReason.MERGED)
    return {
        case.pk: Nothing(min(hands[case.pk]), case.person_id, case.opened_at)
        for case in gone
        if len(hands[case.pk]) == 1
    }


def _reasons(municipality_id: int, *, until: dt.datetime, policy: SignalPolicy) -> Counter[int]:
    since = until - dt.timedelta(days=policy.reasons_days)
    given = ReasonedAccess.objects.filter(
        municipality_id=municipality_id, from_at__gte=since, from_at__lt=until
    )
    return Counter(given.values_list("staff_id", flat=True))


def _below(municipality_id: int) -> dict[int, set[int]]:
    """Every unit's units, at any depth."""
    parents = dict(
        Unit.objects.filter(municipality_id=municipality_id).values_list("pk", "parent_id")
    )
    found: dict[int, set[int]] = defaultdict(set)
    for pk in parents:
        above: int | None = parents[pk]
        while above is not None:
            found[above].add(pk)
            above = parents.get(above)
    return found


def _may(roles: Iterable[str], permission: Permission) -> bool:
    return any(may(Role(role), permission) for role in roles if role in set(Role))
