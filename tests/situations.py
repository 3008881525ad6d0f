"""What somebody may be to a person and a case, and who then may open them: written by hand.

Each is arranged in the rows, inside the transaction of one request. What must come of it stands
here in words of its own, and is not asked of the rules that are tried.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from cases.actions import give_responsibility
from cases.models import Case, CaseAccess
from cases.models.support import EARLIER, HANDOVER_WINDOW, HASTE, MEETING, ORDER
from cases.policy import access_policy_on
from pathways import actions as pathways
from pathways.models import Handover
from people.access import Actor, Grant
from people.kinds import RelationKind
from people.models import (
    IdentityNumber,
    PersonAccess,
    Relation,
    Resident,
    RoleGrant,
    StaffMember,
    Unit,
)
from people.models.access import REASONED
from people.roles import Role
from people.signed_in import colleague
from tests import given

HOUR: Final = dt.timedelta(hours=1)
WORKERS: Final = frozenset(
    {
        Role.CASEWORKER,
        Role.ASSESSOR,
        Role.COORDINATOR,
        Role.DECISION_OFFICER,
        Role.APPROVER,
        Role.UNIT_LEADER,
    }
)
AUDITOR: Final = frozenset({Role.AUDITOR})
LEADER: Final = frozenset({Role.UNIT_LEADER})
TELEPHONE: Final = frozenset({Role.CASEWORKER, Role.COORDINATOR})
NOBODY: Final = frozenset[Role]()


class What(StrEnum):
    """What an address names."""

    CASE = "CASE"
    PERSON = "PERSON"
    ORDER = "ORDER"
    LIST = "LIST"  # nobody in particular, and somebody among others


@dataclass(frozen=True, slots=True)
class About:
    """What is opened: whose it is, and in which case."""

    what: What
    person: Resident
    case: Case | None


Arranged = Callable[[Actor, About], None]


@dataclass(frozen=True, slots=True)
class Situation:
    """What lies between somebody and a person; which roles may read the case, and the person.

    None: as without it, since it says nothing of such a thing. `acts`: and work on them.
    """

    name: str
    arranged: tuple[Arranged, ...]
    case: frozenset[Role] | None
    person: frozenset[Role] | None
    order: frozenset[Role] | None = None
    acts: bool = True
    elsewhere: bool = False  # who asks belongs to another municipality

    @property
    def always(self) -> bool:
        """Closed in everything, to everybody."""
        return not (self.case is None or self.case | (self.person or NOBODY)) and (
            self.order is not None
        )

    def opens(self, what: What, role: Role) -> bool | None:
        """Whether the role may open the thing; None where nothing is said of it."""
        if what is What.LIST:
            return not self.always
        told = {What.CASE: self.case, What.PERSON: self.person, What.ORDER: self.order}[what]
        return None if told is None else role in told

    def arrange(self, actor: Actor, about: About) -> None:
        """Make it so, in the current transaction."""
        for step in self.arranged:
            step(actor, about)


def related(kind: RelationKind) -> Arranged:
    def arrange(actor: Actor, about: About) -> None:
        Relation.objects.create(
            municipality_id=about.person.municipality_id,
            staff_id=actor.staff(),
            kind=kind,
            number=IdentityNumber.objects.get(resident=about.person, current=True).number,
            declared_by_id=actor.staff(),
            declared_at=given.NOW,
        )

    return arrange


def told(**columns: Any) -> Arranged:
    """What the register says of the person."""

    def arrange(actor: Actor, about: About) -> None:
        Resident.objects.filter(pk=about.person.pk).update(**columns)

    return arrange


def a_colleague(actor: Actor, about: About) -> None:
    """The person works here, somewhere else."""
    ours = StaffMember.objects.filter(municipality_id=about.person.municipality_id)
    other = ours.exclude(pk=actor.staff()).order_by("-pk")[0]
    StaffMember.objects.filter(pk=other.pk).update(resident=about.person)


def without_access(actor: Actor, about: About) -> None:
    """Nobody has anything to do with the person."""
    CaseAccess.objects.filter(case__person=about.person).delete()
    PersonAccess.objects.filter(person=about.person).delete()


def handed_away(actor: Actor, about: About) -> None:
    """Their unit had the case, and another took it over longer ago than it keeps such a case.

    As it comes about: the one proposes, the other accepts, and days go by. Done once for each unit
    and case; what it left of access is laid down again for the next who asks.
    """
    without_access(actor, about)
    if about.case is None:
        return
    once = (actor.acting_unit_id, about.case.pk, about.person.public_id)
    if once not in _LEFT:
        _give_on(actor, about.case)
        _LEFT[once] = [dict(row) for row in CaseAccess.objects.filter(case=about.case).values()]
    else:
        CaseAccess.objects.bulk_create(CaseAccess(**row) for row in _LEFT[once])


_LEFT: Final[dict[tuple[int | None, int, UUID], list[dict[str, Any]]]] = {}


def _give_on(actor: Actor, case: Case) -> None:
    days = access_policy_on(given.NOW.date()).after_handover_days
    then = given.NOW - dt.timedelta(days=days + 1)
    unit = Unit.objects.get(pk=actor.acting_unit_id or 0)
    working = RoleGrant.objects.filter(
        role=Role.CASEWORKER, unit__municipality_id=unit.municipality_id
    ).select_related("staff", "unit")
    other = working.exclude(unit=unit).exclude(staff_id=actor.staff()).order_by("pk")[0]
    gives = replace(
        actor, grants=(Grant(Role.CASEWORKER, unit.pk),), unit_ids=frozenset({unit.pk}), acting=None
    )
    give_responsibility(case, unit=unit, staff=None, actor=gives, at=then)
    if case.ended_at is not None:  # is handed over no more: another had it when it ended
        give_responsibility(case, unit=other.unit, staff=None, actor=gives, at=then)
        return
    Handover.objects.filter(case=case, state=Handover.State.PROPOSED).delete()
    pathways.propose_handover(
        case.pk,
        purpose="RESPONSIBILITY",
        to_unit=other.unit.key,
        to_staff=str(other.staff.public_id),
        actor=gives,
        at=then,
    )
    pathways.accept_handover(case.pk, actor=colleague(other.staff, at=then), at=then)


def given_access(ground: str, *, unit: bool = False, **until: dt.datetime) -> Arranged:
    def arrange(actor: Actor, about: About) -> None:
        without_access(actor, about)
        who: dict[str, Any] = (
            {"unit_id": actor.acting_unit_id} if unit else {"staff_id": actor.staff()}
        )
        row = {"ground": ground, "from_at": given.NOW - 2 * HOUR, **who, **until}
        if about.case is not None:
            CaseAccess.objects.create(case=about.case, **row)
        else:
            PersonAccess.objects.create(person=about.person, **row)

    return arrange


_OWN, _UNIT = given_access("shared"), given_access("responsible unit", unit=True)
_REASON = given_access(REASONED, to_at=given.NOW + 4 * HOUR)
_TABLE = given_access(MEETING)
_CODE_6, _CODE_7 = told(protection="STRICT"), told(protection="CONFIDENTIAL")
_BLOCKED = told(blocked=True)

SITUATIONS: Final = (
    # Closed whatever ground there is.
    Situation("oneself", (related(RelationKind.ONESELF),), NOBODY, NOBODY, NOBODY),
    Situation("family", (related(RelationKind.SIBLING),), NOBODY, NOBODY, NOBODY),
    Situation("family, with the case", (_OWN, related(RelationKind.CHILD)), NOBODY, NOBODY),
    Situation("ex-partner", (related(RelationKind.EX_PARTNER),), NOBODY, NOBODY, NOBODY),
    Situation("guardian of", (related(RelationKind.GUARDIAN),), NOBODY, NOBODY, NOBODY),
    Situation("other municipality", (), NOBODY, NOBODY, NOBODY, elsewhere=True),
    # Open to the named alone.
    Situation("colleague, own unit", (_UNIT, a_colleague), LEADER, LEADER),
    Situation("colleague, in one's own name", (_OWN, a_colleague), WORKERS, WORKERS),
    Situation("kode 6, own unit", (_UNIT, _CODE_6), LEADER, LEADER),
    Situation("kode 6, in one's own name", (_OWN, _CODE_6), WORKERS, WORKERS),
    Situation("kode 6, with a reason", (_REASON, _CODE_6), NOBODY, NOBODY, acts=False),
    # Open to who works with it.
    Situation("kode 7, own unit", (_UNIT, _CODE_7), WORKERS | AUDITOR, WORKERS | AUDITOR),
    Situation("kode 7, other unit", (without_access, _CODE_7), AUDITOR, TELEPHONE | AUDITOR),
    Situation("kode 7, with a reason", (_REASON, _CODE_7), AUDITOR, TELEPHONE | AUDITOR),
    Situation("blocked, at the table", (_TABLE, _BLOCKED), AUDITOR, None),
    # Grounds, one by one.
    Situation("other unit", (without_access,), AUDITOR, TELEPHONE | AUDITOR),
    Situation("own unit", (_UNIT,), WORKERS | AUDITOR, WORKERS | AUDITOR),
    Situation("assigned", (_OWN,), WORKERS | AUDITOR, WORKERS | AUDITOR),
    Situation(
        "handed over to", (given_access(HANDOVER_WINDOW, unit=True),), WORKERS | AUDITOR, None
    ),
    Situation("handed away", (handed_away,), AUDITOR, None),
    Situation(
        "handed away lately",
        (given_access("responsible unit", unit=True, until_at=given.NOW + 24 * HOUR),),
        WORKERS | AUDITOR,
        None,
    ),
    Situation(
        "with a later case",
        (given_access(EARLIER, unit=True),),
        WORKERS | AUDITOR,
        None,
        acts=False,
    ),
    Situation(
        "asked for help now",
        (given_access(HASTE, until_at=given.NOW.replace(hour=23)),),
        WORKERS | AUDITOR,
        None,
    ),
    Situation("performing unit", (given_access(ORDER, unit=True),), AUDITOR, None),
    Situation("at the table", (_TABLE,), WORKERS | AUDITOR, None, acts=False),
    Situation("with a reason", (_REASON,), WORKERS | AUDITOR, WORKERS | AUDITOR, acts=False),
)
