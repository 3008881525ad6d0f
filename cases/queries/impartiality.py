"""Who is disqualified in a case: for the guard of every act, the gates of a decision, and pages."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from audit.words import Filled, filled, mark
from cases.legal import GROUNDS, Ground
from cases.models import Case, Disqualification
from people.access import Actor
from people.models import StaffMember
from people.queries import related_staff
from people.refusals import Refused


@dataclass(frozen=True, slots=True)
class DisqualifiedRow:
    """A member of staff who leaves the room when the case is dealt with."""

    case_id: int
    staff_id: int
    public_id: str
    name: str
    label: str
    source: str
    note: str
    declared_by: str
    declared_at: dt.datetime


def disqualified(case_ids: Collection[int]) -> list[DisqualifiedRow]:
    """Those who are disqualified (inhabile) in these cases now, by name."""
    found = (
        Disqualification.objects.filter(case_id__in=case_ids, taken_back_at=None)
        .select_related("staff", "declared_by")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    return [
        DisqualifiedRow(
            case_id=row.case_id,
            staff_id=row.staff_id,
            public_id=str(row.staff.public_id),
            name=str(row.staff),
            label=GROUNDS[Ground(row.ground)].label,
            source=GROUNDS[Ground(row.ground)].source,
            note=row.note,
            declared_by=str(row.declared_by),
            declared_at=row.declared_at,
        )
        for row in found
    ]


def disqualified_ids(case: Case) -> frozenset[int]:
    """The staff ids of those who are disqualified in the case now: declared so, or related to the
    person (tilknytning), which closes the case to them besides.
    """
    found = Disqualification.objects.filter(case_id=case.pk, taken_back_at=None)
    return frozenset(found.values_list("staff_id", flat=True)) | related_staff(case.person_id)


def names_of_disqualified(case: Case, staff_ids: Collection[int | None]) -> tuple[str, ...]:
    """The names of those among `staff_ids` who are disqualified in the case now."""
    out = disqualified_ids(case).intersection(pk for pk in staff_ids if pk is not None)
    return tuple(str(one) for one in StaffMember.objects.filter(pk__in=out).order_by("pk"))


def must_be_impartial(case: Case, *, actor: Actor) -> None:
    """Raise Refused, saying who can instead, where the actor is disqualified in a locked case.

    Whoever is out neither prepares nor decides. Source: forvaltningsloven § 6.
    """
    if actor.staff_id is None:
        return
    out = disqualified_ids(case)
    if actor.staff_id not in out:
        return
    raise Refused(
        filled(
            "Du er meldt inhabil i saken og kan verken forberede eller avgjøre den. {instead}",
            instead=_instead(case, out, own=case.responsible_id == actor.staff_id),
        ),
        code="disqualified",
    )


def must_receive_impartially(case: Case, staff: StaffMember, *, field: str) -> None:
    """Raise Refused where `staff`, who is to be given work in a locked case, is disqualified."""
    if staff.pk in disqualified_ids(case):
        raise Refused(
            filled("{staff} er meldt inhabil i saken. Velg en annen.", staff=staff),
            code="receiver_disqualified",
            field=field,
        )


def _instead(case: Case, out: Collection[int], *, own: bool) -> str | Filled:
    """Who can, or how the case gets to somebody who can."""
    if own:
        return mark("Velg «Overfør ansvar», og gi den til en annen.")
    if case.responsible is not None and case.responsible_id not in out:
        return filled("{holder} har saken og kan gjøre det.", holder=case.responsible)
    if case.queue_owner is not None and case.queue_owner_id not in out:
        return filled("{leader} kan gi den til en annen.", leader=case.queue_owner)
    return mark("Be lederen din gi den til en annen.")
