"""Rules of orders: what a state allows, when a service starts and ends, when a case is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from audit.words import filled, mark
from delivery.policy import (
    AT_HOME,
    CHOOSABLE,
    IN_INSTITUTION,
    LONGEST_NOTE,
    LONGEST_TEXT,
    OTHER,
    PERFORMED_BY,
)
from people.refusals import Objection

DAY: Final = timedelta(days=1)


class State(StrEnum):
    """How an order stands. SENT is derived: no unit has answered."""

    SENT = "SENT"
    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"
    RUNNING = "RUNNING"
    ENDED = "ENDED"


STATES: Final[dict[State, str]] = {
    State.SENT: mark("Sendt"),
    State.CONFIRMED: mark("Bekreftet"),
    State.REFUSED: mark("Avvist"),
    State.RUNNING: mark("I gang"),
    State.ENDED: mark("Avsluttet"),
}
OPEN: Final = frozenset({State.SENT, State.CONFIRMED, State.REFUSED})  # not yet given
LEFT: Final = frozenset({State.REFUSED, State.ENDED})  # the unit has no more to do with the person


class Act(StrEnum):
    """What may be done to an order."""

    CONFIRM = "CONFIRM"
    REFUSE = "REFUSE"
    REDIRECT = "REDIRECT"
    START = "START"
    END = "END"
    ASK = "ASK"
    REPORT_CHANGE = "REPORT_CHANGE"


# From which states each act starts, and what to say when it does not.
ACTS: Final[dict[Act, tuple[frozenset[State], str]]] = {
    Act.CONFIRM: (frozenset({State.SENT}), mark("Bare en ny bestilling kan bekreftes.")),
    Act.REFUSE: (
        frozenset({State.SENT, State.CONFIRMED}),
        mark("En tjeneste som er i gang, avvises ikke. Avslutt den med en grunn."),
    ),
    Act.REDIRECT: (
        frozenset({State.SENT, State.REFUSED}),
        mark("Enheten har tatt bestillingen. Be enheten avvise den først."),
    ),
    Act.START: (
        frozenset({State.CONFIRMED}),
        mark("Bekreft mottaket før du registrerer oppstart."),
    ),
    Act.END: (
        frozenset({State.CONFIRMED, State.RUNNING}),
        mark("Bare en bestilling som er bekreftet eller i gang, kan avsluttes."),
    ),
    Act.REPORT_CHANGE: (
        frozenset({State.RUNNING}),
        mark("Bare for en tjeneste som er i gang, kan det meldes endring."),
    ),
    Act.ASK: (
        frozenset({State.SENT, State.CONFIRMED, State.RUNNING}),
        mark("Enheten har ikke bestillingen lenger."),
    ),
}


COMPLETING: Final = "fullfor"  # what the draft of «Avslutt saken» is called
DRAFTS: Final = "bestilling/"  # how the name of a draft about an order begins
# What a unit types, kept as it types.
DRAFTED: Final = (Act.REFUSE, Act.ASK, Act.START, Act.REPORT_CHANGE, Act.END)


NOT_AFTER_CASE: Final = frozenset({Act.CONFIRM, Act.START, Act.REDIRECT})  # once it has ended


def not_from_here(act: Act, state: State) -> list[Objection]:
    """Why `act` does not start where the order stands; empty if it does."""
    sources, sentence = ACTS[act]
    if state in sources:
        return []
    return [
        Objection(
            filled("Bestillingen er «{state}». {what}", state=STATES[state], what=sentence),
            "wrong_state",
        )
    ]


@dataclass(frozen=True, slots=True)
class Span:
    """The days an order is for: [from_on, to_on), from a decision or a trial's plan."""

    from_on: date
    to_on: date | None


def planned_objections(planned_on: date, span: Span) -> list[Objection]:
    """Why a service may not be planned to start that day."""
    if planned_on < span.from_on:
        return [_too_early(span, "planned_start_on")]
    if span.to_on is not None and planned_on >= span.to_on:
        return [_too_late(span, "planned_start_on")]
    return []


def start_objections(
    starts_on: date, span: Span, *, today: date, ordered_on: date, why_early: str = ""
) -> list[Objection]:
    """Why a service cannot have started that day: it has not come, or the order is for others.

    Before its period's first day it may, with a reason: nothing stops help, and whoever ordered
    must then see to it (pbrl § 2-7: help that is to last needs its vedtak from the start).
    """
    if starts_on > today:
        return [
            Objection(
                mark("Oppstart registreres når den har skjedd. Velg en dag til og med i dag."),
                "not_started_yet",
                "starts_on",
            )
        ]
    if is_early(starts_on, span) and starts_on >= ordered_on:
        return _early_objections(why_early, span)
    if is_early(starts_on, span) and ordered_on < span.from_on:
        return [
            Objection(
                filled(
                    "Bestillingen ble sendt {ordered_on}. Velg den dagen eller senere.",
                    ordered_on=f"{ordered_on:%d.%m.%Y}",
                ),
                "before_order",
                "starts_on",
            )
        ]
    return [Objection(o.sentence, o.code, "starts_on") for o in planned_objections(starts_on, span)]


def is_early(starts_on: date, span: Span) -> bool:
    """Whether a service that starts that day starts before what it is given by."""
    return starts_on < span.from_on


def _early_objections(why: str, span: Span) -> list[Objection]:
    if why.strip():
        return too_long(why, "early_reason")
    return [
        Objection(
            filled(
                "Bestillingen gjelder fra {from_on}. Skriv hvorfor hjelpen startet før.",
                from_on=f"{span.from_on:%d.%m.%Y}",
            ),
            "early_reason_missing",
            "early_reason",
        )
    ]


def _too_early(span: Span, field: str) -> Objection:
    return Objection(
        filled(
            "Bestillingen gjelder fra {from_on}. Velg den dagen eller senere.",
            from_on=f"{span.from_on:%d.%m.%Y}",
        ),
        "before_period",
        field,
    )


def _too_late(span: Span, field: str) -> Objection:
    last = span.to_on - DAY if span.to_on else span.from_on
    return Objection(
        filled(
            "Bestillingen gjelder til og med {last}. Be den som bestilte, vurdere behovet på nytt.",
            last=f"{last:%d.%m.%Y}",
        ),
        "after_period",
        field,
    )


def end_objections(
    ends_on: date | None, code: str, text: str, *, started_on: date | None, today: date
) -> list[Objection]:
    """Why a service may not end so. `ends_on` is the first day without it; None: it never ran."""
    found = []
    if started_on is not None and (ends_on is None or not started_on < ends_on <= today + DAY):
        found.append(
            Objection(
                filled(
                    "Siste dag må være fra {started_on} til og med i dag.",
                    started_on=f"{started_on:%d.%m.%Y}",
                ),
                "bad_end",
                "ends_on",
            )
        )
    if code not in CHOOSABLE:
        found.append(Objection(mark("Velg hvorfor tjenesten avsluttes."), "code_missing", "code"))
    if code == OTHER and not text.strip():
        found.append(
            Objection(mark("Skriv hvorfor tjenesten avsluttes."), "reason_missing", "reason")
        )
    return found + too_long(text, "reason")


def refuse_objections(reason: str) -> list[Objection]:
    """Why an order may not be refused so."""
    if not reason.strip():
        return [
            Objection(
                mark("Skriv hvorfor enheten avviser bestillingen."), "reason_missing", "reason"
            )
        ]
    return too_long(reason, "reason")


def redirect_objections(told: str, *, trial: bool) -> list[Objection]:
    """Why an order may not go to another unit so: the letter about a vedtak named the first."""
    if not trial and not told.strip():
        return [
            Objection(
                mark("Skriv hvordan personen får vite hvem som utfører tjenesten."),
                "told_missing",
                "told",
            )
        ]
    return too_long(told, "told", longest=LONGEST_NOTE)


def usually_performs(kind: str, service_key: str, *, at_home: bool) -> bool:
    """Whether a unit of that kind usually gives the service."""
    return kind in PERFORMED_BY.get(service_key, AT_HOME if at_home else IN_INSTITUTION)


def text_objections(text: str, *, missing: str, field: str) -> list[Objection]:
    """Why a text that must be there is not good enough; `missing` says what to write."""
    if not text.strip():
        return [Objection(missing, f"{field}_missing", field)]
    return too_long(text, field)


def draft_form(act: str, public_id: object) -> str:
    """What the draft of an act on an order, or of the answer to a question, is called."""
    return f"{DRAFTS}{act.lower()}/{public_id}"


def act_of_draft(form: str) -> tuple[str, str]:
    """The act (or "svar", "tidlig") and the public id that `draft_form` made a name of."""
    act, _, public_id = form.removeprefix(DRAFTS).partition("/")
    return {one.lower(): str(one) for one in DRAFTED}.get(act, act), public_id


def drafts_done_with(public_id: object, state: State | None) -> list[str]:
    """The drafts a unit has no use of when its order is `state`; None: it has left the unit."""
    return [
        draft_form(act, public_id) for act in DRAFTED if state is None or state not in ACTS[act][0]
    ]


def too_long(text: str, field: str, *, longest: int = LONGEST_TEXT) -> list[Objection]:
    """The objection to a text longer than a page can hold."""
    if len(text) <= longest:
        return []
    return [
        Objection(
            filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=longest),
            "text_too_long",
            field,
        )
    ]


def without_decision_since(valid_to: date | None, *, on: date) -> date | None:
    """Since which day a running service has no valid vedtak; None if it has one.

    Expiry never stops help: the service runs on, and this is shown until somebody has decided.
    """
    return valid_to if valid_to is not None and valid_to <= on else None


@dataclass(frozen=True, slots=True)
class Given:
    """One granted line of a case that somebody wants to complete."""

    service: str  # in words
    ended: bool


def completion_objections(
    granted: Sequence[Given], *, decided: bool, told: bool, reaches_on: date | None
) -> list[Objection]:
    """Why a case is not done: something granted is not ended, or the answer is not told yet.

    `told` says that the party's letter has arrived, `reaches_on` when it is taken to arrive.
    """
    if not decided:
        return [Objection(mark("Saken har ikke noe vedtak."), "not_decided")]
    found = [
        Objection(
            filled(
                "{service} er innvilget og ikke avsluttet. Saken varer så lenge tjenesten gjør.",
                service=line.service,
            ),
            "service_open",
        )
        for line in granted
        if not line.ended
    ]
    if not granted and not told:
        sentence = mark("Brevet med vedtaket har ikke kommet fram ennå.")
        if reaches_on:
            sentence = filled(
                "Brevet med vedtaket har ikke kommet fram ennå. Det regnes som mottatt {day}.",
                day=f"{reaches_on:%d.%m.%Y}",
            )
        found.append(Objection(sentence, "not_told"))
    return found
