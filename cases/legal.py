"""The law's grounds for not dealing with a case (inhabilitet), and what is open all the same."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class Ground(StrEnum):
    """Why somebody may neither prepare nor decide a case."""

    PARTY = "PARTY"
    FAMILY = "FAMILY"
    REPRESENTATIVE = "REPRESENTATIVE"
    LEADS = "LEADS"
    SPECIAL = "SPECIAL"
    SUPERIOR = "SUPERIOR"


@dataclass(frozen=True, slots=True)
class GroundRow:
    """What a ground is called, and where it stands."""

    label: str
    source: str
    explained: bool = False  # the words alone do not say why: it must be written


# fvl 1967, in force until the act of 2025 (its §§ 25-29) is; § 8: one judges oneself.
GROUNDS: Final[dict[Ground, GroundRow]] = {
    Ground.PARTY: GroundRow(mark("Er selv part"), "fvl § 6 første ledd a"),
    Ground.FAMILY: GroundRow(mark("Er i familie med en part"), "fvl § 6 første ledd b og c"),
    Ground.REPRESENTATIVE: GroundRow(
        mark("Er eller har vært verge eller fullmektig for en part"), "fvl § 6 første ledd d"
    ),
    Ground.LEADS: GroundRow(
        mark("Leder eller sitter i styret for en som er part"), "fvl § 6 første ledd e"
    ),
    Ground.SPECIAL: GroundRow(mark("Andre særegne forhold"), "fvl § 6 andre ledd", explained=True),
    Ground.SUPERIOR: GroundRow(mark("Nærmeste overordnede er inhabil"), "fvl § 6 tredje ledd"),
}


class Despite(StrEnum):
    """Why an act is open also to who is disqualified in the case."""

    URGENT = "URGENT"
    DECLARING = "DECLARING"
    HANDING_OVER = "HANDING_OVER"
    RECEIVED = "RECEIVED"
    AT_THE_TABLE = "AT_THE_TABLE"


# All other acts in a case are closed to them: fvl § 6 forbids to prepare it too.
DESPITE: Final[dict[Despite, str]] = {
    Despite.URGENT: "fvl § 7: what cannot wait is decided by who is there; it goes to control",
    Despite.DECLARING: "fvl § 8: one says it oneself; whoever is out takes nobody back in",
    Despite.HANDING_OVER: "fvl § 8: the case goes to somebody who is not out; nothing is decided",
    Despite.RECEIVED: "fvl § 11 d: what comes in is written down and kept by whoever receives it",
    Despite.AT_THE_TABLE: "the meeting refuses by itself, beside what else is in the way",
}
