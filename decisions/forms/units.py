"""The units that may perform, as they are offered."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from decisions.queries import UnitChoice


def grouped(units: Sequence[UnitChoice], service_key: str) -> list[tuple[Any, Any]]:
    """The units to choose from, those first of which it is said that they give the service."""
    gives = [(unit.key, unit.name) for unit in units if service_key in unit.gives]
    others = [(unit.key, unit.name) for unit in units if service_key not in unit.gives]
    first: tuple[Any, Any] = ("", _("Velg enhet"))
    if not gives:
        return [first, *others]
    return [first, (_("Gir tjenesten"), gives), (_("Andre enheter"), others)]
