"""«Innsynslogg»: who has looked at a person, why, and at what (pasientjournalloven § 22 a)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.db.models.functions import Least
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext

from audit.queries import ReadRow, reads_of, ways_looked_at
from cases.models import Case, CaseAccess, Responsibility
from cases.queries import (
    PersonHead,
    identity_of,
    may_open_person,
    person_head,
    staff_names,
    unit_names,
    visible,
)
from cases.words import ACCESS, API, page_label
from desk.queries.choices import by_name, role_choices
from desk.queries.done import midnight
from desk.rules import LookNarrow, Seen, Visit, Whose, visits
from desk.words import BY_ROLE, GROUNDS, LEADS, LISTS, NO_TASK, Why
from oversight.kinds import CATEGORIES, Category
from oversight.queries import reasons_about
from people.access import Actor, also_hidden
from people.models import PersonAccess, RoleGrant
from people.models.access import REASONED
from people.queries import all_of, resident_id
from people.roles import ROLES, Permission, Role

ALL_LOOKS: Final = 5_000  # looks: more than a year of a person with much help
RESPONSIBLE: Final = "responsible"
CONTROLS: Final = frozenset(
    {Permission.AUDIT.value, "control of looks", "inspection", "list of extracts", "one of two"}
)  # of desk.words.GROUNDS
LOOKS: Final = 50  # visits a page
_ENDED: Final = Least("to_at", "until_at")  # of what ends by itself, the first of the two


@dataclass(frozen=True, slots=True)
class LookRow:
    """One visit: somebody looked at the person on one ground, on one or several pages."""

    staff_id: int | None
    first_at: dt.datetime
    last_at: dt.datetime
    who: str
    role: str
    unit: str
    ground: str
    reference: str  # empty where it was not in a case
    pages: tuple[str, ...]
    looks: int


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of the visits asked for. `cut`: there were more looks than are gone through."""

    person: PersonHead
    rows: tuple[LookRow, ...]
    total: int
    by: int  # how many different people
    whys: tuple[tuple[Why, int], ...]  # how many of the visits on each sort of ground, most first
    page: int
    pages: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """In what ways a person was ever looked at, as values and names: what is there to ask for."""

    staff: list[tuple[str, str]]
    units: list[tuple[str, str]]
    roles: list[tuple[str, str]]
    pages: list[tuple[str, str]]
    cases: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Access:
    """A written access, to a case or (none) to the person, in [from_at, to_at)."""

    case_id: int | None
    staff_id: int | None
    unit_id: int | None
    ground: str
    from_at: dt.datetime
    to_at: dt.datetime | None

    def covers(self, look: ReadRow, units: Collection[int]) -> bool:
        """Whether whom it was given to looked, from one of `units`, while it was in force.

        What one opens about the person alone may be for any of the cases.
        """
        theirs = self.staff_id == look.staff_id if self.staff_id else self.unit_id in units
        in_force = self.from_at <= look.at and (self.to_at is None or look.at < self.to_at)
        return theirs and in_force and look.case_id in (None, self.case_id)


class _Grounds:
    """Why looks at one person were lawful: what was written down, and where staff belonged."""

    def __init__(
        self, person_id: int, staff_ids: Collection[int | None], *, own_words: bool = True
    ) -> None:
        self._own_words = own_words
        self._written = _written(person_id)
        self._reasons = reasons_about(person_id)
        self._roles: dict[int | None, list[RoleGrant]] = defaultdict(list)
        for grant in RoleGrant.objects.filter(staff_id__in={pk for pk in staff_ids if pk}):
            self._roles[grant.staff_id].append(grant)

    def of(self, look: ReadRow) -> tuple[Why, str]:
        """The sort of ground, and in bokmål: one's own written access, else the unit's, else what
        the door asked for.
        """
        if look.ground == REASONED:
            return Why.REASON, self._reason(look)
        said = GROUNDS.get(look.ground, BY_ROLE)
        door_knew = look.ground in GROUNDS and look.ground not in set(Permission)
        if look.ground in CONTROLS:
            return Why.CONTROL, said
        if door_knew:
            return Why.ROLE, said
        units = self._units(look)
        held = [access for access in self._written if access.covers(look, units)]
        first = next((access for access in held if access.staff_id), held[0] if held else None)
        if first is None and look.role == Role.AUDITOR:
            return Why.CONTROL, GROUNDS[Permission.AUDIT]
        if first is None:
            return Why.ROLE, LEADS if look.role == Role.UNIT_LEADER and said == BY_ROLE else said
        if first.ground == REASONED:
            return Why.REASON, self._reason(look)
        return NO_TASK.get(first.ground, Why.TASK), ACCESS.get(first.ground, BY_ROLE)

    def _reason(self, look: ReadRow) -> str:
        """What they said themselves, and that it was themselves who said it."""
        said = next(
            (
                one
                for one in self._reasons
                if one.staff_id == look.staff_id and one.from_at <= look.at < one.to_at
            ),
            None,
        )
        if said is None:
            return ACCESS[REASONED]
        category = gettext(CATEGORIES[Category(said.category)])
        told = f"{gettext(ACCESS[REASONED])}: {category}"
        return f"{told} – {said.reason}" if self._own_words else told

    def _units(self, look: ReadRow) -> set[int]:
        """The units in which who looked held a role then."""
        day = localdate(look.at)
        return {
            grant.unit_id
            for grant in self._roles[look.staff_id]
            if grant.valid_from <= day < grant.valid_to
            and (grant.revoked_at is None or look.at < grant.revoked_at)
        }


def looks(
    public_id: str,
    *,
    actor: Actor,
    on: dt.date,
    narrow: LookNarrow = LookNarrow(),  # noqa: B008 - frozen
    page: int = 1,
    size: int = LOOKS,
    lists: bool = True,
    own_words: bool = True,
) -> Looks:
    """Who has looked at the person, latest first. Raises NotFound for another municipality's.

    `lists`: also where they were one of many on a list of work. `own_words`: with what was written
    as a reason.
    """
    person_id = resident_id(public_id, actor=actor)
    person = person_head(person_id, on=on)
    ids = all_of(person_id)
    found = [
        look
        for pk in ids
        for look in reads_of(
            pk,
            since=midnight(narrow.from_on) if narrow.from_on else None,
            until=midnight(narrow.to_on + dt.timedelta(days=1)) if narrow.to_on else None,
            staff_id=narrow.staff_id,
            unit_id=narrow.unit_id,
            role=narrow.role,
            limit=ALL_LOOKS + 1,
        )
    ]
    if len(ids) > 1:  # of those merged into them, too: the trail keeps its ids
        found.sort(key=lambda look: look.at, reverse=True)
    staff_ids = {look.staff_id for look in found}
    grounds = _Grounds(person_id, staff_ids, own_words=own_words)
    case_id = _case_of(narrow.reference, person_id)
    told = (look for look in found[:ALL_LOOKS] if lists or look.ground not in LISTS)
    seen = (_seen(look, grounds) for look in told if _is_at(look, narrow, case_id))
    every = visits(one for one in seen if not narrow.whys or one.whose.why in narrow.whys)
    pages = max(1, -(-len(every) // size))
    page = min(max(1, page), pages)
    # Control sees who has looked at anybody, and of whom it may not open, no more than who it is.
    opened = "Sperret" not in person.tags and may_open_person(person_id, actor=actor)
    return Looks(
        person=person if opened else identity_of(person),
        rows=_told(every[(page - 1) * size : page * size], on=on),
        total=len(every),
        by=len({(one.whose.staff_id) for one in every}),
        whys=_counted(every),
        page=page,
        pages=pages,
        cut=len(found) > ALL_LOOKS,
    )


def ways(public_id: str, *, actor: Actor, on: dt.date) -> Ways:
    """In what ways the person was ever looked at, each by name; what a filter can choose among."""
    ids = all_of(resident_id(public_id, actor=actor))
    found = [way for pk in ids for way in ways_looked_at(pk)]
    staff = staff_names({way.staff_id for way in found})
    units = unit_names({way.unit_id for way in found}, on=on)
    cases = _references({way.case_id for way in found})
    labels = {page_label(way.page)[0] for way in found}
    return Ways(
        staff=by_name((str(pk), name) for pk, name in staff.items()),
        units=by_name((str(pk), name) for pk, name in units.items()),
        roles=role_choices({way.role for way in found}),
        pages=by_name((_slug(label), gettext(label)) for label in labels),
        cases=by_name((one, one) for one in cases.values()),
    )


def _slug(label: str) -> str:
    """A page's word as it stands in an address."""
    return slugify(label, allow_unicode=True)


def _is_at(look: ReadRow, narrow: LookNarrow, case_id: int | None) -> bool:
    """Whether the look was at the page, and in the case, that is asked for."""
    if narrow.page and _slug(page_label(look.page)[0]) != narrow.page:
        return False
    return not narrow.reference or look.case_id == case_id


def _case_of(reference: str, person_id: int) -> int | None:
    """The id of the person's case of that number; none of another's."""
    if not reference:
        return None
    with also_hidden():
        found = Case.objects.filter(reference=reference, person_id=person_id)
        return found.values_list("pk", flat=True).first()


def _references(case_ids: Collection[int | None]) -> dict[int, str]:
    """What cases are called, also those that control may not open: somebody has looked in them."""
    with also_hidden():
        found = Case.objects.filter(pk__in={pk for pk in case_ids if pk is not None})
        return dict(found.values_list("pk", "reference"))


def _counted(every: Iterable[Visit]) -> tuple[tuple[Why, int], ...]:
    counted = Counter(Why(visit.whose.why) for visit in every)
    return tuple(counted.most_common())


def person_of(reference: str, *, actor: Actor) -> str:
    """The public id of whom a case is about; the caller has found the case."""
    case = visible(actor).select_related("person").get(reference=reference)
    return str(case.person.public_id)


def _seen(look: ReadRow, grounds: _Grounds) -> Seen:
    label, by_program = page_label(look.page)
    page = f"{gettext(label)} ({API})" if by_program else gettext(label)
    why, ground = grounds.of(look)
    whose = Whose(look.staff_id, look.role, look.unit_id, ground, look.case_id, why)
    return Seen(look.at, page, whose)


def _written(person_id: int) -> list[_Access]:
    """Every access that was ever written down to the person and their cases.

    Who was responsible stands first, then the latest: that is the ground that is told.
    """
    fields = ("staff_id", "unit_id", "ground", "from_at", "to_at")
    somebody = Q(staff__isnull=False) | Q(unit__isnull=False)
    of_cases = CaseAccess.objects.filter(somebody, case__person_id=person_id)
    of_person = PersonAccess.objects.filter(somebody, person_id=person_id)
    held = Responsibility.objects.filter(case__person_id=person_id, staff__isnull=False)
    responsible = [
        _Access(case_id, staff_id, None, RESPONSIBLE, from_at, to_at)
        for case_id, staff_id, from_at, to_at in held.values_list(
            "case_id", "staff_id", "from_at", "to_at"
        )
    ]
    return responsible + sorted(
        [
            *(_Access(*row) for row in of_cases.values_list("case_id", *fields[:-1], _ENDED)),
            *(_Access(None, *row) for row in of_person.values_list(*fields)),
        ],
        key=lambda one: one.from_at,
        reverse=True,
    )


def _told(found: list[Visit], *, on: dt.date) -> tuple[LookRow, ...]:
    """Visits with names, in the order given."""
    staff = staff_names({visit.whose.staff_id for visit in found})
    units = unit_names({visit.whose.unit_id for visit in found}, on=on)
    references = _references({visit.whose.case_id for visit in found})
    rows = []
    for visit in found:
        staff_id, role, unit_id, ground, case_id, _why = visit.whose
        rows.append(
            LookRow(
                staff_id=staff_id,
                first_at=visit.first_at,
                last_at=visit.last_at,
                who=staff.get(staff_id or 0, gettext("System")),
                role=gettext(ROLES[Role(role)].label) if role in set(Role) else "",
                unit=units.get(unit_id or 0, ""),
                ground=gettext(ground),
                reference=references.get(case_id or 0, ""),
                pages=tuple(visit.pages),
                looks=visit.looks,
            )
        )
    return tuple(rows)
