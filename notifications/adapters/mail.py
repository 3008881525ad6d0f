"""E-mail by SMTP, to staff and that a letter lies unopened: never a name, a number or a case."""

import datetime as dt
from collections.abc import Sequence
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
)
from socket import gaierror

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.adapters.channel import ChannelDown, ChannelRefused, NoAnswer, Parcel, Told

DOMAIN = "tildeling.invalid"  # of message ids; no host of ours


class MailDownError(Exception):
    """The mail server takes no messages now; all may be tried again."""


class MailRefusedError(Exception):
    """The mail server will not have this message, or its address; the next it may take."""


def not_reached(error: MailDownError) -> bool:
    """Whether the message never left: nobody answered where the mail server should be."""
    return isinstance(error.__cause__, ConnectionRefusedError | SMTPConnectError | gaierror)


def send_mail(*, to: str, subject: str, text: str, message_id: str, off: str = "") -> None:
    """Hand one message to the mail server. The same `message_id` is the same message.

    `off`: where the reader's mail program may ask, by one POST, that no more come (RFC 8058).

    Raises MailRefusedError, MailDownError.
    """
    unsubscribe = {
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    message = EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            **(unsubscribe if off else {}),
        },
    )
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, ValueError) as error:
        raise MailRefusedError(type(error).__name__) from error
    except (SMTPException, OSError) as error:
        raise MailDownError(type(error).__name__) from error


class EmailNotice:
    """The channel that tells somebody by e-mail that a letter lies in their digital mailbox.

    A mail server takes no key of ours: what may have left us is not sent once more.
    """

    @staticmethod
    def settles() -> dt.timedelta | None:
        """Never: nobody can be asked."""
        return None

    def send(self, parcel: Parcel) -> str:
        """Send the notice. Raises ChannelDown, NoAnswer, ChannelRefused."""
        message_id = f"<{parcel.key}@{DOMAIN}>"
        try:
            send_mail(
                to=parcel.email,
                subject=parcel.title,
                text=parcel.body.decode(),
                message_id=message_id,
            )
        except MailRefusedError:
            raise ChannelRefused("mail_refused") from None
        except MailDownError as error:
            if not_reached(error):
                raise ChannelDown from None
            raise NoAnswer from None
        return ""

    def find(self, key: str) -> str:
        """They cannot be asked."""
        raise ChannelDown

    def statuses(self, receipts: Sequence[str]) -> list[Told]:
        """They tell nothing."""
        return []
