"""What a journey costs whoever makes it: keys pressed, pages that came, and the machine's time."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.journeys.screens import Screen

if TYPE_CHECKING:
    from playwright.sync_api import Frame


@dataclass(frozen=True, slots=True)
class Cost:
    """The most a journey may cost; seconds are only told."""

    keys: int
    pages: int


class Work:
    """One person's screen, and what they have had to do on it.

    A key is a letter typed, a box ticked, a choice made or a button pressed.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen, self.keys, self.pages = screen, 0, 0
        self.began = time.monotonic()
        screen.page.on("framenavigated", self._came)

    def _came(self, frame: "Frame") -> None:
        self.pages += frame == self.screen.page.main_frame

    def fill(self, label: str, text: str) -> None:
        self.keys += len(text)
        self.screen.fill(label, text)

    def check(self, name: str) -> None:
        self.keys += 1
        self.screen.check(name)

    def pick(self, label: str, option: str) -> None:
        self.keys += 1
        self.screen.pick(label, option)

    def unfold(self, name: str) -> None:
        """Open what lies folded under these words."""
        self.keys += 1
        self.screen.page.locator("summary").filter(has_text=name).first.click()

    def press(self, name: str) -> None:
        self.keys += 1
        self.screen.press(name)

    def follow(self, name: str) -> None:
        self.keys += 1
        with self.screen.page.expect_navigation():
            self.screen.follow(name)


def within(name: str, cost: Cost, *work: Work) -> None:
    """Tell what a journey has cost, and hold it within its budget."""
    keys, pages = sum(one.keys for one in work), sum(one.pages for one in work)
    seconds = time.monotonic() - min(one.began for one in work)
    print(f"{name}: {keys} keys, {pages} pages, {seconds:.0f} s")  # noqa: T201 - the count is the point
    assert (keys <= cost.keys, pages <= cost.pages) == (True, True), (keys, pages)
