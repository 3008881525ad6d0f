"""«Personoversikt», the telephone page: answer the caller in five seconds."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from django.db.models import Min
from django.utils.translation import gettext as _

from assessments.models import Assessment
from audit.words import mark
from cases.models import Case
from cases.queries import (
    DraftRow,
    PersonHead,
    acting_on,
    ask_instead,
    draft,
    entrusted,
    identity_of,
    is_shut,
    may_know_where,
    must_open_person,
    person_head,
    person_reads_until,
    visible,
)
from cases.stages import Stage
from deadlines.queries import DeadlineRow, deadlines_of_person
from decisions.queries import AskedRow, asked_now
from delivery.queries import ComingRow, ServiceRow, coming, services_now
from desk.queries.cases import CaseRow, case_rows
from desk.queries.history import LOOKED_THROUGH, HistoryRow, latest_of_person
from intake.queries import ContactRow, contacts
from notifications.letters import PROTECTIONS
from notifications.queries import LetterRow, letters_of_person, letters_to_follow_up
from people.access import Actor
from people.queries import colleagues, resident_id
from people.roles import Permission
from records.queries import Unproven, unproven
from referrals.queries import HelpRow, WaitRow, help_now, waits_of

EVENTS = 5
CONTACTS = 5
LETTERS = 5
CASES = 50
NOT_SAID: Final = mark(
    "Enheten vises ikke: adressen er beskyttet. Den som har saken, vet hvem det er."
)
Near = TypeVar("Near", CaseRow, ServiceRow, ComingRow, HelpRow)
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
    others only who is responsible for them. What answers as if it were not there, stands not here;
    but to who has given a reason in an emergency it is said whom to ring.
    """

    person: PersonHead
    blocked: bool  # sperret by the person, and not the reader's: only identity is shown
    may_register: bool
    may_edit: bool
    may_reassess: bool = False  # look anew at what runs
    may_take_over: bool = False  # register a running decision from before
    may_see_looks: bool = False  # who has looked at the person
    may_write: bool = False  # a note
    may_reason: bool = False  # say why one must read all the same, in an emergency
    ask_instead: str = ""  # whom to ask, where no reason is taken of the reader
    is_blocked: bool = False  # sperret by the person, and open to the reader
    reads_until: dt.datetime | None = None  # when the reason ends that alone opened it
    may_claim: bool = False  # what the person asks for by right: innsyn, retting, sperring
    cases: tuple[CaseRow, ...] = ()
    ended: tuple[CaseRow, ...] = ()
    more: bool = False  # has cases that answer the reader as if they were not there
    controls: bool = False  # reads as control, and works with nothing
    open_to_me: frozenset[str] = frozenset()  # references
    mine_to_act: frozenset[str] = frozenset()  # of these, the ones the reader may work on
    says_all: bool = False  # whether the page says what the other cases are about
    visits: tuple[Visit, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    helps: tuple[HelpRow, ...] = ()  # given without a decision
    waits: tuple[WaitRow, ...] = ()  # the cases that wait by urgency
    asked: tuple[tuple[str, AskedRow], ...] = ()  # the cases that wait for help now
    coming: tuple[ComingRow, ...] = ()
    deadlines: tuple[DeadlineRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    unproven: tuple[Unproven, ...] = ()  # who speaks for the person without a paper that says so
    letters: tuple[LetterRow, ...] = ()
    follows_up: frozenset[str] = frozenset()  # of these, the ones one may say came back
    events: tuple[HistoryRow, ...] = ()
    colleagues: tuple[tuple[str, str], ...] = ()
    kept: DraftRow | None = None  # the enquiry one was writing

    @property
    def undelivered(self) -> tuple[CaseRow, ...]:
        """The open cases where somebody waits for something: what a caller asks about."""
        return tuple(row for row in self.cases if row.stage != Stage.DELIVERY)

    @property
    def delivered(self) -> tuple[CaseRow, ...]:
        """The open cases whose service runs: «Tjenester nå» says what they give."""
        return tuple(row for row in self.cases if row.stage == Stage.DELIVERY)

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
    must_open_person(person_id, public_id=public_id, actor=actor)
    person = person_head(person_id, on=on)
    blocked = "Sperret" in person.tags
    until = person_reads_until(person_id, actor=actor)
    reader = acting_on(person_id, actor=actor)
    if is_shut(person_id, actor=actor):
        asked = ask_instead(person_id, actor=actor)
        return PersonPage(
            identity_of(person),
            blocked=True,
            may_register=False,
            may_edit=False,
            may_see_looks=actor.may(Permission.AUDIT),
            may_claim=actor.may(Permission.REGISTER_APPLICATION),
            may_reason=actor.may(Permission.OPEN_CASE)
            and not actor.may(Permission.AUDIT)
            and not asked,
            ask_instead=asked,
        )
    most = LOOKED_THROUGH if every_event else EVENTS
    # What is blocked is told of no more than the cases one has, also to who answers the telephone.
    telephone = reader.may(Permission.REGISTER_APPLICATION) and not blocked
    says_all = telephone or actor.may(Permission.AUDIT)
    found = Case.objects.filter(person_id=person_id).order_by("-received_on", "-pk")
    mine = dict(visible(actor).filter(person_id=person_id).values_list("pk", "reference"))
    rows = case_rows(list(found.values_list("pk", flat=True)[:CASES]), on=on)
    told_of = None if may_know_where(person_id, actor=actor) else mine
    reads_until = until if reader.reads_only else None
    secret = (person.protected or blocked) and not reads_until
    told = set(mine.values())
    near = [row for row in rows if row.id in mine or not secret]
    letters = letters_of_person(person_id, actor=actor, at=at, limit=LETTERS)
    return PersonPage(
        person=person,
        blocked=False,
        may_register=telephone,
        may_edit=reader.may(Permission.EDIT_PERSON) and not blocked,
        may_reassess=reader.may(Permission.WORK_CASE) and person.died_on is None,
        may_take_over=reader.may(Permission.DECIDE) and person.died_on is None,
        may_see_looks=actor.may(Permission.AUDIT),
        may_claim=not reader.reads_only and actor.may(Permission.FIND_PERSON),
        may_write=reader.may(Permission.WORK_CASE),
        reads_until=reads_until,
        is_blocked=blocked,
        cases=tuple(row for row in near if row.stage != "ENDED"),
        ended=tuple(row for row in near if row.stage == "ENDED" and (says_all or row.id in mine)),
        more=len(near) < len(rows) and person.protection != PROTECTIONS["STRICT"],
        controls=actor.may(Permission.AUDIT),
        open_to_me=frozenset(mine.values()),
        mine_to_act=frozenset(
            entrusted(actor).filter(pk__in=mine).values_list("reference", flat=True)
        ),
        says_all=says_all,
        visits=_visits(person_id, on=on),
        services=tuple(
            row if row.looked_at_in in told or not secret else replace(row, looked_at_in="")
            for row in _near(services_now(person_id, on=on), told_of, _quiet_service)
        ),
        helps=_near(help_now(person_id, on=on), told_of, _quiet_help),
        waits=tuple(waits_of([row.id for row in near], on=on).values()),
        asked=_asked(near),
        coming=_near(coming(person_id, on=on), told_of, _quiet_coming),
        deadlines=tuple(
            row
            for row in deadlines_of_person(person_id, actor, on=on)
            if not (
                row.party and row.due_on and row.due_on < on
            )  # the party's own, run out, is nobody's answer
        ),
        contacts=tuple(
            replace(
                row, references=tuple(one for one in row.references if one in told or not secret)
            )
            for row in (contacts(person_id, limit=CONTACTS) if telephone else ())
        ),
        unproven=tuple(unproven(person_id, on=on)),
        letters=tuple(letters),
        follows_up=letters_to_follow_up(letters, actor=reader),
        events=latest_of_person(
            person_id,
            only=None if says_all and not secret else set(mine),
            most=most,
            unit_of=told_of,
        ),
        colleagues=tuple(colleagues(actor, on=on, say_away=True)) if telephone else (),
        kept=draft(owner_id=actor.staff(), form=ENQUIRY, person_id=person_id)
        if telephone
        else None,
    )


def _near(
    rows: Iterable[Near], told_of: Mapping[int, str] | None, without: Callable[[Near], Near]
) -> tuple[Near, ...]:
    """Rows as they are, but `without` the unit where it would say where a protected person lives:
    in cases that are not among `told_of`, id and reference.
    """
    if told_of is None:
        return tuple(rows)
    known = set(told_of.values())
    return tuple(row if row.reference in known else without(row) for row in rows)


def _asked(rows: Iterable[CaseRow]) -> tuple[tuple[str, AskedRow], ...]:
    """The open cases somebody has asked for help now in and got no answer, by reference."""
    references = {row.id: row.reference for row in rows if row.stage != Stage.ENDED}
    return tuple((references[pk], asked) for pk, asked in asked_now(references).items())


def _quiet_service(row: ServiceRow) -> ServiceRow:
    return replace(row, unit="", phone="")


def _quiet_coming(row: ComingRow) -> ComingRow:
    return replace(row, unit="", phone="")


def _quiet_help(row: HelpRow) -> HelpRow:
    return replace(row, unit=_(NOT_SAID), performer="")


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
