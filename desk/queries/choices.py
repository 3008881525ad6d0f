"""What a filter can choose among, as values and names."""

from collections.abc import Iterable

from django.utils.translation import gettext

from people.roles import ROLES, Role


def by_name(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices in the order of their names."""
    return sorted(found, key=lambda row: row[1])


def role_choices(roles: Iterable[str]) -> list[tuple[str, str]]:
    """Roles by name; what is no role any more is left out."""
    return by_name((role, gettext(ROLES[Role(role)].label)) for role in roles if role in set(Role))
