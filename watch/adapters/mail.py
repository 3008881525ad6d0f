"""Mail straight to the mail server: an alarm about the post cannot wait in the post."""

import logging
import smtplib
from collections.abc import Collection

from django.core.mail import EmailMessage

log = logging.getLogger(__name__)


def send(to: Collection[str], subject: str, text: str, *, message_id: str) -> bool:
    """One message to each, so that nobody sees the others; False when nobody's was taken.

    An address that is refused, or is none, keeps nobody else's waiting, nor has the others told
    again.
    """
    taken = 0
    for address in to:
        mail = EmailMessage(subject, text, to=[address], headers={"Message-ID": message_id})
        try:
            taken += mail.send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.warning("an alarm was not taken for one of its addresses: %s", type(error).__name__)
    return bool(taken) or not to
