"""What practice says about delivery: why a service ends, and how near an end is soon."""

from typing import Final

from audit.words import mark

REPLACED: Final = "REPLACED"  # said by the system when a changed order starts
OTHER: Final = "OTHER"  # says more in words

END_REASONS: Final[dict[str, str]] = {
    "GOAL_REACHED": mark("Målet er nådd"),
    "NOT_WISHED": mark("Personen ønsker ikke tjenesten"),
    "OTHER_SERVICE": mark("Personen får en annen tjeneste"),
    "PERIOD_OVER": mark("Perioden er over, og behovet er vurdert"),
    "TRIAL_OVER": mark("Utprøvingen er avsluttet"),
    "MOVED": mark("Personen har flyttet"),
    "DEATH": mark("Personen er død"),
    OTHER: mark("Annet"),
    REPLACED: mark("Erstattet av ny bestilling"),
}
CHOOSABLE: Final = {code: label for code, label in END_REASONS.items() if code != REPLACED}

# What is said only of the one or the other on the page.
FOR_DECISIONS: Final = frozenset({"PERIOD_OVER"})
FOR_TRIALS: Final = frozenset({"TRIAL_OVER"})

SOON_DAYS: Final = 28  # «Avsluttes snart»: as long before as the need is to be assessed anew
LONGEST_TEXT: Final = 5_000  # characters in a reason
LONGEST_NOTE: Final = 300  # characters in a note of one line

# Whom a unit may ask about an order.
WHO_ORDERED: Final = "ordered"
COORDINATOR: Final = "coordinator"

# Which kinds of unit (people.models.UnitKind) usually give a service. A practice, not a fence: any
# unit that performs may be chosen, and these are offered first.
AT_HOME: Final = frozenset({"HOME_SERVICE", "TEAM", "PRIVATE_PROVIDER"})
IN_INSTITUTION: Final = frozenset({"NURSING_HOME"})
PERFORMED_BY: Final[dict[str, frozenset[str]]] = {
    "avlastning_i_institusjon": frozenset({"NURSING_HOME", "TEAM"}),
    "dagaktivitetstilbud": frozenset({"DAY_CENTRE"}),
    "dagopphold_institusjon": frozenset({"DAY_CENTRE", "NURSING_HOME"}),
}
