"""What somebody wrote is there again after the session was lost: on every page that is written in.

The pages are not listed here: every address of the house is opened, and each form that takes more
than a line must keep a draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Final

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from people.models import Account
from people.roles import Role
from tests import given
from tests.architecture.test_doors import APPROVED, PEOPLE, doors, filled
from tests.depth import deep, in_turn
from tests.whole import Whole, a_whole_town

WORDS: Final = "Hun vil helst stå opp klokken ni, og klare morgenstellet selv."
BROUGHT_BACK: Final = "Utkastet ditt fra kl. 10.00 er hentet fram."
# Forms with a field of several lines that need no draft, and why.
NO_DRAFT: Final[dict[str, str]] = {}
# Pages where each writes something of their own, so that nobody is told who else does.
EACH_THEIR_OWN: Final = frozenset(
    {
        "/personer/<uuid:public_id>/",  # an enquiry on the telephone
        "/personer/<uuid:public_id>/henvendelse/",
        "/soknader/ny/",
    }
)
NOT_PAGES: Final = ("/api/", "/oppsett/komponenter/", "/logg-inn/", "/healthz", "/readyz")


@dataclass
class Form:
    """A form of a page that is posted: what it sends, and which of it is written by hand."""

    draft: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms that are posted from a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_as = {name: value or "" for name, value in attrs}
        if tag == "form":
            posted = given_as.get("method") == "post"
            self._open = Form("data-draft" in given_as) if posted else None
            self.found += [self._open] if self._open else []
        elif self._open and given_as.get("name"):
            if tag == "textarea":
                self._open.texts.append(given_as["name"])
            elif tag == "input" and given_as.get("type", "text") == "hidden":
                self._open.fields.append((given_as["name"], given_as.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def pages() -> list[str]:
    """Every address that might be a page."""
    found = [path for path in doors(get_resolver().url_patterns) if "/oppsett/" not in path]
    return [path for path in found if not path.startswith(NOT_PAGES)]


def answers() -> dict[str, list[str]]:
    """What each role is answered at each address, as approved; a new address is not there yet."""
    lines = (APPROVED / "doors_get.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {path: got for path, *got in (line.removeprefix("GET ").split() for line in lines)}


class Office:
    """Everybody's browser, and what they wrote in it."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        actors = whole.town.by_role()
        self._accounts: dict[Role, Account] = {
            role: given.account_of(actors[role]) for role in PEOPLE
        }
        self._approved = answers()
        self.without: list[str] = []
        self.lost: list[str] = []
        self.kept: list[str] = []
        self.silent: list[str] = []  # about who else is writing

    def look(self, door: str) -> None:
        """Write in every form of a page, and lose the session."""
        path = filled(door, self.whole)
        for role in self._likely(door):
            client = Client()
            client.force_login(self._accounts[role])
            answer = client.get(path)
            if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                return
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            if answer.status_code == HTTPStatus.OK and html:
                for form in Forms(answer.content.decode()).found:
                    if form.texts:
                        self._write(door, path, form, client, role)
                return

    def _likely(self, door: str) -> Sequence[Role]:
        got = self._approved.get(door)
        if got is None:
            return PEOPLE
        return [role for role, status in zip(PEOPLE, got, strict=True) if status == "200"][:1]

    def _write(self, door: str, path: str, form: Form, client: Client, role: Role) -> None:
        if not form.draft:
            self.without.append(door)
            return
        typed = dict(form.fields) | dict.fromkeys(form.texts, WORDS)
        saved = client.post("/kladd/", typed, headers={"HX-Request": "true"})
        assert saved.status_code == HTTPStatus.OK, door
        client.logout()
        sent_away = client.get(path)
        assert sent_away.headers["Location"].startswith("/logg-inn/?next="), door
        client.force_login(self._accounts[role])
        page = client.get(path).content.decode()
        self.kept.append(door)
        if door not in EACH_THEIR_OWN and "/kladd/andre/?" not in page:
            self.silent.append(door)
        self.lost += [door] if WORDS not in page or BROUGHT_BACK not in page else []


@pytest.mark.proof  # every page there is; one is lost and found in tests/browser/test_writing.py
@pytest.mark.django_db
def test_every_form_of_more_than_a_line_brings_back_what_was_written_after_a_lost_session() -> None:
    with time_machine.travel(given.NOW, tick=False):
        office = Office(a_whole_town())
        for door in in_turn(list(pages())):
            office.look(door)

    assert set(office.without) == set(NO_DRAFT)
    assert office.lost == []
    assert office.silent == []
    assert len(office.kept) > deep(30, 12)
