"""«Tjenester» of a case: every line of its decisions, how far each order has come, what is owed."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from cases.queries import CaseHead, PersonHead, acting_in, case_head, person_head
from decisions.queries import decisions_of_case
from delivery.queries import OrderRow, orders_of_case
from delivery.rules import State
from people.access import Actor
from people.roles import Permission


@dataclass(frozen=True, slots=True)
class LineRow:
    """One service: what was decided, and how far its order has come. A trial has no outcome."""

    service: str
    outcome: str
    extent: str
    from_on: dt.date | None
    last_on: dt.date | None  # inclusive; None: until further notice
    reason: str  # why it was refused or given in part
    order: OrderRow | None  # None where nothing is given


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """One issued decision with its lines; or what is given orally, until it is written."""

    n: int
    issued_on: dt.date
    orally: bool
    decided_by: str
    imported_from: str  # the system it was taken over from; empty: decided here
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """Something promised that is not given, in plain words."""

    sentence: str
    urgent: bool  # the day has passed, or no unit has it
    url: str = ""  # where it is put right, for who may


@dataclass(frozen=True, slots=True)
class ServicesPage:
    """The whole page."""

    case: CaseHead
    person: PersonHead
    owed: tuple[Owed, ...]
    decided: tuple[DecidedRow, ...]  # newest first
    trials: tuple[LineRow, ...]
    all_given: bool  # something is granted, and nothing of it is owed


def services_page(case_id: int, *, actor: Actor, at: dt.datetime) -> ServicesPage:
    """The page for a case the caller may open."""
    on = localdate(at)
    actor = acting_in(case_id, actor=actor)
    case = case_head(case_id, on=on)
    orders = orders_of_case(case_id, on=on)
    by_line = {order.public_id: order for order in orders if not order.trial}
    decided = tuple(
        DecidedRow(
            n=row.n,
            issued_on=localdate(row.issued_at or row.given_at),
            orally=row.issued_at is None,
            decided_by=row.decided_by if row.issued_at else row.given_by,
            imported_from=row.imported_from,
            lines=tuple(
                LineRow(
                    service=line.service,
                    outcome=line.outcome_label,
                    extent=line.extent if line.gives else "",
                    from_on=line.from_on if line.gives else None,
                    last_on=line.last_on,
                    reason=line.reason,
                    order=by_line.get(line.id),
                )
                for line in row.lines
                if row.issued_at is not None or line.told
            ),
        )
        for row in decisions_of_case(case_id, actor=actor, on=on).rows
        if row.issued_at is not None or row.given_at is not None
    )
    owed = tuple(found for order in orders if (found := _owed(order, actor, at=at)))
    return ServicesPage(
        case=case,
        person=person_head(case.person_id, on=on),
        owed=owed,
        decided=decided,
        trials=tuple(_trial(order) for order in orders if order.trial),
        all_given=bool(orders) and not owed,
    )


def _trial(order: OrderRow) -> LineRow:
    return LineRow(
        service=order.service,
        outcome="",
        extent=order.extent,
        from_on=order.from_on,
        last_on=order.last_on,
        reason="",
        order=order,
    )


def _owed(order: OrderRow, actor: Actor, *, at: dt.datetime) -> Owed | None:
    """What is owed by an order that is not carried out; None when nothing is."""
    match order.state:
        case State.SENT:
            return _unanswered(order, at=at)
        case State.CONFIRMED:
            return _not_started(order, on=localdate(at))
        case State.REFUSED:
            return _refused(order, actor)
        case State.RUNNING if order.without_decision_since:
            said = _(
                "%(what)s går uten gyldig vedtak siden %(day)s. Hjelpen fortsetter til noen har"
                " bestemt noe annet."
            )
            since = order.without_decision_since
            return Owed(said % {"what": order.service, "day": f"{since:%d.%m.%Y}"}, urgent=True)
    return None


def _unanswered(order: OrderRow, *, at: dt.datetime) -> Owed:
    said = _("%(what)s ble sendt til %(unit)s %(day)s og er ikke bekreftet.") % {
        "what": order.service,
        "unit": order.unit,
        "day": f"{order.sent_on:%d.%m.%Y}",
    }
    due = order.answer_due_at
    if due is None:
        return Owed(said, urgent=False)
    words = _("Svaret skulle kommet %(when)s.") if due < at else _("Svar senest %(when)s.")
    local = localtime(due)
    when = words % {
        "when": _("%(day)s kl. %(clock)s") % {"day": f"{local:%d.%m.%Y}", "clock": f"{local:%H.%M}"}
    }
    return Owed(f"{said} {when}", urgent=due < at)


def _not_started(order: OrderRow, *, on: dt.date) -> Owed:
    day = order.planned_start_on or order.from_on
    words = (
        _("%(what)s skulle startet hos %(unit)s %(day)s. Oppstart er ikke registrert.")
        if day < on
        else _("%(what)s er bekreftet av %(unit)s og starter etter planen %(day)s.")
    )
    said = words % {"what": order.service, "unit": order.unit, "day": f"{day:%d.%m.%Y}"}
    return Owed(said, urgent=day < on)


def _refused(order: OrderRow, actor: Actor) -> Owed:
    said = _(
        "%(what)s er avvist av %(unit)s: «%(why)s» Bestillingen må sendes til en annen enhet."
    ) % {"what": order.service, "unit": order.unit, "why": order.refuse_reason}
    may = actor.may(Permission.ASSESS if order.trial else Permission.DECIDE)
    url = f"/bestillinger/{order.public_id}/send/" if may else ""
    return Owed(said, urgent=True, url=url)
