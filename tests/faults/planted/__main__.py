"""`make planted`: plants one bug after the other, and tells which the campaign has caught."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.planted.bugs import BUGS, Bug
from tests.faults.processes import ROOT

LINKED = (".venv", "node_modules")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="of these alone")
    parser.add_argument("--prepared", type=Path)
    given = parser.parse_args()
    chosen = [bug for bug in BUGS if not given.names or bug.name in given.names]
    for bug in chosen:
        fits(bug, ROOT)
    with tempfile.TemporaryDirectory(prefix="tildeling-planted-", dir="/var/tmp") as kept:
        prepared = given.prepared or Path(kept) / "prepared"
        if not given.prepared:
            Path(kept).chmod(0o711)
            campaign(ROOT, "--keep", str(prepared), check=True)
        calm = [holds(*pair, prepared) for pair in sorted({(b.share, b.catches) for b in chosen})]
        caught = [try_one(bug, Path(kept), prepared) for bug in chosen]
    print(f"{sum(caught)} of {len(caught)} planted bugs caught", flush=True)
    return 0 if all(caught) and all(calm) else 1


def holds(share: str, scenario: str, prepared: Path) -> bool:
    """Whether the scenario holds with no bug planted: else what it says of one says nothing."""
    status, said = campaign(ROOT, "--share", share, "--only", scenario, "--prepared", str(prepared))
    verdict = "NOT CALM" if status else "calm"
    print(f"{verdict:<10} {scenario}, share {share}", flush=True)
    if status:
        print(said[-600:], flush=True)
    return not status


def fits(bug: Bug, tree: Path) -> str:
    """The file with the bug in it. Fails when what it replaces does not stand there once."""
    text = (tree / bug.file).read_text(encoding="utf-8")
    if text.count(bug.old) != 1:
        message = f"{bug.name} does not fit {bug.file} any more: {text.count(bug.old)} places"
        raise SystemExit(message)
    return text.replace(bug.old, bug.new)


def try_one(bug: Bug, kept: Path, prepared: Path) -> bool:
    """Whether the scenario that must catch it is broken by it, with what it says."""
    begun = time.monotonic()
    tree = kept / "tree"
    copy(tree)
    (tree / bug.file).write_text(fits(bug, tree), encoding="utf-8")
    status, said = campaign(
        tree, "--share", bug.share, "--only", bug.catches, "--prepared", str(prepared)
    )
    shutil.rmtree(tree)
    broken = [
        line.strip() for line in said.splitlines() if " BROKEN: " in line and bug.says in line
    ]
    caught = status == 1 and bool(broken)
    why = broken[0] if broken else said[-600:]
    print(
        f"{'caught' if caught else 'NOT CAUGHT':<10} {bug.name} ({bug.trap}), by {bug.catches}"
        f" in {time.monotonic() - begun:.0f} s\n           {why[:300]}",
        flush=True,
    )
    return caught


def copy(tree: Path) -> None:
    """The tree as it is written, also what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, stdout=subprocess.PIPE, check=True,
    ).stdout.decode()  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    for catalogue in ROOT.glob("locale/*/LC_MESSAGES/*.mo"):
        shutil.copy2(catalogue, tree / catalogue.relative_to(ROOT))
    for linked in LINKED:
        if not (tree / linked).exists():
            (tree / linked).symlink_to((ROOT / linked).resolve())


def campaign(tree: Path, *arguments: str, check: bool = False) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.campaign", *arguments],
        cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    if check and done.returncode:
        raise SystemExit(done.stdout[-2000:])
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main())
