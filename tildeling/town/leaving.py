"""Somebody in the town has died, somebody moves, and somebody's daughter has called."""

import datetime as dt

from django.utils.timezone import localdate, localtime

from delivery import actions as delivery
from intake import actions as intake
from intake.kinds import Channel, Form, FromWhom
from intake.rules import Told
from people.models import StaffMember
from people.rules import Moving, PersonGiven
from tildeling.town.staff import Crew
from tildeling.town.stories import office_time

WEEKS = dt.timedelta(weeks=3)


def leave(crew: Crew, people: dict[str, str], now: dt.datetime) -> None:
    """Tell of them in these last days; what is to be done about it stands as tasks."""
    yesterday = office_time(now - dt.timedelta(days=1))
    caseworker = crew("saksbehandler", yesterday)
    delivery.register_death(
        people["finn"],
        died_on=localdate(yesterday) - dt.timedelta(days=1),
        version=1,
        actor=caseworker,
        at=yesterday,
    )
    delivery.register_departure(
        people["else"],
        moving=Moving(
            moves_on=localdate(now + WEEKS),
            receiving="Asker kommune",
            consent="YES",
            consent_on=localdate(yesterday),
            consent_by="Personen selv, på telefon",
        ),
        actor=caseworker,
        at=yesterday,
    )
    oneself = StaffMember.objects.get(pk=caseworker.staff())
    intake.register_enquiry(
        told=Told(
            form=Form.ENQUIRY,
            channel=Channel.PHONE,
            from_whom=FromWhom.RELATIVE,
            received_on=localdate(yesterday),
            received_time=localtime(yesterday).time().replace(second=0, microsecond=0),
            own_words="Lurer på om moren kan få hjelp til å komme ut på tur.",
            contact_name="Anne Hansen",
            contact_phone="911 11 111",
            follow_up="Hør om personen ønsker å søke",
            follow_up_by=str(oneself.public_id),
        ),
        given=PersonGiven(public_id=people["berit"]),
        actor=caseworker,
        at=yesterday,
    )
