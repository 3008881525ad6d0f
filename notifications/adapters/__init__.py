"""The world outside: the typesetter of letters, what its font can show, the mail server."""

from notifications.adapters.bundle import merged
from notifications.adapters.mail import MailDownError, MailRefusedError, send_mail
from notifications.adapters.text import clean, objections, unprintable
from notifications.adapters.typesetter import Typesetter, TypesettingError, letters

__all__ = [
    "MailDownError",
    "MailRefusedError",
    "Typesetter",
    "TypesettingError",
    "clean",
    "letters",
    "merged",
    "objections",
    "send_mail",
    "unprintable",
]
