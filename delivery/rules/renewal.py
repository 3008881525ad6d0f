"""Rules of looking anew at what runs (revurdering, endringsmelding): why, and what must be said."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from audit.words import filled, mark
from people.refusals import Objection

LONGEST_BACK: Final = timedelta(days=366)
LONGEST_WORDS: Final = 5_000


class Reason(StrEnum):
    """Why what runs is looked at anew."""

    EXPIRY = "EXPIRY"
    EVALUATION = "EVALUATION"
    OWN_WISH = "OWN_WISH"
    CHANGE = "CHANGE"
    UNIT = "UNIT"  # the performing unit's message


REASONS: Final[dict[Reason, str]] = {
    Reason.EXPIRY: mark("Vedtaket går ut"),
    Reason.EVALUATION: mark("Tjenesten skal evalueres"),
    Reason.OWN_WISH: mark("Personen ønsker en endring"),
    Reason.CHANGE: mark("Behovet er endret"),
    Reason.UNIT: mark("Utførende enhet meldte fra"),
}
# What somebody at the office may choose, in the order of how often.
CHOOSABLE_REASONS: Final = (Reason.EXPIRY, Reason.EVALUATION, Reason.OWN_WISH, Reason.CHANGE)
# The calendar says why; otherwise somebody must.
SAYS_ITSELF: Final = frozenset({Reason.EXPIRY, Reason.EVALUATION})


def reassessment_objections(
    *,
    reason: str,
    words: str,
    received_on: date | None,
    services: Collection[str],
    tracks: Collection[str],
    open_in: str,
    ends: bool = True,
    on: date,
) -> list[Objection]:
    """Why a reassessment may not begin. `services` are those chosen, on `tracks`; `open_in` is the
    case in which one of them is looked at already, or empty; `ends`: whether all of them end.
    """
    found = []
    if not services:
        found.append(Objection(mark("Velg minst én tjeneste."), "services_missing", "services"))
    if len(set(tracks)) > 1:
        found.append(
            Objection(
                mark(
                    "Tjenestene behandles av ulike deler av kommunen. Start én revurdering for"
                    " hver av dem."
                ),
                "several_tracks",
                "services",
            )
        )
    if open_in:
        found.append(
            Objection(
                filled("Tjenesten vurderes allerede på nytt i sak {reference}.", reference=open_in),
                "already_reassessed",
                "services",
            )
        )
    if reason not in set(CHOOSABLE_REASONS):
        found.append(
            Objection(mark("Velg hvorfor tjenesten vurderes på nytt."), "reason_missing", "reason")
        )
    elif Reason(reason) is Reason.EXPIRY and services and not ends:
        found.append(
            Objection(
                mark("Vedtaket har ingen sluttdato. Velg en annen grunn."), "no_end", "reason"
            )
        )
    elif Reason(reason) not in SAYS_ITSELF and not words.strip():
        found.append(
            Objection(mark("Skriv hva som er endret eller ønskes."), "words_missing", "words")
        )
    return [*found, *_too_long(words), *_received(received_on, on=on)]


def change_objections(words: str, wanted_from: date | None, *, on: date) -> list[Objection]:
    """Why a performing unit's message of a change cannot be sent."""
    found = []
    if not words.strip():
        found.append(Objection(mark("Skriv hva som er endret."), "words_missing", "words"))
    if wanted_from is not None and abs(wanted_from - on) > LONGEST_BACK:
        found.append(
            Objection(mark("Sjekk datoen endringen trengs fra."), "date_far_off", "wanted_from")
        )
    return [*found, *_too_long(words)]


def _too_long(words: str) -> list[Objection]:
    if len(words) <= LONGEST_WORDS:
        return []
    return [
        Objection(
            filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=LONGEST_WORDS),
            "text_too_long",
            "words",
        )
    ]


def _received(received_on: date | None, *, on: date) -> list[Objection]:
    if received_on is None:
        return []
    if received_on > on:
        return [
            Objection(
                mark("Første kontakt kan ikke være fram i tid."), "received_ahead", "received_on"
            )
        ]
    if on - received_on > LONGEST_BACK:
        return [
            Objection(mark("Sjekk året på første kontakt."), "received_long_ago", "received_on")
        ]
    return []
