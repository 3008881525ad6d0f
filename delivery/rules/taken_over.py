"""What is told of a decision made elsewhere that still runs, and why it cannot be taken over."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from audit.words import filled, mark
from cases.service_types import ServiceType, service_type, services_on
from decisions.legal import basis_for
from decisions.rules import ReadExtent, extent_of, read_extent
from delivery.policy import LONGEST_TEXT
from people.refusals import Objection

LONGEST_NAME: Final = 60  # of the earlier system
LONGEST_REFERENCE: Final = 80
EARLIEST: Final = date(1984, 1, 1)  # an older decision still running is a slip of the year


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGiven:
    """One service of such a decision, as told. `quantity` as typed; `to_on` is exclusive.

    `reference` is what the order was called there; empty where it had no name of its own.
    """

    service_key: str
    unit: str  # the key of the unit that performs it
    from_on: date
    starts_on: date  # the day it began to be given
    to_on: date | None = None
    quantity: str = ""
    per: str = ""
    helpers: int = 1
    night: bool = False
    legal_basis: str = ""  # empty: not known
    important: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionGiven:
    """A decision made elsewhere, with the services that run by it."""

    reference: str  # what it was called there
    decided_on: date
    services: tuple[ServiceGiven, ...]
    evaluate_on: date | None = None
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What must be known to judge it: the day, units that perform, what the person has already."""

    on: date
    performing: Collection[str]
    running: Collection[str] = ()
    died_on: date | None = None


def running_objections(given: DecisionGiven, around: Surroundings) -> list[Objection]:
    """Everything that stands in the way of taking over a running decision, at its field.

    The fields of service number n are `services.<n>.<field>`.
    """
    found = list(_decision(given, around))
    seen: set[str] = set()
    for n, service in enumerate(given.services):
        at = f"services.{n}"
        found += _service(service, around, at)
        if service.service_key in seen:
            found.append(
                Objection(
                    mark("Tjenesten står to ganger i samme vedtak. Slå dem sammen."),
                    "service_twice",
                    f"{at}.service_key",
                )
            )
        seen.add(service.service_key)
    return found


def extent_given(given: ServiceGiven, *, on: date, at: str) -> tuple[ReadExtent, list[Objection]]:
    """How much of the service, read by the rule of our own decisions. Raises KeyError."""
    service = service_type(given.service_key, on=on)
    read, found = read_extent(
        {
            "quantity": given.quantity,
            "per": given.per,
            "helpers": given.helpers,
            "night": given.night,
        },
        service,
        None,
        at,
    )
    if found:
        return read, found
    try:
        whole = extent_of(read)
    except ValueError as error:
        return read, [Objection(str(error), "bad_quantity", f"{at}.quantity")]
    if whole is None:
        found = [Objection(mark("Skriv omfanget."), "quantity_missing", f"{at}.quantity")]
    return read, found


@cache
def _called(on: date) -> dict[str, str]:
    rows = services_on(on)
    return {row.name_nb.casefold(): row.key for row in rows} | {row.key: row.key for row in rows}


def service_called(text: str, *, on: date) -> str:
    """The key of the service with that key or name; the text itself where there is none."""
    plain = " ".join(text.split())
    return _called(on).get(plain.casefold(), plain)


def _decision(given: DecisionGiven, around: Surroundings) -> Iterator[Objection]:
    if not given.reference.strip():
        sentence = mark(
            "Skriv hva vedtaket heter i det tidligere systemet, for eksempel saksnummer."
        )
        yield Objection(sentence, "reference_missing", "reference")
    if len(given.reference) > LONGEST_REFERENCE:
        yield _too_long(LONGEST_REFERENCE, "reference")
    if given.decided_on > around.on:
        yield Objection(mark("Datoen kan ikke være etter i dag."), "date_ahead", "decided_on")
    if given.decided_on < EARLIEST:
        yield Objection(
            mark("Datoen er for langt tilbake. Sjekk året."), "date_too_early", "decided_on"
        )
    if given.evaluate_on is not None and given.evaluate_on <= given.decided_on:
        yield Objection(
            mark("Evalueringen må være etter at vedtaket ble fattet."), "evaluation", "evaluate_on"
        )
    if len(given.goal) > LONGEST_TEXT:
        yield _too_long(LONGEST_TEXT, "goal")
    yield from _whole(given, around)


def _whole(given: DecisionGiven, around: Surroundings) -> Iterator[Objection]:
    if not given.services:
        yield Objection(
            mark("Vedtaket har ingen tjeneste som går."), "services_missing", "reference"
        )
    if around.died_on is not None:
        yield Objection(
            filled(
                "Personen er registrert død {died_on}. Sjekk at det er rett person.",
                died_on=f"{around.died_on:%d.%m.%Y}",
            ),
            "person_dead",
        )


def _service(given: ServiceGiven, around: Surroundings, at: str) -> Iterator[Objection]:
    try:
        service = service_type(given.service_key, on=around.on)
    except KeyError:
        yield Objection(
            mark("Tjenesten finnes ikke i katalogen."), "unknown_service", f"{at}.service_key"
        )
    else:
        yield from extent_given(given, on=around.on, at=at)[1]
        yield from _basis(given, service, around.on, at)
    if given.service_key in around.running:
        yield Objection(
            mark("Personen har allerede denne tjenesten i gang her."),
            "already_running",
            f"{at}.service_key",
        )
    if given.unit not in around.performing:
        yield Objection(
            mark("Enheten finnes ikke, eller utfører ikke tjenester."), "unknown_unit", f"{at}.unit"
        )
    yield from _days(given, around.on, at)
    if len(given.important) > LONGEST_TEXT:
        yield _too_long(LONGEST_TEXT, f"{at}.important")
    if len(given.reference) > LONGEST_REFERENCE:
        yield _too_long(LONGEST_REFERENCE, f"{at}.reference")


def _basis(given: ServiceGiven, service: ServiceType, on: date, at: str) -> Iterator[Objection]:
    known = {row.basis.value for row in basis_for(service, on=on)}
    if given.legal_basis and given.legal_basis not in known:
        yield Objection(
            mark("Hjemmelen kan ikke brukes for denne tjenesten. La den stå tom om den er ukjent."),
            "unknown_basis",
            f"{at}.legal_basis",
        )


def _days(given: ServiceGiven, on: date, at: str) -> Iterator[Objection]:
    for field, day in (("from_on", given.from_on), ("starts_on", given.starts_on)):
        if day < EARLIEST:
            yield Objection(
                mark("Datoen er for langt tilbake. Sjekk året."), "date_too_early", f"{at}.{field}"
            )
    if given.starts_on > on:
        yield Objection(
            mark("Tjenesten må ha startet. Registrer den når den er i gang."),
            "not_started",
            f"{at}.starts_on",
        )
    if given.to_on is not None and given.to_on <= given.from_on:
        yield Objection(
            mark("Siste dag kan ikke være før første dag."), "period_backwards", f"{at}.to_on"
        )


def _too_long(longest: int, field: str) -> Objection:
    sentence = filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=longest)
    return Objection(sentence, "text_too_long", field)
