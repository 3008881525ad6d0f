"""The line below the trail: when its chain was verified, and what was found."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from audit.kinds import Break, Fault
from audit.models import Check
from tests import given

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)  # two o'clock in Oslo
MORNING = NIGHT + dt.timedelta(hours=6)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING):
        yield


def checked(at: dt.datetime, *breaks: Break, whole: bool = True) -> None:
    Check.objects.create(
        started_at=at,
        finished_at=at,
        whole=whole,
        blocks=1,
        rows=1,
        breaks=[one.stored() for one in breaks],
    )


def test_history_and_the_access_log_say_whether_the_chain_is_whole() -> None:
    # given an auditor at a case and at the person it is about
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker, at=NIGHT)
    client = Client()
    pages = [f"/saker/{case.reference}/historikk/", f"/personer/{case.person.public_id}/innsyn/"]

    def both_say(sentence: str) -> bool:
        client.force_login(given.account_of(town.auditor))
        return all(sentence in client.get(page).content.decode() for page in pages)

    # before the first verification
    assert both_say("Loggkjeden er ikke kontrollert ennå.")

    # after last night's
    checked(NIGHT)
    assert both_say("Loggkjeden er kontrollert 21.11.2026 kl. 02.00 – ingen brudd.")

    # when it has been silent since
    with time_machine.travel(MORNING + dt.timedelta(days=1)):
        assert both_say("Loggkjeden er ikke kontrollert siden 21.11.2026 kl. 02.00.")

    # and when something was found since, though only what is new was gone through
    checked(MORNING, Break(Fault.CUT, block=7, what="12"), whole=False)
    assert both_say("Slutten er kuttet av: blokk 7 til 12 er borte.")
    assert not both_say("ingen brudd")
