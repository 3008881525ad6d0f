"""Which channel a letter goes by, what a relay has to look at, and a letter as it may be sent."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from notifications.letters import CHANNELS, Channel, LetterState, RecipientKind
from notifications.models import Dispatch, Letter, PostChannel, PostSetting
from notifications.policy import delivery_policy_on
from notifications.rules.post import Recipient
from people.access import Actor, also_hidden
from people.models import IdentityNumber, Relative, Representative, Resident
from people.queries import DatedRow
from people.roles import Permission
from watch.queries import MAY_SEND

ON_THE_WAY = (LetterState.HELD, LetterState.SENDING)
AT_ONCE = 200  # letters of a municipality in one round; the next takes the rest


def post_channel(municipality_id: int, *, on: dt.date) -> PostChannel | None:
    """What the municipality has decided for `on`; None is paper."""
    rows = PostChannel.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), municipality_id=municipality_id, valid_from__lte=on
    )
    return rows.order_by("-valid_from").first()


def post_channels(actor: Actor) -> list[DatedRow]:
    """How letters of the municipality go and have gone, the last decided first."""
    rows = PostChannel.objects.filter(municipality_id=actor.municipality_id)
    return [
        DatedRow(
            row.pk,
            (_(CHANNELS[Channel(row.channel)]), str(row.account or _("Ingen")), row.decided_by),
            row.valid_from,
            row.valid_to,
        )
        for row in rows.order_by("-valid_from")
    ]


def post_settings(actor: Actor) -> list[DatedRow]:
    """What was decided of the days in the post, the hour of the daily e-mail and the days word of
    a digital letter is waited for; the last first.
    """
    rows = PostSetting.objects.filter(municipality_id=actor.municipality_id)
    return [
        DatedRow(
            row.pk,
            (
                str(row.assumed_days),
                _("Som ellers") if row.digest_hour is None else str(row.digest_hour),
                _("Som ellers") if row.unheard_days is None else str(row.unheard_days),
                row.decided_by,
            ),
            row.valid_from,
            row.valid_to,
        )
        for row in rows.order_by("-valid_from")
    ]


def own_setting(name: str, municipality_id: int, *, on: dt.date) -> int | None:
    """A figure of the post that the municipality has decided itself for a day; None: policy's."""
    rows = PostSetting.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality_id=municipality_id,
        valid_from__lte=on,
        **{f"{name}__isnull": False},
    )
    found: int | None = rows.order_by("-valid_from").values_list(name, flat=True).first()
    return found


def last_account(municipality_id: int, *, on: dt.date) -> PostChannel | None:
    """The account digital letters go from on a day, or went from last before it."""
    rows = PostChannel.objects.filter(
        municipality_id=municipality_id, channel=Channel.DIGITAL, valid_from__lte=on
    )
    return rows.order_by("-valid_from").first()


def channel_for(recipient: Recipient, *, municipality_id: int, on: dt.date) -> Channel:
    """How a new letter goes: digitally if that is decided and can be, never to who is protected."""
    row = post_channel(municipality_id, on=on)
    if row is None or row.channel != Channel.DIGITAL:
        return Channel.PRINT
    if recipient.protected or not recipient.address:
        return Channel.PRINT
    return Channel.DIGITAL if number_of(recipient) else Channel.PRINT


def number_of(recipient: Recipient) -> str:
    """The identity number of who gets the letter; empty where it is not kept here."""
    if recipient.kind is RecipientKind.PERSON:
        whose: int | None = recipient.person_id
    else:
        relatives = Relative.objects.filter(pk=recipient.relative_id or 0)
        whose = relatives.values_list("other_id", flat=True).first()
    found = IdentityNumber.objects.filter(resident_id=whose or 0, current=True)
    return found.values_list("number", flat=True).first() or ""


def due_dispatch_ids(municipality_id: int, *, at: dt.datetime) -> list[int]:
    """What a relay is to look at now, by number alone."""
    return [pk for pk, _channel in due_dispatches(municipality_id, at=at)]


def due_dispatches(municipality_id: int, *, at: dt.datetime) -> list[tuple[int, str]]:
    """What a relay is to look at now, with its channel, what has waited longest first; none that
    another has.

    While a channel cannot be reached, one letter tries it now and then, and the others wait.
    """
    here = Dispatch.objects.filter(municipality_id=municipality_id)
    shut = here.filter(trouble="down", next_at__gt=at).values_list("channel", flat=True)
    due = here.filter(_free(at), MAY_SEND, next_at__lte=at).exclude(
        channel__in=list(shut.distinct())
    )
    return list(due.order_by("next_at", "pk").values_list("pk", "channel")[:AT_ONCE])


def free_dispatch(dispatch_id: int, *, at: dt.datetime) -> Dispatch | None:
    """One that is due and that no relay has, locked; None when another was first, or in a copy."""
    rows = Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(_free(at), MAY_SEND, pk=dispatch_id, next_at__lte=at).first()


def claimed_dispatch(dispatch_id: int, claim: str) -> Dispatch | None:
    """One that this relay has claimed, locked; None when it took so long that another has it."""
    rows = Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk=dispatch_id, claim=claim).first()


def due_to_ask(municipality_id: int, *, at: dt.datetime, most: int) -> list[Dispatch]:
    """Those whose status is to be asked for now, locked; none that another relay asks for."""
    rows = Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
    due = rows.filter(MAY_SEND, municipality_id=municipality_id, ask_at__lte=at)
    return list(due.order_by("ask_at", "pk")[:most])


def unheard_days(municipality_id: int, *, on: dt.date) -> int:
    """How long word of a digital letter is waited for: the municipality's own days, or policy's."""
    own = own_setting("unheard_days", municipality_id, on=on)
    return delivery_policy_on(on).days if own is None else own


def not_heard_of(municipality_id: int, *, at: dt.datetime) -> QuerySet[Dispatch]:
    """Letters digital post took so long ago that it should have said that they came, or did not."""
    late = at - dt.timedelta(days=unheard_days(municipality_id, on=localdate(at)))
    return Dispatch.objects.filter(
        MAY_SEND,
        municipality_id=municipality_id,
        channel=Channel.DIGITAL,
        sent_at__lte=late,
        letter__state=LetterState.SENT,
        letter__reached_on=None,
    )


def ids_not_heard_of(municipality_id: int, *, at: dt.datetime) -> list[int]:
    """Of those, the ones that are to become somebody's task now, the oldest first."""
    found = not_heard_of(municipality_id, at=at).order_by("sent_at", "pk")
    return list(found.values_list("pk", flat=True)[:AT_ONCE])


def lock_with_recipient(letter_id: int) -> Letter:
    """The letter and everybody it is to or about, locked: none of it changes while it is sent.

    People before letters, as all who lock both do.
    """
    letter = Letter.objects.select_related("relative").get(pk=letter_id)
    other = letter.relative.other_id if letter.relative else None
    _lock(Resident.objects.filter(pk__in={letter.person_id, other or letter.person_id}))
    _lock(Representative.objects.filter(pk=letter.representative_id or 0))
    _lock(Relative.objects.filter(pk=letter.relative_id or 0))
    locked = Letter.objects.select_for_update(of=("self",)).select_related(
        "person", "representative", "relative__other", "municipality", "file", "case"
    )
    return locked.get(pk=letter_id)


def oldest_unsent(actor: Actor, *, at: dt.datetime) -> dt.datetime | None:
    """Since when the oldest letter that may go has waited, on paper or over the net.

    Of the units whose letters the actor posts or leads; everywhere for the system. It tells of no
    person: a moment, and nothing of whose.
    """
    waiting = Letter.objects.filter(
        municipality_id=actor.municipality_id, state__in=ON_THE_WAY, hold_until__lte=at
    )
    if not actor.may(Permission.SYSTEM):
        units = actor.units_with(Permission.POST_LETTERS) | actor.led_unit_ids
        if not units:
            return None
        waiting = waiting.filter(unit_id__in=units)
    with also_hidden():  # a letter nobody is told of is one that nobody sends
        return waiting.order_by("hold_until").values_list("hold_until", flat=True).first()


def _free(at: dt.datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=at)


def _lock(rows: QuerySet[Resident] | QuerySet[Representative] | QuerySet[Relative]) -> None:
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
