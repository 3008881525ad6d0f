"""A real Chromium for tests: `site` serves the application, `page` looks at it.

A pytest plugin (`-p tests.browsers` in pyproject.toml). The browser comes from the npm package
@sparticuz/chromium: packed, without installer or download. It is unpacked once into var/, never
started with that package's own arguments, which switch web security off.
"""

import ctypes.util
import fcntl
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.depth import in_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parent.parent
PACKED = ROOT / "node_modules" / "@sparticuz" / "chromium"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
UNPACKED = ROOT / "var" / "browser"
WIDTHS = (1366, 820, 360)
SCHEMES = ("light", "dark")
# A graphics card that is not there is not played by the processor either: one process less.
WITHOUT_GPU = ["--disable-gpu", "--disable-software-rasterizer"]
PATIENCE = 30_000  # ms until a page that never comes fails its test; a busy machine is slow
COLOURS = ("color-contrast", "link-in-text-block")  # axe's rules that look at colours
# Brotli has no reader in Python's library; Node has one.
UNPACK = """
const [from, to] = process.argv.slice(1);
require("fs").createReadStream(from).pipe(require("zlib").createBrotliDecompress())
  .pipe(require("fs").createWriteStream(to));
"""


def _node() -> str:
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.prefix) / "bin"))
    assert found, "no node: run make setup"
    return found


def _unpack(name: str) -> Path:
    """Unpack one of the package's files; a tar is opened. Returns where its content lies."""
    target = UNPACKED / name.removesuffix(".br").removesuffix(".tar")
    if target.exists():
        return target
    half = UNPACKED / f"{name}.half"
    source = PACKED / "bin" / name
    subprocess.run([_node(), "-e", UNPACK, "--", str(source), str(half)], check=True)
    if name.endswith(".tar.br"):
        with tarfile.open(half) as tar:
            # Python 3.11 has it from its fourth release on; the lock's hash stands for the content.
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            tar.extractall(target)  # noqa: S202
        half.unlink()
    else:
        half.chmod(0o755)
        half.rename(target)
    return target


def chromium_path() -> Path:
    """The browser, unpacked if this is the first time or the package is another one."""
    UNPACKED.mkdir(parents=True, exist_ok=True)
    with (UNPACKED / ".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        version = (PACKED / "package.json").read_bytes()
        stamp = UNPACKED / "package.json"
        if not stamp.exists() or stamp.read_bytes() != version:
            for old in UNPACKED.iterdir():
                if old.name != ".lock":
                    shutil.rmtree(old) if old.is_dir() else old.unlink()
        path = _unpack("chromium.br")
        if not ctypes.util.find_library("nss3"):
            _unpack("al2023.tar.br")
        stamp.write_bytes(version)
    return path


def chromium_environment() -> dict[str, str | float | bool]:
    """The browser's environment: a home and libraries it can do with."""
    env: dict[str, str | float | bool] = {**os.environ, "HOME": str(UNPACKED)}
    libraries = UNPACKED / "al2023" / "lib"
    if libraries.exists():
        env["LD_LIBRARY_PATH"] = str(libraries)
    return env


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests of this process."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        pytest.skip("the packed Chromium is for Linux on x86-64")
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - only who asks pays

    expect.set_options(timeout=PATIENCE)

    # Playwright's sync interface runs an event loop in this thread, which Django would refuse.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        # Without its own sandbox (Playwright's default): it refuses root, needs user namespaces
        # that containers lack, and sees nothing but our own pages.
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), env=chromium_environment(), args=WITHOUT_GPU
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(real_db: None) -> Iterator[str]:
    """The application, served on 127.0.0.1 with real commits; its address without the slash."""
    from django.core.servers.basehttp import (  # noqa: PLC0415 - after the applications are loaded
        ThreadedWSGIServer,
        WSGIRequestHandler,
    )
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - as above

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            """Tests say what went wrong themselves."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A fresh page; the test fails if a script fails in it or the page breaks its own CSP."""
    context = browser.new_context(
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    wrong: list[str] = []

    def heard(message: "ConsoleMessage") -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    opened = context.new_page()
    opened.on("console", heard)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert not wrong, wrong


def settled(page: "Page") -> "Page":
    """The page, once its styles and scripts are there too: its words are in sight before them."""
    page.wait_for_load_state()
    return page


def fits(page: "Page") -> bool:
    """No sideways scroll."""
    return bool(settled(page).evaluate("document.documentElement.scrollWidth <= innerWidth"))


def looked_at(
    page: "Page",
    name: str,
    *,
    widths: tuple[int, ...] = (1366, 360),
    schemes: tuple[str, ...] = ("light",),
) -> None:
    """Nothing for axe, nothing to the side and one filled button at most, at each width.

    Its pictures lie in the folder PICTURES names, for who wants to look too.
    """
    before = page.viewport_size
    assert wrong_with(page, name, widths=widths, schemes=schemes) == []
    page.set_viewport_size(before or {"width": 1366, "height": 900})


def wrong_with(
    page: "Page",
    name: str,
    *,
    widths: tuple[int, ...] = WIDTHS,
    schemes: tuple[str, ...] = SCHEMES,
) -> list[str]:
    """What is wrong with the page at each width in each light, loaded once; as `looked_at`."""
    pictures = os.environ.get("PICTURES")
    many = page.locator("[data-primary]").count()
    wrong = [f"{name}: {many} filled buttons"] if many > 1 else []
    tried = in_turn(widths, of=3) if len(widths) > 2 else widths
    for scheme in schemes:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in tried:
            page.set_viewport_size({"width": width, "height": 900})
            if pictures:
                picture = f"{name}-{width}{'-dark' if scheme == 'dark' else ''}.png"
                page.screenshot(path=Path(pictures) / picture, full_page=True)
            # What is where hangs on the width alone; the other light has other colours.
            found = axe(page, only=COLOURS if scheme == "dark" else ())
            if not fits(page):
                found.append("wider than the window")
            wrong += [f"{name} at {width}, {scheme}: {one}" for one in found]
    page.emulate_media(color_scheme="light")
    return wrong


def axe(page: "Page", *, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds wrong on the page: one line for each element, empty when all is well.

    `only`: these of its rules; all of them when empty.
    """
    settled(page)
    if not page.evaluate("() => 'axe' in window"):
        # Evaluated by the debugger and not as a tag, so the page's CSP stays as it is.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """only => axe.run({
            resultTypes: ['violations'], ...(only.length ? {runOnly: only} : {})
        }).then(result => result.violations)""",
        list(only),
    )
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]
