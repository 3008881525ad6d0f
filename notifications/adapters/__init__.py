"""The world outside: the typesetter of letters and its font, the mail server, digital post."""

from notifications.adapters.bundle import merged
from notifications.adapters.channel import (
    Channel,
    ChannelDown,
    ChannelRefused,
    NoAnswer,
    Parcel,
    Told,
)
from notifications.adapters.digest import digest_text, link_off, whose_link
from notifications.adapters.digital import DigitalPost
from notifications.adapters.mail import (
    DOMAIN,
    EmailNotice,
    MailDownError,
    MailRefusedError,
    not_reached,
    send_mail,
)
from notifications.adapters.printable import cleaned, must_be_printable
from notifications.adapters.text import clean, objections, unprintable
from notifications.adapters.typesetter import Typesetter, TypesettingError, letters

__all__ = [
    "DOMAIN",
    "Channel",
    "ChannelDown",
    "ChannelRefused",
    "DigitalPost",
    "EmailNotice",
    "MailDownError",
    "MailRefusedError",
    "NoAnswer",
    "Parcel",
    "Told",
    "Typesetter",
    "TypesettingError",
    "clean",
    "cleaned",
    "digest_text",
    "letters",
    "link_off",
    "merged",
    "must_be_printable",
    "not_reached",
    "objections",
    "send_mail",
    "unprintable",
    "whose_link",
]
