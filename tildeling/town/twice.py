"""Somebody in the town was registered twice, and somebody asks for what is known of them."""

import datetime as dt

from django.utils.timezone import localdate

from people import actions as people
from people.rules import PersonGiven, synthetic_number
from privacy import actions as privacy
from tildeling.town.staff import Crew
from tildeling.town.stories import office_time

BORN = dt.date(1944, 2, 29)


def ask(crew: Crew, ids: dict[str, str], now: dt.datetime) -> None:
    """One proposal waits for a second caseworker, and one claim for the leader."""
    at = office_time(now - dt.timedelta(days=1))
    number = synthetic_number(BORN, 7)
    told = {"given_name": "Anne Marie", "family_name": "Fredriksen", "phone": "933 33 333"}
    first, second = (
        people.register_resident(
            given=PersonGiven(**told, number=digits, born_on=BORN, sex="K"),
            actor=crew("saksbehandler2", at),
            at=at,
        )["person"]
        for digits in (number, "")
    )
    privacy.propose_merge(
        first,
        other=second,
        number=number,
        reason="Registrert uten nummer på legevakten. Samme navn, fødselsdag og telefon.",
        actor=crew("saksbehandler2", at),
        at=at,
    )
    privacy.register_claim(
        ids["berit"],
        kind="ACCESS",
        from_whom="Personen selv, på telefon",
        what="Vil se alt som er skrevet, og hvem som har lest det.",
        received_on=localdate(at),
        actor=crew("saksbehandler", at),
        at=at,
    )
