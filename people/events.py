"""What can be said to have happened to people, units, staff and keys."""

from dataclasses import dataclass, field

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class ResidentRegistered(Event):
    """A person was registered for the first time."""

    sentence = mark("Personen er registrert")

    numbered: bool


@dataclass(frozen=True, kw_only=True)
class ResidentTakenOver(Event):
    """A person was registered from what an earlier system knew."""

    sentence = mark("Personen er registrert fra {source}")

    numbered: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class NumberGiven(Event):
    """A number came to a person who was already registered."""

    sentence = mark("{label} er registrert")

    label: str


@dataclass(frozen=True, kw_only=True)
class ResidentEdited(Event):
    """What is known of a person was changed."""

    sentence = mark("Personopplysninger er endret")

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class ProtectionChanged(Event):
    """The protection of the address was set or lifted."""

    sentence = mark("Adressebeskyttelse er satt til «{label}»")

    protection: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DeathRegistered(Event):
    """The person's death was registered."""

    sentence = mark("Dødsfall {died_on} er registrert")

    died_on: str


@dataclass(frozen=True, kw_only=True)
class DeathWithdrawn(Event):
    """A death that was registered wrongly was taken back."""

    sentence = mark("Registrert dødsfall {died_on} var feil og er tatt bort: {reason}")

    died_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DepartureRegistered(Event):
    """It was registered that a person moves out, or what is known of it was changed."""

    # Where to stands in the register alone, which hides it when the address is protected.
    sentence = mark("Flytting {moves_on} er registrert. Samtykke til å sende papirer: {label}")

    moves_on: str
    consent: str
    label: str


@dataclass(frozen=True, kw_only=True)
class PapersHandedOver(Event):
    """What the person had agreed to was handed to the municipality they move to; which one, and
    how, stands in the register alone.
    """

    sentence = mark("Vedtak og kartlegging er overlevert {handed_on}")

    handed_on: str
    papers: list[str]


@dataclass(frozen=True, kw_only=True)
class DepartureEnded(Event):
    """The person did not move after all, or came back; why stands in the register, as where."""

    sentence = mark("Flytting er tatt bort")


@dataclass(frozen=True, kw_only=True)
class RelativeAdded(Event):
    """Somebody close was registered."""

    sentence = mark("Pårørende er lagt til. Kan få opplysninger: {label}")

    relative_id: int
    may_be_told: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RelativeEdited(Event):
    """What is known of somebody close, or what they may be told, was changed."""

    sentence = mark("Pårørende er endret. Kan få opplysninger: {label}")

    relative_id: int
    may_be_told: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RelativeEnded(Event):
    """Somebody is no longer registered as close."""

    sentence = mark("Pårørende er avsluttet")

    relative_id: int


@dataclass(frozen=True, kw_only=True)
class RepresentativeAdded(Event):
    """A guardian or agent was registered."""

    sentence = mark("{label} er registrert")

    representative_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class RepresentativeEnded(Event):
    """A guardian's or agent's mandate ended."""

    sentence = mark("{label} er avsluttet")

    representative_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class UnitCreated(Event):
    """A unit was set up."""

    sentence = mark("Enhet opprettet")

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class UnitRenamed(Event):
    """A unit has another name from a day."""

    sentence = mark("Enhet får nytt navn fra {from_on}")

    unit_id: int
    from_on: str


@dataclass(frozen=True, kw_only=True)
class UnitClosed(Event):
    """A unit closes on a day; another may take over."""

    sentence = mark("Enhet legges ned {closed_on}")

    unit_id: int
    closed_on: str
    successor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class UnitsMerged(Event):
    """Several units became one on a day."""

    sentence = mark("Enheter slås sammen {merged_on}")

    unit_ids: list[int]
    into_id: int
    merged_on: str


@dataclass(frozen=True, kw_only=True)
class IntakeRuleAdded(Event):
    """Which new cases a unit takes was decided."""

    sentence = mark("Fordelingsregel lagt til")

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class UnitServiceAdded(Event):
    """That a unit gives a service was decided."""

    sentence = mark("Tjeneste lagt til hos enheten")

    unit_id: int
    service: str


@dataclass(frozen=True, kw_only=True)
class UnitServiceEnded(Event):
    """That a unit no longer gives a service was decided."""

    sentence = mark("Enheten gir ikke tjenesten fra {valid_to}")

    unit_id: int
    service: str
    valid_to: str


@dataclass(frozen=True, kw_only=True)
class StaffCreated(Event):
    """A member of staff was registered."""

    sentence = mark("Ansatt registrert")

    new_staff_id: int


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Event):
    """Somebody was given a role in a unit for a period."""

    sentence = mark("Rollen {label} er gitt til og med {last_day}")

    to_staff_id: int
    unit_id: int
    role: str
    label: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """A role was taken back before its end."""

    sentence = mark("Rollen {label} er trukket tilbake")

    of_staff_id: int
    role: str
    label: str


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    """Somebody got an account to sign in with."""

    sentence = mark("Brukerkonto opprettet")

    for_staff_id: int


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """An account can no longer be used."""

    sentence = mark("Brukerkonto stengt")

    for_staff_id: int


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Event):
    """Somebody got a key to the API."""

    sentence = mark("API-nøkkel utstedt")

    expires_at: str


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """A key to the API was taken back."""

    sentence = mark("API-nøkkel trukket tilbake")


@dataclass(frozen=True, kw_only=True)
class CalendarRenewed(Event):
    """Somebody's calendar of deadlines got a new secret address; the old one opens nothing."""

    sentence = mark("Kalenderen har fått ny adresse")


@dataclass(frozen=True, kw_only=True)
class AbsenceRegistered(Event):
    """A leader said that somebody is away in a period."""

    sentence = mark("Fravær registrert fra {from_on} til og med {last_on}")

    of_staff_id: int
    from_on: str
    last_on: str
    deputy_id: int | None = None
    deputy_roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(Event):
    """Somebody is back before the day that was said, or is not to be away."""

    sentence = mark("Fravær er avsluttet")

    of_staff_id: int


@dataclass(frozen=True, kw_only=True)
class CapacitySet(Event):
    """A leader said how many open cases somebody can have at a time."""

    sentence = mark("Kapasitet er endret")

    of_staff_id: int
    capacity: int | None


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Event):
    """A list with its filters was kept under a name, for oneself or a unit."""

    sentence = mark("Visningen «{name}» er lagret")

    name: str
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class ViewRenamed(Event):
    """A saved view was called something else."""

    sentence = mark("Visningen «{before}» heter nå «{name}»")

    before: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(Event):
    """A saved view was thrown away."""

    sentence = mark("Visningen «{name}» er slettet")

    name: str
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class MunicipalityFounded(Event):
    """A municipality began to use the installation."""

    sentence = mark("Kommune {code} er tatt i bruk med sin første systemansvarlige")

    code: str
    staff_id: int


@dataclass(frozen=True, kw_only=True)
class RelationDeclared(Event):
    """A member of staff is something to somebody; to whom stands nowhere in the history."""

    sentence = mark("Tilknytning er meldt: {label}")

    of_staff_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class RelationEnded(Event):
    """A leader ended a relation that was declared wrongly."""

    sentence = mark("Tilknytning er avsluttet: {label}")

    of_staff_id: int
    label: str
    reason: str
