"""People at their screens: each with a browser of their own, doing what a hand would do."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.test import Client
from playwright.sync_api import expect

from people.access import Actor
from tests import given
from tests.browsers import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page


class Screen:
    """What somebody who is signed in has in front of them."""

    def __init__(self, page: "Page", site: str) -> None:
        self.page = page
        self.site = site

    def open(self, path: str) -> None:
        """Go to an address, which answers as a page should."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status, self.page.locator("main").inner_text())

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def pick(self, label: str, option: str) -> None:
        """Choose in a list by the words of the choice, or a part of them."""
        field = self._field(label)
        words = [text for text in field.locator("option").all_inner_texts() if option in text]
        assert words, (label, option, field.locator("option").all_inner_texts())
        field.select_option(label=words[0])

    def suggest(self, field_id: str, words: str) -> None:
        """Type the beginning in a field that suggests, and take what it suggests."""
        field = self.page.locator(f"#{field_id}")
        field.press_sequentially(words[:6].lower())
        expect(self.page.get_by_role("option", name=words).first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value("")
        field.press("Tab")  # out of the field: an open list would lie over the buttons below
        expect(self.page.locator("u-option:visible")).to_have_count(0)

    def check(self, name: str) -> None:
        """A radio button or a box, by its words."""
        self._field(name).check()

    def _field(self, label: str) -> "Locator":
        """The first field with this label, whatever tag stands beside the words."""
        words = re.compile(rf"^\s*{re.escape(label)}(\s+(Må fylles ut|Valgfritt))?\s*$")
        return self.page.get_by_label(words).first

    def press(self, name: str) -> None:
        """A button; the page it leads to is waited for."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


class Office:
    """Opens a screen for whoever is asked for, and keeps it; hears what breaks on any of them."""

    def __init__(self, browser: "Browser", site: str, *, scripts: bool = True) -> None:
        self._browser, self._site, self._scripts = browser, site, scripts
        self._screens: dict[int, Screen] = {}
        self.wrong: list[str] = []

    def screen(self, actor: Actor, *, tablet: bool = False) -> Screen:
        """The screen of a member of staff, signed in; on a tablet if so the first time."""
        staff = actor.staff()
        if staff not in self._screens:
            self._screens[staff] = Screen(self._page(actor, tablet=tablet), self._site)
        return self._screens[staff]

    def _page(self, actor: Actor, *, tablet: bool) -> "Page":
        context = self._browser.new_context(
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            viewport={"width": 820, "height": 1180} if tablet else {"width": 1366, "height": 900},
            has_touch=tablet,
            reduced_motion="reduce",
            java_script_enabled=self._scripts,
        )
        context.set_default_timeout(PATIENCE)
        client = Client()
        client.force_login(given.account_of(actor))
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self._site}]
        )
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        return page

    def _heard(self, message: "ConsoleMessage") -> None:
        if "Content Security Policy" in message.text:
            self.wrong.append(message.text)

    def tell(self) -> None:
        """What stands on each screen; shown by pytest beside what failed."""
        for screen in self._screens.values():
            sys.stdout.write(f"--- {screen.page.url}\n{screen.page.locator('body').inner_text()}\n")

    def close(self) -> None:
        for screen in self._screens.values():
            screen.page.context.close()


@contextmanager
def office(browser: "Browser", site: str, *, scripts: bool = True) -> Iterator[Office]:
    """An office that is closed afterwards, where nothing may have broken."""
    opened = Office(browser, site, scripts=scripts)
    try:
        yield opened
    finally:
        opened.tell()
        opened.close()
    assert not opened.wrong, opened.wrong
