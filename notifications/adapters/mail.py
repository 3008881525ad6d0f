"""E-mail to staff by SMTP: never a name, a number or a case."""

from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage


class MailDownError(Exception):
    """The mail server takes no messages now; all may be tried again."""


class MailRefusedError(Exception):
    """The mail server will not have this message, or its address; the next it may take."""


def send_mail(*, to: str, subject: str, text: str, message_id: str) -> None:
    """Hand one message to the mail server. The same `message_id` is the same message.

    Raises MailRefusedError, MailDownError.
    """
    message = EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, ValueError) as error:
        raise MailRefusedError(type(error).__name__) from error
    except (SMTPException, OSError) as error:
        raise MailDownError(type(error).__name__) from error
