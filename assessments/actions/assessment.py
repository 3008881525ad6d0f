"""Use cases of the kartlegging: start, fill in, complete, and change what is completed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.timezone import localdate

from assessments.actions.parts import (
    complete,
    must_be_assessed,
    must_be_version,
    put_in,
    read_changes,
)
from assessments.actions.renewal import last_completed
from assessments.actions.shared import (
    lock_application,
    nobody_else_wrote,
    only_this_form_wrote,
    take_if_unclaimed,
)
from assessments.events import (
    AssessmentReopened,
    AssessmentSaved,
    AssessmentStarted,
)
from assessments.models import Assessment, Score, StepSave
from assessments.queries import asks_for_all
from assessments.rules import (
    CARRIED,
    FROM_RUNNING,
    draft_form,
    step_of,
)
from audit import trail
from audit.words import filled, mark
from cases.actions import discard_drafts, move
from cases.models import Case
from cases.queries import own_work
from cases.stages import Step
from intake.actions import receive
from intake.models import Application
from intake.queries import registered
from intake.rules import Told
from people.access import Actor, require, use_case
from people.models import Municipality
from people.refusals import NotFound, Refused
from people.roles import Permission
from people.rules import PersonGiven

COPIED = (
    "visit_on", "participants", "consent", "consent_note", "capacity", "capacity_note",
    "what_matters", "no_answer_reason", "home_and_network", "health_and_medication", "risk",
    "summary",
)  # fmt: skip


SHUT: Final = mark(
    "Opplysninger er sperret av personen. Registrer søknaden uten å starte kartleggingen. Lederen i"
    " enheten som får saken, gir den til noen."
)


@use_case(Permission.ASSESS)
def start_assessment(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Begin the kartlegging of a received case; answers with the version `n` to fill in.

    The assessment belongs to the application: what another of its cases has begun or completed is
    used, not made again. Who starts takes a case that lies in the queue of their unit.

    Raises Stale if the case changed since `version`; Refused from another stage than received.
    """
    application, case = lock_application(case_id, actor=actor, version=version)
    return _answer(case, begin(application, case, actor=actor, at=at))


@use_case(Permission.ASSESS)
def register_and_start(
    *,
    told: Told,
    given: PersonGiven,
    draft: str | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Register a søknad and begin its kartlegging, in one act (Registrer og start kartlegging).

    Begins in the cases that came to a unit of the actor's; the others wait where they went. Answers
    as `intake.actions.register_application`, with `started`: the reference of the first case that
    was begun, empty when the whole søknad went to others.

    Raises as `register_application`; AccessDenied for who may not register.
    """
    require(actor, Permission.REGISTER_APPLICATION)
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    application = receive(municipality, told=told, given=given, draft=draft, actor=actor, at=at)
    person = application.person
    if person.blocked and not own_work({person.pk}, actor=actor):  # the registration gave none
        raise Refused(SHUT, code="blocked_person")
    ours = Case.objects.select_for_update(of=("self",), no_key=True).filter(
        application_link__application=application,
        unit_id__in=actor.units_with(Permission.ASSESS),
    )
    started = list(ours.order_by("pk"))
    for case in started:
        begin(application, case, actor=actor, at=at)
    return {
        **registered(application.pk),
        "started": started[0].reference if started else "",
    }


def begin(application: Application, case: Case, *, actor: Actor, at: dt.datetime) -> Assessment:
    """Begin the kartlegging of a locked case of a locked application; the version to fill in.

    Raises Refused from another stage than received, and for somebody who has died.
    """
    if (died_on := case.person.died_on) is not None:
        raise Refused(
            filled(
                "Personen døde {died_on}. Avslutt saken som bortfalt i stedet.",
                died_on=f"{died_on:%d.%m.%Y}",
            ),
            code="person_dead",
        )
    move(case, Step.BEGIN_ASSESSMENT, actor=actor, at=at)
    take_if_unclaimed(case, actor=actor, at=at)
    latest = application.assessments.order_by("-n").first()
    assessment = latest or _first(application, case, actor=actor, at=at)
    trail.record(
        AssessmentStarted(
            case_id=case.pk,
            person_id=case.person_id,
            n=assessment.n,
            shared=latest is not None,
        ),
        actor=actor,
        at=at,
    )
    return assessment


@use_case(Permission.ASSESS)
def save_assessment(
    case_id: int,
    *,
    n: int,
    version: int,
    content: Mapping[str, Any],
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    actor: Actor,
    at: dt.datetime,
    step: str = "",
    opening: str = "",
) -> dict[str, Any]:
    """Keep what is filled in; what is not named stays as it is. None takes a score away.

    `content` holds fields of `rules.Content`; `scores` and `notes` are by variable. `step` is the
    page it was typed on, whose draft is then forgotten, and `opening` the form on that page; empty
    from the API. Nothing has to be complete.

    Raises Stale if the assessment changed since `version` and says something else than this; from a
    page only if that page did, elsewhere than in this form (`only_this_form_wrote`). Refused,
    at its field, for an unknown variable, a value that is not 1-5 or 9, a text that cannot be kept,
    an answer together with why there is none, and a locked version.
    """
    _, case, assessment = _open(case_id, n, actor=actor)
    changes = read_changes(assessment, content, scores, notes)
    discard_drafts(case, draft_form(n, step), owner_id=actor.staff())
    if not changes.names:
        return _answer(case, assessment)  # it already says so: sent twice, or by two who agree
    steps = {step_of(field) for field in changes.names}
    if step:
        only_this_form_wrote(assessment, steps, since=version, opening=opening, actor=actor)
    else:
        must_be_version(assessment, version, actor=actor)
    put_in(assessment, changes, actor=actor, at=at)
    for changed_step in steps:
        StepSave.objects.update_or_create(
            assessment=assessment,
            step=changed_step,
            saved_by_id=actor.staff(),
            defaults={"saved_at": at, "version": assessment.version, "opening": opening},
        )
    trail.record(
        AssessmentSaved(case_id=case.pk, person_id=case.person_id, n=n, changed=changes.names),
        actor=actor,
        at=at,
    )
    return _answer(case, assessment)


@use_case(Permission.ASSESS)
def complete_assessment(
    case_id: int,
    *,
    n: int,
    version: int,
    actor: Actor,
    at: dt.datetime,
    own_later: bool = False,
) -> dict[str, Any]:
    """Complete the kartlegging (Fullfør kartleggingen): version `n` is locked for good.

    Raises Stale if it changed since `version`, with `own_later` only if others changed it (the
    page: one has gone back and written more); Refused with everything that is missing.
    """
    application, case, assessment = _open(case_id, n, actor=actor)
    if own_later:
        nobody_else_wrote(assessment, since=version, actor=actor)
    else:
        must_be_version(assessment, version, actor=actor)
    whole = asks_for_all(application.pk, on=localdate(at))
    complete(case, assessment, whole=whole, actor=actor, at=at)
    return _answer(case, assessment)


@use_case(Permission.ASSESS)
def edit_completed(case_id: int, *, n: int, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Begin version n + 1 as a copy of the locked version `n`; the open one, if somebody has.

    Raises Refused when a later version is completed, or the case no longer is assessed.
    """
    application, case = lock_application(case_id, actor=actor)
    must_be_assessed(case)
    latest = application.assessments.order_by("-n").first()
    if latest is None:
        raise NotFound
    if latest.completed_at is None:
        return _answer(case, latest)
    if latest.n != n:
        raise Refused(
            filled("Versjon {n} er nyere. Gå til den for å endre.", n=latest.n),
            code="not_the_latest",
        )
    before = latest.carried_from
    copy = _new(application, n=n + 1, actor=actor, at=at, like=latest, carried=before)
    Score.objects.bulk_create(
        [
            Score(assessment=copy, variable=old.variable, value=old.value, note=old.note)
            for old in latest.scores.order_by("pk")
        ]
    )
    trail.record(
        AssessmentReopened(case_id=case.pk, person_id=case.person_id, n=copy.n),
        actor=actor,
        at=at,
    )
    return _answer(case, copy)


def _first(application: Application, case: Case, *, actor: Actor, at: dt.datetime) -> Assessment:
    """The first version. Where running services are looked at anew it begins with the facts of the
    person's last one, marked with its day; never with its scores, consent or own words.
    """
    before = last_completed(application, at=at) if case.origin in FROM_RUNNING else None
    return _new(application, n=1, actor=actor, at=at, like=before, fields=CARRIED, carried=before)


def _new(
    application: Application,
    *,
    n: int,
    actor: Actor,
    at: dt.datetime,
    like: Assessment | None = None,
    fields: Sequence[str] = COPIED,
    carried: Assessment | None = None,
) -> Assessment:
    same = {field: getattr(like, field) for field in fields} if like else {}
    return Assessment.objects.create(
        application=application,
        n=n,
        started_by_id=actor.staff(),
        started_at=at,
        saved_by_id=actor.staff(),
        saved_at=at,
        carried_from=carried,
        **same,
    )


def _open(case_id: int, n: int, *, actor: Actor) -> tuple[Application, Case, Assessment]:
    """The application, the case and its open version `n`, locked in that order."""
    application, case = lock_application(case_id, actor=actor)
    assessment = Assessment.objects.select_for_update().filter(application=application, n=n).first()
    if assessment is None:
        raise NotFound("Vi finner ikke kartleggingen.")
    must_be_assessed(case)
    if assessment.completed_at is not None:
        raise Refused(
            filled(
                "Kartleggingen (versjon {n}) er fullført og låst. Velg «Endre"
                " kartleggingen» for å lage en ny versjon.",
                n=n,
            ),
            code="assessment_locked",
        )
    return application, case, assessment


def _answer(case: Case, assessment: Assessment) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "n": assessment.n,
        "version": assessment.version,
        "completed": assessment.completed_at is not None,
    }
