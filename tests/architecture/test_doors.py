"""Every door of the house: tried by a stranger, and by each role in a whole town."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from people.models import IdentityNumber, Resident
from people.roles import ROLES, Role
from tests import given
from tests.canaries import named_fields
from tests.situations import About, What
from tests.walk import Walk
from tests.whole import Whole, a_whole_town
from tildeling.information import class_of

APPROVED = Path(settings.BASE_DIR) / "tests" / "approved"
OPEN_TO_ALL: Final = frozenset(
    {
        "/logg-inn/",
        "/logg-inn/ny/",  # by whoever has the code of their account, to choose a password
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
        "/varsler/e-post/av/<str:token>/",  # the daily e-mail's, signed
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
    ("/mangelbrev/", "received"),
    ("/forhandsvarsel/", "received"),
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
    "attempt_id": "parked work",
    "grant_id": "grant",
    "account_id": "account",
    "unit_id": "unit",
    "unit_service_id": "unit service",
    "policy_id": "policy",
    "own_term_id": "own term",
    "channel_id": "post channel",
    "setting_id": "post setting",
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
    "proposal_id": "proposal",
    "code_id": "entry_code",
    "signal_id": "signal",
    "claim_id": "claim",
    "merge_id": "merge",
    "token": "e-mail link",
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


# Whose the other things of an address are: a case's, a person's own, or an order at a unit.
OF_A_CASE: Final = {
    "question": "handover",
    "trial": "trial",
    "deadline_id": "delivery",
    "letter_id": "refusal",
    "item_id": "received",
    "document_id": "delivery",
    "note_id": "delivery",
    "note": "delivery",
}
OF_A_PERSON: Final = frozenset({"person", "relative_id", "representative_id"})
OF_AN_ORDER: Final = {
    "order": "decided",
    "asked": "decided",
    "refused order": "refused",
    "running order": "delivery",
    "help_id": "helped",
}


def about(path: str, whole: Whole) -> About | None:
    """Whose affairs an address is about; none where it names nobody's."""
    names = [name for _kind, name in PARAMETER.findall(path)]
    if "public_id" in names:
        thing = next(what for part, what in PUBLIC_ID_FOR if part in path)
        if thing in OF_AN_ORDER:
            case = whole.cases[OF_AN_ORDER[thing]]
            return About(What.ORDER, case.person, case)
        person = {"person decided for": whole.cases["decision"].person, "staff": None}
        found = person.get(thing, whole.person)
        return None if found is None else About(What.PERSON, found, None)
    if "reference" in names:
        case = whole.cases[next(case for part, case in CASE_FOR if part in path)]
        return About(What.CASE, case.person, case)
    for name in names:
        if name in OF_AN_ORDER:
            case = whole.cases[OF_AN_ORDER[name]]
            return About(What.ORDER, case.person, case)
        if name in OF_A_CASE:
            case = whole.cases[OF_A_CASE[name]]
            return About(What.CASE, case.person, case)
        if name in OF_A_PERSON:
            return About(What.PERSON, whole.person, None)
    return None


@pytest.fixture
def whole(real_db: None) -> Iterator[Whole]:
    with time_machine.travel(given.NOW):
        yield a_whole_town()


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


# Where somebody is asked for by name or number.
SEARCHES: Final = (
    ("/sok/", lambda p: {"q": p.family_name[:-2]}),
    ("/sok/", lambda p: {"q": number_of(p)}),
    ("/soknader/ny/oppslag/", lambda p: {"number": number_of(p)}),
    (
        "/soknader/ny/navn/",
        lambda p: {"family_name": p.family_name, "born_on": f"{p.born_on:%d.%m.%Y}"},
    ),
    ("/innsynslogg/", lambda p: {"q": p.family_name}),
    ("/historikk/", lambda p: {"q": number_of(p)}),
)


def number_of(person: Resident) -> str:
    return IdentityNumber.objects.get(resident=person, current=True).number


def test_every_field_with_somebodys_words_has_its_class_of_information() -> None:
    """So that a new field is a choice of who is shown it (`tildeling/information.py`)."""
    without = [name for name in named_fields() if not classed(name)]

    assert without == []


def classed(name: str) -> bool:
    try:
        return bool(class_of(name))
    except KeyError:
        return False


@pytest.mark.asvs("V8.2.1", "V14.2.1")
@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_door_opens_to_whom_it_was_approved_for_and_shows_nobody_else(
    method: str, whole: Whole, figure: Callable[[str], None]
) -> None:
    """One walk: what opens, whom it shows, that it is on record, and which fields it tells.

    Posts are empty: who may not is stopped before, who may is told what is missing. What is
    approved is the town as it is (APPROVE=1); what lies between two is told in tests/situations.py.
    """
    walk = Walk(whole, method, PEOPLE)
    rows = walk.doors(DOORS, lambda path: filled(path, whole))
    walk.relations(DOORS, lambda path: filled(path, whole), lambda path: about(path, whole))
    if method == "POST":
        walk.searches(SEARCHES)
    walk.silence(DOORS, lambda path: filled(path, whole))
    for line in walk.figures():
        figure(line)
    text = drawn(rows)
    approved = APPROVED / f"doors_{method.lower()}.txt"
    if os.environ.get("APPROVE"):
        approved.write_text(text, encoding="utf-8")

    assert not odd(rows)
    assert not walk.leaks, "\n".join(walk.leaks)
    assert text == approved.read_text(encoding="utf-8")


OWN = (
    "/oppgaver/oppgaver.",  # one's own tasks as a file, which is put on record as what left
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
