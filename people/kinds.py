"""What a member of staff may be to a person (tilknytning), and what that is called."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class RelationKind(StrEnum):
    """What somebody who works here is to a person. Each of them closes the person to them."""

    ONESELF = "ONESELF"
    SPOUSE = "SPOUSE"
    EX_PARTNER = "EX_PARTNER"
    PARENT = "PARENT"
    CHILD = "CHILD"
    SIBLING = "SIBLING"
    SHARED_CHILD = "SHARED_CHILD"
    GUARDIAN = "GUARDIAN"
    NEAR = "NEAR"


READS: Final = "only to read"  # in a denial: they may see it, and not write
RELATED: Final = "related"  # in a denial: it was about somebody one is something to


@dataclass(frozen=True, slots=True)
class RelationRow:
    """What a kind is called: «Personen er …», and the fact of the rules of access it makes."""

    label: str
    fact: str  # a field of cases.rules.Facts


RELATIONS: Final[dict[RelationKind, RelationRow]] = {
    RelationKind.ONESELF: RelationRow(mark("Meg selv"), "oneself"),
    RelationKind.SPOUSE: RelationRow(mark("Ektefelle, samboer eller partner"), "family"),
    RelationKind.EX_PARTNER: RelationRow(mark("Tidligere partner"), "ex_partner"),
    RelationKind.PARENT: RelationRow(mark("Mor eller far"), "family"),
    RelationKind.CHILD: RelationRow(mark("Barn"), "family"),
    RelationKind.SIBLING: RelationRow(mark("Søsken"), "family"),
    RelationKind.SHARED_CHILD: RelationRow(mark("Vi har barn sammen"), "family"),
    RelationKind.GUARDIAN: RelationRow(mark("Jeg er verge for personen"), "guardian"),
    RelationKind.NEAR: RelationRow(mark("Annen nær tilknytning"), "family"),
}
