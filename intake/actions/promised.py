"""A leader gives what somebody promised to another, when they are away: the access goes with it."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.queries import works_in
from intake.actions.enquiries import GROUND, end_helpers_access, locked_enquiry
from intake.events import EnquiryGiven
from intake.queries import led
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import PersonAccess, StaffMember
from people.queries import away_until
from people.refusals import NotFound, Refused
from people.roles import Permission


@use_case(Permission.DISTRIBUTE)
def give_enquiry(
    enquiry: str, *, staff_id: int, also_away: bool = False, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Give the follow-up of a henvendelse to another in the units one leads (Gi til).

    The receiver may open the person until it is done; who had it may not, without another ground.
    Raises NotFound for what another leader answers for; Refused when it is done, for somebody
    who does not work there or has it, and for somebody away today, until `also_away` says that it
    is known.
    """
    application = locked_enquiry(enquiry, actor)
    if application.follow_up_by_id is None or application.followed_up_at is not None:
        raise Refused("Henvendelsen er allerede fulgt opp.", code="followed_up")
    if not led(actor, on=localdate(at)).filter(pk=application.pk).exists():
        raise NotFound("Vi finner ikke henvendelsen.")
    if not works_in(actor.led_unit_ids, staff_id=staff_id, on=localdate(at)):
        raise Refused("Velg en som arbeider i enheten din.", code="not_in_unit", field="staff")
    receiver = StaffMember.objects.get(pk=staff_id)
    if application.follow_up_by_id == staff_id:
        raise Refused(
            filled("{staff} har oppgaven fra før.", staff=receiver),
            code="already_theirs",
            field="staff",
        )
    away = away_until([staff_id], on=localdate(at)).get(staff_id)
    if away is not None and not also_away:
        raise Refused(
            filled(
                "{staff} er borte til og med {day}. Velg en annen, eller kryss av for"
                " å gi likevel.",
                staff=receiver,
                day=f"{away:%d.%m.%Y}",
            ),
            code="away",
            field="also_away",
        )
    former = application.follow_up_by_id
    application.follow_up_by = receiver
    application.version += 1
    application.save(update_fields=["follow_up_by", "version"])
    end_helpers_access(application.person_id, former, at=at)
    PersonAccess.objects.get_or_create(
        person_id=application.person_id,
        staff=receiver,
        to_at=None,
        defaults={"ground": GROUND, "from_at": at},
    )
    if staff_id != actor.staff():
        notify(
            receiver,
            NoticeKind.TASK,
            case=None,
            key=f"enquiry:{application.public_id}:{at.isoformat()}",
            sentence=filled(
                "{giver} har gitt deg en henvendelse å følge opp.",
                giver=StaffMember.objects.get(pk=actor.staff()),
            ),
            at=at,
        )
    trail.record(
        EnquiryGiven(
            person_id=application.person_id,
            application=str(application.public_id),
            to_staff_id=receiver.pk,
        ),
        actor=actor,
        at=at,
    )
    return {"application": str(application.public_id)}
