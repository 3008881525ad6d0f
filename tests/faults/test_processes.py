"""Worker, clock and broker are killed while a case goes through: nothing lost, nothing twice.

The web process needs none of them: it writes what must happen as rows. Here they are real
processes, a real broker whose data is thrown away, real commits and a real mail server.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from assessments import actions as assessing
from audit.models import Entry
from cases import actions as casework
from cases.models import Case
from deadlines.models import Deadline
from decisions import actions as deciding
from decisions.models import DecisionLine
from delivery import actions as delivering
from notifications.models import Digest, Notice
from notifications.queries import staff_to_email
from pathways import actions as coordinating
from people.access import reading, system
from people.models import Municipality
from people.roles import Permission
from tests import given
from tests.faults.processes import Machinery, soon

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]

NEAR, OVER = 27, 33  # days since the first contact: reminded of, and passed on to the leader
OTHERS = 8  # of each


@pytest.fixture
def machinery(tmp_path: Path) -> Iterator[Machinery]:
    with Machinery(tmp_path) as running:
        yield running


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def others_wait(town: given.Town) -> None:
    """Søknader whose preliminary reply is near, and some where it is late."""
    for days in [NEAR, OVER] * OTHERS:
        given.a_registered_application(
            town, at=now(), received_on=localdate(now()) - dt.timedelta(days=days)
        )


def the_steps(town: given.Town) -> Iterator[Callable[[], object]]:
    """A case from the telephone to a decision, one act at a time."""
    long_ago = localdate(now()) - dt.timedelta(days=NEAR)
    (case,) = given.a_registered_application(town, at=now(), received_on=long_ago)
    ids, last_week = case.pk, now() - dt.timedelta(days=7)
    yield lambda: casework.take_case(ids, actor=town.caseworker, at=now())
    yield lambda: coordinating.propose_handover(
        ids,
        purpose="RESPONSIBILITY",
        to_unit=town.assessment.key,
        to_staff=given.public_id_of(town.assessor),
        actor=town.caseworker,
        at=now(),
    )
    yield lambda: coordinating.accept_handover(ids, actor=town.assessor, at=now())
    yield lambda: assessing.start_assessment(ids, actor=town.assessor, at=now())
    yield lambda: given.complete_the_assessment(case, actor=town.assessor, at=now())
    yield lambda: coordinating.send_recommendation(
        ids, version=0, proposal=given.a_proposal(at=last_week), actor=town.assessor, at=now()
    )
    yield lambda: coordinating.accept_handover(ids, actor=town.coordinator, at=now())
    yield lambda: coordinating.send_to_decision(ids, actor=town.coordinator, at=now())
    yield lambda: casework.take_case(ids, actor=town.officer, at=now())
    draft = given.a_drafted_decision(town, Case.objects.get(pk=ids), at=now())
    yield lambda: deciding.submit_and_issue(
        ids, version=draft.version, actor=town.officer, at=now()
    )
    line = DecisionLine.objects.get(decision=draft)
    order, first_day = str(line.public_id), line.from_on or localdate(now())
    yield lambda: delivering.confirm_order(order, actor=town.provider, at=now())
    yield lambda: delivering.start_order(
        order, starts_on=first_day, version=1, actor=town.provider, at=now()
    )


def nothing_waits() -> bool:
    """Everybody who is to have it has had the day's e-mail, and every deadline is told."""
    municipality = Municipality.objects.get()
    with reading(system(municipality.pk), Permission.SYSTEM, page="test", at=now()):
        waiting = bool(staff_to_email(municipality.pk, at=now()))
    today = localdate(now())
    near = Deadline.objects.filter(kind="PRELIMINARY_ANSWER", met_at=None, cancelled_at=None)
    untold = near.filter(reminded_at=None) | near.filter(due_on__lt=today, escalated_at=None)
    return not waiting and not untold.exists()


def told(event: str) -> Counter[str]:
    """How often the trail says this of each deadline."""
    return Counter(entry.data["deadline"] for entry in Entry.objects.filter(event=event))


def test_nothing_is_lost_and_nothing_happens_twice(machinery: Machinery) -> None:
    # given a town whose clock has something to do
    town = given.a_town()
    given.an_hour_for_e_mail(town)
    others_wait(town)

    # when a case goes through while one thing after the other dies
    deaths = [
        machinery.lose_worker,
        machinery.lose_broker,
        machinery.lose_clock,
        machinery.lose_all,
    ]
    for n, step in enumerate(the_steps(town)):
        step()
        deaths[n % len(deaths)]()
    others_wait(town)
    machinery.lose_worker()
    soon(nothing_waits, "reminders and e-mail")

    # then everybody who had to be told was told, once
    reminded, passed_on = told("ReminderSent"), told("DeadlineEscalated")
    assert set(reminded.values()) == set(passed_on.values()) == {1}
    assert set(reminded) == {str(d.public_id) for d in Deadline.objects.exclude(reminded_at=None)}
    assert len(passed_on) == OTHERS * 2

    # and nobody had two e-mails in a day, however often a worker died; what had left when it died
    # is not sent once more, so at most as many are missing as died
    handed_over = Counter(machinery.message_ids())
    days = [f"<{digest.public_id}@tildeling.invalid>" for digest in Digest.objects.all()]
    assert set(handed_over.values()) == {1}
    assert set(handed_over) <= set(days)
    assert len(days) - len(handed_over) <= machinery.kills
    assert Notice.objects.filter(digest__isnull=False).exists()

    # and what the processes say of it names nobody
    said = "".join(process.log.read_text() for process in (machinery.worker, machinery.clock))
    assert "deadlines.tasks.sweep" in said
    assert not re.search(r"Nordmann|Storgata|\b\d{11}\b", said)

    # and the case is where its people brought it, by acts that each happened once
    case = Case.objects.get(stage="DELIVERY")
    acts = Counter(Entry.objects.filter(case_id=case.pk).values_list("event", flat=True))
    once = ["RecommendationSubmitted", "DecisionIssued", "OrderConfirmed", "ServiceStarted"]
    assert [acts[event] for event in once] == [1] * len(once)
