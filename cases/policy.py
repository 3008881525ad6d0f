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
    """How long access in one's own name lasts, from a day on."""

    valid_from: date
    after_end_days: int  # from a case ends; the unit that has it keeps it


# Pasientjournalloven § 16: access follows the task. No statute gives a figure: three weeks to
# complain of the decision (fvl § 29), and as long again to answer. The project's own.
ACCESS_POLICIES: Final = (AccessPolicy(date(2020, 1, 1), after_end_days=42),)


def access_policy_on(day: date) -> AccessPolicy:
    """The latest row in force on a day."""
    held = (row for row in ACCESS_POLICIES if row.valid_from <= day)
    return max(held, key=lambda row: row.valid_from)
