"""What the actions here share: locks in their order, texts made fit, who saved in between."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils.timezone import localtime

from assessments.models import Assessment, StepSave
from assessments.rules import texts_refused
from audit.words import filled
from cases.actions import give_responsibility
from cases.models import Case
from cases.queries import lock
from deadlines.actions import follow_case
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


def nobody_else_wrote(assessment: Assessment, *, since: int, actor: Actor) -> None:
    """Raise Stale where others changed a step after version `since`; one's own later words may be
    there, for who locks what stands goes over nothing.
    """
    _refuse_last(assessment.step_saves.exclude(saved_by_id=actor.staff()), since, actor=actor)


def only_this_form_wrote(
    assessment: Assessment, steps: Collection[str], *, since: int, opening: str, actor: Actor
) -> None:
    """Raise Stale where these steps were changed after version `since`, which the form shows, by
    another than the form itself (`opening`).

    So one may go back in the browser to a step one has sent, where the form still has the version
    it was opened with, and write more; while the older of one's own two tabs, like a colleague,
    goes over nothing unseen. A form without an opening is never the same as another.
    """
    others = assessment.step_saves.filter(step__in=steps)
    if opening:
        others = others.exclude(saved_by_id=actor.staff(), opening=opening)
    _refuse_last(others, since, actor=actor)


def _refuse_last(saves: QuerySet[StepSave], since: int, *, actor: Actor) -> None:
    later = saves.filter(version__gt=since).select_related("saved_by")
    if last := later.order_by("-version").first():
        raise changed_meanwhile(last.saved_by, last.saved_at, actor=actor)


def take_if_unclaimed(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Make the actor responsible for a locked case that lies in the queue of a unit of theirs.

    Its next step is theirs too, also where it was given to another by hand.
    A case in another unit's queue, or somebody's, changes hands by handover (overføring) only.
    """
    if case.responsible_id is None and case.unit_id in actor.units_with(Permission.ASSESS):
        staff = StaffMember.objects.get(pk=actor.staff())
        give_responsibility(case, unit=case.unit, staff=staff, actor=actor, at=at)
        follow_case(case, at=at)
