"""What may be chosen about people and units, as value and label; forms take their lists here."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from people.models import Consent, Representative, UnitKind
from people.models.residents import MayBeTold, Protection, Sex
from people.roles import ROLES, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Choices = list[tuple[str, StrPromise]]

SEXES: "Final[Choices]" = [(str(value), _(str(label))) for value, label in Sex.choices]
PROTECTIONS: "Final[Choices]" = [(str(value), _(str(label))) for value, label in Protection.choices]
MAY_BE_TOLD: "Final[Choices]" = [(str(value), _(str(label))) for value, label in MayBeTold.choices]
CONSENTS: "Final[Choices]" = [(str(value), _(str(label))) for value, label in Consent.choices]
REPRESENTATIVES: "Final[Choices]" = [
    (str(value), _(str(label))) for value, label in Representative.Kind.choices
]
UNIT_KINDS: "Final[Choices]" = [(str(value), _(str(label))) for value, label in UnitKind.choices]
LANGUAGES: "Final[Choices]" = [
    ("nb", _("Bokmål")),
    ("nn", _("Nynorsk")),
    ("en", _("Engelsk")),
]
# Roles a person can hold: not the clock's, nor a system's, which it gets where it is registered.
ROLES_TO_GIVE: "Final[Choices]" = [
    (str(role), _(row.label))
    for role, row in ROLES.items()
    if role not in {Role.SYSTEM, Role.INTEGRATION}
]
