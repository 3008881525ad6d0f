"""A søknad or melding comes in and becomes cases: the one way, whichever door it came through."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, open_case
from cases.models import Case
from cases.queries import track_for, unit_for
from cases.service_types import service_type
from cases.stages import Track
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from intake.actions.letters import confirm
from intake.events import ApplicationRegistered
from intake.kinds import CONTACT, FORMS
from intake.models import Application, ApplicationCase
from intake.queries import Registered, registered
from intake.rules import Told, form_of, objections, tracks_in_order
from notifications.adapters import clean
from notifications.adapters import objections as unprintable
from people.access import Actor, use_case
from people.actions import admit
from people.models import Account, Municipality, Resident, Unit
from people.queries import known_as
from people.refusals import Objection, Refused
from people.roles import Permission
from people.rules import PersonGiven, newcomer_objections, parse_identity_number

DRAFT = "soknad"
IN_LETTERS = ("given_name", "family_name", "address", "postal")


@use_case(Permission.REGISTER_APPLICATION)
def register_application(
    *,
    told: Told,
    given: PersonGiven,
    draft: str | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Registered:
    """Register a søknad or melding that becomes one or more cases, one for each track.

    The person may be known, or registered in the same act. Opens the preliminary reply's clock
    and the local target for each case, and queues the confirmation once. `draft` names the draft
    that is done with: the person's public id it was begun on, or empty. Returns the cases.

    Raises Refused with every objection at its field; nothing is then written.
    """
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    application = receive(municipality, told=told, given=given, draft=draft, actor=actor, at=at)
    return registered(application.pk)


def receive(
    municipality: Municipality,
    *,
    told: Told,
    given: PersonGiven,
    draft: str | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Application:
    """The same as a part, for acts that go on with the cases in the same breath.

    The cases are those of `application.links`. Raises as `register_application`.
    """
    day = localdate(at)
    found = [
        *person_objections(municipality, given=given, at=at),
        *objections(told, on=day, as_cases=True),
        *service_objections(told.services, on=day),
        *words_objections(told.own_words),
    ]
    if found:
        raise Refused.all(found)
    person = admit(municipality, given=given, actor=actor, at=at)
    must_live(person)
    application = write_down(person, told=told, actor=actor, at=at)
    cases = open_cases(application, services=told.services, actor=actor, at=at)
    if draft is not None and actor.staff_id is not None:
        begun_on = person.pk if draft == str(person.public_id) else None
        discard_drafts(None, DRAFT, owner_id=actor.staff_id, person_id=begun_on)
    trail.record(
        ApplicationRegistered(
            person_id=person.pk,
            application=str(application.public_id),
            label=FORMS[form_of(told)],
            received_on=f"{application.received_on:%d.%m.%Y}",
            references=[case.reference for case in cases],
        ),
        actor=actor,
        at=at,
    )
    return application


def write_down(person: Resident, *, told: Told, actor: Actor, at: dt.datetime) -> Application:
    """The contact as it came, in the words it came in; the channel is remembered for next time."""
    if actor.account_id is not None and told.channel in CONTACT:
        Account.objects.filter(pk=actor.account_id).update(last_channel=told.channel)
    return Application.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        form=form_of(told),
        channel=told.channel,
        from_whom=told.from_whom,
        contact_name=told.contact_name.strip(),
        contact_phone=told.contact_phone.strip(),
        person_knows=told.person_knows,
        own_words=clean(told.own_words),
        urgent=told.urgent,
        received_on=told.received_on,
        received_time=told.received_time,
        registered_at=at,
        registered_by_id=actor.staff_id,
        unit_id=actor.acting_unit_id,
    )


def open_cases(
    application: Application, *, services: Sequence[str], actor: Actor, at: dt.datetime
) -> list[Case]:
    """One case for each track the services take, each with its clocks; one confirmation for all.

    Raises Refused when the municipality has not said which unit takes such cases.
    """
    day = localdate(at)
    person = application.person
    tracks = tracks_in_order(
        [(key, track_for(application.municipality_id, key, on=day)) for key in services]
    )
    cases = []
    for track, keys in tracks.items():
        case = open_case(
            person,
            services=keys,
            track=Track(track),
            received_on=application.received_on,
            unit=unit_of(person, Track(track), keys, on=day),
            urgent=application.urgent,
            actor=actor,
            at=at,
        )
        ApplicationCase.objects.create(application=application, case=case)
        start_clocks(case, actor=actor, at=at)
        cases.append(case)
    confirm(application, cases=cases, actor=actor, at=at)
    return cases


def start_clocks(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """The clocks that run from the first contact: the law's month and the local target."""
    for kind in (Kind.PRELIMINARY_ANSWER, Kind.TARGET_DECISION):
        open_deadline(case, kind, starts_on=case.received_on, actor=actor, at=at)


def must_live(person: Resident) -> None:
    """Raise Refused for somebody registered as dead."""
    if person.died_on is not None:
        raise Refused(
            filled(
                "Personen er registrert død {died_on}. Sjekk at det er rett person.",
                died_on=f"{person.died_on:%d.%m.%Y}",
            ),
            code="person_dead",
            field="number",
        )


def person_objections(
    municipality: Municipality, *, given: PersonGiven, at: dt.datetime
) -> list[Objection]:
    """What is missing about somebody not known here; empty for somebody who is."""
    if given.public_id:
        return []
    day = localdate(at)
    try:
        digits = parse_identity_number(
            given.number, synthetic=settings.SYNTHETIC_NUMBERS, on=day
        ).digits
    except ValueError:
        digits = ""
    if digits and known_as(digits, municipality_id=municipality.pk) is not None:
        return []
    found = newcomer_objections(given, synthetic=settings.SYNTHETIC_NUMBERS, on=day)
    wrong = {objection.field for objection in found}
    return found + [
        Objection(sentence, "unprintable", name)
        for name in IN_LETTERS
        if name not in wrong
        for sentence in unprintable(getattr(given, name))
    ]


def service_objections(services: Sequence[str], *, on: dt.date) -> list[Objection]:
    """Services that do not exist, or cannot be applied for."""
    found = []
    for key in services:
        try:
            row = service_type(key, on=on)
        except KeyError:
            found.append(
                Objection(
                    filled("Tjenesten «{key}» finnes ikke.", key=key[:60]),
                    "unknown_service",
                    "services",
                )
            )
            continue
        if not row.choosable:
            found.append(
                Objection(
                    filled("«{service}» kan det ikke søkes om.", service=row.name_nb),
                    "service_not_choosable",
                    "services",
                )
            )
    return found


def words_objections(own_words: str) -> list[Objection]:
    """What cannot stand in a letter: the person's own words are quoted there."""
    return [Objection(sentence, "unprintable", "own_words") for sentence in unprintable(own_words)]


def unit_of(person: Resident, track: Track, services: Sequence[str], *, on: dt.date) -> Unit:
    """The unit that takes such a case. Raises Refused when the municipality has not said."""
    try:
        return unit_for(
            person.municipality_id,
            track,
            services,
            district_id=person.district_id,
            born_on=person.born_on,
            on=on,
        )
    except LookupError:
        raise Refused(
            "Kommunen har ikke bestemt hvem som tar imot slike saker. Be systemansvarlig legge inn"
            " en fordelingsregel.",
            code="no_intake_rule",
            field="services",
        ) from None
