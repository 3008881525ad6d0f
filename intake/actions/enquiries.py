"""A henvendelse may live and end on the telephone page, or become a søknad with its first day."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from cases.actions import discard_drafts
from cases.queries import is_shut, own_work_of
from intake.actions.receive import (
    must_live,
    open_cases,
    person_objections,
    service_objections,
    words_objections,
    write_down,
)
from intake.events import EnquiryFollowedUp, EnquiryMadeApplication, EnquiryRegistered
from intake.kinds import ASK_THE_PERSON, FORMS, SPEAKS_FOR_PERSON, Channel, Form, FromWhom
from intake.models import Application
from intake.queries import Registered, must_not_be_shut, registered
from intake.rules import (
    Introduced,
    Told,
    draft_form,
    follow_up_day,
    form_of,
    introduced_objections,
    not_chosen,
    objections,
)
from people.access import Actor, require, use_case
from people.actions import admit, introduce
from people.models import Municipality, PersonAccess, Relative, StaffMember
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission
from people.rules import PersonGiven

GROUND = "henvendelse"
SHUT_TO_HELPER = mark(
    "Opplysninger er sperret av personen. Velg en som arbeider med saken, eller lagre uten"
    " oppfølging og be lederen din om å følge opp."
)
SHUT_TO_CHANGE = mark(
    "Opplysninger er sperret av personen. Be den som arbeider med saken, om å legge til"
    " kontaktpersonen."
)


@use_case(Permission.REGISTER_APPLICATION)
def register_enquiry(
    *,
    told: Told,
    given: PersonGiven,
    introduced: Introduced | None = None,
    draft: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Registered:
    """Write down a henvendelse, or a melding nobody has applied on, without a case.

    With `told.follow_up` a named person gets a task and may open the person until it is done;
    without, it ends here (besvart). `introduced` registers the caller as contact person who may be
    told nothing; whoever registered it then has to ask the person, unless more is promised.
    `draft` names the form whose draft on the person is done with.
    Raises Refused with every objection at its field; AccessDenied for `introduced` by somebody who
    may not edit the person.
    """
    if introduced is not None:
        require(actor, Permission.EDIT_PERSON)
        told = _to_ask(told, actor)
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    day = localdate(at)
    found = [
        *person_objections(municipality, given=given, at=at),
        *objections(told, on=day, as_cases=False),
        *words_objections(told.own_words),
        *_introduced(introduced, given),
    ]
    helper = _helper(told, actor, found)
    if form_of(told) not in {Form.ENQUIRY, Form.MESSAGE} or told.services:
        found.append(Objection("Registrer dette som en søknad.", "is_an_application", "form"))
    if found:
        raise Refused.all(found)
    person = admit(municipality, given=given, actor=actor, at=at)
    if is_shut(person.pk, actor=actor):
        _must_open_nothing(person.pk, helper, introduced)
    application = write_down(person, told=told, actor=actor, at=at)
    if introduced is not None:
        introduce(
            person,
            name=introduced.name,
            relation=introduced.relation,
            phone=introduced.phone,
            actor=actor,
            at=at,
        )
    if helper is not None:
        application.follow_up = told.follow_up.strip()
        application.follow_up_by = helper
        application.follow_up_on = follow_up_day(told, on=day)
        application.save(update_fields=["follow_up", "follow_up_by", "follow_up_on"])
        PersonAccess.objects.get_or_create(
            person=person, staff=helper, to_at=None, defaults={"ground": GROUND, "from_at": at}
        )
    if draft and actor.staff_id is not None:
        discard_drafts(None, draft, owner_id=actor.staff_id, person_id=person.pk)
    trail.record(
        EnquiryRegistered(
            person_id=person.pk,
            application=str(application.public_id),
            label=FORMS[form_of(told)],
            received_on=f"{told.received_on:%d.%m.%Y}",
            follow_up=helper is not None,
        ),
        actor=actor,
        at=at,
    )
    return registered(application.pk)


@use_case(Permission.FIND_PERSON)
def follow_up_enquiry(enquiry: str, *, note: str, actor: Actor, at: dt.datetime) -> Registered:
    """Say that what was promised is done, and what was done. Raises Refused without words."""
    application = _locked_open(enquiry, actor)
    if application.follow_up_by_id is None or application.followed_up_at is not None:
        raise Refused("Henvendelsen er allerede fulgt opp.", code="followed_up")
    if application.follow_up_by_id != actor.staff() and not actor.may(
        Permission.REGISTER_APPLICATION
    ):
        raise NotFound("Vi finner ikke henvendelsen.")
    if not note.strip():
        raise Refused("Skriv hva som er gjort.", code="note_missing", field="note")
    if len(note) > 1000:
        raise Refused("Teksten kan ha 1000 tegn. Kort den ned.", code="too_long", field="note")
    _settle(application, note=note.strip(), actor=actor, at=at)
    discard_drafts(
        None,
        draft_form("fulgt-opp", enquiry),
        owner_id=actor.staff(),
        person_id=application.person_id,
    )
    trail.record(
        EnquiryFollowedUp(person_id=application.person_id, application=str(application.public_id)),
        actor=actor,
        at=at,
    )
    return registered(application.pk)


@use_case(Permission.REGISTER_APPLICATION)
def make_application(
    enquiry: str,
    *,
    services: Sequence[str],
    unchosen: str = "",
    own_words: str | None = None,
    urgent: bool | None = None,
    person_knows: bool | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Registered:
    """Make a henvendelse or open melding a søknad: the cases open, and its first day counts.

    `unchosen`: what was typed where a service is chosen. `own_words`, `urgent` None: as they were
    told. From others than the person it needs that the
    person knows and wishes it. Raises Refused with every objection.
    """
    before = _locked_open(enquiry, actor)
    if before.became_id is not None or before.links.exists():
        raise Refused("Det er allerede registrert en søknad på dette.", code="already_applied")
    words = before.own_words if own_words is None else own_words
    knows = before.person_knows if person_knows is None else person_knows
    found = [
        *service_objections(services, on=localdate(at)),
        *words_objections(words),
    ]
    if unchosen:
        found.append(not_chosen(unchosen))
    elif not services:
        found.append(
            Objection("Velg minst én tjeneste det søkes om.", "services_missing", "services")
        )
    if FromWhom(before.from_whom) not in SPEAKS_FOR_PERSON and not knows:
        found.append(
            Objection(
                "Hør med personen først: en søknad må være personens egen.",
                "not_the_persons",
                "person_knows",
            )
        )
    if found:
        raise Refused.all(found)
    must_live(before.person)
    application = write_down(
        before.person,
        told=Told(
            form=Form.APPLICATION,
            channel=Channel(before.channel),
            from_whom=FromWhom(before.from_whom),
            received_on=before.received_on,
            received_time=before.received_time,
            own_words=words,
            urgent=before.urgent if urgent is None else urgent,
            contact_name=before.contact_name,
            contact_phone=before.contact_phone,
            person_knows=knows,
        ),
        actor=actor,
        at=at,
    )
    before.became = application
    before.version += 1
    before.save(update_fields=["became", "version"])
    if before.follow_up_by_id is not None and before.followed_up_at is None:
        _settle(before, note="Søknad registrert.", actor=actor, at=at)
    open_cases(application, services=services, actor=actor, at=at)
    discard_drafts(
        None,
        draft_form("soknad", enquiry),
        owner_id=actor.staff(),
        person_id=before.person_id,
    )
    trail.record(
        EnquiryMadeApplication(
            person_id=before.person_id,
            application=str(application.public_id),
            began_as=str(before.public_id),
            received_on=f"{before.received_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return registered(application.pk)


def _to_ask(told: Told, actor: Actor) -> Told:
    """What was told, with the promise to ask the person where nothing else is promised."""
    if told.follow_up.strip():
        return told
    oneself = StaffMember.objects.get(pk=actor.staff())
    return replace(told, follow_up=ASK_THE_PERSON, follow_up_by=str(oneself.public_id))


def _introduced(caller: Introduced | None, given: PersonGiven) -> list[Objection]:
    if caller is None or not given.public_id:
        return introduced_objections(caller, known=()) if caller else []
    known = Relative.objects.filter(resident__public_id=given.public_id, valid_to=None)
    return introduced_objections(caller, known=list(known.values_list("name", flat=True)))


def _settle(application: Application, *, note: str, actor: Actor, at: dt.datetime) -> None:
    """Done: the task is gone, and so is the access that stood on it alone."""
    application.followed_up_at = at
    application.followed_up_by_id = actor.staff()
    application.followed_up_note = note
    application.version += 1
    application.save(
        update_fields=["followed_up_at", "followed_up_by", "followed_up_note", "version"]
    )
    if application.follow_up_by_id is not None:
        end_helpers_access(application.person_id, application.follow_up_by_id, at=at)


def end_helpers_access(person_id: int, staff_id: int, *, at: dt.datetime) -> None:
    """Part: who has nothing more to follow up may no longer open the person on that ground."""
    others = Application.objects.filter(
        person_id=person_id, follow_up_by_id=staff_id, followed_up_at=None
    )
    if not others.exists():
        PersonAccess.objects.filter(
            person_id=person_id, staff_id=staff_id, ground=GROUND, to_at=None
        ).update(to_at=at)


def _helper(told: Told, actor: Actor, found: list[Objection]) -> StaffMember | None:
    """Who is to follow up; an objection when there is no such colleague."""
    if not told.follow_up.strip() or not told.follow_up_by:
        return None
    try:
        wanted = uuid.UUID(told.follow_up_by)
    except ValueError:
        wanted = uuid.UUID(int=0)
    helper = StaffMember.objects.filter(
        public_id=wanted, municipality_id=actor.municipality_id, left_on=None
    ).first()
    if helper is None:
        found.append(
            Objection("Velg hvem som skal følge opp.", "no_such_colleague", "follow_up_by")
        )
    return helper


def _must_open_nothing(
    person_id: int, helper: StaffMember | None, introduced: Introduced | None
) -> None:
    """Raise Refused where an enquiry would open what the person has blocked, to whom it is not."""
    if introduced is not None:
        raise Refused(SHUT_TO_CHANGE, code="blocked_person", field="introduce")
    if helper is not None and person_id not in own_work_of({person_id}, staff_id=helper.pk):
        raise Refused(SHUT_TO_HELPER, code="blocked_person", field="follow_up_by")


def locked_enquiry(enquiry: str, actor: Actor) -> Application:
    """Part: the enquiry, locked. Raises NotFound for another municipality's."""
    try:
        wanted = uuid.UUID(str(enquiry))
    except ValueError:
        wanted = uuid.UUID(int=0)
    found = (
        Application.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(public_id=wanted, municipality_id=actor.municipality_id)
        .first()
    )
    if found is None:
        raise NotFound("Vi finner ikke henvendelsen.")
    return found


def _locked_open(enquiry: str, actor: Actor) -> Application:
    """The enquiry, locked, of who has not blocked it to the actor. Raises AccessDenied too."""
    found = locked_enquiry(enquiry, actor)
    must_not_be_shut(found, actor=actor)
    return found
