"""Merges: the two side by side, where one stands, what came meanwhile, and who read the one."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from audit.queries import reads_of
from audit.words import mark
from cases.queries import (
    Scope,
    answer_by,
    branch,
    must_open_person,
    open_people,
    staff_names,
    unit_names,
)
from people.access import Actor
from people.models import IdentityNumber, Relative, Resident
from people.queries import PersonDetails, kept_from, named_only, person_details, resident_id
from people.refusals import NotFound
from people.roles import Permission
from privacy.kinds import BREACHES, STATES, Breach, MergeState, Task
from privacy.models import Merge
from privacy.queries.reach import rows_by
from privacy.rules import state_of

NO_SUCH = "Vi finner ikke forslaget. Gå til personen, og se under «Rettigheter»."
PROPOSED = Q(withdrawn_at=None, confirmed_at=None)
UNDOING = Q(undo_proposed_at__isnull=False, undone_at=None)
MOST_LOOKS = 20_000
COUNTED: Final = {
    "cases.Case.person": mark("Saker"),
    "intake.Application.person": mark("Søknader, meldinger og henvendelser"),
    "records.Note.person": mark("Notater"),
    "records.Document.person": mark("Dokumenter"),
    "notifications.Letter.person": mark("Brev"),
    "delivery.RunningService.person": mark("Tjenester"),
}
COMPARED: Final = (
    "list_name", "born_on", "sex", "number", "address", "postal", "phone", "email", "doctor",
    "protection_label", "died_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what the register has, and how much there is of theirs."""

    person: PersonDetails
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the two side by side."""

    label: str
    kept: str
    absorbed: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looked while the two were one, and how often."""

    who: str
    unit: str
    first_at: dt.datetime
    last_at: dt.datetime
    looks: int


WAITS: Final = frozenset({MergeState.PROPOSED, MergeState.UNDO_PROPOSED})


@dataclass(frozen=True, slots=True)
class MergePage:
    """A merge as its page shows it."""

    public_id: str
    version: int
    state: MergeState
    state_label: str
    kept_id: int
    absorbed_id: int
    kept_public_id: str
    lines: tuple[Compared, ...]
    counts: tuple[tuple[str, int, int], ...]  # what there is of each
    numbers: tuple[tuple[str, str], ...]
    number: str
    reason: str
    proposed_by: str
    proposed_at: dt.datetime
    confirmed_by: str
    confirmed_at: dt.datetime | None
    undo_reason: str
    undo_proposed_by: str
    undone_by: str
    undone_at: dt.datetime | None
    own: bool  # the one who looks has said what waits for another
    two_numbers: bool  # both have a fødselsnummer in force
    moved: int
    since: tuple[tuple[str, int], ...]  # written while they were one: stays with the one kept
    readers: tuple[Reader, ...]
    breach_due_at: dt.datetime | None
    breach: str
    breach_note: str

    @property
    def waits(self) -> bool:
        """Whether somebody else must answer."""
        return self.state in WAITS


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge on a person's page."""

    public_id: str
    state: str  # label
    at: dt.datetime
    waits: bool


def side_by_side(kept_id: int, absorbed_id: int, *, on: dt.date) -> tuple[Compared, ...]:
    """What the register has on the two, line by line. The caller has checked access."""
    one, other = person_details(kept_id, on=on), person_details(absorbed_id, on=on)
    labels = (
        _("Navn"), _("Fødselsdato"), _("Kjønn"), _("Nummer"), _("Adresse"),
        _("Postnummer og sted"), _("Telefon"), _("E-post"), _("Fastlege"),
        _("Adressebeskyttelse"), _("Død"),
    )  # fmt: skip
    return tuple(
        Compared(
            label, _word(one, name), _word(other, name), _word(one, name) != _word(other, name)
        )
        for label, name in zip(labels, COMPARED, strict=True)
    )


def _word(person: PersonDetails, name: str) -> str:
    value = getattr(person, name)
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if name == "number" and value:
        return f"{value[:6]} {value[6:]}"
    return _(value) if value and name in {"sex", "protection_label"} else str(value or "")


def other_half(text: str, *, person_id: int, actor: Actor) -> int:
    """The id of whom somebody may be: by number or public id. Raises NotFound."""
    digits = "".join(text.split())
    found = (
        IdentityNumber.objects.filter(number=digits, municipality_id=actor.municipality_id)
        .exclude(resident__in=kept_from(actor))
        .values_list("resident__public_id", flat=True)
        .first()
    )
    public_id = str(found) if found else text.strip()
    other = resident_id(public_id, actor=actor)
    must_open_person(other, public_id=public_id, actor=actor, acting=True)
    return other


def are_relatives(one_id: int, other_id: int) -> bool:
    """Whether one is registered as close to the other: then they are two."""
    pair = Q(resident_id=one_id, other_id=other_id) | Q(resident_id=other_id, other_id=one_id)
    return Relative.objects.filter(pair).exists()


def find_merge(public_id: str, *, actor: Actor, locked: bool = False) -> Merge:
    """The merge, for who may open the person and is kept from neither. Raises NotFound."""
    rows = Merge.objects.filter(municipality_id=actor.municipality_id, public_id=_uuid(public_id))
    rows = rows.exclude(kept__in=kept_from(actor)).exclude(absorbed__in=kept_from(actor))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_SUCH, what="merge")
    for person in (found.kept, found.absorbed):
        standing = person.merged_into or person
        public = str(standing.public_id)
        must_open_person(standing.pk, public_id=public, actor=actor, acting=True)
    return found


def lock_two(merge: Merge) -> tuple[Resident, Resident]:
    """Both persons, locked in one order whoever asks."""
    ids = [merge.kept_id, merge.absorbed_id]
    found = {
        p.pk: p for p in Resident.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    return found[merge.kept_id], found[merge.absorbed_id]


def stands(merge: Merge) -> MergeState:
    """Where it stands."""
    return state_of(
        withdrawn=merge.withdrawn_at is not None,
        confirmed=merge.confirmed_at is not None,
        undo_proposed=merge.undo_proposed_at is not None,
        undone=merge.undone_at is not None,
    )


def merge_page(public_id: str, *, actor: Actor, on: dt.date) -> MergePage:
    """Everything of a merge. Raises NotFound; AccessDenied for who may not open the person."""
    merge = find_merge(public_id, actor=actor)
    state = stands(merge)
    staff = staff_names(
        {
            pk
            for pk in (
                merge.proposed_by_id, merge.confirmed_by_id, merge.undo_proposed_by_id,
                merge.undone_by_id,
            )
            if pk
        }
    )  # fmt: skip
    told = merge.undo_proposed_by_id or merge.proposed_by_id
    numbers = _numbers([merge.kept_id, merge.absorbed_id])
    return MergePage(
        public_id=str(merge.public_id),
        version=merge.version,
        state=state,
        state_label=STATES[state],
        kept_id=merge.kept_id,
        absorbed_id=merge.absorbed_id,
        kept_public_id=str(merge.kept.public_id),
        lines=side_by_side(merge.kept_id, merge.absorbed_id, on=on),
        counts=counts_of(merge.kept_id, merge.absorbed_id),
        numbers=tuple((row.number, str(row.get_kind_display())) for row in numbers),
        number=merge.number,
        reason=merge.reason,
        proposed_by=staff.get(merge.proposed_by_id, ""),
        proposed_at=merge.proposed_at,
        confirmed_by=staff.get(merge.confirmed_by_id or 0, ""),
        confirmed_at=merge.confirmed_at,
        undo_reason=merge.undo_reason,
        undo_proposed_by=staff.get(merge.undo_proposed_by_id or 0, ""),
        undone_by=staff.get(merge.undone_by_id or 0, ""),
        undone_at=merge.undone_at,
        own=told == actor.staff_id,
        two_numbers=two_numbers(numbers),
        moved=merge.moved.exclude(model="people.Resident").count(),
        since=_since(merge) if state in {MergeState.MERGED, MergeState.UNDO_PROPOSED} else (),
        readers=_readers(merge, on=on) if state is MergeState.UNDONE else (),
        breach_due_at=merge.breach_due_at,
        breach=BREACHES[Breach(merge.breach)] if merge.breach else "",
        breach_note=merge.breach_note,
    )


def _numbers(person_ids: list[int]) -> list[IdentityNumber]:
    found = IdentityNumber.objects.filter(resident__in=person_ids, current=True)
    return list(found.order_by("pk"))


def numbers_of(person_ids: list[int]) -> tuple[tuple[str, str], ...]:
    """The numbers in force that one may choose between, with their kind."""
    return tuple((row.number, str(row.get_kind_display())) for row in _numbers(person_ids))


def two_numbers(numbers: list[IdentityNumber]) -> bool:
    """Whether there are two fødselsnummer: nobody has two, so they may well be two persons."""
    return sum(row.kind == IdentityNumber.Kind.NATIONAL for row in numbers) > 1


def have_two_numbers(person_ids: list[int]) -> bool:
    """The same, of persons."""
    return two_numbers(_numbers(person_ids))


def counts_of(kept_id: int, absorbed_id: int) -> tuple[tuple[str, int, int], ...]:
    """How much there is of each of the two. The caller has checked access."""
    return tuple(
        (_(label), rows_by(key, kept_id).count(), rows_by(key, absorbed_id).count())
        for key, label in COUNTED.items()
    )


def _since(merge: Merge) -> tuple[tuple[str, int], ...]:
    """What was written while they were one: nobody knows of which of them."""
    last = merge.last_rows
    counted = (
        (_(label), rows_by(key, merge.kept_id).filter(pk__gt=last[key.rsplit(".", 1)[0]]).count())
        for key, label in COUNTED.items()
    )
    return tuple((label, n) for label, n in counted if n)


def _readers(merge: Merge, *, on: dt.date) -> tuple[Reader, ...]:
    """Who looked at the two as one: whom to tell of, and to ask what they did with it."""
    looks = reads_of(
        merge.kept_id, since=merge.confirmed_at, until=merge.undone_at, limit=MOST_LOOKS
    )
    by: dict[tuple[int | None, int | None], list[dt.datetime]] = {}
    for look in looks:
        by.setdefault((look.staff_id, look.unit_id), []).append(look.at)
    staff = staff_names({pk for pk, _unit in by if pk})
    units = unit_names({unit for _pk, unit in by}, on=on)
    rows = [
        Reader(
            who=staff.get(pk or 0, _("System")),
            unit=units.get(unit or 0, ""),
            first_at=min(moments),
            last_at=max(moments),
            looks=len(moments),
        )
        for (pk, unit), moments in by.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.first_at))


def merges_of(person_ids: list[int]) -> tuple[MergeLine, ...]:
    """The merges of a person, latest first."""
    rows = Merge.objects.filter(Q(kept__in=person_ids) | Q(absorbed__in=person_ids))
    return tuple(
        MergeLine(str(row.public_id), STATES[stands(row)], row.proposed_at, stands(row) in WAITS)
        for row in rows.order_by("-proposed_at", "-pk")
    )


def merges_shut(keys: Collection[str], *, actor: Actor) -> dict[str, str]:
    """Of merges by public id those that others than the actor must answer, and who said it last:
    one of the two has blocked what is known of them.
    """
    found = list(
        Merge.objects.filter(public_id__in=keys).select_related(
            "kept", "absorbed", "proposed_by", "undo_proposed_by"
        )
    )
    two = {
        one.pk: {person.merged_into_id or person.pk for person in (one.kept, one.absorbed)}
        for one in found
    }
    ids = set[int]().union(*two.values())
    opened = set(open_people(actor, acting=True).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        str(one.public_id): str(one.undo_proposed_by or one.proposed_by)
        for one in found
        if not two[one.pk] <= opened
    }


def merge_tasks(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """What waits for another than who said it: in the unit of everybody who may, until one does.

    They name who is to stay; what only the named see, the named alone are asked about.
    """
    actor = scope.actor
    units = actor.units_with(Permission.EDIT_PERSON)
    if not units:
        return []
    ours = Merge.objects.filter(municipality_id=actor.municipality_id)
    for two in ("kept__in", "absorbed__in"):
        ours = ours.exclude(**{two: kept_from(actor)}).exclude(**{two: named_only(actor)})
    waiting: tuple[tuple[Task, QuerySet[Merge], str], ...] = (
        (
            Task.CONFIRM_MERGE,
            ours.filter(PROPOSED).exclude(proposed_by=actor.staff_id),
            "proposed_at",
        ),
        (
            Task.CONFIRM_UNMERGE,
            ours.filter(UNDOING).exclude(undo_proposed_by=actor.staff_id),
            "undo_proposed_at",
        ),
        (Task.SETTLE_BREACH, ours.filter(undone_at__isnull=False, breach=""), "breach_due_at"),
    )
    return [
        branch(
            rows,
            kind=kind.value,
            key="public_id",
            case=None,
            person="kept_id",
            unit=Value(min(units)),
            holder=None,
            due=TruncDate(due, tzinfo=get_default_timezone())
            if kind is Task.SETTLE_BREACH
            else answer_by(due, scope),
        )
        for kind, rows, due in waiting
    ]


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(NO_SUCH, what="merge") from None
