"""«Personoversikt», the telephone page: answer the caller in five seconds."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Min

from assessments.models import Assessment
from cases.models import Case
from cases.queries import (
    DraftRow,
    PersonHead,
    draft,
    may_open_person,
    person_head,
    visible,
)
from deadlines.queries import DeadlineRow, deadlines_of_person
from delivery.queries import ComingRow, ServiceRow, coming, services_now
from desk.queries.cases import CaseRow, case_rows
from desk.queries.history import LOOKED_THROUGH, HistoryRow, latest_of_person
from intake.queries import ContactRow, contacts
from notifications.queries import LetterRow, letters_of_person
from people.access import Actor
from people.queries import colleagues, resident_id
from people.refusals import AccessDenied
from people.roles import Permission
from records.queries import Unproven, unproven
from referrals.queries import HelpRow, WaitRow, help_now, waits_of

EVENTS = 5
CONTACTS = 5
LETTERS = 5
CASES = 50
ENQUIRY = "henvendelse"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit for a kartlegging that is to come: the only visits whose day stands here."""

    on: dt.date
    by: str
    reference: str  # of one of its cases


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The whole page.

    Cases the actor may not open are shown to those who answer the telephone, but are no links; to
    others only who is responsible for them.
    """

    person: PersonHead
    blocked: bool  # sperret by the person: only identity is shown
    may_register: bool
    may_edit: bool
    may_reassess: bool = False  # look anew at what runs
    may_take_over: bool = False  # register a running decision from before
    may_see_looks: bool = False  # who has looked at the person
    cases: tuple[CaseRow, ...] = ()
    ended: tuple[CaseRow, ...] = ()
    open_to_me: frozenset[str] = frozenset()  # references
    says_all: bool = False  # whether the page says what the other cases are about
    visits: tuple[Visit, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    helps: tuple[HelpRow, ...] = ()  # given without a decision
    waits: tuple[WaitRow, ...] = ()  # the cases that wait by urgency
    coming: tuple[ComingRow, ...] = ()
    deadlines: tuple[DeadlineRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    unproven: tuple[Unproven, ...] = ()  # who speaks for the person without a paper that says so
    letters: tuple[LetterRow, ...] = ()
    events: tuple[HistoryRow, ...] = ()
    colleagues: tuple[tuple[str, str], ...] = ()
    kept: DraftRow | None = None  # the enquiry one was writing

    @property
    def outlived(self) -> tuple[ServiceRow, ...]:
        """What still runs for a person who has died: nothing stops by itself."""
        return self.services if self.person.died_on else ()


def person_page(
    public_id: str, *, actor: Actor, at: dt.datetime, on: dt.date, every_event: bool = False
) -> PersonPage:
    """The page of a person the actor may open, with the latest events or all that are near.

    Raises NotFound for an unknown or another municipality's person, AccessDenied without a ground.
    """
    person_id = resident_id(public_id, actor=actor)
    if not may_open_person(person_id, actor=actor):
        raise AccessDenied("Du har ikke tilgang til denne personen.", what="person")
    person = person_head(person_id, on=on)
    if "Sperret" in person.tags:
        return PersonPage(
            identity_of(person),
            blocked=True,
            may_register=False,
            may_edit=False,
            may_see_looks=actor.may(Permission.AUDIT),
        )
    most = LOOKED_THROUGH if every_event else EVENTS
    telephone = actor.may(Permission.REGISTER_APPLICATION)
    says_all = telephone or actor.may(Permission.AUDIT)
    found = Case.objects.filter(person_id=person_id).order_by("-received_on", "-pk")
    mine = dict(visible(actor).filter(person_id=person_id).values_list("pk", "reference"))
    rows = case_rows(list(found.values_list("pk", flat=True)[:CASES]), on=on)
    return PersonPage(
        person=person,
        blocked=False,
        may_register=telephone,
        may_edit=actor.may(Permission.EDIT_PERSON),
        may_reassess=actor.may(Permission.WORK_CASE) and person.died_on is None,
        may_take_over=actor.may(Permission.DECIDE) and person.died_on is None,
        may_see_looks=actor.may(Permission.AUDIT),
        cases=tuple(row for row in rows if row.stage != "ENDED"),
        ended=tuple(row for row in rows if row.stage == "ENDED" and (says_all or row.id in mine)),
        open_to_me=frozenset(mine.values()),
        says_all=says_all,
        visits=_visits(person_id, on=on),
        services=tuple(services_now(person_id, on=on)),
        helps=tuple(help_now(person_id, on=on)),
        waits=tuple(waits_of([row.id for row in rows], on=on).values()),
        coming=tuple(coming(person_id, on=on)) if person.died_on is None else (),
        deadlines=tuple(deadlines_of_person(person_id, actor, on=on)),
        contacts=tuple(contacts(person_id, limit=CONTACTS)) if telephone else (),
        unproven=tuple(unproven(person_id, on=on)),
        letters=tuple(letters_of_person(person_id, actor=actor, at=at, limit=LETTERS)),
        events=latest_of_person(person_id, only=None if says_all else set(mine), most=most),
        colleagues=tuple(colleagues(actor, on=on)) if telephone else (),
        kept=draft(owner_id=actor.staff(), form=ENQUIRY, person_id=person_id)
        if telephone
        else None,
    )


def _visits(person_id: int, *, on: dt.date) -> tuple[Visit, ...]:
    """The visits planned for kartlegging from today, the nearest first."""
    found = (
        Assessment.objects.filter(
            application__person_id=person_id, completed_at=None, visit_on__gte=on
        )
        .select_related("started_by")
        .annotate(reference=Min("application__links__case__reference"))
        .order_by("visit_on", "pk")
    )
    return tuple(
        Visit(on=row.visit_on, by=str(row.started_by), reference=row.reference or "")
        for row in found
        if row.visit_on is not None
    )


def identity_of(person: PersonHead) -> PersonHead:
    """Who it is, and nothing else."""
    return replace(person, address="", postal="", phone="", relatives=(), representatives=())
