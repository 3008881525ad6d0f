"""The import of running decisions: all that is wrong is told, nothing is half or doubled."""

import os
import re
import time
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Entry
from cases.models import Case, CaseAccess
from decisions.models import Decision, DecisionLine
from delivery.actions import import_running
from delivery.adapters import read_folder
from delivery.models import RunningService
from delivery.rules import COLUMN_OF, DECISIONS, FILES, ORDERS, PEOPLE, RELATIVES, UNITS
from notifications.models import Letter
from people.models import Relative, Representative, Resident, TakenOver, Unit
from tests import given
from tests.delivery.earlier import FAULTS, Spot, a_running_town
from tests.given import NOW, Town

TOLD = re.compile(r"^(\S+\.csv)(?:, linje (\d+))?(?:, (\w+))?: ", re.MULTILINE)


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(db: None) -> Town:
    return given.a_town()


def run(folder: Path, *flags: str, user: str = "systemansvarlig") -> tuple[str, bool]:
    """What the command says, and whether it went well."""
    out = StringIO()
    try:
        call_command(
            "import_running", str(folder), "--source", "Gerica", "--as", user, *flags,
            stdout=out, stderr=StringIO(),
        )  # fmt: skip
    except CommandError as stopped:
        return f"{out.getvalue()}\n{stopped}", False
    return out.getvalue(), True


def spots(said: str) -> set[Spot]:
    """Where the faults are, of what the command said."""
    return {
        (file, int(line or 0), column or "")
        for file, line, column in TOLD.findall(said)
        if line or column
    }


def counts() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (
            Resident, Relative, Representative, TakenOver, Unit, Case, Decision, DecisionLine,
            RunningService, Entry,
        )
    }  # fmt: skip


def test_a_whole_person_comes_with_everything_the_files_say(town: Town, tmp_path: Path) -> None:
    a_running_town(3).write(tmp_path)

    said, well = run(tmp_path)

    assert well, said
    assert "Lest inn: 2 nye personer, 3 vedtak, 4 bestillinger, 1 enheter" in said
    person = Resident.objects.get(family_name="Aasa")
    assert person.numbers.get().number.startswith("018131")
    assert person.relatives.get().told_scope == "når hjelpen kommer"
    assert person.representatives.get().economy
    running = RunningService.objects.filter(person=person).order_by("service_key")
    assert [row.service_key for row in running] == ["helsetjenester_i_hjemmet", "trygghetsalarm"]
    assert {row.unit.key for row in running} == {"hub-nord"}
    assert not Letter.objects.exists()


def test_the_history_marks_each_person_and_each_case_as_taken_over(
    town: Town, tmp_path: Path
) -> None:
    a_running_town(3).write(tmp_path)

    run(tmp_path)

    told = Entry.objects.exclude(event="UnitCreated")
    assert sorted(told.values_list("event", flat=True)) == (
        ["ResidentTakenOver"] * 2 + ["RunningTakenOver"] * 3
    )
    assert {entry.data["source"] for entry in told} == {"Gerica"}
    assert {entry.staff_id for entry in told} == {town.administrator.staff_id}
    assert {e.case_id for e in told if e.case_id} == set(Case.objects.values_list("pk", flat=True))


def test_whoever_imports_may_open_none_of_it(town: Town, tmp_path: Path) -> None:
    a_running_town(3).write(tmp_path)

    run(tmp_path)

    assert not CaseAccess.objects.filter(staff__isnull=False).exists()
    assert set(CaseAccess.objects.values_list("unit__key", flat=True)) == {
        "mottak", "hub-nord", "hjemmetjenesten-sor",
    }  # fmt: skip


def test_a_dry_run_writes_nothing_and_says_the_same(town: Town, tmp_path: Path) -> None:
    a_running_town(3).write(tmp_path)
    before = counts()

    said, well = run(tmp_path, "--dry-run")

    assert well
    assert "Ville lest inn: 2 nye personer, 3 vedtak, 4 bestillinger, 1 enheter" in said
    assert "Ingenting er skrevet." in said
    assert counts() == before


def test_the_same_files_again_add_nothing(town: Town, tmp_path: Path) -> None:
    a_running_town(12).write(tmp_path)
    run(tmp_path)
    before = counts()

    said, well = run(tmp_path)

    assert well, said
    assert "vedtak.csv: 12 rader er her fra før" in said
    assert "Lest inn: 0 nye personer, 0 vedtak, 0 bestillinger, 0 enheter" in said
    assert counts() == before


def test_with_one_fault_nothing_at_all_is_written(town: Town, tmp_path: Path) -> None:
    made = a_running_town(12)
    made.plant(1)
    made.write(tmp_path)
    before = counts()

    said, well = run(tmp_path)

    assert not well
    assert "Ingenting er skrevet." in said
    assert counts() == before


@pytest.mark.parametrize("n", range(len(FAULTS)))
def test_each_fault_is_told_where_it_is_and_its_person_is_left_out_whole(
    town: Town, tmp_path: Path, n: int
) -> None:
    made = a_running_town(3)
    file, column, spoil = FAULTS[n]
    spoil(made.files[file][0])
    made.write(tmp_path)

    said, well = run(tmp_path, "--accept-errors")

    assert not well
    assert spots(said) == {(file, 2, column)}, said
    assert Decision.objects.count() == RunningService.objects.count() == 2
    if column == "person_id":  # a row about nobody keeps nobody out
        return
    assert [p.family_name for p in Resident.objects.all()] == ["Aasb"]
    assert (Relative.objects.count(), Representative.objects.count()) == (1, 1)


def test_all_that_is_wrong_in_a_row_is_told_at_once(town: Town, tmp_path: Path) -> None:
    made = a_running_town(1)
    made.files[ORDERS][0] |= {"tjeneste": "", "enhet": "E9", "startet": "", "natt": "kanskje"}
    made.write(tmp_path)

    said, _well = run(tmp_path)

    assert spots(said) == {
        (ORDERS, 2, column) for column in ("tjeneste", "enhet", "startet", "natt")
    }


def test_no_fault_repeats_what_is_in_the_cell(town: Town, tmp_path: Path) -> None:
    made = a_running_town(40)
    made.plant(len(made.files[PEOPLE]))
    made.write(tmp_path)

    said, _well = run(tmp_path)

    assert not re.search(r"\d{11}|Aas|rengjøring|hemmelig", said)


def test_somebody_known_here_is_not_changed_and_gets_what_runs(town: Town, tmp_path: Path) -> None:
    made = a_running_town(1)
    known = given.a_person(
        town.municipality, family="Eget", number=made.files[PEOPLE][0]["fodselsnummer"]
    )
    made.write(tmp_path)

    said, well = run(tmp_path)

    assert well, said
    known.refresh_from_db()
    assert (known.family_name, known.version) == ("Eget", 1)
    assert Resident.objects.count() == 1
    assert RunningService.objects.filter(person=known).count() == 2


def test_what_comes_later_is_added_to_what_came_before(town: Town, tmp_path: Path) -> None:
    a_running_town(1).write(tmp_path)
    run(tmp_path)
    later = a_running_town(1)
    for name in (PEOPLE, RELATIVES, UNITS):
        later.files[name] = []
    later.files[DECISIONS][0]["vedtak_id"] = "V0-9"
    later.files[ORDERS] = [
        later.files[ORDERS][0]
        | {"vedtak_id": "V0-9", "bestilling_id": "B0-9", "tjeneste": "matombringing", "omfang": "4"}
        | {"hjemmel": ""}
    ]
    later.write(tmp_path)

    said, well = run(tmp_path)

    assert well, said
    assert Resident.objects.count() == 1
    assert RunningService.objects.count() == 3


def test_a_service_that_runs_already_is_not_taken_over_beside_itself(
    town: Town, tmp_path: Path
) -> None:
    made = a_running_town(1)
    made.files[DECISIONS].append(made.files[DECISIONS][0] | {"vedtak_id": "V0-9"})
    made.files[ORDERS].append(
        made.files[ORDERS][0] | {"vedtak_id": "V0-9", "bestilling_id": "B0-9"}
    )
    made.write(tmp_path)

    said, well = run(tmp_path)

    assert not well
    assert spots(said) == {(ORDERS, 4, "tjeneste")}


def test_a_decision_here_already_gets_no_more_orders(town: Town, tmp_path: Path) -> None:
    made = a_running_town(1)
    made.write(tmp_path)
    run(tmp_path)
    made.files[ORDERS].append(
        made.files[ORDERS][0] | {"bestilling_id": "B0-9", "tjeneste": "matombringing"}
    )
    made.write(tmp_path)

    said, well = run(tmp_path)

    assert not well
    assert spots(said) == {(ORDERS, 4, "vedtak_id")}


def test_only_who_was_registered_by_others_meanwhile_is_left_out(
    town: Town, tmp_path: Path
) -> None:
    made = a_running_town(6)
    made.write(tmp_path)
    sheets = read_folder(tmp_path)
    number = made.files[PEOPLE][1]["fodselsnummer"]

    def meanwhile(done: int, whole: int) -> None:
        if done == 0:
            given.a_person(town.municipality, family="Eget", number=number)

    outcome = import_running(
        sheets.rows,
        sheets.faults,
        source="Gerica",
        only_look=False,
        accept_faults=False,
        actor=town.administrator,
        at=NOW,
        tell=meanwhile,
    )

    assert [(fault.file, fault.line) for fault in outcome.faults] == [(PEOPLE, 3)]
    assert (outcome.people, outcome.decisions) == (3, 4)
    names = set(Resident.objects.values_list("family_name", flat=True))
    assert names == {"Aasa", "Aasc", "Aasd", "Eget"}
    assert Decision.objects.count() == 4
    said, well = run(tmp_path)  # and the next time they are that person
    assert well, said
    assert Decision.objects.filter(case__person__family_name="Eget").count() == 2


def test_two_sources_may_call_different_things_the_same(town: Town, tmp_path: Path) -> None:
    made = a_running_town(1)
    made.write(tmp_path)
    run(tmp_path)
    other = a_running_town(2)
    for name in FILES:
        other.files[name] = other.files[name][-1:]
    for name, column in ((PEOPLE, "person_id"), (DECISIONS, "person_id")):
        other.files[name][0][column] = "P0"
    other.files[UNITS][0] = {"enhet_id": "E2", "nokkel": "hub-nord"}
    other.files[RELATIVES] = []
    other.files["representanter.csv"] = []
    other.files[DECISIONS][0]["vedtak_id"] = other.files[ORDERS][0]["vedtak_id"] = "V0-0"
    other.write(tmp_path)

    out = StringIO()
    call_command(
        "import_running", str(tmp_path), "--source", "Profil", "--as", "systemansvarlig",
        stdout=out, stderr=StringIO(),
    )  # fmt: skip

    assert Decision.objects.filter(imported_ref="V0-0").count() == 2
    assert Resident.objects.count() == 2


@pytest.mark.parametrize("who", ["vedtak", "saksbehandler", "enhetsleder", "nobody"])
def test_nobody_but_an_administrator_imports(town: Town, tmp_path: Path, who: str) -> None:
    a_running_town(1).write(tmp_path)

    _said, well = run(tmp_path, user=who)

    assert not well
    assert not Resident.objects.exists()


@pytest.mark.parametrize(("separator", "bom"), [(";", True), (",", False)])
def test_files_are_read_as_spreadsheets_write_them(
    tmp_path: Path, separator: str, *, bom: bool
) -> None:
    made = a_running_town(3)
    made.files[DECISIONS][0]["mal"] = 'Bo "hjemme"; lenge, og\ngodt.'
    made.write(tmp_path, separator=separator, bom=bom)

    sheets = read_folder(tmp_path)

    assert sheets.faults == []
    first, second, _third = sheets.rows[DECISIONS]
    assert first.get("mal") == 'Bo "hjemme"; lenge, og\ngodt.'
    assert (first.line, second.line) == (2, 4)


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"vedtak_id;person_id;fattet\nV1;P\xe5l;2025-01-01\n", 2, ""),
        (b"vedtak_id;person_id;fattet\nV1;P1;2025\x00-01-01\n", 2, ""),
        (b"vedtak_id;person_id\nV1;P1\n", 1, "fattet"),
        (b"vedtak_id;person_id;fattet;passord\nV1;P1;2025-01-01;x\n", 1, "passord"),
        (b"vedtak_id;person_id;fattet;fattet\nV1;P1;2025-01-01;x\n", 1, "fattet"),
        (b"vedtak_id;person_id;fattet\nV1;P1\n", 2, ""),
        (b'vedtak_id;person_id;fattet\n"V1;P1;2025-01-01\n', 2, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where(
    tmp_path: Path, raw: bytes, line: int, column: str
) -> None:
    (tmp_path / DECISIONS).write_bytes(raw)

    faults = read_folder(tmp_path).faults

    assert {(fault.line, fault.column) for fault in faults} == {(line, column)}


@pytest.mark.parametrize("file", [RELATIVES, ORDERS])
@pytest.mark.parametrize("end", [";en for mye", '\n"', None])
def test_nothing_is_written_where_a_row_could_be_anybodys(
    town: Town, tmp_path: Path, file: str, end: str | None
) -> None:
    made = a_running_town(3)
    made.write(tmp_path)
    path = tmp_path / file
    lines = path.read_text("utf-8").split("\n")
    row = lines[1].rstrip("\r")
    lines[1] = row.rpartition(";")[0] if end is None else row + end
    path.write_text("\n".join(lines), "utf-8")
    before = counts()

    said, well = run(tmp_path, "--accept-errors")

    assert not well
    assert "Rett det først." in said
    assert counts() == before


def test_an_order_that_was_too_long_comes_when_it_is_corrected(town: Town, tmp_path: Path) -> None:
    made = a_running_town(3)
    order = made.files[ORDERS][1]
    order["viktig"] = "x" * 5_001
    made.write(tmp_path)
    run(tmp_path, "--accept-errors")
    assert not DecisionLine.objects.filter(decision__imported_ref=order["vedtak_id"]).exists()

    order["viktig"] = "Nøkkelboks"
    made.write(tmp_path)
    said, well = run(tmp_path)

    assert well, said
    assert DecisionLine.objects.filter(decision__imported_ref=order["vedtak_id"]).count() == 2


def test_hostile_cells_are_refused_or_kept_as_plain_text(town: Town, tmp_path: Path) -> None:
    made = a_running_town(3)
    made.files[DECISIONS][1]["mal"] = "=cmd|' /C calc'!A0 <script>alert(1)</script>"
    made.files[PEOPLE][0]["fornavn"] = "Be\u202erit"
    made.files[PEOPLE][0]["person_id"] = made.files[RELATIVES][0]["person_id"] = "'; DROP TABLE x"
    made.write(tmp_path)

    said, _well = run(tmp_path, "--accept-errors")

    assert (PEOPLE, 2, "fornavn") in spots(said)
    assert [p.family_name for p in Resident.objects.all()] == ["Aasb"]
    assert Decision.objects.get(imported_ref="V1-0").goal.startswith("=cmd|")


def test_the_documentation_shows_every_column_with_its_example() -> None:
    page = Path("docs/import.md").read_text(encoding="utf-8")

    for name, columns in FILES.items():
        assert ";".join(column.name for column in columns) in page, name
        assert ";".join(column.example for column in columns) in page, name
        for column in columns:
            assert f"| `{column.name}` |" in page, f"{name} {column.name}"
    assert set(COLUMN_OF) == set(FILES)


def test_the_examples_of_the_documentation_can_be_imported(town: Town, tmp_path: Path) -> None:
    for name, columns in FILES.items():
        rows = (";".join(getattr(c, what) for c in columns) for what in ("name", "example"))
        (tmp_path / name).write_text("\n".join(rows), encoding="utf-8")

    said, well = run(tmp_path)

    assert well, said
    assert "Lest inn: 1 nye personer, 1 vedtak, 1 bestillinger, 0 enheter" in said


@pytest.mark.proof
def test_every_planted_fault_of_many_is_told_and_nothing_is_doubled(
    real_db: None, tmp_path: Path
) -> None:
    """ROWS=20000 measures what docs/import.md tells."""
    rows = int(os.environ.get("ROWS", "2000"))
    given.a_town()
    made = a_running_town(rows)
    planted = made.plant(200)
    made.write(tmp_path)
    before = counts()

    looked, _well = run(tmp_path, "--dry-run")
    assert spots(looked) == planted
    assert counts() == before

    began = time.monotonic()
    said, _well = run(tmp_path, "--accept-errors")
    took = time.monotonic() - began
    assert spots(said) == planted
    people = Resident.objects.count()
    nobodys = sum(column == "person_id" for _file, _line, column in planted)
    assert people == len(made.files[PEOPLE]) - 200 + nobodys
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_case c WHERE NOT EXISTS (SELECT FROM"
            " decisions_decisionline l JOIN delivery_order o ON o.line_id = l.id"
            " JOIN delivery_runningservice r ON r.order_id = o.id WHERE r.case_id = c.id)"
        )
        assert cursor.fetchone()[0] == 0

    after = counts()
    again, _well = run(tmp_path, "--accept-errors")
    assert spots(again) == planted
    assert counts() == after
    print(f"\n{rows} decisions, {people} people: {took:.1f} s")  # noqa: T201 - the measured figure
    assert took < 300
