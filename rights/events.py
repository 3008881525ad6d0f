"""What can be said to have happened to rights."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(Event):
    """A leader was asked who keeps which role."""

    sentence = mark("Gjennomgang av {roles} roller er startet, med frist {last_day}")

    review_id: int
    unit_id: int
    roles: int
    last_day: str


@dataclass(frozen=True, kw_only=True)
class ReviewRemindedOf(Event):
    """Reviewer and holders were told what ends if nobody answers."""

    sentence = mark("Det er minnet om {roles} roller som ikke er gjennomgått")

    review_id: int
    roles: int


@dataclass(frozen=True, kw_only=True)
class RightsReviewed(Event):
    """Somebody answered for roles of others."""

    sentence = mark("Tilganger er gjennomgått: {kept} beholdes, {ended} er fjernet")

    review_id: int
    kept: int
    ended: int
    grants: list[int]


@dataclass(frozen=True, kw_only=True)
class ReviewLapsed(Event):
    """What nobody had confirmed ended."""

    sentence = mark("{ended} roller er fjernet fordi ingen bekreftet dem")

    review_id: int
    ended: int
    grants: list[int]


@dataclass(frozen=True, kw_only=True)
class RoleEndsSoon(Event):
    """Holder and leader were told that a role ends."""

    sentence = mark("Det er varslet at rollen {label} slutter {last_day}")

    of_staff_id: int
    unit_id: int
    label: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class RoleRenewed(Event):
    """A leader let somebody hold a role for longer, as a row of its own."""

    sentence = mark("Rollen {label} er fornyet til og med {last_day}")

    of_staff_id: int
    unit_id: int
    label: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class RoleLetEnd(Event):
    """A leader said that a role is not to go on; it ends on its day."""

    sentence = mark("Rollen {label} fornyes ikke")

    of_staff_id: int
    unit_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    """The last day of a role has passed; what was in hand went back."""

    sentence = mark("Rollen {label} er utløpt")

    of_staff_id: int
    unit_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class WorkGivenBack(Event):
    """What somebody without a role still held went back to its units."""

    sentence = mark("{cases} saker er lagt tilbake i køen")

    of_staff_id: int
    cases: int


@dataclass(frozen=True, kw_only=True)
class RoleProposed(Event):
    """A role is to be given somebody, once another than who gives it has said yes."""

    sentence = mark("Rollen {label} er foreslått til og med {last_day}")

    to_staff_id: int
    unit_id: int
    role: str
    label: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class RoleConfirmed(Event):
    """Somebody else said yes to a role that was given."""

    sentence = mark("Rollen {label} er bekreftet til og med {last_day}")

    to_staff_id: int
    unit_id: int
    role: str
    label: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class RoleTurnedDown(Event):
    """Somebody else said no to a role; it stands no more, or never did."""

    sentence = mark("Rollen {label} er avslått")

    to_staff_id: int
    unit_id: int
    role: str
    label: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """A closed account can be used again, once its owner has chosen a new password."""

    sentence = mark("Brukerkonto åpnet igjen")

    for_staff_id: int


@dataclass(frozen=True, kw_only=True)
class CodeAskedFor(Event):
    """Somebody is to choose a new password, by a code given once."""

    sentence = mark("Engangskode bedt om")

    for_staff_id: int


@dataclass(frozen=True, kw_only=True)
class CodeGiven(Event):
    """The code was shown, this once, to whoever gives it to the account's owner."""

    sentence = mark("Engangskode utlevert")

    for_staff_id: int
    until: str
