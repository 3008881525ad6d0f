"""The wall round kode 6: no row for who is not named, and nothing hidden that the rules show."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.db import transaction

from cases.queries import entrusted, open_people
from desk.queries.prepared import rows_by_plan
from people.access import Actor, guard, reading, standing
from people.models import Resident
from people.roles import Permission, Role
from tests import given, wall
from tests.architecture.test_doors import APPROVED, PEOPLE, filled
from tests.architecture.test_wall import HANGS_ON, OF_ALL, rows, walled
from tests.depth import in_turn
from tests.doors import Answer, ask, knocks
from tests.walk import quick_pages
from tests.whole import a_whole_town

# Where the application asks past it, and why (people.access.also_hidden).
PAST_IT = {
    "people/queries/scope.py": "an attempt at a relative is put on record",
    "cases/queries/scope.py": "the same, of a case",
    "intake/queries/lookup.py": "the same, of a number and a search",
    "cases/queries/colleagues.py": "how many open cases each has",
    "desk/queries/looks.py": "control is told in which case somebody was looked at",
    "delivery/queries/import_known.py": "what is known is not taken over once more",
    "meetings/queries/pages.py": "how many cases of an agenda one may not see",
    "privacy/queries/retention.py": "how much is kept, and for how long",
    "notifications/queries/channels.py": "since when the oldest letter waits, whoever it is to",
    "notifications/queries/copies.py": "how much waits in a restored copy, and since when",
    "notifications/queries/recipients.py": "a relative's own address is protected",
}


@pytest.mark.proof
@pytest.mark.django_db
def test_who_is_not_named_reads_no_row_of_kode_6_with_every_filter_taken_away(
    figure: Callable[[str], None],
) -> None:
    """Everybody in the town has kode 6. Each role sees the rows of those it is named for, or has an
    order of, and no others; what each is named for is said by the rules of the application.
    """
    town = a_whole_town(at=given.NOW).town
    Resident.objects.update(protection="STRICT")
    tables = [table for table in walled() if table not in OF_ALL]
    whose = dict(rows("SELECT id, person_id FROM cases_case"))
    everybody = {pk for (pk,) in rows("SELECT id FROM people_resident")}
    there = {table: seen(table) for table in tables}
    filled = [table for table in tables if there[table]]
    assert len(filled) >= 45, sorted(set(tables) - set(filled))

    kept: Counter[str] = Counter()
    for role, actor in town.by_role().items():
        with standing(actor, given.NOW):
            named = set(open_people(actor, acting=True).values_list("pk", flat=True))
            named |= {whose[pk] for pk in entrusted(actor).values_list("pk", flat=True)}
            job = at_their_units(actor)
        cases = {pk for pk, person in whose.items() if person in named} | job
        near = named | {whose[pk] for pk in job}
        may = {
            "names": everybody if role is Role.AUDITOR else near,
            "near": near,
            "people": named,
            "cases": cases,
        }
        with wall.behind(), reading(actor, any_of(actor), page="Sak", at=given.NOW):
            in_sight = {table: seen(table) for table in tables}
            hung = {table: hung_in_sight(table) for table in tables if hangs(table)}
        for table in filled:
            if table in hung:
                assert in_sight[table] == hung[table], (role, table)
                continue
            told = {row: allowed(table, row, may) for row in there[table]}
            assert in_sight[table] == {row for row, so in told.items() if so}, (role, table)
            kept[table] += not all(told.values())
    names = [table for table in filled if any(any(row[1:]) for row in there[table])]
    assert not [table for table in names if not hangs(table) and not kept[table]]
    with wall.behind(), transaction.atomic():
        rows("SELECT set_config('tildeling.municipality', %s, true)", [str(town.municipality.pk)])
        for kind in ("names", "near", "people", "cases"):
            rows("SELECT set_config(%s, '', true)", [f"tildeling.hidden_{kind}"])
        for table in tables:
            named_rows = [row for row in seen(table) if any(row[1:])]
            assert not named_rows, "Who has not said for whom it is, sees nobody."
    figure(f"{len(tables)} tables behind the wall round kode 6, {len(filled)} tried with rows")


NAMES = {"case_id", "person_id", "resident_id", "kept_id", "absorbed_id"}
NEAR = {"people_relative", "people_representative", "people_departure", "pathways_pathway"}
_ALL = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"


def all_of(table: str) -> list[str]:
    return [name for (name,) in rows(_ALL, [table])]


def hangs(table: str) -> bool:
    """Whether the table names neither a person nor a case, and hangs on one that does."""
    return table != "people_resident" and not NAMES & {*all_of(table)}


def any_of(actor: Actor) -> Permission:
    return next(permission for permission in Permission if actor.may(permission))


def seen(table: str) -> set[tuple[Any, ...]]:
    """The rows in sight: their id, and whom and which case each names."""
    names = (
        sorted(NAMES & {*all_of(table)}) if table not in ("people_resident", "cases_case") else []
    )
    columns = ", ".join(["id", *names] if names else ["id", "id"])
    return {tuple(row) for row in rows(f"SELECT {columns} FROM {table}")}  # noqa: S608 - ours


def allowed(table: str, row: tuple[Any, ...], may: Mapping[str, set[int]]) -> bool:
    """Whether the rules show a row, by whom and what it names."""
    if table in ("people_resident", "people_identitynumber"):
        return row[1] in may["names"]
    if table in NEAR:
        return row[1] in may["near"]
    if table == "cases_case":
        return row[1] in may["cases"]
    told = dict(zip(sorted(NAMES & {*all_of(table)}), row[1:], strict=True))
    if told.get("case_id") is not None:
        return told["case_id"] in may["cases"]
    return all(pk is None or pk in may["people"] for pk in told.values())


def hung_in_sight(table: str) -> set[tuple[Any, ...]]:
    """Of a table that names nobody, the rows that hang on what is in sight: (id, id)."""
    always = {name for (name,) in rows(_ALL + " AND attnotnull", [table])}
    hangs_on = [(own, parent) for own, parent in rows(HANGS_ON, [table]) if parent != table]
    sure = [(own, parent) for own, parent in hangs_on if own in always] or hangs_on
    there = " AND ".join(
        f"({own} IS NULL OR {own} IN (SELECT id FROM {parent}))"  # noqa: S608 - ours
        for own, parent in sure
        if parent not in OF_ALL
    )
    return {(pk, pk) for (pk,) in rows(f"SELECT id FROM {table} WHERE {there}")}  # noqa: S608 - ours


def at_their_units(actor: Actor) -> set[int]:
    """The cases of which the actor's units have an order, or give help."""
    units = sorted(actor.units_with(Permission.DELIVER))
    if actor.may(Permission.LEAD_DELIVERY) or actor.may(Permission.DISTRIBUTE):
        units = sorted(actor.unit_ids)
    asked = rows(
        "SELECT case_id FROM cases_caseaccess WHERE ground = 'order' AND unit_id = ANY(%(units)s)"
        " UNION SELECT case_id FROM referrals_help WHERE unit_id = ANY(%(units)s)"
        " UNION SELECT case_id FROM assessments_trial WHERE team_id = ANY(%(units)s)".replace(
            "%(units)s", "%s"
        ),
        [units] * 3,
    )
    return {pk for (pk,) in asked if pk is not None}


@pytest.mark.django_db
def test_a_plan_that_is_kept_hides_from_each_who_asks() -> None:
    """A generic plan reads the settings as it is carried out, and so does a plan once made."""
    town, other = given.a_town(), given.a_town("3303", "Kongsberg kommune")
    person = given.a_person(town.municipality, protection="STRICT")
    case = given.an_issued_decision(town, person=person, at=given.NOW).case
    asked = "SELECT c.id FROM cases_case c JOIN people_resident p ON p.id = c.person_id"
    asks = [town.caseworker, town.officer, town.chief, town.auditor, town.provider, other.chief]
    shown: dict[Actor, list[tuple[int]]] = {}
    for actor in asks:
        with standing(actor, given.NOW):
            named = entrusted(actor).filter(pk=case.pk).exists()
            shown[actor] = [(case.pk,)] if named or case.pk in at_their_units(actor) else []
    assert {len(found) for found in shown.values()} == {0, 1}
    with wall.behind():
        rows("SELECT set_config('plan_cache_mode', 'force_generic_plan', false)")
        for _again in range(3):
            for actor in asks:
                with reading(actor, any_of(actor), page="Sak", at=given.NOW):
                    assert rows_by_plan(asked, {}) == shown[actor], actor.acting_role
        rows("SELECT set_config('plan_cache_mode', 'auto', false)")
        plans = rows("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
    assert (3 * len(asks), 0) in plans


def test_each_place_that_asks_past_the_wall_says_why() -> None:
    asks = {
        str(file.relative_to(settings.BASE_DIR))
        for app in settings.HOUSE
        for file in Path(settings.BASE_DIR, app).rglob("*.py")
        if "also_hidden()" in file.read_text(encoding="utf-8")
    }

    assert asks - {"people/access/guard.py"} == PAST_IT.keys()


# What is nobody's affairs, and the API's words for what the pages say.
ELSEWHERE: Final = re.compile(r"/(oppsett|profil|kalender|okt|api|innlogging|logg-inn)(/|$)")
NOT_THERE: Final = 404
# What differs from one time to the next, whoever asks.
CHANCE: Final = re.compile(
    r'name="(csrfmiddlewaretoken|_key|opening)" value="[^"]*"|Content-Length: \d+'
)
# What the wall takes away that the rules left: beside a name, control is told of a guardian and of
# a move; and that one has done something today is told when one may no longer know of whom.
MORE: Final = re.compile(
    r"<li><span[^>]*>(Verge|Fullmektig|Flytter [\d.]+)</span></li>"
    r'|Fullført i dag <span class="app-count">\(\d+\)</span>'
)


@contextmanager
def one_wall_only() -> Iterator[None]:
    """Nobody is hidden within the municipality: the rules of the application stand alone."""
    with mock.patch.object(guard, "_hide", return_value=None):
        yield


def everybody_has_kode_6() -> None:
    Resident.objects.update(protection="STRICT")


def open_doors() -> list[tuple[str, Role]]:
    """The pages that open in the town as it is (tests/approved), each with two of the roles they
    open to, in turn.
    """
    text = (APPROVED / "doors_get.txt").read_text(encoding="utf-8")
    rows = [line.removeprefix("GET").split() for line in text.splitlines()[1:]]
    found: list[tuple[str, Role]] = []
    for n, (path, *answers) in enumerate(rows):
        told = zip(PEOPLE, answers, strict=True)
        roles = [role for role, answer in told if answer.startswith("200")]
        if roles and not ELSEWHERE.match(path):
            found += [(path, roles[(n + m) % len(roles)]) for m in range(min(2, len(roles)))]
    return found


def told(answer: Answer) -> tuple[int, list[str], int, list[list[int]]]:
    """All that an answer comes to: what is said, and what is put on record of it.

    What is not found is not, whichever words say so: those of who is hidden, or of nobody at all.
    """
    words = answer.said if answer.kind != "application/pdf" and answer.status != NOT_THERE else ""
    said = MORE.sub("", CHANCE.sub("", words)).splitlines()
    return answer.status, said, answer.denials, [sorted(row.person_ids) for row in answer.reads]


@pytest.mark.proof
def test_every_page_of_a_town_of_kode_6_is_the_same_with_the_wall_and_without(
    real_db: None, figure: Callable[[str], None]
) -> None:
    """Where it opens to somebody who is named, and where it does not: then it is the same no."""
    different = []
    with time_machine.travel(given.NOW, tick=False):
        whole = a_whole_town()
        callers = knocks({r: a for r, a in whole.town.by_role().items() if r in PEOPLE})
        asked = in_turn(open_doors())
        with quick_pages(), mock.patch("tests.walk.DRAWN", 0):
            for path, role in asked:
                address, by = filled(path, whole), callers[role]
                behind = told(ask("GET", address, by, first=everybody_has_kode_6))
                with one_wall_only():
                    alone = told(ask("GET", address, by, first=everybody_has_kode_6))
                if behind != alone:
                    lines = unified_diff(alone[1], behind[1], "without", "with", "", "", 0, "")
                    kept = [
                        (status, denials, reads) for status, _s, denials, reads in (alone, behind)
                    ]
                    different.append("\n".join([f"{path} {role} {kept}", *list(lines)[:12]]))
    figure(f"{len(asked)} pages of a town of kode 6 the same with the wall and without")

    assert not different, "\n\n".join(different)
