"""What nobody would type, sent to every form: told at its field, kept, and never an error of ours.

The forms are read off our own pages, filled as somebody would, and spoiled: a field at a time, and
all of them together. Each request is taken back, so that one town serves them all.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from unittest import mock
from urllib.parse import quote, quote_from_bytes

import pytest
import time_machine
from django.db import connection
from django.forms import BaseForm
from django.template.loader import render_to_string

from people.access import set_context
from people.adapters.sessions import KNOWN
from people.roles import Role
from tests import given
from tests.architecture.test_doors import APPROVED, PEOPLE, filled
from tests.depth import deep, in_turn
from tests.doors import TABLE, Knock, knocks, taken_back
from tests.hostile import NOT_TEXT, SCRIPT, TEXTS, TYPED, Asked, Forms
from tests.journeys.pages import NOT_AN_ACT, everything
from tests.walk import quick_pages
from tests.whole import Whole, a_whole_town

pytestmark = [pytest.mark.proof, pytest.mark.asvs("V2.2.1", "V16.5.3")]

CLOSED: Final = frozenset({"403", "404", "405"})
NOT_HERE: Final = ("/api/", "/logg-", "/profil/")  # signing in has tests of its own
TOKEN: Final = "csrfmiddlewaretoken"
REFUSED, UNPROCESSABLE, FAILED = 400, 422, 500
EACH, FEWEST, TOO_MUCH = 4, deep(900, 400), 10_000_000  # fields a form; forms sent; signs
KINDS: Final = [one for one in TEXTS if one != "zero"]
WRITES: Final = ("INSERT", "UPDATE", "DELETE")
DRAFT: Final = "cases_draft"  # what was typed is kept there


@dataclass(frozen=True, slots=True)
class Door:
    """A form's address, who sends it, and its fields; none where no page of the town shows it."""

    path: str
    address: str
    by: Knock
    form: dict[str, Asked]

    def right(self) -> dict[str, list[bytes]]:
        return {name: asked.filled(name) for name, asked in self.form.items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: the forms its page shows, and whether a refusal changed a row."""

    status: int
    forms: list[BaseForm]
    changed: bool
    body: bytes


class Hand:
    """Sends forms, and notes what must not come of it."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.answers: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.by = knocks({r: a for r, a in whole.town.by_role().items() if r in PEOPLE})
        for knock in self.by.values():
            session = knock.browser.session
            session[KNOWN] = given.NOW.timestamp() + 600  # the minutes the test takes
            session.save()
        self._pages: dict[tuple[Role, str], dict[str, dict[str, Asked]]] = {}
        self._shown: list[BaseForm] = []
        with taken_back():
            self._before = self._everything()

    def doors(self) -> Iterator[Door]:
        """Every address that takes a form, by the first role that is shown it."""
        for line in (APPROVED / "doors_post.txt").read_text(encoding="utf-8").splitlines()[1:]:
            path, *answers = line.removeprefix("POST ").split()
            inside = [r for r, told in zip(PEOPLE, answers, strict=True) if told[:3] not in CLOSED]
            if path.startswith(NOT_HERE) or not inside:
                continue
            address = filled(path, self.whole)
            found = ((role, self._form_of(role, address)) for role in inside[:3])
            role, form = next((one for one in found if one[1]), (inside[0], {}))
            yield Door(path, address, self.by[role], form)

    def _form_of(self, role: Role, address: str) -> dict[str, Asked]:
        """The fields of the form sent to an address, as it or a page above it shows."""
        here = address.partition("?")[0]
        for page in (here, here.rstrip("/").rpartition("/")[0] + "/"):
            if (role, page) not in self._pages:
                with taken_back():
                    answer = self.by[role].browser.get(page)
                    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
                    html = answer.content.decode() if is_page and answer.status_code == 200 else ""
                self._pages[role, page] = Forms(html, page).forms
            forms = self._pages[role, page]
            if form := forms.get(address) or forms.get(here):
                return {name: asked for name, asked in form.items() if name != TOKEN}
        return {}

    def send(self, door: Door, fields: Mapping[str, list[bytes]], *, drawn: bool) -> Answer:
        """One request, taken back; `drawn`: and its page is drawn, which takes its time."""
        body = "&".join(f"{quote(n)}={quote_from_bytes(v)}" for n, vs in fields.items() for v in vs)
        signed_in = door.by.browser.cookies["sessionid"].value
        self._shown = []
        written: set[str] = set()

        def heard(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
            if sql.startswith(WRITES):
                written.update(TABLE.findall(sql)[:1])
            return execute(sql, *arguments)

        def render(template: str, context: Any = None, *more: Any, **named: Any) -> str:
            values = [*(context or {}).values()]
            values += [one for value in values if isinstance(value, list | tuple) for one in value]
            self._shown = [one for one in values if isinstance(one, BaseForm)] or self._shown
            return render_to_string(template, context, *more, **named) if drawn else "drawn"

        told = mock.patch("django.template.loader.render_to_string", render)
        with taken_back():
            with connection.execute_wrapper(heard), told:
                answer = door.by.browser.generic(
                    "POST",
                    door.address,
                    body.encode(),
                    content_type="application/x-www-form-urlencoded",
                    headers={"Referer": f"http://testserver{door.address}"},
                )
                said = b"".join(answer)
            acted = any(not one.startswith((*NOT_AN_ACT, DRAFT)) for one in written)
            refused = answer.status_code >= REFUSED
            changed = refused and acted and self._everything() != self._before
        door.by.browser.cookies["sessionid"] = signed_in
        self.answers[answer.status_code] += 1
        return Answer(answer.status_code, self._shown, changed, said)

    def _everything(self) -> dict[str, str]:
        set_context(self.whole.town.chief, given.NOW)
        found = everything()
        del found[DRAFT]
        return found

    def judge(self, answer: Answer, where: str) -> None:
        """What holds of every answer."""
        if answer.status >= FAILED:
            self.wrong.append(f"{where}: {answer.status}")
        if answer.changed:
            self.wrong.append(f"{where}: {answer.status}, and something was written")
        if SCRIPT.encode() in answer.body:
            self.wrong.append(f"{where}: shown as it was typed")

    def judge_field(self, answer: Answer, name: str, where: str) -> None:
        """Where one field of a form that was right is spoiled, it is told there, or over it."""
        if answer.status != UNPROCESSABLE:
            return
        told = {one for form in answer.forms for one in form.errors}
        if not told & {name, "__all__"}:
            self.wrong.append(f"{where}: told at {sorted(told)}")

    def judge_words(self, answer: Answer, name: str, text: bytes, where: str) -> None:
        """What somebody has written stands in the form that is refused."""
        held = [form[name].value() for form in answer.forms if name in form.fields]
        if answer.status == UNPROCESSABLE and text.decode() not in held:
            self.wrong.append(f"{where}: lost what was written")


@pytest.fixture
def whole(real_db: None) -> Iterator[Whole]:
    # Each request that is refused is logged with all of it, and the log is kept to the end.
    quiet = mock.patch.object(logging.getLogger("django.request"), "disabled", new=True)
    with time_machine.travel(given.NOW), quiet:
        yield a_whole_town()


def test_no_form_fails_at_what_nobody_would_type(
    whole: Whole, figure: Callable[[str], None]
) -> None:
    hand, turn = Hand(whole), 0
    with quick_pages():
        doors = list(hand.doors())
        tried = in_turn(doors)
        every_name = sorted({name for door in doors for name in door.form})
        for door in tried:
            right = door.right()
            accepted = hand.send(door, right, drawn=False).status < REFUSED
            names = list(door.form)
            for name in [names[(turn + n) % len(names)] for n in range(min(EACH, len(names)))]:
                turn += 1
                asked = door.form[name]
                kinds = list(asked.hostile())
                what, value = kinds[turn % len(kinds)]
                where = f"{door.path} as {door.by.role}, {name}: {what}"
                answer = hand.send(door, right | {name: [value]}, drawn=False)
                hand.judge(answer, where)
                if accepted:
                    hand.judge_field(answer, name, where)
                if accepted and asked.kind in TYPED and what not in NOT_TEXT:
                    hand.judge_words(answer, name, value, where)
            for what in ("zero", KINDS[turn % len(KINDS)]):
                all_of = {key: [TEXTS[what]] for key in door.form or every_name}
                answer = hand.send(door, all_of, drawn=what != "zero")
                hand.judge(answer, f"{door.path}, everything: {what}")
    too_much = hand.send(doors[0], {"text": [b"a" * TOO_MUCH]}, drawn=True)

    told = ", ".join(f"{count} of {status}" for status, count in sorted(hand.answers.items()))
    sent = sum(hand.answers.values())
    figure(f"Forms sent with what nobody would type: {sent} to {len(tried)} addresses ({told})")
    assert not hand.wrong, "\n".join(hand.wrong)
    assert too_much.status in {400, 413}
    assert sent > FEWEST
