"""Mail straight to the mail server: an alarm about the post cannot wait in the post."""

import smtplib
from collections.abc import Collection

from django.core.mail import EmailMessage


def send(to: Collection[str], subject: str, text: str, *, message_id: str) -> bool:
    """One message to each, so that nobody sees the others; False when the server takes none."""
    taken = True
    for address in to:
        mail = EmailMessage(subject, text, to=[address], headers={"Message-ID": message_id})
        try:
            mail.send()
        except (OSError, smtplib.SMTPException):
            taken = False
    return taken
