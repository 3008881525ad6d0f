"""Who is asking, with the roles they hold at this moment."""

from dataclasses import dataclass, field, replace
from typing import Final

from people.refusals import AccessDenied
from people.roles import TO_ACT, Permission, Role, may


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a unit at this moment."""

    role: Role
    unit_id: int


@dataclass(frozen=True, slots=True)
class Once:
    """What makes a repeated request recognisable: unique per account, route and key."""

    route: str
    key: str
    body_hash: str

    @property
    def for_system(self) -> bool:
        """Whether a system asked, which is shown no page."""
        return "/api/" in self.route


@dataclass(slots=True)
class Choice:
    """Which of one's roles an act is carried out in: known when it is known where it lies."""

    permission: Permission
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: a member of staff through an account, or the system.

    Made anew for every request from the database, so that a revoked role bites at once.
    """

    municipality_id: int
    staff_id: int | None
    account_id: int | None
    grants: tuple[Grant, ...]
    unit_ids: frozenset[int] = frozenset()  # own units, and for leaders the units below
    led_unit_ids: frozenset[int] = frozenset()  # of these, the units led, and those below them
    once: Once | None = None
    acting: Grant | None = field(default=None, compare=False)
    choice: Choice | None = field(default=None, compare=False)  # in an act, of several roles
    reads_only: bool = field(default=False, compare=False)  # here: see `as_reader`

    def may(self, permission: Permission) -> bool:
        """Whether any of the roles held now has `permission`."""
        if self.reads_only and permission in TO_ACT:
            return False
        return any(may(grant.role, permission) for grant in self.grants)

    def as_reader(self) -> "Actor":
        """The same one where they may read and do nothing: no page offers them an act."""
        return replace(self, reads_only=True)

    def units_with(self, permission: Permission) -> frozenset[int]:
        """The units in which a role with `permission` is held."""
        return frozenset(g.unit_id for g in self.grants if may(g.role, permission))

    def staff(self) -> int:
        """The member of staff's id. Raises AccessDenied for the system."""
        if self.staff_id is None:
            raise AccessDenied("Bare en ansatt kan gjøre dette.", what="needs a person")
        return self.staff_id

    def acting_by(self, permission: Permission, held: Grant | None = None) -> "Actor":
        """Oneself in the role that lets one do this: what the trail says of who holds several.

        `held`: the one of them that opened it, where that is known.
        """
        carries = (grant for grant in self.grants if may(grant.role, permission))
        return replace(self, acting=self.acting or held or next(carries, None))

    def carrying_out(self, permission: Permission) -> "Actor":
        """Oneself in an act: in the role held where it lies, which is told when that is known (see
        `acts_on`); till then, and where it lies with no unit of theirs, the first that lets one.
        """
        choice = None if self.acting else Choice(permission)
        return replace(self.acting_by(permission), choice=choice)

    @property
    def _grant(self) -> Grant | None:
        chosen = self.choice.grant if self.choice else None
        return chosen or self.acting or (self.grants[0] if self.grants else None)

    @property
    def acting_role(self) -> str:
        """The role that acts, or the first one held: what the trail writes."""
        grant = self._grant
        return grant.role if grant else ""

    @property
    def acting_unit_id(self) -> int | None:
        """The unit of the role that acts; none for the system."""
        grant = self._grant
        return grant.unit_id if grant and grant.unit_id else None


def system(municipality_id: int) -> Actor:
    """The clock and the post, acting for one municipality."""
    return Actor(municipality_id, None, None, (Grant(Role.SYSTEM, 0),))


SYSTEM_UNIT: Final = 0
