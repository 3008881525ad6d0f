"""The letter that says help given without a decision has ended, and where one may complain."""

import datetime as dt

from django.utils.timezone import localdate

from cases.models import Case
from cases.queries import staff_names
from cases.service_types import Basis, service_type
from decisions.legal import basis_row, route_row
from decisions.queries import complaint_body
from intake.actions import send_to_all
from notifications.letters import LetterKind
from notifications.queries import service_in
from notifications.rules import (
    ComplaintRoute,
    Ended,
    EndReason,
    Head,
    LetterContent,
    Signature,
    SignerRole,
    build_ended,
)
from people.access import Actor
from referrals.models import Help


def tell_ended(help_: Help, case: Case, *, on: dt.date, actor: Actor, at: dt.datetime) -> None:
    """Queue the letter of a locked case that ends with its help; `on` is the help's last day."""
    today = localdate(at)
    service = service_type(help_.service_key, on=help_.starts_on)
    name = staff_names([actor.staff_id]).get(actor.staff(), "")

    def ended(head: Head) -> LetterContent:
        return build_ended(
            Ended(
                head=head,
                reason=EndReason.COMPLETED,
                on=on,
                services=(service_in(service, head.language),),
                route=_route(help_, case, head.language, on=today),
            )
        )

    send_to_all(
        case,
        LetterKind.ENDED,
        ended,
        key=f"ended:{case.reference}",
        signatures=(Signature(name, SignerRole.OFFICER),) if name else (),
        actor=actor,
        at=at,
    )


def _route(help_: Help, case: Case, language: str, *, on: dt.date) -> ComplaintRoute | None:
    """Help without a decision may be complained about by its paragraph's route (pbrl chapter 7)."""
    try:
        row = route_row(basis_row(Basis(help_.basis), on=on).route, on=on)
    except LookupError:
        return None
    named = row.body_nn if language == "nn" else row.body_nb
    body = complaint_body(case.municipality_id, row.route, on=on) or named
    return ComplaintRoute(body, row.weeks, row.short)
