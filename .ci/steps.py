"""The steps of `make check`, `make test` and `make proof`: one line each, and what failed."""

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TESTS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
# Settings as production has them; nothing is connected to.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "tildeling.settings",
    "SECRET_KEY": "a-key-for-the-check-alone-7Zk2mQ9xW4vB8nR5tY1uP6sD3fG0hJ",
    "DATABASE_URL": "postgresql://tildeling_app:x@database.invalid/tildeling",
    "MIGRATION_DATABASE_URL": "",
    "REDIS_URL": "redis://broker.invalid:6379/0",
    "ALLOWED_HOSTS": "tildeling.invalid",
    "DEBUG": "",
    "DEMO": "",
    "HTTPS": "",
}


@dataclass(frozen=True)
class Step:
    """One command that must go well."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


QUICK = [
    Step("format", ["ruff", "format", "--check", "--quiet", "."]),
    Step("lint", ["ruff", "check", "--quiet", "."]),
    Step("floors", ["lint-imports", "--cache-dir", "var/cache/import-linter"]),
]
SLOWER = [
    Step("types", ["mypy", "."], TESTS),
    Step("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], TESTS),
    Step(
        "settings",
        ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
]
# From a bare clone: the tests compiled, the database migrated and what stands ready for the tests
# made, once, while the other steps use the other core; otherwise every worker compiles, and all of
# them wait for the one who makes it.
PREPARED = Path("var/cache/test-cluster")
PREPARE = Step(
    "set-up",
    ["python", "-m", "pytest", "-q", "-k", "test_a_partition_is_no_way_round"],
    {"TEST_READY": "whole"},
)
PYTEST = ["python", "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]


def passes(step: Step) -> bool:
    """Run it quietly, say how it went, and show what it said if it failed."""
    start = time.monotonic()
    done = subprocess.run(  # noqa: S603 - the commands above
        step.command,
        env={**os.environ, **step.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    verdict = "FAILED" if done.returncode else "ok"
    lines = [f"  {step.name:<12}{time.monotonic() - start:6.1f} s  {verdict}"]
    if done.returncode:
        lines.append(done.stdout.decode(errors="replace"))
    print("\n".join(lines), flush=True)  # noqa: T201 - this is what the command is for
    return not done.returncode


def check(steps: list[Step]) -> bool:
    went = [passes(step) for step in steps]  # all of them, also after a failure
    return all(went)


def pytest(*arguments: str, **env: str) -> bool:
    done = subprocess.run(  # noqa: S603 - the command above
        [*PYTEST, *arguments], env={**os.environ, **env}, check=False
    )
    return not done.returncode


def begun(steps: list[Step]) -> Callable[[], bool]:
    """Begin these steps beside whatever comes; what is returned waits for them, and tells."""
    went: list[bool] = []
    beside = threading.Thread(target=lambda: went.append(check(steps)))
    beside.start()

    def ended() -> bool:
        beside.join()
        return went == [True]

    return ended


def test() -> bool:
    """The quick steps first; then the slower ones while it is set up and the tests run."""
    prepared = begun([] if PREPARED.exists() else [PREPARE])
    if not check(QUICK):
        prepared()
        return False
    slower = begun(SLOWER)
    if not prepared():
        slower()
        return False
    tests = pytest()
    return slower() and tests


def main(which: str) -> int:
    match which:
        case "check":
            good = check([*QUICK, *SLOWER])
        case "test":
            good = test()
        case "proof":
            # Which share is tried, where not all is: the same for every worker, and told.
            day = os.environ.get("PROOF_DAY") or str(dt.datetime.now(tz=dt.UTC).toordinal())
            print(f"  SHARE={os.environ.get('SHARE', 'full')} PROOF_DAY={day}", flush=True)  # noqa: T201
            good = pytest("-m", "proof", HYPOTHESIS_PROFILE="long", PROOF_DAY=day)
        case _:
            raise SystemExit(__doc__)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
