"""What happens after a decision in the town: letters posted, orders answered, services begun."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.utils.timezone import localdate, make_aware

from deadlines import actions as deadlines
from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries import arrival
from decisions import actions as deciding
from delivery import actions as delivery
from delivery.models import Order
from delivery.queries import OrderRow, orders_of_case
from notifications import actions as notifications
from notifications.letters import LetterState
from notifications.models import Letter
from pathways import actions as pathways
from people.access import system
from people.models import RoleGrant, Unit
from people.roles import Role
from tildeling.town.staff import Crew, username_of

MORNING: Final = dt.time(10, 30)
A_DAY: Final = dt.timedelta(days=1)
SATURDAY: Final = 5
# Who posts the letters of which unit.
POSTS: Final[dict[str, str]] = {
    "mottak": "saksbehandler",
    "team-voksne": "saksbehandler2",
    "team-barn": "saksbehandler3",
    "forvaltningen": "vedtak",
}


class Deliveries:
    """Acts for the performing units and the post room."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew

    def post(self, case_id: int, at: dt.datetime) -> None:
        """The letters of a case that are ready are printed and posted the same day."""
        ready = Letter.objects.filter(
            case_id=case_id, state=LetterState.HELD, hold_until__lte=at, protected=False
        )
        by_unit: dict[str, list[str]] = {}
        for public_id, unit in ready.values_list("public_id", "unit__key"):
            by_unit.setdefault(unit, []).append(str(public_id))
        for unit, letters in by_unit.items():
            actor = self.crew(POSTS.get(unit, "vedtak"), at)
            bundle = notifications.print_letters(letters, actor=actor, at=at)["bundle"]
            if bundle:
                deciding.post_letters(bundle, posted_on=localdate(at), actor=actor, at=at)

    def post_what_waits(self, case_id: int, now: dt.datetime) -> None:
        """What was written was posted the next morning somebody was at work."""
        waiting = Letter.objects.filter(case_id=case_id, state=LetterState.HELD)
        written = waiting.order_by("queued_at").values_list("queued_at", flat=True)
        for at in sorted({next_morning(queued_at) for queued_at in written}):
            if at <= now:
                self.post(case_id, at)

    def arrive(self, case_id: int, now: dt.datetime) -> None:
        """The time to complain began to run on the day each letter was there."""
        expected = Deadline.objects.filter(
            case_id=case_id, provisional=True, met_at=None, cancelled_at=None
        )
        for deadline in expected:
            reached_on, _assumed = arrival(deadline) or (None, False)
            if reached_on is not None and reached_on < localdate(now):
                at = make_aware(dt.datetime.combine(reached_on, MORNING))
                deadlines.follow_letter(deadline.pk, actor=system(deadline.municipality_id), at=at)

    def confirm(self, case_id: int, at: dt.datetime) -> None:
        """Every unit confirms its order."""
        for order, who in self._orders(case_id, at):
            delivery.confirm_order(order.public_id, version=0, actor=self.crew(who, at), at=at)

    def start(self, case_id: int, at: dt.datetime) -> None:
        """Every confirmed order starts on the day it was granted from, or today."""
        for order, who in self._orders(case_id, at):
            begins = max(localdate(at), order.from_on) if order.from_on else localdate(at)
            moment = at + (begins - localdate(at))
            delivery.start_order(
                order.public_id,
                starts_on=begins,
                version=self._version(order),
                actor=self.crew(who, moment),
                at=moment,
            )

    def evaluate(self, case_id: int, now: dt.datetime) -> None:
        """Every evaluation whose day has come was made on it."""
        due = Deadline.objects.filter(
            case_id=case_id, kind=Kind.EVALUATION, met_at=None, cancelled_at=None
        ).filter(case__ended_at=None, due_on__lt=localdate(now))
        for deadline in due:
            at = make_aware(dt.datetime.combine(deadline.due_on or localdate(now), MORNING))
            deadlines.settle_deadline(
                str(deadline.public_id),
                note="Målet er nådd så langt. Hjelpen fortsetter som før, avtalt med personen.",
                actor=self.crew("vedtak", at),
                at=at,
            )

    def end(self, case_id: int, at: dt.datetime) -> None:
        """Every service ends, and the case with it."""
        for order, who in self._orders(case_id, at):
            delivery.end_order(
                order.public_id,
                code="GOAL_REACHED",
                ends_on=localdate(at),
                reason="Personen klarer seg nå med hjelpemidler.",
                version=self._version(order),
                actor=self.crew(who, at),
                at=at,
            )
        self.complete(case_id, at)

    def complete(self, case_id: int, at: dt.datetime) -> None:
        """The case is done and the party told."""
        delivery.complete_case(
            case_id,
            told="Personen selv, i brev",
            actor=self.crew("vedtak", at),
            at=at,
        )

    def refuse(self, case_id: int, at: dt.datetime) -> None:
        """The unit cannot take the order; it goes back to whoever decided."""
        for order, who in self._orders(case_id, at):
            delivery.refuse_order(
                order.public_id,
                reason="Vi har ikke kapasitet i området før nyttår.",
                version=0,
                actor=self.crew(who, at),
                at=at,
            )

    def decline_handover(self, case_id: int, at: dt.datetime) -> None:
        """The coordinator sends the handover back with a reason."""
        pathways.decline_handover(
            case_id,
            reason="Saken gjelder én tjeneste og trenger ikke koordinering.",
            actor=self.crew("koordinator", at),
            at=at,
        )

    def _orders(self, case_id: int, at: dt.datetime) -> Iterator[tuple[OrderRow, str]]:
        """The case's orders, each with somebody of the unit it is sent to."""
        for order in orders_of_case(case_id, on=localdate(at)):
            yield order, self._provider(order.unit_id)

    def _provider(self, unit_id: int) -> str:
        grant = (
            RoleGrant.objects.filter(unit_id=unit_id, role__in=[Role.PROVIDER, Role.UNIT_LEADER])
            .order_by("role", "pk")
            .first()
        )
        if grant is None:
            message = f"nobody performs in {Unit.objects.get(pk=unit_id).key}"
            raise LookupError(message)
        return username_of(grant.staff_id)

    @staticmethod
    def _version(order: OrderRow) -> int:
        placed = Q(line__public_id=order.public_id) | Q(trial__public_id=order.public_id)
        row = Order.objects.filter(placed).order_by("-number").first()
        return row.version if row else 0


def next_morning(at: dt.datetime) -> dt.datetime:
    """The morning of the next working day, holidays apart."""
    day = localdate(at) + A_DAY
    while day.weekday() >= SATURDAY:
        day += A_DAY
    return make_aware(dt.datetime.combine(day, MORNING))
