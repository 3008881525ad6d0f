"""The world outside: the typesetter of letters, what its font can show, the mail server."""

from notifications.adapters.text import clean, objections, unprintable
from notifications.adapters.typesetter import Typesetter, TypesettingError, letters

__all__ = ["Typesetter", "TypesettingError", "clean", "letters", "objections", "unprintable"]
