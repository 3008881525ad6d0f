"""What the clock does for the trail: seal it, anchor the seal, and verify both. Safe twice."""

import datetime as dt
import logging
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localdate, make_aware

from audit import adapters
from audit.models import Anchored, Check
from audit.queries import anchored_to, last_whole_check, seal_of, seals_after
from audit.rules import NIGHT, whole_is_due

log = logging.getLogger(__name__)

MOST: Final = 10_000  # rows in a block
ROUNDS: Final = 50  # blocks a nudge may make
RECENT: Final = dt.timedelta(days=1)  # what is gone through each time


def seal(*, at: dt.datetime) -> dict[str, int]:
    """Seal what waits, in blocks, and write the new blocks outside the database.

    A late, double or lost nudge changes nothing: the rows that wait are a question to the
    database. Blocks that cannot be written outside now are written at a later nudge.
    """
    sealed = blocks = 0
    for _ in range(ROUNDS):
        count = seal_rows()
        sealed, blocks = sealed + count, blocks + bool(count)
        if count < MOST:
            break
    try:
        anchored = anchor(at=at)
    except adapters.AnchorError as error:
        log.error("the seal is not written outside the database: %s", error)
        anchored = 0
    return {"sealed": sealed, "blocks": blocks, "anchored": anchored}


def seal_rows(*, most: int = MOST) -> int:
    """Close at most so many rows that wait in one block; returns how many, 0 for none."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal(%s)", [most])
        count: int = cursor.fetchone()[0]
        return count


def anchor(*, at: dt.datetime, anew: bool = False) -> int:
    """Write the blocks the anchor file does not have yet; returns how many.

    `anew`: the file was put away and a new one begins. Raises AnchorError when it cannot be
    written, and when it is not this database's: nothing is ever added to a file that was cut,
    or after blocks that are not ours.
    """
    path = Path(settings.TRAIL_ANCHOR_FILE)
    told, noted = adapters.last(path), anchored_to()
    end = told.block if told else 0
    if anew and told:
        raise adapters.AnchorError(f"{path} holds blocks already; put it away first")
    if end < noted and not anew:
        raise adapters.AnchorError(f"{path} ends at block {end} and has held block {noted}")
    if told and seal_of(end) != told:
        raise adapters.AnchorError(f"{path} knows another block {end} than the database")
    new = seals_after(end)
    if new:
        adapters.add(path, new)
    if last := new[-1].block if new else end:
        with transaction.atomic(durable=True):
            Anchored.objects.bulk_create([Anchored(block=last, at=at)], ignore_conflicts=True)
    return len(new)


def check(*, at: dt.datetime) -> dict[str, int]:
    """Verify what was sealed of late, or the whole chain once a night, and record the result.

    The verifier connects as the reader; the result is recorded by the application, and every
    break is logged as an error.
    """
    if not settings.READER_DATABASE_URL:
        log.warning("READER_DATABASE_URL is not set: the trail is not verified")
        return {"checked": 0, "breaks": 0}
    night = make_aware(dt.datetime.combine(localdate(at), NIGHT))
    whole = whole_is_due(last_whole_check(), night=night, at=at)
    started = time.monotonic()
    with closing(adapters.connect(settings.READER_DATABASE_URL)) as reader:
        report = adapters.verify(
            reader, path=Path(settings.TRAIL_ANCHOR_FILE), since=None if whole else RECENT
        )
    took = dt.timedelta(seconds=time.monotonic() - started)
    record_check(report=report, started_at=at, finished_at=at + took)
    return {"checked": report.rows, "breaks": len(report.breaks)}


def record_check(
    *, report: adapters.Report, started_at: dt.datetime, finished_at: dt.datetime
) -> None:
    """Record what a verification found, for the pages and for `/readyz`."""
    for found in report.breaks:
        log.error("the trail is broken: %s", found.sentence)
    with transaction.atomic(durable=True):
        Check.objects.create(
            started_at=started_at,
            finished_at=finished_at,
            whole=report.whole,
            blocks=report.blocks,
            rows=report.rows,
            breaks=[found.stored() for found in report.breaks],
        )
