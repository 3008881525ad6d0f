"""How a municipality's letters go, from a day on."""

import datetime as dt
import uuid
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from notifications.events import PostChannelEnded, PostChannelSet
from notifications.letters import CHANNELS, Channel
from notifications.models import PostChannel
from people.access import Actor, standing, system, use_case
from people.actions.dated import end_row, give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused
from people.roles import Permission

NO_ACCOUNT: Final = mark("Skriv kontoens id. Digital post må ha en konto.")
ACCOUNT_OF_PAPER: Final = mark("Papir har ingen konto. La feltet stå tomt.")


@use_case(Permission.ADMINISTER)
def decide_post_channel(
    *,
    channel: str,
    account: uuid.UUID | None,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Decide how letters that are made from `valid_from` on go; the row before it ends that day.

    What is queued keeps its channel. Whose accounts may be sent from at all is agreed with the
    digital post and stands with the installation's own key there, so that a number typed here leads
    no letter to anybody else's. Raises Refused with every objection.
    """
    row = _decided(
        Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id),
        channel=Channel(channel),
        account=account,
        decided_by=decided_by,
        valid_from=valid_from,
        actor=actor,
        at=at,
    )
    return {"row": row.pk}


@use_case(Permission.ADMINISTER)
def end_post_channel(
    row_id: int, *, valid_to: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Let a row hold no longer from a day: letters go on paper then. Raises NotFound, Refused."""
    ours = PostChannel.objects.filter(municipality_id=actor.municipality_id)
    row = end_row(ours, row_id, valid_to=valid_to, at=at)
    trail.record(
        PostChannelEnded(label=CHANNELS[Channel(row.channel)], valid_to=f"{valid_to:%d.%m.%Y}"),
        actor=actor,
        at=at,
    )
    return {"row": row.pk}


def set_post_channel(
    municipality_code: str,
    *,
    channel: Channel,
    account: uuid.UUID | None,
    decided_by: str,
    valid_from: dt.date,
    at: dt.datetime,
) -> None:
    """The same by who runs the installation, from its command line.

    Raises Municipality.DoesNotExist; Refused with every objection.
    """
    here = Municipality.objects.get(code=municipality_code)
    actor = system(here.pk)
    with standing(actor, at):
        _decided(
            here,
            channel=channel,
            account=account,
            decided_by=decided_by,
            valid_from=valid_from,
            actor=actor,
            at=at,
        )


def _decided(
    here: Municipality,
    *,
    channel: Channel,
    account: uuid.UUID | None,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> PostChannel:
    rows = PostChannel.objects.filter(municipality=here)
    wrong = later_objections(rows, valid_from)
    if valid_from < localdate(at):
        wrong.append(
            Objection(mark("Datoen kan ikke være før i dag."), "date_passed", "valid_from")
        )
    if (channel is Channel.DIGITAL) != (account is not None):
        sentence = NO_ACCOUNT if account is None else ACCOUNT_OF_PAPER
        wrong.append(Objection(sentence, "account", "account"))
    if not decided_by.strip():
        wrong.append(
            Objection(mark("Skriv hvem som har bestemt det."), "decided_by_missing", "decided_by")
        )
    if wrong:
        raise Refused.all(wrong)
    give_way(rows, to=valid_from)
    row = PostChannel.objects.create(
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
    return row
