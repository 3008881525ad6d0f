"""The main menu per role, in the order of how often it is used; nothing else decides it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from audit.words import mark
from people.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu item: its words, its address, its key, and which count it shows."""

    label: str
    url: str
    keys: str = ""
    count: str = ""
    seldom: bool = False  # under «Mer», also where there is room


SHOWN: Final = 6  # what one row holds at 1366 px; the rest goes under «Mer»

TASKS: Final = Entry(mark("Mine oppgaver"), "/oppgaver/", "Alt+M", "tasks")
SHARING: Final = Entry(mark("Fordeling"), "/fordeling/")
DAY: Final = Entry(mark("Min dag"), "/min-dag/")
INBOX: Final = Entry(mark("Innboks"), "/innboks/", count="inbox")
CASES: Final = Entry(mark("Saker"), "/saker/")
PATHWAYS: Final = Entry(mark("Forløp"), "/forlop/")
REFERRALS: Final = Entry(mark("Henvisninger"), "/henvisninger/")
MEETINGS: Final = Entry(mark("Møter"), "/moter/")
DEADLINES: Final = Entry(mark("Frister"), "/frister/")
APPROVAL: Final = Entry(mark("Til godkjenning"), "/oppgaver/?vis=godkjenning", count="approvals")
LETTERS: Final = Entry(mark("Brev"), "/brev/")
COMPLAINTS: Final = Entry(mark("Klager"), "/klager/")
PLACES: Final = Entry(mark("Plassoversikt"), "/plasser/")
WAITING: Final = Entry(mark("Venteliste"), "/venteliste/")
ORDERS: Final = Entry(mark("Bestillinger"), "/bestillinger/", count="orders")
BUSINESS: Final = Entry(mark("Virksomheten"), "/virksomhet/")
DEVIATIONS: Final = Entry(mark("Avvik"), "/avvik/")
HISTORY: Final = Entry(mark("Historikk"), "/historikk/")
ACCESS_LOG: Final = Entry(mark("Innsynslogg"), "/innsynslogg/")
INSPECTION: Final = Entry(mark("Internkontroll"), "/internkontroll/")
EXTRACTS: Final = Entry(mark("Uttrekk"), "/uttrekk/")
REASONS: Final = Entry(mark("Begrunnede innsyn"), "/innsyn/", seldom=True)
UNUSUAL: Final = Entry(mark("Uvanlig innsyn"), "/innsyn/uvanlig/", seldom=True)
RIGHTS: Final = Entry(mark("Tilganger"), "/tilganger/", seldom=True)
SETUP: Final = Entry(mark("Oppsett"), "/oppsett/")
USERS: Final = Entry(mark("Brukere og roller"), "/oppsett/brukere/")
INTEGRATIONS: Final = Entry(mark("Integrasjoner"), "/oppsett/integrasjoner/")
OPERATION: Final = Entry(mark("Drift"), "/oppsett/drift/")

# What whoever leads goes through of others' looks and roles, now and then: under «Mer».
CONTROL: Final = (RIGHTS, REASONS, UNUSUAL)

MENUS: Final[dict[Role, tuple[Entry, ...]]] = {
    Role.CASEWORKER: (TASKS, INBOX, CASES, PATHWAYS, DEADLINES, LETTERS, REFERRALS, MEETINGS),
    Role.ASSESSOR: (DAY, TASKS, CASES, REFERRALS, MEETINGS),
    Role.COORDINATOR: (PATHWAYS, INBOX, TASKS, PLACES, DEADLINES, MEETINGS),
    Role.DECISION_OFFICER: (TASKS, APPROVAL, CASES, COMPLAINTS, DEADLINES, LETTERS, MEETINGS),
    Role.APPROVER: (TASKS, APPROVAL, CASES, COMPLAINTS, DEADLINES, LETTERS, MEETINGS),
    Role.UNIT_LEADER: (
        PLACES,
        WAITING,
        ORDERS,
        TASKS,
        SHARING,
        DEADLINES,
        REFERRALS,
        BUSINESS,
        MEETINGS,
        *CONTROL,
    ),
    Role.PROVIDER: (ORDERS, TASKS, DEVIATIONS),
    Role.AUDITOR: (HISTORY, ACCESS_LOG, INSPECTION, EXTRACTS),
    Role.SYSTEM_ADMINISTRATOR: (SETUP, USERS, INTEGRATIONS, OPERATION),
    Role.INTEGRATION: (),
    Role.SYSTEM: (),
}


# Who leads a unit that takes no orders shares work out; there are no places or orders to see to.
ALLOCATES: Final = (SHARING, TASKS, CASES, DEADLINES, REFERRALS, MEETINGS, BUSINESS, *CONTROL)


def menu_of(roles: Iterable[Role], *, performs: bool = True) -> list[Entry]:
    """The union of the roles' menus, each entry once, the first role's first; what is seldom, last.

    `performs`: whether any of the units, or of those below, takes orders.
    """
    menus = MENUS if performs else MENUS | {Role.UNIT_LEADER: ALLOCATES}
    entries = dict.fromkeys(entry for role in roles for entry in menus[role])
    return sorted(entries, key=lambda entry: entry.seldom)
