"""The law's grounds for not dealing with a case (inhabilitet)."""

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
