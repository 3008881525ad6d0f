"""What can be said to have happened at the entrance."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class CameIn(Event):
    """Somebody signed in with a password, and with something they have where that is asked for."""

    sentence = mark("Logget inn")

    how: str


@dataclass(frozen=True, kw_only=True)
class StaffLetIn(Event):
    """Somebody signed in through the municipality's own; their roles follow what it says."""

    sentence = mark("Logget inn med kommunens konto")

    of_staff_id: int
    bound: bool
    given: list[str]
    ended: list[str]
    apart: list[str]


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """Whoever vouched for somebody said that they have signed out."""

    sentence = mark("Logget ut av kommunens innlogging")

    of_staff_id: int
    ended: int


@dataclass(frozen=True, kw_only=True)
class IdentityReleased(Event):
    """An account is no longer bound to a subject of the municipality's sign-in."""

    sentence = mark("Koblingen til kommunens innlogging er fjernet")

    of_staff_id: int


@dataclass(frozen=True, kw_only=True)
class MappingAdded(Event):
    """That a group gives a role was decided."""

    sentence = mark("Rollen {label} følger av kommunens innlogging")

    unit_id: int
    role: str
    label: str
    claim: str


@dataclass(frozen=True, kw_only=True)
class MappingEnded(Event):
    """A group no longer gives a role."""

    sentence = mark("Rollen {label} følger ikke lenger av kommunens innlogging")

    unit_id: int
    role: str
    label: str


@dataclass(frozen=True, kw_only=True)
class FactorAdded(Event):
    """Somebody has something more to sign in with than a password."""

    sentence = mark("To-trinns innlogging er satt opp")

    of_staff_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(Event):
    """Something to sign in with counts no more."""

    sentence = mark("Et trinn i innloggingen er fjernet")

    of_staff_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FactorsReset(Event):
    """The administrator took away everything but the password, so that it is set up anew."""

    sentence = mark("To-trinns innlogging er nullstilt")

    of_staff_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Event):
    """A new set of recovery codes; the old ones count no more."""

    sentence = mark("Nye gjenopprettingskoder er laget")

    of_staff_id: int


@dataclass(frozen=True, kw_only=True)
class ClientMade(Event):
    """A system may come in by itself."""

    sentence = mark("Integrasjon registrert")

    of_staff_id: int
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class ClientRevoked(Event):
    """A system comes in no more."""

    sentence = mark("Integrasjon trukket tilbake")

    of_staff_id: int


@dataclass(frozen=True, kw_only=True)
class ClientTokenIssued(Event):
    """A system got a key to the API for a while."""

    sentence = mark("API-nøkkel utstedt til integrasjon")

    expires_at: str
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class PasswordChosen(Event):
    """Somebody chose a password of their own by a code given once; the code opens nothing more."""

    sentence = mark("Eget passord er valgt med engangskode")

    of_staff_id: int
