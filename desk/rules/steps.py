"""What is done, what is next and who must act, told from where a case stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from audit.words import filled, mark
from cases.stages import RAIL, STAGES, Stage
from people.roles import Permission

# Statuses of a step: the words of tasks everywhere.
DONE: Final = mark("Fullført")
BEGUN: Final = mark("Pågår")
NOT_BEGUN: Final = mark("Ikke startet")
CANNOT_START: Final = mark("Kan ikke startes ennå")
WAITS: Final = mark("På vent")

ORDER: Final = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An order its unit has refused, which must be sent to another."""

    service: str
    unit: str
    reason: str
    holder: str  # who ordered, and has it as a task
    url: str
    permission: Permission  # of who may send it on


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What is known of a case, and of the one who looks, when its steps are told."""

    reference: str
    stage: Stage
    ended: bool = False
    transferred: bool = False  # decided in an earlier system: nothing before was done here
    waits: bool = False  # on hold
    assessed: bool = False  # a kartlegging is completed, and none is open
    assessing: bool = False
    simplified: bool = False  # the simplified course (forenklet løp) asks for no kartlegging
    short: bool = False  # kartlegging and innstilling are on one page
    tried: bool = False  # a trial was made, or is under way
    recommending: bool = False  # a recommendation is begun
    coordinated: bool = True  # the coordinator's step is taken in this case
    passed: bool = False  # policy has passed it
    proposed: bool = False  # somebody has been asked to receive the case
    deciding: bool = False  # a decision is begun
    decision: int = 0  # the number of the latest; 0: none
    own_decision: bool = False  # the one who looks has written it, and cannot approve it
    dead: bool = False  # the person has died
    orally: bool = False  # help was given before this (hastevedtak), from any stage
    recommended: bool = False  # a recommendation is sent
    handed: bool = False  # a coordinator has the pathway
    granted: bool = False  # something is given by an issued decision
    refused: tuple[Refusal, ...] = ()
    done: bool = False  # nothing is left but to end the case
    why_not_done: str = ""
    holder: str = ""  # who answers for the case: «Liv Berg, Kartleggingsavdelingen»
    coordinator: str = ""
    may: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True)
class NextStep:
    """One line of «Neste steg». At most one is primary: the one the reader can take now."""

    title: str
    status: str
    url: str = ""
    responsible: str = ""
    waits_for: str = ""
    primary: bool = False
    button: str = ""
    due_on: date | None = None
    refused: bool = False  # an order without a unit


@dataclass(frozen=True, slots=True)
class RailStage:
    """One place on the rail: done, now, next or passed."""

    label: str
    state: str


def rail(where: Where) -> tuple[RailStage, ...]:
    """The six places. None is now in an ended case.

    A trial nobody made is passed, not done; so is what came before a decision made elsewhere.
    """
    here = STAGES[where.stage].rail
    places = []
    for place, label in enumerate(RAIL, start=1):
        state = "done" if place < here else "now" if place == here else "next"
        if where.ended:
            state = "done" if _reached(where, place) else "next"
        if place == STAGES[Stage.TRIAL].rail and state == "done" and not where.tried:
            state = "passed"
        if where.orally and state == "done" and _was_skipped(where, place):
            state = "passed"
        if where.transferred and state == "done" and place < STAGES[Stage.DECISION].rail:
            state = "passed"
        places.append(RailStage(label, state))
    return tuple(places)


def _was_skipped(where: Where, place: int) -> bool:
    """Whether help that could not wait went past a place."""
    assessment = place == STAGES[Stage.ASSESSMENT].rail and not where.assessed
    return assessment or (place == STAGES[Stage.RECOMMENDED].rail and not where.recommended)


def _reached(where: Where, place: int) -> bool:
    """Whether an ended case ever came to a place: what it holds tells."""
    furthest = max(
        1,
        STAGES[Stage.ASSESSMENT].rail if where.assessed or where.assessing else 0,
        STAGES[Stage.TRIAL].rail if where.tried else 0,
        STAGES[Stage.RECOMMENDED].rail if where.deciding else 0,
        STAGES[Stage.DECISION].rail if where.decision and not where.deciding else 0,
        STAGES[Stage.DELIVERY].rail if where.granted else 0,
    )
    return place <= furthest


def next_steps(where: Where) -> tuple[NextStep, ...]:
    """The steps of the path in their order; none when the case has ended."""
    if where.ended:
        return ()
    steps = _one_primary(tuple(_steps(where)))
    if where.dead:
        others = (replace(step, primary=False) for step in steps if step.status == DONE)
        return (*others, _after_death(where))
    return steps


def _after_death(where: Where) -> NextStep:
    """All that is left to do in the case of somebody who has died; nobody is to be rung."""
    return NextStep(
        title=mark("Avslutt saken etter dødsfall"),
        status=NOT_BEGUN,
        url=_page(where, "avslutt/"),
        responsible=where.holder,
        primary=Permission.WORK_CASE in where.may,
        button=mark("Avslutt saken etter dødsfall"),
    )


def _one_primary(steps: tuple[NextStep, ...]) -> tuple[NextStep, ...]:
    """Help that nobody gives comes before whatever else the reader could do now."""
    urgent = next((step for step in steps if step.primary and step.refused), None)
    if urgent is None:
        return steps
    return tuple(replace(step, primary=step is urgent) for step in steps)


def _steps(where: Where) -> Iterator[NextStep]:
    if not where.transferred:
        yield from _before_decision(where)
    yield _decision(where)
    if where.stage is Stage.APPROVAL:
        yield _approval(where)
    for refusal in where.refused:
        yield _refused(where, refusal)
    yield _service(where)
    if where.stage in {Stage.DECIDED, Stage.DELIVERY}:
        yield _end(where)


def _before_decision(where: Where) -> Iterator[NextStep]:
    yield _assessment(where)
    if where.tried:
        yield _trial(where)
    yield _recommendation(where)
    if where.coordinated or where.passed:
        yield _coordinator(where)
    elif where.simplified:
        by_rule = mark("Passeres etter kommunens regel for tjenesten")
        yield NextStep(mark("Forløpskoordinator"), "", waits_for=by_rule)


def _now(
    where: Where,
    title: str,
    page: str,
    button: str,
    permission: Permission,
    *,
    begun: bool,
    responsible: str = "",
    waits_for: str = "",
) -> NextStep:
    """The step where the case stands: a button for who may take it, a link for the others."""
    return NextStep(
        title=title,
        status=WAITS if where.waits else BEGUN if begun else NOT_BEGUN,
        url=_page(where, page),
        responsible=responsible or where.holder,
        waits_for=waits_for,
        primary=permission in where.may,
        button=button,
    )


def _done(where: Where, title: str, page: str) -> NextStep:
    return NextStep(title=title, status=DONE, url=_page(where, page))


def _skipped(where: Where, title: str, page: str) -> NextStep:
    """A step that help which could not wait went past: a deviation says so until it is seen to."""
    return NextStep(
        title=title,
        status="",
        url=_page(where, page),
        waits_for=mark("Ikke gjort: hjelpen kunne ikke vente"),
    )


def _later(title: str, waits_for: str) -> NextStep:
    return NextStep(title=title, status=CANNOT_START, waits_for=waits_for)


def _page(where: Where, page: str) -> str:
    return f"/saker/{where.reference}/{page}"


def _assessment(where: Where) -> NextStep:
    title, page, may = mark("Kartlegging"), "kartlegging/", Permission.ASSESS
    if where.stage is Stage.RECEIVED:
        return _now(where, title, page, mark("Start kartlegging"), may, begun=False)
    if where.simplified and not where.assessed:
        return NextStep(
            title=title,
            status=BEGUN if where.assessing else "",
            url=_page(where, page),
            waits_for=mark("Gjøres sammen med innstillingen")
            if where.short
            else mark("Kreves ikke i forenklet løp"),
        )
    if where.stage is Stage.ASSESSMENT and not where.assessed:
        return _now(where, title, page, mark("Fortsett kartleggingen"), may, begun=True)
    if where.stage is Stage.TRIAL and not where.assessed:
        return NextStep(title=title, status=BEGUN, url=_page(where, page))
    if where.orally and not where.assessed:
        return _skipped(where, title, page)
    return _done(where, title, page)


def _trial(where: Where) -> NextStep:
    title, page = mark("Utprøving"), "utproving/"
    if where.stage is Stage.TRIAL:
        button = mark("Følg opp utprøvingen")
        return _now(where, title, page, button, Permission.ASSESS, begun=True)
    return _done(where, title, page)


def _recommendation(where: Where) -> NextStep:
    title, page = mark("Innstilling"), "innstilling/"
    if where.stage is Stage.ASSESSMENT and (where.assessed or where.simplified):
        button = (
            mark("Fortsett på innstillingen") if where.recommending else mark("Skriv innstilling")
        )
        page = "kort/" if where.short else page
        return _now(where, title, page, button, Permission.ASSESS, begun=where.recommending)
    if where.stage is Stage.TRIAL:
        return _later(title, mark("Venter på utprøvingen"))
    if where.stage in {Stage.RECEIVED, Stage.ASSESSMENT}:
        return _later(title, mark("Venter på kartleggingen"))
    if where.orally and not where.recommended:
        return _skipped(where, title, page)
    return _done(where, title, page)


def _coordinator(where: Where) -> NextStep:
    title, page = mark("Forløpskoordinator"), "forlop/"
    if where.passed:
        return NextStep(
            title=title,
            status="",
            url=_page(where, page),
            waits_for=mark("Passert etter kommunens regel for tjenesten"),
        )
    if where.stage is Stage.RECOMMENDED and where.proposed:
        return NextStep(
            title=title,
            status=BEGUN,
            url=_page(where, page),
            responsible=where.holder,
            waits_for=mark("Venter på svar fra {who}"),
        )
    if where.stage is Stage.RECOMMENDED:
        button = mark("Overfør til forløpskoordinator")
        return _now(where, title, page, button, Permission.HAND_OVER, begun=False)
    if where.stage is Stage.HANDOVER:
        button = mark("Sjekk innstillingen")
        return _now(
            where,
            title,
            page,
            button,
            Permission.COORDINATE,
            begun=True,
            responsible=where.coordinator,
        )
    if ORDER.index(where.stage) < ORDER.index(Stage.RECOMMENDED):
        return _later(title, mark("Venter på innstillingen"))
    if where.orally and not where.handed:
        return _skipped(where, title, page)
    return _done(where, title, page)


def _decision(where: Where) -> NextStep:
    title, page = mark("Vedtak"), "vedtak/"
    if where.stage is Stage.DECISION:
        button = mark("Fortsett på vedtaket") if where.deciding else mark("Skriv vedtak")
        if where.orally:
            button = mark("Skriv hastevedtaket")
        return _now(where, title, page, button, Permission.DECIDE, begun=where.deciding)
    if where.stage is Stage.APPROVAL:
        return NextStep(title=title, status=BEGUN, url=_page(where, page), responsible=where.holder)
    if where.stage in {Stage.RECOMMENDED, Stage.HANDOVER}:
        return _later(title, mark("Venter på forløpskoordinator"))
    if ORDER.index(where.stage) < ORDER.index(Stage.RECOMMENDED):
        return _later(title, mark("Venter på innstillingen"))
    return _done(where, title, page)


def _approval(where: Where) -> NextStep:
    title, page = mark("Godkjenning"), f"vedtak/{where.decision}/godkjenning/"
    step = _now(
        where,
        title,
        page,
        mark("Gå til godkjenning"),
        Permission.APPROVE,
        begun=False,
        responsible=mark("En annen enn den som skrev vedtaket"),
    )
    if not step.primary or where.own_decision:
        return NextStep(title=title, status=step.status, responsible=step.responsible)
    return step


def _service(where: Where) -> NextStep:
    title, page = mark("Tjeneste"), "tjenester/"
    if where.orally and where.stage in {Stage.DECISION, Stage.APPROVAL}:
        return NextStep(
            title=title,
            status=BEGUN,
            url=_page(where, page),
            responsible=mark("Utførende enhet"),
            waits_for=mark("Bestilt ved hastevedtak"),
        )
    if where.stage not in {Stage.DECIDED, Stage.DELIVERY}:
        return _later(title, mark("Venter på vedtak"))
    if not where.granted:
        return NextStep(
            title=title,
            status="",
            url=_page(where, page),
            waits_for=mark("Ingen tjeneste er innvilget"),
        )
    if where.done:
        return _done(where, title, page)
    return NextStep(
        title=title,
        status=BEGUN if where.stage is Stage.DELIVERY else NOT_BEGUN,
        url=_page(where, page),
        responsible="" if where.refused else mark("Utførende enhet"),
        primary=True,
        button=mark("Se tjenestene"),
    )


def _refused(where: Where, refusal: Refusal) -> NextStep:
    may = refusal.permission in where.may
    return NextStep(
        title=refusal.service,
        status=WAITS if where.waits else NOT_BEGUN,
        url=refusal.url if may else "",
        responsible=refusal.holder,
        waits_for=filled("Avvist av {unit}: «{reason}»", unit=refusal.unit, reason=refusal.reason),
        primary=may,
        button=mark("Send til en annen enhet"),
        refused=True,
    )


def _end(where: Where) -> NextStep:
    title = mark("Avslutt saken")
    if where.done:
        return _now(where, title, "fullfor/", title, Permission.WORK_CASE, begun=False)
    return _later(title, where.why_not_done)
