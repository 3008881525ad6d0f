"""What the actions on an order share: find it behind its case's lock, and who may act."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from audit.words import filled
from cases.actions import discard_all_drafts, end_access
from cases.models import Case
from cases.queries import is_entrusted, must_be_impartial
from delivery.models import Order, RunningService
from delivery.queries import Source, find_source, order_key, source_in
from delivery.queries.placed import placed_lines, placed_trials, sent_to
from delivery.refusals import VersionNeeded
from delivery.rules import NOT_AFTER_CASE, STATES, Act, Span, State, drafts_done_with, not_from_here
from people.access import Actor, acts_in, acts_on
from people.models import Resident
from people.refusals import NotFound, Objection, Refused, Stale
from people.roles import Permission

ORDER_ACCESS = "order"  # the ground on which a performing unit may open a case


@dataclass(frozen=True, slots=True)
class Found:
    """An order behind its case's lock: what it springs from, the case, and the unit's answer."""

    source: Source
    case: Case  # locked
    order: Order | None  # locked; None while nobody has answered

    @property
    def state(self) -> State:
        """How the order stands."""
        return State(self.order.state) if self.order else State.SENT

    @property
    def key(self) -> str:
        """What its deadlines are called."""
        return order_key(self.source.public_id, self.source.number)

    @property
    def span(self) -> Span:
        """The days it is for."""
        return Span(self.source.from_on, self.source.to_on)


def lock_sent(
    public_id: str,
    *,
    actor: Actor,
    version: int | None,
    to_start: bool = False,
    any_version: bool = False,
) -> Found:
    """The order, locked, for an actor of the unit it is sent to now.

    The case's lock puts two who answer at once in a row. `to_start` also locks the person, so that
    their services start one at a time, and the cases of the same service that runs already: all
    cases in one order, so that nobody waits for somebody who waits for them. `any_version` is for
    what changes nothing of the order itself.

    Raises NotFound for an order of another unit; Stale for another version, saying who was first;
    VersionNeeded where one must be said.
    """
    before = find_source(public_id, actor=actor)
    mine = actor.units_with(Permission.DELIVER)
    if before is None or before.unit_id not in mine:
        raise NotFound("Vi finner ikke bestillingen.", what="order")
    found = _behind_lock(before, cases=_of_same_service(before) if to_start else ())
    if found is None or found.source.unit_id not in mine:
        raise Stale("Bestillingen er nettopp sendt til en annen enhet.", code="reordered")
    if not any_version:
        check_version(found, version)
    acts_in(actor, found.source.unit_id)
    return found


def lock_ordered(public_id: str, *, actor: Actor, version: int | None) -> Found:
    """The order, locked, for whoever ordered it: an actor who may open the case.

    Raises Refused for who is disqualified in it, as `cases.queries.lock`.
    """
    before = find_source(public_id, actor=actor)
    if before is None or not is_entrusted(before.case.pk, actor=actor):
        raise NotFound("Vi finner ikke bestillingen.", what="order")
    found = _behind_lock(before)
    if found is None:
        raise NotFound("Vi finner ikke bestillingen.", what="order")
    must_be_impartial(found.case, actor=actor)
    check_version(found, version)
    acts_on(actor, person_id=found.case.person_id, case_id=found.case.pk)
    return found


def _of_same_service(source: Source) -> list[int]:
    """The cases by which the person has the same service running; the person is locked first.

    Without that lock two starts meet in the exclusion constraint, where each waits for the other.
    """
    Resident.objects.select_for_update(no_key=True).get(pk=source.case.person_id)
    return list(same_service(source).values_list("case_id", flat=True))


def same_service(source: Source) -> QuerySet[RunningService]:
    """What the person has running of the service of an order, trials apart."""
    return RunningService.objects.filter(
        person_id=source.case.person_id,
        service_key=source.service_key,
        by_trial=False,
        ends_on=None,
    )


def _behind_lock(before: Source, *, cases: Iterable[int] = ()) -> Found | None:
    """The order read again behind its case's lock: somebody may have acted meanwhile."""
    locked = Case.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    both = locked.filter(pk__in={before.case.pk, *cases})
    case = {case.pk: case for case in both}[before.case.pk]
    source = source_in(str(before.public_id), municipality_id=case.municipality_id)
    if source is None:
        return None
    order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("answered_by")
        .filter(**{"trial_id" if source.trial else "line_id": source.pk}, number=source.number)
        .first()
    )
    return Found(source, case, order)


def check_version(found: Found, version: int | None) -> None:
    """Raise unless `version` is what the order has: 0, or none said, while nobody has answered."""
    if found.order is None:
        if version:
            raise Stale("Bestillingen er sendt på nytt siden du åpnet den.", code="reordered")
        return
    if version is None:
        raise VersionNeeded
    if version != found.order.version:
        raise Stale(
            filled(
                "Bestillingen er allerede «{state}» av {answered_by} kl. {clock}.",
                state=STATES[found.state],
                answered_by=found.order.answered_by,
                clock=f"{localtime(found.order.answered_at):%H.%M}",
            ),
            code="already_answered" if version == 0 else "stale",
        )


def refuse_if(found: list[Objection]) -> None:
    """Raise Refused with every objection, if there is any."""
    if found:
        raise Refused.all(found)


def must_allow(found: Found, act: Act) -> None:
    """Raise Refused where `act` does not start from how the order stands, or the case has ended."""
    objections = not_from_here(act, found.state)
    if found.case.ended_at is not None and act in NOT_AFTER_CASE:
        objections.append(Objection("Saken er avsluttet.", "case_ended"))
    refuse_if(objections)


def must_live(found: Found, on: dt.date) -> None:
    """Raise Refused where the person had died before `on`: what never began does not begin."""
    died_on = found.case.person.died_on
    if died_on is not None and died_on < on:
        raise Refused(
            filled(
                "Personen er registrert død {day}. Bestillingen skal ikke settes i gang.",
                day=f"{died_on:%d.%m.%Y}",
            ),
            code="person_dead",
        )


def must_not_be_own(found: Found, actor: Actor) -> None:
    """Raise Refused for somebody who had a hand in the decision: who decides does not perform."""
    if actor.staff() in found.source.decided_by:
        raise Refused(
            "Du har vært med på å fatte vedtaket. En annen i enheten må svare på bestillingen.",
            code="own_order",
        )


def end_order_access(found: Found, *, at: dt.datetime) -> None:
    """End the unit's access to the case, unless it has another order there that is not ended."""
    unit_id = found.source.unit_id
    units = frozenset({unit_id})
    others = (
        placed_lines()
        .filter(sent_to(units, unit="unit_performing"), decision__case=found.case)
        .exclude(now_state__in=[State.ENDED, State.REFUSED])
        .exclude(public_id=found.source.public_id)
    )
    trials = (
        placed_trials()
        .filter(sent_to(units, unit="team"), case=found.case)
        .exclude(now_state__in=[State.ENDED, State.REFUSED])
        .exclude(public_id=found.source.public_id)
    )
    if others.exists() or trials.exists():
        return
    end_access(found.case, ORDER_ACCESS, unit_id=unit_id, at=at)


def drop_drafts(case: Case, order: uuid.UUID, state: State | None) -> None:
    """Forget what anybody in the unit had typed of what is no longer to be done with its order.

    `state` is how the order now stands with them; None when it has gone to another unit.
    """
    discard_all_drafts(case, drafts_done_with(order, state))


def answer_of(found: Found, order: Order) -> dict[str, Any]:
    """What every act on an order answers."""
    return {
        "order": str(found.source.public_id),
        "reference": found.case.reference,
        "state": order.state,
        "version": order.version,
    }
