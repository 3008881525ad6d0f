"""Referrals that wait by urgency, and help given without a decision."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from cases.models import Case
from decisions.models import DecisionLine
from delivery import actions as delivering
from people.access import Actor
from people.models import Resident
from referrals import actions
from referrals.models import Help, UrgencyRow
from tests.given.cases import a_registered_application
from tests.given.decisions import an_issued_decision
from tests.given.town import FAR_AHEAD, NOW, Town

DAY = dt.timedelta(days=1)


def a_referral(
    town: Town,
    *,
    person: Resident | None = None,
    services: tuple[str, ...] = ("ergoterapi",),
    grade: int | None = 2,
    at: dt.datetime = NOW,
) -> Case:
    """A case that waits for a service by urgency, received today, graded or not."""
    (case,) = a_registered_application(town, person=person, services=services, at=at)
    if grade is not None:
        actions.grade_referral(
            case.pk, grade=grade, reason="Falt to ganger i uken.", actor=town.caseworker, at=at
        )
        case.refresh_from_db()
    return case


def help_to_give(on: dt.date, **changes: Any) -> dict[str, Any]:
    """Everything that must be said to give ergotherapy for six weeks from a day."""
    facts: dict[str, Any] = {
        "service_key": "ergoterapi",
        "basis": "hol_3_2_nr_5",
        "why": "Ergoterapi gis etter faglig vurdering.",
        "unit": "fagteam",
        "starts_on": on,
        "planned_end_on": on + 42 * DAY,
        "consent": "PERSON",
        "told": "Ola selv, på telefon",
        "told_of_rights": True,
        "meanwhile": "WAITS",
    }
    return {**facts, **changes}


def some_help(
    town: Town,
    case: Case | None = None,
    *,
    actor: Actor | None = None,
    at: dt.datetime = NOW,
    **changes: Any,
) -> Help:
    """Help given without a decision from today, in a case that waits for its end."""
    found = case or a_referral(town, at=at)
    made = actions.give_help(
        found.pk,
        **help_to_give(localdate(at), **changes),
        actor=actor or town.caseworker,
        at=at,
    )
    return Help.objects.get(public_id=made["help"])


def a_running_service(town: Town, *, person: Resident | None = None, at: dt.datetime = NOW) -> None:
    """Home nursing that runs by a decision of last week."""
    before = at - 8 * DAY
    decision = an_issued_decision(town, person=person, at=before)
    line = DecisionLine.objects.get(decision=decision)
    order = str(line.public_id)
    delivering.confirm_order(order, actor=town.provider, at=before)
    starts_on = line.from_on or localdate(at)
    delivering.start_order(order, starts_on=starts_on, version=1, actor=town.provider, at=at)


def a_coming_urgency(town: Town, *, on: dt.date = FAR_AHEAD) -> UrgencyRow:
    """A grade of the municipality's own key that holds on a day far ahead."""
    return UrgencyRow.objects.create(
        municipality=town.municipality,
        grade=1,
        label="Straks",
        description="Fare for liv.",
        longest_days=2,
        decided_by="Hovedutvalget 12.02.2026",
        valid_from=on,
        valid_to=on + dt.timedelta(days=1),
    )
