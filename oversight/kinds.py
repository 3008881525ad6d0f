"""Why somebody must look without having the case, and what the control of it can say."""

from enum import StrEnum
from typing import Final

from audit.words import mark

TASK: Final = "control_access"
TASK_LABEL: Final = mark("Kontroller innsyn")
FOLLOW_TASK: Final = "follow_up_access"
FOLLOW_LABEL: Final = mark("Følg opp avvik ved innsyn")
SIGNAL_TASK: Final = "judge_signal"
SIGNAL_LABEL: Final = mark("Vurder uvanlig innsyn")
FOLLOW_SIGNAL_TASK: Final = "follow_up_signal"
FOLLOW_SIGNAL_LABEL: Final = mark("Følg opp uvanlig innsyn")


class Category(StrEnum):
    """What sort of reason it is."""

    EMERGENCY = "EMERGENCY"
    STAND_IN = "STAND_IN"
    CALL = "CALL"
    CONTROL = "CONTROL"
    OTHER = "OTHER"


CATEGORIES: Final[dict[Category, str]] = {
    Category.EMERGENCY: mark("Øyeblikkelig hjelp"),
    Category.STAND_IN: mark("Vikar for en som er borte"),
    Category.CALL: mark("Telefon fra personen eller pårørende"),
    Category.CONTROL: mark("Kontroll"),
    Category.OTHER: mark("Annet"),
}


class Outcome(StrEnum):
    """What the leader found."""

    IN_ORDER = "IN_ORDER"
    DEVIATION = "DEVIATION"


OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.IN_ORDER: mark("I orden"),
    Outcome.DEVIATION: mark("Avvik"),
}


class Pattern(StrEnum):
    """How looks can be unlike work."""

    SAME_NAME = "SAME_NAME"
    SAME_ADDRESS = "SAME_ADDRESS"
    COLLEAGUE = "COLLEAGUE"
    NIGHT = "NIGHT"
    AFTER = "AFTER"
    CLOSED = "CLOSED"
    DEAD = "DEAD"
    PROTECTED = "PROTECTED"
    CROWD = "CROWD"
    MANY = "MANY"
    STRANGERS = "STRANGERS"
    NUMBERS = "NUMBERS"
    REFUSED = "REFUSED"
    EXPORTS = "EXPORTS"
    REASONS = "REASONS"
    STOPPED = "STOPPED"


# What the leader reads. Nothing here says what the person gets help with, or that they get any.
SIGNALS: Final[dict[Pattern, str]] = {
    Pattern.SAME_NAME: mark("Har samme etternavn som personen, og slo opp uten oppgave."),
    Pattern.SAME_ADDRESS: mark("Bor på samme adresse som personen, og slo opp uten oppgave."),
    Pattern.COLLEAGUE: mark("Har arbeidet i samme enhet som personen, og slo opp uten oppgave."),
    Pattern.NIGHT: mark("Slo opp etter klokka {n} på en tid enheten ikke arbeider, uten oppgave."),
    Pattern.AFTER: mark("Ga fra seg saken for {n} dager siden, og slo opp uten ny oppgave."),
    Pattern.CLOSED: mark("Saken er avsluttet for {n} dager siden, og oppslaget var uten oppgave."),
    Pattern.DEAD: mark("Personen er død for {n} dager siden, og oppslaget var uten oppgave."),
    Pattern.PROTECTED: mark("Personen har beskyttet adresse, og oppslaget var uten oppgave."),
    Pattern.CROWD: mark("{n} ansatte uten oppgave slo opp samme person på samme dag."),
    Pattern.MANY: mark("Slo opp {n} personer på én time, uten oppgave hos dem."),
    Pattern.STRANGERS: mark("Slo opp {n} personer på én dag, uten oppgave hos dem."),
    Pattern.NUMBERS: mark("Søkte på {n} fødselsnumre som ikke finnes her, på én dag."),
    Pattern.REFUSED: mark("Prøvde {n} ganger å åpne noe som ikke kunne åpnes, på én dag."),
    Pattern.EXPORTS: mark("Lastet ned eller skrev ut {n} ganger på én dag."),
    Pattern.REASONS: mark("Begrunnet innsyn {n} ganger på kort tid."),
    Pattern.STOPPED: mark("Ble stoppet av grensen på {n}: slo opp flere enn arbeidet krever."),
}


class Judgement(StrEnum):
    """What the leader found out."""

    EXPLAINED = "EXPLAINED"
    FOLLOW_UP = "FOLLOW_UP"


JUDGEMENTS: Final[dict[Judgement, str]] = {
    Judgement.EXPLAINED: mark("Forklart"),
    Judgement.FOLLOW_UP: mark("Følges opp"),
}


class Told(StrEnum):
    """Whether whom it concerns was told, when it is followed up."""

    TOLD = "TOLD"
    NOT_NEEDED = "NOT_NEEDED"


TOLD: Final[dict[Told, str]] = {
    Told.TOLD: mark("Ja, den det gjelder, har fått vite det"),
    Told.NOT_NEEDED: mark("Nei, det er ikke grunn til det"),
}
