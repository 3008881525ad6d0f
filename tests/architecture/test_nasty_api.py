"""Bodies that no honest system sends, to every write of the API: a refusal, and nothing is done.

What can be made from the API's document is made there (test_schema_fuzz.py). These are the others:
what is no JSON or has two readings, text that nothing can keep, and numbers that are none.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import Client

from people.access import set_context
from people.roles import Role
from tests import given
from tests.architecture.test_api import DOCUMENT
from tests.architecture.test_doors import DOORS, PARAMETER, filled
from tests.doors import API, TABLE, Knock, knocks, taken_back
from tests.hostile import LONG, NOBODYS, SCRIPT
from tests.journeys.pages import NOT_AN_ACT, everything
from tests.whole import Whole, a_whole_town

pytestmark = [pytest.mark.proof, pytest.mark.asvs("V2.2.1", "V15.3.5", "V16.5.3")]

WRITES: Final = ("post", "put", "patch")
SENDERS: Final = (Role.CASEWORKER, Role.DECISION_OFFICER, Role.ASSESSOR, Role.PROVIDER)
REFUSED, FAILED, TOO_LARGE = 400, 500, 10_000_000
NOT_HERE: Final = "/api/v1/tokens/"  # a wrong guess is kept, and has tests of its own
UNREAD: Final = "unread"  # what must be refused before anything is read of it


PLAIN: Final = {"integer": 1, "number": 1, "boolean": True, "date": "2026-03-04"}


def example(schema: dict[str, Any]) -> Any:
    """What a body of a schema could be: every field, and the first of each choice."""
    for one in ("oneOf", "anyOf", "allOf"):
        schema = schema[one][0] if one in schema else schema
    if "$ref" in schema:
        return example(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "properties" in schema:
        return {name: example(of) for name, of in schema["properties"].items()}
    if "items" in schema:
        return [example(schema["items"])]
    kinds = (schema.get("format"), schema.get("type"))
    text = NOBODYS["nobody's"].decode() if "uuid" in kinds else "Ola ringte."
    plain = next((PLAIN[str(kind)] for kind in kinds if str(kind) in PLAIN), text)
    return schema.get("enum", [plain])[0]


def with_each(told: Any, sort: type, put: Any) -> Any:
    """The same with another value for each of a sort."""
    if isinstance(told, dict):
        return {name: with_each(one, sort, put) for name, one in told.items()}
    if isinstance(told, list):
        return [with_each(one, sort, put) for one in told]
    return put if type(told) is sort else told


def bodies(right: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """A body that is right, spoiled; `UNREAD` in its name where no field of it is to be read."""
    first, said = next(iter(right)), json.dumps(right)
    one = json.dumps(first)

    def text(put: str) -> bytes:
        return json.dumps(with_each(right, str, put)).encode()

    yield "a zero character", text("a\0b")
    yield "half a character", text("\ud800")
    yield "turned", text("a\u202e\u2066\u200b\ufeff\U0010ffff")
    yield "a script", text(SCRIPT)
    yield "long", text(LONG)
    yield "an object for a text", json.dumps(with_each(right, str, {"id": 1})).encode()
    yield "beyond 64 bits", json.dumps(with_each(right, int, 2**63)).encode()
    yield "text in lists of lists", json.dumps(with_each(right, str, [["a"]])).encode()
    yield f"{UNREAD}: twice", f"{{{one}: {json.dumps(right[first])}, {said[1:]}".encode()
    yield f"{UNREAD}: deep", f"{{{one}: {'[' * 5_000}{']' * 5_000}}}".encode()
    yield f"{UNREAD}: not a number", f"{{{one}: NaN}}".encode()
    yield f"{UNREAD}: many digits", f"{{{one}: {'9' * 5_000}}}".encode()
    yield f"{UNREAD}: not UTF-8", b"\xff\xfe" + said.encode("utf-16-le")
    yield f"{UNREAD}: half", said[: len(said) // 2].encode()
    yield "infinite", f"{{{one}: 1e400}}".encode()


@pytest.fixture
def whole(real_db: None) -> Iterator[Whole]:
    # Each request that is refused is logged with all of it, and the log is kept to the end.
    quiet = mock.patch.object(logging.getLogger("django.request"), "disabled", new=True)
    with time_machine.travel(given.NOW), quiet:
        yield a_whole_town()


class Sender:
    """Sends bodies, each taken back, and notes whether a refusal changed a row."""

    def __init__(self, whole: Whole) -> None:
        self.client = Client(raise_request_exception=False)
        self.chief = whole.town.chief
        self.by = knocks({r: a for r, a in whole.town.by_role().items() if r in SENDERS})
        with taken_back():
            self.before = self.everything()

    def everything(self) -> dict[str, str]:
        set_context(self.chief, given.NOW)
        return everything()

    def send(self, method: str, address: str, body: bytes, by: Knock) -> tuple[int, bool]:
        """The status, and whether anything is otherwise than before though it was refused."""
        written: set[str] = set()

        def heard(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                written.update(TABLE.findall(sql)[:1])
            return execute(sql, *arguments)

        with taken_back():
            with connection.execute_wrapper(heard):
                answer = self.client.generic(
                    method,
                    address,
                    body,
                    content_type="application/json",
                    headers=by.key | {"If-Match": '"1"'},
                )
            acted = any(not one.startswith(NOT_AN_ACT) for one in written)
            changed = acted and answer.status_code >= REFUSED and self.everything() != self.before
        return answer.status_code, changed


def test_no_write_of_the_api_fails_at_what_no_honest_system_sends(
    whole: Whole, figure: Callable[[str], None]
) -> None:
    sender, answers, wrong = Sender(whole), Counter[int](), []
    door_of = {PARAMETER.sub(r"{\2}", door): door for door in DOORS if door.startswith(API)}

    operations = [
        (path, method, of["requestBody"]["content"]["application/json"]["schema"])
        for path, methods in DOCUMENT["paths"].items()
        for method, of in methods.items()
        if path != NOT_HERE
        and method in WRITES
        and "application/json" in of.get("requestBody", {}).get("content", {})
    ]
    for n, (path, method, schema) in enumerate(operations):
        right = example(schema)
        for what, body in bodies(right) if isinstance(right, dict) and right else ():
            address = filled(door_of[path], whole)
            for by in sender.by.values():
                status, changed = sender.send(method.upper(), address, body, by)
                if status not in {403, 404}:
                    break
            answers[status] += 1
            if status >= FAILED or changed or (UNREAD in what and status < REFUSED):
                wrong.append(f"{method} {path} ({what}): {status}{' and wrote' * changed}")
        if n % 20 == 0:
            status, changed = sender.send(method.upper(), address, b" " * TOO_LARGE, by)
            if not REFUSED <= status < FAILED:
                wrong.append(f"{method} {path} (ten million signs): {status}")

    told = ", ".join(f"{count} of {status}" for status, count in sorted(answers.items()))
    figure(
        f"Bodies no honest system sends: {sum(answers.values())} to {len(operations)} "
        f"writes ({told}), no error of ours"
    )
    assert not wrong, "\n".join(wrong)
