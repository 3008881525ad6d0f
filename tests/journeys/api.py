"""A small client of the API: what an integrator would write, over Django's test client."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from assessments.iplos import variables
from tests import given

ROOT = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    version: int  # of the thing, as the ETag says; 0 without
    type: str
    retry_after: str = ""

    @property
    def code(self) -> str:
        """The machine's word for what is wrong."""
        return str(self.body["code"])

    @property
    def wrong(self) -> dict[str, str]:
        """The code at each field of a refusal."""
        return {row["field"]: row["code"] for row in self.body.get("errors", [])}


def _packed(body: Any) -> tuple[str, bytes]:
    """JSON; where a value is a file (bytes), a form with it."""
    if isinstance(body, dict) and any(isinstance(value, bytes) for value in body.values()):
        fields = {
            name: SimpleUploadedFile("skann.pdf", value) if isinstance(value, bytes) else value
            for name, value in body.items()
        }
        return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields)
    sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return "application/json", sent


class Api:
    """One user's key to the API. The verbs below expect that the act is done, and say so."""

    def __init__(self, key: str = "") -> None:
        self._client = Client()
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    @classmethod
    def of(cls, username: str, password: str = given.PASSWORD) -> Self:
        """Signed in: user name and password against a key that expires."""
        body = {"username": username, "password": password}
        return cls(cls().post("tokens/", body).body["token"])

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        key: str = "",
    ) -> Answer:
        """One request, whatever comes of it."""
        headers = dict(self.headers)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if key:
            headers["Idempotency-Key"] = key
        kind, sent = _packed(body)
        got = self._client.generic(method, ROOT + path, sent, content_type=kind, headers=headers)
        tag = got.headers.get("ETag", "").strip('"')
        kind = got.headers.get("Content-Type", "")
        return Answer(
            status=got.status_code,
            body=got.json() if "json" in kind else got.content,
            version=int(tag) if tag.isdigit() else 0,
            type=kind,
            retry_after=got.headers.get("Retry-After", ""),
        )

    def get(self, path: str) -> Answer:
        return self._done(self.send("GET", path))

    def post(self, path: str, body: Any = None, *, version: int | None = None) -> Answer:
        return self._done(self.send("POST", path, body, version=version))

    def put(self, path: str, body: Any, *, version: int | None = None) -> Answer:
        return self._done(self.send("PUT", path, body, version=version))

    def _done(self, answer: Answer) -> Answer:
        assert 200 <= answer.status < 300, (answer.status, answer.body)
        return answer

    # What a case is, and where it stands.

    def case(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"cases/{reference}/").body
        return found

    def stage(self, reference: str) -> str:
        return str(self.case(reference)["stage"])

    def sentences(self, reference: str) -> list[str]:
        """What happened, oldest first, in Norwegian."""
        return [row["sentence"] for row in self.get(f"cases/{reference}/timeline/").body][::-1]

    def step(self, reference: str, path: str, body: Any = None) -> Answer:
        """A step on the case itself, with the version it has now."""
        version = self.get(f"cases/{reference}/").version
        return self.post(f"cases/{reference}/{path}/", body, version=version)

    # The acts of the path, in its order.

    def register(self, *services: str, number: str, received_on: dt.date, **more: Any) -> list[str]:
        """The references of the cases a telephone call became."""
        person = {
            "number": number,
            "given_name": "Ola",
            "family_name": "Nordmann",
            "address": "Storgata 1",
            "postal": "3015 Drammen",
        }
        told = {
            "person": person,
            "channel": "PHONE",
            "from_whom": "PERSON",
            "received_on": received_on.isoformat(),
            "services": services,
            "own_words": "Jeg vil klare morgenstellet selv.",
        }
        return [case["reference"] for case in self.post("applications/", told | more).body["cases"]]

    def hand_over(self, reference: str, *, to_unit: str, to_staff: str = "") -> None:
        """Propose that another unit, or somebody in it, gets the responsibility."""
        body = {"purpose": "RESPONSIBILITY", "to_unit": to_unit}
        self.step(reference, "handover", body | ({"to_staff": to_staff} if to_staff else {}))

    def accept(self, reference: str) -> None:
        self.step(reference, "handover/accept")

    def assess(self, reference: str, *, on: dt.date, value: int = 3) -> None:
        """Start the kartlegging, fill it in, and complete it."""
        started = self.post(f"cases/{reference}/assessments/").body
        if started["completed"]:
            return
        one = f"cases/{reference}/assessments/{started['n']}/"
        filled = self.put(one, an_assessment(on=on, value=value), version=started["version"])
        self.post(f"{one}complete/", version=filled.version)

    def recommend(self, reference: str, *services: str, on: dt.date, refuse: bool = False) -> None:
        """Write the recommendation and send it."""
        kept = self.put(
            f"cases/{reference}/recommendation/", a_recommendation(*services, on=on, refuse=refuse)
        )
        self.post(f"cases/{reference}/recommendation/submit/", version=kept.version)

    def write_decision(self, reference: str, *, unit: str) -> int:
        """Draft from the recommendation, with what only the decider knows; its version."""
        path = f"cases/{reference}/decision/"
        drafted = self.put(path, {"facts": "Ola trenger hjelp til morgenstell og legemidler."})
        lines = [_decided(line, unit) for line in self.get(path).body["lines"]]
        return self.put(path, {"lines": lines}, version=drafted.version).version

    def decide(self, reference: str, *, unit: str) -> list[str]:
        """Write, submit and issue a decision; the ids of the orders it became."""
        version = self.write_decision(reference, unit=unit)
        submitted = self.post(f"cases/{reference}/decision/submit/", version=version)
        issued = self.post(f"cases/{reference}/decision/issue/", version=submitted.version)
        return list(issued.body["orders"])

    def give(self, order: str, *, on: dt.date) -> None:
        """The performing unit confirms an order and starts."""
        confirmed = self.post(f"orders/{order}/confirm/", {})
        body = {"starts_on": on.isoformat()}
        self.post(f"orders/{order}/start/", body, version=confirmed.version)


def an_assessment(*, on: dt.date, value: int = 3) -> dict[str, Any]:
    """The body of a kartlegging that lacks nothing: every variable scored `value`."""
    return {
        "participants": "Ola Nordmann og datteren",
        "consent": "YES",
        "capacity": "YES",
        "what_matters": "Klare morgenstellet selv.",
        "scores": [{"variable": v.code, "value": value} for v in variables(on=on)],
    }


def a_recommendation(*services: str, on: dt.date, refuse: bool = False) -> dict[str, Any]:
    """The body of a recommendation that lacks nothing, of services from `on`."""
    proposal = given.a_proposal(*services, at=dt.datetime.combine(on, dt.time(), dt.UTC))
    return {
        "services": [
            {
                "service_key": line.service_key,
                "quantity": line.quantity,
                "from_on": on.isoformat(),
                "refuse": refuse,
            }
            for line in proposal.lines
        ],
        "ladder_step": proposal.ladder_step,
        "why_not_lower": proposal.why_not_lower,
        "professional_assessment": proposal.professional_assessment,
        "persons_view": proposal.persons_view,
        "goal": proposal.goal,
        "evaluate_on": (on + dt.timedelta(days=90)).isoformat(),
    }


def _decided(line: dict[str, Any], unit: str) -> dict[str, Any]:
    if line["outcome"] == "GRANTED":
        return {"id": line["id"], "unit_performing": unit}
    return {"id": line["id"], "reason": "Du klarer dette selv i dag."}


def codes(answer: Answer) -> Sequence[str]:
    """Every code of a refusal, in order."""
    return [row["code"] for row in answer.body.get("errors", [])]
