"""The verifier: goes through rows, seals and anchor by its own sums, and names the first break.

It needs to read only, asks the database's functions for nothing, and knows no Django: what it
says does not rest on the application whose work it checks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, takewhile
from pathlib import Path
from typing import Any, Final

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - classes, named as such
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class

from audit.adapters import anchor, walls
from audit.adapters.questions import COLUMNS, PLACE, ROWS, SEALS, SETTINGS, UNSEALED
from audit.kinds import Break, Fault
from audit.rules import START, Seal, linked, root, split

AT_ONCE: Final = 100_000  # rows in one question
GRACE: Final = dt.timedelta(minutes=15)  # until what waits to be sealed or anchored is missed
DRIFT: Final = dt.timedelta(minutes=1)  # a clock may be set right by so much
DAY: Final = dt.timedelta(days=1)


class VerifierError(Exception):
    """The verification cannot be made: no connection, or a role that does not see everything."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one verification went through and found; the first break stands first."""

    whole: bool
    blocks: int
    rows: int
    waiting: int  # rows that are not sealed yet
    late: int  # rows that tell of a time more than a day before they were sealed
    anchored: int  # the last block outside the database; 0 without an anchor
    last: Seal | None
    breaks: tuple[Break, ...]


def connect(url: str) -> Connection:
    """A connection that only reads, and sees everything as it was at its first question."""
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise VerifierError(str(error).strip()) from error
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    return connection


def verify(
    connection: Connection,
    *,
    path: Path | None,
    since: dt.timedelta | None = None,
    receipts: Mapping[int, str] | None = None,
) -> Report:
    """Go through the chain against the anchor at `path`, and receipts (block: beginning of hash).

    With `since`, only what was sealed in the time before now, and not what was never sealed.
    Raises VerifierError for a role that sees only some rows, and where something cannot be read.
    """
    # Before the first question: what is anchored later may be of blocks it does not see.
    try:
        ahead = anchor.last(path) if path else None
        with connection.cursor() as cursor:
            return _Walk(cursor, path, ahead, since, receipts or {}).report()
    except (anchor.AnchorError, psycopg2.Error) as error:
        raise VerifierError(str(error).strip()) from error


@dataclass(frozen=True, slots=True)
class _Block:
    seal: Seal
    sealed_at: dt.datetime


class _Walk:
    """One verification on its way; what it has found of the chain is `chain`, at most one."""

    def __init__(
        self,
        cursor: Cursor,
        path: Path | None,
        ahead: Seal | None,
        since: dt.timedelta | None,
        receipts: Mapping[int, str],
    ) -> None:
        self.cursor, self.path, self.ahead, self.receipts = cursor, path, ahead, receipts
        cursor.execute(SETTINGS)
        cursor.execute(PLACE, {"app": walls.APP})
        self.place, self.xmax, self.now, blind = self._one()
        if blind:
            raise VerifierError(
                f"{walls.APP} ser bare én kommunes rader. Bruk tildeling_reader"
                " (READER_DATABASE_URL eller --database)."
            )
        self.whole = since is None
        self.first = self._first(self.now - since) if since else 1
        self.before: _Block | None = self._block(self.first - 1) if self.first > 1 else None
        self.blocks = self.rows = self.late = self.gone = 0
        self.chain: Break | None = None
        self.forged: Break | None = None  # the anchor's own first break

    def report(self) -> Report:
        """Walk, and tell what was found."""
        breaches = list(walls.breaches(self.cursor))
        self._walk()
        passed = self._passed() if self.whole else []
        waiting, oldest = self._waiting()
        found = [self.chain, *self._ends(), *passed, self.forged, *self._receipts(), *breaches]
        if oldest and self.now - oldest > GRACE and self._silent():
            found.append(Break(Fault.NOT_SEALED, what=f"{oldest:%Y-%m-%d %H:%M} UTC"))
        return Report(
            whole=self.whole,
            blocks=self.blocks,
            rows=self.rows,
            waiting=waiting,
            late=self.late,
            anchored=self.ahead.block if self.ahead else 0,
            last=self.before.seal if self.before else None,
            breaks=tuple(one for one in found if one),
        )

    def _one(self) -> Any:
        return self.cursor.fetchone()

    def _first(self, moment: dt.datetime) -> int:
        self.cursor.execute("SELECT min(number) FROM audit_block WHERE sealed_at >= %s", [moment])
        (found,) = self._one()
        if found is None:  # none of late: the last one, so that a cut end is seen
            self.cursor.execute("SELECT max(number) FROM audit_block")
            (found,) = self._one()
        return found or 1

    def _read(self, number: int) -> list[_Block]:
        self.cursor.execute(SEALS, [number])
        return [_Block(Seal(*row[:-1]), row[-1]) for row in self.cursor.fetchall()]

    def _block(self, number: int) -> _Block | None:
        return next((b for b in self._read(number)[:1] if b.seal.block == number), None)

    # --- the chain, from its first block to its last -----------------------------------------

    def _walk(self) -> None:
        anchored = self._anchored()
        number = self.first
        if number > 1 and self.before is None:
            self.chain = Break(Fault.SEAL_MISSING, block=number - 1)
        while not self.chain and (read := self._read(number)):
            for some in _portions(read):
                links = bytes.fromhex(self.before.seal.link) if self.before else START
                good = []
                for block in some:
                    self.chain = self._seal(block, next(anchored, None))
                    if self.chain:
                        break
                    good.append(block)
                    self.before = block
                if good:
                    self.chain = self._portion(good, links) or self.chain
                if self.chain:
                    return
            number = read[-1].seal.block + 1

    def _seal(self, block: _Block, told: Seal | None) -> Break | None:
        """What is wrong with a block's own row, beside what the anchor tells of it."""
        seal, before = block.seal, self.before
        expected = before.seal.block + 1 if before else self.first
        if seal.block != expected:
            return Break(Fault.SEAL_MISSING, block=expected)
        if seal.computed() != seal.hash:
            return Break(Fault.SEAL, block=seal.block)
        if told and told.hash != seal.hash:
            return Break(Fault.REMADE, block=seal.block)
        follows = before.seal.hash if before else START.hex()
        total = before.seal.total if before else 0
        if (seal.previous, seal.total) != (follows, total + seal.count):
            return Break(Fault.SEAL, block=seal.block)
        if before and block.sealed_at < before.sealed_at - DRIFT:
            return Break(Fault.CLOCK, block=seal.block)
        return None

    def _anchored(self) -> Iterator[Seal]:
        """What the anchor tells of each block from the first on; none where it is broken."""
        if self.path is None or self.ahead is None:
            return
        end, expected, before = self.ahead_block, self.first, ""
        lines = takewhile(lambda seal: seal.block <= end, anchor.seals(self.path, since=expected))
        for seal, after in pairwise(chain[Seal | None](lines, [None])):
            if seal is None:
                return
            whole = seal.computed() == seal.hash and before in ("", seal.previous)
            if after and after.block == seal.block + 1:
                whole &= after.previous == seal.hash
            if seal.block != expected or not whole:
                self.forged = Break(Fault.ANCHOR_CHANGED, block=expected)
                return
            yield seal
            expected, before = expected + 1, seal.hash

    @property
    def ahead_block(self) -> int:
        """The last block the anchor told of when the verification began."""
        return self.ahead.block if self.ahead else 0

    # --- the rows of some blocks ---------------------------------------------------------------

    def _portion(self, blocks: Sequence[_Block], before: bytes) -> Break | None:
        """The first break among the rows of these blocks, whose own rows are whole."""
        ends = {"from": blocks[0].seal.block, "to": blocks[-1].seal.block}
        self.cursor.execute(
            "SELECT min(at), max(at) FROM audit_link WHERE block BETWEEN %(from)s AND %(to)s", ends
        )
        first, last = self._one()
        self.cursor.execute(ROWS, {**ends, "first": first, "last": last, "before": before})
        found = {row[0]: row for row in self.cursor.fetchall()}
        for block in blocks:
            if wrong := self._rows(block.seal, found.get(block.seal.block), before):
                return wrong
            before = bytes.fromhex(block.seal.link)
            self.blocks += 1
            self.rows += block.seal.count
        return None

    def _rows(self, seal: Seal, row: Any, before: bytes) -> Break | None:
        if row is None:
            return Break(Fault.LINK, block=seal.block, position=1)
        _block, count, close, gone, changed, unlinked, digests, link, late = row
        self.late += late
        places = [(gone, 0), (changed, 1), (unlinked, 2)]
        if wrong := min((place for place in places if place[0]), default=None):
            position, which = wrong
            if which == 2:
                return self._disorder(seal, position, before)
            fault = (Fault.DELETED, Fault.CHANGED)[which]
            return self._named(Break(fault, block=seal.block, position=position))
        if not close or count != seal.count:
            return Break(Fault.LINK, block=seal.block, position=min(count, seal.count) + 1)
        if root(split(bytes(digests))).hex() != seal.root or bytes(link).hex() != seal.link:
            return Break(Fault.SEAL, block=seal.block)
        return None

    def _disorder(self, seal: Seal, position: int, before: bytes) -> Break:
        """Links that do not follow each other: the rows in another order, or other links."""
        self.cursor.execute(
            "SELECT position, digest, link FROM audit_link WHERE block = %s ORDER BY position",
            [seal.block],
        )
        links = {p: (bytes(digest), bytes(link)) for p, digest, link in self.cursor.fetchall()}
        previous = links[position - 1][1] if position - 1 in links else before
        moved = any(
            linked(previous, digest) in (link, links[position][1])
            for p, (digest, link) in links.items()
            if p != position
        )
        fault = Fault.REORDERED if moved else Fault.LINK
        return Break(fault, block=seal.block, position=position)

    def _named(self, found: Break) -> Break:
        """With the row's table, moment and id; a whole month that is gone is said as that."""
        self.cursor.execute(
            "SELECT kind, at, id FROM audit_link WHERE block = %s AND position = %s",
            [found.block, found.position],
        )
        kind, at, row_id = self._one()
        at = at.astimezone(dt.UTC)
        table = f"audit_{kind}"
        named = replace(found, row=f"{table} {at:%Y-%m-%dT%H:%M:%S.%fZ} {row_id}")
        if found.fault is not Fault.DELETED or kind not in COLUMNS:
            return named
        month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        after = (month + dt.timedelta(days=32)).replace(day=1)
        self.cursor.execute(
            f"SELECT to_regclass(%s) IS NULL AND NOT EXISTS (SELECT FROM {table}"  # noqa: S608 - own names
            " WHERE at >= %s AND at < %s)",
            [f"{table}_{at:%Y%m}", month, after],
        )
        (dropped,) = self._one()
        what = f"{table} {at:%Y-%m}"
        return replace(named, fault=Fault.PARTITION, what=what) if dropped else named

    # --- the ends, and what stands outside the chain ----------------------------------------------

    def _ends(self) -> Iterator[Break]:
        """Whether the chain and its anchor end at the same place."""
        self.cursor.execute("SELECT max(number) FROM audit_block")
        last = self._one()[0] or 0
        if self.ahead_block > last and self.ahead:
            elsewhere = self.ahead.place != self.place or int(self.ahead.horizon) > int(self.xmax)
            fault = Fault.RESTORED if elsewhere else Fault.CUT
            yield Break(fault, block=last + 1, what=str(self.ahead_block))
        if self.path is None:
            return
        written = anchor.last(self.path)
        end = written.block if written else 0
        self.cursor.execute("SELECT max(block) FROM audit_anchored")
        anchored = self._one()[0] or 0
        if end < anchored:
            yield Break(Fault.ANCHOR_CUT, block=end + 1, what=str(anchored))
        self.cursor.execute(
            "SELECT min(number), max(number) FROM audit_block WHERE number > %s AND sealed_at < %s",
            [max(end, anchored), self.now - GRACE],
        )
        first, after = self._one()
        if first:
            yield Break(Fault.NOT_ANCHORED, block=first, what=str(after))

    def _passed(self) -> Iterator[Break]:
        """Links of no block, and rows the sealer has passed without sealing."""
        self.cursor.execute(
            "SELECT block, position FROM audit_link LEFT JOIN audit_block ON number = block"
            " WHERE number IS NULL ORDER BY 1, 2 LIMIT 1"
        )
        yield from (Break(Fault.LINK, block=b, position=p) for b, p in self.cursor.fetchall())
        horizon = self._horizon()
        if horizon is None:
            return
        asked = UNSEALED.format(*["(xact < %(x)s OR xact >= %(xmax)s)"] * len(COLUMNS))
        self.cursor.execute(
            f"SELECT kind, at, id FROM ({asked}) passed ORDER BY at, kind, id LIMIT 1",  # noqa: S608 - own names
            {"x": horizon, "xmax": self.xmax},
        )
        for kind, at, row_id in self.cursor.fetchall():
            row = f"audit_{kind} {at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ} {row_id}"
            yield Break(Fault.INSERTED, row=row)

    def _horizon(self) -> str | None:
        """Below it every transaction is sealed; none before the first block of this database."""
        self.cursor.execute(
            "SELECT place, horizon::text FROM audit_block ORDER BY number DESC LIMIT 1"
        )
        row = self._one()
        return row[1] if row and row[0] == self.place else None

    def _waiting(self) -> tuple[int, dt.datetime | None]:
        """How many rows are not sealed yet, and the oldest of them."""
        asked = UNSEALED.format(*["xact >= %(x)s"] * len(COLUMNS))
        self.cursor.execute(
            f"SELECT count(*), min(at) FROM ({asked}) waiting",  # noqa: S608 - own names
            {"x": self._horizon() or "0"},
        )
        count, oldest = self._one()
        return count, oldest

    def _silent(self) -> bool:
        """Whether nothing was sealed for a while."""
        self.cursor.execute("SELECT max(sealed_at) FROM audit_block")
        (last,) = self._one()
        return last is None or bool(self.now - last > GRACE)

    def _receipts(self) -> Iterator[Break]:
        for number, beginning in sorted(self.receipts.items()):
            block = self._block(number)
            if block is None or not block.seal.hash.startswith(beginning.lower()):
                yield Break(Fault.RECEIPT, block=number)


def _portions(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks that are asked about together, about AT_ONCE rows at a time."""
    some: list[_Block] = []
    rows = 0
    for block in blocks:
        some.append(block)
        rows += block.seal.count
        if rows >= AT_ONCE:
            yield some
            some, rows = [], 0
    if some:
        yield some
