"""«Innsynslogg»: who has looked at a person, why, and at what (pasientjournalloven § 22 a)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.db.models.functions import Least
from django.utils.timezone import localdate
from django.utils.translation import gettext

from audit.queries import ReadRow, readers_of, reads_of
from cases.models import Case, CaseAccess, Responsibility
from cases.queries import PersonHead, person_head, staff_names, unit_names, visible
from cases.words import ACCESS
from desk.queries.done import midnight
from desk.queries.person import identity_of
from desk.rules import Seen, Visit, visits
from desk.words import API, BY_ROLE, GROUNDS, page_label
from oversight.kinds import CATEGORIES, Category
from oversight.queries import reasons_about
from people.access import Actor
from people.models import PersonAccess, RoleGrant
from people.models.access import REASONED
from people.queries import resident_id
from people.roles import ROLES, Permission, Role

ALL_LOOKS: Final = 5_000  # looks: more than a year of a person with much help
RESPONSIBLE: Final = "responsible"
LOOKS: Final = 50  # visits a page
_ENDED: Final = Least("to_at", "until_at")  # of what ends by itself, the first of the two


@dataclass(frozen=True, slots=True)
class LookRow:
    """One visit: somebody looked at the person on one ground, on one or several pages."""

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
    page: int
    pages: int
    cut: bool


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

    def __init__(self, person_id: int, staff_ids: Collection[int | None]) -> None:
        self._written = _written(person_id)
        self._reasons = reasons_about(person_id)
        self._roles = list(
            RoleGrant.objects.filter(staff_id__in={pk for pk in staff_ids if pk is not None})
        )

    def of(self, look: ReadRow) -> str:
        """In bokmål: one's own written access, else the unit's, else what the door asked for."""
        if look.ground == REASONED:
            return self._reason(look)
        said = GROUNDS.get(look.ground, BY_ROLE)
        door_knew = look.ground in GROUNDS and look.ground not in set(Permission)
        if door_knew or look.ground == Permission.AUDIT:
            return said
        units = self._units(look)
        held = [access for access in self._written if access.covers(look, units)]
        first = next((access for access in held if access.staff_id), held[0] if held else None)
        if first and first.ground == REASONED:
            return self._reason(look)
        return ACCESS.get(first.ground, BY_ROLE) if first else said

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
        return f"{gettext(ACCESS[REASONED])}: {category} – {said.reason}"

    def _units(self, look: ReadRow) -> set[int]:
        """The units in which who looked held a role then."""
        day = localdate(look.at)
        return {
            grant.unit_id
            for grant in self._roles
            if grant.staff_id == look.staff_id
            and grant.valid_from <= day < grant.valid_to
            and (grant.revoked_at is None or look.at < grant.revoked_at)
        }


def looks(
    public_id: str,
    *,
    actor: Actor,
    on: dt.date,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    who: str = "",
    page: int = 1,
    size: int = LOOKS,
) -> Looks:
    """Who has looked at the person, latest first; `from_on` and `to_on` are both included.

    `who`: a value of `who_looked`. Raises NotFound for another municipality's person.
    """
    person_id = resident_id(public_id, actor=actor)
    person = person_head(person_id, on=on)
    found = reads_of(
        person_id,
        since=midnight(from_on) if from_on else None,
        until=midnight(to_on + dt.timedelta(days=1)) if to_on else None,
        staff_id=int(who) if who else None,
        limit=ALL_LOOKS + 1,
    )
    grounds = _Grounds(person_id, {look.staff_id for look in found})
    every = visits(_seen(look, grounds) for look in found[:ALL_LOOKS])
    pages = max(1, -(-len(every) // size))
    page = min(max(1, page), pages)
    return Looks(
        person=identity_of(person) if "Sperret" in person.tags else person,
        rows=_told(every[(page - 1) * size : page * size], on=on),
        total=len(every),
        page=page,
        pages=pages,
        cut=len(found) > ALL_LOOKS,
    )


def who_looked(public_id: str, *, actor: Actor) -> list[tuple[str, str]]:
    """The staff who have ever looked at the person, as value and name, by name."""
    names = staff_names(readers_of(resident_id(public_id, actor=actor)))
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda row: row[1])


def person_of(reference: str, *, actor: Actor) -> str:
    """The public id of whom a case is about; the caller has found the case."""
    case = visible(actor).select_related("person").get(reference=reference)
    return str(case.person.public_id)


def _seen(look: ReadRow, grounds: _Grounds) -> Seen:
    label, by_program = page_label(look.page)
    page = f"{gettext(label)} ({API})" if by_program else gettext(label)
    return Seen(
        look.at, page, (look.staff_id, look.role, look.unit_id, grounds.of(look), look.case_id)
    )


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
    staff = staff_names({visit.whose[0] for visit in found})
    units = unit_names({visit.whose[2] for visit in found}, on=on)
    ids = {visit.whose[4] for visit in found if visit.whose[4] is not None}
    references = dict(Case.objects.filter(pk__in=ids).values_list("pk", "reference"))
    rows = []
    for visit in found:
        staff_id, role, unit_id, ground, case_id = visit.whose
        rows.append(
            LookRow(
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
