"""«Innsynslogg»: who looked at a person, when, why and at what, in one page."""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

from audit.models import Denial, Read
from audit.reads import record
from cases.models import Case
from cases.words import ELSEWHERE, page_label
from desk.forms import LookFilter
from desk.rules import Seen, Whose, visits
from people.access import Actor
from people.models import Resident
from people.roles import Role
from tests import given

ROOT = Path(settings.BASE_DIR)
PAGE = "/innsynslogg/"
OCTOBER = dt.datetime(2026, 10, 14, 7, 3, tzinfo=dt.UTC)  # a Wednesday in week 42
MINUTE = dt.timedelta(minutes=1)
NOVEMBER = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker, at=OCTOBER - dt.timedelta(days=30))


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def looked(
    actor: Actor, page: str, person: Resident, at: dt.datetime, case: Case | None, ground: str
) -> None:
    record(
        page=page,
        ground=ground,
        person_ids=[person.pk],
        case_id=case.pk if case else None,
        actor=actor,
        at=at,
    )


def rows(page: str) -> list[str]:
    """The rows of the table as plain text."""
    page = page.split("<main", 1)[1].split("</main>", 1)[0]
    if "<tbody>" not in page:
        return []
    body = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [
        " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</t[dh]>\s*(?=<t)", " | ", row)).split())
        for row in body.split("</tr>")
        if "<td" in row
    ]


def log_of(person: Resident) -> str:
    return f"/personer/{person.public_id}/innsyn/"


@pytest.mark.django_db
def test_who_saw_this_in_week_42_and_why_stands_in_one_page(town: given.Town, case: Case) -> None:
    person = case.person
    # given two pages of the case in one visit, a list, a colleague without a task, another week
    looked(town.caseworker, "Sak – Oversikt", person, OCTOBER, case, "open_case")
    looked(town.caseworker, "Kartlegging – Funksjon", person, OCTOBER + 4 * MINUTE, case, "assess")
    looked(town.assessor, "Mine oppgaver", person, OCTOBER + 60 * MINUTE, None, "own tasks")
    looked(town.officer, "API – case", person, OCTOBER + 90 * MINUTE, case, "open_case")
    looked(town.officer, "Personoversikt", person, OCTOBER + 99 * MINUTE, None, "find_person")
    looked(town.caseworker, "Sak", person, OCTOBER + dt.timedelta(days=9), case, "open_case")
    client = client_of(town.auditor)

    page = client.get(log_of(person) + "?uke=2026-42").content.decode()

    nina = "Nina Moe Vedtaksansvarlig | Helse- og velferdsforvaltningen"
    liv = "Liv Berg Kartlegger | Kartleggingsavdelingen"
    kari = "Kari Lie Saksbehandler | Mottaksteam Nord"
    number = f"{case.reference} – Historikk"
    assert rows(page) == [
        f"14.10.2026 10.42 | {nina} | Slo opp personen | Ingen | Personoversikt",
        f"14.10.2026 10.33 | {nina} | Tilgang gjennom rollen | {number} | Sak (API)",
        f"14.10.2026 10.03 | {liv} | Egen liste over oppgaver | Ingen | Mine oppgaver",
        f"14.10.2026 09.03–09.07 | {kari} | Satt på oppgaven | {number} | Oversikt, Kartlegging",
    ]
    # then the answer stands above, and it is narrowed by page, unit, role, ground and case
    answer = "4 besøk av 3 ansatte i uke 42: 3 gjennom rollen sin, 1 fordi de hadde saken eller"
    assert answer in page
    for query, shown in (
        ("hva=oversikt", [kari]),
        (f"enhet={town.officer.acting_unit_id}&rolle=DECISION_OFFICER", [nina, nina]),
        ("grunn=oppgave", [kari]),
        (f"grunn=uten&sak={case.reference}", [nina]),
        ("rolle=ASSESSOR&grunn=oppgave", []),
    ):
        asked = client.get(f"{log_of(person)}?uke=2026-42&{query}").content.decode()
        assert [" | ".join(row.split(" | ")[1:3]) for row in rows(asked)] == shown, query
    # then looking at the log is itself on record
    own = Read.objects.filter(page="Innsynslogg").earliest("at")
    assert (own.person_ids, own.ground, own.staff_id) == (
        [person.pk], "audit", town.auditor.staff_id
    )  # fmt: skip
    assert "Kontroll" in rows(client.get(log_of(person)).content.decode())[0]
    # and it is narrowed to one who looked, and to days
    mine = client.get(f"{log_of(person)}?hvem={town.caseworker.staff_id}&til=2026-10-22")
    assert len(rows(mine.content.decode())) == 1
    none = client.get(f"{log_of(person)}?uke=2026-42&fra=2026-10-20").content.decode()
    assert "Ingen har sett opplysningene i denne tiden." in none
    # and days that are no days say nothing of who has looked
    wrong = client.get(f"{log_of(person)}?fra=2026-10-22&til=2026-10-20").content.decode()
    assert "Rett filtrene" in wrong
    assert "Ingen har sett" not in wrong
    assert rows(wrong) == []


@pytest.mark.django_db
def test_a_search_leads_to_the_log_and_no_address_tells_whose(town: given.Town, case: Case) -> None:
    client = client_of(town.auditor)
    assert f'href="{PAGE}" aria-current="page"' in client.get(PAGE).content.decode()
    for text in ("nordm", case.reference):
        answer = client.post(PAGE, {"q": text})
        assert (answer.status_code, answer["Location"]) == (303, log_of(case.person))
    assert "Ingen treff" in client.post(PAGE, {"q": "Ukjent"}).content.decode()

    # another municipality has a case of that number too
    elsewhere = given.a_case(given.a_town("3303", "Kongsberg kommune"))
    assert elsewhere.reference == case.reference
    assert client.post(PAGE, {"q": case.reference})["Location"] == log_of(case.person)

    # given another of the name, one chooses
    other = given.a_person(town.municipality, given="Kari")
    several = client.post(PAGE, {"q": "nordmann"}).content.decode()
    assert all(f'href="{log_of(one)}"' in several for one in (case.person, other))
    assert set(Read.objects.latest("at").person_ids) == {case.person_id, other.pk}

    # then the person's own page leads there as well, and the title names nobody
    telephone = client.get(f"/personer/{other.public_id}/").content.decode()
    assert f'href="{log_of(other)}"' in telephone
    title = client.get(log_of(other)).content.decode().split("</title>")[0]
    assert title.endswith("<title>Innsynslogg – Tildeling")


@pytest.mark.django_db
def test_only_an_auditor_of_the_municipality_sees_who_looked(town: given.Town, case: Case) -> None:
    elsewhere = given.a_town("3303", "Kongsberg kommune")
    link = "Hvem har sett opplysningene"
    for role, actor in town.by_role().items():
        status = 200 if role is Role.AUDITOR else 403
        client = client_of(actor)
        for path in (PAGE, log_of(case.person), log_of(case.person) + "uttrekk/"):
            assert client.get(path).status_code == status, (role, path)
    assert Denial.objects.count() == 3 * (len(town.by_role()) - 1)
    seen = client_of(town.caseworker).get(f"/personer/{case.person.public_id}/").content.decode()
    assert link not in seen
    assert client_of(elsewhere.auditor).get(log_of(case.person)).status_code == 404


@pytest.mark.django_db
def test_of_somebody_who_has_blocked_it_the_log_tells_who_they_are_and_who_looked(
    town: given.Town, case: Case
) -> None:
    Resident.objects.filter(pk=case.person_id).update(
        blocked=True, address="Storgata 9", phone="32 00 11 22"
    )
    looked(town.caseworker, "Sak", case.person, OCTOBER, case, "open_case")

    page = client_of(town.auditor).get(log_of(case.person)).content.decode()

    assert "Satt på oppgaven" in rows(page)[0]
    assert "Storgata 9" not in page
    assert "32 00 11 22" not in page


@pytest.mark.django_db
def test_whom_a_look_showed_is_found_by_an_index(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")  # nor by the order of the table's key
        cursor.execute(
            "EXPLAIN SELECT * FROM audit_read WHERE person_ids @> %s::jsonb"
            " ORDER BY at DESC, id DESC LIMIT 5001",
            [f"[{case.person_id}]"],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "person_ids_idx" in plan, plan


def test_pages_opened_without_a_long_pause_are_one_visit() -> None:
    kari = Whose(1, "CASEWORKER", 1, "Satt på oppgaven", 7)
    per = Whose(2, "CASEWORKER", 1, "Kontroll", 7)
    at = [OCTOBER + n * MINUTE for n in (0, 5, 10, 41, 60)]

    found = visits(
        [
            Seen(at[4], "Sak", kari),
            Seen(at[0], "Sak", kari),
            Seen(at[1], "Vedtak", per),
            Seen(at[2], "Brev", kari),
            Seen(at[3], "Brev", kari),
        ]
    )

    assert [(one.whose[0], one.first_at, one.last_at, one.pages, one.looks) for one in found] == [
        (1, at[3], at[4], ["Brev", "Sak"], 2),
        (1, at[0], at[2], ["Sak", "Brev"], 2),
        (2, at[1], at[1], ["Vedtak"], 1),
    ]


# Where the name of the look stands in a call that does not say page=.
PLACE = {"_leaders": 1, "_opened": 2, "_open": 2, "show": 0, "case_id": 0}
# Looks that show nobody, so that no row is written.
NOBODY = {
    "API",
    "API: services",
    "clock",
    "post",
    "readyz",
    "Rammen",
    "Drift",
    "Gjenopprettet kopi",
    "Innlesing",
    "Lagrede visninger",
    "Tilknytning",
    "Varsler",
    "Varsler du får",
}


def looks_in(path: Path) -> Iterator[tuple[str, str]]:
    """The names a module gives its looks, each with where: page="…", PAGE = "…", show(…, "…")."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        for one in named_in(node):
            named = one.values[0] if isinstance(one, ast.JoinedStr) else one
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                where = f"{path.relative_to(ROOT)}:{named.lineno}"
                yield named.value.removesuffix(" – "), where


def named_in(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.keyword) and node.arg in {"page", "record"}:
        yield node.value
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        if names & {"PAGE", "DECISION_PAGE", "page"} and node.value is not None:
            yield node.value
        if "RECORDED" in names and isinstance(node.value, ast.Dict):
            yield from node.value.values
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if called in PLACE and len(node.args) > PLACE[called]:
            yield node.args[PLACE[called]]


def test_every_page_that_shows_a_person_has_a_name_in_plain_words() -> None:
    doors = [
        module
        for app in settings.HOUSE
        for room in ("views", "api", "adapters")
        for module in [*(ROOT / app).glob(f"{room}.py"), *(ROOT / app).glob(f"{room}/*.py")]
    ]
    found = dict(named for module in doors for named in looks_in(module))
    unnamed = {
        name: where
        for name, where in found.items()
        if name not in NOBODY and not name.startswith("/") and page_label(name)[0] == ELSEWHERE
    }

    assert len(found) > 90
    assert unnamed == {}


def test_a_last_day_before_the_first_is_said_and_not_taken_for_nobody() -> None:
    turned = LookFilter({"fra": "2026-12-01", "til": "2026-01-01"})

    assert turned.days() == (dt.date(2026, 12, 1), None)
    assert turned.errors["til"] == ["Siste dag er før første dag."]
