"""Where a complaint goes, how long there is, and the sentence the letter says it in."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.service_types import ComplaintRoute, Confidence
from deadlines.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """One way to complain, in force from `valid_from`."""

    route: ComplaintRoute
    deadline: Kind
    weeks: int
    weeks_nb: str
    weeks_nn: str
    body_nb: str  # until the municipality names its own
    body_nn: str
    short: str  # as officers cite it
    source_nb: str  # as the letter cites it
    source_nn: str
    signed: bool  # must be in writing and signed (pbrl § 7-3, fvl § 32)
    confidence: Confidence
    valid_from: date
    valid_to: date | None = None  # the first day it no longer counts


ROUTES: Final[tuple[RouteRow, ...]] = (
    RouteRow(
        route=ComplaintRoute.STATSFORVALTEREN_PBRL,
        deadline=Kind.COMPLAINT_PBRL,
        weeks=4,
        weeks_nb="fire uker",
        weeks_nn="fire veker",
        body_nb="Statsforvalteren",
        body_nn="Statsforvaltaren",
        short="pbrl §§ 7-2 og 7-5",
        source_nb="pasient- og brukerrettighetsloven §§ 7-2 og 7-5",
        source_nn="pasient- og brukarrettslova §§ 7-2 og 7-5",
        signed=True,
        confidence=Confidence.VERIFIED,
        valid_from=date(2012, 1, 1),
    ),
    RouteRow(
        route=ComplaintRoute.STATSFORVALTEREN_BOLIG,
        deadline=Kind.COMPLAINT_FVL,
        weeks=3,
        weeks_nb="tre uker",
        weeks_nn="tre veker",
        body_nb="Statsforvalteren",
        body_nn="Statsforvaltaren",
        short="boligsosialloven § 7 og fvl § 29",
        source_nb="boligsosialloven § 7 og forvaltningsloven § 29",
        source_nn="bustadsosiallova § 7 og forvaltningslova § 29",
        signed=True,
        confidence=Confidence.VERIFIED,
        valid_from=date(2023, 7, 1),
    ),
    RouteRow(
        route=ComplaintRoute.KLAGENEMND,
        deadline=Kind.COMPLAINT_FVL,
        weeks=3,
        weeks_nb="tre uker",
        weeks_nn="tre veker",
        body_nb="kommunens klagenemnd",
        body_nn="klagenemnda i kommunen",
        short="fvl §§ 28 og 29",
        source_nb="forvaltningsloven §§ 28 og 29",
        source_nn="forvaltningslova §§ 28 og 29",
        signed=True,
        confidence=Confidence.GENERAL,
        valid_from=date(1970, 1, 1),
    ),
)


def route_row(route: ComplaintRoute, *, on: date) -> RouteRow:
    """The route as it is in force on that day. Raises LookupError if it is not."""
    for row in ROUTES:
        over = row.valid_to is not None and row.valid_to <= on
        if row.route is route and row.valid_from <= on and not over:
            return row
    raise LookupError(f"{route} is not in force on {on}")


def complaint_sentence(row: RouteRow, *, language: str = "nb", body: str = "") -> str:
    """The letter's sentences on how long there is, and who decides the complaint.

    `body` is the body's name as the municipality has it; without it the table's is used.
    """
    if language == "nn":
        return (
            f"Fristen for å klage er {row.weeks_nn} frå du fekk dette brevet. Du sender klagen til"
            f" kommunen. Er vi ikkje samde med deg, sender vi han vidare til {body or row.body_nn},"
            f" som avgjer klagen ({row.source_nn})."
        )
    return (
        f"Fristen for å klage er {row.weeks_nb} fra du fikk dette brevet. Du sender klagen til"
        f" kommunen. Er vi ikke enige med deg, sender vi den videre til {body or row.body_nb},"
        f" som avgjør klagen ({row.source_nb})."
    )
