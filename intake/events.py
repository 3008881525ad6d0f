"""What can be said to have happened at intake."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class ApplicationRegistered(Event):
    """A søknad or melding was registered, and became cases."""

    sentence = mark("{label} registrert, mottatt {received_on}")

    application: str
    label: str
    received_on: str
    references: list[str]


@dataclass(frozen=True, kw_only=True)
class ApplicationCorrected(Event):
    """What was written wrongly at the first contact was corrected; `before` is what stood."""

    sentence = mark("Søknaden er rettet: {reason}")

    application: str
    before: dict[str, str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class EnquiryRegistered(Event):
    """A henvendelse was written down, without a case."""

    sentence = mark("{label} registrert, mottatt {received_on}")

    application: str
    label: str
    received_on: str
    follow_up: bool


@dataclass(frozen=True, kw_only=True)
class EnquiryFollowedUp(Event):
    """What was promised to somebody who made contact is done."""

    sentence = mark("Henvendelse fulgt opp")

    application: str


@dataclass(frozen=True, kw_only=True)
class EnquiryGiven(Event):
    """A leader gave what somebody had promised to another."""

    sentence = mark("Oppfølgingen av henvendelsen er gitt til en annen")

    application: str
    to_staff_id: int


@dataclass(frozen=True, kw_only=True)
class EnquiryMadeApplication(Event):
    """A henvendelse or melding became a søknad; its first day still counts."""

    sentence = mark("Henvendelse gjort om til søknad, mottatt {received_on}")

    application: str
    began_as: str
    received_on: str


@dataclass(frozen=True, kw_only=True)
class CaseSplit(Event):
    """Some of a case's services went on in a case of their own."""

    sentence = mark("Saken er delt. Ny sak {new_reference}")

    new_reference: str
    services: list[str]


@dataclass(frozen=True, kw_only=True)
class CasesMerged(Event):
    """A case went up in another of the same person."""

    sentence = mark("Saken er slått sammen med sak {into_reference}")

    into_reference: str


@dataclass(frozen=True, kw_only=True)
class CaseEnded(Event):
    """A case ended without a decision."""

    sentence = mark("Saken er avsluttet: {label}")

    reason: str
    label: str


@dataclass(frozen=True, kw_only=True)
class PreliminaryReplySent(Event):
    """The person is told why it takes time, and when an answer can be expected."""

    sentence = mark("Foreløpig svar er laget")

    expected_on: str


@dataclass(frozen=True, kw_only=True)
class PartyAsked(Event):
    """The party is asked by letter, and may answer until a day."""

    sentence = mark("{label} er laget. Personen kan svare til {answer_by}")

    label: str
    answer_by: str
