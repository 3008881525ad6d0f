"""Rules about trials (utprøving): which count together, and what a plan must say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from audit.words import mark
from cases.rules import TWO_WEEKS, Period, needs_vedtak, trial_refused
from cases.service_types import Basis, ServiceType
from people.refusals import Objection

# Two trials of the same measure with less than this between them meet the same need, also in
# another case. Our own reading: the law has no figure (pbrl § 2-7 speaks of expected duration).
COUNTS_TOGETHER: Final = timedelta(days=182)
LONGEST_MEASURE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlan:
    """A trial somebody wants to start: [starts_on, planned_end_on)."""

    measure: str
    goal: str
    starts_on: date
    planned_end_on: date

    def objections(
        self,
        service: ServiceType | None,
        *,
        team_performs: bool,
        earlier: Sequence[Period],
        not_before: date,
    ) -> list[Objection]:
        """Everything that stands in the way of starting it; empty if it may start.

        `team_performs`: the team exists and takes orders on the first day. `not_before`: the day
        the case was received.
        """
        found = []
        if not team_performs:
            found.append(
                Objection(
                    mark("Velg et team som finnes og kan utføre tiltaket på startdatoen."),
                    "team_cannot_perform",
                    "team",
                )
            )
        if not self.measure.strip() or len(self.measure) > LONGEST_MEASURE:
            found.append(
                Objection(
                    mark("Skriv hvilket tiltak som skal prøves, med høyst 200 tegn."),
                    "measure_missing",
                    "measure",
                )
            )
        if service is None:
            found.append(
                Objection(
                    mark("Velg tjenesten tiltaket hører til."), "unknown_service", "service_key"
                )
            )
        if not self.goal.strip():
            found.append(Objection(mark("Skriv målet med utprøvingen."), "goal_missing", "goal"))
        return [*found, *self._period(service, earlier, not_before)]

    def _period(
        self, service: ServiceType | None, earlier: Sequence[Period], not_before: date
    ) -> list[Objection]:
        if self.starts_on < not_before:
            return [
                Objection(
                    mark("Utprøvingen kan ikke starte før saken ble mottatt."),
                    "starts_too_early",
                    "starts_on",
                )
            ]
        if self.planned_end_on <= self.starts_on:
            return [
                Objection(
                    mark("Sluttdatoen må være etter startdatoen."),
                    "ends_before_start",
                    "planned_end_on",
                )
            ]
        refused = service and trial_refused(
            service,
            service.bases[0],
            Period(self.starts_on, self.planned_end_on),
            earlier=earlier,
        )
        return [Objection(refused, "decision_needed", "planned_end_on")] if refused else []


def tried_together(starts_on: date, before: Iterable[tuple[date, date]]) -> list[Period]:
    """Which earlier trials, as [start, end), meet the same need as one that starts on a day.

    They count together when no more than COUNTS_TOGETHER lies between one and the next.
    """
    together: list[Period] = []
    first = starts_on
    for start, end in sorted(before, key=lambda period: period[1], reverse=True):
        if end + COUNTS_TOGETHER < first:
            break
        together.append(Period(start, end))
        first = min(first, start)
    return together


def lawful_until(
    service: ServiceType, basis: Basis, starts_on: date, *, earlier: Sequence[Period]
) -> date | None:
    """The first day a trial may no longer last without a decision; None where none is ever needed.

    `earlier` counts together with it; where it fills two weeks alone, this is the first day.
    """
    if not needs_vedtak(service, None, basis):
        return None
    until = starts_on
    for n in range(1, TWO_WEEKS + 1):
        longer = starts_on + timedelta(days=n)
        if trial_refused(service, basis, Period(starts_on, longer), earlier=earlier):
            break
        until = longer
    return until
