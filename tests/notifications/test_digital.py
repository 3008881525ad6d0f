"""Digital post: handed over once, looked for when nobody answers, stopped, believed with care."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from audit.models import Entry
from cases.models import Case
from notifications import actions, queries
from notifications.letters import Channel, LetterState, StopReason
from notifications.models import Dispatch, Letter, PostChannel
from people.access import system
from people.models import Representative, Resident
from people.refusals import Refused, Stale
from tests import digital_post, given
from tests.digital_post import DigitalPost
from tests.notifications.posting import LONG_AGO, MINUTES, ask, events, queued, relay, tasks

pytestmark = pytest.mark.django_db
SOON = 11 * MINUTES  # the hold is over
HOUR = 60 * MINUTES


def read(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def sent(case: Case, town: given.Town, post: DigitalPost, *, at: dt.datetime) -> Letter:
    """A letter that digital post has taken."""
    letter = queued(case, town.caseworker, at=at)
    assert relay(town, at=at + SOON) == ["sent"]
    return read(letter)


# Handed over


def test_a_letter_goes_once_its_hold_is_over_and_says_nothing_outside_its_envelope(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    assert relay(town, at=now + 9 * MINUTES) == []

    assert relay(town, at=now + SOON) == ["sent"]
    assert relay(town, at=now + HOUR) == []

    letter, (one,) = read(letter), post.taken
    assert (letter.state, letter.posted_on, letter.reached_on) == (
        LetterState.SENT, dt.date(2026, 3, 4), None,
    )  # fmt: skip
    assert one.key == str(letter.public_id)
    assert one.body == bytes(letter.file.body)
    assert one.metadata["tittel"] == "Brev fra Drammen kommune"
    person = Resident.objects.get(pk=case.person_id)
    assert one.metadata["mottaker"] == {
        "navn": "Ola Nordmann",
        "digitalId": person.numbers.get().number,
        "adresselinje1": "Storgata 1",
        "postnummer": "3015",
        "poststed": "Drammen",
    }
    assert letter.dispatches.get().receipt == one.receipt
    assert events()[-1] == "LetterSent"


def test_without_a_decision_letters_go_on_paper_and_so_do_those_without_a_number(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    PostChannel.objects.update(valid_from=dt.date(2026, 3, 5))
    assert queued(case, town.caseworker, at=now).channel == Channel.PRINT
    PostChannel.objects.update(valid_from=LONG_AGO)
    Resident.objects.get(pk=case.person_id).numbers.update(current=False)
    assert queued(case, town.caseworker, at=now, key="b").channel == Channel.PRINT
    PostChannel.objects.update(valid_to=dt.date(2026, 3, 4))
    assert queued(given.a_case(town), town.caseworker, at=now, key="c").channel == Channel.PRINT


def test_a_digital_letter_is_not_printed_and_can_be_stopped_until_it_goes(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = str(queued(case, town.caseworker, at=now).public_id)
    with pytest.raises(Refused, match="sendes digitalt"):
        actions.print_letters([letter], actor=town.caseworker, at=now + SOON)

    actions.stop_letter(letter, actor=town.caseworker, at=now + SOON)

    assert relay(town, at=now + SOON) == ["taken"]
    assert relay(town, at=now + SOON) == []
    assert post.taken == []


# Read anew when it goes


def becomes_protected(person: Resident, _letter: Letter) -> None:
    Resident.objects.filter(pk=person.pk).update(protection="STRICT")


def moves(person: Resident, _letter: Letter) -> None:
    Resident.objects.filter(pk=person.pk).update(address="Ny vei 2")


def dies(person: Resident, _letter: Letter) -> None:
    Resident.objects.filter(pk=person.pk).update(died_on=dt.date(2026, 3, 4))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (becomes_protected, StopReason.NOW_PROTECTED),
        (moves, StopReason.ADDRESS_CHANGED),
        (dies, StopReason.DEAD),
    ],
)
def test_what_happened_since_it_was_written_stops_the_letter_and_is_somebodys_task(
    happens: object, reason: StopReason, case: Case, town: given.Town, post: DigitalPost,
    now: dt.datetime,
) -> None:  # fmt: skip
    letter = queued(case, town.caseworker, at=now)
    assert callable(happens)
    happens(case.person, letter)

    assert relay(town, at=now + SOON) == ["stopped"]

    assert (read(letter).state, read(letter).stop_reason) == (LetterState.STOPPED, reason)
    assert post.taken == []
    holders = [row["task_holder"] for row in tasks(town.caseworker, on=now.date())]
    assert holders == [letter.owner_id]


def test_a_letter_to_a_guardian_goes_on_paper_and_stops_when_the_mandate_ends(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    guardian = Representative.objects.create(
        resident=case.person, kind="GUARDIAN", name="Vera Verge", address="Verges vei 3",
        postal="3015 Drammen", personal_matters=True, economy=False, valid_from=LONG_AGO,
    )  # fmt: skip
    to = queries.recipients(case.person_id, on=now.date())[1]
    assert to.representative_id == guardian.pk
    assert queued(case, town.caseworker, at=now, recipient=to).channel == Channel.PRINT


def test_to_a_protected_address_nothing_ever_goes_over_the_net(
    town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    case = given.a_case(town, person=given.a_person(town.municipality, protection="CONFIDENTIAL"))
    letter = queued(case, town.caseworker, at=now)

    assert (letter.channel, letter.protected) == (Channel.PRINT, True)
    assert relay(town, at=now + SOON) == []
    with pytest.raises(IntegrityError, match="goes_by_hand"), transaction.atomic():
        Letter.objects.bulk_create([_copy(letter, channel=Channel.DIGITAL)])


def _copy(letter: Letter, **changes: object) -> Letter:
    copied = Letter.objects.get(pk=letter.pk)
    copied.pk, copied.public_id, copied.key = None, uuid.uuid4(), str(uuid.uuid4())
    for name, value in changes.items():
        setattr(copied, name, value)
    return copied


# Nobody answers


@pytest.mark.parametrize(
    "how", [digital_post.CUT, digital_post.TAKEN_ERROR, digital_post.NONSENSE, digital_post.SLOW]
)
def test_a_letter_that_was_taken_without_a_word_is_found_and_not_sent_again(
    how: str, case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour, post.slow_seconds = (lambda: how), 1.3

    assert relay(town, at=now + SOON) == ["unknown"]
    assert read(letter).state == LetterState.SENDING
    with pytest.raises(Stale):
        actions.stop_letter(str(letter.public_id), actor=town.caseworker, at=now + SOON)
    assert relay(town, at=now + 13 * MINUTES) == ["sent"]

    assert post.times() == {str(letter.public_id): 1}
    assert read(letter).posted_on == dt.date(2026, 3, 4)


def test_what_was_not_taken_is_handed_over_again_when_it_cannot_be_on_its_way_in(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour = lambda: digital_post.ERROR
    assert relay(town, at=now + SOON) == ["unknown"]
    post.behaviour = lambda: digital_post.OK

    assert relay(town, at=now + 13 * MINUTES) == ["unknown"]  # not there, but it may come yet
    assert relay(town, at=now + 20 * MINUTES) == []
    assert post.taken == []
    assert relay(town, at=now + SOON + 17 * MINUTES) == ["sent"]

    assert post.times() == {str(letter.public_id): 1}


def test_after_five_tries_a_person_takes_over_and_sends_it_on_paper(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour = lambda: digital_post.ERROR
    at, waits = now + SOON, []
    while read(letter).state != LetterState.STOPPED:
        assert relay(town, at=at) in (["unknown"], ["refused"])
        next_at = Dispatch.objects.get().next_at
        if next_at:
            waits.append(next_at - at)
            at = next_at

    row = Dispatch.objects.get()
    assert (row.tries, row.next_at) == (5, None)
    assert row.parked_at
    assert sorted(waits[1::2][:4]) == waits[1::2][:4]  # each wait is longer than the one before
    assert at - now > 4 * HOUR
    assert [one["task_kind"] for one in tasks(town.caseworker, on=now.date())] == [
        "letter_follow_up"
    ]
    new = actions.renew_letter(str(letter.public_id), actor=town.caseworker, at=at)["letter"]
    assert Letter.objects.get(public_id=new).channel == Channel.PRINT


def test_where_nobody_can_be_asked_the_letter_is_uncertain_and_never_sent_twice(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime, settings: Settings
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour = lambda: digital_post.CUT
    at = now + SOON
    assert relay(town, at=at) == ["unknown"]
    settings.DIGITAL_POST_URL = "http://127.0.0.1:9"

    while read(letter).state == LetterState.SENDING:
        at += 18 * MINUTES
        assert relay(town, at=at) in (["unknown"], ["uncertain"])

    letter = read(letter)
    assert (letter.state, letter.uncertain_at) == (LetterState.UNCERTAIN, at)
    assert at - now < 2 * HOUR
    settings.DIGITAL_POST_URL = post.url
    assert [row["task_key"] for row in tasks(town.caseworker, on=now.date())] == [
        str(letter.public_id)
    ]
    assert relay(town, at=now + 24 * HOUR) == []
    actions.settle_letter(
        str(letter.public_id), note="Kommet fram.", actor=town.caseworker, at=now + 2 * HOUR
    )
    assert tasks(town.caseworker, on=now.date()) == []


def test_an_uncertain_letter_is_looked_for_again_and_found_until_somebody_has_settled_it(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime, settings: Settings
) -> None:
    # given a letter they took and never told of, and nobody could be asked for an hour and a half
    letter, settled = (
        queued(of, town.caseworker, at=now, key=str(n))
        for n, of in enumerate([case, given.a_case(town)])
    )
    post.behaviour = lambda: digital_post.CUT
    relay(town, at=now + SOON)
    settings.DIGITAL_POST_URL, at = "http://127.0.0.1:9", now + SOON
    while Letter.objects.exclude(state=LetterState.UNCERTAIN).exists():
        at += 18 * MINUTES
        relay(town, at=at)
    actions.settle_letter(str(settled.public_id), note="Ringt.", actor=town.caseworker, at=at)
    settings.DIGITAL_POST_URL = post.url

    # when it is looked for by our key, twice
    ask(town, at=at + HOUR)
    ask(town, at=at + 3 * HOUR)

    # then the one is sent, with the day it was handed over, and nobody's task; the other stands
    letter, row = read(letter), Dispatch.objects.get(letter=letter)
    assert (letter.state, letter.posted_on) == (LetterState.SENT, now.date())
    assert (row.receipt, row.sent_at, row.parked_at) == (
        post.find(str(letter.public_id))[0],
        row.tried_at,
        None,
    )
    assert read(settled).state == LetterState.UNCERTAIN
    assert tasks(town.caseworker, on=now.date()) == []
    assert events().count("LetterSent") == 1


def test_while_they_cannot_be_reached_letters_wait_untried_and_can_be_stopped(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime, settings: Settings
) -> None:
    letters = [queued(given.a_case(town), town.caseworker, at=now, key=f"{n}") for n in range(3)]
    settings.DIGITAL_POST_URL = "http://127.0.0.1:9"

    assert relay(town, at=now + SOON)[0] == "waits"
    assert relay(town, at=now + SOON) == []  # one has found out for all
    actions.stop_letter(str(letters[0].public_id), actor=town.caseworker, at=now + SOON)
    settings.DIGITAL_POST_URL = post.url

    later = relay(town, at=now + 2 * HOUR)

    assert sorted(later) == ["sent", "sent", "taken"]
    assert set(Dispatch.objects.filter(sent_at__isnull=False).values_list("tries", flat=True)) == {
        1
    }


def test_what_they_refuse_goes_on_paper_at_once(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour = lambda: digital_post.REFUSED

    assert relay(town, at=now + SOON) == ["paper"]

    paper = Letter.objects.get(replaces=letter)
    assert (paper.channel, paper.state, paper.words) == (
        Channel.PRINT, LetterState.HELD, letter.words,
    )  # fmt: skip
    assert read(letter).stop_reason == StopReason.NOT_DIGITAL
    queue = queries.print_queue(town.caseworker, at=now + HOUR)
    assert [row.public_id for row in queue.ready] == [str(paper.public_id)]
    assert queue.open == ()


def test_a_relay_that_died_leaves_a_claim_and_the_next_looks_before_it_sends(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    queued(case, town.caseworker, at=now)
    actor, row = system(town.municipality.pk), Dispatch.objects.get()
    claim = actions.claim(row.pk, actor=actor, at=now + SOON)
    assert claim

    assert relay(town, at=now + SOON + MINUTES) == []  # somebody has it
    assert relay(town, at=now + SOON + 2 * MINUTES) == ["unknown"]  # nothing there; may come yet
    assert actions.hand_over(row.pk, claim=claim, actor=actor, at=now + 14 * MINUTES) == "taken"
    assert relay(town, at=now + SOON + 17 * MINUTES) == ["sent"]

    assert [count for _key, count in post.times().items()] == [1]
    assert len(post.asked) == 2


# What they say


def test_delivered_and_opened_are_believed_and_the_time_to_complain_runs_from_delivery(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = sent(case, town, post, at=now)
    receipt = post.taken[0].receipt
    post.repeats = 3

    post.say(receipt, "VARSLET", now + HOUR)
    ask(town, at=now + 2 * HOUR)
    delivered = read(letter)
    post.say(receipt, "LEST", now + 3 * HOUR)
    ask(town, at=now + 9 * HOUR)
    opened = read(letter)

    assert (delivered.state, delivered.delivered_at) == (LetterState.DELIVERED, now + HOUR)
    assert (delivered.reached_on, delivered.reached_assumed) == (dt.date(2026, 3, 4), False)
    assert (opened.state, opened.opened_at) == (LetterState.OPENED, now + 3 * HOUR)
    assert opened.delivered_at == now + HOUR
    told = Entry.objects.filter(event__in=["LetterDelivered", "LetterOpened"])
    assert told.count() == 2
    assert ask(town, at=now + 99 * HOUR) == 0


@pytest.mark.parametrize(
    ("status", "moment", "state", "day"),
    [
        ("LEVERT_SDP", dt.timedelta(days=400), LetterState.DELIVERED, dt.date(2026, 3, 4)),
        ("VARSLET", dt.timedelta(days=-400), LetterState.DELIVERED, dt.date(2026, 3, 4)),
        ("VARSLET", "i går", LetterState.DELIVERED, dt.date(2026, 3, 4)),
        ("VARSLET", "2026-03-04T12:00:00", LetterState.DELIVERED, dt.date(2026, 3, 4)),
        ("PRINTET", dt.timedelta(), LetterState.SENT, dt.date(2026, 3, 7)),
        ("AKSEPTERT", dt.timedelta(), LetterState.SENT, None),
        ("<script>", dt.timedelta(), LetterState.SENT, None),
        (["LEST"], dt.timedelta(), LetterState.SENT, None),
        ("MANUELT_HANDTERT", dt.timedelta(), LetterState.UNCERTAIN, None),
    ],
)
def test_what_they_say_is_believed_only_as_far_as_it_can_be(
    status: object, moment: dt.timedelta | str, state: LetterState, day: dt.date | None,
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime,
) -> None:  # fmt: skip
    letter = sent(case, town, post, at=now)
    at = now + SOON + moment if isinstance(moment, dt.timedelta) else moment
    post.say(post.taken[0].receipt, status, at)

    ask(town, at=now + 2 * HOUR)

    letter = read(letter)
    assert (letter.state, letter.reached_on) == (state, day)


def test_what_could_not_be_delivered_comes_back_and_goes_on_paper(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = sent(case, town, post, at=now)
    post.say(post.taken[0].receipt, "IKKE_LEVERT", now + HOUR)

    ask(town, at=now + 2 * HOUR)
    ask(town, at=now + 20 * HOUR)

    assert (read(letter).state, read(letter).returned_on) == (
        LetterState.RETURNED, dt.date(2026, 3, 4),
    )  # fmt: skip
    assert Letter.objects.get(replaces=letter).channel == Channel.PRINT


def test_what_is_opened_stays_opened_and_nobody_speaks_for_another_letter(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = sent(case, town, post, at=now)
    receipt = post.taken[0].receipt
    nonsense: list[Any] = [
        None,
        7,
        {"id": None},
        {"id": str(uuid.uuid4()), "status": "IKKE_LEVERT"},
    ]
    post.say(receipt.upper(), "LEST", None)
    post.told[receipt] = [*post.told[receipt.upper()], *nonsense]
    post.say(receipt, "IKKE_LEVERT", None)

    ask(town, at=now + 2 * HOUR)

    assert read(letter).state == LetterState.OPENED
    assert not Letter.objects.filter(replaces=letter).exists()


def test_one_receipt_for_two_letters_is_not_believed(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    first = sent(case, town, post, at=now)
    same = first.dispatches.get().receipt
    post.receipts = lambda: same
    second = queued(given.a_case(town), town.caseworker, at=now, key="other")

    assert relay(town, at=now + SOON) == ["uncertain"]

    assert read(second).state == LetterState.UNCERTAIN


# How the municipality decides it


def test_the_administrator_decides_how_letters_go_from_a_day_and_they_go_so(
    case: Case, town: given.Town, now: dt.datetime, client: Client, wednesday: dt.datetime
) -> None:
    client.force_login(given.account_of(town.administrator))
    typed = {"channel": "DIGITAL", "decided_by": "Rådet, sak 12/26", "valid_from": "01.04.2026"}
    account = str(uuid.uuid4())

    shown = client.get("/oppsett/brev/ny/").content.decode()
    assert "Fylles ut for digital post" in shown
    assert "Valgfritt" not in shown
    assert "Alle felt må fylles ut" not in shown

    # when no account, a day that has been, or somebody else asks: nothing is written
    wrong = client.post("/oppsett/brev/ny/", typed)
    assert "Skriv kontoens id. Digital post må ha en konto." in wrong.content.decode()
    paper = client.post("/oppsett/brev/ny/", typed | {"channel": "PRINT", "account": account})
    assert paper.status_code == 422
    assert "Papir har ingen konto. La feltet stå tomt." in paper.content.decode()
    assert "Rådet, sak 12/26" in wrong.content.decode()
    late = client.post(
        "/oppsett/brev/ny/", typed | {"account": account, "valid_from": "01.03.2026"}
    )
    assert "kan ikke være før i dag" in late.content.decode()
    assert (wrong.status_code, late.status_code) == (422, 422)
    other = Client()
    other.force_login(given.account_of(town.caseworker))
    assert other.post("/oppsett/brev/ny/", typed | {"account": account}).status_code == 403
    assert not PostChannel.objects.exists()

    # when it is decided, and ended again
    assert client.post("/oppsett/brev/ny/", typed | {"account": account}).status_code == 302
    row = PostChannel.objects.get()
    assert (str(row.account), row.valid_from) == (account, dt.date(2026, 4, 1))
    ours = town.municipality.pk
    assert queries.post_channel(ours, on=dt.date(2026, 3, 31)) is None
    assert queries.post_channel(ours, on=dt.date(2026, 4, 1)) == row
    assert "Digital post" in client.get("/oppsett/brev/").content.decode()
    ended = client.post(f"/oppsett/brev/{row.pk}/avslutt/", {"last_on": "30.04.2026"})

    # then letters go so for as long as was said
    assert ended.status_code == 302
    assert queries.post_channel(ours, on=dt.date(2026, 5, 1)) is None
    assert events()[-2:] == ["PostChannelSet", "PostChannelEnded"]


# What the database lets stand


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"state": "DELIVERED"}, "delivered_on_a_day"),
        ({"state": "OPENED"}, "delivered_on_a_day"),
        ({"state": "UNCERTAIN"}, "uncertain_since"),
        ({"state": "RETURNED"}, "returned"),
        ({"state": "STOPPED"}, "stopped_with_reason"),
        ({"state": "SENT"}, "sent_is_posted"),
        ({"channel": "PIGEON"}, "channel"),
        ({"channel": "PRINT", "state": "SENDING"}, "printed_where_it_stands"),
        ({"channel": "PRINT", "state": "UNCERTAIN"}, "uncertain_since"),
        ({"owner_id": None}, "owner_id"),
    ],
)
def test_a_state_without_its_date_or_its_owner_cannot_be_written(
    changes: dict[str, object], rule: str, case: Case, town: given.Town, post: DigitalPost,
    now: dt.datetime,
) -> None:  # fmt: skip
    letter = queued(case, town.caseworker, at=now)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Letter.objects.bulk_create([_copy(letter, **changes)])
