"""How a municipality's letters go, from a day on."""

import datetime as dt
import uuid

from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from notifications.events import PostChannelSet
from notifications.letters import CHANNELS, Channel
from notifications.models import PostChannel
from people.access import standing, system
from people.actions.dated import give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused


def set_post_channel(
    municipality_code: str,
    *,
    channel: Channel,
    account: uuid.UUID | None,
    decided_by: str,
    valid_from: dt.date,
    at: dt.datetime,
) -> None:
    """Decide how letters that are made from `valid_from` on go; the row before it ends that day.

    For who runs the installation: it takes an account with digital post. Raises
    Municipality.DoesNotExist; Refused for a day that has been, or an account that is missing.
    """
    here = Municipality.objects.get(code=municipality_code)
    actor = system(here.pk)
    with standing(actor, at):
        rows = PostChannel.objects.filter(municipality=here)
        wrong = later_objections(rows, valid_from)
        if valid_from < localdate(at):
            wrong.append(Objection(mark("Datoen kan ikke være før i dag."), "date_passed"))
        if (channel is Channel.DIGITAL) != (account is not None):
            wrong.append(Objection(mark("Digital post har en konto, papir har ingen."), "account"))
        if not decided_by.strip():
            wrong.append(Objection(mark("Skriv hvem som har bestemt det."), "decided_by_missing"))
        if wrong:
            raise Refused.all(wrong)
        give_way(rows, to=valid_from)
        PostChannel.objects.create(
            municipality=here,
            channel=channel,
            account=account,
            decided_by=decided_by.strip(),
            valid_from=valid_from,
        )
        trail.record(
            PostChannelSet(label=CHANNELS[channel], valid_from=f"{valid_from:%d.%m.%Y}"),
            actor=actor,
            at=at,
        )
