"""Use cases of two registered persons who are one: propose, confirm, withdraw, and undo."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from cases.actions import let_read_earlier
from cases.queries import must_open_person
from people.access import Actor, use_case
from people.actions import tell_protection
from people.models import IdentityNumber, Resident
from people.queries import resident_id
from people.refusals import Objection, Refused, Stale
from people.roles import Permission
from privacy.actions.moving import RESIDENT, last_rows, note_moved, part, unite
from privacy.events import (
    BreachSettled,
    MergeProposed,
    MergeWithdrawn,
    PersonsMerged,
    PersonsUnmerged,
    UnmergeProposed,
)
from privacy.kinds import BREACHES, Breach, MergeState
from privacy.models import Merge
from privacy.policy import answers_on
from privacy.queries import are_relatives, find_merge, lock_two, other_half, stands
from privacy.rules import LONGEST_REASON

ANOTHER: Final = mark("En annen enn deg må svare på forslaget. Be en kollega i enheten din.")


@use_case(Permission.EDIT_PERSON)
def propose_merge(
    person: str, *, other: str, number: str = "", reason: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say that `other` (number or public id) is the same as a person, who stays (Slå sammen).

    Nothing moves until somebody else has confirmed it; until then nothing is sent or decided of
    either. Raises NotFound, AccessDenied; Refused with every reason why they cannot be one.
    """
    kept_id = resident_id(person, actor=actor)
    must_open_person(kept_id, public_id=person, actor=actor, acting=True)
    absorbed_id = other_half(other, person_id=kept_id, actor=actor)
    if absorbed_id == kept_id:
        raise Refused(
            "Det er den samme registreringen. Skriv den andre.", code="same", field="other"
        )
    locked = Resident.objects.select_for_update().filter(pk__in=[kept_id, absorbed_id])
    two = {one.pk: one for one in locked.order_by("pk")}
    kept, absorbed = two[kept_id], two[absorbed_id]
    number = "".join(number.split())
    _must_be_possible(kept, absorbed, number, reason)
    merge = Merge.objects.create(
        municipality_id=kept.municipality_id,
        kept=kept,
        absorbed=absorbed,
        number=number,
        reason=reason.strip(),
        proposed_by_id=actor.staff(),
        proposed_at=at,
    )
    _stand_still(kept, absorbed, still=True)
    _record(MergeProposed, merge, actor=actor, at=at)
    return {"merge": str(merge.public_id)}


@use_case(Permission.EDIT_PERSON)
def confirm_merge(merge_id: str, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Merge two persons as somebody else has proposed; what each row was is kept.

    Raises NotFound, AccessDenied, Stale; Refused for one's own proposal, and with every reason
    why they cannot be one now.
    """
    merge = _locked(merge_id, version, MergeState.PROPOSED, actor)
    if merge.proposed_by_id == actor.staff():
        raise Refused(ANOTHER, code="own_proposal")
    kept, absorbed = lock_two(merge)
    merge.last_rows = last_rows()
    merge.confirmed_by_id, merge.confirmed_at = actor.staff(), at
    _save(merge, ["last_rows", "confirmed_by", "confirmed_at"])
    _stand_still(kept, absorbed, still=False)
    protections = _protections(kept, absorbed)
    moved = unite(kept, absorbed, number=merge.number)
    note_moved(merge, moved)
    let_read_earlier([kept.pk], at=at)
    rows = sum(one.model != RESIDENT for one in moved)  # the person's own row is not moved
    _record(PersonsMerged, merge, actor=actor, at=at, rows=rows)
    _tell_protections(protections, kept, absorbed, actor=actor, at=at)
    return {"merge": merge_id, "person": str(kept.public_id), "rows": rows}


@use_case(Permission.EDIT_PERSON)
def withdraw_merge(merge_id: str, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Take back, or turn down, a proposal to merge, or one to undo it (Trekk forslaget)."""
    merge = find_merge(merge_id, actor=actor, locked=True)
    undoing = stands(merge) is MergeState.UNDO_PROPOSED
    merge = _locked(
        merge_id, version, MergeState.UNDO_PROPOSED if undoing else MergeState.PROPOSED, actor
    )
    if undoing:
        merge.undo_proposed_by, merge.undo_proposed_at, merge.undo_reason = None, None, ""
        _save(merge, ["undo_proposed_by", "undo_proposed_at", "undo_reason"])
    else:
        merge.withdrawn_by_id, merge.withdrawn_at = actor.staff(), at
        _save(merge, ["withdrawn_by", "withdrawn_at"])
    _stand_still(*lock_two(merge), still=False)
    _record(MergeWithdrawn, merge, actor=actor, at=at)
    return {"merge": merge_id}


@use_case(Permission.EDIT_PERSON)
def propose_unmerge(
    merge_id: str, *, version: int, reason: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say that two who were merged are two after all (Opphev sammenslåingen).

    Somebody else must confirm it. Raises NotFound, AccessDenied, Stale, Refused.
    """
    merge = _locked(merge_id, version, MergeState.MERGED, actor)
    _must_say_why(reason)
    kept, absorbed = lock_two(merge)
    if kept.stands_still or kept.merged_into_id or _merged_since(merge):
        raise Refused(
            "Personen er siden slått sammen med en til. Opphev den siste sammenslåingen først.",
            code="merged_since",
        )
    merge.undo_proposed_by_id, merge.undo_proposed_at = actor.staff(), at
    merge.undo_reason = reason.strip()
    _save(merge, ["undo_proposed_by", "undo_proposed_at", "undo_reason"])
    _stand_still(kept, absorbed, still=True)
    _record(UnmergeProposed, merge, actor=actor, at=at)
    return {"merge": merge_id}


@use_case(Permission.EDIT_PERSON)
def confirm_unmerge(
    merge_id: str, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Put every row back as it was before a merge, as somebody else has proposed.

    What they showed as one may be a breach: the time to tell of it runs from when it was said that
    they are two. Raises NotFound, AccessDenied, Stale; Refused for one's own proposal.
    """
    merge = _locked(merge_id, version, MergeState.UNDO_PROPOSED, actor)
    known_at = merge.undo_proposed_at
    if merge.undo_proposed_by_id == actor.staff() or known_at is None:
        raise Refused(ANOTHER, code="own_proposal")
    kept, absorbed = lock_two(merge)
    _stand_still(kept, absorbed, still=False)
    protections = _protections(kept, absorbed)
    back, left = part(merge, kept, absorbed)
    let_read_earlier([kept.pk, absorbed.pk], at=at)
    hours = answers_on(localdate(at)).breach_hours
    merge.undone_by_id, merge.undone_at = actor.staff(), at
    merge.breach_due_at = known_at + dt.timedelta(hours=hours)
    _save(merge, ["undone_by", "undone_at", "breach_due_at"])
    _record(PersonsUnmerged, merge, actor=actor, at=at, rows=back, left=left)
    _tell_protections(protections, kept, absorbed, actor=actor, at=at)
    return {"merge": merge_id, "rows": back, "left": left}


@use_case(Permission.EDIT_PERSON)
def settle_breach(
    merge_id: str, *, version: int, breach: str, note: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say what came of a merge in error: told, or found not to need telling (GDPR art. 33)."""
    merge = _locked(merge_id, version, MergeState.UNDONE, actor)
    found = []
    if merge.breach:
        found.append(Objection("Avviket er allerede vurdert.", "settled"))
    if breach not in set(Breach):
        found.append(Objection("Velg hva vurderingen ble.", "breach_missing", "breach"))
    if not note.strip():
        found.append(Objection("Skriv hva som ble gjort, og hvorfor.", "note_missing", "note"))
    if len(note) > 1000:
        found.append(Objection("Kort ned teksten til 1000 tegn.", "too_long", "note"))
    if found:
        raise Refused.all(found)
    merge.breach, merge.breach_note = breach, note.strip()
    merge.breach_by_id, merge.breach_at = actor.staff(), at
    _save(merge, ["breach", "breach_note", "breach_by", "breach_at"])
    event = BreachSettled(merge=merge_id, label=BREACHES[Breach(breach)], person_id=merge.kept_id)
    trail.record(event, actor=actor, at=at)
    return {"merge": merge_id}


def _must_be_possible(kept: Resident, absorbed: Resident, number: str, reason: str) -> None:
    if kept.stands_still or absorbed.stands_still:
        raise Refused(
            "Det venter allerede et forslag om en av dem. Se det under «Rettigheter» på personen.",
            code="stands_still",
        )
    if are_relatives(kept.pk, absorbed.pk):
        raise Refused(
            "De to er registrert som pårørende for hverandre, og er da to personer.",
            code="relatives",
        )
    _must_say_why(reason)
    ours = IdentityNumber.objects.filter(resident__in=[kept, absorbed], current=True)
    numbers = set(ours.values_list("number", flat=True))
    if numbers and number not in numbers:
        raise Refused("Velg nummeret som skal gjelde.", code="number_missing", field="number")
    # Tried on the rows themselves, and let go: what is in the way is told before anybody waits.
    with transaction.atomic():
        unite(Resident.objects.get(pk=kept.pk), Resident.objects.get(pk=absorbed.pk), number=number)
        transaction.set_rollback(True)


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Refused("Skriv hvorfor.", code="reason_missing", field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused("Kort ned teksten til 500 tegn.", code="too_long", field="reason")


def _merged_since(merge: Merge) -> bool:
    later = Merge.objects.filter(
        kept_id=merge.kept_id, undone_at=None, confirmed_at__gt=merge.confirmed_at
    )
    return later.exists()


def _locked(merge_id: str, version: int, state: MergeState, actor: Actor) -> Merge:
    merge = find_merge(merge_id, actor=actor, locked=True)
    if merge.version != version or stands(merge) is not state:
        raise Stale("Forslaget er endret. Last siden på nytt.", code="stale")
    return merge


def _save(merge: Merge, fields: list[str]) -> None:
    merge.version += 1
    merge.save(update_fields=[*fields, "version"])


def _stand_still(kept: Resident, absorbed: Resident, *, still: bool) -> None:
    for one in (kept, absorbed):
        one.stands_still = still
        one.save(update_fields=["stands_still"])


def _protections(*persons: Resident) -> dict[int, str]:
    return {one.pk: one.protection for one in persons}


def _tell_protections(
    before: dict[int, str], *persons: Resident, actor: Actor, at: dt.datetime
) -> None:
    """Whoever has the person on a screen is told as when the protection is set by itself."""
    for one in persons:
        if one.protection != before[one.pk]:
            tell_protection(one, actor=actor, at=at)


def _record(event: Any, merge: Merge, *, actor: Actor, at: dt.datetime, **told: Any) -> None:
    """The one event of the act, in the history of each of the two."""
    pairs = ((merge.kept_id, merge.absorbed_id), (merge.absorbed_id, merge.kept_id))
    trail.record_all(
        [
            event(merge=str(merge.public_id), person_id=one, other_id=other, **told)
            for one, other in pairs
        ],
        actor=actor,
        at=at,
    )
