"""What the registered have asked for: on the person's page, one by one, and what waits."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from audit.words import mark
from cases.queries import PersonHead, Scope, branch, must_open_person, person_head, staff_names
from notifications.queries import LetterRow, letters_of_key
from people.access import Actor
from people.models import Resident
from people.queries import all_of, kept_from, resident_id
from people.refusals import NotFound
from people.roles import Permission
from privacy.kinds import CLAIMS, FIELDS, OUTCOMES, ClaimKind, Outcome, Task
from privacy.models import Claim, Correction
from privacy.queries.merging import MergeLine, merges_of

NO_SUCH = "Vi finner ikke kravet. Gå til personen, og se under «Rettigheter»."

WHERE: Final = frozenset({"address", "postal", "phone"})  # where a protected person lives
NOT_SHOWN: Final = mark("Vises ikke")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as its page and the person's page show it."""

    public_id: str
    kind: str
    label: str
    person_id: int
    person_public_id: str
    from_whom: str
    what: str
    received_on: dt.date
    due_on: dt.date
    registered_by: str
    outcome: str
    outcome_label: str
    reason: str
    handed_to: str
    handed_how: str
    answered_by: str
    answered_at: dt.datetime | None
    letters: tuple[LetterRow, ...] = ()  # those of the answer that the reader may see

    @property
    def url(self) -> str:
        """Its page."""
        return f"/rettigheter/{self.public_id}/"

    @property
    def file(self) -> bool:
        """Whether there is a file to hand out."""
        return self.kind == ClaimKind.ACCESS and self.outcome == Outcome.GRANTED


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What stood wrong, and what was set in its place."""

    label: str
    old: str
    new: str
    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """One person's claims, corrections and merges."""

    person: PersonHead
    claims: tuple[ClaimRow, ...]
    corrections: tuple[CorrectionRow, ...]
    merges: tuple[MergeLine, ...]
    may_merge: bool

    @property
    def waiting(self) -> str:
        """A proposal of the person that waits for an answer; empty without."""
        return next((one.public_id for one in self.merges if one.waits), "")


def privacy_page(public_id: str, *, actor: Actor, on: dt.date) -> PrivacyPage:
    """The page of a person the actor may open. Raises NotFound, AccessDenied."""
    person_id = resident_id(public_id, actor=actor)
    must_open_person(person_id, public_id=public_id, actor=actor, acting=True)
    ids = all_of(person_id)
    found = list(Claim.objects.filter(person__in=ids).order_by("-received_on", "-pk"))
    person = person_head(person_id, on=on)
    if Resident.objects.filter(pk=person_id, blocked=True).exists():
        person = replace(person, address="", postal="", phone="", relatives=(), representatives=())
    return PrivacyPage(
        person=person,
        claims=_rows(found),
        corrections=_corrections(ids),
        merges=merges_of(ids),
        may_merge=actor.may(Permission.EDIT_PERSON),
    )


def claimant_id(public_id: str, *, actor: Actor) -> int:
    """Whose claim is to be written down; what they have blocked stays unseen, but whoever answers
    the telephone takes the claim, also that the block is lifted. Raises NotFound, AccessDenied.
    """
    person_id = resident_id(public_id, actor=actor)
    acting = not actor.may(Permission.REGISTER_APPLICATION)
    must_open_person(person_id, public_id=public_id, actor=actor, acting=acting)
    return person_id


def _corrections(person_ids: list[int]) -> tuple[CorrectionRow, ...]:
    """What was corrected of a person, latest first."""
    found = list(Correction.objects.filter(person__in=person_ids).order_by("-corrected_at", "-pk"))
    staff = staff_names({row.corrected_by_id for row in found})
    guarded = Q(protection="NONE", blocked=False)
    hidden = Resident.objects.filter(pk__in=person_ids).exclude(guarded).exists()
    return tuple(
        CorrectionRow(
            label=FIELDS.get(row.field, row.field),
            old=_(NOT_SHOWN) if hidden and row.field in WHERE else row.old,
            new=_(NOT_SHOWN) if hidden and row.field in WHERE else row.new,
            at=row.corrected_at,
            by=staff.get(row.corrected_by_id, ""),
        )
        for row in found
    )


def claim_row(public_id: str, *, actor: Actor, at: dt.datetime | None = None) -> ClaimRow:
    """One claim; with its letters as they stand `at`, if asked. Why it came to what it did is for
    who may answer it, as the letter is. Raises NotFound, AccessDenied for who may not open the
    person.
    """
    row = _rows([find_claim(public_id, actor=actor)])[0]
    if not actor.may(Permission.ANSWER_CLAIMS):
        return replace(row, reason="", handed_to="", handed_how="")
    if at is None or not row.outcome:
        return row
    return replace(row, letters=tuple(letters_of_key(f"claim:{public_id}", actor=actor, at=at)))


def find_claim(public_id: str, *, actor: Actor, locked: bool = False) -> Claim:
    """The claim, for who may open its person. Raises NotFound, AccessDenied."""
    rows = Claim.objects.filter(municipality_id=actor.municipality_id, public_id=_uuid(public_id))
    rows = rows.exclude(person__in=kept_from(actor))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_SUCH, what="claim")
    person = found.person
    must_open_person(person.pk, public_id=str(person.public_id), actor=actor, acting=True)
    return found


def _rows(found: list[Claim]) -> tuple[ClaimRow, ...]:
    staff = staff_names({pk for row in found for pk in (row.registered_by_id, row.answered_by_id)})
    people = Resident.objects.in_bulk({row.person_id for row in found})
    return tuple(
        ClaimRow(
            public_id=str(row.public_id),
            kind=row.kind,
            label=CLAIMS[ClaimKind(row.kind)],
            person_id=row.person_id,
            person_public_id=str(people[row.person_id].public_id),
            from_whom=row.from_whom,
            what=row.what,
            received_on=row.received_on,
            due_on=row.due_on,
            registered_by=staff.get(row.registered_by_id, ""),
            outcome=row.outcome,
            outcome_label=OUTCOMES[Outcome(row.outcome)] if row.outcome else "",
            reason=row.reason,
            handed_to=row.handed_to,
            handed_how=row.handed_how,
            answered_by=staff.get(row.answered_by_id or 0, ""),
            answered_at=row.answered_at,
        )
        for row in found
    )


def claim_tasks(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Claims nobody has answered, in the units where one may; they name nobody."""
    ours = Claim.objects.filter(
        outcome="",
        unit__in=scope.actor.led_unit_ids,
    )
    return [
        branch(
            ours.exclude(person__in=kept_from(scope.actor)),
            kind=Task.ANSWER_CLAIM.value,
            key="public_id",
            case=None,
            person=None,
            unit="unit_id",
            holder=None,
            due="due_on",
        )
    ]


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(NO_SUCH, what="claim") from None
