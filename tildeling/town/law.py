"""What the town's municipality has decided: prices the law leaves open, and who hears complaints.

The amounts are invented for the demo: Drammen's own are not known to us.
"""

import datetime as dt
from typing import Final

from cases.service_types import ComplaintRoute
from decisions import actions
from people.access import Actor

DECIDED: Final = "Demobyens kommunestyre (oppdiktet)"
PRICES: Final[tuple[tuple[str, int, str], ...]] = (
    ("praktisk_bistand_daglige_gjoremal", 350_00, "time"),
    ("praktisk_bistand_opplaering", 0, "time"),
    ("matombringing", 105_00, "porsjon"),
    ("trygghetsalarm", 265_00, "måned"),
    ("lokaliseringsteknologi", 0, "måned"),
    ("elektronisk_medisineringsstotte", 0, "måned"),
    ("digitalt_tilsyn", 0, "måned"),
    ("bpa", 0, "time"),
    ("stottekontakt", 0, "time"),
    ("hverdagsrehabilitering", 0, "måned"),
)
BODIES: Final[tuple[tuple[ComplaintRoute, str], ...]] = (
    (
        ComplaintRoute.STATSFORVALTEREN_PBRL,
        "Statsforvalteren i Østfold, Buskerud, Oslo og Akershus",
    ),
)


def decide(*, actor: Actor, at: dt.datetime, from_on: dt.date) -> None:
    """Set prices and name the bodies, from a day before the first story."""
    for key, amount, unit in PRICES:
        actions.set_local_rate(
            key,
            amount_ore=amount,
            unit=unit,
            valid_from=from_on,
            decided_by=DECIDED,
            actor=actor,
            at=at,
        )
    for route, name in BODIES:
        actions.name_complaint_body(route, name=name, valid_from=from_on, actor=actor, at=at)
