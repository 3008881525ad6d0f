"""A case that is hidden and one that is not there cost the same work: no clock tells them apart.

Case numbers are a series, so anybody can count through them. Counted in questions to the database,
which a busy machine does not blur.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final
from unittest import mock

import pytest
import time_machine
from django.db import connection

from cases.models import Case
from people.access import set_context
from people.roles import Role
from tests import given
from tests.architecture.test_doors import APPROVED, PARAMETER, PEOPLE, about, filled
from tests.depth import deep, in_turn
from tests.doors import API, Knock, forget, knocks, taken_back
from tests.situations import SITUATIONS, About, Situation
from tests.walk import ONWARD, REASON, quick_pages
from tests.whole import Whole, a_whole_town

SERIAL: Final = "reference"  # the one name of somebody's affairs that can be counted through
CLOSED: Final = frozenset({"403", "404", "405"})
NOT_FOUND: Final = 404
HIDDEN: Final = frozenset(
    {"oneself", "family", "other municipality", "kode 6, with a reason", "kode 6, own unit"}
)


@pytest.fixture
def whole(real_db: None) -> Iterator[Whole]:
    with time_machine.travel(given.NOW):
        yield a_whole_town()


def nowhere(whole: Whole) -> Whole:
    """The same names of everything, of a case and a person that are not there."""
    gone = {name: Case(reference="2026-09999") for name in whole.cases}
    things = {
        name: uuid.uuid4() if isinstance(it, uuid.UUID) or len(str(it)) == 36 else it
        for name, it in whole.things.items()
    }
    return replace(whole, cases=gone, things=things)


class Heard:
    """The statements of one request, without their values."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        self.asked.append(re.sub(r'"s\d+_x\d+"', "savepoint", sql))
        return execute(sql, *arguments)


def asked(
    method: str,
    address: str,
    by: Knock,
    situation: Situation,
    about: About,
) -> tuple[int, list[str]]:
    """The status of a request in a situation, and what it asked the database."""
    signed_in = by.browser.cookies["sessionid"].value
    heard, api = Heard(), address.startswith(API)
    with taken_back():
        set_context(by.actor, given.NOW)
        situation.arrange(by.actor, about)
        forget()
        with connection.execute_wrapper(heard):
            answer = by.browser.generic(
                method,
                address,
                b"{}" if api else b"",
                content_type="application/json" if api else "application/x-www-form-urlencoded",
                headers=by.key | {"If-Match": '"1"'} if api else {},
            )
    by.browser.cookies["sessionid"] = signed_in
    return answer.status_code, heard.asked


def doors(method: str) -> Iterator[tuple[str, list[Role]]]:
    """Every door whose address names a case by its number, and who comes in."""
    text = (APPROVED / f"doors_{method.lower()}.txt").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        path, *answers = line.removeprefix(method).split()
        names = {name for _kind, name in PARAMETER.findall(path)}
        elsewhere = path.endswith(REASON) or f"{method} {path}" in ONWARD
        if SERIAL in names and not elsewhere:
            yield path, [r for r, t in zip(PEOPLE, answers, strict=True) if t[:3] not in CLOSED]


@pytest.mark.asvs("V8.2.2")
@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_hidden_case_costs_the_same_questions_as_one_that_is_not_there(
    method: str, whole: Whole, figure: Callable[[str], None]
) -> None:
    gone = nowhere(whole)
    ours = knocks({r: a for r, a in whole.town.by_role().items() if r in PEOPLE})
    away = given.a_town("5001", "Trondheim kommune").by_role()
    strangers = knocks({r: a for r, a in away.items() if r in PEOPLE})
    pairs, unlike = 0, []
    # The page of a refusal counts one's own work the first times it is drawn, which is another's.
    with mock.patch("tests.walk.DRAWN", 0), quick_pages():
        for path, inside in in_turn(list(doors(method))):
            thing = about(path, whole)
            for n, situation in enumerate(one for one in SITUATIONS if one.name in HIDDEN):
                if thing is None or not inside:
                    continue
                role = inside[n % len(inside)]
                by = (strangers if situation.elsewhere else ours)[role]
                status, there = asked(method, filled(path, whole), by, situation, thing)
                if status != NOT_FOUND:
                    continue
                other, not_there = asked(method, filled(path, gone), by, situation, thing)
                pairs += 1
                if (status, len(there)) != (other, len(not_there)):
                    told = f"{status} {len(there)}, {other} {len(not_there)}"
                    unlike.append(f"{path} [{situation.name}] {role}: {told}")
    figure(
        f"{method}: {pairs} pairs of a hidden case and one that is not there, the same questions"
    )
    assert not unlike, "\n".join(unlike)
    assert pairs > deep(100, 40)
