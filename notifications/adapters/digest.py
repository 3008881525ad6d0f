"""The daily e-mail's words, and the signed link that switches it off: neither names anybody."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from notifications.kinds import DIGEST_ROW, NOTICES, NoticeKind
from people.refusals import NotFound

SALT: Final = "notifications.digest.off"  # a link of this kind does this one thing
LONGEST: Final = 20  # figures and a colon, before the signature


def digest_text(kinds: Mapping[NoticeKind, int], *, off: str, language: str) -> tuple[str, str]:
    """Subject and text: how many of each kind, where they stand, why it came and how it stops."""
    site = settings.BASE_URL
    with override(language):
        count = sum(kinds.values())
        head = ngettext(
            "Du har %(n)s nytt varsel i Tildeling", "Du har %(n)s nye varsler i Tildeling", count
        ) % {"n": count}
        lines = [f"{n:>4}  {gettext(NOTICES[kind].label)}" for kind, n in kinds.items()]
        text = "\n".join(
            [
                f"{head}:",
                "",
                *lines,
                "",
                f"{gettext('Les varslene:')} {site}{reverse('notices')}",
                f"{gettext('Oppgavene dine:')} {site}/",
                "",
                gettext(DIGEST_ROW.why),
                f"{gettext('Slå av den daglige e-posten:')} {off}",
                "",
            ]
        )
    return head, text


def link_off(municipality_id: int, staff_id: int) -> str:
    """The address in the e-mail that switches it off, with one click and no password."""
    token = Signer(salt=SALT).sign(f"{municipality_id}.{staff_id}")
    return f"{settings.BASE_URL}{reverse('digest-off', args=[token])}"


def whose_link(token: str) -> tuple[int, int]:
    """The municipality and the member of staff a link was made for. Raises NotFound."""
    try:
        said = Signer(salt=SALT).unsign(token)
    except BadSignature:
        raise NotFound("Lenken virker ikke. Logg inn, og slå av e-posten under Varsler.") from None
    municipality, _dot, staff = said[:LONGEST].partition(".")
    return int(municipality), int(staff)
