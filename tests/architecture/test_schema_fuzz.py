"""Thousands of requests made from the API's own document, as four who have a key.

Nobody gets an error of ours, an answer the document does not promise, or a person they may not
see. The requests are the same in every run, so that what fails once fails again.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from entrance import actions as entering
from entrance.models import Client
from people.adapters import digest_of
from people.models import IdentityNumber, Resident, Token
from people.roles import SCOPES, Role
from tests import given
from tests.architecture.test_api import DOCUMENT
from tests.architecture.test_doors import DOORS, PARAMETER, filled
from tests.depth import deep
from tests.doors import taken_back
from tests.whole import Whole, a_whole_town
from tildeling.wsgi import application

pytestmark = [
    pytest.mark.proof,
    pytest.mark.asvs("V1.5.3", "V2.2.1", "V4.1.1", "V15.3.5", "V16.5.3"),
]

KEY: Final = "key-of-the-fuzz"
SENDERS: Final = (Role.CASEWORKER, Role.PROVIDER, Role.DECISION_OFFICER, Role.INTEGRATION)
FEWEST: Final = deep(1_250, 600)  # requests for each of the four: in all, over 5 000
PARTS: Final = 2  # of the operations, one for each core
EXAMPLES: Final = deep(20, 10)  # of each operation
HIDDEN: Final = ("Skjultnes", "Utenbysrud")  # kode 6 in this municipality; somebody in another
HELD_TO: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.ignored_auth,
]
# What is wrong may meet the version first: another than the one read is 412.
STATUSES: Final = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428"]
CONFIG = {"checks": {"negative_data_rejection": {"expected-statuses": STATUSES}}}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict(CONFIG))
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
DOOR_OF = {PARAMETER.sub(r"{\2}", door): door for door in DOORS if door.startswith("/api/v1/")}


@dataclass(slots=True)
class Heard:
    """What was sent, what came back, and what was wrong."""

    sent: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    def note(self, case: Case[Any], response: Response, what: str) -> None:
        """The first of each kind, by operation."""
        sent = case.as_curl_command()[:1500]
        told = f"{response.status_code} {sent}\n{response.content[:600].decode(errors='replace')}"
        self.wrong.setdefault(f"{case.operation.label}: {what}", told)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application keeps the test's connection, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def whole(real_db: None, one_connection: None) -> Iterator[Whole]:
    with time_machine.travel(given.NOW):
        yield a_whole_town()


def hide(whole: Whole) -> tuple[str, ...]:
    """Two whom nobody here may see; gives what no answer may hold."""
    strict = given.a_person(whole.town.municipality, given="Siv", family=HIDDEN[0])
    other = given.a_town("3303", "Kongsberg kommune")
    away = given.a_person(other.municipality, given="Une", family=HIDDEN[1])
    given.a_registered_application(whole.town, person=strict)
    given.a_registered_application(other, person=away)
    Resident.objects.filter(pk=strict.pk).update(protection="STRICT", blocked=True)
    numbers = IdentityNumber.objects.filter(resident__in=[strict, away])
    return (*HIDDEN, *numbers.values_list("number", flat=True), str(away.public_id))


def a_key(whole: Whole, role: Role) -> str:
    """The role's key, for as long as the test takes."""
    scopes = None
    if role is Role.INTEGRATION:
        made = entering.make_client(
            name="Skjemaportalen",
            unit_id=whole.town.intake.pk,
            scopes=list(SCOPES),
            last_on=given.NOW.date() + dt.timedelta(days=30),
            actor=whole.town.administrator,
            at=given.NOW,
        )
        account, scopes = Client.objects.get(public_id=made["client"]).account, list(SCOPES)
    else:
        account = given.account_of(whole.town.by_role()[role])
    Token.objects.create(
        account=account,
        digest=digest_of(f"{KEY}-{role}"),
        created_at=given.NOW,
        expires_at=given.NOW + dt.timedelta(hours=8),
        scopes=scopes,
    )
    return f"{KEY}-{role}"


def real_names(whole: Whole, path: str) -> dict[str, str]:
    """What the parameters of `path` are called in the town."""
    door = DOOR_OF[path]
    shape = PARAMETER.sub(r"(?P<\2>[^/]+)", door)
    found = re.fullmatch(shape, filled(door, whole).partition("?")[0])
    assert found, path
    return found.groupdict()


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent; `as_made`: nothing of it was made good again, so what is wrong is refused."""

    case: Case[Any]
    as_made: bool


@st.composite
def requests(draw: st.DrawFn, cases: dict[bool, list[Any]], version: int) -> Request:
    """A request as the document says, or wrong in one way; mostly on what is really there."""
    of_either = draw(st.sampled_from([0, 1]))
    there = draw(st.integers(0, 3)) > 0
    case: Case[Any] = draw(cases[there][of_either])
    as_made = case.headers.pop("Authorization", None) is None  # the role's own key is sent
    if there and "If-Match" in case.headers and draw(st.booleans()):
        case.headers["If-Match"], as_made = f'"{version}"', False
    return Request(case, as_made)


def knock(heard: Heard, hidden: tuple[str, ...], key: str, request: Request) -> None:
    """Send it, take back what it wrote, and hold the answer to the document."""
    case = request.case
    held_to = [*HELD_TO, *([checks.negative_data_rejection] if request.as_made else [])]
    headers = {"Authorization": f"Bearer {key}"}
    with taken_back():
        response = case.call(headers=headers)
        heard.sent += 1
        heard.answers[response.status_code] += 1
        try:
            case.validate_response(response, checks=held_to, headers=headers)
        except FailureGroup as group:
            for failure in group.exceptions:
                heard.note(case, response, failure.title)
    if any(name.encode() in response.content for name in hidden):
        heard.note(case, response, "tells of somebody who is hidden")


def drawn_from(operation: Any, whole: Whole) -> list[Request]:
    """What is asked of an operation, by everybody: to make one takes longer than to send it."""
    names = real_names(whole, operation.path)
    of = [c.version for c in whole.cases.values() if c.reference == names.get("reference")]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    cases = {
        there: [
            operation.as_strategy(generation_mode=mode, path_parameters=names if there else None)
            for mode in modes
        ]
        for there in (True, False)
    }
    made: list[Request] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @drawn(requests(cases, of[0] if of else 1))
    def make(request: Request) -> None:
        made.append(request)

    make()
    return made


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_gets_more_or_other_than_the_document_says(
    part: int, whole: Whole, figure: Callable[[str], None]
) -> None:
    hidden = hide(whole)
    keys = {role: a_key(whole, role) for role in SENDERS}
    heard = {role: Heard() for role in SENDERS}

    for operation in OPERATIONS[part::PARTS]:
        for request in drawn_from(operation, whole):
            for role, key in keys.items():
                knock(heard[role], hidden, key, request)

    for role, of in heard.items():
        told = ", ".join(f"{n} of {status}" for status, n in sorted(of.answers.items()))
        figure(f"Requests made from the document as {role}, {part + 1}: {of.sent} ({told})")
        assert not of.wrong, "\n\n".join(f"{k}\n{v}" for k, v in of.wrong.items())
        assert of.sent >= FEWEST / PARTS
