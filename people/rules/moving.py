"""A person moves out: what must be told, and when papers may follow."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from audit.words import filled, mark
from people.refusals import Objection

YEAR: Final = timedelta(days=366)
LONGEST_LINE: Final = 200
LONGEST_REASON: Final = 300
ANSWERS: Final = frozenset({"YES", "NO", "NOT_ASKED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A move as told. `moves_on` is the first day the person no longer stays here.

    `consent` is YES, NO or NOT_ASKED: whether the next municipality may have vedtak and
    kartlegging; `consent_by` says who answered, the person or somebody who may for them.
    """

    moves_on: date
    receiving: str
    consent: str = "NOT_ASKED"
    consent_on: date | None = None
    consent_by: str = ""


def moving_objections(
    moving: Moving, *, on: date, died_on: date | None, born_on: date | None
) -> list[Objection]:
    """Why a move cannot be registered so; each at its field and in the order of the page.

    Source: hol § 3-1, the duty follows the stay; hpl § 22 and pbrl § 3-6, papers only with consent.
    """
    found = []
    if died_on is not None:
        found.append(
            Objection(
                filled("Personen er registrert død {day}.", day=f"{died_on:%d.%m.%Y}"),
                "dead",
                "moves_on",
            )
        )
    if not on - YEAR <= moving.moves_on <= on + YEAR:
        found.append(
            Objection(
                mark("Flyttedatoen er mer enn et år unna. Sjekk året."), "date_far", "moves_on"
            )
        )
    if not moving.receiving.strip():
        found.append(
            Objection(
                mark("Skriv hvilken kommune eller hvilket land personen flytter til."),
                "receiving_missing",
                "receiving",
            )
        )
    return [*found, *_consent(moving, on=on, born_on=born_on), *_too_long(moving)]


def _consent(moving: Moving, *, on: date, born_on: date | None) -> list[Objection]:
    if moving.consent not in ANSWERS:
        return [Objection(mark("Velg ja, nei eller ikke spurt ennå."), "consent", "consent")]
    if moving.consent == "NOT_ASKED":
        return []
    found = []
    if moving.consent_on is None:
        found.append(Objection(mark("Skriv når det ble svart."), "missing", "consent_on"))
    elif moving.consent_on > on or (born_on is not None and moving.consent_on < born_on):
        found.append(
            Objection(mark("Datoen kan ikke være etter i dag."), "date_ahead", "consent_on")
        )
    if not moving.consent_by.strip():
        found.append(Objection(mark("Skriv hvem som svarte."), "consent_by_missing", "consent_by"))
    return found


def _too_long(moving: Moving) -> list[Objection]:
    return [
        Objection(
            filled("Teksten kan ha {longest} tegn. Kort den ned.", longest=LONGEST_LINE),
            "too_long",
            name,
        )
        for name, text in (("receiving", moving.receiving), ("consent_by", moving.consent_by))
        if len(text) > LONGEST_LINE
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Papers handed over, as told: which (in words), when, to whom and how."""

    papers: tuple[str, ...]
    handed_on: date
    handed_to: str
    how: str


def handing_objections(
    handing: Handing, *, on: date, consent: str, consent_on: date | None, before: date | None
) -> list[Objection]:
    """Why papers cannot be marked as handed over; empty if they may.

    Nothing follows without the person's yes; what was handed is said once.
    """
    if before is not None:
        return [
            Objection(
                filled("Papirene er allerede overlevert {day}.", day=f"{before:%d.%m.%Y}"),
                "handed_already",
            )
        ]
    if consent != "YES" or consent_on is None:
        return [
            Objection(
                mark(
                    "Personen har ikke samtykket til at papirene sendes. Spør personen, og"
                    " registrer svaret først."
                ),
                "no_consent",
            )
        ]
    found = []
    if not handing.papers:
        found.append(Objection(mark("Velg hva som er overlevert."), "papers_missing", "papers"))
    if not consent_on <= handing.handed_on <= on:
        found.append(
            Objection(
                mark("Velg en dag fra personen samtykket og til og med i dag."),
                "date_out_of_range",
                "handed_on",
            )
        )
    for text, sentence, name in (
        (handing.handed_to, mark("Skriv hvem som fikk papirene."), "handed_to"),
        (handing.how, mark("Skriv hvordan de ble overlevert."), "how"),
    ):
        if not text.strip():
            found.append(Objection(sentence, "missing", name))
        elif len(text) > LONGEST_LINE:
            said = filled("Teksten kan ha {longest} tegn. Kort den ned.", longest=LONGEST_LINE)
            found.append(Objection(said, "too_long", name))
    return found


def reason_objections(reason: str) -> list[Objection]:
    """Why something registered wrongly cannot be taken back so: the reason is asked."""
    if not reason.strip():
        return [Objection(mark("Skriv hvorfor."), "reason_missing", "reason")]
    if len(reason) > LONGEST_REASON:
        said = filled("Teksten kan ha {longest} tegn. Kort den ned.", longest=LONGEST_REASON)
        return [Objection(said, "too_long", "reason")]
    return []
