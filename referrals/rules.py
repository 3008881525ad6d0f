"""Rules: what may be given without a decision, on what ground, and how long one has waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from audit.words import filled, mark
from cases.rules import Period, days_tried, needs_vedtak
from cases.service_types import VEDTAK_RULES, Basis, ServiceType, VedtakRule
from people.refusals import Objection
from referrals.kinds import Consent, Ground

LONGEST_PLAN: Final = 366  # days; our own rule: whatever is given is looked at once a year
SAFETY_NET: Final = 10  # days; deadlines, hjelp_uten_vedtak_port
_LOW: Final = frozenset({Basis.HOL_3_3, Basis.LOCAL})


def by_urgency(service: ServiceType) -> bool:
    """Whether a service is shared out by the key of urgency (hastegrad).

    Those given first of all as (re)habilitation, hol § 3-2 nr. 5: ergo- and physiotherapy, aids,
    rehabilitation.
    """
    return service.bases[0] is Basis.HOL_3_2_NR_5


def ground_of(
    service: ServiceType, basis: Basis, days: int | None, *, part_of_granted: bool = False
) -> Ground | None:
    """The ground a service may be given on without a decision; None where one must be made first.

    `days` is how long it is expected to last, earlier periods with it; None has no planned end.
    Exactly two weeks is not over two weeks. Source: pbrl § 2-7.
    """
    if needs_vedtak(service, days, basis, part_of_granted=part_of_granted):
        return None
    if basis in _LOW:
        return Ground.LOW_THRESHOLD
    if VEDTAK_RULES[basis] is VedtakRule.NOT_REQUIRED:
        return Ground.NOT_REQUIRED
    if service.vedtak is VedtakRule.PART_OF_ANOTHER and part_of_granted:
        return Ground.PART_OF_GRANTED
    return Ground.SHORT


def days_together(period: Period, earlier: Sequence[Period]) -> int | None:
    """How many different days a period and what was given of the same before it last in all."""
    return days_tried([period, *earlier])


def decision_needed(
    service: ServiceType,
    basis: Basis,
    period: Period,
    *,
    earlier: Sequence[Period] = (),
    part_of_granted: bool = False,
) -> Objection | None:
    """Why a decision must be made first, and what to do instead; None if it need not."""
    days = days_together(period, earlier)
    if ground_of(service, basis, days, part_of_granted=part_of_granted) is not None:
        return None
    if VedtakRule.ALWAYS in (VEDTAK_RULES[basis], service.vedtak):
        sentence = mark("Tjenesten krever alltid vedtak. Gå til kartlegging, så det kan fattes.")
        return Objection(sentence, "decision_needed", "what")
    alone = days_together(period, ())
    if ground_of(service, basis, alone, part_of_granted=part_of_granted) is not None:
        sentence = filled(
            "Personen har fått hjelpen før. Til sammen varer den i {days} dager, og over to uker"
            " krever vedtak. Gå til kartlegging, så det kan fattes.",
            days=str(days),
        )
        return Objection(sentence, "decision_needed", "planned_end_on")
    sentence = mark(
        "Hjelpen ventes å vare over to uker, og da må det fattes vedtak før den starter. Gå til"
        " kartlegging, eller velg en siste dag innen to uker."
    )
    return Objection(sentence, "decision_needed", "planned_end_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPlan:
    """Help somebody wants to give without a decision in [starts_on, planned_end_on)."""

    service: ServiceType
    basis: Basis
    starts_on: date
    planned_end_on: date
    why: str
    told: str
    told_of_rights: bool
    consent: str

    @property
    def period(self) -> Period:
        """The days it is planned for."""
        return Period(self.starts_on, self.planned_end_on)

    def objections(
        self, *, earlier: Sequence[Period], part_of_granted: bool, not_before: date
    ) -> list[Objection]:
        """Everything in the way of giving it; empty if it may be given.

        `earlier` are the days the person has had the same help that count together with these.
        `not_before` is the day the case was received.
        """
        return [
            *self._period(earlier, not_before, part_of_granted=part_of_granted),
            *self._said(),
        ]

    def _period(
        self, earlier: Sequence[Period], not_before: date, *, part_of_granted: bool
    ) -> list[Objection]:
        if self.starts_on < not_before:
            sentence = mark("Hjelpen kan ikke starte før saken ble mottatt.")
            return [Objection(sentence, "starts_too_early", "starts_on")]
        if self.planned_end_on <= self.starts_on:
            sentence = mark("Siste dag kan ikke være før første dag.")
            return [Objection(sentence, "ends_before_start", "planned_end_on")]
        needed = decision_needed(
            self.service,
            self.basis,
            self.period,
            earlier=earlier,
            part_of_granted=part_of_granted,
        )
        return [needed] if needed else too_long(self.period)

    def _said(self) -> list[Objection]:
        found = []
        if not self.why.strip():
            found.append(
                Objection(mark("Skriv hvorfor hjelpen gis uten vedtak."), "why_missing", "why")
            )
        if self.consent not in set(Consent):
            found.append(
                Objection(
                    mark("Velg hvem som samtykker. Uten samtykke kan hjelpen ikke gis."),
                    "consent_missing",
                    "consent",
                )
            )
        if not self.told.strip():
            found.append(
                Objection(mark("Skriv hvem som er orientert, og hvordan."), "told_missing", "told")
            )
        if not self.told_of_rights:
            found.append(
                Objection(
                    mark("Si fra om retten til å be om vedtak og til å klage, og kryss av."),
                    "rights_not_told",
                    "told_of_rights",
                )
            )
        return found


def too_long(period: Period) -> list[Objection]:
    """What is planned for more than a year ahead is refused: it must be looked at before that."""
    days = days_together(period, ())
    if days is not None and days <= LONGEST_PLAN:
        return []
    return [
        Objection(
            mark("Velg en siste dag innen ett år. Hjelpen skal vurderes på nytt minst årlig."),
            "plan_too_long",
            "planned_end_on",
        )
    ]


def start_by(received_on: date, longest_days: int) -> date:
    """The last day within the key, counted from the first contact."""
    return received_on + timedelta(days=longest_days)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody has waited, in calendar days, against the key; None: not graded yet."""

    days: int
    longest: int | None

    @property
    def over(self) -> int:
        """How many days longer than the key says; 0 when within it or not graded."""
        return max(self.days - self.longest, 0) if self.longest is not None else 0


def waited(received_on: date, *, on: date, longest: int | None) -> Wait:
    """The wait from the first contact to a day."""
    return Wait(max((on - received_on).days, 0), longest)
