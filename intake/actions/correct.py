"""What was written wrongly at the first contact is corrected; the trail keeps what stood."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import lock
from deadlines.actions import recompute_deadline
from deadlines.kinds import Kind
from intake.actions.receive import words_objections
from intake.events import ApplicationCorrected
from intake.models import Application
from intake.rules import Correction, correction_objections
from people.access import Actor, use_case
from people.refusals import Objection, Refused, Stale
from people.roles import Permission

CORRECTING = "endre-soknad"
WAS_WRONG = "Mottatt dato er rettet"
CLOCKS = (Kind.PRELIMINARY_ANSWER, Kind.TARGET_DECISION)


@use_case(Permission.WORK_CASE)
def correct_application(
    case_id: int, *, told: Correction, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Correct own words, who made contact, how, or an earlier first day of a case's søknad.

    `version` is the søknad's. It counts for every case of it; with another first day their clocks
    are counted anew. What stood, and why it was wrong, stay in the trail; letters already sent are
    as they were. Answers what was changed.

    Raises Refused with every objection; Stale.
    """
    case = lock(case_id, actor=actor)
    application = (
        Application.objects.select_for_update(of=("self",)).filter(links__case=case).first()
    )
    if application is None:
        raise Refused("Saken har ingen søknad.", code="no_application")
    found = [
        *correction_objections(
            told, stands=application.received_on, form=application.form, on=localdate(at)
        ),
        *words_objections(told.own_words),
    ]
    if case.ended_at is not None:
        found.insert(0, Objection("Saken er avsluttet.", "case_ended"))
    if found:
        raise Refused.all(found)
    if version != application.version:
        raise Stale
    before = _changed(application, told)
    if not before:
        raise Refused("Ingenting er endret.", code="nothing_changed")
    for name in before:
        setattr(application, name, getattr(told, name))
    application.version += 1
    application.save()
    if "received_on" in before:
        _count_anew(application, actor=actor, at=at)
    discard_drafts(case, CORRECTING, owner_id=actor.staff())
    trail.record(
        ApplicationCorrected(
            case_id=case.pk,
            person_id=application.person_id,
            application=str(application.public_id),
            before=before,
            reason=told.reason.strip(),
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "changed": sorted(before)}


def _changed(application: Application, told: Correction) -> dict[str, str]:
    """What stood, of what is said otherwise now."""
    names = ("own_words", "from_whom", "contact_name", "contact_phone", "channel", "received_on")
    return {
        name: str(getattr(application, name))
        for name in names
        if getattr(application, name) != getattr(told, name)
    }


def _count_anew(application: Application, *, actor: Actor, at: dt.datetime) -> None:
    """The first contact is the first day of every case of the søknad, and of its clocks."""
    application.received_time = None
    application.save(update_fields=["received_time"])
    cases = Case.objects.select_for_update(of=("self",), no_key=True)
    for one in cases.filter(application_link__application=application).order_by("pk"):
        one.received_on = application.received_on
        one.version += 1
        one.save(update_fields=["received_on", "version"])
        for kind in CLOCKS:
            recompute_deadline(
                one, kind, starts_on=application.received_on, reason=WAS_WRONG, actor=actor, at=at
            )
