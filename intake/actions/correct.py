"""What was written wrongly at the first contact is corrected; the trail keeps what stood."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, let_read_earlier
from cases.models import Case
from cases.queries import entrusted, lock
from cases.stages import STAGES, UNDECIDED, Stage
from deadlines.actions import recompute_deadline
from deadlines.kinds import Kind
from intake.actions.receive import words_objections
from intake.events import ApplicationCorrected
from intake.models import Application, ApplicationCase
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

    `version` is the søknad's. With another first day, the clocks of every open and undecided case
    of it are counted anew, and the actor must answer for them all; what has ended or is decided
    stands. What stood, and why it was wrong, stay in the trail; letters already sent are as they
    were. Answers what was changed.

    Raises Refused with every objection, also in a decided case; Stale.
    """
    application, cases = _lock_all(case_id)
    case = lock(case_id, actor=actor)
    if application is None:
        raise Refused("Saken har ingen søknad.", code="no_application")
    open_cases = [one for one in cases if Stage(one.stage) in UNDECIDED]
    if found := _objections(case, application, told, open_cases, actor=actor, on=localdate(at)):
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
        _count_anew(application, open_cases, actor=actor, at=at)
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


def _lock_all(case_id: int) -> tuple[Application | None, list[Case]]:
    """The søknad of a case, then all its cases in the order of their ids, locked: so that two who
    come from each their case, and who has the søknad for another reason, wait and do not collide.
    """
    link = ApplicationCase.objects.filter(case_id=case_id).first()
    if link is None:
        return None, []
    application = Application.objects.select_for_update(of=("self",)).get(pk=link.application_id)
    cases = Case.objects.select_for_update(of=("self",), no_key=True)
    return application, list(cases.filter(application_link__application=application).order_by("pk"))


def _objections(
    case: Case,
    application: Application,
    told: Correction,
    open_cases: Sequence[Case],
    *,
    actor: Actor,
    on: dt.date,
) -> list[Objection]:
    found = [
        *correction_objections(told, stands=application.received_on, form=application.form, on=on),
        *words_objections(told.own_words),
    ]
    if case.ended_at is not None:
        found.insert(0, Objection("Saken er avsluttet.", "case_ended"))
    elif case not in open_cases:
        found.insert(0, _decided(case))
    if told.received_on != application.received_on and not _all_ours(open_cases, actor):
        found.append(
            Objection(
                "Søknaden har flere saker, og du har ikke tilgang til alle. Be en som har det, om å"
                " rette datoen.",
                "not_every_case",
                "received_on",
            )
        )
    return found


def _all_ours(cases: Sequence[Case], actor: Actor) -> bool:
    ids = {one.pk for one in cases}
    return entrusted(actor).filter(pk__in=ids).count() == len(ids)


def _decided(case: Case) -> Objection:
    label = STAGES[Stage(case.stage)].label
    return Objection(
        filled(
            "Saken er «{label}», og vedtaket bygger på søknaden slik den står. Skriv et notat om"
            " det som var feil.",
            label=label,
        ),
        "decided",
    )


def _count_anew(
    application: Application, cases: Sequence[Case], *, actor: Actor, at: dt.datetime
) -> None:
    """The first contact is the first day of the søknad's locked cases, and of their clocks."""
    application.received_time = None
    application.save(update_fields=["received_time"])
    for one in cases:
        one.received_on = application.received_on
        one.version += 1
        one.save(update_fields=["received_on", "version"])
        for kind in CLOCKS:
            recompute_deadline(
                one, kind, starts_on=application.received_on, reason=WAS_WRONG, actor=actor, at=at
            )
    let_read_earlier([application.person_id], at=at)
