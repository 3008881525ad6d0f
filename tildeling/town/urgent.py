"""Who in the town got help that could not wait: given yesterday, to be written today."""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate

from cases import actions as cases
from decisions import actions as deciding
from people.models import StaffMember
from tildeling.town.path import HOME_UNIT, Path, Wish
from tildeling.town.stories import office_time

PERSON: Final = "randi"
WISH: Final = Wish(
    ("praktisk_bistand_daglige_gjoremal",),
    "Mannen min er på sykehus, og jeg klarer meg ikke alene.",
    "Å være hjemme til han kommer tilbake.",
    quantity="5",
    urgent=True,
)


def give_help(path: Path, people: dict[str, str], now: dt.datetime) -> None:
    """The caseworker calls the one who decides; help starts the same day, to be written today."""
    at = office_time(now - dt.timedelta(days=1))
    (case_id,) = path.apply(people[PERSON], WISH, at)
    decided = min(at + dt.timedelta(hours=1), now)
    officer = path.crew("vedtak", decided)
    colleague = StaffMember.objects.get(pk=officer.staff())
    cases.share_case(
        case_id,
        staff=str(colleague.public_id),
        reason="Hjelpen kan ikke vente til saken er kartlagt.",
        actor=path.crew("saksbehandler", decided),
        at=decided,
    )
    deciding.decide_urgently(
        case_id,
        said={
            "lines": [
                {
                    "service_key": WISH.services[0],
                    "quantity": WISH.quantity,
                    "unit_performing": HOME_UNIT,
                    "important": "Hunden er snill. Nøkkel hos naboen.",
                }
            ],
            "from_on": localdate(decided),
            "reason": "Ektefellen som hjalp henne hver dag, ble lagt inn i går.",
            "told": "Randi selv, på telefon",
            "told_by": str(colleague),
            "told_at": decided,
            "persons_view": "Randi vil helst være hjemme.",
        },
        actor=officer,
        at=decided,
    )
