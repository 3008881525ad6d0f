"""Which of somebody's roles opened what a page shows: the one held where it lies."""

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from people.access.actor import Actor, Grant
from people.models import Unit
from people.roles import Permission, may


class LiesWith(Protocol):
    """The units through which a case, or a person where there is none, is open: first the nearest.

    `ordered`: as an order, by the unit that performs it.
    """

    def __call__(self, person_id: int, case_id: int | None, *, ordered: bool) -> list[int]: ...


_LIES_WITH: Final[list[LiesWith]] = []


def tell_where_it_lies(lies_with: LiesWith) -> None:
    """Let the app that knows of cases say through which units a case or a person is open."""
    _LIES_WITH.append(lies_with)


def opened_by(
    actor: Actor, permission: Permission, *, person_ids: set[int], case_id: int | None
) -> Grant | None:
    """The role that opened the one person or case shown, of several with the same permission.

    None where there is nothing to choose between, or it was opened by no unit's ground.
    """
    carries = [grant for grant in actor.grants if may(grant.role, permission)]
    if len(carries) < 2 or len(person_ids) != 1:
        return None
    ordered = permission is Permission.DELIVER
    (person_id,) = person_ids
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    for tell in _LIES_WITH:
        for unit_id in tell(person_id, case_id, ordered=ordered):
            held = _held_over(unit_id, carries, parents)
            if held is not None:
                return held
    # Nobody's unit has to do with them: then whoever answers the telephone opened them.
    answers = (one for one in carries if may(one.role, Permission.REGISTER_APPLICATION))
    return None if case_id else next(answers, None)


def _held_over(
    unit_id: int, carries: list[Grant], parents: Mapping[int, int | None]
) -> Grant | None:
    """The role held in the unit, or by who leads above it; the nearest."""
    for level, place in enumerate(_upwards(unit_id, parents)):
        for grant in carries:
            leads = may(grant.role, Permission.DISTRIBUTE)
            if grant.unit_id == place and (leads or not level):
                return grant
    return None


def _upwards(unit_id: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    place: int | None = unit_id
    while place is not None:
        yield place
        place = parents.get(place)
