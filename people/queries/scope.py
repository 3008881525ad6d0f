"""Finds and locks people, staff and units inside the actor's municipality, and nowhere else."""

import uuid
from dataclasses import replace
from typing import Final, Protocol

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from audit.words import mark
from people.access import Actor, also_hidden, gets_its_answer
from people.kinds import RELATED
from people.models import Resident, StaffMember, Unit
from people.queries.relations import kept_from, related_to, within_reach
from people.refusals import AccessDenied, NotFound, Refused, Stale

NOBODY = mark("Vi finner ikke personen. Søk på nytt, eller registrer personen.")
STANDS_STILL = mark(
    "Det er foreslått å slå personen sammen med en annen, eller å oppheve det. Til en annen har"
    " svart, sendes ingenting. Se forslaget under «Rettigheter» på personen."
)


def _called(public_id: str, *, actor: Actor) -> QuerySet[Resident, int]:
    """The id behind a public id; of somebody merged into another, the other's."""
    named = Resident.objects.filter(
        public_id=_uuid(public_id, NOBODY), municipality_id=actor.municipality_id
    )
    return named.values_list(Coalesce("merged_into_id", "pk"), flat=True)


def all_of(person_id: int) -> list[int]:
    """A person's id and those of everybody merged into them: all that the trail knows them by."""
    merged = Resident.objects.filter(merged_into_id=person_id).order_by("pk")
    return [person_id, *merged.values_list("pk", flat=True)]


def must_not_stand_still(person: Resident) -> None:
    """Raise Refused while it is proposed that the person is, or is not, another."""
    if person.stands_still:
        raise Refused(STANDS_STILL, code="stands_still")


def resident_id(public_id: str, *, actor: Actor) -> int:
    """The id behind a public id; of somebody merged into another, the other's.

    Raises NotFound outside the actor's municipality, and for whom they are kept from (tilknytning).
    """
    found = (
        within_reach(actor)
        .filter(pk__in=_called(public_id, actor=actor))
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        with also_hidden():  # for the record
            related = related_to(actor).filter(pk__in=_called(public_id, actor=actor)).exists()
        raise NotFound(NOBODY, what=RELATED if related else "person")
    return found


class MustOpen(Protocol):
    """Raise NotFound or AccessDenied for a person the actor has no ground to open, or write on."""

    def __call__(
        self, person_id: int, *, public_id: str, actor: Actor, acting: bool = False
    ) -> None: ...


_TELLERS: Final[list[MustOpen]] = []


class WorksWith(Protocol):
    """Whether what a person has blocked is open to the actor all the same."""

    def __call__(self, person_id: int, *, actor: Actor) -> bool: ...


_WORKERS: Final[list[WorksWith]] = []


def tell_who_works_with(works_with: WorksWith) -> None:
    """Let the app that knows of cases say to whom what a person has blocked is open."""
    _WORKERS.append(works_with)


def must_not_be_blocked(person_id: int, *, actor: Actor) -> None:
    """Raise AccessDenied for what the person has blocked, but for those who work with it."""
    person = Resident.objects.get(pk=person_id)
    if not any(tell(person_id, actor=actor) for tell in _WORKERS):
        _must_not_be_blocked(person)


def tell_who_opens(must_open: MustOpen) -> None:
    """Let the app that knows of cases say who may open whom: protected people, colleagues."""
    _TELLERS.append(must_open)


def open_resident_id(public_id: str, *, actor: Actor, acting: bool = False) -> int:
    """The id of a person whose details may be opened; `acting`: on the page of an act.

    Raises as `lock_resident`.
    """
    person_id = resident_id(public_id, actor=actor)
    _must_not_be_blocked(Resident.objects.get(pk=person_id))
    if acting:
        try:
            _must_be_open(person_id, public_id, actor)
        except (AccessDenied, NotFound):
            if not gets_its_answer(actor):  # the act itself may have closed them, as kode 6 does
                raise
    return person_id


def still_open(public_id: str, *, actor: Actor) -> bool:
    """Whether the details of somebody just changed may still be opened by who changed them."""
    try:
        open_resident_id(public_id, actor=replace(actor, once=None), acting=True)
    except (AccessDenied, NotFound):
        return False
    return True


def lock_resident(public_id: str, *, actor: Actor, version: int | None = None) -> Resident:
    """The person, locked until the transaction ends, to change what is known of them.

    Raises NotFound as `resident_id`, and for whom only the named may know of (kode 6, who works
    here); AccessDenied for who only reads, and for what the person has blocked (sperret); Stale if
    `version` is given and is another.
    """
    person = (
        Resident.objects.select_for_update(no_key=True)
        .filter(pk__in=_called(public_id, actor=actor))
        .exclude(pk__in=kept_from(actor))
        .first()
    )
    if person is None:
        raise NotFound(NOBODY, what="person")
    _must_not_be_blocked(person)
    _must_be_open(person.pk, public_id, actor)
    if version is not None and version != person.version:
        raise Stale
    return person


def lock_staff(staff_id: int, *, actor: Actor) -> StaffMember:
    """A member of the municipality's staff, locked. Raises NotFound."""
    staff = (
        StaffMember.objects.select_for_update()
        .filter(pk=staff_id, municipality_id=actor.municipality_id)
        .first()
    )
    if staff is None:
        raise NotFound("Vi finner ikke den ansatte.")
    return staff


def lock_unit(unit_id: int, *, actor: Actor) -> Unit:
    """A unit of the municipality, locked. Raises NotFound."""
    unit = (
        Unit.objects.select_for_update()
        .filter(pk=unit_id, municipality_id=actor.municipality_id)
        .first()
    )
    if unit is None:
        raise NotFound("Vi finner ikke enheten.")
    return unit


def _must_be_open(person_id: int, public_id: str, actor: Actor) -> None:
    for tell in _TELLERS:
        tell(person_id, public_id=public_id, actor=actor, acting=True)


def _must_not_be_blocked(person: Resident) -> None:
    if person.blocked:
        raise AccessDenied(
            "Opplysninger er sperret av personen. Bare de som arbeider med saken, ser dem.",
            what="blocked person",
        )


def _uuid(text: str, sentence: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(sentence) from None
