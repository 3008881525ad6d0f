"""Every door of the house: tried by a stranger, and by each role in a whole town."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from people.adapters import digest_of
from people.models import Account, Token
from people.roles import ROLES, Role
from tests import given
from tests.whole import Whole, a_whole_town

APPROVED = Path(settings.BASE_DIR) / "tests" / "approved"
OPEN_TO_ALL: Final = frozenset(
    {
        "/logg-inn/",
        "/logg-inn/kommune/",  # not there without somebody who vouches for staff
        "/logg-inn/kommune/svar/",
        "/logg-inn/kommune/utlogging/",
        "/api/v1/oauth/token/",
        "/healthz",
        "/readyz",
        "/api/v1/schema/",
        "/api/docs/",
        "/api/v1/tokens/",
        "/kalender/frister.ics",  # for calendar programs: not found without its signed key
        "/kalender/oppgaver.ics",
        "/oppsett/komponenter/",  # the gallery, which is there in demo and tests only
    }
)
SAMPLE = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000"}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]

# The case an address is tried with: the first of these parts that stands in it.
CASE_FOR: Final = (
    ("/kartlegging/start/", "received"),
    ("/kartlegging/", "assessment"),
    ("/kort/", "quick"),
    ("/short/", "quick"),
    ("/utproving/ny/", "assessment"),
    ("/utproving/", "trial"),
    ("/assessments/", "assessment"),
    ("/trials/<uuid:trial>/", "trial"),
    ("/innstilling/ta-tilbake/", "recommended"),
    ("/innstilling/", "assessment"),
    ("/recommendation/", "handover"),
    ("/forlop/behold/", "declined"),
    ("/forlop/ta-imot/", "recommended"),
    ("/forlop/avsla/", "recommended"),
    ("/forlop/trekk/", "recommended"),
    ("/forlop/", "handover"),
    ("/questions/", "handover"),
    ("/vedtak/<int:n>/godkjenning/", "approval"),
    ("/vedtak/<int:n>/kvittering/", "delivery"),
    ("/vedtak/", "decision"),
    ("/hastevedtak/", "decision"),
    ("/urgent-decision/", "decision"),
    ("/avvik/", "urgent"),
    ("/decision/", "decision"),
    ("/hastegrad/", "referral"),
    ("/uten-vedtak/ny/", "referral"),
    ("/saker/<str:reference>/uten-vedtak/", "helped"),
    ("/referral-grade/", "referral"),
    ("/help-without-decision/<uuid:help_id>/", "helped"),
    ("/help-without-decision/", "referral"),
    ("/mote/ta-av/", "received"),
    ("/mote/", "assessment"),
    ("/ta/", "received"),
    ("/del/", "received"),
    ("/forelopig-svar/", "received"),
    ("", "delivery"),
)
# What the other names in an address stand for.
THING_FOR: Final = {
    "question": "question",
    "asked": "order question",
    "trial": "trial",
    "help_id": "help",
    "order": "order",
    "person": "person",
    "deadline_id": "deadline",
    "bundle_id": "bundle",
    "letter_id": "letter",
    "meeting_id": "meeting",
    "item_id": "item",
    "document_id": "document",
    "scan_id": "scan",
    "note_id": "note",
    "note": "note",
    "relative_id": "relative",
    "representative_id": "representative",
    "grant_id": "grant",
    "account_id": "account",
    "unit_id": "unit",
    "unit_service_id": "unit service",
    "policy_id": "policy",
    "urgency_id": "urgency",
    "view_id": "view",
    "staff_id": "colleague",
    "factor_id": "factor",
    "mapping_id": "mapping",
    "client_id": "client",
    "receipt_id": "receipt",
    "access_id": "reasoned",
    "sample_id": "sample",
    "deviation_id": "deviation",
    "review_id": "review",
    "ending_id": "ending",
    "signal_id": "signal",
    "claim_id": "claim",
    "merge_id": "merge",
}
PUBLIC_ID_FOR: Final = (
    ("/soknader/", "application"),
    ("/henvendelser/", "enquiry"),
    ("/lopende-vedtak/", "person decided for"),
    ("/personer/", "person"),
    ("/oppsett/brukere/", "staff"),
    ("/send/", "refused order"),
    ("/avslutt/", "running order"),
    ("/endring/", "running order"),
    ("/tjenester/", "running order"),
    ("/bestillinger/", "order"),
)
A_TASK: Final = "?kind=deadline_evaluation&key={deadline}"


def doors(patterns: Sequence[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Every address, with its parameters as they are declared."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, path)
        else:
            yield path


DOORS = list(doors(get_resolver().url_patterns))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.asvs("V8.3.1")
def test_a_stranger_gets_no_further_than_the_door(method: str) -> None:
    further = []
    for path in DOORS:
        answer = Client().generic(method, PARAMETER.sub(lambda m: SAMPLE[m[1] or "str"], path))
        sent_to_login = answer.status_code == 302 and "/logg-inn" in answer.headers["Location"]
        if not sent_to_login and answer.status_code not in {401, 403} and path not in OPEN_TO_ALL:
            further.append(f"{path}: {answer.status_code}")

    assert further == []


def filled(path: str, whole: Whole) -> str:
    """The address with real names in it."""

    def thing(found: re.Match[str]) -> str:
        name = found[2]
        if name == "reference":
            return whole.cases[next(case for part, case in CASE_FOR if part in path)].reference
        if name == "n":
            return "1"
        if name == "slug":
            return "funksjon"
        if name == "public_id":
            return str(whole.things[next(what for part, what in PUBLIC_ID_FOR if part in path)])
        return str(whole.things[THING_FOR[name]])

    query = A_TASK.format(**whole.things) if "/oppgaver/" in path and "/saker/" in path else ""
    return PARAMETER.sub(thing, path) + query


# What a request may ask the database without saying who looks: who is signed in, and as what.
OF_THE_DOOR: Final = frozenset(
    {
        "people_session",
        "people_account",
        "people_token",
        "entrance_factor",
        "entrance_recoverycode",
        "entrance_wrongcode",
        "people_staffmember",
        "people_rolegrant",
        "people_unit",
        "below",  # the units below a leader's, while they are asked for
        "audit_denial",  # written in a transaction of its own, which has no other business
    }
)
TABLE = re.compile(r'(?:FROM|JOIN|INTO|(?<!FOR )UPDATE)\s+"?((?!unnest)[a-z_]+)"?', re.IGNORECASE)


class Watch:
    """Hears every statement, and keeps those on people's affairs outside reading and use_case."""

    def __init__(self) -> None:
        self.depth = len(connection.savepoint_ids)
        self.known = False
        self.stray: list[str] = []
        self.acted = False

    def __call__(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if len(connection.savepoint_ids) <= self.depth:
            self.known = False
        self.acted |= sql.startswith('INSERT INTO "audit_entry"')
        if "tildeling.municipality" in sql:
            self.known = True
        elif not self.known:
            self.stray += sorted(set(TABLE.findall(sql)) - OF_THE_DOOR)
        return execute(sql, *arguments)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, so that one town serves all doors.

    A transaction for each, not one with savepoints: every savepoint taken back makes all that
    comes after it in the same transaction slower.
    """
    block = transaction.atomic()
    # As the test runner does, so that the application's own may be durable inside it.
    block._from_testcase = True  # type: ignore[attr-defined]  # no public name for it
    with block:
        yield
        transaction.set_rollback(True)


class Page(HTMLParser):
    """The addresses on a page, and its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.title = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        named = ("href", "action", "formaction", "src")
        self.addresses += [
            value or "" for name, value in attrs if name in named or name.startswith("hx-")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""


def tells_no_name(answer: HttpResponseBase, whole: Whole) -> bool:
    """Neither an address nor the title says who it is about."""
    secret = re.compile(rf"\b\d{{11}}\b|{'|'.join(family_names(whole))}", re.IGNORECASE)
    said = [answer.headers.get("Location", "")]
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = Page(b"".join(answer).decode())
        said += [page.title, *page.addresses]
    return not any(secret.search(text) for text in said)


def family_names(whole: Whole) -> list[str]:
    return [case.person.family_name for case in whole.cases.values()]


@pytest.fixture
def whole(real_db: None) -> Iterator[Whole]:
    with time_machine.travel(given.NOW):
        yield a_whole_town()


def clients(whole: Whole) -> dict[Role, tuple[Client, dict[str, str]]]:
    """Each role's browser, signed in, and its key to the API."""
    found = {}
    for role, actor in whole.town.by_role().items():
        account: Account = given.account_of(actor)
        browser = Client()
        browser.force_login(account)
        Token.objects.create(
            account=account,
            digest=digest_of(f"key-of-{role}"),
            created_at=given.NOW,
            expires_at=given.NOW.replace(hour=23),
        )
        found[role] = (browser, {"Authorization": f"Bearer key-of-{role}"})
    return found


def outcome(method: str, path: str, whole: Whole, by: tuple[Client, dict[str, str]]) -> str:
    """The status of one request, a star where something was done, and whatever it must never do."""
    browser, key = by
    signed_in = browser.cookies["sessionid"].value  # which «Logg ut» throws away
    api = path.startswith("/api/v1/")
    watch = Watch()
    with taken_back(), connection.execute_wrapper(watch):
        answer = browser.generic(
            method,
            filled(path, whole),
            b"{}" if api else b"",
            content_type="application/json" if api else "application/x-www-form-urlencoded",
            headers=key | {"If-Match": '"1"'} if api else {},
        )
    browser.cookies["sessionid"] = signed_in
    stray = set() if path == "/readyz" else set(watch.stray)  # which asks for everybody, of nobody
    wrong = [f"SQL outside: {', '.join(sorted(stray))}"] if stray else []
    wrong += ["fails"] if answer.status_code >= 500 else []
    wrong += [] if tells_no_name(answer, whole) else ["tells a name"]
    return " ".join([f"{answer.status_code}{'*' if watch.acted else ''}", *wrong])


def table(
    method: str, whole: Whole, paths: Sequence[str], roles: Sequence[Role]
) -> list[list[str]]:
    """One row for each address: the address, and what each role gets."""
    people = clients(whole)
    return [
        [f"{method:5}{path}", *(outcome(method, path, whole, people[role]) for role in roles)]
        for path in paths
    ]


def drawn(rows: list[list[str]]) -> str:
    wide = max(len(row[0]) for row in rows) + 2
    heads = [ROLES[role].label for role in PEOPLE]
    lines = [f"{'':{wide}}{'  '.join(heads)}"]
    for first, *rest in sorted(rows, key=lambda row: (row[0][5:], row[0])):
        cells = (f"{cell:{len(head)}}" for cell, head in zip(rest, heads, strict=True))
        lines.append(f"{first:{wide}}{'  '.join(cells)}".rstrip())
    return "\n".join(lines) + "\n"


def odd(rows: list[list[str]]) -> list[str]:
    """Every answer that no door may give."""
    return sorted({f"{row[0]}: {cell}" for row in rows for cell in row[1:] if " " in cell})


@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.asvs("V8.2.1", "V14.2.1")
def test_every_door_opens_to_whom_it_was_approved_for(method: str, whole: Whole) -> None:
    """Posts are empty: who may not is stopped before, who may is told what is missing."""
    rows = table(method, whole, DOORS, PEOPLE)
    text = drawn(rows)
    approved = APPROVED / f"doors_{method.lower()}.txt"

    assert not odd(rows)
    if os.environ.get("APPROVE"):
        approved.write_text(text, encoding="utf-8")
    assert text == approved.read_text(encoding="utf-8")


OWN = (
    "/varsler/",
    "/kalender/ny/",
    "/api/v1/tokens/",
    "/profil/innlogging/",
)  # what everybody has of their own
CASES: Final = re.compile(r"/(api/v1/cases|saker|personer|soknader|henvendelser|frister|brev)/")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_some_doors_are_never_approved_for_who_works_elsewhere(method: str) -> None:
    """A provider sees no case, an administrator nobody's affairs; who audits only looks.

    What is approved is what each door does, above.
    """
    text = (APPROVED / f"doors_{method.lower()}.txt").read_text(encoding="utf-8")
    rows = [line.removeprefix(method).split() for line in text.splitlines()[1:]]
    shut = [PEOPLE.index(r) for r in (Role.PROVIDER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)]

    assert {path for path, *_answers in rows} == set(DOORS)
    for path, *answers in rows:
        address, (provider, administrator, auditor) = path, [answers[n] for n in shut]
        if CASES.match(path):
            assert provider[:3] not in {"200", "201", "204"}, address
        if CASES.match(path) or re.match(r"/(bestillinger|forlop|api/v1/orders)/", path):
            assert administrator[:3] not in {"200", "201", "204"}, address
        if method == "POST" and not path.startswith(OWN):
            writers = provider + auditor
            # users, roles and units are the administrator's own work
            writers += "" if path.startswith("/oppsett/") else administrator
            assert "*" not in writers, address
