"""The tour of a working day: each leg's keys, pages and machine time, and its pictures."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.screens import Screen
from tests.journeys.work import Cost, Work

if TYPE_CHECKING:
    from playwright.sync_api import Locator


class Hands(Work):
    """Somebody at work. What they have to say is data; all else that is pressed is an extra key."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.data = 0

    def tell(self, label: str, text: str) -> None:
        """Write what only this person knows."""
        self.data += len(text)
        self.screen.fill(label, text)

    def type(self, text: str) -> None:
        """Write it where the cursor stands, letter by letter."""
        self.data += len(text)
        self.screen.page.keyboard.type(text)

    def hit(self, *names: str) -> None:
        """Press keys."""
        for name in names:
            self.keys += 1
            self.screen.page.keyboard.press(name)

    def hit_and_go(self, name: str) -> None:
        """Press a key that leads to another page, and wait for it."""
        self.keys += 1
        with self.screen.page.expect_navigation():
            self.screen.page.keyboard.press(name)

    def click(self, what: "Locator") -> None:
        self.keys += 1
        what.click()

    def click_and_go(self, what: "Locator") -> None:
        """Press what leads to another page, and wait for it."""
        self.keys += 1
        with self.screen.page.expect_navigation():
            what.click()

    def choose(self, beginning: str, words: str) -> None:
        """Type the beginning of a choice where the cursor stands, and take what is suggested."""
        self.keys += len(beginning)
        self.screen.page.keyboard.type(beginning)
        expect(self.screen.page.get_by_role("option", name=words).first).to_be_visible()
        self.hit("ArrowDown", "Enter")


@dataclass(frozen=True, slots=True)
class Leg:
    """What one leg of the tour cost."""

    name: str
    keys: int
    data: int
    pages: int
    seconds: float


class Tour:
    """The legs in order; pictures go to a folder if one is named."""

    def __init__(self, pictures: str = "") -> None:
        self.legs: list[Leg] = []
        self._pictures = pictures

    @contextmanager
    def leg(self, name: str, most: Cost, *hands: Hands) -> Iterator[None]:
        """Count what happens within, and hold it within its budget; seconds are only told."""
        before = _sums(hands)
        began = time.monotonic()
        yield
        seconds = time.monotonic() - began
        keys, data, pages = (now - then for now, then in zip(_sums(hands), before, strict=True))
        self.legs.append(Leg(name, keys, data, pages, seconds))
        assert keys <= most.keys, (name, keys)
        assert pages <= most.pages, (name, pages)

    def picture(self, screen: Screen, name: str) -> None:
        """What is on the screen, small."""
        if self._pictures:
            with Image.open(io.BytesIO(screen.page.screenshot())) as shot:
                shot.save(Path(self._pictures) / f"{name}.webp", quality=80, method=6)

    def tell(self) -> None:
        """Print the table, and leave it beside the pictures."""
        print(self.table())  # noqa: T201 - the figures are what is asked for
        if self._pictures:
            (Path(self._pictures) / "tour.md").write_text(f"{self.table()}\n")

    def table(self) -> str:
        """The legs as a table for README.md."""
        rows = ["| | keys | typed | pages | machine |", "|---|---:|---:|---:|---:|"]
        rows += [
            f"| {leg.name} | {leg.keys} | {leg.data} | {leg.pages} | {leg.seconds:.1f} s |"
            for leg in self.legs
        ]
        return "\n".join(rows)


def _sums(hands: tuple[Hands, ...]) -> tuple[int, int, int]:
    return (
        sum(one.keys for one in hands),
        sum(one.data for one in hands),
        sum(one.pages for one in hands),
    )
