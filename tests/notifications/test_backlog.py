"""A backlog of one sort of letters hides no other on the page where letters are printed."""

import datetime as dt

import pytest
from django.test import Client

from notifications import queries
from notifications.models import PostChannel
from tests import given
from tests.digital_post import DigitalPost
from tests.notifications.posting import MINUTES, queued

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("wednesday")
def test_digital_letters_that_wait_hide_no_paper_and_the_page_says_how_many_it_leaves_out(
    town: given.Town, post: DigitalPost, now: dt.datetime, monkeypatch: pytest.MonkeyPatch,
    client: Client,
) -> None:  # fmt: skip
    # given three digital letters that wait, and a newer one on paper
    monkeypatch.setattr("notifications.queries.outbox.SHOWN", 2)
    earlier = now - 60 * MINUTES
    for n in range(3):
        queued(given.a_case(town), town.caseworker, at=earlier + n * MINUTES, key=f"digital{n}")
    PostChannel.objects.update(valid_to=now.date())
    paper = queued(given.a_case(town), town.caseworker, at=now - 20 * MINUTES, key="paper")

    queue = queries.print_queue(town.caseworker, at=now)

    assert [row.public_id for row in queue.ready] == [str(paper.public_id)]
    assert (len(queue.digital), queue.more) == (2, 1)
    client.force_login(given.account_of(town.caseworker))
    assert "1 til vises når disse er sendt" in client.get("/brev/").content.decode()
