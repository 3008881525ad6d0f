"""What was registered, as answers and pages show it; and the enquiries that wait for somebody."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.utils.timezone import localdate

from cases.models import Case
from cases.queries import (
    CaseHead,
    heads,
    is_shut,
    may_open_person,
    must_open_person,
    visible,
)
from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries import AnswerDays, answer_days
from intake.kinds import CHANNELS, FORMS, FROM_WHOM, Channel, Form, FromWhom
from intake.models import Application, ApplicationCase
from intake.rules import in_persons_words
from notifications.letters import PROTECTIONS, LetterKind, LetterState
from notifications.models import Letter
from notifications.queries import recipients, sent_earliest, standings
from people.access import Actor
from people.models import Resident
from people.refusals import NotFound


class RegisteredCase(TypedDict):
    """A case as the answer to a registration has it."""

    reference: str
    track: str
    stage: str
    services: list[str]
    unit: str
    responsible: str
    reply_by: str
    version: int


class Registered(TypedDict):
    """What a registration answers: the contact, the person, and the cases it became."""

    application: str
    form: str
    person: str
    received_on: str
    cases: list[RegisteredCase]


@dataclass(frozen=True, slots=True)
class ReceiptCase:
    """One case on the receipt page."""

    reference: str
    title: str
    track: str
    responsible: str
    unit: str
    queue_owner: str
    responsible_since: dt.datetime | None
    reply_by: dt.date | None


@dataclass(frozen=True, slots=True)
class ReceiptLetter:
    """Whom the confirmation goes to."""

    public_id: str
    recipient: str
    protection: str  # what the address's protection is called; empty without
    address_missing: bool  # it is stopped when it is to be printed


@dataclass(frozen=True, slots=True)
class LetterTo:
    """The names of those who get a letter, and of those it cannot be sent to as things stand."""

    names: tuple[str, ...]
    no_address: tuple[str, ...]  # it is stopped when it is to be printed


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What the page says after a registration."""

    application: str
    person_id: int
    person: str
    form: str  # label
    received_on: dt.date
    cases: tuple[ReceiptCase, ...]
    letters: tuple[ReceiptLetter, ...]
    follow_up: str
    follow_up_by: str
    follow_up_on: dt.date | None
    shut: bool = False  # the person has blocked it to the reader: it opens no case


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in a person's list, newest first."""

    public_id: str
    form: str  # label
    channel: str  # label
    from_whom: str  # label
    contact_name: str
    contact_phone: str
    received_on: dt.date
    own_words: str
    registered_by: str
    follow_up: str
    follow_up_by: str
    follow_up_on: dt.date | None
    followed_up_at: dt.datetime | None
    followed_up_note: str
    references: tuple[str, ...]
    may_become: bool  # a henvendelse or open melding that can be made a søknad

    @property
    def waits(self) -> bool:
        """Whether somebody has promised something that is not done."""
        return bool(self.follow_up) and self.followed_up_at is None


@dataclass(frozen=True, slots=True)
class ApplicationDetails:
    """The søknad behind a case, for the case's own pages."""

    public_id: str
    form: str  # label
    channel: str
    from_whom: str
    contact_name: str
    contact_phone: str
    own_words: str
    urgent: bool
    received_on: dt.date
    received_time: dt.time | None
    registered_by: str
    references: tuple[str, ...]  # every case of the søknad, in order
    version: int
    codes: tuple[str, str]  # of from whom, and of the channel
    persons_words: bool  # else what was told is in another's words, and is not quoted as theirs


def registered(application_id: int) -> Registered:
    """The answer to a registration; read in the same transaction."""
    application = Application.objects.select_related("person").get(pk=application_id)
    rows = _cases(application)
    due = _reply_by([row.id for row in rows])
    return {
        "application": str(application.public_id),
        "form": application.form,
        "person": str(application.person.public_id),
        "received_on": application.received_on.isoformat(),
        "cases": [
            {
                "reference": row.reference,
                "track": row.track,
                "stage": row.stage,
                "services": list(row.service_keys),
                "unit": row.unit,
                "responsible": row.holder,
                "reply_by": due[row.id].isoformat() if row.id in due else "",
                "version": row.version,
            }
            for row in rows
        ],
    }


def receipt(public_id: str, *, actor: Actor, on: dt.date) -> ReceiptPage:
    """The receipt of a registration. Raises NotFound for whoever may not open the person."""
    application = find_application(public_id, actor=actor)
    rows = _cases(application)
    due = _reply_by([row.id for row in rows])
    # Of who has blocked it: what was registered and who has it, and not whom it is told.
    shut = is_shut(application.person_id, actor=actor)
    letters = (
        []
        if shut
        else list(
            Letter.objects.filter(
                person=application.person, key__startswith=f"receipt:{application.public_id}"
            ).order_by("pk")
        )
    )
    stands = standings(letters, on=on)
    person: Resident = application.person
    return ReceiptPage(
        application=str(application.public_id),
        person_id=person.pk,
        person=str(person.public_id),
        form=FORMS[Form(application.form)],
        received_on=application.received_on,
        cases=tuple(
            ReceiptCase(
                reference=row.reference,
                title=row.title,
                track=row.track,
                responsible=row.responsible,
                unit=row.unit,
                queue_owner=row.queue_owner,
                responsible_since=row.responsible_since,
                reply_by=due.get(row.id),
            )
            for row in rows
        ),
        letters=tuple(
            ReceiptLetter(
                str(letter.public_id),
                letter.name,
                PROTECTIONS[stands[letter.pk].protection],
                address_missing=not letter.address and not letter.protected,
            )
            for letter in letters
        ),
        follow_up=application.follow_up,
        follow_up_by=str(application.follow_up_by or ""),
        follow_up_on=application.follow_up_on,
        shut=shut,
    )


def find_application(public_id: str, *, actor: Actor) -> Application:
    """A contact the actor may open: through the person, or through one of its cases.

    A model for other queries and actions; never handed to a page. Raises NotFound.
    """
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError:
        raise NotFound from None
    found = (
        Application.objects.select_related("person", "follow_up_by")
        .filter(public_id=wanted, municipality_id=actor.municipality_id)
        .first()
    )
    if found is None:
        raise NotFound(what="application")
    of_case = visible(actor).filter(application_link__application=found)
    if not may_open_person(found.person_id, actor=actor) and not of_case.exists():
        raise NotFound(what="application")
    return found


def contacts(person_id: int, *, limit: int = 20) -> list[ContactRow]:
    """Søknader, meldinger and henvendelser of a person, newest first; the caller checked access."""
    found = list(
        Application.objects.filter(person_id=person_id)
        .select_related("follow_up_by", "registered_by")
        .order_by("-received_on", "-pk")[:limit]
    )
    links = ApplicationCase.objects.filter(application__in=found).select_related("case")
    references: dict[int, list[str]] = {}
    for link in links.order_by("case__reference"):
        references.setdefault(link.application_id, []).append(link.case.reference)
    return [
        ContactRow(
            public_id=str(a.public_id),
            form=FORMS[Form(a.form)],
            channel=CHANNELS[Channel(a.channel)],
            from_whom=FROM_WHOM[FromWhom(a.from_whom)],
            contact_name=a.contact_name,
            contact_phone=a.contact_phone,
            received_on=a.received_on,
            own_words=a.own_words,
            registered_by=str(a.registered_by or ""),
            follow_up=a.follow_up,
            follow_up_by=str(a.follow_up_by or ""),
            follow_up_on=a.follow_up_on,
            followed_up_at=a.followed_up_at,
            followed_up_note=a.followed_up_note,
            references=tuple(references.get(a.pk, ())),
            may_become=a.became_id is None and a.pk not in references,
        )
        for a in found
    ]


def must_not_be_shut(found: Application, *, actor: Actor) -> None:
    """Raise AccessDenied for what was said of who has blocked it, but for who works with them."""
    if is_shut(found.person_id, actor=actor):
        must_open_person(
            found.person_id, public_id=str(found.person.public_id), actor=actor, acting=True
        )


def contact(public_id: str, *, actor: Actor) -> tuple[int, ContactRow]:
    """One contact with its person's id. Raises NotFound for whoever may not open the person."""
    found = find_application(public_id, actor=actor)
    must_not_be_shut(found, actor=actor)
    rows = contacts(found.person_id, limit=500)
    return found.person_id, next(row for row in rows if row.public_id == str(found.public_id))


def application_of(case_id: int) -> ApplicationDetails | None:
    """The søknad a case came from, or None; the caller has checked access to the case."""
    found = (
        Application.objects.filter(links__case_id=case_id).select_related("registered_by").first()
    )
    if found is None:
        return None
    references = ApplicationCase.objects.filter(application=found).order_by("case__reference")
    return ApplicationDetails(
        public_id=str(found.public_id),
        form=FORMS[Form(found.form)],
        channel=CHANNELS[Channel(found.channel)],
        from_whom=FROM_WHOM[FromWhom(found.from_whom)],
        contact_name=found.contact_name,
        contact_phone=found.contact_phone,
        own_words=found.own_words,
        urgent=found.urgent,
        received_on=found.received_on,
        received_time=found.received_time,
        registered_by=str(found.registered_by or ""),
        references=tuple(references.values_list("case__reference", flat=True)),
        version=found.version,
        codes=(found.from_whom, found.channel),
        persons_words=in_persons_words(Form(found.form), FromWhom(found.from_whom)),
    )


def _cases(application: Application) -> list[CaseHead]:
    ids = list(
        ApplicationCase.objects.filter(application=application)
        .order_by("case_id")
        .values_list("case_id", flat=True)
    )
    found = heads(ids, on=localdate(application.registered_at))
    return [found[pk] for pk in ids]


def _reply_by(case_ids: Sequence[int]) -> dict[int, dt.date]:
    rows = Deadline.objects.filter(case_id__in=case_ids, kind=Kind.PRELIMINARY_ANSWER, key="case")
    return {row.case_id: row.due_on for row in rows if row.case_id and row.due_on}


def reply_waiting_since(case_id: int) -> dt.date | None:
    """Since when a preliminary reply has been written and not sent; None if none waits."""
    letters = Letter.objects.filter(
        case_id=case_id,
        kind=LetterKind.PRELIMINARY_REPLY,
        state__in=[LetterState.HELD, LetterState.SENDING],
    )
    found = letters.order_by("queued_at").values_list("queued_at", flat=True).first()
    return localdate(found) if found else None


def letter_to(person_id: int, *, on: dt.date) -> LetterTo:
    """Who gets the person's letters, for the page that sends one."""
    found = recipients(person_id, on=on)
    missing = {one.name for one in found if not one.address and not one.protected}
    return LetterTo(
        names=tuple(one.name for one in found if one.name not in missing),
        no_address=tuple(one.name for one in found if one.name in missing),
    )


def days_to_answer(case_id: int, kind: Kind, *, at: dt.datetime) -> AnswerDays:
    """Which day to answer a letter that asks is proposed, for one that is written now."""
    municipality_id = Case.objects.values_list("municipality_id", flat=True).get(pk=case_id)
    sent_on = sent_earliest(LetterKind(kind), at=at)
    return answer_days(municipality_id, kind, sent_on=sent_on, on=localdate(at))
