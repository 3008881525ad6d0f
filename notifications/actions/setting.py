"""What a municipality decides about its post: when a letter has come, when e-mail goes, and how
long word of a digital letter is waited for.
"""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from notifications.events import PostSettingDecided, PostSettingEnded
from notifications.letters import LONGEST_IN_THE_POST
from notifications.models import PostSetting
from notifications.policy import delivery_policy_on
from people.access import Actor, use_case
from people.actions.dated import end_row, give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused
from people.roles import Permission

HOURS = range(24)


@use_case(Permission.ADMINISTER)
def decide_post_setting(
    *,
    assumed_days: int,
    digest_hour: int,
    unheard_days: int,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Decide, from a day on, how many days after posting a letter is taken to have come, from
    which hour by Oslo's clock staff get the daily e-mail, and after how many days without word a
    digital letter is somebody's task; the row before it ends that day.

    A letter that is posted already keeps its day. Raises Refused with every objection.
    """
    here = Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id)
    rows = PostSetting.objects.filter(municipality=here)
    wrong = later_objections(rows, valid_from)
    wrong += _objections(assumed_days, digest_hour, decided_by, valid_from, at)
    policy = delivery_policy_on(localdate(at))
    if not policy.shortest <= unheard_days <= policy.longest:
        said = filled(
            "Skriv et antall dager fra {least} til {most}.",
            least=policy.shortest,
            most=policy.longest,
        )
        wrong.append(Objection(said, "unheard_days", "unheard_days"))
    if wrong:
        raise Refused.all(wrong)
    give_way(rows, to=valid_from)
    row = PostSetting.objects.create(
        municipality=here,
        assumed_days=assumed_days,
        digest_hour=digest_hour,
        unheard_days=unheard_days,
        decided_by=decided_by.strip(),
        valid_from=valid_from,
    )
    trail.record(
        PostSettingDecided(
            valid_from=f"{valid_from:%d.%m.%Y}",
            days=assumed_days,
            hour=digest_hour,
            unheard=unheard_days,
        ),
        actor=actor,
        at=at,
    )
    return {"row": row.pk}


@use_case(Permission.ADMINISTER)
def end_post_setting(
    row_id: int, *, valid_to: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Let a row hold no longer from a day: what the product says itself holds then.

    Raises NotFound, Refused.
    """
    ours = PostSetting.objects.filter(municipality_id=actor.municipality_id)
    row = end_row(ours, row_id, valid_to=valid_to, at=at)
    trail.record(PostSettingEnded(valid_to=f"{valid_to:%d.%m.%Y}"), actor=actor, at=at)
    return {"row": row.pk}


def _objections(
    days: int, hour: int, decided_by: str, valid_from: dt.date, at: dt.datetime
) -> list[Objection]:
    wrong = []
    if valid_from < localdate(at):
        wrong.append(
            Objection(mark("Datoen kan ikke være før i dag."), "date_passed", "valid_from")
        )
    if not 0 <= days <= LONGEST_IN_THE_POST:
        said = filled("Skriv et antall dager fra 0 til {most}.", most=LONGEST_IN_THE_POST)
        wrong.append(Objection(said, "assumed_days", "assumed_days"))
    if hour not in HOURS:
        wrong.append(
            Objection(mark("Skriv en hel time fra 0 til 23."), "digest_hour", "digest_hour")
        )
    if not decided_by.strip():
        wrong.append(
            Objection(mark("Skriv hvem som har bestemt det."), "decided_by_missing", "decided_by")
        )
    return wrong
