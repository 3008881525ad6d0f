"""What weighs is said on a page of its own before it is done, and nothing waits twice."""

import datetime as dt

import pytest
from django.test import Client

from people.access import Actor
from people.models import IdentityNumber
from people.roles import Role
from privacy import actions
from privacy.models import Merge, MovedRow
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def client_of(who: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(who))
    return client


def test_a_merge_is_confirmed_from_a_page_that_says_what_it_does_and_waits_once() -> None:
    town = given.a_town()
    at = dt.datetime.now(dt.UTC)
    kept, other = (given.a_person(town.municipality, given="Tor", family="Wik") for _ in range(2))
    number = IdentityNumber.objects.get(resident=kept).number
    actions.propose_merge(
        str(kept.public_id),
        other=str(other.public_id),
        number=number,
        reason="Samme person.",
        actor=town.caseworker,
        at=at,
    )
    merge = Merge.objects.get()
    page, sure = f"/sammenslaing/{merge.public_id}/", f"/sammenslaing/{merge.public_id}/bekreft/"
    proposer = client_of(town.caseworker)
    second = client_of(given.staff(Role.CASEWORKER, town.intake))

    # another proposal is not offered while one waits, and its page leads to the one there is
    offered = f"/personer/{kept.public_id}/sla-sammen/"
    assert offered not in proposer.get(f"/personer/{kept.public_id}/rettigheter/").content.decode()
    assert proposer.get(offered)["Location"] == page
    # who proposed it is led back; another reads what it does, and nothing is done by reading
    assert proposer.get(sure)["Location"] == page
    assert f'href="{sure}"' in second.get(page).content.decode()
    assert "flyttes til den som beholdes" in second.get(sure).content.decode()
    assert not MovedRow.objects.exists()
    # nor by who proposed it, who posts it all the same
    proposer.post(sure, {"version": merge.version})
    assert not MovedRow.objects.exists()
    assert Merge.objects.get().confirmed_at is None

    assert second.post(sure, {"version": merge.version}).status_code == 302
    assert MovedRow.objects.exists()
