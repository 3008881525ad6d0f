"""The bugs, as data: which trap, where, what stood there, what takes its place, and who catches."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Bug:
    """One trap; `catches` is the scenario that must be broken by it, in the share `share`."""

    name: str
    trap: str
    file: str
    old: str
    new: str
    catches: str
    says: str  # a word of what it says is broken, so that nothing else is taken for it
    share: str = "small"


BUGS: Final = (
    Bug(
        "early-ack",
        "a killed worker takes its task with it",
        "tildeling/settings.py",
        "CELERY_TASK_ACKS_LATE = True",
        "CELERY_TASK_ACKS_LATE = False",
        "rolling",
        "does not start",
    ),
    Bug(
        "synchronous-commit-off",
        "acknowledged writes are lost with the server",
        "tildeling/embedded/postgresql.py",
        '"max_connections": "100",',
        '"max_connections": "100", "synchronous_commit": "off",',
        "rolling",
        "does not start",
    ),
    Bug(
        "fsync-off",
        "what is written is on no disk",
        "tildeling/embedded/postgresql.py",
        '"max_connections": "100",',
        '"max_connections": "100", "fsync": "off",',
        "rolling",
        "does not start",
    ),
    Bug(
        "evicting-broker",
        "a full broker drops what it carries",
        "tildeling/embedded/valkey.py",
        '"maxmemory-policy": "noeviction",',
        '"maxmemory-policy": "allkeys-lru",',
        "rolling",
        "does not start",
    ),
    Bug(
        "no-idempotency",
        "whoever sends again writes again",
        "people/access/guard.py",
        "    if before is not None:\n        if before.body_hash",
        '    slot["key"] = f"{once.key[:8]} {at.timestamp()}"\n'
        "    if before is not None and False:\n        if before.body_hash",
        "kills",
        "doubled",
    ),
    Bug(
        "key-apart-from-write",
        "the key is not stored in the transaction of the write",
        "people/access/guard.py",
        "    IdempotentResult.objects.create(\n",
        "    _ = lambda: IdempotentResult.objects.create(\n",
        "kills",
        "doubled",
    ),
    Bug(
        "write-without-trail",
        "an act is not in the trail",
        "records/actions/notes.py",
        "    trail.record(\n        NoteWritten(",
        "    (lambda *_, **__: None)(\n        NoteWritten(",
        "kills",
        "once in the trail",
    ),
    Bug(
        "mark-before-send",
        "a relay that dies has said that it was sent",
        "notifications/actions/relay.py",
        '    row.save(update_fields=["account", "tries", "tried_at", "claim", "claimed_until"])\n',
        "    row.next_at = None\n    row.save()\n",
        "letters",
        "are not said to be sent",
    ),
    Bug(
        "send-twice-after-cut",
        "what may have been taken is not looked for",
        "notifications/actions/relay.py",
        "    if row.tries > counted:  # an earlier try may have been taken\n",
        "    if False:\n",
        "letters",
        "twice",
    ),
    Bug(
        "error-means-not-taken",
        "a line that is cut is taken for a no",
        "notifications/actions/relay.py",
        '        return _unknown(row, letter, at=at, actor=actor, trouble="no_answer")\n',
        "        row.tries, row.tried_at, row.account, row.next_at = 0, None, None, at\n"
        "        row.save()\n"
        '        return "unknown"\n',
        "letters",
        "twice",
    ),
    Bug(
        "no-retry-on-unknown",
        "what may not have been taken is never asked for again",
        "notifications/actions/relay.py",
        "    row.next_at = at + LOOK_AFTER\n    row.save()\n    trail.record(LetterNotTaken(",
        "    row.next_at = None\n    row.save()\n    trail.record(LetterNotTaken(",
        "letters",
        "never arrived",
    ),
    Bug(
        "escalated-twice",
        "two clocks tell the same leader",
        "deadlines/actions/clock.py",
        "    return claimed == 1\n",
        "    return claimed <= 1\n",
        "clocks",
        "twice",
    ),
    Bug(
        "id-above-last",
        "what commits late, or is looked at for another reason, is never seen",
        "deadlines/queries/clock.py",
        '    return list(ours.order_by("due_on", "pk").values_list("pk", flat=True)[:AT_ONCE])',
        "    from pathlib import Path; from django.conf import settings\n"
        '    kept = Path(settings.VAR_DIR) / "last"\n'
        "    last = int(kept.read_text() or 0) if kept.exists() else 0\n"
        '    new = ours.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)\n'
        "    rows = list(new[:AT_ONCE])\n"
        "    kept.write_text(str(max([last, *rows])))\n"
        "    return rows",
        "clocks",
        "not acted on",
    ),
    Bug(
        "sweep-by-broker",
        "without the broker no deadline is looked at",
        "watch/tasks.py",
        '        """See to a nudge soon; once, however often it is asked for until then."""\n',
        "        return\n",
        "broker",
        "waited",
        "away",
    ),
    Bug(
        "no-socket-timeout",
        "a frozen broker freezes the clock",
        "tildeling/settings.py",
        '    "socket_timeout": 2,\n',
        "",
        "broker",
        "does not start",
        "frozen",
    ),
    Bug(
        "no-lock-timeout",
        "readers wait behind a migration that waits",
        "tildeling/management/commands/migrate.py",
        'LOCK_TIMEOUT: Final = "1s"',
        'LOCK_TIMEOUT: Final = "0"',
        "migration",
        "a request waited",
    ),
    Bug(
        "blind-watchdog",
        "nobody hears of a dead clock",
        "watch/rules.py",
        "    if late(Part.CLOCK, clock.done_at):\n        return found\n",
        "",
        "dead",
        "alarm of clock",
    ),
    Bug(
        "clock-by-process",
        "a worker that hangs counts as alive",
        "watch/rules.py",
        "    if late(Part.WORKER, max(done, default=None), clock.begun_at):\n"
        "        return found\n",
        "",
        "dead",
        "alarm of worker",
    ),
    Bug(
        "no-grace-at-deploy",
        "a request under way is cut by a deploy",
        "tildeling/webserver.py",
        "graceful_timeout = 10",
        "graceful_timeout = 0",
        "rolling",
        "failed requests",
    ),
    Bug(
        "500-for-a-full-disk",
        "nobody is told that it may be sent again",
        "tildeling/views.py",
        "    away = _does_not_serve(sys.exc_info()[1])\n",
        "    away = False\n",
        "disk",
        "500",
    ),
)
