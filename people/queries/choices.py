"""What may be chosen about people and units, as value and label; forms take their lists here."""

from typing import Final

from audit.words import mark
from people.models import Representative, UnitKind
from people.models.residents import MayBeTold, Protection, Sex
from people.roles import ROLES, Role

Choices = list[tuple[str, str]]

SEXES: Final[Choices] = [(str(value), str(label)) for value, label in Sex.choices]
PROTECTIONS: Final[Choices] = [(str(value), str(label)) for value, label in Protection.choices]
MAY_BE_TOLD: Final[Choices] = [(str(value), str(label)) for value, label in MayBeTold.choices]
REPRESENTATIVES: Final[Choices] = [
    (str(value), str(label)) for value, label in Representative.Kind.choices
]
UNIT_KINDS: Final[Choices] = [(str(value), str(label)) for value, label in UnitKind.choices]
LANGUAGES: Final[Choices] = [
    ("nb", mark("Bokmål")),
    ("nn", mark("Nynorsk")),
    ("en", mark("Engelsk")),
]
# Roles a person or a client can hold; the system itself holds the last one.
ROLES_TO_GIVE: Final[Choices] = [
    (str(role), row.label) for role, row in ROLES.items() if role is not Role.SYSTEM
]
