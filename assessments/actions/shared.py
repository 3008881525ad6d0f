"""What the actions here share: locks in their order, texts made fit, who saved in between."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.timezone import localtime

from assessments.rules import texts_refused
from audit.words import filled
from cases.actions import give_responsibility
from cases.models import Case
from cases.queries import lock
from intake.models import Application, ApplicationCase
from notifications.adapters import text as letters
from people.access import Actor
from people.models import StaffMember
from people.refusals import Objection, Refused, Stale
from people.roles import Permission


def lock_application(
    case_id: int, *, actor: Actor, version: int | None = None
) -> tuple[Application, Case]:
    """The application of a case and the case, locked in that order.

    Raises as `cases.queries.lock`; Refused for a case that has no application.
    """
    link = ApplicationCase.objects.filter(case_id=case_id).first()
    application = (
        Application.objects.select_for_update().filter(pk=link.application_id).first()
        if link
        else None
    )
    case = lock(case_id, actor=actor, version=version)
    if application is None:
        raise Refused(
            "Saken mangler søknad. Registrer søknaden før kartleggingen starter.",
            code="no_application",
        )
    return application, case


def cleaned(texts: Mapping[str, str], *, in_letters: Iterable[str]) -> dict[str, str]:
    """The texts as they are stored: composed, with plain line ends and spaces.

    Raises Refused with every reason at its field: too long, unreadable, and for those named in
    `in_letters` whatever a letter cannot show.
    """
    clean = {field: letters.clean(text) for field, text in texts.items()}
    found = texts_refused(clean)
    wrong = {objection.field for objection in found}
    found += [
        Objection(sentence, "not_fit_for_letter", field)
        for field in in_letters
        if field in clean and field not in wrong
        for sentence in letters.objections(clean[field])
    ]
    if found:
        raise Refused.all(found)
    return clean


def changed_meanwhile(by: StaffMember, saved_at: dt.datetime, *, actor: Actor) -> Stale:
    """The refusal that says who saved in between, and when."""
    who = "Du" if by.pk == actor.staff_id else str(by)
    return Stale(
        filled(
            "{who} lagret en endring kl. {clock} mens du skrev. Din tekst er tatt"
            " vare på. Velg hva som skal gjelde.",
            who=who,
            clock=f"{localtime(saved_at):%H.%M}",
        )
    )


def take_if_unclaimed(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Make the actor responsible for a locked case that lies in the queue of a unit of theirs.

    A case in another unit's queue, or somebody's, changes hands by handover (overføring) only.
    """
    if case.responsible_id is None and case.unit_id in actor.units_with(Permission.ASSESS):
        staff = StaffMember.objects.get(pk=actor.staff())
        give_responsibility(case, unit=case.unit, staff=staff, actor=actor, at=at)
