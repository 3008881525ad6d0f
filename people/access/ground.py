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


def acts_on(actor: Actor, *, person_id: int, case_id: int | None = None) -> None:
    """Note what an act is about, as it is locked: by which of their roles it is open to the actor.

    The first that is noted holds for the whole act: what the act moves, it moves in that role.
    """
    choice = actor.choice
    if choice is not None and choice.grant is None:
        choice.grant = opened_by(actor, choice.permission, person_ids={person_id}, case_id=case_id)


def acts_on_nothing_yet(actor: Actor) -> None:
    """What the act had begun on came to nothing: what it is about is yet to be noted."""
    if actor.choice is not None:
        actor.choice.grant = None


def acts_in(actor: Actor, unit_id: int) -> None:
    """The same for what lies with one unit alone, as an order does."""
    choice = actor.choice
    if choice is not None and choice.grant is None:
        carries = [grant for grant in actor.grants if may(grant.role, choice.permission)]
        parents = dict(Unit.objects.values_list("pk", "parent_id")) if len(carries) > 1 else {}
        choice.grant = _held_over(unit_id, carries, parents)


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
