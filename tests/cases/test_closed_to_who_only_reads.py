"""Who may only read a case does nothing in it: every act, on each ground that opens to read."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import pytest
import time_machine
from django.test import Client

from cases.actions import give_access, let_in_for_a_reason
from cases.models import Case
from cases.models.support import EARLIER, MEETING
from cases.queries import entrusted, visible
from notifications.actions import print_letters
from notifications.models import Letter
from people.access import Actor, Grant, reading
from people.models import Unit
from people.roles import Permission, Role
from tests import given
from tests.architecture.test_actions import USE_CASES
from tests.cases.test_closed_to_the_disqualified import (
    BY_ANOTHER_KEY,
    HALF_OPEN,
    Situation,
    first,
    plain,
    refused,
)
from tests.cases.test_closed_to_the_disqualified import situation as situation
from tests.given import NOW

pytestmark = pytest.mark.django_db


# Not on that ground, but as one who answers the telephone: it opens a new case.
NEW_CASE: Final = "delivery.begin_reassessment"
DENIED: Final = {"audit_denial_default"}


def a_reason(case: Case, who: Actor) -> None:
    until = NOW + dt.timedelta(hours=4)
    let_in_for_a_reason(case.person_id, case=case, staff_id=who.staff(), until=until, at=NOW)


def the_table(case: Case, who: Actor) -> None:
    give_access(case, staff_id=who.staff(), ground=MEETING, at=NOW)


def a_later_case(case: Case, who: Actor) -> None:
    give_access(case, unit=Unit.objects.get(pk__in=who.unit_ids), ground=EARLIER, at=NOW)


GROUNDS: Final = {"a reason": a_reason, "the table": the_table, "a later case": a_later_case}


def who_may_all(unit: Unit) -> Actor:
    """One who may do all that anybody may, in a unit of their own."""
    roles = [role for role in Role if role not in {Role.SYSTEM, Role.INTEGRATION, Role.AUDITOR}]
    here = frozenset({unit.pk})
    return replace(
        given.staff(Role.CASEWORKER, unit),
        grants=tuple(Grant(role, unit.pk) for role in roles),
        unit_ids=here,
        led_unit_ids=here,
    )


def acts_of_letters(case: Case, who: Actor) -> dict[str, Callable[[], object]]:
    """Those of one letter, and those of several."""
    letter = str(Letter.objects.filter(case=case)[0].public_id)
    one = {
        name: partial(act, letter, **plain(act), actor=who, at=NOW)
        for name, act in USE_CASES
        if first(act) == "letter_id" and act.permission is Permission.POST_LETTERS
    }
    return one | {"print": partial(print_letters, [letter], actor=who, at=NOW)}


@pytest.mark.parametrize("ground", GROUNDS)
def test_who_only_reads_is_refused_in_every_act_and_nothing_is_written(
    situation: Situation, ground: str
) -> None:
    # given one who may do all that anybody may, in a unit with nothing to do in the case
    case = situation.case
    who = who_may_all(situation.town.nursing_home)
    GROUNDS[ground](case, who)
    with reading(who, Permission.OPEN_CASE, page="Sak", at=NOW):
        assert visible(who).filter(pk=case.pk).exists()
        assert not entrusted(who).filter(pk=case.pk).exists()

    # when they try every act that begins with the case, or with a paper of it
    s = replace(situation, who=who)
    tried: dict[str, Callable[[], object]] = {
        name: partial(act, case.pk, **plain(act), actor=who, at=NOW)
        for name, act in USE_CASES
        if first(act) == "case_id"
    }
    for name, given_more in (BY_ANOTHER_KEY | HALF_OPEN).items():
        tried[name] = partial(given_more, s)
    tried |= acts_of_letters(case, who)
    del tried[NEW_CASE]
    got = {name: refused(act) for name, act in tried.items()}

    # then none lets them in, and nothing but the refusal is written
    told = {name: got.pop(name) for name in ("deadlines.hold_tasks", "print")}
    assert told == {  # where several are done at once it is told in a receipt, or none is
        "deadlines.hold_tasks": ("disqualified", DENIED),
        "print": ("letter_left_queue", set()),
    }
    closed = [("AccessDenied", DENIED), ("NotFound", DENIED)]
    assert {name: answer for name, answer in got.items() if answer not in closed} == {}
    assert len(got) > 70


def test_the_page_of_a_letter_offers_nothing_to_who_only_reads(situation: Situation) -> None:
    case, unit = situation.case, situation.town.nursing_home
    who = given.staff(Role.CASEWORKER, unit)
    a_reason(case, who)
    letter = Letter.objects.filter(case=case)[0]
    client = Client()
    client.force_login(given.account_of(who))

    with time_machine.travel(NOW):
        shown = client.get(f"/brev/{letter.public_id}/oppfolging/")
        queue = client.get("/brev/").content.decode()
        stopped = client.post(f"/brev/{letter.public_id}/stans/", {"note": "Feil."})

    assert shown.status_code == 200
    assert f'href="/brev/{letter.public_id}/"' in shown.content.decode()
    assert f"/brev/{letter.public_id}/stans/" not in shown.content.decode()
    assert str(letter.public_id) not in queue
    assert stopped.status_code == 404
    letter.refresh_from_db()
    assert letter.state == "HELD"
