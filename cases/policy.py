"""What a municipality decides about the path, when it has written no row of its own.

The municipality's dated rows (cases.models.PolicyRow) fill or narrow these. Who must differ is
policy, not law (Drammens justerte modell; see docs/adr/).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from audit.words import mark
from cases.stages import Track


class Coordinator(StrEnum):
    """Whether the coordinator's step (forløpskoordinator) is taken."""

    REQUIRED = "REQUIRED"
    WHEN_SEVERAL = "WHEN_SEVERAL"  # where several services are involved
    PASSED = "PASSED"


class When(StrEnum):
    """For which outcomes something is required."""

    ALWAYS = "ALWAYS"
    ADVERSE = "ADVERSE"  # refusal, part grant, reduction, dismissal
    NEVER = "NEVER"


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for the services of one case on one day.

    `two_persons`: recommender and decider are two persons. `two_units`: and sit in two units.
    `approval`: a third look by an approver (godkjenner). Deciding alone where two are asked needs
    a reason and goes to control. `simplified`: the simplified course (forenklet løp), a few
    questions on one page and the coordinator's step passed by rule.
    """

    coordinator: Coordinator
    two_persons: When
    two_units: bool
    approval: When
    simplified: bool = False


@dataclass(frozen=True, slots=True)
class TaskTerm:
    """What holds of tasks whose cause sets no day of its own, from a day on. No law says it."""

    valid_from: date
    days: int  # after the day it came: a Friday's is not late on the Monday


TASK_TERMS: Final = (TaskTerm(date(2020, 1, 1), days=4),)


def task_term_on(day: date) -> TaskTerm:
    """The latest row in force on a day."""
    rows = (row for row in TASK_TERMS if row.valid_from <= day)
    return max(rows, key=lambda row: row.valid_from)


WHEN_LABELS: Final[dict[When, str]] = {
    When.ALWAYS: mark("Alltid"),
    When.ADVERSE: mark("Ved avslag, delvis innvilgelse og reduksjon"),
    When.NEVER: mark("Aldri"),
}

COORDINATOR_LABELS: Final[dict[Coordinator, str]] = {
    Coordinator.REQUIRED: mark("Alltid"),
    Coordinator.WHEN_SEVERAL: mark("Når flere tjenester er med"),
    Coordinator.PASSED: mark("Går forbi"),
}

BY_TRACK: Final[dict[Track, Policy]] = {
    Track.HOME: Policy(
        Coordinator.REQUIRED, two_persons=When.ALWAYS, two_units=True, approval=When.ADVERSE
    ),
    Track.OTHER: Policy(
        Coordinator.WHEN_SEVERAL, two_persons=When.ADVERSE, two_units=False, approval=When.ADVERSE
    ),
}
# Always two persons and an approver, whatever the outcome.
HEAVY: Final[frozenset[str]] = frozenset({"bpa", "langtidsopphold_institusjon"})


@dataclass(frozen=True, slots=True)
class Simplified:
    """What takes the simplified course (forenklet løp) in [valid_from, valid_to).

    `service_key` is blank for an unchanged renewal, of whatever service.
    """

    service_key: str
    source: str
    valid_from: date = date(2012, 1, 1)  # as far back as the catalogue goes
    valid_to: date | None = None


_SMALL: Final = "Drammens justerte modell: små ting går fort"
# Where the municipality has written rows of its own, they say it, also by having ended.
SIMPLIFIED: Final[tuple[Simplified, ...]] = (
    Simplified("trygghetsalarm", _SMALL),
    Simplified("matombringing", _SMALL),
    Simplified("lokaliseringsteknologi", _SMALL),
    Simplified("elektronisk_medisineringsstotte", _SMALL),
    Simplified("", _SMALL),
)


def is_simplified(service_key: str, *, on: date) -> bool:
    """Whether a service, or an unchanged renewal (blank), takes the simplified course on a day
    where the municipality has said nothing.
    """
    return any(
        row.service_key == service_key
        and row.valid_from <= on
        and (row.valid_to is None or on < row.valid_to)
        for row in SIMPLIFIED
    )


def strictest(policies: Collection[Policy]) -> Policy:
    """The policy of a case with several services: the strictest of each question."""
    coordinators = [p.coordinator for p in policies]
    return Policy(
        coordinator=min(coordinators, key=list(Coordinator).index),
        two_persons=min((p.two_persons for p in policies), key=list(When).index),
        two_units=any(p.two_units for p in policies),
        approval=min((p.approval for p in policies), key=list(When).index),
        simplified=all(p.simplified for p in policies),
    )


def applies(when: When, *, adverse: bool) -> bool:
    """Whether something asked for `when` is asked of a decision that is `adverse` or not."""
    return when is When.ALWAYS or (when is When.ADVERSE and adverse)


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """How long access lasts when what it was given for is over, from a day on; in whole days."""

    valid_from: date
    after_end_days: int  # from a case ends; the unit that had it then keeps it
    after_handover_days: int  # from it is given on: to finish what was begun, and be asked
    source: str
    confidence: str


ACCESS_POLICIES: Final = (
    AccessPolicy(
        date(2020, 1, 1),
        after_end_days=42,
        after_handover_days=14,
        source="Pasientjournalloven §§ 16 og 19: access follows the task. Three weeks to complain"
        " (fvl § 29) and as long again to answer; two weeks to give a case on",
        confidence="low: no statute gives a figure; the project's own",
    ),
)


def access_policy_on(day: date) -> AccessPolicy:
    """The latest row in force on a day."""
    held = (row for row in ACCESS_POLICIES if row.valid_from <= day)
    return max(held, key=lambda row: row.valid_from)
