"""The town's staff: the nine demo users, and colleagues beside them."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate

from entrance.actions import choose_password
from entrance.models import EntryCode
from entrance.rules import BLOCKS, recovery_code
from people import actions
from people.access import Actor
from people.models import Account
from people.roles import Role
from people.rules import synthetic_number
from people.signed_in import actor_for, colleague
from rights import actions as rights
from rights.models import Proposal

PASSWORD: Final = "demo-tildeling"  # noqa: S105 - printed for everybody who tries the demo
BORN: Final = dt.date(1979, 2, 3)  # all of them: their numbers are nobody else's
UNTOLD: Final = frozenset({"kartlegger2"})  # has not told her own number: it is a task of hers
YEAR: Final = dt.timedelta(days=360)


@dataclass(frozen=True, slots=True)
class Hired:
    """Somebody to be hired: who, where, as what, and the user name."""

    username: str
    given: str
    family: str
    title: str
    roles: tuple[tuple[Role, str], ...]


R = Role
STAFF: Final[tuple[Hired, ...]] = (
    Hired("saksbehandler", "Kari", "Lie", "Saksbehandler", ((R.CASEWORKER, "mottak"),)),
    Hired("saksbehandler2", "Per", "Dal", "Saksbehandler", ((R.CASEWORKER, "team-voksne"),)),
    Hired("saksbehandler3", "Hanne", "Vik", "Saksbehandler", ((R.CASEWORKER, "team-barn"),)),
    Hired(
        "kartlegger",
        "Liv",
        "Berg",
        "Kartlegger",
        ((R.ASSESSOR, "kartlegging"), (R.ASSESSOR, "mottak")),
    ),
    Hired(
        "kartlegger2",
        "Siri",
        "Aas",
        "Ergoterapeut",
        ((R.ASSESSOR, "kartlegging"), (R.ASSESSOR, "mottak")),
    ),
    Hired("koordinator", "Tor", "Haug", "Forløpskoordinator", ((R.COORDINATOR, "forlop"),)),
    Hired("koordinator2", "Anne", "Moen", "Forløpskoordinator", ((R.COORDINATOR, "forlop"),)),
    Hired("vedtak", "Nina", "Moe", "Vedtaksansvarlig", ((R.DECISION_OFFICER, "forvaltningen"),)),
    Hired("vedtak2", "Ola", "Ness", "Vedtaksansvarlig", ((R.DECISION_OFFICER, "forvaltningen"),)),
    Hired("godkjenner", "Eva", "Lind", "Fagleder", ((R.APPROVER, "forvaltningen"),)),
    Hired("enhetsleder", "Jon", "Sand", "Enhetsleder", ((R.UNIT_LEADER, "hjemme-nord"),)),
    Hired("leder-mottak", "Gro", "Holm", "Teamleder", ((R.UNIT_LEADER, "mottak"),)),
    Hired(
        "leder-forvaltning",
        "Arne",
        "Bakke",
        "Virksomhetsleder",
        ((R.UNIT_LEADER, "forvaltningen"),),
    ),
    Hired("kommunalsjef", "Marit", "Solberg", "Kommunalsjef", ((R.UNIT_LEADER, ""),)),
    Hired("utforer", "Ida", "Krog", "Sykepleier", ((R.PROVIDER, "hjemme-nord"),)),
    Hired(
        "utforer2",
        "Lars",
        "Ruud",
        "Fagkoordinator",
        tuple(
            (R.PROVIDER, unit)
            for unit in ("fagteam", "sykepleierteam", "forebyggende", "digiteam", "matservice")
        ),
    ),
    Hired("utforer3", "Randi", "Foss", "Avdelingsleder", ((R.PROVIDER, "solbakken"),)),
    Hired("utforer4", "Mona", "Strand", "Koordinator", ((R.PROVIDER, "bpa-leverandor"),)),
    Hired("utforer5", "Geir", "Lund", "Koordinator", ((R.PROVIDER, "avlastning"),)),
    Hired(
        "systemansvarlig",
        "Bo",
        "Aune",
        "Systemansvarlig",
        ((R.SYSTEM_ADMINISTRATOR, ""),),
    ),
    Hired("kontrollor", "Unni", "Eide", "Internkontroll", ((R.AUDITOR, "jus-kvalitet"),)),
)


def hire(
    units: dict[str, int], *, actor: Actor, at: dt.datetime, today: dt.date
) -> dict[str, Account]:
    """Hire everybody, with roles that have lasted for two years and end within one.

    From the top: whoever leads says yes to the next, and gives them the code to choose a password.
    """
    accounts: dict[str, Account] = {}
    for number, person in sorted(enumerate(STAFF, start=1001), key=_from_the_top):
        staff_id = int(
            actions.create_staff(
                employee_number=str(number),
                given_name=person.given,
                family_name=person.family,
                title=person.title,
                email=f"{person.username}@tildeling.invalid",
                phone="32 04 00 00",
                number="" if person.username in UNTOLD else synthetic_number(BORN, number - 1001),
                actor=actor,
                at=at,
            )["id"]
        )
        for role, unit in person.roles:
            for years_ago in (2, 1, 0):
                start = today - YEAR * years_ago - dt.timedelta(days=180)
                made = rights.give_role(
                    staff_id,
                    unit_id=units[unit],
                    role=role,
                    valid_from=start,
                    valid_to=start + YEAR,
                    actor=actor,
                    at=at,
                )
                say_yes(str(made["proposal"]), at=at)
        accounts[person.username] = let_choose(
            staff_id, username=person.username, actor=actor, at=at
        )
    administrator = actor_for(accounts["systemansvarlig"], at=at)
    for waiting in Proposal.objects.filter(answer="").order_by("pk"):
        rights.answer_role(str(waiting.public_id), yes=True, actor=administrator, at=at)
    return accounts


def say_yes(proposal: str, *, at: dt.datetime) -> None:
    """Whoever is asked says yes to a role; what nobody was asked of, stands."""
    asked_of = Proposal.objects.get(public_id=proposal).asked_of
    if asked_of is not None:
        rights.answer_role(proposal, yes=True, actor=colleague(asked_of, at=at), at=at)


def let_choose(staff_id: int, *, username: str, actor: Actor, at: dt.datetime) -> Account:
    """Give somebody an account; they choose the town's password by the code they are handed."""
    made = rights.create_account(staff_id, username=username, actor=actor, at=at)
    expected = EntryCode.objects.get(public_id=str(made["code"]))
    giver = colleague(expected.asked_of, at=at) if expected.asked_of else actor
    code = recovery_code(secrets.token_bytes(BLOCKS * BLOCKS))
    rights.give_code(str(expected.public_id), code=code, actor=giver, at=at)
    return Account.objects.get(pk=choose_password(username, code=code, password=PASSWORD, at=at))


def _from_the_top(numbered: tuple[int, Hired]) -> tuple[bool, bool, int]:
    number, person = numbered
    leads = any(role is R.UNIT_LEADER for role, _ in person.roles)
    at_the_top = any(not unit for _, unit in person.roles)
    return not (leads and at_the_top), not leads, number


class Crew:
    """The staff as actors, on the day something happened."""

    def __init__(self, accounts: dict[str, Account]) -> None:
        self._accounts = accounts
        self._actors: dict[tuple[str, dt.date], Actor] = {}

    def __call__(self, username: str, at: dt.datetime) -> Actor:
        """The actor of `username` at that moment: roles change by the day."""
        day = username, localdate(at)
        if day not in self._actors:
            self._actors[day] = actor_for(self._accounts[username], at=at)
        return self._actors[day]


def username_of(staff_id: int) -> str:
    """The user name of a member of staff."""
    return Account.objects.values_list("username", flat=True).get(staff_id=staff_id)
