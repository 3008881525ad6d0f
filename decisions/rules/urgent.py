"""Help that cannot wait (hastevedtak): what refuses it, and which gates were not met.

Sources: forvaltningsloven §§ 7, 23 and 27. Nothing here that the ordinary path asks for stops help:
what is not met is written down as a deviation (avvik) and looked at by another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, TypedDict

from audit.words import filled, mark
from cases.rules import Extent, differs, extent_text
from cases.service_types import ServiceType, Unit
from deadlines.rules import working_days_after
from decisions.policy import Gate, haste_access
from decisions.rules.facts import Running
from decisions.rules.less import less_extent
from decisions.rules.where_when import gives_not, in_sentence
from people.refusals import Objection

_SELF: Final = frozenset({"selv", "sjølv"})
_THE_PERSON: Final = frozenset({"personen", "søker", "søkeren", "bruker", "brukeren", "han", "hun"})
SOON: Final = timedelta(days=7)  # how far from today urgent help may begin
LONGEST: Final = 5_000
LONGEST_LINE: Final = 200


class SaidLine(TypedDict, total=False):
    """One service given at once, as typed."""

    service_key: str
    quantity: str  # «3,5», in the service's own unit
    per: str  # blank: as the catalogue says
    unit_performing: str  # the unit's key
    important: str


class Said(TypedDict, total=False):
    """A hastevedtak as typed; `to_on` is exclusive. Told somebody, or why nobody."""

    lines: list[SaidLine]
    from_on: date | None
    to_on: date | None
    reason: str
    told: str
    told_by: str
    told_at: datetime | None
    not_told_reason: str
    persons_view: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentLine:
    """One service somebody wants to give at once."""

    name: str
    service: ServiceType | None  # None: not in the catalogue on the day
    extent: Extent | None
    unit_chosen: bool
    unit_performs: bool
    unit_gives_not: str = ""  # its name, where the municipality lets others give the service
    running: tuple[Running, ...] = ()  # what the person has of it those days


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentFacts:
    """A hastevedtak somebody wants to give on a day (`on`)."""

    on: date
    at: datetime
    said: Said
    lines: tuple[UrgentLine, ...]
    died_on: date | None
    deciding_unit: int | None  # None: the actor sits in no unit that decides


def urgent_objections(facts: UrgentFacts) -> list[Objection]:
    """Everything that refuses it, in the order of the page; empty if help may be given."""
    found = []
    if facts.died_on is not None:
        found.append(
            Objection(
                filled("Personen døde {day}.", day=f"{facts.died_on:%d.%m.%Y}"), "person_dead"
            )
        )
    if facts.deciding_unit is None:
        found.append(
            Objection(
                mark(
                    "Du arbeider ikke i en enhet som fatter vedtak. Ring en som gjør det, og gi"
                    " tilgang til saken."
                ),
                "unit_does_not_decide",
            )
        )
    if not facts.lines:
        found.append(Objection(mark("Velg hva personen skal få nå."), "no_lines", "lines"))
    for n, line in enumerate(facts.lines):
        found += _line(line, facts.said, f"lines.{n}")
    return [*found, *_period(facts), *_texts(facts.said, facts.at)]


def _line(line: UrgentLine, said: Said, at: str) -> Iterator[Objection]:
    if line.service is None or not line.service.choosable:
        yield Objection(
            filled("{name} finnes ikke i tjenestelisten i dag. Velg en annen.", name=line.name),
            "unknown_service",
            f"{at}.service_key",
        )
        return
    if line.extent is None and line.service.unit is not Unit.YES_NO:
        yield Objection(
            filled("Skriv omfanget av {name}.", name=in_sentence(line.name)),
            "extent_missing",
            f"{at}.quantity",
        )
    if not line.unit_chosen:
        yield Objection(
            filled("Velg hvem som skal gi {name}.", name=in_sentence(line.name)),
            "unit_missing",
            f"{at}.unit_performing",
        )
    elif not line.unit_performs:
        yield Objection(
            mark("Enheten utfører ikke tjenester nå. Velg en annen."),
            "unit_not_performing",
            f"{at}.unit_performing",
        )
    elif line.unit_gives_not:
        yield gives_not(line.unit_gives_not, line.name, f"{at}.unit_performing")
    yield from islice(_takes_away(line, said, at), 1)


def _takes_away(line: UrgentLine, said: Said, at: str) -> Iterator[Objection]:
    """What the person has would end when the help begins: it must be as much, and last as long."""
    for has in line.running:
        if less_extent(has.extent, line.extent):
            yield Objection(
                filled(
                    "Personen får mer enn dette i dag ({has}). Et hastevedtak gir hjelp og tar"
                    " aldri noe bort.",
                    has=extent_text(has.extent) if has.extent else "",
                ),
                "takes_away",
                f"{at}.quantity",
            )
        elif _ends_before(said.get("to_on"), has.ends_on):
            yield Objection(
                filled(
                    "Personen har {name} lenger enn dette. La «Til og med» stå tomt, så hjelpen"
                    " ikke tar slutt. Start en revurdering når behovet er mindre.",
                    name=in_sentence(line.name),
                ),
                "takes_away",
                "to_on",
            )


def _ends_before(to_on: date | None, other: date | None) -> bool:
    """Whether a period that ends on `to_on` ends before one that ends on `other`."""
    return to_on is not None and (other is None or to_on < other)


def covers(has: Running, line: UrgentLine, said: Said) -> bool:
    """Whether help that is given already is all that is wanted: as much, those days."""
    from_on = said.get("from_on")
    if from_on is None or (has.from_on is not None and from_on < has.from_on):
        return False
    if has.ends_on is not None and _ends_before(has.ends_on, said.get("to_on")):
        return False
    if line.extent is None or has.extent is None:
        return line.extent is None and has.extent is None
    return not differs(has.extent, line.extent) or less_extent(has.extent, line.extent)


def _period(facts: UrgentFacts) -> Iterator[Objection]:
    from_on, to_on = facts.said.get("from_on"), facts.said.get("to_on")
    if from_on is None:
        yield Objection(mark("Velg hvilken dag hjelpen starter."), "from_missing", "from_on")
        return
    if not facts.on - SOON <= from_on <= facts.on + SOON:
        yield Objection(
            mark(
                "Et hastevedtak gjelder hjelp som starter nå. Velg en dag innen en uke fra i dag."
            ),
            "not_now",
            "from_on",
        )
    if to_on is not None and to_on <= max(from_on, facts.on):
        yield Objection(
            mark("Siste dag kan ikke være før i dag eller før første dag."),
            "period_backwards",
            "to_on",
        )


def _texts(said: Said, at: datetime) -> Iterator[Objection]:
    if not said.get("reason", "").strip():
        yield Objection(mark("Skriv hvorfor hjelpen ikke kan vente."), "reason_missing", "reason")
    told = said.get("told", "").strip()
    told_at = said.get("told_at")
    if not told and not said.get("not_told_reason", "").strip():
        yield Objection(
            mark("Skriv hvem som er orientert muntlig, eller hvorfor ingen er det ennå."),
            "told_missing",
            "told",
        )
    if told and not said.get("told_by", "").strip():
        yield Objection(mark("Skriv hvem som ga beskjeden."), "told_by_missing", "told_by")
    if told and told_at is None:
        yield Objection(mark("Skriv når beskjeden ble gitt."), "told_at_missing", "told_at")
    if told and told_at is not None and told_at > at:
        yield Objection(
            mark("Beskjeden kan ikke være gitt etter nå. Rett klokkeslettet."),
            "told_later",
            "told_at",
        )
    longest = {"told": LONGEST_LINE, "told_by": LONGEST_LINE}
    for field in ("reason", "told", "told_by", "not_told_reason", "persons_view"):
        most = longest.get(field, LONGEST)
        if len(str(said.get(field) or "")) > most:
            yield Objection(
                filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=most),
                "text_too_long",
                field,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """What is known of the gates of a case at a moment: what is asked, and what is met."""

    assessment_asked: bool = True
    assessed: bool = False
    recommended: bool = False
    coordinator_asked: bool = True
    coordinated: bool = False
    two_asked: bool = False
    alone: bool = False  # nobody recommended, or the same person or unit did
    approval_asked: bool = False
    approved: bool = False
    disqualified: bool = False  # who decides is
    view: bool = False
    child: bool = False
    childs_interest: bool = False
    told: bool = False


def unmet(facts: GateFacts) -> tuple[Gate, ...]:
    """The gates that are asked for and not met, in the order of the path."""
    met = {
        Gate.ASSESSMENT: facts.assessed or not facts.assessment_asked,
        Gate.RECOMMENDATION: facts.recommended,
        Gate.COORDINATOR: facts.coordinated or not facts.coordinator_asked,
        Gate.TWO_PERSONS: not (facts.two_asked and facts.alone),
        Gate.APPROVAL: facts.approved or not facts.approval_asked,
        Gate.IMPARTIAL: not facts.disqualified,
        Gate.VIEW: facts.view,
        Gate.CHILD: facts.childs_interest or not facts.child,
        Gate.TOLD: facts.told,
    }
    return tuple(gate for gate in Gate if not met[gate])


def is_self(told: str, given_name: str, family_name: str) -> bool:
    """Whether who was told is the person: «Ola selv», «Ola Aassen», «personen selv».

    Several («Ola selv og Anne») are not: they are named as they were typed.
    """
    words = told.casefold().strip(" .").split()
    by_word = bool(words) and words[-1] in _SELF
    named = " ".join(words[:-1] if by_word else words)
    first, last = given_name.casefold(), family_name.casefold()
    names = {first, first.partition(" ")[0], f"{first} {last}"}
    return bool(named) and (named in names or (by_word and named in _THE_PERSON))


def haste_last_day(asked_on: date) -> date:
    """The last day who was asked for help now may open the case, by the local rule of that day."""
    return working_days_after(asked_on, haste_access(on=asked_on).working_days)
