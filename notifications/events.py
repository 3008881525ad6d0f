"""What can be said to have happened to a letter or a notice."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class LetterQueued(Event):
    """A letter's words were decided, and it waits to be sent."""

    sentence = mark("Brev lagt til utsending: {label}")

    letter: str  # public id
    label: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class LetterStopped(Event):
    """A letter was stopped before it was sent."""

    sentence = mark("Brev stanset: {label}. {because}")

    letter: str
    label: str
    because: str


@dataclass(frozen=True, kw_only=True)
class LettersPrinted(Event):
    """Letters were printed together."""

    sentence = mark("{printed} brev skrevet ut")

    bundle: str
    printed: int
    letters: list[str]


@dataclass(frozen=True, kw_only=True)
class PrintUndone(Event):
    """Printed letters went back to the queue."""

    sentence = mark("{count} brev lagt tilbake i utskriftskøen")

    bundle: str
    count: int


@dataclass(frozen=True, kw_only=True)
class LetterPosted(Event):
    """A letter was posted."""

    sentence = mark("Brev sendt {posted_on}: {label}. Regnes som mottatt {reached_on} (antatt)")

    letter: str
    label: str
    posted_on: str
    reached_on: str


@dataclass(frozen=True, kw_only=True)
class LetterReturned(Event):
    """A posted letter came back."""

    sentence = mark("Brev kom i retur {returned_on}: {label}")

    letter: str
    label: str
    returned_on: str


@dataclass(frozen=True, kw_only=True)
class LetterRenewed(Event):
    """The same words were put in a new envelope."""

    sentence = mark("Brev lagt til utsending på nytt: {label}")

    letter: str
    replaces: str
    label: str


@dataclass(frozen=True, kw_only=True)
class LetterSettled(Event):
    """Somebody decided that a stopped or returned letter needs nothing more."""

    sentence = mark("Brev følges ikke opp mer: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class PostChannelSet(Event):
    """It was decided how letters go from a day on."""

    sentence = mark("Brev sendes fra {valid_from} som: {label}")

    label: str
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class PostChannelEnded(Event):
    """A decision of how letters go holds no longer from a day on."""

    sentence = mark("Brev sendes ikke lenger slik fra {valid_to}: {label}")

    label: str
    valid_to: str


@dataclass(frozen=True, kw_only=True)
class PostSettingDecided(Event):
    """It was decided when letters are taken to have come, when the daily e-mail goes, and after
    how long a digital letter without word is followed up.
    """

    sentence = mark(
        "Fra {valid_from}: brev regnes som mottatt etter {days} dager, daglig e-post fra"
        " kl. {hour}, digitale brev uten svar følges opp etter {unheard} dager"
    )

    valid_from: str
    days: int
    hour: int
    unheard: int


@dataclass(frozen=True, kw_only=True)
class PostSettingEnded(Event):
    """What was decided about the post holds no longer from a day on."""

    sentence = mark("Egne dager i posten og klokkeslett for e-post gjelder til {valid_to}")

    valid_to: str


@dataclass(frozen=True, kw_only=True)
class LetterSent(Event):
    """Digital post has taken a letter."""

    sentence = mark("Brev sendt digitalt {posted_on}: {label}")

    letter: str
    label: str
    posted_on: str


@dataclass(frozen=True, kw_only=True)
class LetterWaits(Event):
    """A letter could not be handed over yet: digital post cannot be reached, or nothing is sent."""

    sentence = mark("Brev venter på digital post: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class LetterNotTaken(Event):
    """Digital post has not said that it has a letter; it is asked for again."""

    sentence = mark("Digital post har ikke bekreftet brevet (forsøk {tries}): {label}")

    letter: str
    label: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class LetterUncertain(Event):
    """Nobody knows whether a letter was sent: somebody has to find out."""

    sentence = mark("Usikkert om brevet er sendt: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class LetterNotHeardOf(Event):
    """Digital post took a letter, and has not said that it came: somebody has to find out."""

    sentence = mark("Ikke meldt levert av digital post: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class LetterDelivered(Event):
    """A letter lies in the digital mailbox, and its recipient has been told."""

    sentence = mark("Brev levert {reached_on}: {label}")

    letter: str
    label: str
    reached_on: str


@dataclass(frozen=True, kw_only=True)
class LetterOpened(Event):
    """A letter was opened in the digital mailbox."""

    sentence = mark("Brev lest {opened_on}: {label}")

    letter: str
    label: str
    opened_on: str


@dataclass(frozen=True, kw_only=True)
class LetterPrintedThere(Event):
    """Digital post could not deliver a letter digitally, and printed and posted it itself."""

    sentence = mark("Brev sendt på papir av digital post. Regnes som mottatt {reached_on} (antatt)")

    letter: str
    label: str
    reached_on: str


@dataclass(frozen=True, kw_only=True)
class LetterNotDelivered(Event):
    """Digital post gave a letter back: it goes on paper, or is stopped, as told next."""

    sentence = mark("Brevet ble ikke levert digitalt: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class NotifiedAgain(Event):
    """The recipient was told once more that a letter lies unopened."""

    sentence = mark("Nytt varsel sendt om ulest brev: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class NotNotifiedAgain(Event):
    """Nobody was told, or nobody knows: somebody has to tell them that a letter lies unopened."""

    sentence = mark("Nytt varsel om ulest brev ble ikke sendt: {label}")

    letter: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DigestClaimed(Event):
    """The day's e-mail to a member of staff was taken to be sent."""

    sentence = mark("Daglig e-post tatt til sending")

    digest: str  # public id


@dataclass(frozen=True, kw_only=True)
class DigestSent(Event):
    """A member of staff was told by e-mail how many notices they have not read."""

    sentence = mark("Daglig e-post sendt: {count} varsler")

    digest: str
    of_staff_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class DigestNotSent(Event):
    """The mail server did not take the day's e-mail, or nobody knows whether it did."""

    sentence = mark("Daglig e-post kunne ikke sendes (forsøk {tries})")

    digest: str
    tries: int
    again: bool  # tried again later the same day; else the next day's counts the same


@dataclass(frozen=True, kw_only=True)
class NoticePassedOn(Event):
    """A notice's reader has left or has no role. What must be done is a task, and stands."""

    sentence = mark("Varsel ikke sendt: den ansatte har sluttet eller har ingen rolle")

    notice: str
    passed_on: bool  # to who answers for the case now


@dataclass(frozen=True, kw_only=True)
class NoticesSwitchedOff(Event):
    """A member of staff wants no more notices of a kind, or no daily e-mail."""

    sentence = mark("Varsler slått av: {label}")

    of_staff_id: int
    what: str
    label: str
    by_link: bool = False  # of the e-mail, by whoever has it


@dataclass(frozen=True, kw_only=True)
class NoticesSwitchedOn(Event):
    """A member of staff wants notices of a kind, or the daily e-mail, again."""

    sentence = mark("Varsler slått på: {label}")

    of_staff_id: int
    what: str
    label: str


@dataclass(frozen=True, kw_only=True)
class NoticesRead(Event):
    """A member of staff marked their notices as read."""

    sentence = mark("{count} varsler lest")

    count: int
