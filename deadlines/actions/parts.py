"""Parts of use cases: open, start, pause, extend, meet and cancel a deadline of a locked case.

None of them edits a date without a row in the ledger. A deadline is named by its kind and `key`:
the thing it is about ("case" when it is the case itself).
"""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from cases.models import Case
from deadlines.kinds import Act, Kind, KindRow
from deadlines.models import Deadline, LedgerEntry
from deadlines.queries import rules_of
from deadlines.rules import State, as_basis, balance, compute, replay, until_on
from people.access import Actor
from people.models import Unit
from people.refusals import Refused

THE_CASE = "case"


def open_deadline(
    case: Case,
    kind: Kind,
    *,
    starts_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    key: str = THE_CASE,
    starts_at: dt.datetime | None = None,
    set_on: dt.date | None = None,
    unit: Unit | None = None,
) -> Deadline:
    """Open a deadline of a locked case that runs from `starts_on`.

    `starts_on` is the day the term runs from: the receipt, the start, or for kinds counted back
    the end; `starts_at` the moment, for a term of hours. `set_on` is the day an officer chose,
    where the kind lets one. `unit` is the performing unit that must act. Opening it again
    changes nothing.

    Raises Refused when the kind's day may not be chosen so.
    """
    row = rules_of(case.municipality_id).row(kind, on=localdate(at))
    deadline, new = Deadline.objects.get_or_create(
        municipality_id=case.municipality_id,
        kind=kind,
        key=key,
        case=case,
        defaults={
            "person_id": case.person_id,
            "unit": unit,
            "opened_at": at,
            **dates(row, starts_on, set_on, starts_at),
        },
    )
    if new:
        written(deadline, Act.OPENED, actor=actor, at=at, basis=deadline.basis)
    return deadline


def expect_deadline(
    case: Case,
    kind: Kind,
    *,
    actor: Actor,
    at: dt.datetime,
    key: str = THE_CASE,
    unit: Unit | None = None,
    set_on: dt.date | None = None,
) -> Deadline:
    """Note a deadline whose start is not known yet: a complaint before the letter has arrived.

    `set_on` is the day an officer has chosen already, kept in the ledger until it runs.

    For a complaint (COMPLAINT_*) `key` is the key of the party's letter: the clock then starts
    by itself when that letter, or the one that replaces it, has reached the party.
    """
    deadline, new = Deadline.objects.get_or_create(
        municipality_id=case.municipality_id,
        kind=kind,
        key=key,
        case=case,
        defaults={
            "person_id": case.person_id,
            "unit": unit,
            "opened_at": at,
            "provisional": True,
        },
    )
    if new:
        chosen: dict[str, object] = {"set_on": set_on.isoformat()} if set_on else {}
        written(deadline, Act.EXPECTED, basis=chosen, actor=actor, at=at)
    return deadline


def start_deadline(
    case: Case,
    kind: Kind,
    *,
    starts_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    key: str = THE_CASE,
    set_on: dt.date | None = None,
    reason: str = "",
) -> bool:
    """Let an expected deadline run from `starts_on`. True if it was waiting for it."""
    deadline = _locked(case, kind, key, provisional=True)
    if deadline is None:
        return False
    start(deadline, starts_on=starts_on, set_on=set_on, reason=reason, actor=actor, at=at)
    return True


def recompute_deadline(
    case: Case,
    kind: Kind,
    *,
    starts_on: dt.date,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    key: str = THE_CASE,
    set_on: dt.date | None = None,
) -> bool:
    """Count anew from another day, because the first was wrong. True if there was one to count.

    What was extended falls away, the days it has stood do not; whoever was reminded is reminded
    anew.
    """
    deadline = _locked(case, kind, key, provisional=False)
    if deadline is None:
        return False
    before = deadline.due_on
    count_again(deadline, dates(rule_of(deadline), starts_on, set_on))
    written(
        deadline,
        Act.RECOMPUTED,
        before=before,
        reason=reason,
        basis=deadline.basis,
        actor=actor,
        at=at,
    )
    return True


def pause_deadline(
    case: Case, kind: Kind, *, reason: str, actor: Actor, at: dt.datetime, key: str = THE_CASE
) -> bool:
    """Stop the clock from today. True if it ran.

    Raises Refused for a kind that nothing pauses, as the preliminary answer.
    """
    if not rules_of(case.municipality_id).row(kind, on=localdate(at)).pausable:
        raise Refused("Denne fristen kan ikke settes på pause.", code="not_pausable")
    deadline = _locked(case, kind, key, provisional=False)
    if deadline is None or deadline.paused_on is not None:
        return False
    deadline.paused_on = localdate(at)
    deadline.save(update_fields=["paused_on"])
    written(deadline, Act.PAUSED, reason=reason, actor=actor, at=at)
    return True


def resume_deadline(
    case: Case, kind: Kind, *, actor: Actor, at: dt.datetime, key: str = THE_CASE
) -> bool:
    """Let the clock run again; the days it stood are added. True if it stood."""
    deadline = _locked(case, kind, key, provisional=False)
    if deadline is None or deadline.paused_on is None or deadline.due_on is None:
        return False
    before = deadline.due_on
    stood = localdate(at) - deadline.paused_on
    _put_off(deadline, deadline.due_on + stood)
    deadline.paused_on = None
    deadline.save()
    written(deadline, Act.RESUMED, before=before, actor=actor, at=at)
    return True


def extend(
    deadline: Deadline, *, until: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Give a locked, running deadline a later day.

    Raises Refused with every objection: the kind is fixed, the day is not later, no reason, or
    a complaint's time has already ended (fvl § 29).
    """
    row = rule_of(deadline)
    before = deadline.due_on
    if not row.extendable or before is None:
        raise Refused("Denne fristen kan ikke utsettes.", code="not_extendable")
    if before < localdate(at) and not row.set_in_case:
        raise Refused("Fristen er ute og kan ikke lenger utsettes.", code="too_late", field="until")
    if until <= before:
        raise Refused("Velg en dag etter den fristen som gjelder.", code="not_later", field="until")
    if not reason.strip():
        raise Refused("Skriv hvorfor fristen utsettes.", code="reason_missing", field="reason")
    _put_off(deadline, until)
    _tell_anew(deadline)
    deadline.save()
    written(deadline, Act.EXTENDED, before=before, reason=reason.strip(), actor=actor, at=at)


def meet_deadline(
    case: Case,
    kind: Kind,
    *,
    actor: Actor,
    at: dt.datetime,
    key: str = THE_CASE,
    reason: str = "",
    letter: str = "",
) -> bool:
    """Note that what the deadline asked for is done. True if it was open.

    `letter` is the key of the letter that did it by being posted, if one did.
    """
    deadline = _locked(case, kind, key)
    if deadline is None:
        return False
    meet(deadline, reason=reason, letter=letter, actor=actor, at=at)
    return True


def meet_all(case: Case, kind: Kind, *, actor: Actor, at: dt.datetime, reason: str = "") -> None:
    """Note that every open deadline of a kind in a locked case is met, whatever each is about."""
    for deadline in Deadline.objects.select_for_update().filter(
        case=case, kind=kind, met_at=None, cancelled_at=None
    ):
        meet(deadline, reason=reason, actor=actor, at=at)


def cancel_deadline(
    case: Case, kind: Kind, *, reason: str, actor: Actor, at: dt.datetime, key: str = THE_CASE
) -> bool:
    """Take a deadline away because it no longer applies. True if it was open."""
    deadline = _locked(case, kind, key)
    if deadline is None:
        return False
    deadline.cancelled_at = at
    deadline.save(update_fields=["cancelled_at"])
    written(deadline, Act.CANCELLED, reason=reason, actor=actor, at=at)
    return True


def start(
    deadline: Deadline,
    *,
    starts_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    set_on: dt.date | None = None,
    reason: str = "",
    assumed: bool = False,
) -> None:
    """Let a locked, provisional deadline run from `starts_on`, which may be assumed (antatt)."""
    for name, value in dates(rule_of(deadline), starts_on, set_on).items():
        setattr(deadline, name, value)
    deadline.provisional = False
    deadline.basis["assumed"] = assumed
    deadline.save()
    written(deadline, Act.STARTED, reason=reason, basis=deadline.basis, actor=actor, at=at)


def unstart(deadline: Deadline, *, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Make a locked, running deadline provisional again: it began on a wrong assumption."""
    before = deadline.due_on
    deadline.provisional = True
    deadline.starts_on = deadline.due_on = deadline.due_at = deadline.paused_on = None
    _tell_anew(deadline)
    deadline.basis = {}
    deadline.save()
    written(deadline, Act.RECOMPUTED, before=before, reason=reason, actor=actor, at=at)


def keep_extension(deadline: Deadline, *, actor: Actor, at: dt.datetime) -> None:
    """Let a locked deadline that began anew end no earlier than the day it was extended to.

    The party was told of that day (fvl § 29), whenever the letter is found to have arrived.
    """
    given = deadline.ledger.filter(act=Act.EXTENDED).order_by("pk").last()
    before, until = deadline.due_on, given.due_after if given else None
    if given is None or before is None or until is None or until <= before:
        return
    _put_off(deadline, until)
    deadline.save()
    written(deadline, Act.EXTENDED, before=before, reason=given.reason, actor=actor, at=at)


def meet(
    deadline: Deadline, *, actor: Actor, at: dt.datetime, reason: str = "", letter: str = ""
) -> None:
    """Note on a locked, open deadline that it is met; `letter`: by the letter with that key."""
    deadline.met_at = at
    deadline.met_letter = letter
    deadline.save(update_fields=["met_at", "met_letter"])
    written(deadline, Act.MET, reason=reason, actor=actor, at=at)


def reopen(deadline: Deadline, *, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Open a locked, met deadline again: what met it did not happen. Reminders begin anew."""
    deadline.met_at = None
    deadline.met_letter = ""
    _tell_anew(deadline)
    deadline.save()
    written(deadline, Act.REOPENED, reason=reason, actor=actor, at=at)


def _locked(
    case: Case, kind: Kind, key: str, *, provisional: bool | None = None
) -> Deadline | None:
    open_ones = Deadline.objects.select_for_update().filter(
        case=case, kind=kind, key=key, met_at=None, cancelled_at=None
    )
    if provisional is not None:
        open_ones = open_ones.filter(provisional=provisional)
    return open_ones.first()


def rule_of(deadline: Deadline) -> KindRow:
    """The rule that was in force when the deadline was opened, the municipality's own too."""
    rules = rules_of(deadline.municipality_id)
    return rules.row(Kind(deadline.kind), on=localdate(deadline.opened_at))


def dates(
    row: KindRow,
    starts_on: dt.date,
    set_on: dt.date | None,
    starts_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """The columns of a deadline that runs from a day. Raises Refused for a day it may not have."""
    try:
        computation = compute(row, starts_on, starts_at=starts_at, set_on=set_on)
    except ValueError as wrong:
        raise Refused(str(wrong), code="deadline_day", field="set_on") from None
    return {
        "starts_on": computation.starts_on,
        "due_on": computation.due_on,
        "due_at": computation.ends_at,
        "basis": as_basis(computation),
    }


def state_of(deadline: Deadline) -> State:
    """Where a locked deadline stands, by its ledger."""
    return replay(deadline.ledger.order_by("pk"))


def count_again(deadline: Deadline, columns: dict[str, Any]) -> None:
    """Give a locked, running deadline what was computed anew, and the days it has stood."""
    stood = state_of(deadline).stood
    for name, value in columns.items():
        setattr(deadline, name, value)
    if deadline.due_on is not None and stood:
        _put_off(deadline, deadline.due_on + stood)
    _tell_anew(deadline)
    deadline.save()


def _tell_anew(deadline: Deadline) -> None:
    """Its day is another now: whoever was told of the one before, is told of this."""
    deadline.reminded_at = deadline.escalated_at = deadline.escalated_to = None


def _put_off(deadline: Deadline, until: dt.date) -> None:
    """Move the last day; what was computed, and from what, stays as it was in `basis`."""
    deadline.due_on = until
    deadline.due_at = until_on(rule_of(deadline).term, until)


def written(
    deadline: Deadline,
    act: Act,
    *,
    actor: Actor,
    at: dt.datetime,
    before: dt.date | None = None,
    reason: str = "",
    basis: dict[str, object] | None = None,
) -> None:
    LedgerEntry.objects.create(
        deadline=deadline,
        act=act,
        at=at,
        on=localdate(at),
        due_before=before,
        due_after=deadline.due_on,
        balance=balance(deadline.due_on, localdate(at)),
        rule=deadline.basis.get("rule", ""),
        reason=reason,
        basis=basis or {},
        staff_id=actor.staff_id,
    )
