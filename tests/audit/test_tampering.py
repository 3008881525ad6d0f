"""Whatever is done to the trail by somebody with every right in the database is found and named."""

# ruff: noqa: S311, S608, T201 - the names are ours, the dice are for tests, the count is printed

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one

from audit import rules
from audit.adapters import walls
from audit.kinds import FOLLOWED, Break, Fault
from tests import databases
from tests.audit import sealed
from tests.audit.sealed import World
from tests.depth import in_turn

BLOCKS = 30
FEW, SOME, MANY = range(3), in_turn(range(25), of=5), in_turn(range(200), of=8)  # places
NAME = f"sealed_{databases.WORKER}_{os.environ.get('TEST_RUN', '')}"


@dataclass(slots=True)
class Hand:
    """An insider at work on one place: the database, a copy of the anchor, and dice."""

    cursor: Cursor
    anchor: Path
    dice: random.Random

    def run(self, sql: str, *values: object) -> int:
        self.cursor.execute(sql, values)
        return self.cursor.rowcount

    def one(self, sql: str, *values: object) -> object:
        self.cursor.execute(sql, values)
        return self.cursor.fetchall()[0][0]

    def block(self, first: int = 1, last: int = BLOCKS) -> int:
        return self.dice.randint(first, last)

    def place(self) -> tuple[int, int]:
        """A block and a position in it: any, with its ends as likely as all between."""
        block = self.block()
        count = int(str(self.one("SELECT count FROM audit_block WHERE number = %s", block)))
        return block, self.dice.choice([1, count, self.dice.randint(1, count)])

    def lines(self) -> list[str]:
        return self.anchor.read_text(encoding="utf-8").splitlines(keepends=True)

    def rewrite(self, lines: list[str]) -> None:
        self.anchor.write_text("".join(lines), encoding="utf-8")


Found = Callable[[Break], bool]
Tampering = Callable[[Hand], Found]


def at_row(fault: Fault, block: int, position: int) -> Found:
    return lambda it: (it.fault, it.block, it.position) == (fault, block, position)


def at_block(fault: Fault, block: int) -> Found:
    return lambda it: (it.fault, it.block) == (fault, block)


def at_wall(fault: Fault, what: str) -> Found:
    return lambda it: (it.fault, it.what) == (fault, what)


def at_one_of(faults: set[Fault], what: str) -> Found:
    return lambda found: found.fault in faults and found.what == what


def a_changed_field(hand: Hand) -> Found:
    block, position = hand.place()
    kind, at, row_id = sealed.link_of(hand.cursor, block, position)
    column = hand.dice.choice(sealed.COLUMNS[kind])
    other = "'[77]'" if column in {"data", "person_ids", "was", "became"} else "77"
    hand.run(f"UPDATE audit_{kind} SET {column} = {other} WHERE (at, id) = (%s, %s)", at, row_id)
    return at_row(Fault.CHANGED, block, position)


def a_changed_field_and_digest(hand: Hand) -> Found:
    """The row's digest is made to fit; the link is not."""
    block, position = hand.place()
    kind, at, row_id = sealed.link_of(hand.cursor, block, position)
    hand.run(f"UPDATE audit_{kind} SET staff_id = 77 WHERE (at, id) = (%s, %s)", at, row_id)
    leaf = dict(sealed._leaves(hand.cursor, block))[position]
    hand.run(
        "UPDATE audit_link SET digest = %s WHERE (block, position) = (%s, %s)",
        leaf,
        block,
        position,
    )
    return at_row(Fault.LINK, block, position)


def a_moved_moment(hand: Hand) -> Found:
    block, position = hand.place()
    kind, at, row_id = sealed.link_of(hand.cursor, block, position)
    hand.run(
        f"UPDATE audit_{kind} SET at = at - interval '1 hour' WHERE (at, id) = (%s, %s)", at, row_id
    )
    return at_row(Fault.DELETED, block, position)


def a_deleted_row(hand: Hand) -> Found:
    block, position = hand.place()
    kind, at, row_id = sealed.link_of(hand.cursor, block, position)
    hand.run(f"DELETE FROM audit_{kind} WHERE (at, id) = (%s, %s)", at, row_id)
    return at_row(Fault.DELETED, block, position)


def a_deleted_row_with_its_link(hand: Hand) -> Found:
    block, position = hand.place()
    kind, at, row_id = sealed.link_of(hand.cursor, block, position)
    hand.run(f"DELETE FROM audit_{kind} WHERE (at, id) = (%s, %s)", at, row_id)
    hand.run("DELETE FROM audit_link WHERE (block, position) = (%s, %s)", block, position)
    return lambda it: it.block == block and it.position in {position, position + 1}


def an_inserted_row(hand: Hand) -> Found:
    """Dated back, and said to be of a transaction that is sealed already."""
    kind = hand.dice.choice(list(sealed.COLUMNS))
    at = sealed.BEGUN + dt.timedelta(minutes=hand.dice.randrange(60 * 24 * sealed.DAYS))
    row = sealed.a_row(kind, at, hand.dice)
    sealed.insert(hand.cursor, kind, row, xact="3")
    return lambda it: it.fault is Fault.INSERTED and row["id"] in it.row


def two_swapped_rows(hand: Hand) -> Found:
    """Two places of one block change what they say."""
    block = hand.block()
    count = int(str(hand.one("SELECT count FROM audit_block WHERE number = %s", block)))
    first, second = sorted(hand.dice.sample(range(1, count + 1), 2))
    moves = [(first, -1), (second, first), (-1, second)]
    for position, to in moves:
        hand.run(
            "UPDATE audit_link SET position = %s WHERE (block, position) = (%s, %s)",
            to,
            block,
            position,
        )
    return at_row(Fault.REORDERED, block, first)


def a_rewritten_link(hand: Hand) -> Found:
    block, position = hand.place()
    hand.run(
        "UPDATE audit_link SET link = sha256('x') WHERE (block, position) = (%s, %s)",
        block,
        position,
    )
    return at_row(Fault.LINK, block, position)


def a_cut_tail(hand: Hand) -> Found:
    """The last rows, their links, their blocks and the note of what was anchored: all gone."""
    last = hand.block(0, BLOCKS - 1)
    for kind in sealed.COLUMNS:
        hand.run(
            f"DELETE FROM audit_{kind} t USING audit_link l"
            " WHERE (t.at, t.id) = (l.at, l.id) AND block > %s",
            last,
        )
    hand.run("DELETE FROM audit_link WHERE block > %s", last)
    hand.run("DELETE FROM audit_anchored")
    hand.run("DELETE FROM audit_block WHERE number > %s", last)
    return lambda it: (it.fault, it.block, it.what) == (Fault.CUT, last + 1, str(BLOCKS))


def the_last_forty_rows_and_a_new_head(hand: Hand) -> Found:
    """Abuse story 3: rows cut in the middle of a block, and the head made to fit."""
    hand.run(
        "CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT * FROM audit_link"
        " ORDER BY block DESC, position DESC LIMIT %s",
        hand.dice.randint(1, 40),
    )
    first = int(str(hand.one("SELECT min(block) FROM gone")))
    for kind in sealed.COLUMNS:
        hand.run(f"DELETE FROM audit_{kind} t USING gone WHERE (t.at, t.id) = (gone.at, gone.id)")
    hand.run("DELETE FROM audit_link l USING gone WHERE l.id = gone.id")
    hand.run("DELETE FROM audit_anchored")
    hand.run(
        "DELETE FROM audit_block WHERE NOT EXISTS (SELECT FROM audit_link WHERE block = number)"
    )
    if hand.one("SELECT max(number) FROM audit_block") == first:
        sealed.remake(hand.cursor, first)
        return at_block(Fault.REMADE, first)
    return at_block(Fault.CUT, first)


def a_replaced_root(hand: Hand) -> Found:
    block = hand.block()
    hand.run("UPDATE audit_block SET root = sha256('x') WHERE number = %s", block)
    return at_block(Fault.SEAL, block)


def a_replaced_seal(hand: Hand) -> Found:
    """Root and hash of one block, made to fit each other."""
    block = hand.block()
    hand.run("UPDATE audit_block SET root = sha256('x') WHERE number = %s", block)
    made = sealed.seals(hand.cursor, block)[0].computed()
    hand.run("UPDATE audit_block SET hash = decode(%s, 'hex') WHERE number = %s", made, block)
    return at_block(Fault.REMADE, block)


def a_removed_seal(hand: Hand) -> Found:
    block = hand.block(last=BLOCKS - 1)
    hand.run("DELETE FROM audit_block WHERE number = %s", block)
    return at_block(Fault.SEAL_MISSING, block)


def a_chain_made_anew_from_a_row(hand: Hand) -> Found:
    block, position = hand.place()
    kind, at, row_id = sealed.link_of(hand.cursor, block, position)
    hand.run(f"UPDATE audit_{kind} SET staff_id = 77 WHERE (at, id) = (%s, %s)", at, row_id)
    sealed.remake(hand.cursor, block)
    return at_block(Fault.REMADE, block)


def a_rewritten_head(hand: Hand) -> Found:
    """The last block alone says something else, consistently."""
    hand.run("UPDATE audit_block SET horizon = '999999999' WHERE number = %s", BLOCKS)
    sealed.remake(hand.cursor, BLOCKS)
    return at_block(Fault.REMADE, BLOCKS)


def a_restored_backup(hand: Hand) -> Found:
    """Last week's backup, whole and consistent, in a database of its own (see `unfound`)."""
    a_cut_tail(hand)
    last = int(str(hand.one("SELECT coalesce(max(number), 0) FROM audit_block")))
    return lambda it: (it.fault, it.block, it.what) == (Fault.RESTORED, last + 1, str(BLOCKS))


def a_dropped_month(hand: Hand) -> Found:
    kind, month = hand.dice.choice(list(sealed.COLUMNS)), hand.dice.choice(["03", "04"])
    hand.run(f"DROP TABLE audit_{kind}_2026{month}")
    return at_wall(Fault.PARTITION, f"audit_{kind} 2026-{month}")


def an_emptied_month(hand: Hand) -> Found:
    kind, month = hand.dice.choice(list(sealed.COLUMNS)), hand.dice.choice(["03", "04"])
    hand.run(f"TRUNCATE audit_{kind}_2026{month}")
    return lambda it: it.fault is Fault.DELETED and it.row.startswith(f"audit_{kind} 2026-{month}")


def a_clock_set_back(hand: Hand) -> Found:
    """Sealed, and anchored, by a machine that believed in another time."""
    block = hand.block(first=2)
    back = dt.timedelta(minutes=hand.dice.randint(30, 60 * 24 * 400))
    moment = hand.one("SELECT sealed_at FROM audit_block WHERE number = %s", block - 1)
    assert isinstance(moment, dt.datetime)
    sealed.remake(hand.cursor, block, sealed_at=moment - back)
    sealed.write_anchor(hand.cursor, hand.anchor)
    return at_block(Fault.CLOCK, block)


TABLES = ["audit_entry", "audit_read_202603", "audit_denial_default", "audit_block", "audit_link"]
TABLES += ["audit_change", "audit_anchored", "audit_check", "audit_entry_202604"]


def a_trigger_switched_off(hand: Hand) -> Found:
    table = hand.dice.choice(TABLES)
    hand.run(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    return at_wall(Fault.TRIGGER, table)


def a_trigger_taken_away(hand: Hand) -> Found:
    table = hand.dice.choice(["audit_entry", "audit_link", "audit_block"])
    trigger = hand.dice.choice(["append_only", "append_only_truncate"])
    hand.run(f"DROP TRIGGER {trigger} ON {table}")
    return at_wall(Fault.TRIGGER, table)


def a_guard_that_lets_through(hand: Hand) -> Found:
    hand.run(
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    )
    return at_wall(Fault.GUARD, "audit_is_append_only")


def a_history_switched_off(hand: Hand) -> Found:
    """Also one that looks away from some changes is no history."""
    table = hand.dice.choice(sorted(FOLLOWED))
    rewritten = f"CREATE OR REPLACE TRIGGER history AFTER {{}} ON {table} FOR EACH {{}}"
    rewritten += " EXECUTE FUNCTION audit_remember()"
    way = hand.dice.choice(
        [
            f"ALTER TABLE {table} DISABLE TRIGGER history",
            f"ALTER TABLE {table} ENABLE REPLICA TRIGGER history",
            f"DROP TRIGGER history ON {table}",
            rewritten.format("INSERT OR DELETE", "ROW"),
            rewritten.format("INSERT OR UPDATE OF id OR DELETE", "ROW"),
            rewritten.format("INSERT OR UPDATE OR DELETE", "STATEMENT"),
        ]
    )
    hand.run(way)
    return at_wall(Fault.HISTORY, table)


def a_history_that_looks_away(hand: Hand) -> Found:
    hand.run(
        hand.dice.choice(
            [
                "ALTER FUNCTION audit_remember() SECURITY INVOKER",
                (
                    "CREATE OR REPLACE FUNCTION audit_remember() RETURNS trigger"
                    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
                ),
            ]
        )
    )
    return at_wall(Fault.HISTORY, "audit_remember")


def a_grant_given_back(hand: Hand) -> Found:
    table = hand.dice.choice(TABLES)
    right = hand.dice.choice(["UPDATE", "DELETE", "TRUNCATE"])
    to = hand.dice.choice(["tildeling_app", "PUBLIC"])
    hand.run(f"GRANT {right} ON {table} TO {to}")
    return at_wall(Fault.GRANT, table)


def a_column_given_back(hand: Hand) -> Found:
    table, right = hand.dice.choice(
        [
            ("audit_entry", "UPDATE (staff_id)"),
            ("audit_read", "INSERT (xact)"),
            ("audit_link", "INSERT (link)"),
            ("audit_change", "INSERT (was)"),
        ]
    )
    hand.run(f"GRANT {right} ON {table} TO tildeling_app")
    return at_wall(Fault.GRANT, table)


def a_role_raised(hand: Hand) -> Found:
    hand.run(f"ALTER ROLE tildeling_app {hand.dice.choice(['SUPERUSER', 'BYPASSRLS'])}")
    return at_wall(Fault.ROLE, "tildeling_app")


def a_trigger_that_mutes(hand: Hand) -> Found:
    """What is to be written passes it by, and whoever writes hears nothing."""
    table = hand.dice.choice(["audit_entry", "audit_read", "audit_denial"])
    hand.run(
        "CREATE FUNCTION kept_out() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN CASE WHEN NEW.staff_id = 7 THEN NULL ELSE NEW END; END'"
    )
    hand.run(
        f"CREATE TRIGGER kept_out BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION kept_out()"
    )
    return at_wall(Fault.BUILT, table)


def a_rule_that_mutes(hand: Hand) -> Found:
    table = hand.dice.choice(["audit_denial_default", "audit_denial", "audit_read"])
    hand.run(f"CREATE RULE kept_out AS ON INSERT TO {table} DO INSTEAD NOTHING")
    return at_wall(Fault.BUILT, table.removesuffix("_default"))


def a_setting_that_mutes(hand: Hand) -> Found:
    to = hand.dice.choice(["ROLE tildeling_app", "ROLE tildeling_reader", "ROLE ALL"])
    what = hand.dice.choice(["session_replication_role = 'replica'", "search_path = 'elsewhere'"])
    hand.run(f"ALTER {to} SET {what}")
    return at_wall(Fault.BUILT, "everybody" if to == "ROLE ALL" else to.removeprefix("ROLE "))


def a_report_that_leaves_out(hand: Hand) -> Found:
    """The person is told of every look but one's."""
    hand.run(
        "CREATE OR REPLACE FUNCTION audit_looks_at(person bigint) RETURNS SETOF audit_read"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS"
        " 'SELECT * FROM audit_read WHERE municipality_id = municipality_here()"
        " AND person_ids @> jsonb_build_array(person) AND staff_id <> 7'"
    )
    return at_wall(Fault.BUILT, "audit_looks_at")


def a_wall_let_down(hand: Hand) -> Found:
    table = hand.dice.choice(["cases_case", "people_resident", "audit_read", "privacy_claim"])
    hand.run(
        hand.dice.choice(
            [
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
                f"DROP POLICY one_municipality ON {table}",
                f"ALTER POLICY one_municipality ON {table} USING (true)",
                f"CREATE POLICY everything ON {table} USING (true)",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            ]
            if table != "audit_read"
            else [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]
        )
    )
    return at_one_of({Fault.BUILT, Fault.HISTORY, Fault.TRIGGER}, table)


def a_cut_anchor(hand: Hand) -> Found:
    kept = hand.block(0, BLOCKS - 1)
    hand.rewrite(hand.lines()[:kept])
    return lambda it: (it.fault, it.block) == (Fault.ANCHOR_CUT, kept + 1)


def a_cut_anchor_and_a_forgotten_note(hand: Hand) -> Found:
    kept = hand.block(0, BLOCKS - 1)
    hand.rewrite(hand.lines()[:kept])
    hand.run("DELETE FROM audit_anchored")
    hand.run("UPDATE audit_block SET sealed_at = sealed_at - interval '1 hour'")
    sealed.remake(hand.cursor, 1)
    return lambda it: it.fault in {Fault.NOT_ANCHORED, Fault.REMADE}


def a_changed_anchor(hand: Hand) -> Found:
    block = hand.block()
    lines = hand.lines()
    told = rules.seal_of(lines[block - 1])
    assert told
    lines[block - 1] = lines[block - 1].replace(
        f'"count": {told.count}', f'"count": {told.count + 1}'
    )
    hand.rewrite(lines)
    return at_block(Fault.ANCHOR_CHANGED, block)


def a_line_out_of_the_anchor(hand: Hand) -> Found:
    block = hand.block(last=BLOCKS - 1)
    hand.rewrite([line for n, line in enumerate(hand.lines(), start=1) if n != block])
    return at_block(Fault.ANCHOR_CHANGED, block)


KINDS: list[Tampering] = [
    a_changed_field,
    a_changed_field_and_digest,
    a_moved_moment,
    a_deleted_row,
    a_deleted_row_with_its_link,
    an_inserted_row,
    two_swapped_rows,
    a_rewritten_link,
    a_cut_tail,
    the_last_forty_rows_and_a_new_head,
    a_replaced_root,
    a_replaced_seal,
    a_removed_seal,
    a_chain_made_anew_from_a_row,
    a_rewritten_head,
    a_restored_backup,
    a_dropped_month,
    an_emptied_month,
    a_clock_set_back,
    a_trigger_switched_off,
    a_trigger_taken_away,
    a_guard_that_lets_through,
    a_history_switched_off,
    a_history_that_looks_away,
    a_grant_given_back,
    a_column_given_back,
    a_role_raised,
    a_trigger_that_mutes,
    a_rule_that_mutes,
    a_setting_that_mutes,
    a_report_that_leaves_out,
    a_wall_let_down,
    a_cut_anchor,
    a_cut_anchor_and_a_forgotten_note,
    a_changed_anchor,
    a_line_out_of_the_anchor,
]


# There are not two hundred places for these, or the whole chain is made anew each time.
FEWER: list[Tampering] = [
    a_rewritten_head,
    a_dropped_month,
    an_emptied_month,
    a_trigger_switched_off,
    a_trigger_taken_away,
    a_guard_that_lets_through,
    a_history_switched_off,
    a_history_that_looks_away,
    a_grant_given_back,
    a_column_given_back,
    a_role_raised,
    a_trigger_that_mutes,
    a_rule_that_mutes,
    a_setting_that_mutes,
    a_report_that_leaves_out,
    a_wall_let_down,
    a_cut_anchor_and_a_forgotten_note,
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Some hundred rows in BLOCKS blocks, sealed and anchored."""
    anchor = tmp_path_factory.mktemp("anchor") / "trail.jsonl"
    yield sealed.build(NAME, anchor, blocks=BLOCKS, dice=random.Random(7))
    with databases.owner() as cursor:
        cursor.execute(f"DROP DATABASE {NAME}_copy WITH (FORCE)")
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def walls_standing() -> AbstractContextManager[object]:
    """What the verifier is told of the walls, without the question."""
    return mock.patch.object(walls, "breaches", return_value=())


def unfound(world: World, anchor: Path, tampering: Tampering, places: Sequence[int]) -> list[str]:
    """Do it at these places, drawn by their numbers; those where the break was not told, or told
    of another place.

    To ask whether the walls stand is most of a verification: where rows, seals or the anchor are
    bent, and no wall can be, it is asked at the first places alone.
    """
    missed = []
    database = world.copy if tampering is a_restored_backup else world.database
    with sealed.as_insider(database) as connection:
        for n, place in enumerate(places):
            anchor.write_bytes(world.anchor.read_bytes())
            asked = nullcontext() if tampering in FEWER or n < len(FEW) else walls_standing()
            with sealed.bent(connection) as cursor, asked:
                expected = tampering(Hand(cursor, anchor, random.Random(place)))
                found = sealed.breaks(cursor, anchor)
            if not (found and expected(found[0])):
                missed.append(f"{place}: {found}")
    return missed


@pytest.mark.parametrize("where", ["database", "copy"])
def test_an_untouched_trail_is_whole_also_where_it_was_restored(world: World, where: str) -> None:
    report = sealed.verified(getattr(world, where), world.anchor)

    assert report.breaks == ()
    assert (report.blocks, report.rows) == (world.blocks, world.rows)
    assert (report.waiting, report.anchored) == (0, world.blocks)


@pytest.mark.parametrize("tampering", KINDS, ids=lambda tampering: tampering.__name__)
def test_a_bent_trail_is_found_and_the_place_named(
    world: World, tmp_path: Path, tampering: Tampering
) -> None:
    assert unfound(world, tmp_path / "anchor", tampering, FEW) == []


@pytest.mark.proof
def test_every_kind_is_found_at_every_place(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Counter[str]()
    missed: list[str] = []
    for tampering in KINDS:
        places = SOME if tampering in FEWER else MANY
        not_found = unfound(world, tmp_path / "anchor", tampering, places)
        found[tampering.__name__] = len(places) - len(not_found)
        missed += [f"{tampering.__name__} {one}" for one in not_found]

    most = len(KINDS) - len(FEWER)
    with capsys.disabled():
        print(f"\n{len(KINDS)} kinds of tampering, {most} of them at {len(MANY)} places and the")
        print(f"others at {len(SOME)}: {found.total()} found and located, {len(missed)} missed")
    assert missed == []
