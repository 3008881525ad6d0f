"""Who it is and what is open already: the look-up beside the form, and the search."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from cases.models import Case, CaseService, RoutingRow
from cases.queries import find, may_open_person, open_people, service_names
from cases.queries.policy import decided
from cases.service_types import services_on
from cases.stages import STAGES, Stage, Track
from intake.models import ApplicationCase
from people.access import Actor, also_hidden
from people.kinds import RELATED
from people.models import Resident
from people.queries import (
    MOST_HITS,
    PersonDetails,
    PersonHit,
    find_people,
    known_as,
    person_details,
    related_to,
    resident_id,
)
from people.refusals import AccessDenied, NotFound
from people.rules import parse_identity_number


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case of the person, as the advisory names it."""

    reference: str
    title: str
    stage: str  # label
    registered_on: dt.date
    registered_by: str
    running: bool  # decided, and the service goes: nothing is asked for there any more


@dataclass(frozen=True, slots=True)
class LookUp:
    """What the number says: the person with their open cases, or why there is nobody.

    `person` None with `sentence`: the number is wrong, or not known here (`unknown`).
    """

    person: PersonDetails | None
    cases: tuple[OpenCase, ...]
    sentence: str = ""
    unknown: bool = False
    # For the log alone, and no part of what is told: there is somebody, who may not be told of.
    attempt: str = field(default="", compare=False)

    @property
    def open_cases(self) -> tuple[OpenCase, ...]:
        """What is not answered yet, as the person's page counts it."""
        return tuple(case for case in self.cases if not case.running)

    @property
    def running(self) -> tuple[OpenCase, ...]:
        """The cases with a service that goes."""
        return tuple(case for case in self.cases if case.running)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A person found, with how many cases are open."""

    person: PersonHit
    open_cases: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found: one case by its reference, or people."""

    reference: str
    hits: tuple[SearchHit, ...]
    more: bool
    # For the log alone: somebody was asked for who may not be told of.
    attempt: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of the catalogue as it is here and now."""

    key: str
    name: str
    kpr_code: str
    choosable: bool
    track: str
    unit: str
    per: str
    simplified: bool


def look_up(*, number: str = "", public_id: str = "", actor: Actor, on: dt.date) -> LookUp:
    """The person behind a number or public id with what is open. Never blocks anything."""
    if public_id:
        return _found(_told_of(resident_id(public_id, actor=actor), actor), on)
    try:
        digits = parse_identity_number(number, synthetic=settings.SYNTHETIC_NUMBERS, on=on).digits
    except ValueError as error:
        return LookUp(None, (), str(error))
    if actor.municipality_id is None:
        raise NotFound
    known = known_as(digits, municipality_id=actor.municipality_id)
    if known is None:
        return LookUp(None, (), unknown=True)
    if not may_open_person(known, actor=actor):
        with also_hidden():  # for the record
            related = related_to(actor).filter(pk=known).exists()
        return LookUp(None, (), unknown=True, attempt=RELATED if related else "person")
    return _found(known, on)


def _told_of(person_id: int, actor: Actor) -> int:
    """The person, as far as they may be told of. Raises NotFound."""
    if not may_open_person(person_id, actor=actor):
        raise NotFound(what="person")
    return person_id


def _found(person_id: int, on: dt.date) -> LookUp:
    person = person_details(person_id, on=on)
    # Sperret by the person: who it is may be seen, and nothing of what is asked for.
    return LookUp(person, () if person.blocked else tuple(advisory(person_id, on=on)))


def namesakes(
    *, family_name: str, born_on: dt.date | None, actor: Actor, on: dt.date
) -> list[PersonHit]:
    """People registered here with the same family name and day of birth: perhaps the same one."""
    if born_on is None or len(family_name.strip()) < 2:
        return []
    within = open_people(actor).filter(born_on=born_on)
    return find_people(family_name, within=within, on=on, limit=3)[:3]


def advisory(person_id: int, *, on: dt.date) -> list[OpenCase]:
    """The person's open cases, newest first: said while one registers, never in the way."""
    cases = list(
        Case.objects.filter(person_id=person_id, ended_at=None).order_by("-received_on", "-pk")
    )
    asked: dict[int, list[str]] = {}
    for case_id, key in (
        CaseService.objects.filter(case__in=cases, removed_at=None)
        .order_by("pk")
        .values_list("case_id", "service_key")
    ):
        asked.setdefault(case_id, []).append(key)
    registrars = {
        link.case_id: str(link.application.registered_by or "")
        for link in ApplicationCase.objects.filter(case__in=cases).select_related(
            "application__registered_by"
        )
    }
    return [
        OpenCase(
            reference=case.reference,
            title=", ".join(service_names(asked.get(case.pk, ()), on=max(on, case.received_on))),
            stage=STAGES[Stage(case.stage)].label,
            registered_on=localdate(case.opened_at),
            registered_by=registrars.get(case.pk, ""),
            running=case.stage == Stage.DELIVERY,
        )
        for case in cases
    ]


def search(
    text: str, *, actor: Actor, on: dt.date, within: QuerySet[Resident] | None = None
) -> SearchResult:
    """A case by its reference, or people by number, day of birth or parts of the name.

    Only what the actor may open is found, or people of `within`: unknown and hidden answer alike.
    """
    typed = " ".join(text.split())
    reference = re.fullmatch(r"(\d{4})-(\d{1,5})", typed)
    if reference is not None:
        found, attempt = _case(f"{reference[1]}-{int(reference[2]):05d}", actor)
        return SearchResult(found, (), more=False, attempt=attempt)
    whole = open_people(actor) if within is None else within
    hits = find_people(typed, within=whole, on=on)
    counts = dict(
        Case.objects.filter(person_id__in=[hit.id for hit in hits], ended_at=None)
        .values("person_id")
        .annotate(n=Count("pk"))
        .values_list("person_id", "n")
    )
    return SearchResult(
        "",
        tuple(
            SearchHit(hit, 0 if hit.blocked else counts.get(hit.id, 0)) for hit in hits[:MOST_HITS]
        ),
        more=len(hits) > MOST_HITS,
        attempt=asked_for_related(typed, actor=actor, on=on),
    )


def asked_for_related(text: str, *, actor: Actor, on: dt.date) -> str:
    """What the log says where a search is for somebody the actor is related to; else nothing."""
    with also_hidden():
        return RELATED if find_people(text, within=related_to(actor), on=on, limit=1) else ""


def _case(reference: str, actor: Actor) -> tuple[str, str]:
    """The reference, if it leads to a case; else what the log says of who tried."""
    try:
        find(reference, actor=actor)
    except (NotFound, AccessDenied) as denied:
        return "", denied.what
    return reference, ""


def services(*, actor: Actor, on: dt.date) -> list[ServiceRow]:
    """The whole catalogue in force on a day, with the track and course each service takes here.

    Two queries.
    """
    rows = RoutingRow.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality_id=actor.municipality_id,
        valid_from__lte=on,
    ).order_by("valid_from")
    routed = {row.service_key: row.track for row in rows}
    policies = decided(actor.municipality_id or 0, on=on)
    found = []
    for row in services_on(on):
        track = Track(routed.get(row.key) or row.default_track or Track.OTHER)
        found.append(
            ServiceRow(
                key=row.key,
                name=row.name_nb,
                kpr_code=row.kpr_code or "",
                choosable=row.choosable,
                track=track,
                unit=row.unit,
                per=row.per,
                simplified=policies.of(track, row.key).simplified,
            )
        )
    return found
